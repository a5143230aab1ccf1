// The oldest member of a map, dropped again and again, also where members are set anew in between.

import { expect, test } from "vitest";
import { dropOldest } from "../../src/domain/oldest.js";

test("members are dropped in the order in which they were set, those set anew as the newest", () => {
  const map = new Map([1, 2, 3, 4].map((n) => [n, `${n}`]));
  expect(dropOldest(map)).toBe("1");
  map.delete(2);
  map.set(2, "2 anew");
  map.delete(3);
  expect([dropOldest(map), dropOldest(map), dropOldest(map)]).toEqual(["4", "2 anew", undefined]);
  map.set(5, "5");
  expect(dropOldest(map)).toBe("5");
  expect(map.size).toBe(0);
});

test("it looks at no member twice, however many were dropped before", () => {
  const map = new Map<number, number>();
  let looks = 0;
  map.keys = () => {
    looks += 1;
    return Map.prototype.keys.call(map);
  };
  for (let n = 0; n < 1_000; n += 1) {
    map.set(n, n);
    if (map.size > 10) dropOldest(map);
  }
  expect([...Map.prototype.keys.call(map)]).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
  expect(looks).toBe(1);
});
