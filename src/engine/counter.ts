// How often something came before, by name: what makes the second time another than the first, whatever else happened between.

import { createHash } from "node:crypto";
import { maskSecrets } from "../domain/mask.js";

export type Counter = {
  /** How often it came before. */
  of(name: string): number;
  /** The same, and counts this time. */
  up(name: string): number;
  entries(): [string, number][];
  restore(entries: readonly [string, number][]): void;
};

/** Remembers `most` names; of more, the one that has not come for the longest counts anew. */
export function createCounter(most: number): Counter {
  const counts = new Map<string, number>();
  return {
    of: (name) => counts.get(shortened(name)) ?? 0,
    up(name) {
      const key = shortened(name);
      const before = counts.get(key) ?? 0;
      counts.delete(key);
      counts.set(key, before + 1);
      if (counts.size > most) counts.delete(counts.keys().next().value!);
      return before;
    },
    entries: () => [...counts],
    restore(entries) {
      for (const [key, count] of entries) counts.set(key, count);
    },
  };
}

/** A long text by its hash, so that what is remembered of it stays small; also one that holds a key. */
function shortened(text: string): string {
  return text.length <= 64 && maskSecrets(text) === text ? text : createHash("sha256").update(text).digest("base64");
}
