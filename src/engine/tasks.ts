// The tasks of an account. One that was born and to which nothing has happened since may still lie in a file; one that nobody has looked at
// lies here as text, outside of the heap: both are read when somebody looks at them.

import type { Task } from "../domain/task.js";
import { createNames } from "./names.js";
import { createNewest } from "./newest.js";
import { createPacked } from "./packed.js";

/** A task that lies in a file: when it is due, in virtual epoch milliseconds (null: never), and is its result still unread? */
export type Birth<C> = { id: string; number: number; due: number | null; unread: boolean; read: () => C };

/** A task that lies here as text, and how it is read without being woken. */
export type AtRest<K> = { id: string; whole: () => K };

/**
 * How a task becomes text, with all that hangs on it; undefined: it cannot now. And back. `gone`: the text is let go of unread; `whole`: what it
 * says, for a look that changes nothing.
 */
export type Packing<K extends { task: Task }> = {
  pack(task: Task): string | undefined;
  unpack(id: string, text: string): Task;
  gone(text: string): void;
  whole(id: string, text: string): K;
};

export type Tasks<C, K extends { task: Task }> = ReturnType<typeof createTasks<C, K>>;

/** In place of a text: somebody may hold the task, or only the engine does. */
const HELD = -1;
const FREE = -2;

/** `bear` carries out the change by which a task is born, which sets it. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createTasks<C, K extends { task: Task }>(bear: (born: C) => void, packing: Packing<K>) {
  const ids = createNames();
  const newest = createNewest<number>();
  const packed = createPacked();
  /** By the handle of an id: its task's number, the task where it is no text, and the text's handle. */
  const numbers: number[] = [];
  const awake: (Task | Birth<C> | undefined)[] = [];
  const texts: number[] = [];

  function put(one: Task | Birth<C>): void {
    const known = ids.find(one.id);
    if (known !== undefined) clear(known);
    const handle = known ?? ids.add(one.id);
    numbers[handle] = one.number;
    awake[handle] = one;
    texts[handle] = HELD;
    newest.add(one.number, handle);
  }

  /** Nothing is under this handle any more. */
  function clear(handle: number): void {
    const text = texts[handle]!;
    if (text >= 0) packing.gone(taken(text));
    newest.remove(numbers[handle]!);
    awake[handle] = undefined;
    texts[handle] = HELD;
    numbers[handle] = 0;
  }

  function taken(text: number): string {
    const its = packed.text(text);
    packed.free(text);
    return its;
  }

  function lend(handle: number): Task {
    const one = awake[handle];
    if (one === undefined) return wake(handle);
    if (!isBirth(one)) return one;
    bear(one.read());
    return awake[handle] as Task;
  }

  function wake(handle: number): Task {
    const text = taken(texts[handle]!);
    texts[handle] = FREE;
    const task = packing.unpack(ids.nameOf(handle), text);
    awake[handle] = task;
    return task;
  }

  function look(handle: number): Task {
    const task = lend(handle);
    texts[handle] = HELD;
    return task;
  }

  function rest(handle: number): void {
    const task = awake[handle];
    if (task === undefined || isBirth(task) || texts[handle] !== FREE) return;
    const text = packing.pack(task);
    if (text === undefined) return;
    texts[handle] = packed.put(text);
    awake[handle] = undefined;
  }

  function atRest(handle: number): AtRest<K> {
    const id = ids.nameOf(handle);
    return { id, whole: () => packing.whole(id, packed.text(texts[handle]!)) };
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
    /** Nobody holds on to it from here on, but who looks at it later: it lies down, now if it can. */
    letGo(id: string): void {
      const handle = ids.find(id);
      if (handle === undefined) return;
      texts[handle] = texts[handle] === HELD ? FREE : texts[handle]!;
      rest(handle);
    },
    /** A small whole number for an id that is there, as long as it is, by which it is found at once. */
    handleOf: (id: string): number | undefined => ids.find(id),
    lendAt: lend,
    /** To look at, in this moment alone. */
    glanceAt: (handle: number): Task =>
      texts[handle]! >= 0 ? packing.whole(ids.nameOf(handle), packed.text(texts[handle]!)).task : lend(handle),
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
    /** One that lies neither in a file nor here as text. */
    awake(id: string): Task | undefined {
      const one = awake[ids.find(id) ?? -1];
      return one && !isBirth(one) ? one : undefined;
    },
    /** As they are by now, the oldest first: nobody needs to look at those that lie in a file, or here as text. */
    *known(): Generator<Task | Birth<C> | AtRest<K>> {
      for (const handle of inTurn(newest.oldestFirst())) yield awake[handle] ?? atRest(handle);
    },
    /** Each is looked at when its turn comes. */
    newestFirst: (): Iterable<Task> => looking(newest),
    oldestFirst: (): Iterable<Task> => looking(newest.oldestFirst()),
    /** Looks at all that lie here as text. */
    wakeAll(): void {
      for (const handle of inTurn(newest.oldestFirst())) if (texts[handle]! >= 0) look(handle);
    },
  };
}

export function isBirth<C, K>(one: Task | Birth<C> | AtRest<K>): one is Birth<C> {
  return "read" in one;
}

export function isAtRest<C, K>(one: Task | Birth<C> | AtRest<K>): one is AtRest<K> {
  return "whole" in one;
}
