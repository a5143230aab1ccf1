// The judge of readings: why a first reading is doubted, which of the others is taken, and what keys are judged by.

import { describe, expect, it } from "vitest";
import { wayOf } from "../../src/infer/candidates.js";
import { evidenceOf } from "../../src/infer/evidence.js";
import { type Judged, judgeOf } from "../../src/infer/judge.js";
import { readPrompt, weighReadings } from "../../src/infer/read.js";
import { listOf, objectOf } from "../../src/infer/shape.js";
import { scan } from "../../src/infer/tokens.js";

function judge(prompt: string) {
  return judgeOf(evidenceOf(scan(prompt).map(({ tokens }) => tokens)));
}

function reading(names: readonly string[], by = "first"): Judged {
  return { schema: objectOf(names.map((name) => ({ name, schema: { type: "string" } }))), by };
}

function rows(of: string, names: readonly string[], by = "first"): Judged {
  return { schema: objectOf([{ name: of, schema: listOf(reading(names).schema) }]), by };
}

describe("a first reading is doubted", () => {
  it.each<[string, string, Judged]>([
    ["a name written as one was no field", "Give `total_cents` and `currency`.", reading(["total_cents"])],
    ["a field hardly was one", "Which makes me nervous: name, email", reading(["makes_me_nervous", "name", "email"])],
    ["nothing was known of the rows", "All trips of this month", rows("trips", ["id", "name"])],
    ["nothing was read", "Departure gate, boarding time", reading([])],
    [
      "one thing was read where many are asked for, or many where one is",
      "List all the invoices of each customer: number, name, amount",
      reading(["number", "name", "amount"]),
    ],
    ["what stands in a list was no field", "The release: tag, name, url, size", reading(["tag"])],
    ["yes or no is asked for", "Any overdue invoices? yes or no", rows("invoices", ["number"])],
  ])("because %s", (reason, prompt, first) => {
    expect(judge(prompt).reasons(first)).toContain(reason);
  });

  it("not when all that is written as a name is a field, and what is listed too", () => {
    expect(judge("Return `name`, `email` and `phone`.").reasons(reading(["name", "email", "phone"]))).toEqual([]);
  });
});

describe("of two readings that is more plausible", () => {
  it.each<[string, string, Judged, Judged]>([
    [
      "which has the names that are written as names",
      "Use `current` and `previous` for the month.",
      reading(["current", "previous"], "names"),
      reading(["month_vs"], "list 0:0"),
    ],
    [
      "which leaves out what is no field",
      "5 recipes with lentils; title, link, rating",
      rows("recipes", ["title", "link", "rating"], "list 0:5"),
      rows("recipes", ["makes_lentils", "title", "link", "rating"], "list 0:2"),
    ],
    [
      "which has rows where many are asked for",
      "Return every one of the 12 invoices, for each: number, amount, status",
      rows("invoices", ["number", "amount", "status"], "rows of invoices 0:9"),
      reading(["number", "amount", "status"], "object 0:9"),
    ],
  ])("%s", (_, prompt, better, worse) => {
    const { score } = judge(prompt);
    expect(score(better, [])).toBeGreaterThan(score(worse, []));
  });

  it("and the first is taken when the others are as plausible", () => {
    const { score } = judge("The release: tag, name, url");
    const fields = ["tag", "name", "url"];
    expect(score(reading(fields), fields)).toBeGreaterThan(score(reading(fields, "list 0:2"), fields));
  });
});

describe("other readings", () => {
  it("are not made when nothing speaks against the first", () => {
    expect(weighReadings("Return `name`, `email` and `phone`.").readings).toHaveLength(1);
    expect(weighReadings("Return `name`, `email` and `phone`.", true).readings.length).toBeGreaterThan(1);
  });

  it.each<[string, RegExp, string, readonly string[]]>([
    [
      "a list wherever it begins",
      /^list/,
      "Ask the airline about LH 1132; departure gate, boarding time",
      ["departure_gate", "boarding_time"],
    ],
    ["a list of one thing", /^object/, "menu for Thursday: starter, main, dessert", ["starter", "main", "dessert"]],
    ["the rows of a noun before it", /^rows of dishes/, "Ten dishes, please, including dish and revenue", ["dishes"]],
    [
      "rows and what stands beside them",
      /and more/,
      "For each employee name and title; next to the list put headcount as a number",
      ["employees", "headcount"],
    ],
    [
      "names with what is said of them",
      /^names as object/,
      "Fill `source` and `translations`, locale code to text.",
      ["source", "translations"],
    ],
    ["names that hold fields", /^labels/, "- driver → name, phone\n- vehicle → plate, colour", ["driver", "vehicle"]],
    ["a word alone", /^yes or no/, "Any warnings tonight? yes or no is fine", ["answer"]],
    ["a sentence alone", /^only 1/, "We moved on Monday. Return name and email.", ["name", "email"]],
    ["the end of a prompt", /^from 1/, "We moved. Return name and email. No prose.", ["name", "email"]],
  ])("take %s", (_, by, prompt, keys) => {
    const found = weighReadings(prompt, true).readings.filter((each) => by.test(each.by));
    expect(found.map(({ schema }) => Object.keys(schema.properties ?? {}))).toContainEqual(keys);
  });

  it("are chosen where the first stumbles", () => {
    const prompt = "who's on call tonight for payments? name + phone";
    const { readings, reasons } = weighReadings(prompt);
    expect(Object.keys(readings[0]!.schema.properties ?? {})).not.toContain("phone");
    expect(reasons).not.toEqual([]);
    expect(Object.keys(readPrompt(prompt).schema.properties ?? {})).toEqual(["name", "phone"]);
  });

  it("say how they were made and why the first was doubted; the first says nothing", () => {
    expect(readPrompt("who's on call tonight for payments? name + phone").reread).toBe(
      "by one list of names, because at first a field hardly was one; what stands in a list was no field",
    );
    expect(readPrompt("Return `name`, `email` and `phone`.")).not.toHaveProperty("reread");
  });

  it("can all be told in words", () => {
    const prompts = [
      "Per trip: `from`, `to`. Any delays? yes or no. - driver → name, age\n- van → plate, colour",
      "We moved. Return name and email. No prose.",
    ];
    for (const { by } of prompts.flatMap((prompt) => weighReadings(prompt, true).readings.slice(1)))
      expect(wayOf(by)).not.toMatch(/[$\d]/);
  });
});
