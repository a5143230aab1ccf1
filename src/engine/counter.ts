// How often something came before, by name: what makes the second time another than the first, whatever else happened between.

import { hash } from "node:crypto";
import { maskSecrets } from "../domain/mask.js";
import type { Counts } from "./counts.js";

/** So much of a hash tells one text from another: 72 bits. A piece that is longer than this V8 keeps as a view of the whole. */
const ENOUGH = 12;

/** What something is counted as: its name, where that is short and holds no key, else its hash, so that what is remembered of it stays small. */
export function countName(text: string): string {
  return text.length <= 64 && maskSecrets(text) === text ? text : hash("sha256", text, "base64").slice(0, ENOUGH);
}

/** The name of today for one that was written down when hashes were kept whole. */
export function nameOfToday(name: string): string {
  return /^[\w+/]{43}=$/.test(name) ? name.slice(0, ENOUGH) : name;
}

/** Over the counts that there are, each under its `countName`; `set` keeps a new one. */
export function createCounter(counts: Pick<Counts, "get">, set: (name: string, times: number) => void) {
  return {
    /** How often it came before. */
    of: (name: string): number => counts.get(name) ?? 0,
    /** The same, and counts this time. */
    up(name: string): number {
      const before = counts.get(name) ?? 0;
      set(name, before + 1);
      return before;
    },
  };
}
