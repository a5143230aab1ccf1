// The oldest member of a map, dropped again and again, also where members are set anew in between.

import { expect, test } from "vitest";
import { dropOldest } from "../../src/domain/oldest.js";

test("members are dropped in the order in which they were set, those set anew as the newest", () => {
  const map = new Map([1, 2, 3, 4].map((n) => [n, `${n}`]));
  const left = () => {
    dropOldest(map);
    return [...map.values()];
  };
  expect(left()).toEqual(["2", "3", "4"]);
  map.delete(2);
  map.set(2, "2 anew");
  map.delete(3);
  expect([left(), left(), left()]).toEqual([["2 anew"], [], []]);
  map.set(5, "5").set(6, "6");
  expect(left()).toEqual(["6"]);
  expect(map.size).toBe(1);
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
