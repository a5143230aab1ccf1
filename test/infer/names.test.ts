// What a name means by its phrase, in the list that it stands in, and against what the network sees.

import { expect, it } from "vitest";
import { meaningOf } from "../../src/infer/names.js";
import { readPrompt } from "../../src/infer/read.js";
import { inferResult } from "../../src/infer/result.js";
import type { Tagger } from "../../src/infer/tagger.js";
import { seeded } from "./score.js";

it.each<[what: string, kind: string, names: string[]]>([
  ["whether", "boolean", ["auto_renew", "any_late", "breakfast_included", "dogs_allowed", "under_warranty", "ok"]],
  ["whether somebody wants it", "boolean", ["wants_receipt", "needs_visa", "brings_someone", "anyone_replied"]],
  ["when", "dateTime", ["when_signed", "until_when", "since_when", "when_it_ends"]],
  ["a day", "date", ["needed_by", "due_back", "back_on", "date_signed", "next_hearing", "end_of_training"]],
  ["a year", "year", ["year_built", "year_of_construction", "vintage", "founded_year"]],
  ["who", "person", ["who_signed", "contact_person", "on_call", "repaired_by", "ceo", "founder"]],
  ["which company", "company", ["legal_name", "subsidiaries", "parent_company"]],
  ["whose it is to do", "person", ["person_responsible", "to_whom", "winning_bidder", "by"]],
  ["where", "city", ["where", "where_found"]],
  ["why", "reason", ["why", "why_late"]],
  ["what, in words", "sentence", ["what_happened", "example_sentence", "closing_remark", "meaning"]],
  ["whose business", "company", ["registrar", "certificate_issuer", "lender"]],
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
  ["how long it takes, and not when it is", "average_delivery_time", "duration"],
  ["when it is, of several", "average_arrival_time", "dateTime"],
  ["whom to call", "work_number", "phone"],
  ["whose phone it is", "mobile_of_agent", "phone"],
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

/** A tagger that takes one word for a field of this type, as surely as that. `others`: what it gives readings of other keys. */
function seeing(word: string, type: string, sure: number, others?: number): Tagger {
  return (pieces) => {
    const tags = pieces.map(({ text }) => (text === word ? "BF0" : "O"));
    return {
      tags,
      edits: pieces.map(() => ""),
      types: pieces.map(({ text }) => (text === word ? { type, sure } : { type: "", sure: 0 })),
      kinds: { fields: 1 },
      score: others === undefined ? 0 : -30,
      scoreOf: (their) => others ?? (their.every((tag, i) => tag === tags[i]) ? 0 : -500),
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

it("a list never holds more at least than at most", () => {
  const { notes } = readPrompt("Return `passed` and `notes` (3 to 1 strings).", () => undefined).schema.properties!;
  expect(notes!.minItems).toBeLessThanOrEqual(notes!.maxItems!);
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

it("a name means in the rows of a list what it means in that list, though the network sees another thing", () => {
  const portIn = (list: string) =>
    readPrompt(`Return a list \`${list}\`, each with \`port\` and \`since\`.`, seeing("port", "string", 0.97, 0)).schema
      .properties![list]!.items!.properties!.port;
  expect([portIn("firewall_rules"), portIn("ships")]).toMatchObject([{ type: "integer" }, { type: "string" }]);
});

it("what is asked with whether is a boolean as soon as the network thinks so", () => {
  const dishOf = (before: string) =>
    readPrompt(`Return ${before} dish.`, seeing("dish", "boolean", 0.6)).schema.properties!.dish;
  expect([dishOf("the name and whether it is an Italian"), dishOf("the name and the Italian")]).toMatchObject([
    { type: "boolean" },
    { type: "string" },
  ]);
});

it("what is counted by a group is a map, though the network sees one number", () => {
  const typesOf = (word: string) =>
    readPrompt(`Return ${word}.`, seeing(word, "integer", 0.97)).schema.properties![word]!.type;
  expect([typesOf("stockBySku"), typesOf("ahead_by_points"), typesOf("flights_per_week")]).toEqual([
    "object",
    "integer",
    "integer",
  ]);
});

it("a list that the network takes for texts is one, where nothing is known of its rows", () => {
  const texts: Tagger = (pieces) => ({
    ...seeing("nothing", "string", 0)(pieces, { tags: [], kind: "fields" })!,
    tags: pieces.map(({ text }) => (text === "obligations" ? "BS0" : "O")),
    types: pieces.map(() => ({ type: "string", sure: 0.97 })),
    scoreOf: () => 0,
  });
  const { obligations } = readPrompt("What obligations does the tenant have?", texts).schema.properties!;
  expect(obligations).toMatchObject({ type: "array", items: { type: "string" } });
});

it("a flag is said to be one", () => {
  expect(readPrompt("Return `total` and `late` (flag).", () => undefined).schema.properties).toMatchObject({
    late: { type: "boolean" },
  });
});

it("numbers are such as there are of what they are called", () => {
  const made = (words: string) =>
    inferResult({ prompt: `Return ${words}.`, userId: null }, seeded(5), 0) as Record<string, number>;
  const { systolic, diastolic, port, correct_index } = made("systolic, diastolic, port and correct_index");
  expect(systolic! > diastolic! && port! > 1_000 && correct_index! < 4).toBe(true);
});
