// Where the keys of a result stand in its prompt: what was read, as tags of the prompt's tokens. The same for what a prompt's author
// expects, so that the network (`tagger.ts`) learns from one and is told the other.

import { askedBy, keyFrom, type Phrase, type Piece, wordsInKey } from "./keys.js";
import { isPlural, singularOf } from "./nouns.js";
import type { Schema } from "./shape.js";

/**
 * What a key holds. F: one value, S: a list of values, M: a map, L: a list of things, O: a thing. E is no key: a value that one may
 * have.
 */
export type Role = "F" | "S" | "M" | "L" | "O" | "E";

/** A key: `keys` are its names, any of which is right; `depth`: in how many others it is. */
export type KeyLine = { keys: string; role: Role; depth: number; choices?: readonly unknown[]; schema?: Schema };

/** Where a key stands: pieces `from` to `to`, without it. `edit`: how the key follows from its words. */
export type Place = { from: number; to: number; edit: string; key: string };

type RoleTags = string[];

/** How deep tags tell keys apart. */
export const DEEPEST = 2;

const PIECE = /\n|https?:\/\/[^\s)>\]"'`]+|[\p{L}\p{N}_$]+(?:(?:['’.@+-]|:\/\/)[\p{L}\p{N}_$]+)*(?:\[\])?|[^\s]/gu;

/** The words of a name in the singular. */
export function wordsIn(name: string): string[] {
  return wordsInKey(name.replace(/['’]s$/, "")).map((word) => singularOf(word).toLowerCase());
}

export function piecesOf(prompt: string): Piece[] {
  return [...prompt.matchAll(PIECE)].map(({ 0: text, index }) => ({
    text,
    at: index,
    end: index + text.length,
    words: /[\p{L}\p{N}]/u.test(text) ? wordsIn(text) : [],
  }));
}

/** The keys of a schema as lines, each before what is in it. */
export function linesOf(schema: Schema, depth = 0): KeyLine[] {
  if (depth > 6) return [];
  return Object.entries(schema.properties ?? {}).flatMap(([keys, child]): KeyLine[] => {
    const line = (role: Role): KeyLine => ({
      keys,
      role,
      depth,
      schema: child,
      ...((child.enum ?? child.items?.enum) && { choices: child.enum ?? child.items?.enum }),
    });
    if (child.type === "array" && child.items?.properties) return [line("L"), ...linesOf(child.items, depth + 1)];
    if (child.type === "array") return [line("S")];
    if (child.properties) return [line("O"), ...linesOf(child, depth + 1)];
    return [line(child.additionalProperties ? "M" : "F")];
  });
}

const FILLERS = new Set(
  "of the a an in for to its their per and is are was it it's been has how many our your my his her s".split(" "),
);
/** What a key may have before its words or after them: an edit, and the words that it stands for. */
const BEFORE: readonly (readonly [string, readonly string[]])[] = [
  ["is_", ["is"]],
  ["has_", ["has"]],
  ["was_", ["was"]],
  ["are_", ["are"]],
  ["_count", ["number", "of"]],
  ["total_", ["total"]],
  ["_count", ["num"]],
  ["_count", ["number"]],
];
const AFTER = new Set(
  "count at by date name id status time number amount url on text flag total type percent address".split(" "),
);

type Variant = { words: readonly string[]; edit: string; cost: number };

function variantsOf(key: string): Variant[] {
  const all = wordsIn(key);
  const last = all.at(-1) ?? "";
  const ending = last === "statu" ? "status" : last;
  const before = BEFORE.filter(([, lead]) => all.length > lead.length && lead.every((word, i) => word === all[i])).map(
    ([edit, lead]): Variant => ({ words: all.slice(lead.length), edit, cost: 5 }),
  );
  const after =
    all.length > 1 && AFTER.has(ending)
      ? [{ words: all.slice(0, -1), edit: `_${ending === "on" ? "at" : ending}`, cost: 6 }]
      : [];
  return [{ words: all, edit: "", cost: 0 }, ...before, ...after];
}

type Found = { from: number; to: number; fillers: number; inOrder: boolean };

/** The places where all of `words` stand together, in whatever order, with at most three words between them. */
function placesOf(pieces: readonly Piece[], wanted: readonly string[]): Found[] {
  return pieces.flatMap((_, from): Found[] => {
    const asked = askedBy(pieces, from);
    if (wanted.length === 1 && asked === wanted[0]) return [{ from, to: from + 1, fillers: 3, inOrder: true }];
    const found = placeAt(pieces, from, wanted);
    return found ? [found] : [];
  });
}

function placeAt(pieces: readonly Piece[], from: number, wanted: readonly string[]): Found | undefined {
  if (!pieces[from]!.words.some((word) => wanted.includes(word))) return undefined;
  const missing = [...wanted];
  let to = from;
  let fillers = 0;
  let inOrder = true;
  while (to < pieces.length && missing.length > 0) {
    const { text, words } = pieces[to]!;
    const isJoin = words.length === 0 && to > from && /^[-/'"`_]$/.test(text);
    if (words.length > 0 && words.every((word) => missing.includes(word))) {
      for (const word of words) {
        if (missing[0] !== word) inOrder = false;
        missing.splice(missing.indexOf(word), 1);
      }
    } else if (words.length > 0 && to > from && fillers < 3 && FILLERS.has(text.toLowerCase())) fillers += 1;
    else if (!isJoin) return undefined;
    to += 1;
  }
  return missing.length === 0 ? { from, to, fillers, inOrder } : undefined;
}

/** Of places whose words give the key by themselves. */
const READ_RIGHT = 3;

type Option = Place & { merit: number };

function isWritten(pieces: readonly Piece[], at: number): boolean {
  return /_|[a-z][A-Z]/.test(pieces[at]!.text) || /^[`"]$/.test(pieces[at - 1]?.text ?? "");
}

function optionsOf(pieces: readonly Piece[], { keys, role }: KeyLine): Option[] {
  const names = keys.split("|");
  return names.flatMap((key, rank) =>
    variantsOf(key).flatMap(({ words, edit, cost }) =>
      placesOf(pieces, words).map(({ from, to, fillers, inOrder }): Option => {
        const here = pieces.slice(from, to);
        const isMany = here.some(({ text }) => /^[a-z]/i.test(text) && isPlural(text));
        const written = isWritten(pieces, from);
        const length = role === "L" ? (isMany ? 2 : 0) - words.length / 2 : words.length * 4;
        const asWritten = written && here.map(({ text }) => text).join("") === key;
        const reads = editOf(pieces, { from, to, edit }, names, role === "L");
        const merit =
          (reads === undefined ? 0 : READ_RIGHT) +
          length -
          cost * 2 -
          fillers * 1.2 -
          (inOrder ? 0 : 1.5) -
          rank * 0.3 +
          (written ? 1.5 : 0) +
          (asWritten ? 3 : 0);
        return { from, to, edit: reads ?? edit, key, merit };
      }),
    ),
  );
}

/** Where each of the lines stands, or nothing. No piece is of two of them; those that can only be in one place come first. */
export function align(pieces: readonly Piece[], lines: readonly KeyLine[]): (Place | undefined)[] {
  const places: (Place | undefined)[] = lines.map(() => undefined);
  const used = pieces.map(() => false);
  const options = lines.map((line) => (line.keys === "*" ? [] : optionsOf(pieces, line)));
  const isLeaf = ({ role }: KeyLine) => role === "F" || role === "S" || role === "M";
  const isHead = (at: number) =>
    lines[at]!.role === "L" &&
    options[at]!.length > 0 &&
    options[at]!.every(({ to }) => isPlural(pieces[to - 1]!.text));
  const all = lines.map((_, at) => at);
  const heads = all.filter(isHead);
  const leaves = all.filter((at) => isLeaf(lines[at]!));
  const others = all.filter((at) => !isLeaf(lines[at]!) && !heads.includes(at));
  for (const group of [heads, leaves, others]) placeAll(group, options, places, used);
  return places;
}

function placeAll(group: readonly number[], options: Option[][], places: (Place | undefined)[], used: boolean[]): void {
  const left = new Set(group);
  while (left.size > 0) {
    let best: { surety: number; line: number; option: Option } | undefined;
    for (const line of left) {
      const free = options[line]!.filter(({ from, to }) => !used.slice(from, to).some(Boolean));
      options[line] = free;
      if (free.length === 0) {
        left.delete(line);
        continue;
      }
      const sorted = free
        .map((option) => ({ option, value: option.merit - strayed(option, line, places) + option.from * 0.002 }))
        .sort((a, b) => b.value - a.value);
      const [{ option, value }, second] = [sorted[0]!, sorted[1]];
      const surety = (second ? Math.min(3, value - second.value) : 6) + Math.min(3, option.merit * 0.2);
      if (best === undefined || surety > best.surety) best = { surety, line, option };
    }
    if (best === undefined) return;
    places[best.line] = best.option;
    left.delete(best.line);
    used.fill(true, best.option.from, best.option.to);
  }
}

/** How far a place is from those of the lines before and after. */
function strayed({ from, to }: Place, line: number, places: readonly (Place | undefined)[]): number {
  const before = places.slice(0, line).findLast((place) => place !== undefined);
  const after = places.slice(line + 1).find((place) => place !== undefined);
  const price = (gap: number) => (gap < 0 ? 3 + Math.min(6, -gap / 10) : Math.min(6, gap * 0.12));
  return (before ? price(from - before.to) : 0) + (after ? price(after.from - to) : 0);
}

/** Tags of the pieces: "BF1" begins a key of role F in one other, "IF1" goes on with it, "O" is none. */
export function tagsOf(
  pieces: readonly Piece[],
  lines: readonly KeyLine[],
  places: readonly (Place | undefined)[],
): RoleTags {
  const tags = pieces.map(() => "O");
  for (const [i, place] of places.entries()) {
    if (place === undefined) continue;
    const role = `${lines[i]!.role}${Math.min(DEEPEST, lines[i]!.depth)}`;
    for (let at = place.from; at < place.to; at += 1) tags[at] = `${at === place.from ? "B" : "I"}${role}`;
  }
  for (const [i, place] of places.entries()) {
    const choices = lines[i]!.choices;
    if (choices && place) tagChoices(pieces, choices, place, tags);
  }
  return tags;
}

const OTHER = 500;

/** The values that a field may have, where they stand nearest to it. */
function tagChoices(pieces: readonly Piece[], choices: readonly unknown[], place: Place, tags: RoleTags): void {
  const found = choices.flatMap((value) => {
    const words = piecesOf(String(value))
      .flatMap(({ text }) => text.toLowerCase().split("_"))
      .filter((word) => /[\p{L}\p{N}]/u.test(word));
    const places = words.length === 0 ? [] : pieces.flatMap((_, from) => choiceAt(pieces, from, words, tags));
    // "One letter, A or B": a value is written as it is.
    const isOther = (from: number) => String(value).length === 1 && pieces[from]!.text !== String(value);
    const distance = ({ from }: { from: number }) =>
      (from >= place.to ? from - place.to : 60 + place.from - from) + (isOther(from) ? OTHER : 0);
    const [first, ...rest] = places;
    return first ? [rest.reduce((least, each) => (distance(each) < distance(least) ? each : least), first)] : [];
  });
  if (found.length < 2) return;
  for (const { from, to } of found) for (let at = from; at < to; at += 1) tags[at] = at === from ? "BE0" : "IE0";
}

function choiceAt(
  pieces: readonly Piece[],
  from: number,
  words: readonly string[],
  tags: RoleTags,
): { from: number; to: number }[] {
  let to = from;
  let known = 0;
  while (to < pieces.length && known < words.length && tags[to] === "O") {
    const parts = pieces[to]!.text.toLowerCase().split("_").filter(Boolean);
    if (parts.length > 0 && parts.every((part, i) => part === words[known + i])) known += parts.length;
    else if (!(to > from && /^[-/]$/.test(pieces[to]!.text))) break;
    to += 1;
  }
  return known === words.length ? [{ from, to }] : [];
}

/** How the key of a place follows from its words: as it is written there if it may, else in another order, of one or of many. */
function editOf(
  pieces: readonly Piece[],
  phrase: Phrase,
  names: readonly string[],
  isList: boolean,
): string | undefined {
  return [phrase.edit, ...REFORMED].find((edit) => names.includes(keyFrom({ ...phrase, edit }, pieces, isList)));
}
const REFORMED = ["", "swap", "-s", "+s"];
