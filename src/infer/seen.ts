// What the network sees of a prompt: each piece as rows of its tables and a few plain facts. The same as in scripts/tagger/train.py.

import type { Piece } from "./keys.js";

/** Rows of tables: of its words, of how its last word ends, of how it looks, of what the rules took it for. */
export type Seen = {
  words: number[];
  suffix: number;
  shape: number;
  /** Quoted, in one bracket, in more, in a bullet's line, at a line's beginning, at a sentence's, after a gap, and that it is there. */
  flags: readonly boolean[];
  ruleTag: number;
  ruleKind: number;
};

/** Rows by what they are of. */
export type Rows = { words: ReadonlyMap<string, number>; tags: ReadonlyMap<string, number>; suffixes: number };

/** What the rules took a prompt for. */
export type RuleReading = { tags: readonly string[]; kind: "fields" | "ack" | "none" };

export const FLAGS = 8;
const MOST_WORDS = 4;
const UNKNOWN = 0;

export function seenIn(pieces: readonly Piece[], rules: RuleReading, rows: Rows): Seen[] {
  const ruleKind = Number(rules.kind === "ack");
  let depth = 0;
  let quote: string | undefined;
  let beginsLine = true;
  let beginsSentence = true;
  let isBullet = false;
  return pieces.map((piece, i) => {
    const { text, at } = piece;
    if (text === "\n") [beginsLine, isBullet] = [true, false];
    if (/^[)\]}]$/.test(text)) depth = Math.max(0, depth - 1);
    const isApart = i > 0 && at > pieces[i - 1]!.end;
    const flags = [quote !== undefined, depth === 1, depth > 1, isBullet, beginsLine, beginsSentence, isApart, true];
    if (/^[`"]$/.test(text)) quote = quote === text ? undefined : (quote ?? text);
    if (beginsLine && /^(?:[-*•–]|\p{Nd}{1,2})$/u.test(text)) isBullet = true;
    if (text !== "\n") beginsLine = false;
    beginsSentence = /^[.?!\n]$/.test(text) || (beginsSentence && !/[\p{L}\p{N}_]/u.test(text));
    if (/^[([{]$/.test(text)) depth += 1;
    return { ...looksOf(text, rows), flags, ruleTag: rows.tags.get(rules.tags[i] ?? "O") ?? 0, ruleKind };
  });
}

function looksOf(text: string, rows: Rows): Pick<Seen, "words" | "suffix" | "shape"> {
  const parts = partsOf(text);
  const words = (parts.length > 0 ? parts : [text]).map((word) => word.replace(/\p{Nd}/gu, "0"));
  return {
    words: words.slice(0, MOST_WORDS).map((word) => rows.words.get(word) ?? UNKNOWN),
    suffix: suffixOf(words.at(-1)!) % rows.suffixes,
    shape: LOOKS.find(([, fits]) => fits(text))?.[0] ?? PLAIN,
  };
}

/** The words of a name. */
function partsOf(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** How a piece looks, tried in this order. */
const LOOKS: readonly (readonly [number, (text: string) => boolean])[] = [
  [1, (text) => text === "\n"],
  [9, (text) => text.startsWith("http") || text.indexOf("@", 1) > 0],
  [0, (text) => !/[\p{L}\p{N}_]/u.test(text)],
  [6, (text) => /^[\p{Nd}.,]+$/u.test(text)],
  [7, (text) => text.includes("_")],
  [8, (text) => /[a-z][A-Z]/.test(text)],
  [5, (text) => /\p{Nd}/u.test(text)],
  [4, (text) => [...text].length > 1 && isUpper(text)],
  [3, (text) => isUpper([...text][0]!)],
];
const PLAIN = 2;
export const SHAPES = LOOKS.length + 1;

function isUpper(text: string): boolean {
  return text === text.toUpperCase() && text !== text.toLowerCase();
}

/** FNV-1a of a word's last three letters. */
function suffixOf(word: string): number {
  let hash = 2166136261;
  for (const letter of [...word].slice(-3)) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619);
  return hash >>> 0;
}
