// What a key is called by the words that it has in a prompt.

import { describe, expect, it } from "vitest";
import { align, piecesOf } from "../../src/infer/align.js";
import { keyFrom } from "../../src/infer/keys.js";
import type { Schema } from "../../src/infer/shape.js";
import { schemaOf } from "../../src/infer/spans.js";

/** The key of what stands in brackets. `edit`: as a network says how it follows from its words. */
function keyOf(marked: string, edit = "", isList = false): string {
  const [before, words] = marked.split(/[[\]]/) as [string, string];
  const pieces = piecesOf(marked.replace(/[[\]]/g, ""));
  const from = pieces.findIndex(({ at }) => at >= before.length);
  const end = before.length + words.length;
  return keyFrom({ from, to: pieces.filter(({ at }) => at < end).length, edit }, pieces, isList);
}

/** Where the keys of an author stand, and how they follow from their words. */
function found(prompt: string, keys: string): string | undefined {
  const pieces = piecesOf(prompt);
  const [place] = align(pieces, [{ keys, role: "F", depth: 0 }]);
  return (
    place &&
    `${pieces
      .slice(place.from, place.to)
      .map(({ text }) => text)
      .join(" ")} ${place.edit}`.trim()
  );
}

describe("a key of a phrase", () => {
  it.each([
    ["who did it", "the note and [who wrote it]", "who_wrote_it"],
    ["what was done", "repairs (date, [what was done])", "what_was_done"],
    ["what is asked with an 's", "tell me [what's wrong] with it", "whats_wrong"],
    ["what somebody does", "the [sum they owe]", "sum_they_owe"],
    ["how long it takes", "the [time it took] in seconds", "time_it_took"],
    ["when it was done, without the it", "and [when it was opened]", "when_opened"],
    ["when it is done", "when it [came in]", "came_in"],
    ["where something is", "[cash in bank]", "cash_in_bank"],
    ["a value without its unit", "the [size in MB]", "size"],
    ["what is to be", "whether it [can be refilled]", "can_be_refilled"],
    ["how often in a time", "[hours a week]", "hours_a_week"],
    ["a measure of something", "[max of the temperature]", "max_temperature"],
    ["what was done by whom", "when it was [approved and by] whom", "approved_by"],
    ["what it does", "does the API [support pagination]", "supports_pagination"],
    ["what is no verb", "what does it [cost per year]", "cost_per_year"],
    ["an owner's things", "the [attachments' names]", "attachment_names"],
    ["a sign of what is measured", "the [pH] of the pool", "ph"],
    ["a unit in a phrase", "[price per kWh] last year", "price_per_kwh"],
    ["many of what is written in capitals", "the [image URLs]", "image_urls"],
    ["how many there are of what", "tell me [how many tablets are left] in the box", "tablets_left"],
    ["how many there are, of whatever", "the code and [how many are left]", "left"],
    ["what there is, asked", "and [is there a break clause]", "has_break_clause"],
    ["what there is, told", "whether [there are more pages]", "has_more_pages"],
    ["what something is about", "[what is it about], and by whom", "about"],
    ["what it does, asked of it", "and [does it need toner]?", "needs_toner"],
    ["what somebody has, after who has it", "when does my gym [membership end]", "membership_end"],
    ["what is counted, after what each has", "who does it and [how many hours]", "how_many_hours"],
    ["what it costs in a time", "and what it [costs per year]", "cost_per_year"],
    ["what can be had", "whether it [can be had online]", "can_be_had_online"],
    ["what is said as one", "the [man of the match]", "man_of_the_match"],
    ["a date, without the the", "[points at the end of the month]", "points_at_end_of_month"],
    ["a share of all", "the [share of all searches]", "share_of_all_searches"],
    ["what is of a day", "[today's receptionist]", "todays_receptionist"],
    ["when something happened to it", "the [moment it went off]", "moment_it_went_off"],
    ["a company that is written as one", "his [LinkedIn] and phone", "linkedin"],
    ["a name beside another that is written so", "[CloseDate] and StageName", "CloseDate"],
    ["one that was written as it is to be", "the [orderId] of it", "orderId"],
  ])("is of %s", (_, marked, key) => {
    expect(keyOf(marked)).toBe(key);
  });

  it("is of who won only where it is asked who", () => {
    expect([keyOf("Who [won] the cup?"), keyOf("played, [won], lost")]).toEqual(["winner", "won"]);
  });

  it("is a rating where something is to be rated", () => {
    expect([keyOf("[Rate] each of the headlines"), keyOf("currency, [rate], total")]).toEqual(["rating", "rate"]);
  });

  it("is in another order where it is said to be", () => {
    expect([
      keyOf("[reason for the bounce]", "swap"),
      keyOf("the [names of the groups]", "swap"),
      keyOf("how many [tasks are open]", "swap"),
    ]).toEqual(["bounce_reason", "group_names", "open_tasks"]);
  });
});

describe("a list", () => {
  it("is called as it stands", () => {
    expect([keyOf("the [mileage log] of March", "", true), keyOf("[everyone] in sales", "", true)]).toEqual([
      "mileage_log",
      "everyone",
    ]);
  });

  it("is called by many where it is said to be, whatever the word", () => {
    expect([keyOf("for each [team]", "+s", true), keyOf("every [meeting] I own", "+s", true)]).toEqual([
      "teams",
      "meetings",
    ]);
  });

  it("is of what was done where that is asked", () => {
    expect(keyOf("What did finance [upload]?", "", true)).toBe("uploads");
  });

  it("is called by the name of a sheet", () => {
    expect(keyOf('the sheet "[Leads]"', "", true)).toBe("leads");
  });
});

describe("where the key of an author stands", () => {
  it.each([
    [
      "its words as they are, before others that do not read so",
      "tell me whether CI is green",
      "is_ci_green|ci_green",
      "CI is green",
    ],
    ["words of which one is of many", "the co-author network", "co_authors", "co-author +s"],
    ["words in another order", "the names of the groups", "group_names", "names of the groups swap"],
    ["no words of something else", "who wrote it, and when", "written_by|who_wrote_it", "who wrote it"],
  ])("is %s", (_, prompt, keys, place) => {
    expect(found(prompt, keys)).toBe(place);
  });
});

const TAGS: Record<string, string> = { L: "BL0", l: "IL0", f: "BF1", i: "IF1", F: "BF0", O: "O" };

/** The keys that tags give, one letter for each piece. */
function keysOf(prompt: string, letters: string, edits: Record<number, string> = {}): unknown {
  const pieces = piecesOf(prompt);
  const tags = [...letters].map((letter) => TAGS[letter]!);
  const tagged = {
    tags,
    edits: pieces.map((_, i) => edits[i] ?? ""),
    types: pieces.map(() => ({ type: "", sure: 0 })),
  };
  const known = { schema: { type: "object", properties: {} } as const, places: [], itemIn: () => undefined };
  const { properties } = schemaOf(prompt, pieces, tagged, { ...known, settled: (schema) => schema });
  const inside = (schema: Schema): unknown =>
    schema.items?.properties ? Object.keys(schema.items.properties) : (schema.type ?? "any");
  return Object.fromEntries(Object.entries(properties!).map(([name, schema]) => [name, inside(schema)]));
}

describe("rows that nothing names", () => {
  it("are of what there is one for each of", () => {
    expect(keysOf("price and stock per category", "fOfOf")).toEqual({ categories: ["price", "stock", "category"] });
  });

  it("are of the first that is told of each", () => {
    expect(keysOf("what we sold: product, pieces", "OOOOfOf")).toEqual({ products: ["product", "pieces"] });
  });

  it("are items where all that is told first is a name", () => {
    expect(keysOf("name, role", "fOf")).toEqual({ items: ["name", "role"] });
  });
});
