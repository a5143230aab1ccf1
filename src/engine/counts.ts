// How often each of many names came; of more than are remembered, what has not come for the longest is forgotten.

import { createNames } from "./names.js";

export type Counts = ReturnType<typeof createCounts>;

export function createCounts(most: number) {
  const names = createNames();
  /** By the handle of a name. */
  const times: number[] = [];
  return {
    get(name: string): number | undefined {
      const handle = names.find(name);
      return handle === undefined ? undefined : times[handle];
    },
    /** It is the one that came last. */
    set(name: string, count: number): void {
      const handle = names.add(name);
      names.renew(handle);
      times[handle] = count;
      if (names.size > most) names.remove(names.oldest!);
    },
    get size(): number {
      return names.size;
    },
    /** What came last at the end. */
    *[Symbol.iterator](): Generator<[name: string, times: number]> {
      for (const handle of names) yield [names.nameOf(handle), times[handle]!];
    },
  };
}
