// What a prompt shows before it is understood: names written as names, what stands in lists, words that name somebody, and whether
// many things are asked for. The judge holds readings against it.

import { isPlural, keyOf, pluralOf, wordsOfKey } from "./nouns.js";
import type { Schema } from "./shape.js";
import type { Token } from "./tokens.js";
import * as words from "./words.js";

export type Features = Record<string, number>;

export type Evidence = {
  /** Written as an identifier, wherever it stands. */
  identifiers: Set<string>;
  /** Written so and given as a name of the answer. */
  given: Set<string>;
  /** A bracket stands after it. */
  typed: Set<string>;
  /** What stands in a list, with all that stands in it. */
  listed: Map<string, readonly string[]>;
  /** Nouns that a list stands right after, or of each of which something is asked. */
  heads: Set<string>;
  /** Words with a capital letter within a sentence, and never without. */
  proper: Set<string>;
  words: Set<string>;
  counts: Set<number>;
  /** What speaks for a list of rows, and what for one thing. */
  many: Features;
  /** "yes or no" */
  yesNo: boolean;
};

const MOST_TOKENS = 2_000;
const ARTICLES = /^(?:the|a|an|its|their|his|her|my|our|your|each|every|any|all)$/;
const BEFORE_GIVEN =
  /^(?:and|or|as|with|called|named|key|keys|fields|field|return|under|object|array|list|need|like|want|give|also|include|tell|fill|plus|have|has|holding|having|put|columns|in|use|for|by|boolean|the|a|an|both|each|be|let|of|me|properties|at|respond|add|set|number|string|into|report|back|provide|expect|get)$/;

/** Is this a name of the answer: written as a name, and not as that of something that exists ("project `web`")? */
export function isGiven(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at]!;
  const before = tokens[at - 1];
  if (token.kind !== "name") return false;
  if (token.quoted === "quotes" && !isIdentifier(token.text))
    return /^(?:as|called|named|key)$/.test(before?.lower ?? "");
  return before === undefined || before.kind !== "word" || BEFORE_GIVEN.test(before.lower);
}

function isIdentifier(text: string): boolean {
  return /_|\p{Ll}\p{Lu}/u.test(text);
}

type Collected = Evidence & { lower: Set<string>; upper: Set<string>; seen: number };

export function evidenceOf(lines: readonly (readonly Token[])[]): Evidence {
  const found: Collected = {
    identifiers: new Set(),
    given: new Set(),
    typed: new Set(),
    listed: new Map(),
    heads: new Set(),
    proper: new Set(),
    words: new Set(),
    counts: new Set(),
    many: manyIn(lines),
    yesNo: lines.some(asksYesNo),
    lower: new Set(),
    upper: new Set(),
    seen: 0,
  };
  for (const line of lines) collect(line, found);
  found.proper = new Set([...found.upper].filter((word) => !found.lower.has(word)));
  found.words = new Set([...found.lower, ...found.upper]);
  return found;
}

function asksYesNo(tokens: readonly Token[]): boolean {
  return tokens.some(
    ({ lower }, i) =>
      /^(?:yes\/no|true\/false)$/.test(lower) ||
      (/^(?:yes|true)$/.test(lower) &&
        /^(?:\/|or)$/.test(tokens[i + 1]?.lower ?? "") &&
        /^(?:no|false)$/.test(tokens[i + 2]?.lower ?? "")),
  );
}

function collect(tokens: readonly Token[], found: Collected): void {
  const isChoice = tokens.some((token) => token.text === "|");
  let part: string[] = [];
  let parts: string[] = [];
  const endPart = () => {
    if (part.length > 0) parts.push(keyOf(part));
    part = [];
  };
  const endList = () => {
    endPart();
    if (parts.length > 1) for (const each of parts) found.listed.set(each, parts);
    parts = [];
  };
  for (const [i, token] of tokens.entries()) {
    found.seen += 1;
    if (found.seen > MOST_TOKENS) return;
    if (token.inner) collect(token.inner, found);
    if (!isChoice && isGiven(tokens, i)) found.given.add(token.text);
    collectHead(tokens, i, found);
    if (token.kind === "group") {
      if (part.length > 0) found.typed.add(keyOf(part));
    } else if (token.kind === "punct") {
      if (/^[,/+]$/.test(token.text) || (token.text === ";" && parts.length < 2)) endPart();
      else endList();
    } else if (token.kind === "word" && /^(?:and|plus|&|or)$/.test(token.lower)) endPart();
    else {
      collectWord(tokens, i, found);
      if (!ARTICLES.test(token.lower)) part.push(token.text);
    }
  }
  endList();
}

function collectHead(tokens: readonly Token[], i: number, found: Collected): void {
  const token = tokens[i]!;
  const before = tokens[i - 1];
  if (before?.kind !== "word") return;
  const opens = token.kind === "group" || /^(?::|-|–|—|,|with|including|showing|containing|by)$/.test(token.lower);
  if (opens && isPlural(before.lower)) found.heads.add(before.lower);
  if (token.kind === "word" && /^(?:each|every|per)$/.test(before.lower)) found.heads.add(pluralOf(token.lower));
}

/** The keys that are spelled out in JSON or TypeScript. */
function namesIn({ properties = {}, items }: Schema): string[] {
  const inside = Object.entries(properties).flatMap(([name, child]) => [name, ...namesIn(child)]);
  return items ? [...inside, ...namesIn(items)] : inside;
}

function collectWord(tokens: readonly Token[], i: number, found: Collected): void {
  const token = tokens[i]!;
  if (token.kind === "name") found.identifiers.add(token.text);
  if (token.schema) for (const name of namesIn(token.schema)) found.identifiers.add(name);
  if (token.kind === "word" || token.kind === "entity") {
    const opens = i === 0 || tokens[i - 1]!.kind === "punct";
    const into = /^\p{Lu}/u.test(token.text) && !opens ? found.upper : found.lower;
    for (const word of wordsOfKey(token.text)) into.add(word);
  }
  const size = token.kind === "number" ? Number(token.text) : words.NUMBERS[token.lower];
  if (size !== undefined && Number.isInteger(size)) found.counts.add(size);
}

const SPAN = /^(?:seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|business|working)$/;

function isThings(token: Token | undefined): boolean {
  return (
    token?.kind === "word" &&
    isPlural(token.lower) &&
    !SPAN.test(token.lower) &&
    !words.SPANS.has(token.lower) &&
    !words.CONTAINERS.has(token.lower)
  );
}

const LONGEST_PHRASE = 7;

/** The noun that ends the phrase from `at` on: "orders" of "5 most recent orders from". */
function headAt(tokens: readonly Token[], at: number): Token | undefined {
  let end = at;
  while (
    end < tokens.length &&
    end < at + LONGEST_PHRASE &&
    tokens[end]!.kind === "word" &&
    !words.CUT.has(tokens[end]!.lower) &&
    tokens[end]!.lower !== "and"
  )
    end += 1;
  return end > at ? tokens[end - 1] : undefined;
}

function isCount(token: Token): boolean {
  return token.kind === "number"
    ? /^\d+$/.test(token.text)
    : token.kind === "word" && token.lower !== "one" && Object.hasOwn(words.NUMBERS, token.lower);
}

const isWord = (token: Token | undefined, pattern: RegExp) => token?.kind === "word" && pattern.test(token.lower);

/** Signs that many things are asked for, or that one is; each is found or not. */
const SIGNS: Readonly<Record<string, (tokens: readonly Token[], i: number, line: number) => boolean>> = {
  counted: (tokens, i) =>
    isCount(tokens[i]!) && !SPAN.test(tokens[i + 1]?.lower ?? "") && isThings(headAt(tokens, i + 1)),
  limit: (tokens, i) =>
    isCount(tokens[i]!) && /^(?:top|most|than|to|max|maximum|limit|first|latest)$/.test(tokens[i - 1]?.lower ?? ""),
  one: (tokens, i) =>
    tokens[i]!.kind === "entity" &&
    /\d/.test(tokens[i]!.text) &&
    tokens[i - 1]?.kind === "word" &&
    !isPlural(tokens[i - 1]!.lower) &&
    !words.CUT.has(tokens[i - 1]!.lower),
  atMark: (tokens, i) =>
    tokens[i]!.kind === "punct" &&
    /^[:;,(—–-]$/.test(tokens[i]!.text) &&
    isThings(tokens[i - 1]) &&
    tokens[i]!.glued !== (tokens[i]!.text === "-"),
  each: (tokens, i) =>
    isWord(tokens[i], /^(?:each|every)$/) && tokens[i + 1]?.kind === "word" && !SPAN.test(tokens[i + 1]!.lower),
  per: (tokens, i) => isWord(tokens[i], /^per$/) && tokens[i + 1]?.kind === "word" && !SPAN.test(tokens[i + 1]!.lower),
  all: (tokens, i) => isWord(tokens[i], /^(?:all|any|our|my|these|those)$/) && isThings(headAt(tokens, i + 1)),
  which: (tokens, i) => isWord(tokens[i], /^(?:which|what)$/) && isThings(headAt(tokens, i + 1)),
  fetched: (tokens, i) =>
    tokens[i]!.kind === "word" &&
    (words.FETCH.has(tokens[i]!.lower) || /^(?:want|need)$/.test(tokens[i]!.lower)) &&
    isThings(headAt(tokens, i + 1)),
  opens: (tokens, i, line) =>
    i === 0 && line === 0 && !words.FETCH.has(tokens[0]!.lower) && isThings(headAt(tokens, 0)),
  listWord: (tokens, i) => isWord(tokens[i], /^(?:list|array|table|collection|entries|records|rows|items)$/),
  rowWord: (tokens, i) => isWord(tokens[i], /^(?:row|entry|record)$/),
  theOne: (tokens, i) =>
    isWord(tokens[i], /^(?:the|this|that|my|our|its)$/) &&
    /^(?:latest|last|next|current|newest|most)$/.test(tokens[i + 1]?.lower ?? "") &&
    !isThings(headAt(tokens, i + 2)),
  collective: (tokens, i) => tokens[i]!.kind === "word" && words.COLLECTIVE.has(tokens[i]!.lower),
  single: (tokens, i) => isWord(tokens[i], /^(?:object|summary|profile|status|details|stats|total)$/),
  asksOne: (tokens, i) => i === 0 && isWord(tokens[0], /^(?:is|does|what's|who's|how|when)$/),
  anyThings: (tokens, i) => i > 0 && isThings(tokens[i]),
  named: (tokens, i) =>
    i > 0 &&
    tokens[i]!.kind === "word" &&
    tokens[i + 1]?.text === "," &&
    /^\p{Lu}/u.test(tokens[i]!.text) &&
    /^\p{Lu}/u.test(tokens[i + 2]?.text ?? ""),
};

function manyIn(lines: readonly (readonly Token[])[]): Features {
  const found: Features = { bias: 1 };
  for (const [sign, isFound] of Object.entries(SIGNS))
    found[sign] = Number(lines.some((tokens, line) => tokens.some((_, i) => isFound(tokens, i, line))));
  return found;
}
