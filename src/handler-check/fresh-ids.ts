// Task ids that no handler has seen: a counter, hashed with a seed, in the form of contract 1.6.

import { createHash } from "node:crypto";

const DIGITS = "0123456789";
const LOWER = "abcdefghijklmnopqrstuvwxyz";
const FORM = [DIGITS, LOWER, LOWER.toUpperCase(), DIGITS, LOWER, LOWER.toUpperCase()];

/** Gives `task_` + digit-lower-UPPER-digit-lower-UPPER, another one at each call; the same series for the same seed. */
export function freshIds(seed: string): () => string {
  const given = new Set<string>();
  let count = 0;
  return () => {
    const before = given.size;
    let id = "";
    while (given.size === before) {
      count += 1;
      id = idFrom(`${seed}:${count}`);
      given.add(id);
    }
    return id;
  };
}

function idFrom(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  return `task_${FORM.map((letters, i) => letters[hash.readUInt16BE(2 * i) % letters.length]).join("")}`;
}
