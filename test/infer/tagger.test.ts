// The tagger answers whatever it is asked, in tags that fit together, the same each time, and as it was taught. How often it is right is told by
// the corpora.

import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { wordsIn } from "../../src/infer/align.js";
import { exp, log } from "../../src/infer/arithmetic.js";
import { kernelOf } from "../../src/infer/kernel.js";
import type { Piece } from "../../src/infer/keys.js";
import { MOST_PIECES, readTags, taggerFrom } from "../../src/infer/tagger.js";
import { readWeights, weightsIn } from "../../src/infer/weights.js";

const RUNS = Number(process.env.RUNS ?? 60);
const WORDS =
  'return the last 5 orders each with id customer_name totalCents status ( open | closed ) , and - • \n ` " [ ] } { . ? ! É ß 𝒜b ٣ __proto__ https://a.b/c a@b.c'.split(
    " ",
  );

function piecesOf(texts: readonly string[], at?: readonly (readonly [number, number])[]): Piece[] {
  let end = 0;
  return texts.map((text, i) => {
    const from = at?.[i]?.[0] ?? end + 1;
    end = from + text.length;
    return { text, at: from, end, words: wordsIn(text) };
  });
}

function asked(texts: readonly string[], tags: readonly string[] = []) {
  return readTags(piecesOf(texts), { tags, kind: "fields" })!;
}

const PROMPT = "the last 5 orders , each with order_id , customer name and total ( number )".split(" ");

const text = fc.oneof(fc.constantFrom(...WORDS), fc.string({ unit: "binary", minLength: 1 }));
const texts = fc.array(text, { minLength: 1, maxLength: 60 });
const tag = fc.oneof(fc.constantFrom("O", "BF0", "IF0", "BL0", "BF1", "BE0"), fc.string());

describe("the tagger", () => {
  it("gives any pieces tags, edits, types and kinds, whatever tags the rules have", () => {
    fc.assert(
      fc.property(
        texts,
        fc.array(tag, { maxLength: 70 }),
        fc.constantFrom("fields", "ack", "none"),
        (some, tags, kind) => {
          const tagging = readTags(piecesOf(some), { tags, kind })!;
          for (const each of [tagging.tags, tagging.edits, tagging.types]) expect(each).toHaveLength(some.length);
          for (const [i, { sure }] of tagging.types.entries())
            expect(tagging.tags[i]!.startsWith("B") ? sure > 0 && sure <= 1 : sure === 0).toBe(true);
          const kinds = Object.values(tagging.kinds);
          expect(kinds.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 6);
          expect(kinds.every((each) => each >= 0)).toBe(true);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("goes on only with a key that has begun", () => {
    fc.assert(
      fc.property(texts, fc.array(tag, { maxLength: 60 }), (some, given) => {
        const { tags } = asked(some, given);
        for (const [i, each] of tags.entries()) {
          expect(each).toMatch(/^(?:O|[BI][FSMLOE][0-2])$/);
          if (each.startsWith("I")) expect(tags[i - 1]?.slice(1)).toBe(each.slice(1));
        }
      }),
      { numRuns: RUNS },
    );
  });

  it("scores its own tags as it says, and no others higher", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 30 }), (some) => {
        const { tags, score, scoreOf } = asked(some);
        expect(scoreOf(tags)).toBeCloseTo(score, 6);
        for (const i of some.keys())
          for (const other of ["O", "BF0", "BL0", "BF1"])
            if (!tags[i + 1]?.startsWith("I")) expect(scoreOf(tags.with(i, other))).toBeLessThanOrEqual(score + 1e-6);
      }),
      { numRuns: RUNS },
    );
    expect(asked(PROMPT).scoreOf(["no tag"])).toBe(-Infinity);
  });

  it("says the same each time, whatever it was asked before", () => {
    const { scoreOf: _, ...first } = asked(PROMPT);
    asked(["something", "else"]);
    const { scoreOf: __, ...again } = asked(PROMPT);
    expect(again).toEqual(first);
  });

  it("finds a list and what is in each of it, though the rules found nothing", () => {
    const { tags, kinds } = asked(PROMPT);
    const found = PROMPT.flatMap((word, i) => (tags[i] === "O" ? [] : [`${word} ${tags[i]}`]));
    expect(found).toEqual(["orders BL0", "order_id BF1", "customer BF1", "name IF1", "total BF1"]);
    expect(kinds.fields).toBeGreaterThan(0.5);
  });

  it("has no word on a prompt that is longer than it reads, or empty", () => {
    const long = Array.from({ length: MOST_PIECES + 1 }, (_, i) => PROMPT[i % PROMPT.length]!);
    expect(asked(long.slice(0, MOST_PIECES)).tags).toHaveLength(MOST_PIECES);
    expect(asked(long)).toBeUndefined();
    expect(asked([])).toBeUndefined();
  });
});

type Recorded = {
  pieces: string[];
  at: [number, number][];
  first: { tags: string[]; kind: "fields" | "ack" | "none" };
  tags: string[];
  edits: string[];
  types: string[];
  kinds: number[];
};

describe("the numbers", () => {
  const recorded = JSON.parse(readFileSync(new URL("tagger-recorded.json", import.meta.url), "utf8")) as Recorded[];

  it("say of recorded prompts what they said in Python, where they were learned", () => {
    expect(recorded.length).toBeGreaterThan(20);
    for (const { pieces, at, first, ...wanted } of recorded) {
      const { tags, edits, types, kinds } = readTags(piecesOf(pieces, at), first)!;
      const begin = tags.flatMap((each, i) => (each.startsWith("B") ? [i] : []));
      expect({
        tags,
        edits: begin.map((i) => edits[i]),
        types: begin.map((i) => types[i]!.type),
        kinds: Object.values(kinds).map((share) => expect.closeTo(share, 2)),
      }).toEqual(wanted);
    }
  });

  it("are multiplied row by row", () => {
    const { heap, multiply } = kernelOf(1000);
    const [count, rows, columns] = [3, 8, 12];
    const [weights, sums] = [count * columns, (count + rows) * columns];
    for (let i = 0; i < sums; i += 1) heap[i] = (i * 7) % 11;
    multiply(0, weights, sums, count, rows, columns);
    const wanted = Array.from({ length: count * rows }, (_, i) => {
      const [x, w] = [Math.floor(i / rows) * columns, weights + (i % rows) * columns];
      return Array.from({ length: columns }, (__, k) => heap[x + k]! * heap[w + k]!).reduce((sum, each) => sum + each);
    });
    expect([...heap.subarray(sums, sums + count * rows)]).toEqual(wanted);
  });

  it("have powers and logarithms as exact as they are needed", () => {
    for (let x = -60; x < 60; x += 0.37) expect(exp(x) / Math.exp(x)).toBeCloseTo(1, 12);
    for (let x = 1; x < 90; x += 0.37) expect(log(x)).toBeCloseTo(Math.log(x), 12);
    expect([exp(-1000), exp(0), log(1)]).toEqual([0, 1, 0]);
    expect(exp(1000)).toBeLessThan(Infinity);
  });
});

describe("the file of weights", () => {
  const file = readFileSync(new URL("../../weights/tagger.bin", import.meta.url));

  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  /** What is told of a tagger whose file is read like this. */
  function toldOf(read: Parameters<typeof taggerFrom>[0]) {
    const warned = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    return { tagger: taggerFrom(read), told: warned.mock.calls.map(([message]) => message) };
  }

  it("is found from the sources, and is not too large", () => {
    expect(readWeights()?.header.tags).toContain("BF0");
    expect(file.length).toBeLessThan(700_000);
  });

  it("may be missing, as where the code was bundled: there is no tagger then, and nothing is told", () => {
    expect(toldOf(() => undefined)).toEqual({ tagger: undefined, told: [] });
  });

  it("is of no use without WebAssembly, as under --jitless: nothing tells to install it again", () => {
    vi.stubGlobal("WebAssembly", undefined);
    expect(toldOf(() => weightsIn(file))).toEqual({ tagger: undefined, told: [] });
  });

  it.each<[string, () => Buffer]>([
    ["cut off", () => file.subarray(0, file.length - 100)],
    ["empty", () => Buffer.alloc(0)],
    ["of something else", () => Buffer.from("version https://git-lfs.github.com/spec/v1\n")],
    [
      "damaged within",
      () => Buffer.concat([file.subarray(0, 200_000), Buffer.from([1, 2, 3]), file.subarray(200_003)]),
    ],
  ])("may be %s: there is no tagger then, and one line tells of it", (_, damaged) => {
    const { tagger, told } = toldOf(() => weightsIn(damaged()));
    expect(tagger).toBeUndefined();
    expect(told).toEqual([
      expect.stringMatching(/^ploton-mock reads prompts by rules alone, .*weights\/tagger\.bin.*\.$/),
    ]);
  });

  it("may be of another network than it says", () => {
    const weights = weightsIn(file);
    const { header } = weights;
    for (const width of [header.width - 32, header.width + 32])
      expect(toldOf(() => ({ ...weights, header: { ...header, width } })).tagger).toBeUndefined();
  });
});
