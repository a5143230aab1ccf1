// What a name means by its phrase, in the list that it stands in, and against what the network sees.

import { expect, it } from "vitest";
import { meaningOf } from "../../src/infer/names.js";
import { readPrompt } from "../../src/infer/read.js";
import type { Tagger } from "../../src/infer/tagger.js";

it.each<[what: string, kind: string, names: string[]]>([
  ["whether", "boolean", ["auto_renew", "any_late", "breakfast_included", "dogs_allowed", "under_warranty", "ok"]],
  ["whether somebody wants it", "boolean", ["wants_receipt", "needs_visa", "brings_someone", "anyone_replied"]],
  ["when", "dateTime", ["when_signed", "until_when", "since_when", "when_it_ends"]],
  ["a day", "date", ["needed_by", "due_back", "back_on", "date_signed", "next_hearing", "end_of_training"]],
  ["a year", "year", ["year_built", "year_of_construction", "vintage"]],
  ["who", "person", ["who_signed", "contact_person", "on_call", "repaired_by"]],
  ["how many", "count", ["changes", "complaints", "occurrences", "word_limit", "yellow_cards"]],
  ["which, as a number", "number", ["correct_index", "table_number", "per_page", "start_line"]],
  ["how much", "measure", ["weight_grams", "floor_area", "km_driven", "standard_deviation"]],
  ["between what and what", "range", ["age_group", "salary_range"]],
  ["no number, though its last word often is one", "size", ["tyre_size", "thread_size"]],
  ["a month or a day, whichever it is best by", "month", ["highest_month", "busiest_month"]],
])("a phrase says %s", (_, kind, names) => {
  expect(names.map((name) => [name, meaningOf(name).kind])).toEqual(names.map((name) => [name, kind]));
});

it.each<[what: string, name: string, kind: string]>([
  ["how often, and not whether", "percent_covered", "percent"],
  ["how many of them, and not whether", "guests_informed", "count"],
  ["when, and not whether", "last_seen", "dateTime"],
  ["whether, and not who", "has_power_of_attorney", "boolean"],
  ["how many for each, and not who", "tickets_per_person", "count"],
  ["that it is on, and no day", "lights_on", "text"],
])("a name says %s: %s", (_, name, kind) => {
  expect(meaningOf(name).kind).toBe(kind);
});

it.each<[name: string, list: string, kind: string, elsewhere: string, other: string]>([
  ["from", "absences", "date", "messages", "person"],
  ["from", "legs", "city", "messages", "person"],
  ["port", "firewall_rules", "number", "ships", "city"],
  ["line", "warnings", "number", "poems", "sentence"],
  ["number", "tables", "number", "orders", "reference"],
  ["number", "contacts", "phone", "orders", "reference"],
  ["code", "currencies", "currency", "vouchers", "reference"],
  ["priority", "mx_records", "number", "tickets", "priority"],
  ["current", "dependencies", "version", "sensors", "measure"],
  ["time", "log_lines", "dateTime", "trains", "clock"],
])("%s of %s is a %s, of %s a %s", (name, list, kind, elsewhere, other) => {
  expect([meaningOf(name, list).kind, meaningOf(name, elsewhere).kind]).toEqual([kind, other]);
});

/** A tagger that takes one word for a field of this type, as surely as that. */
function seeing(word: string, type: string, sure: number): Tagger {
  return (pieces) => {
    const tags = pieces.map(({ text }) => (text === word ? "BF0" : "O"));
    return {
      tags,
      edits: pieces.map(() => ""),
      types: pieces.map(({ text }) => (text === word ? { type, sure } : { type: "", sure: 0 })),
      kinds: { fields: 1 },
      score: 0,
      scoreOf: (others) => (others.every((tag, i) => tag === tags[i]) ? 0 : -500),
    };
  };
}

const typeOf = (word: string, type: string, sure: number) => {
  const { type: read, format } = readPrompt(`Return ${word}.`, seeing(word, type, sure)).schema.properties![word]!;
  return format ?? read;
};

it("the network is believed sooner where names are less often right than it is", () => {
  expect([typeOf("total", "integer", 0.55), typeOf("total", "integer", 0.4)]).toEqual(["integer", "number"]);
  expect([typeOf("position", "string", 0.5), typeOf("status_code", "string", 0.9)]).toEqual(["string", "integer"]);
  expect([typeOf("city", "number", 0.9), typeOf("city", "number", 0.96)]).toEqual(["string", "number"]);
  expect([typeOf("expires_on", "number", 0.97), typeOf("expires_on", "number", 0.995)]).toEqual(["date", "number"]);
  expect([typeOf("zeta", "boolean", 0.5), typeOf("zeta", "number", 0.5)]).toEqual(["boolean", "string"]);
});

it.each<[said: string, prompt: string, items: object]>([
  ["their names", "Return shift and bakers (their names).", { type: "string" }],
  ["names of some", "Return `closes` and `bakers` (names of people who voted).", { type: "string" }],
  ["so many texts", "Return `passed` and `bakers` (1 to 3 strings).", { type: "string" }],
  ["some of these", "Return `passed` and `bakers` (subset of eu, us).", { enum: ["eu", "us"] }],
  ["what each of several is", "Return passed and bakers (can be several).", { type: "string" }],
  ["what brackets hold", "Return {passed: boolean, bakers: [names]}.", { type: "string" }],
  ["what a type's brackets are of", "Return `passed` and `bakers` (string[] of surnames).", { type: "string" }],
])("a list is of %s", (_, prompt, items) => {
  const { bakers } = readPrompt(prompt, () => undefined).schema.properties!;
  expect(bakers).toMatchObject({ type: "array", items });
});

it("a list holds as many as its texts are said to be", () => {
  const { notes } = readPrompt("Return `passed` and `notes` (1 to 3 strings).", () => undefined).schema.properties!;
  expect(notes).toMatchObject({ minItems: 1, maxItems: 3 });
});

it("names that are hardly ever of one thing are lists", () => {
  const names = ["signatories", "name_servers", "breaking_changes", "open_points", "things_to_bring", "nameservers"];
  expect(names.filter((name) => !meaningOf(name).list)).toEqual([]);
  expect(["mentions", "players"].filter((name) => meaningOf(name).list)).toEqual([]);
});

it("started and finished beside succeeded are of one run, beside failed and skipped they count", () => {
  const fieldsOf = (keys: string) => readPrompt(`Return ${keys}.`, () => undefined).schema.properties!;
  expect(fieldsOf("started, finished and succeeded")).toMatchObject({
    started: { format: "date-time" },
    finished: { format: "date-time" },
    succeeded: { type: "boolean" },
  });
  expect(fieldsOf("succeeded, failed and skipped")).toMatchObject({ succeeded: { type: "integer" } });
});
