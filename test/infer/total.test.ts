// Any prompt is read: whoever writes one gets a result, and never a fault of the reader. RUNS: so many random prompts of each kind.

import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { inferResult } from "../../src/infer/result.js";
import { seeded } from "./score.js";

const RUNS = Number(process.env.RUNS ?? 500);
const CORPUS = new URL("corpus/", import.meta.url);
const PROMPTS: string[] = readdirSync(CORPUS)
  .filter((file) => file.endsWith(".json"))
  .flatMap((file) => JSON.parse(readFileSync(new URL(file, CORPUS), "utf8")) as { prompt: string }[])
  .map(({ prompt }) => prompt);

/** What people write in prompts, down to single marks, and what is seldom looked for: brackets around nothing, marks alone, names of objects' own. */
const PIECES = [
  ...new Set(PROMPTS.flatMap((prompt) => prompt.split(/(?<=\s)/))),
  ..."() [] {} <> `` \"\" '' | → -> : ; , . ? ! - – — / * #".split(" "),
  ..."() [] (,) [;] ({}) ([]) `a` `a_b` `toString` `__proto__` constructor hasOwnProperty \n \n- \n1. \t".split(" "),
  "\n",
  "for each ",
  "call it `x` ",
  "with () ",
];

const NOW = Date.parse("2025-06-15T14:22:00Z");
const resultOf = (prompt: string) => inferResult({ prompt, userId: "user_1" }, seeded(1), NOW);

test("a prompt of any pieces of prompts, in any order, is read", () => {
  const piece = fc.integer({ min: 0, max: PIECES.length - 1 }).map((i) => PIECES[i]!);
  const glue = fc.constantFrom("", " ", ", ", "\n");
  fc.assert(
    fc.property(fc.array(fc.tuple(piece, glue), { maxLength: 40 }), (parts) => {
      expect(resultOf(parts.flat().join(""))).toBeDefined();
    }),
    { numRuns: RUNS },
  );
});

test("a prompt that lost some of its words, or has brackets around nothing in it, is read", () => {
  const index = fc.integer({ min: 0, max: PROMPTS.length - 1 });
  const marks = fc.constantFrom("()", "[]", "{}", "`", '"', "(", ")", ",", "—", ":", "");
  fc.assert(
    fc.property(index, fc.array(fc.tuple(fc.nat(60), fc.nat(3), marks), { maxLength: 6 }), (at, cuts) => {
      const words = PROMPTS[at]!.split(/(?<=\s)/);
      for (const [place, count, mark] of cuts) words.splice(place % (words.length + 1), count, mark);
      expect(resultOf(words.join(""))).toBeDefined();
    }),
    { numRuns: RUNS },
  );
});

test.each(["is with ", "has been ", "have ", "with each with "])(
  "lists in lists without end are read to an end: %s",
  (piece) => {
    expect(resultOf(`${piece.repeat(Math.floor(9_900 / piece.length))}z`)).toBeTypeOf("object");
  },
);
