// The two kinds of error: what the emulated API answers, and what is said to somebody who misused the mock.

import type { Json } from "./json.js";

/** What the emulated API answers instead of a result (contract 2): an HTTP status, a code, a text, further headers. */
export type PlotonError = {
  status: number;
  code: string;
  message: string;
  headers?: Readonly<Record<string, string>>;
};

/** A part of a message: text, or what each skin calls by a name of its own, a field or an operation; `text` is what HTTP calls it. */
export type MessagePart = string | { field: string; text: string } | { operation: string; text: string };

/** A message with such parts in it. */
export function said(texts: TemplateStringsArray, ...parts: readonly MessagePart[]): MessagePart[] {
  return texts.flatMap((text, at) => (at < parts.length ? [text, parts[at]!] : [text]));
}

/**
 * The mock itself was misused: `status` is what the control API answers, `message` says what happened and what to do, in the words of HTTP.
 * @example await expect(mock.tasks.resume(id)).rejects.toMatchObject({ name: "MockError", code: "illegal_move" });
 */
export class MockError extends Error {
  override readonly name = "MockError";
  /** The message in parts, for a skin with names of its own; absent where there are none to be replaced. */
  readonly parts?: readonly MessagePart[];
  constructor(
    readonly status: number,
    readonly code: string,
    message: string | readonly MessagePart[],
    readonly details?: Json,
  ) {
    super(
      typeof message === "string"
        ? message
        : message.map((part) => (typeof part === "string" ? part : part.text)).join(""),
    );
    if (typeof message !== "string") this.parts = message;
  }
}

/** A word that is longer is no slip of anything known; of more known words than these the first are compared. */
const LONGEST_WORD = 64;
const MOST_COMPARED = 1_000;

/** The words in `known` nearest to `word`, best first; at most `most`, none when nothing is near. */
export function nearestWords(word: string, known: readonly string[], most = 1): string[] {
  if (word.length > LONGEST_WORD) return [];
  const near = known
    .slice(0, MOST_COMPARED)
    .filter(({ length }) => length <= LONGEST_WORD)
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(
      ({ candidate, distance }) => distance <= Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance);
  return near.slice(0, most).map(({ candidate }) => candidate);
}

/** ` — did you mean "status"?` or an empty string. */
export function didYouMean(word: string, known: readonly string[]): string {
  const [nearest] = nearestWords(word, known);
  return nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
}

/** So many words are named one by one; of more it is said where they are listed. */
const MOST_NAMED = 12;

/** ` Did you mean "--port"? Allowed: …`: all words where they are few, else `place`, which lists them. */
export function guessAmong(word: string, known: readonly string[], place: string): string {
  const near = nearestWords(word, known, 3);
  const guess = near.length === 0 ? "" : ` Did you mean ${near.map((one) => `"${one}"`).join(" or ")}?`;
  if (known.length === 0) return guess;
  return `${guess} Allowed: ${known.length > MOST_NAMED ? `the ${known.length} that ${place} lists` : known.join(", ")}.`;
}

/** Edits (insert, delete, replace, swap of neighbours) that lead from `a` to `b`. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}
