// The tasks of an account. One that was born and to which nothing has happened since may still lie in a file; one that nobody has looked at
// lies here as a row: both are made when somebody looks at them.

import type { Task } from "../domain/task.js";
import type { TaskRow } from "./at-rest.js";
import { createNames } from "./names.js";
import { createNewest } from "./newest.js";

/** A task that lies in a file: when it is due, in virtual epoch milliseconds (null: never), and is its result still unread? */
export type Birth<C> = { id: string; number: number; due: number | null; unread: boolean; read: () => C };

/** A task that lies here as a row, and how it is read without being woken. */
export type AtRest<K> = { id: string; whole: () => K };

/**
 * How a task becomes a row, with all that hangs on it; undefined: it cannot now. And back. `whole`: what a row says, for a look that changes
 * nothing.
 */
export type Packing<K extends { task: Task }> = {
  pack(task: Task): TaskRow | undefined;
  unpack(id: string, row: TaskRow): Task;
  whole(id: string, row: TaskRow): K;
};

export type Tasks<C, K extends { task: Task }> = ReturnType<typeof createTasks<C, K>>;

/** Who may hold on to a task: who made it, whoever looked at it since, or only the engine, which lends it. */
type Holder = "maker" | "anyone" | "nobody";

/** `bear` carries out the change by which a task is born, which sets it. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createTasks<C, K extends { task: Task }>(bear: (born: C) => void, packing: Packing<K>) {
  const ids = createNames();
  const newest = createNewest<number>();
  /** By the handle of an id: its task's number, the task as it lies, and who may hold on to it. */
  const numbers: number[] = [];
  const all: (Task | Birth<C> | TaskRow | undefined)[] = [];
  const held: Holder[] = [];

  function put(one: Task | Birth<C>): void {
    const known = ids.find(one.id);
    if (known !== undefined) clear(known);
    const handle = known ?? ids.add(one.id);
    numbers[handle] = one.number;
    all[handle] = one;
    held[handle] = "maker";
    newest.add(one.number, handle);
  }

  /** Nothing is under this handle any more. */
  function clear(handle: number): void {
    newest.remove(numbers[handle]!);
    all[handle] = undefined;
    numbers[handle] = 0;
  }

  function lend(handle: number): Task {
    const one = all[handle]!;
    if (isRow(one)) {
      const task = packing.unpack(ids.nameOf(handle), one);
      all[handle] = task;
      return task;
    }
    if (!isBirth(one)) return one;
    bear(one.read());
    return all[handle] as Task;
  }

  function look(handle: number): Task {
    const task = lend(handle);
    held[handle] = "anyone";
    return task;
  }

  function rest(handle: number): void {
    const task = all[handle];
    if (task === undefined || held[handle] !== "nobody" || isRow(task) || isBirth(task)) return;
    all[handle] = packing.pack(task) ?? task;
  }

  /** Of those that there are still when their turn comes. */
  function* inTurn(some: Iterable<[number: number, handle: number]>): Generator<number> {
    for (const [number, handle] of some) if (numbers[handle] === number) yield handle;
  }

  function* looking(some: Iterable<[number: number, handle: number]>): Generator<Task> {
    for (const handle of inTurn(some)) yield look(handle);
  }

  return {
    /** For one who may hold on to it: it stays as it is in his hands until it is forgotten. */
    get(id: string): Task | undefined {
      const handle = ids.find(id);
      return handle === undefined ? undefined : look(handle);
    },
    /** The same by its number. */
    at(number: number): Task | undefined {
      const handle = newest.at(number);
      return handle === undefined ? undefined : look(handle);
    },
    /** For this moment alone: it may lie down again afterwards. */
    lend(id: string): Task | undefined {
      const handle = ids.find(id);
      return handle === undefined ? undefined : lend(handle);
    },
    /** Whoever made it holds on to it no longer: where nobody has looked at it meanwhile, it lies down, now if it can. */
    letGo(id: string): void {
      const handle = ids.find(id);
      if (handle === undefined || held[handle] !== "maker") return;
      held[handle] = "nobody";
      rest(handle);
    },
    /** A small whole number for an id that is there, as long as it is, by which it is found at once. */
    handleOf: (id: string): number | undefined => ids.find(id),
    lendAt: lend,
    /** To look at, in this moment alone. */
    glanceAt(handle: number): Task {
      const one = all[handle]!;
      return isRow(one) ? packing.whole(ids.nameOf(handle), one).task : lend(handle);
    },
    /** It lies down again, if only the engine holds it, and it can. */
    rest,
    has: (id: string): boolean => ids.find(id) !== undefined,
    set: (task: Task): void => put(task),
    expect: (birth: Birth<C>): void => put(birth),
    delete(id: string): boolean {
      const handle = ids.find(id);
      if (handle === undefined) return false;
      clear(handle);
      ids.remove(handle);
      return true;
    },
    get size(): number {
      return ids.size;
    },
    /** One that lies neither in a file nor here as a row. */
    awake(id: string): Task | undefined {
      const handle = ids.find(id);
      const one = handle === undefined ? undefined : all[handle];
      return one === undefined || isRow(one) || isBirth(one) ? undefined : one;
    },
    /** As they are by now, the oldest first: nobody needs to look at those that lie in a file, or here as rows. */
    *known(): Generator<Task | Birth<C> | AtRest<K>> {
      for (const handle of inTurn(newest.oldestFirst())) {
        const one = all[handle]!;
        const id = ids.nameOf(handle);
        yield isRow(one) ? { id, whole: () => packing.whole(id, one) } : one;
      }
    },
    /** Each is looked at when its turn comes. */
    newestFirst: (): Iterable<Task> => looking(newest),
    oldestFirst: (): Iterable<Task> => looking(newest.oldestFirst()),
    /** Looks at all that lie here as rows. */
    wakeAll(): void {
      for (const handle of inTurn(newest.oldestFirst())) if (isRow(all[handle]!)) look(handle);
    },
  };
}

export function isBirth<C, K>(one: Task | Birth<C> | AtRest<K>): one is Birth<C> {
  return "read" in one;
}

export function isAtRest<C, K>(one: Task | Birth<C> | AtRest<K>): one is AtRest<K> {
  return "whole" in one;
}

function isRow<C>(one: Task | Birth<C> | TaskRow): one is TaskRow {
  return Array.isArray(one);
}
