// What many tasks have alike, the plan and the fixture that they come from, stands in a file once: the first line that has it gives it a
// number, and later ones name that. Half of a file, and of the time that reading it takes. Such a value is one object, which is frozen.

import type { Line } from "../engine/accounts-state.js";

/** How many values have a number at once; past the last the numbers begin again. */
const MOST = 1_000;

/** What a file has told of, by number; and the number that each had at last. */
export type Shares = { values: object[]; numbers: WeakMap<object, number>; next: number };

export function createShares(): Shares {
  return { values: [], numbers: new WeakMap(), next: 0 };
}

const NAMES = ["plan", "fixture"] as const;

type Born = Extract<Line["change"], { is: "born" }>;
/** A birth as it stands in the file. `first`: the numbers that its own values have from here on. */
type BornInFile = { task: Record<string, object | number>; first?: Record<string, number> };

/** Puts numbers in the place of what the file has told of before, in a birth's plain form. */
export function share({ task: whole }: Born, plain: Record<string, unknown>, shares: Shares): void {
  const task: Record<string, unknown> = { ...(plain.task as object) };
  plain.task = task;
  for (const name of NAMES) {
    const value = whole[name];
    if (!Object.isFrozen(value)) continue;
    const known = shares.numbers.get(value);
    if (known !== undefined && shares.values[known] === value) task[name] = known;
    else plain.first = { ...(plain.first as BornInFile["first"]), [name]: numberFor(value, shares) };
  }
}

function numberFor(value: object, shares: Shares): number {
  const number = shares.next;
  shares.next = (number + 1) % MOST;
  shares.values[number] = value;
  shares.numbers.set(value, number);
  return number;
}

/** A birth as it was, made from the file's; `values` are those that have a number by now. */
export function unshare({ task, first }: BornInFile, values: object[]): void {
  for (const name of NAMES) {
    const value = task[name]!;
    const number = first?.[name];
    if (typeof value === "number") task[name] = values[value]!;
    else if (number !== undefined) values[number] = Object.freeze(value);
  }
}
