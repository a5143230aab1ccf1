// Chance: a stream depends on the seed and its names, and on nothing that was drawn before.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRandom, drawTaskId } from "../../src/engine/random.js";

const names = fc.array(fc.oneof(fc.string(), fc.integer()), { maxLength: 4 });
const take = (draw: () => number, count = 5) => Array.from({ length: count }, draw);

describe("a stream of numbers", () => {
  it("is the same for the same seed and names, whatever else was drawn", () => {
    fc.assert(
      fc.property(fc.string(), names, names, (seed, mine, other) => {
        const random = createRandom(seed);
        take(random.stream(...other), 3);
        expect(take(random.stream(...mine))).toEqual(take(createRandom(seed).stream(...mine)));
      }),
    );
  });

  it("is another one for other names, also when they run together to the same text", () => {
    fc.assert(
      fc.property(fc.string(), names, names, (seed, a, b) => {
        fc.pre(JSON.stringify(a.map(String)) !== JSON.stringify(b.map(String)));
        const random = createRandom(seed);
        expect(take(random.stream(...a))).not.toEqual(take(random.stream(...b)));
      }),
    );
  });

  it("stays from 0 up to but without 1, and fills that evenly", () => {
    const draw = createRandom("1").stream("evenly");
    const tenths = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i += 1) {
      const value = draw();
      expect(value >= 0 && value < 1).toBe(true);
      tenths[Math.floor(value * 10)]! += 1;
    }
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });
});

describe("a drawn task id", () => {
  it("has the documented form, and ids of many prompts hardly ever meet", () => {
    const random = createRandom("1");
    const ids = Array.from({ length: 10_000 }, (_, i) => drawTaskId(random.stream("id", `prompt ${i}`)));
    for (const id of ids) expect(id).toMatch(/^task_[0-9][a-z][A-Z][0-9][a-z][A-Z]$/);
    // 45,697,600 ids: of 10,000 about one pair is expected to meet.
    expect(new Set(ids).size).toBeGreaterThan(9_990);
  });
});
