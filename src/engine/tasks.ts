// The tasks of an account, the oldest first. One that was born and to which nothing has happened since may still lie in a file: it is
// read when somebody looks at it.

import type { Task } from "../domain/task.js";
import { createNewest } from "./newest.js";

/** A task that lies in a file: when it is due, in virtual epoch milliseconds (null: never), and is its result still unread? */
export type Birth<C> = { id: string; number: number; due: number | null; unread: boolean; read: () => C };

export type Tasks<C> = ReturnType<typeof createTasks<C>>;

/** `bear` carries out the change by which a task is born, which sets it. */
export function createTasks<C>(bear: (born: C) => void) {
  const all = new Map<string, Task | Birth<C>>();
  const newest = createNewest<Task | Birth<C>>();

  function put(one: Task | Birth<C>): void {
    const before = all.get(one.id);
    if (before && before.number !== one.number) newest.remove(before);
    all.set(one.id, one);
    newest.add(one);
  }

  function remove(id: string): boolean {
    const before = all.get(id);
    if (before) newest.remove(before);
    return all.delete(id);
  }

  function get(id: string): Task | undefined {
    const one = all.get(id);
    if (one === undefined || !isBirth(one)) return one;
    bear(one.read());
    return all.get(id) as Task;
  }

  function* inTurn(some: Iterable<Task | Birth<C>>): Generator<Task> {
    for (const one of some) {
      const task = isBirth(one) ? get(one.id) : one;
      if (task) yield task;
    }
  }

  return {
    get,
    has: (id: string): boolean => all.has(id),
    set: (task: Task): void => put(task),
    expect: (birth: Birth<C>): void => put(birth),
    delete: remove,
    get size(): number {
      return all.size;
    },
    /** As they are by now: nobody needs to look at those that lie in a file. */
    known: (): Iterable<Task | Birth<C>> => all.values(),
    /** Each is looked at when its turn comes. */
    newestFirst: (): Iterable<Task> => inTurn(newest),
    oldestFirst: (): Iterable<Task> => inTurn([...all.values()]),
  };
}

export function isBirth<C>(one: Task | Birth<C>): one is Birth<C> {
  return "read" in one;
}
