// What a prompt says in prose of the values that a field may have, and what the network's tags make of it.

import { describe, expect, it } from "vitest";
import { choicesSaid } from "../../src/infer/choices.js";
import { readPrompt } from "../../src/infer/read.js";
import type { Tagger } from "../../src/infer/tagger.js";

/** A tagger that tags these words as one field of this type, and others as theirs: "pass or fail" → "enum". */
function tagging(fields: Record<string, string>, choices: readonly string[] = []): Tagger {
  return (pieces) => {
    const tags = pieces.map(({ text }): string => (choices.includes(text) ? "BE0" : "O"));
    const types = pieces.map(() => ({ type: "", sure: 0 }));
    for (const [words, type] of Object.entries(fields)) {
      const wanted = words.split(" ");
      const from = pieces.findIndex((_, i) => wanted.every((word, k) => pieces[i + k]?.text === word));
      for (const k of wanted.keys()) tags[from + k] = k === 0 ? "BF0" : "IF0";
      types[from] = { type, sure: 0.97 };
    }
    return {
      tags,
      edits: pieces.map(() => ""),
      types,
      kinds: { fields: 1 },
      score: 0,
      scoreOf: (others) => (others.every((tag, i) => tag === tags[i]) ? 0 : -500),
    };
  };
}

const TEXT = { type: "string" };
const DATE = { format: "date" };
const WHEN = { format: "date-time" };
const WHOLE = { type: "integer" };
const NUMBER = { type: "number" };
const PHONE = { format: "phone" };
const MAIL = { format: "email" };

const fieldsOf = (prompt: string, fields: Record<string, string>, choices?: readonly string[]) =>
  readPrompt(prompt, tagging(fields, choices)).schema.properties!;

it.each<[name: string, after: string, values: string[]]>([
  ["grade", " as a letter from A to D.", ["A", "B", "C", "D"]],
  ["priority", " p1-p4, labels", ["p1", "p2", "p3", "p4"]],
  ["answer", " with train or plane, and give both prices", ["train", "plane"]],
  ["state", " being either ok, stale or dead.", ["ok", "stale", "dead"]],
  ["urgency", " as low|medium|high", ["low", "medium", "high"]],
  ["verdict", " from this set: TRUE, FALSE, MIXED. Add sources.", ["TRUE", "FALSE", "MIXED"]],
  ["allergens", " as an array of enum values: gluten, milk, nuts.", ["gluten", "milk", "nuts"]],
  ["status", ` that can be only "booked", "on the way" or "arrived".`, ["booked", "on the way", "arrived"]],
  ["tier", " }. Tier ∈ none, silver, gold. Put it under carts.", ["none", "silver", "gold"]],
])("%s%s is one of %j", (name, after, values) => {
  expect(choicesSaid(name, after, after)).toEqual(values);
});

it.each<[prompt: string, words: string, values: string[]]>([
  ["Give strength (MPa), absorption (%), and pass or fail.", "pass or fail", ["pass", "fail"]],
  ["Fixtures: date, opponent, home or away, pitch.", "home or away", ["home", "away"]],
  ["Meetings: client, topic, video or on site.", "video or on site", ["video", "on site"]],
  ["High or low, time, height in m.", "High or low", ["high", "low"]],
])("a field that is its values has them: %s", (prompt, words, values) => {
  expect(Object.values(fieldsOf(prompt, { [words]: "enum" }))).toEqual([{ type: "string", enum: values }]);
});

it("values before the fields are those of the one that is one of some", () => {
  const prompt = "Classify every line into rent, food, other. I want text, category, amount.";
  const fields = fieldsOf(prompt, { text: "string", category: "enum", amount: "number" }, ["rent", "food", "other"]);
  expect(fields.category).toEqual({ type: "string", enum: ["rent", "food", "other"] });
  expect(fields.text!.enum).toBeUndefined();
});

it("values in brackets after several that are one of some are those of each", () => {
  const levels = ["none", "low", "high"];
  const fields = fieldsOf("Pollen today: birch, grass (none/low/high)", { birch: "enum", grass: "enum" }, levels);
  expect([fields.birch!.enum, fields.grass!.enum]).toEqual([levels, levels]);
});

it("the words of the next field say nothing of this one", () => {
  const prompt = "Return the judgment date in Ruiz v. Alder together with the interest rate in percent.";
  expect(fieldsOf(prompt, { "judgment date": "when", "interest rate": "number" })).toMatchObject({
    judgment_date: { format: "date" },
    interest_rate: { type: "number" },
  });
  expect(
    fieldsOf("Per driver: kilometres driven, stops made.", { driver: "string", "kilometres driven": "number" }),
  ).toMatchObject({ driver: { type: "string" } });
});

it("what is told by something is a number for each, where it is left open what it is", () => {
  const fields = fieldsOf("Revenue by country and headcount per department.", {
    "Revenue by country": "open",
    "headcount per department": "open",
  });
  expect(fields).toMatchObject({
    revenue_by_country: { additionalProperties: { type: "number" } },
    headcount_per_department: { additionalProperties: { type: "integer" } },
  });
  expect(fieldsOf("Get the number it was written by author.", { "written by author": "open" })).toMatchObject({
    written_by_author: { type: "string" },
  });
});

it("what was found by somebody, and a share by volume, is told once", () => {
  const prompt = "Bugs found by customers, alcohol by volume.";
  expect(fieldsOf(prompt, { "found by customers": "integer", "alcohol by volume": "open" })).toMatchObject({
    found_by_customers: WHOLE,
    alcohol_by_volume: { type: expect.not.stringMatching("object") },
  });
});

it.each(["On what number can I reach Ann?", "Ann and her number.", "Ann, and a number to call on Sundays."])(
  "a number that somebody is called by is a phone's: %s",
  (prompt) => {
    expect(fieldsOf(prompt, { number: "string" })).toMatchObject({ number: PHONE });
  },
);

it("a number of something else is no phone's", () => {
  expect(fieldsOf("The policy's number, please.", { number: "string" }).number).not.toMatchObject(PHONE);
});

/** The same of a map. */
const mapOf = (prompt: string, word: string, type: string, choices?: readonly string[]) => {
  const asMap: Tagger = (pieces, rules) => {
    const tagged = tagging({ [word]: type }, choices)(pieces, rules)!;
    return { ...tagged, tags: tagged.tags.map((tag) => (tag === "BF0" ? "BM0" : tag)), scoreOf: () => -500 };
  };
  return readPrompt(prompt, asMap).schema.properties![word]!.additionalProperties;
};

it.each<[prompt: string, word: string, type: string, holds: object, choices?: string[]]>([
  ["`tasks`: keys are names and each value is an array of titles.", "tasks", "open", { type: "array", items: TEXT }],
  ["`tasks` maps each person to a list of titles.", "tasks", "open", { type: "array", items: TEXT }],
  ["`checks`, whose values are up or down.", "checks", "enum", { enum: ["up", "down"] }, ["up", "down"]],
  ["Object `times`, office to ISO timestamp.", "times", "datetime", WHEN],
])("a map holds what its values are said to be: %s", (prompt, word, type, holds, choices) => {
  expect(mapOf(prompt, word, type, choices)).toMatchObject(holds);
});

it("two things that share a word are two", () => {
  const prompt = "The patient's insurer, and the insurer's hotline.";
  expect(Object.keys(fieldsOf(prompt, { insurer: "string", "insurer's hotline": "string" }))).toEqual([
    "insurer",
    "insurer_hotline",
  ]);
});

it("a plural that is counted is no list", () => {
  expect(fieldsOf("Report: new members, mentions.", { "new members": "integer", mentions: "integer" })).toMatchObject({
    new_members: { type: "integer" },
    mentions: { type: "integer" },
  });
});

it.each<[prompt: string, types: Record<string, object>]>([
  [
    "Return cancel_by, sown_on, payable_from and started.",
    { cancel_by: DATE, sown_on: DATE, payable_from: DATE, started: WHEN },
  ],
  [
    "Return ahead_by, behind_by, free_bays and times_per_day.",
    { ahead_by: WHOLE, behind_by: WHOLE, free_bays: WHOLE, times_per_day: WHOLE },
  ],
  ["Return exit_code, carat and bearing.", { exit_code: WHOLE, carat: NUMBER, bearing: NUMBER }],
  [
    "Return callback_number, direct_dial and contact_mail.",
    { callback_number: PHONE, direct_dial: PHONE, contact_mail: MAIL },
  ],
  ["Return heading and page.", { page: WHOLE }],
  ["Return file and line.", { line: WHOLE }],
  ["Return reason, from and to.", { from: WHEN, to: WHEN }],
  ["Return subject, from and to.", { from: TEXT, to: TEXT }],
])("what names mean, alone and side by side: %s", (prompt, types) => {
  expect(readPrompt(prompt, () => undefined).schema.properties).toMatchObject(types);
});

it("an address is what its list is of", () => {
  const addressOf = (list: string) =>
    readPrompt(`Return a list \`${list}\`, each with \`address\` and \`since\`.`, () => undefined).schema.properties![
      list
    ]!.items!.properties!.address;
  expect([addressOf("subscribers"), addressOf("links"), addressOf("shops")]).toMatchObject([
    MAIL,
    { format: "uri" },
    TEXT,
  ]);
});

it("a reading of other keys is given the types of those that it shares with the network's", () => {
  const prompt = "Return `name` and `zeta`.";
  const typed: Tagger = (pieces, rules) => ({
    ...tagging({ zeta: "boolean" })(pieces, rules)!,
    score: -30,
    scoreOf: () => 0,
  });
  expect(readPrompt(prompt, typed).schema.properties).toMatchObject({ zeta: { type: "boolean" } });
});

it("one, of some values, is none of them", () => {
  const { state } = fieldsOf("Return name and state (one of 1, 2, 3).", { name: "string", state: "enum" }, [
    ..."123",
    "one",
  ]);
  expect(state!.enum).toEqual([1, 2, 3]);
});

describe("a field holds", () => {
  const typesOf = (prompt: string) => readPrompt(prompt, () => undefined).schema.properties!;

  it("a moment, whatever is said of those beside it", () => {
    const { pulls } = typesOf("List pulls. Return `title`, `merged_at` and `additions` as integers.");
    expect(pulls!.items!.properties).toMatchObject({
      merged_at: { format: "date-time" },
      additions: { type: "integer" },
    });
  });

  it("seconds, where it is said to count them", () => {
    expect(typesOf("Return `name` and `created_at` (unix seconds).").created_at).toMatchObject({ type: "integer" });
  });

  it("what its example is, and no grams for e.g.", () => {
    expect(typesOf("Return id and size (e.g. m5.large).").size).toMatchObject({ type: "string" });
  });

  it("text where its length is said, and no choice", () => {
    expect(typesOf("Return a title and a summary in two or three sentences.").summary!.enum).toBeUndefined();
  });

  it("people where they attend a match", () => {
    expect(typesOf("Return home_team, away_team, attendance").attendance).toMatchObject({ type: "integer" });
    expect(typesOf("Return pupil, attendance").attendance).toMatchObject({ type: "number" });
  });
});
