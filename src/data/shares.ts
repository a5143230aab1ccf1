// What many tasks have alike, the plan and the fixture that they come from, stands in a file once: the first line that has it gives it a
// number, and later ones name that. Half of a file, and of the time that reading it takes. Such a value is one object, which is frozen.

import type { Task } from "../domain/task.js";

/** How many values have a number at once; past the last the numbers begin again. */
const MOST = 1_000;

/** What a file has told of, by number; and the number that each had at last. */
export type Shares = { values: object[]; numbers: WeakMap<object, number>; next: number };

export function createShares(): Shares {
  return { values: [], numbers: new WeakMap(), next: 0 };
}

const NAMES = ["plan", "fixture"] as const;

type Numbers = { [K in (typeof NAMES)[number]]?: number };
/** A birth as it stands in the file. `first`: the numbers that its own values have from here on. */
type BornInFile = Numbers & { task: Record<string, object>; first?: Numbers };

/** Of a task in its plain form: the numbers of what the file has told of before, those that its own values have from here on, and what else there is. */
export function share(
  task: Task,
  plain: object,
  shares: Shares,
): { numbers: Numbers; first: Numbers | undefined; others: object } {
  const others: Record<string, unknown> = { ...plain };
  const numbers: Numbers = {};
  let first: Numbers | undefined;
  for (const name of NAMES) {
    const value = task[name];
    if (!Object.isFrozen(value)) continue;
    const known = shares.numbers.get(value);
    if (known !== undefined && shares.values[known] === value) {
      numbers[name] = known;
      others[name] = undefined;
    } else first = { ...first, [name]: numberFor(value, shares) };
  }
  return { numbers, first, others };
}

function numberFor(value: object, shares: Shares): number {
  const number = shares.next;
  shares.next = (number + 1) % MOST;
  shares.values[number] = value;
  shares.numbers.set(value, number);
  return number;
}

/** A birth as it was, made from the file's; `values` are those that have a number by now. */
export function unshare({ task, first, ...numbers }: BornInFile, values: object[]): void {
  for (const name of NAMES) {
    const known = numbers[name];
    const number = first?.[name];
    if (known !== undefined) task[name] = values[known]!;
    else if (number !== undefined) values[number] = Object.freeze(task[name]!);
  }
}
