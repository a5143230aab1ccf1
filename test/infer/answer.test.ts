// A prompt that wants nothing but one answer gets one, of the kind that its question asks for.

import { describe, expect, it } from "vitest";
import { answerOf } from "../../src/infer/answer.js";
import { readPrompt } from "../../src/infer/read.js";
import type { Tagger } from "../../src/infer/tagger.js";

const kindOf = (prompt: string) => answerOf(prompt);

/** A tagger that sees that whatever there is is asked for, and no names in it. */
const whatever: Tagger = (pieces) => ({
  tags: pieces.map(() => "O"),
  edits: pieces.map(() => ""),
  types: pieces.map(() => ({ type: "", sure: 0 })),
  kinds: { star: 0.9 },
  score: 0,
  scoreOf: () => 0,
});

describe("the answer to a question", () => {
  it.each([
    ["Would the document pass the signature check?", { type: "boolean" }],
    ["can the venue fit 200 people", { type: "boolean" }],
    ["Could you tell whether my passport is valid long enough for Vietnam?", { type: "boolean" }],
    ["How many articles are still in draft and older than six months?", { type: "integer" }],
    ["What share of our appointments is booked online?", { type: "number" }],
    ["what is 17% of 2,340?", { type: "number" }],
    ["When is the cheapest day in August to fly to Malaga?", { type: "string", format: "date" }],
    ["At what time did the backup start last night?", { type: "string", format: "date-time" }],
    ["Whom do I write to for press inquiries? (email)", { type: "string", format: "email" }],
    ["number of the front desk in Munich", { type: "string", format: "phone" }],
    ["Is the cluster green, yellow or red?", { type: "string", enum: ["green", "yellow", "red"] }],
    ["Is it low, normal or high? Just that word please.", { type: "string", enum: ["low", "normal", "high"] }],
    ["Is the cluster green or not?", { type: "boolean" }],
    ["capital of peru", { type: "string" }],
    ["Whose turn is it to take the trash out?", { type: "string" }],
  ])("%s", (prompt, schema) => {
    expect(kindOf(prompt)).toEqual(schema);
  });
});

it("is none to what is told and not asked", () => {
  expect(answerOf("Do the thing")).toBeUndefined();
  expect(readPrompt("Do the thing", whatever).schema.properties).toEqual({});
});

describe("a prompt of which the network sees that one answer is wanted", () => {
  it("is answered so where the rules read nothing, and says it", () => {
    const { schema, reread } = readPrompt("capital of peru", whatever);
    expect(schema.properties).toEqual({ answer: { type: "string" } });
    expect(reread).toContain("by what it wants as a whole, which is one answer");
  });

  it("keeps the name of what the rules read as one value, and learns what that holds", () => {
    const { schema } = readPrompt("does our plan include SSO?", whatever);
    expect(Object.values(schema.properties!)).toEqual([expect.objectContaining({ type: "boolean" })]);
  });

  it("keeps a value whose kind the rules know", () => {
    const { schema } = readPrompt("Return the `price` of the cheapest flight.", whatever);
    expect(schema.properties).toMatchObject({ price: { type: "number" } });
  });
});

describe("which of some things", () => {
  it.each([
    ["Which of these are prime: 4, 7, 9, 11?", "prime", [4, 7, 9, 11]],
    ["Which of the following are fruits: tomato, carrot or pear?", "fruits", ["tomato", "carrot", "pear"]],
  ])("is some of them: %s", (prompt, key, choices) => {
    const { properties } = readPrompt(prompt, () => undefined).schema;
    expect(properties).toMatchObject({
      [key]: { type: "array", minItems: 1, maxItems: choices.length - 1, items: { enum: choices } },
    });
  });

  it("asks for the one who did it by what that one is", () => {
    expect(Object.keys(readPrompt("Who won the 2022 World Cup?", () => undefined).schema.properties!)).toEqual([
      "winner",
    ]);
  });
});
