// A prompt is read by whichever of the rules and the network has the better of it; the rules have the benefit of the doubt.

import { describe, expect, it } from "vitest";
import { readPrompt } from "../../src/infer/read.js";
import type { Tagger } from "../../src/infer/tagger.js";

/** "What's on call" of it, to which the rules alone give two fields, and their first reading others. */
const DOUBTED = "who's on call tonight for payments? name + phone";

/** A tagger that tags these words as fields, and holds each tag that is another for so unlikely. */
function tagging(
  words: readonly string[],
  kinds: Record<string, number> = { fields: 1 },
  score = 0,
  wrong = -20,
): Tagger {
  return (pieces) => {
    const tags = pieces.map(({ text }) => (words.includes(text) ? "BF0" : "O"));
    return {
      tags,
      edits: pieces.map(() => ""),
      types: pieces.map(() => ({ type: "", sure: 0 })),
      kinds,
      score,
      scoreOf: (others) => others.filter((tag, i) => tag !== tags[i]).length * wrong,
    };
  };
}

const keysOf = (prompt: string, tagger?: Tagger) => Object.keys(readPrompt(prompt, tagger).schema.properties ?? {});

const PLAIN = "Return `name`, `email` and `phone`.";

describe("a prompt whose first reading nothing speaks against", () => {
  it("is read by rules where the network would rather have it otherwise, but not by much", () => {
    const { schema, reread } = readPrompt(PLAIN, tagging(["name", "email"], { fields: 1 }, 0, -3));
    expect([Object.keys(schema.properties ?? {}), reread]).toEqual([["name", "email", "phone"], undefined]);
  });

  it("is read by the network's tags where it holds the rules' for most unlikely, and says so", () => {
    const { schema, reread } = readPrompt(PLAIN, tagging(["name", "email"], { fields: 1 }, 0, -60));
    expect(Object.keys(schema.properties ?? {})).toEqual(["name", "email"]);
    expect(reread).toBe("by what each of its words is to a result, which is likelier than what was read at first");
  });

  it("keeps its keys and gets the network's types where both read the same keys", () => {
    const typed: Tagger = (pieces, rules) => ({
      ...tagging(["name", "zeta"])(pieces, rules)!,
      types: pieces.map(({ text }) => (text === "zeta" ? { type: "boolean", sure: 1 } : { type: "", sure: 0 })),
    });
    expect(readPrompt("Return `name` and `zeta`.", typed).schema.properties).toMatchObject({
      zeta: { type: "boolean" },
    });
  });

  it("is acknowledged only where the network is all but certain that something is to be done", () => {
    expect(readPrompt(PLAIN, tagging(["name"], { ack: 0.85 })).acknowledges).toBeUndefined();
    expect(readPrompt(PLAIN, tagging(["name"], { ack: 0.95 })).acknowledges).toBe(true);
  });
});

describe("what the network tags", () => {
  it("is no key where the prompt says to leave it out", () => {
    const prompt = "Report zeta and omega of the run. Do not include the theta.";
    expect(keysOf(prompt, tagging(["zeta", "omega", "theta"], { fields: 1 }, 0, -60))).toEqual(["zeta", "omega"]);
  });

  it.each([
    ["all that follows a colon", "Report zeta and omega of the run, but do not include: theta, iota."],
    ["not what is asked for after it", "Report zeta. Do not include the theta and give the omega."],
  ])("is no key of what is left out: %s", (_, prompt) => {
    const tags = tagging(
      ["zeta", "omega", "theta", "iota"].filter((word) => prompt.includes(word)),
      { fields: 1 },
      0,
      -60,
    );
    expect(keysOf(prompt, tags)).toEqual(["zeta", "omega"]);
  });

  it("is one number where it says how many of what were done", () => {
    const prompt = "Report the zeta and how many tickets were solved.";
    expect(keysOf(prompt, tagging(["zeta", "tickets", "solved"], { fields: 1 }, 0, -60))).toEqual([
      "zeta",
      "tickets_solved",
    ]);
  });
});

describe("a doubted prompt", () => {
  it("is read by rules where there is no network", () => {
    expect(readPrompt(DOUBTED, () => undefined)).toMatchObject({
      schema: { properties: { name: {}, phone: {} } },
      reread: "by one list of names, because at first a field hardly was one; what stands in a list was no field",
    });
  });

  it("is read by the network's tags where those of no other reading come near, and says so", () => {
    const reading = readPrompt(DOUBTED, tagging(["payments", "phone"]));
    expect(Object.keys(reading.schema.properties ?? {})).toEqual(["payments", "phone"]);
    expect(reading.reread).toMatch(
      /^by what each of its words is to a result, because at first a field hardly was one/,
    );
  });

  it("is read by rules where their reading has the network's own tags and types", () => {
    expect(keysOf(DOUBTED, tagging(["name", "phone"]))).toEqual(["name", "phone"]);
  });

  it("is read by rules where the network is little sure of its own reading", () => {
    expect(keysOf(DOUBTED, tagging(["payments", "phone"], { fields: 1 }, -1000))).toEqual(["name", "phone"]);
  });

  it("is read by rules where the network finds nothing", () => {
    expect(keysOf(DOUBTED, tagging([]))).toEqual(["name", "phone"]);
  });

  it("gets one answer where the network says that whatever there is is asked for", () => {
    expect(keysOf(DOUBTED, tagging(["payments"], { star: 0.9 }))).toEqual(["answer"]);
  });

  it("is acknowledged where the network is sure that something is to be done", () => {
    expect(readPrompt(DOUBTED, tagging(["phone"], { ack: 0.9 }))).toMatchObject({
      acknowledges: true,
      schema: { properties: { success: { const: true } } },
      reread: expect.stringMatching(/^by what it wants as a whole, which is something done/),
    });
  });

  it("is something where one thing is fetched by its id, though the network sees nothing asked for", () => {
    expect(keysOf("Get order 1042", tagging([], { empty: 0.99 }))).toEqual(["id", "name"]);
  });

  it("gets nothing where the network is sure that nothing is to be told", () => {
    const { schema, reread } = readPrompt(DOUBTED, tagging([], { empty: 0.9 }));
    expect([schema.properties, reread]).toEqual([{}, expect.stringMatching(/which is nothing told/)]);
  });

  it("makes no key of a secret, and none of a mark", () => {
    const prompt = `${DOUBTED} with pk_live_abcdefghijklmnop1234`;
    const all: Tagger = (pieces, rules) => tagging(pieces.map(({ text }) => text))(pieces, rules);
    expect(JSON.stringify(readPrompt(prompt, all))).not.toContain("abcdefghijklmnop1234");
    expect(keysOf(prompt, all)).toEqual(expect.arrayContaining(["who", "phone"]));
    expect(keysOf(prompt, all)).not.toContain("");
  });

  it("may name what objects have of their own", () => {
    const words = ["constructor", "toString", "__proto__", "valueOf"];
    expect(keysOf(`who's on call? ${words.join(" + ")}`, tagging(words)).sort()).toEqual(
      expect.arrayContaining(["constructor"]),
    );
  });
});

describe("what stands in brackets after a key", () => {
  /** A tagger that is sure of these tags, and of no others. */
  const sureOf = (words: Record<string, string>): Tagger => {
    const tagOf = (text: string) => words[text] ?? "O";
    return (pieces) => ({
      ...tagging([])(pieces, { tags: [], kind: "fields" })!,
      tags: pieces.map(({ text }) => tagOf(text)),
      scoreOf: (others) => (others.every((tag, i) => tag === tagOf(pieces[i]!.text)) ? 0 : -1000),
    });
  };
  const rowOf = (prompt: string, words: Record<string, string>) =>
    Object.values(readPrompt(prompt, sureOf(words)).schema.properties ?? {})[0]!.items!.properties!;

  it("is in it, where brackets stand in brackets and tags tell no more depths apart", () => {
    const { days } = rowOf("all trips of May: title, days (date, stops (place, time))", {
      trips: "BL0",
      title: "BF1",
      days: "BL1",
      date: "BF2",
      stops: "BL2",
      place: "BF2",
      time: "BF2",
    });
    expect(Object.keys(days!.items!.properties!)).toEqual(["date", "stops"]);
    expect(Object.keys(days!.items!.properties!.stops!.items!.properties!)).toEqual(["place", "time"]);
  });

  it("is in it, where tags have it beside it, but the rules see a thing or a list", () => {
    const row = rowOf("Get all messages from #dev since Monday: author, text, reactions (emoji, count)", {
      messages: "BL0",
      author: "BF1",
      text: "BF1",
      reactions: "BF1",
      emoji: "BF1",
      count: "BF1",
    });
    expect(Object.keys(row)).toEqual(["author", "text", "reactions"]);
    expect(Object.keys(row.reactions!.items!.properties!)).toEqual(["emoji", "count"]);
  });
});
