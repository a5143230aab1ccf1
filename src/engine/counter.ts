// How often something came before, by name: what makes the second time another than the first, whatever else happened between.

import { hash } from "node:crypto";
import { maskSecrets } from "../domain/mask.js";

/** Over the counts that there are; `set` keeps a new one. */
export function createCounter(counts: ReadonlyMap<string, number>, set: (name: string, times: number) => void) {
  return {
    /** How often it came before. */
    of: (name: string): number => counts.get(shortened(name)) ?? 0,
    /** The same, and counts this time. */
    up(name: string): number {
      const key = shortened(name);
      const before = counts.get(key) ?? 0;
      set(key, before + 1);
      return before;
    },
  };
}

/** A long text by its hash, so that what is remembered of it stays small; also one that holds a key. */
function shortened(text: string): string {
  return text.length <= 64 && maskSecrets(text) === text ? text : hash("sha256", text, "base64");
}
