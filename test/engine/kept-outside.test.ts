// What lies outside of the heap: texts by their handles, names that are looked up, counts by name.

import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { countName, nameOfToday } from "../../src/engine/counter.js";
import { createCounts } from "../../src/engine/counts.js";
import { createNames } from "../../src/engine/names.js";
import { createPacked } from "../../src/engine/packed.js";

/** As names come: short and long, with quotation marks, beyond ASCII, half a pair of surrogates. */
const anyName = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("", '"', '""', '"a"', '"\\"a"', "é", '"é"', "\ud800", '"\\ud800"', "live weather\nLook it up"),
);

describe("texts by handle", () => {
  const anyText = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.nat(90_000).map((n) => "ä".repeat(n)),
  );

  it("come back as they were, whatever comes and goes meanwhile", () => {
    const action = fc.oneof(
      { weight: 3, arbitrary: fc.record({ put: anyText }) },
      { weight: 2, arbitrary: fc.record({ free: fc.nat() }) },
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 200 }), (actions) => {
        const packed = createPacked();
        const model = new Map<number, string>();
        for (const one of actions) {
          if ("put" in one) model.set(packed.put(one.put), one.put);
          else if (model.size > 0) {
            const handle = [...model.keys()][one.free % model.size]!;
            packed.free(handle);
            model.delete(handle);
          }
        }
        for (const [handle, text] of model) expect(packed.text(handle)).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it("take little more than what is left of them, also where one of many stays", () => {
    const packed = createPacked();
    const kept: number[] = [];
    for (let n = 0; n < 60_000; n += 1) {
      const handle = packed.put(`text ${n} ${"x".repeat(200)}`);
      if (n % 100 === 0) kept.push(handle);
      else packed.free(handle);
    }
    const old = Array.from({ length: 20_000 }, (_, n) => packed.put(`more ${n} ${"y".repeat(200)}`));
    expect(packed.bytes).toBeGreaterThan(4_000_000);
    for (const [n, handle] of old.entries()) if (n % 100 !== 0) packed.free(handle);
    expect(packed.bytes).toBeLessThan(1_000_000);
    expect(kept.map((handle) => packed.text(handle).slice(0, 10))).toEqual(
      kept.map((_, n) => `text ${n * 100} xxxxx`.slice(0, 10)),
    );
  });

  it("take one small page where there are few of them: accounts come by the thousand", () => {
    const packed = createPacked();
    expect(packed.bytes).toBe(0);
    packed.put("one");
    expect(packed.bytes).toBeLessThan(2_000);
  });
});

describe("names", () => {
  it("are found, renewed and removed as in a map", () => {
    const action = fc.oneof(
      { weight: 4, arbitrary: fc.record({ add: anyName }) },
      { weight: 2, arbitrary: fc.record({ remove: anyName }) },
      { weight: 1, arbitrary: fc.record({ renew: anyName }) },
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 300 }), (actions) => {
        const names = createNames();
        const model = new Map<string, number>();
        for (const one of actions) {
          if ("add" in one) {
            const handle = names.add(one.add);
            expect(model.get(one.add) ?? handle).toBe(handle);
            model.set(one.add, handle);
          } else {
            const name = "remove" in one ? one.remove : one.renew;
            const handle = names.find(name);
            expect(handle).toBe(model.get(name));
            if (handle === undefined) continue;
            model.delete(name);
            if ("remove" in one) names.remove(handle);
            else {
              names.renew(handle);
              model.set(name, handle);
            }
          }
          expect(names.size).toBe(model.size);
        }
        expect([...names].map((handle) => [names.nameOf(handle), handle])).toEqual([...model]);
        expect(names.oldest).toBe([...model.values()][0]);
        for (const [name, handle] of model) expect(names.find(name)).toBe(handle);
      }),
    );
  });
});

describe("counts", () => {
  test("forget what has not come for the longest, once there are too many", () => {
    const counts = createCounts(3);
    for (const name of ["a", "b", "c", "a", "d"]) counts.set(name, (counts.get(name) ?? 0) + 1);
    expect([...counts]).toEqual([
      ["c", 1],
      ["a", 2],
      ["d", 1],
    ]);
    expect(counts.get("b")).toBeUndefined();
    expect(counts.size).toBe(3);
  });

  test("of a file that was written when hashes were kept whole are found by the names of today", () => {
    const prompt = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
    const whole = "cNh5e9PS0YgqvQ5BS/wThAdZBlMVGIo7nHKlLkYtcpM=";
    expect(nameOfToday(whole)).toBe("cNh5e9PS0YgqvQ5B");
    expect(nameOfToday("live weather\nhow is it")).toBe("live weather\nhow is it");
    expect(countName(prompt)).toHaveLength(16);
    expect(nameOfToday(countName(prompt))).toBe(countName(prompt));
  });
});
