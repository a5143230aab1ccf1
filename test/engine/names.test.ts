// Names that are looked up, and counts by name.

import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { countName, nameOfToday } from "../../src/engine/counter.js";
import { createCounts } from "../../src/engine/counts.js";
import { createNames } from "../../src/engine/names.js";

/** As names come: short and long, with quotation marks, beyond ASCII, half a pair of surrogates. */
const anyName = fc.oneof(
  fc.string({ maxLength: 3 }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom("", '"', '""', '"a"', '"\\"a"', "é", '"é"', "\ud800", '"\\ud800"', "live weather\nLook it up"),
);

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
    expect(nameOfToday(whole)).toBe("cNh5e9PS0Ygq");
    expect(nameOfToday("live weather\nhow is it")).toBe("live weather\nhow is it");
    expect(countName(prompt)).toHaveLength(12);
    expect(nameOfToday(countName(prompt))).toBe(countName(prompt));
  });
});
