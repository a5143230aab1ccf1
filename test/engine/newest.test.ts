// Tasks are listed from the newest, whichever of them have gone meanwhile.

import { expect, test } from "vitest";
import { createNewest } from "../../src/engine/newest.js";

const numbers = (some: Iterable<[number: number, of: string]>) => [...some].map(([number]) => number);
const nameOf = (number: number) => `task ${number}`;

test("the newest comes first, also where they were taken on in another order", () => {
  const newest = createNewest<string>();
  for (const n of [7, 5, 9]) newest.add(n, nameOf(n));
  expect(numbers(newest)).toEqual([9, 7, 5]);
  newest.remove(9);
  newest.add(10, nameOf(10));
  expect(numbers(newest)).toEqual([10, 7, 5]);
});

test("of many that come and go, those that are there are listed; an old one that stays is not lost", () => {
  const newest = createNewest<string>();
  for (let n = 1; n <= 20_000; n += 1) {
    newest.add(n, nameOf(n));
    if (n > 13) newest.remove(n - 10);
  }
  expect(numbers(newest)).toEqual([
    20_000, 19_999, 19_998, 19_997, 19_996, 19_995, 19_994, 19_993, 19_992, 19_991, 3, 2, 1,
  ]);
  for (const n of [1, 2, 3]) newest.remove(n);
  newest.remove(19_991);
  newest.add(20_001, nameOf(20_001));
  expect(numbers(newest).slice(-2)).toEqual([19_993, 19_992]);
  expect(numbers(newest)[0]).toBe(20_001);
});

test("an old one that stays does not hold the places of all that came and went after it", () => {
  const newest = createNewest<string>();
  for (let n = 1; n <= 20_000; n += 1) {
    newest.add(n, nameOf(n));
    if (n > 11) newest.remove(n - 10);
  }
  expect(numbers(newest).slice(-2)).toEqual([19_991, 1]);
  expect(newest.places).toBeLessThan(2_500);
});

test("a page looks at no more tasks than are on it", () => {
  const newest = createNewest<string>();
  for (let n = 1; n <= 1_000; n += 1) newest.add(n, nameOf(n));
  const walk = newest[Symbol.iterator]();
  expect([walk.next().value, walk.next().value]).toEqual([
    [1_000, "task 1000"],
    [999, "task 999"],
  ]);
});
