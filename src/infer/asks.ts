// What the sentences of a prompt ask for: where in them the answer's fields are announced, and what they fetch.

import {
  countAt,
  FIELDISH,
  headOf,
  type Item,
  isOrder,
  limitAt,
  manyOf,
  numberOf,
  predicateOf,
  readItems,
  textOf,
} from "./items.js";
import { meaningOf } from "./names.js";
import { isPlural, keyOf, pluralOf, singularOf } from "./nouns.js";
import { type Count, listOf, type Schema } from "./shape.js";
import type { Token } from "./tokens.js";
import { readType } from "./types.js";
import * as words from "./words.js";

/** How plainly fields are announced: lower is plainer. */
export const RANK = { explicit: 1, given: 2, inside: 3, fetched: 4, question: 5, thing: 6 } as const;

/** One announcement. `each`: its fields are of each of many. `list`: it says that it wants a list. */
export type Ask = {
  /** It asks for more beside what another asks for. */
  also?: boolean;
  /** A text that a verb makes: what is in it may be said in another sentence. */
  made?: true;
  /** "A theme has a label": it tells what something holds. */
  defines?: true;
  /** A question with its name in brackets. */
  named?: true;
  /** It says so: "besides the list". */
  beside?: boolean;
  rank: number;
  items: Item[];
  each: boolean;
  list: boolean;
  only: boolean;
  sentence: number;
  noun?: Item;
};
/** Everything a prompt's sentences say. `about`: the things that are fetched, and in which sentence. */
export type Asked = {
  asks: Ask[];
  about: { item: Item; sentence: number }[];
  /** "in two lists, `overdue` and `upcoming`". */
  wrappers: string[];
  /** Fields that are taken back: "actually, skip the phone". */
  dropped: string[];
  /** What sentences open with: "Of these accounts, …". */
  opening: { item: Item; sentence: number }[];
  action: boolean;
  connect: boolean;
  yesNo?: string;
  wrapper?: string;
  page?: Count;
  /** Things that are named one by one. */
  named?: { count: number; names: string[]; compared: boolean };
  /** A verb that makes one text, and the key for it. */
  makes?: string;
  /** What it must be one of: "classify as bug, question or praise". */
  makesType?: Schema;
  /** Another clause asks for more: "summarise it and list the open questions". */
  makesBeside?: boolean;
  /** What names hold, said in sentences of their own: "items is an array of objects with sku and qty". */
  defined: { name: string; kids: Item[]; each: boolean }[];
  /** Sentences whose things are told otherwise. */
  skipped: Set<number>;
  /** Sentences that only name what things come in: "Key: rates". */
  labels: Set<readonly Token[]>;
  typing: { names: string[]; words: string; text: string }[];
  prefersList: boolean;
  /** "one row for each warehouse": what is laid out in lines is of each. */
  perRow?: true;
  /** "under `shares` as language → percentage": what the wrapper holds. */
  wrapped?: Schema;
  /** "each row": what is listed has no name but this. */
  rowWord?: string;
  /** It asks how many, or what came of a change. */
  counts?: true;
  /** "the leaderboard": one word for many things. */
  collective?: string;
  /** The words of the sentences before. */
  heard: Set<string>;
  /** What its questions ask for, in their order. */
  questions: Item[];
};

const MOST_SENTENCES = 300;
/** So many tokens of a sentence are read. */
const LONGEST_SENTENCE = 400;
const NEGATIVE = /^(?:not|never|don't|no|without|isn't|doesn't|won't|can't|shouldn't|mustn't|cannot)$/;
const INPUT_LABELS =
  /^(?:args|arguments|tool|function|params|parameters|subject|subject line|body|title|message|text|repo|repository|branch|notes?|background|context|tone|style|language|deadline|from|to|cc|bcc|date|account|project|customer|user|environment|constraints?|reminder|important|p\.?s|fyi|example|input|query params|filters?|source|rules?|system|service|scope|limits?|time ?zone|currency|priority|description|channel|recipients?|audience|role|persona|(?:out of|not in) scope|exclusions?|excluded)$/;
const TASK_LABELS =
  /^(?:task|request|goal|todo|to do|instructions?|ask|question|what i need|what we need|objective|job|action|need|prompt|quick (?:one|question|thing|check|favou?r)|one (?:more|thing)|another one|next|test|now)$/;

const MOST_NAMED = 12;

/** "compare our starter and pro plans": two plans. */
function comparePlain(asked: Asked, tokens: readonly Token[]): void {
  const end = tokens.findIndex((token) => token.text === ":" || token.lower === "on" || token.lower === "by");
  const things = readItems(tokens.slice(0, end < 0 ? tokens.length : end), 1);
  const last = things.at(-1);
  if (things.length < 2 || last === undefined || last.words.length < 2 || !last.plural) return;
  asked.named ??= { count: things.length, names: things.map((item) => item.words[0]!), compared: true };
  const noun = last.words.at(-1)!;
  asked.about.push({ item: { ...last, name: noun, words: [noun] }, sentence: 0 });
}

/** The things that a sentence names one by one: "for AAPL, MSFT and NVDA", "compare Madrid and Warsaw". */
function namedThings(tokens: readonly Token[]): string[] {
  for (let i = 0; i < tokens.length; i += 1) {
    const isLabel = tokens[i]!.text === ":" && i < 5 && isPlural(lowerAt(tokens, 0));
    if (!isLabel && (tokens[i]!.kind !== "word" || !BEFORE_NAMED.test(tokens[i]!.lower))) continue;
    const inner = tokens[i + 1]?.kind === "group" && isPlural(tokens[i]!.lower) ? tokens[i + 1]!.inner! : undefined;
    const names = inner ? namesWithin(inner) : namesFrom(tokens, i + 1);
    if (names.length > 1) return names;
  }
  return [];
}

/** "(Stripe, Adyen, PayPal)": nothing but names. */
function namesWithin(inner: readonly Token[]): string[] {
  const isName = (token: Token) => token.kind === "entity" || token.quoted === "quotes" || /^\p{Lu}/u.test(token.text);
  return inner.every((token) => isName(token) || /^(?:,|and|&)$/.test(token.lower))
    ? splitAt(inner, (token) => /^(?:,|and)$/.test(token.lower)).map(textOf)
    : [];
}

const BEFORE_NAMED = /^(?:for|of|to|into|against|compare|comparing|between|vs|in|the|tickers|symbols|[a-z]{3,}s)$/;

/** Names parted by commas and "and", from `at` on: capitalised words, ids, a number after them. */
function namesFrom(tokens: readonly Token[], at: number): string[] {
  const names: string[][] = [[]];
  let joined = false;
  for (let i = at; i < tokens.length && names.length < MOST_NAMED; i += 1) {
    const token = tokens[i]!;
    const isName =
      token.kind === "entity" ||
      token.quoted === "quotes" ||
      (token.kind === "word" && /^(?:\p{Lu}|iP)/u.test(token.text)) ||
      (token.kind === "number" && names.at(-1)!.length > 0);
    if (isName && !token.possessive) names.at(-1)!.push(token.text);
    else if (/^(?:,|and|&|vs|or|versus)$/.test(token.lower)) {
      if (names.at(-1)!.length > 0) names.push([]);
      joined = joined || token.text !== ",";
    } else if (token.lower !== "the" || names.at(-1)!.length > 0) break;
  }
  const said = names.filter((name) => name.length > 0).map((name) => name.join(" "));
  // "Carriers to check: DHL, UPS, GLS"
  const isAll =
    tokens[at - 1]?.text === ":" && said.length > 2 && names.flat().length + names.length - 1 >= tokens.length - at;
  return joined || isAll ? said : [];
}

/** Splits lines into sentences. */
export function sentencesOf(lines: readonly (readonly Token[])[]): Token[][] {
  const sentences: Token[][] = [];
  for (const line of lines) {
    let current: Token[] = [];
    for (const [i, token] of line.entries()) {
      const next = line[i + 1];
      if (token.text === "→" && next !== undefined && /^(?:return|output|give|respond|report)$/.test(next.lower)) {
        if (current.length > 0) sentences.push(current);
        current = [];
        continue;
      }
      const asks =
        token.text === ":" &&
        current.length > 0 &&
        line.at(-1)?.text === "?" &&
        ASKING.test(next?.lower ?? "") &&
        !words.OUTPUT.has(current[0]!.lower);
      const ends =
        asks ||
        (token.kind === "punct" &&
          /^[.!?]$/.test(token.text) &&
          !(
            token.text === "?" &&
            next?.kind === "group" &&
            line.length - i < 4 &&
            line.some(({ text }) => /^[,/]$/.test(text))
          ) &&
          (next === undefined || !next.glued || next.kind === "punct" || /^\p{Lu}/u.test(next.text)));
      if (!ends) {
        if (current.length < LONGEST_SENTENCE) current.push(token);
        continue;
      }
      if (token.text === "?") current.push(token);
      if (current.length > 0) sentences.push(current);
      current = [];
    }
    if (current.length > 0) sentences.push(current);
    if (sentences.length > MOST_SENTENCES) break;
  }
  return sentences.flatMap(apartAtSemicolons);
}

/** "…; for the doctor I need the name": a clause that tells of one thing what it holds is a sentence. */
function apartAtSemicolons(line: Token[]): Token[][] {
  const last = line.findLastIndex((token) => token.text === ";");
  const rest = last < 2 ? [] : withoutEnough(line.slice(last + 1));
  const isList =
    partsOf(rest).length > 2 && isBareList(rest) && !line.slice(0, last).some((token) => token.text === ":");
  if (isList && !isBareList(line.slice(0, last))) return [line.slice(0, last), line.slice(last + 1)];
  const at = line.findIndex(
    (token, i) =>
      token.text === ";" &&
      /^(?:for|with|of) (?:the|an?) \w+,? (?:i|we|give|return|include)\b/i.test(textOf(line.slice(i + 1, i + 6))),
  );
  return at < 1 ? [line] : [line.slice(0, at), line.slice(at + 1)];
}

export function readSentences(sentences: readonly Token[][]): Asked {
  const asked: Asked = {
    asks: [],
    about: [],
    opening: [],
    wrappers: [],
    dropped: [],
    action: false,
    connect: false,
    defined: [],
    labels: new Set(),
    skipped: new Set(),
    typing: [],
    prefersList: false,
    questions: [],
    heard: new Set(),
  };
  for (const [index, sentence] of sentences.entries()) {
    if (index > 0 && isValediction(sentence)) break;
    const said = politely(withoutConditions(sentence));
    if (readPart(asked, sentence, said, index) || readLabelled(asked, said, index)) continue;
    readSentence(asked, pastBeside(asked, said, index), index);
    for (const token of sentence) if (token.kind === "word") asked.heard.add(token.lower);
  }
  nameQuestions(asked);
  placeDefinitions(asked, sentences);
  // "list the ids in `ids`" beside another: a name among names, and not that of the whole.
  const isOne = ({ items }: Ask) =>
    items.length > 1 && items.some(({ exact, name }) => exact && name === asked.wrapper);
  if (asked.asks.some(isOne)) delete asked.wrapper;
  return asked;
}

/** "First, a `totals` object with sent and answered. Second, the five worst …": parts of one answer. */
function readPart(asked: Asked, whole: readonly Token[], tokens: readonly Token[], sentence: number): boolean {
  if (!/^(?:first|second|third|fourth|then|next|finally|last|lastly|firstly|secondly|thirdly)$/.test(lowerAt(whole, 0)))
    return false;
  const from = tokens.findIndex((token) => !/^(?:second|third|fourth|last|,)$/.test(token.lower));
  if (!/^(?:an?|the|all|up)$/.test(lowerAt(tokens, from)) && countAt(tokens, from) === undefined) return false;
  const items = readItems(tokens, from);
  if (items.length === 0 || !items.every((item) => item.kids || item.exact)) return false;
  asked.asks.push(askOf(RANK.explicit, items, sentence));
  return true;
}

/** "points: 24 objects {t, kw}; stats: {min, max}": names with what they hold, spelled out. */
function readLabelled(asked: Asked, tokens: readonly Token[], sentence: number): boolean {
  const parts = splitAt(tokens, (token) => token.text === ";");
  if (parts.length < 2) return false;
  const items = parts.flatMap((part) => {
    const colon = part.findIndex((token) => token.text === ":");
    const dash = part.slice(0, Math.max(colon, 0)).findLastIndex((token) => token.text === "-");
    const skeleton = part.find((token) => token.kind === "skeleton");
    if (colon < 1 || colon - dash > 4 || skeleton === undefined) return [];
    const [item] = readItems(part.slice(dash + 1, colon));
    if (item === undefined) return [];
    const size = countAt(part, colon + 1)?.size;
    const isList =
      size !== undefined || /\b(?:objects|rows|list|array|items|records|entries)\b/i.test(textOf(part.slice(colon)));
    const schema = isList
      ? listOf(skeleton.schema!, size === undefined ? undefined : { exact: size })
      : skeleton.schema!;
    return [
      {
        ...item,
        exact: true,
        plural: false,
        container: false,
        name: item.name || textOf(part.slice(dash + 1, colon)),
        schema,
      },
    ];
  });
  if (items.length < parts.length) return false;
  for (const token of tokens) if (token.found) token.found.inner = true;
  asked.asks.push(askOf(RANK.explicit, items, sentence));
  return true;
}

function splitAt(tokens: readonly Token[], parts: (token: Token) => boolean): Token[][] {
  const out: Token[][] = [[]];
  for (const token of tokens) {
    if (parts(token)) out.push([]);
    else out.at(-1)!.push(token);
  }
  return out.filter((part) => part.length > 0);
}

/**
 * "Which are in A, which in B, and how many in both? Keys: only_a, only_b, in_both": as many names as there were questions are the
 * names of their answers. A question that has its own name in brackets stands beside what is asked for plainly.
 */
function nameQuestions(asked: Asked): void {
  const plain = asked.asks.filter((ask) => ask.rank === RANK.explicit && ask.items.length > 0);
  const [names] = plain;
  const { questions } = asked;
  const areNames =
    plain.length === 1 &&
    questions.length > 1 &&
    names!.items.length === questions.length &&
    names!.items.every((item) => (item.exact || item.words.length === 1) && !item.kids && !item.schema.type);
  if (areNames) {
    for (const [i, item] of names!.items.entries()) {
      const question = questions[i]!;
      const { schema } = meaningOf(question.name);
      const isMany = question.plural && !question.schema.type;
      item.schema = isMany ? listOf(meaningOf(singularOf(question.name)).schema) : { ...schema, ...question.schema };
      if ((meaningOf(item.name).known || !meaningOf(question.name).known) && !question.schema.type && !isMany)
        item.schema = {};
      item.exact = true;
    }
    asked.about = [];
    names!.each = false;
  }
  const plainest = Math.min(...asked.asks.filter((ask) => ask.items.length > 0).map((ask) => ask.rank));
  if (plainest <= RANK.given) for (const ask of asked.asks) if (ask.named) ask.rank = plainest;
}

/**
 * "A standing has team and points. A fixture has date and venue.": what two things hold, or one that is listed elsewhere, is told of
 * these; alone it is what is asked for.
 */
function placeDefinitions(asked: Asked, sentences: readonly Token[][]): void {
  const defining = asked.asks.filter((ask) => ask.defines && ask.noun);
  const others = asked.asks.filter((ask) => !ask.defines);
  const isListed = ({ noun }: Ask) =>
    others.some(({ items }) => items.some((item) => item.name === noun!.name || holdsName(item, noun!.name)));
  const meant = defining.length > 1 ? defining : defining.filter(isListed);
  if (meant.length === 0) return;
  asked.asks = asked.asks.filter((ask) => !meant.includes(ask));
  for (const { noun, items } of meant) asked.defined.push({ name: noun!.name, kids: items, each: true });
  if (meant.every(isListed)) return;
  const items = meant.map(({ noun }) => ({ ...noun!, count: countOf(sentences.flat(), noun!) }) as Item);
  asked.asks.push(askOf(RANK.explicit, items, 0));
}

function holdsName(item: Item, name: string): boolean {
  return (item.kids ?? []).some((kid) => kid.name === name || holdsName(kid, name));
}

/** "the 5 next fixtures": how many, wherever it is said. */
function countOf(tokens: readonly Token[], { words: said }: Item): Count | undefined {
  const at = tokens.findIndex((token) => token.lower === said.at(-1));
  for (let i = Math.max(0, at - 4); i < at; i += 1) {
    const size = countAt(tokens, i)?.size;
    if (size !== undefined) return { exact: size };
  }
  return undefined;
}

/** "and next to the array, `total`": what stands beside a list. */
function pastBeside(asked: Asked, tokens: Token[], sentence: number): Token[] {
  const text = textOf(tokens.slice(0, 7)).toLowerCase();
  const said =
    /^(?:and )?(?:next to|beside|besides|alongside|outside|to) (?:the|that|this) (?:array|list|table|rows)\b,?/.exec(
      text,
    );
  const placed = sentence > 0 ? placedBeside(tokens) : [];
  if (placed.length > 0) {
    asked.asks.push(besideList(placed, sentence));
    return [];
  }
  if (said === null || sentence === 0) return tokens;
  const from = tokens.findIndex((token) => /^(?:array|list|table|rows)$/.test(token.lower)) + 1;
  const items = readItems(tokens, from + Number(tokens[from]?.text === ",")).map((item) =>
    item.words[0] === "put" ? { ...item, words: item.words.slice(1), name: keyOf(item.words.slice(1)) } : item,
  );
  const isPut = /^(?:put|give|add|also|i|we)$/.test(lowerAt(tokens, from + Number(tokens[from]?.text === ",")));
  if (items.length === 0 || !(isPut || items.every((item) => item.exact))) return tokens;
  asked.asks.push(besideList(items, sentence));
  return [];
}

/** "The overall total goes next to it as total", "the sum stands at the top level under `sum`". */
function placedBeside(tokens: readonly Token[]): Item[] {
  const verb = tokens.findIndex(
    (token, i) => i > 0 && i < 10 && /^(?:goes|go|stands|comes|belongs|sits)$/.test(token.lower),
  );
  if (verb < 0) return [];
  const place =
    /^(?:next to|beside|alongside|outside|at|on|in) (?:of )?(?:it|them|that|(?:the|this|that) (?:array|list|table|rows|map|object|top(?: level)?|end|root|bottom))\b/.exec(
      textOf(tokens.slice(verb + 1, verb + 8)).toLowerCase(),
    );
  const after = place ? verb + 1 + place[0].split(" ").length : -1;
  const item = after < 0 ? undefined : readItems(tokens.slice(0, verb))[0];
  if (item === undefined) return [];
  const name = /^(?:as|under|called|named)$/.test(lowerAt(tokens, after)) ? tokens[after + 1] : undefined;
  const meant = name && item.words.includes(name.lower) ? {} : meaningOf(item.name).schema;
  return [name ? { ...item, name: name.text, exact: true, schema: { ...meant, ...item.schema } } : item];
}

function askOf(rank: number, items: Item[], sentence: number, more: Partial<Ask> = {}): Ask {
  return { rank, items, sentence, each: false, list: false, only: false, ...more };
}

/** What stands beside a list that is asked for too. */
function besideList(items: Item[], sentence: number): Ask {
  return askOf(RANK.given, items, sentence, { also: true, beside: true });
}

/** "Kind regards": what follows is a signature. */
function isValediction(sentence: readonly Token[]): boolean {
  return (
    sentence.length < 6 &&
    /^(?:(?:kind|best|warm|many thanks and kind) )?(?:regards|wishes)\b|^(?:sincerely|yours)\b/i.test(textOf(sentence))
  );
}

/** Without "If so", "when the answer is no,": when something is to be told, and nothing that is. */
function withoutConditions(tokens: Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const length = /^(?:if|when|where|in case)$/.test(lowerAt(tokens, i)) ? conditionAt(tokens, i) : 0;
    if (length === 0) out.push(tokens[i]!);
    else i += length - 1;
  }
  return out;
}

/** How long the condition is that begins at `i`, with the comma after it; 0 when none does. */
function conditionAt(tokens: readonly Token[], i: number): number {
  const text = textOf(tokens.slice(i, i + 7)).toLowerCase();
  const said =
    /^(?:if|when|where) (?:so|not|yes|no|true|false|there (?:are|is) (?:none|any|some)|(?:it|the answer|that|this) (?:is|does|isn't|doesn't)(?: not)?(?: yes| no| so| true| false)?)(?= ?,| [a-z])/.exec(
      text,
    )?.[0];
  if (said === undefined) return 0;
  const length = said.split(" ").length;
  const next = tokens[i + length];
  const isApart = next?.text === ",";
  const follows = lowerAt(tokens, i + length + Number(isApart));
  const tells =
    words.FETCH.has(follows) || words.ACTION.has(follows) || /^(?:i|we|also|please|fill|let|include)$/.test(follows);
  return tells ? length + Number(isApart) : 0;
}

/** Without "Hi, could you please", up to the verb. */
function politely(tokens: Token[]): Token[] {
  let start = 0;
  if (/^(?:just|only)$/.test(lowerAt(tokens, 0)) && /^(?:need|want|needed|wanted)$/.test(lowerAt(tokens, 1)))
    return politely(tokens.slice(1));
  // "Biggest on top, plus the sum": in which order, and then more.
  const comma = tokens.findIndex((token) => token.text === ",");
  const nothing = tokens.findIndex(
    (token, i) => token.text === "," && /^nothing (?:else|more|other)\b/i.test(textOf(tokens.slice(i + 1, i + 3))),
  );
  if (nothing > 1 && !tokens.slice(nothing + 3).some((token) => token.text === ":"))
    return politely(tokens.slice(0, nothing));
  if (comma > 1 && comma < 5 && isOrder(tokens.slice(0, comma))) return politely(tokens.slice(comma + 1));
  if (/^(?:could|can|would|will)$/.test(tokens[0]?.lower ?? "") && tokens[1]?.lower === "you") start = 2;
  // "Could I have the last 15 lines?" gives them.
  if (
    /^(?:could|can|may|might)$/.test(tokens[0]?.lower ?? "") &&
    /^(?:i|we)$/.test(tokens[1]?.lower ?? "") &&
    /^(?:have|get|see|please)$/.test(tokens[2]?.lower ?? "")
  )
    return [
      { kind: "word", text: "give", lower: "give", glued: false },
      { kind: "word", text: "me", lower: "me", glued: false },
      ...tokens.slice(3).filter((token) => token.text !== "?"),
    ];
  while (
    start < tokens.length - 1 &&
    /^(?:please|pls|plz|hi|hey|hello|hiya|ok|okay|so|then|now|and|kindly|well|yo|first|next|finally|afterwards|quickly|lastly|to)$/.test(
      tokens[start]!.lower,
    ) &&
    tokens[start]!.kind === "word"
  ) {
    start += 1;
    while (tokens[start]?.kind === "punct" && /^[,!:-]$/.test(tokens[start]!.text)) start += 1;
    if (/^(?:could|can|would|will)$/.test(tokens[start]?.lower ?? "") && tokens[start + 1]?.lower === "you") start += 2;
  }
  return start === 0 ? tokens : tokens.slice(start);
}

function isNegated(tokens: readonly Token[], at: number): boolean {
  for (let i = Math.max(0, at - 3); i < at; i += 1) {
    const token = tokens[i]!;
    if (token.kind === "word" && NEGATIVE.test(token.lower) && !(token.lower === "no")) return true;
  }
  return false;
}

function lowerAt(tokens: readonly Token[], i: number): string {
  const token = tokens[i];
  return token === undefined || token.kind === "group" || token.kind === "entity" || token.quoted !== undefined
    ? ""
    : token.lower;
}

type Trigger = {
  at: number;
  from: number;
  rank: number;
  each: boolean;
  list: boolean;
  only: boolean;
  noun?: Item;
  defines?: true;
};

/** "for BTC, ETH and SOL in EUR" with the three as one: what is named one by one after a preposition parts no list. */
function withNamesAsOne(tokens: Token[]): Token[] {
  for (let i = 0; i < tokens.length; i += 1) {
    if (tokens[i]!.kind !== "word" || !/^(?:for|of|between|about|on|to|into|against)$/.test(tokens[i]!.lower)) continue;
    const names = namesFrom(tokens, i + 1);
    if (names.length < 2 || names.every((name) => !/^[A-Z]{2,5}$/.test(name) && meaningOf(name.toLowerCase()).known))
      continue;
    const last = names.at(-1)!.split(" ").at(-1)!;
    const end = tokens.findIndex((token, k) => k > i && token.text === last && k >= i + names.length);
    if (end < 0) continue;
    const text = names.join(", ");
    return [
      ...tokens.slice(0, i + 1),
      { kind: "entity", text, lower: text.toLowerCase(), glued: false },
      ...tokens.slice(end + 1),
    ];
  }
  return tokens;
}

/** "the 8 most voted ones": more of what was spoken of before. */
function withoutOnes(asked: Asked, tokens: Token[]): Token[] {
  const at = tokens.findIndex((token) => token.kind === "word" && token.lower === "ones");
  const isCounted = tokens.slice(Math.max(0, at - 4), at).some((token) => numberOf(token) !== undefined);
  const meant = at < 0 || !isCounted ? undefined : asked.about.findLast(({ item }) => item.plural && !item.container);
  if (meant === undefined || meant.item.words.length === 0) return tokens;
  const said = meant.item.words.map((text): Token => ({ kind: "word", text, lower: text, glued: false }));
  return [...tokens.slice(0, at), ...said, ...tokens.slice(at + 1)];
}

function readSentence(asked: Asked, all: Token[], sentence: number): void {
  let tokens = withoutLabel(withoutEnough(withoutOnes(asked, all)));
  if (tokens === undefined || tokens.length === 0) return;
  readPaging(asked, tokens);
  readRows(asked, tokens, sentence);
  readWrapper(asked, tokens);
  const asMap =
    /^(?:return|give|output|provide|present|format|put|send)(?: me| back)? (?:it|them|this|these|those|the (?:results?|data|answer)) (?:all )?as (.{8,160})$/i.exec(
      textOf(tokens),
    )?.[1];
  const map = asMap === undefined ? undefined : readType(asMap);
  if (map?.additionalProperties) asked.wrapped ??= map;
  if (asked.labels.has(tokens)) return;
  if (
    /^(?:a |an |just |only |simple |plain )*(?:yes ?\/ ?no|yes or no|true ?\/ ?false|true or false)\b/i.test(
      textOf(tokens.slice(0, 6)),
    )
  ) {
    answerYesNo(asked);
    return;
  }
  const defined = definitionIn(tokens, asked.heard);
  if (defined) return void asked.defined.push(defined);
  readTyping(asked, tokens);
  if (isTypingAlone(tokens)) {
    for (const part of partsOf(tokens)) readTyping(asked, part);
    return;
  }
  readLists(asked, tokens);
  readDropped(asked, tokens);
  if (
    /^(?:don't|never|ignore|exclude|avoid|skip|without|omit|no|not|nothing|leave|keep)$/.test(lowerAt(tokens, 0)) ||
    (lowerAt(tokens, 0) === "do" && lowerAt(tokens, 1) === "not") ||
    (/^(?:round|express|truncate|capitali[sz]e|format)$/.test(lowerAt(tokens, 0)) &&
      !tokens.some((token) => token.text === ":") &&
      tokens.some((token) => /^(?:to|in|as|with)$/.test(token.lower))) ||
    isFilter(tokens)
  )
    return;
  const collective = tokens.find(
    (token) =>
      token.kind === "word" &&
      words.COLLECTIVE.has(token.lower) &&
      !/^(?:pipeline|portfolio|weather|team|staff|crew|inventory|menu)$/.test(token.lower),
  );
  if (collective) asked.collective ??= collective.lower;
  readWhether(asked, tokens);
  const aside = countedAside(tokens);
  if (aside) asked.about.push({ item: aside, sentence });
  const named = namedThings(tokens);
  const compares =
    tokens.findIndex(
      (token) => token.kind === "word" && /^(?:compare|comparing|versus|vs|comparison)$/.test(token.lower),
    ) >= 0;
  if (named.length > 1) asked.named ??= { count: named.length, names: named, compared: compares };
  else if (compares) comparePlain(asked, tokens);
  if (compares && named.length > 1) {
    const at = tokens.findIndex((token) => token.kind === "word" && token.text === named[0]!.split(" ")[0]);
    const noun = tokens[at - 1];
    asked.about = asked.about.filter((each) => each.sentence !== sentence);
    if (noun?.kind === "word" && isPlural(noun.lower))
      asked.about.push({ item: { ...peopleItem(), name: noun.lower, words: [noun.lower] }, sentence });
    asked.skipped.add(sentence);
  }
  if (named.length > 1 && !compares) tokens = withNamesAsOne(tokens);
  const trigger = findTrigger(tokens) ?? comparedOn(tokens) ?? (sentence > 0 ? reportAt(tokens) : undefined);
  const isAsked = asked.action && sentence > 0 && WH.test(lowerAt(tokens, 0)) && tokens.at(-1)?.text === "?";
  if (isAsked || (lowerAt(tokens, 0) === "how" && lowerAt(tokens, 1) === "many")) asked.counts = true;
  if (trigger) addAsk(asked, tokens, trigger, sentence);
  const before = trigger ? tokens.slice(0, trigger.at) : tokens;
  const announced =
    trigger !== undefined &&
    asked.asks.some(
      (ask) =>
        ask.sentence === sentence &&
        ask.items.some((item) => !item.container || item.kids !== undefined || item.schema.type !== undefined),
    );
  readClauses(asked, before, sentence, announced, tokens);
}

/** "All I want to know: may it depart, yes or no?": nothing that was only spoken of before. */
function readWhether(asked: Asked, tokens: readonly Token[]): void {
  if (tokens.length < 6 || !/\b(?:yes or no|yes ?\/ ?no|true or false) ?\??$/i.test(textOf(tokens.slice(-5)))) return;
  asked.yesNo ??= "answer";
  asked.action = false;
  asked.asks = asked.asks.filter(({ rank }) => rank < RANK.inside);
}

/** "get what sold best - ten dishes, please -": so many of what. */
function countedAside(tokens: readonly Token[]): Item | undefined {
  const dash = tokens.findIndex(
    (token, i) => token.text === "-" && !token.glued && countAt(tokens, i + 1) !== undefined,
  );
  const item = dash > 0 ? readItems(tokens.slice(dash + 1, dash + 5))[0] : undefined;
  return item?.plural && item.count && !item.kids ? { ...item, each: true } : undefined;
}

/** "Any overdue invoices? Yes or no": what was asked for is whether there is. */
function answerYesNo(asked: Asked): void {
  const ask = asked.asks.findLast(({ rank, items }) => rank >= RANK.fetched && items.length === 1);
  const [item] = ask?.items ?? [];
  asked.yesNo ??= "answer";
  if (ask === undefined || item === undefined || item.schema.type === "boolean") return;
  const name = item.exact ? item.name : `has_${item.name}`;
  Object.assign(ask, { list: false, each: false, rank: RANK.question });
  Object.assign(item, { name, exact: true, plural: false, words: [], schema: { type: "boolean" } });
  asked.about = [];
}

/** "items must be an array of objects with keys sku, name and quantity." */
function definitionIn(tokens: readonly Token[], heard: ReadonlySet<string>): Asked["defined"][number] | undefined {
  const [subject] = tokens;
  const forOne =
    /^(?:for|with|of) (?:the|an?) (\w+),? ((?:i|we|give|return|include)\b(?: (?:me|need|want|would like|expect))?)/i.exec(
      textOf(tokens.slice(0, 7)),
    );
  if (forOne && heard.has(pluralOf(forOne[1]!.toLowerCase()))) {
    const from = tokens.findIndex((token) => token.lower === forOne[2]!.split(" ").at(-1)!.toLowerCase()) + 1;
    const kids = readItems(tokens, from);
    if (kids.length > 1) return { name: pluralOf(forOne[1]!.toLowerCase()), kids, each: true };
  }
  if (subject?.kind !== "name" && subject?.kind !== "word") return undefined;
  const said = textOf(tokens.slice(1, 9)).toLowerCase();
  const type = /^(?:must be|should be|is|are|has to be|will be) (?:an? )?(array|list|object)\b/.exec(said)?.[1];
  const from = tokens.findIndex(
    (token, i) => i > 2 && token.kind === "word" && /^(?:with|containing|having)$/.test(token.lower),
  );
  if (type === undefined || from < 0) return undefined;
  const start = from + 1 + Number(/^(?:keys|fields|properties|columns)$/.test(lowerAt(tokens, from + 1)));
  const kids = readItems(tokens, start);
  return kids.length === 0 ? undefined : { name: subject.text, kids, each: type !== "object" };
}

/** "sender and subject is enough", "… should be stated": the list alone. */
function withoutEnough(tokens: Token[]): Token[] {
  const at = tokens.findLastIndex(
    (_, i) =>
      i >= tokens.length - 6 && i > 1 && /^(?:is|are|will|would|should|suffices?|must)$/.test(lowerAt(tokens, i)),
  );
  if (at < 0) return tokens;
  const rest = textOf(tokens.slice(at)).toLowerCase();
  if (/^(?:is|are) (?:what|all|everything) (?:that )?(?:the|i|we|our|my|they|it|you)\b/.test(rest))
    return tokens.slice(0, at);
  return /^(?:(?:is|are|will|would|should|must) )?(?:be )?(?:all )?(?:enough|fine|sufficient|suffices?|suffice|required|needed|do|great|ok|okay|good|plenty|stated|given|included|provided|nice|perfect|we need|i need|what i need)(?: please| thanks| for me| here)?$/.test(
    rest,
  )
    ? tokens.slice(0, at)
    : tokens;
}

/** "Only include equities": which of the things, not what of them. */
function isFilter(tokens: readonly Token[]): boolean {
  const from = /^(?:only|just)$/.test(lowerAt(tokens, 0)) ? 1 : lowerAt(tokens, 1) === "only" ? 0 : -1;
  if (from < 0 || !/^(?:include|consider|use|count|take|look|search|those|ones)$/.test(lowerAt(tokens, from)))
    return false;
  const items = readItems(tokens, from === 1 ? 2 : 2);
  return (
    !items.some((item) => item.exact || item.schema.type) && items.length < 2 && items.every((item) => item.plural)
  );
}

/** "Task: list the deals" is what stands after it; "Subject: Hello" is nothing for us. */
function withoutLabel(tokens: Token[]): Token[] | undefined {
  const colon = tokens.findIndex((token) => token.kind === "punct" && (token.text === ":" || token.text === "-"));
  if (colon < 1 || colon > 3 || tokens[colon]!.text === "-") return tokens;
  const label = textOf(tokens.slice(0, colon)).toLowerCase();
  if (TASK_LABELS.test(label) && (!/need/.test(label) || startsFetching(tokens.slice(colon + 1))))
    return politely(tokens.slice(colon + 1));
  return INPUT_LABELS.test(label) ? undefined : tokens;
}

/** "25 per page", "limit to 4", "at most 20 of them": a size that is said apart. */
function readPaging(asked: Asked, tokens: readonly Token[]): void {
  for (let i = 0; i < tokens.length; i += 1) {
    const size = tokens[i]!.kind === "number" ? Number(tokens[i]!.text) : Number.NaN;
    const span = lowerAt(tokens, i + 1);
    if (
      Number.isInteger(size) &&
      /^(?:days|hours|weeks|months|quarters|years|sprints|seasons|terms|semesters|sessions|nights)$/.test(span) &&
      lowerAt(tokens, i - 4) === "each" &&
      lowerAt(tokens, i - 3) === "of"
    )
      asked.about.push({
        item: { ...peopleItem(), name: span, words: [span], each: true, count: { exact: size } },
        sentence: 0,
      });
    if (
      Number.isInteger(size) &&
      /^(?:days|hours|weeks)$/.test(span) &&
      /^(?:next|coming|following)$/.test(lowerAt(tokens, i - 1)) &&
      tokens.some((token) => /^(?:forecast|outlook|prognosis|weather|temperatures?)$/.test(token.lower))
    )
      asked.about.push({
        item: { ...peopleItem(), name: span, words: [span], each: true, count: { exact: size } },
        sentence: 0,
      });
    if (
      /^(?:each|every|all)$/.test(lowerAt(tokens, i)) &&
      lowerAt(tokens, i + 1) === "month" &&
      /^(?:20\d\d|year)$/.test(tokens[i + 3]?.text ?? "")
    )
      asked.page ??= { exact: 12 };
    const apart = spanAt(tokens, i);
    if (apart && isEachOf(tokens, apart.unit)) asked.page ??= { exact: apart.size };
    const past = pastSpanAt(tokens, i);
    if (past !== undefined) asked.page ??= { exact: past };
    const counted = sizeAt(tokens, i);
    if (counted !== undefined) asked.page ??= { exact: counted };
    const next = lowerAt(tokens, i + 1);
    if (Number.isInteger(size) && (next === "per" || next === "a" || next === "/") && lowerAt(tokens, i + 2) === "page")
      asked.page ??= { most: size };
    if (/^(?:page|batch)$/.test(lowerAt(tokens, i)) && lowerAt(tokens, i + 1) === "size") {
      const number = tokens.slice(i + 2, i + 5).find((token) => token.kind === "number");
      if (number) asked.page ??= { most: Number(number.text) };
    }
    if (
      lowerAt(tokens, i) === "between" &&
      lowerAt(tokens, i + 2) === "and" &&
      isPlural(lowerAt(tokens, i + 4)) &&
      !words.SPANS.has(lowerAt(tokens, i + 4))
    ) {
      const most = numberOf(tokens[i + 3]);
      if (most !== undefined && most <= 100) asked.page ??= { most };
    }
    if (/^(?:limit|limited|capped|cap|maximum|max|most|up|more)$/.test(lowerAt(tokens, i))) {
      const from = /^(?:most|more)$/.test(lowerAt(tokens, i)) ? i - 1 : i;
      const limit = limitAt(tokens, Math.max(from, 0)) ?? trailingLimit(tokens, i);
      // "limit 10" of a query gives ten where there are as many.
      if (limit) asked.page ??= lowerAt(tokens, i) === "limit" ? { exact: limit.size } : { most: limit.size };
    }
  }
}

const ROWS = /^(?:row|object|entry|record|line|element)$/;

/** "one row for each warehouse", "one object per sensor", "(there are 4)": what a table laid out elsewhere is filled with. */
function readRows(asked: Asked, tokens: readonly Token[], sentence: number): void {
  const at = tokens.findIndex(
    (token, i) =>
      ROWS.test(token.lower) &&
      (lowerAt(tokens, i - 1) === "one" || lowerAt(tokens, i - 1) === "a") &&
      (lowerAt(tokens, i + 1) === "per" ||
        (lowerAt(tokens, i + 1) === "for" && /^(?:each|every)$/.test(lowerAt(tokens, i + 2)))),
  );
  const noun = at < 0 ? undefined : readItems(tokens, at + (lowerAt(tokens, at + 1) === "per" ? 2 : 3))[0];
  if (noun && !noun.exact && noun.words.length > 0) {
    asked.perRow = true;
    asked.about.push({ item: manyOf(noun), sentence });
  }
  for (const said of [tokens, ...tokens.flatMap((token) => (token.inner ? [token.inner] : []))]) {
    const there = said.findIndex((token, i) => token.lower === "there" && /^(?:are|were)$/.test(lowerAt(said, i + 1)));
    const size = there < 0 ? undefined : numberOf(said[there + 2]);
    const after = said[there + 3];
    if (size !== undefined && size <= 100 && (after === undefined || /^(?:of|in|,|total)$/.test(after.lower)))
      asked.page ??= { exact: size };
  }
}

/** "a 3 day trip", "a 5-day plan". */
function spanAt(tokens: readonly Token[], i: number): { size: number; unit: string } | undefined {
  const [, joined, unit] = /^(\d{1,2})-(day|week|month|hour)$/.exec(tokens[i]!.lower) ?? [];
  if (joined !== undefined) return { size: Number(joined), unit: unit! };
  const size = numberOf(tokens[i]);
  const next = /^(day|week|month|hour)s?$/.exec(lowerAt(tokens, i + 1))?.[1];
  return size === undefined || next === undefined ? undefined : { size, unit: next };
}

/** "the price history for the last 3 trading days": one row for each of them. */
function pastSpanAt(tokens: readonly Token[], i: number): number | undefined {
  const size = numberOf(tokens[i]);
  if (size === undefined || size < 2 || size > 100 || !/^(?:last|past|previous)$/.test(lowerAt(tokens, i - 1)))
    return undefined;
  const at = i + 1 + Number(/^(?:trading|business|working|calendar|full)$/.test(lowerAt(tokens, i + 1)));
  if (!/^(?:days|weeks|months|quarters|years|nights|hours)$/.test(lowerAt(tokens, at))) return undefined;
  const unit = lowerAt(tokens, at).slice(0, -1);
  const rhythm = unit === "day" ? "daily" : `${unit}ly`;
  return tokens.some(
    (token, k) =>
      token.lower === rhythm ||
      (/^(?:per|each|every)$/.test(token.lower) && lowerAt(tokens, k + 1) === unit) ||
      (token.lower === "history" && /^(?:price|rate|quote|stock|exchange)$/.test(lowerAt(tokens, k - 1))),
  )
    ? size
    : undefined;
}

function isEachOf(tokens: readonly Token[], unit: string): boolean {
  return tokens.some((token, i) => /^(?:each|every|per)$/.test(token.lower) && lowerAt(tokens, i + 1) === unit);
}

/** "8 of them", "5 results", "most recent 5", "top 10.": so many are wanted, said apart from what they are. */
function sizeAt(tokens: readonly Token[], i: number): number | undefined {
  const size = numberOf(tokens[i]);
  if (size === undefined || size < 2 || size > 100) return undefined;
  const [before, next, after] = [lowerAt(tokens, i - 1), lowerAt(tokens, i + 1), tokens[i + 2]];
  const ends =
    tokens[i + 1] === undefined ||
    (tokens[i + 1]!.kind === "punct" && (tokens[i + 1]!.text !== ":" || tokens[i + 2]?.kind === "skeleton"));
  if (before === "exactly" && isPlural(next) && !words.SPANS.has(next)) return size;
  if (before === "of" && /^(?:objects|rows|entries|items|records|elements)$/.test(next)) return size;
  if (/^(?:of|in|over|within|since|than|below|above|under|least|past|version|page|chapter|week|season)$/.test(before))
    return undefined;
  if (next === "of" && /^(?:them|these|those)$/.test(after?.lower ?? "")) return size;
  if (
    /^(?:results|entries|rows|items|records|hits|matches|options|examples)$/.test(next) &&
    (after === undefined || after.kind === "punct")
  )
    return size;
  return ends &&
    /^(?:recent|top|latest|newest|first|last|best|worst)$|[a-z]{3,}est$/.test(before) &&
    (i < 2 || lowerAt(tokens, i - 2) !== "the" || before !== "last")
    ? size
    : undefined;
}

/** "limit: 4", "limit 10", "max 3 results". */
function trailingLimit(tokens: readonly Token[], i: number): { size: number; end: number } | undefined {
  if (!/^(?:limit|max|maximum)$/.test(lowerAt(tokens, i))) return undefined;
  const at = /^[:=]$/.test(tokens[i + 1]?.text ?? "") || lowerAt(tokens, i + 1) === "of" ? i + 2 : i + 1;
  const number = tokens[at];
  if (number?.kind !== "number" || !/^\d{1,3}$/.test(number.text)) return undefined;
  return words.SPANS.has(lowerAt(tokens, at + 1)) ? undefined : { size: Number(number.text), end: at + 1 };
}

/** "Put them under `regions`", "as an array called `names`", "in a top-level `results` key". */
function readWrapper(asked: Asked, tokens: readonly Token[]): void {
  for (const [i, token] of tokens.entries()) {
    const isPlain =
      token.kind === "word" &&
      ((/^(?:called|named)$/.test(lowerAt(tokens, i - 1)) &&
        (i === tokens.length - 1 ||
          (/^(?:array|list|key|object)$/.test(lowerAt(tokens, i - 2)) &&
            /^(?:,|with|each|where|of|containing)$/.test(tokens[i + 1]!.lower)))) ||
        (i === tokens.length - 1 && i === 2 && tokens[1]!.text === ":" && lowerAt(tokens, 0) === "key"));
    if ((token.kind !== "name" && !isPlain) || i === 0) continue;
    const label = textOf(tokens.slice(0, i)).toLowerCase();
    if (
      i < 5 &&
      /^(?:output |root |top-level |json |use the |array |list |use )*(?:key|array|list|name|wrapper|collection)(?: name)?(?: is)?:?$/.test(
        label,
      ) &&
      tokens[i + 1]?.text !== ","
    ) {
      asked.wrapper ??= token.text;
      if (i === tokens.length - 1 && asked.wrapper === token.text && tokens[i - 1]?.text === ":")
        asked.labels.add(tokens);
    }
    const before = tokens.slice(Math.max(0, i - 6), i).map((each) => each.lower);
    const last = before.at(-1)!;
    const said = before.join(" ");
    const collects =
      /\b(?:them|it|these|those|results?|list|array|everything|all|object|objects|wrapped|rows|records|items|output|answer|the \w+)\b/.test(
        said,
      );
    const isUnder =
      /^(?:under|called|named|inside|within)$/.test(last) ||
      (/^(?:key|property|field|array|list)$/.test(last) &&
        /\b(?:under|in|inside|with|as|called|named|keyed)\b/.test(said));
    const isAs =
      (last === "as" || last === "in" || last === "an" || last === "a" || last === "the") &&
      !(token.quoted === "quotes" && /^\p{Lu}/u.test(token.text)) &&
      /\b(?:them|these|those|list|results?|array)\b.*\b(?:as|in|under)\b/.test(said) &&
      (lowerAt(tokens, i + 1) === "" || /^(?:array|list|key|property)$/.test(lowerAt(tokens, i + 1)));
    const isKeyed =
      /\b(?:under|in|with|inside) (?:the |a |an )?(?:single |top-level |json |root )?(?:key|property|field)$/.test(
        said,
      );
    if (
      (((isUnder || isAs) && collects) || isKeyed) &&
      lowerAt(tokens, i + 1) !== "and" &&
      (tokens[i + 1]?.text !== "," ||
        (last === "array" && tokens[i + 2]?.kind === "word") ||
        (/^(?:called|named)$/.test(last) && /^(?:each|with|where|every)$/.test(lowerAt(tokens, i + 2))))
    ) {
      asked.wrapper ??= token.text.replace(/\[\]$/, "");
      const held = lowerAt(tokens, i + 1) === "as" ? readType(textOf(tokens.slice(i + 2))) : undefined;
      if (held?.additionalProperties) asked.wrapped ??= held;
    } else if (token.kind === "name" && isNamedAs(tokens, i)) asked.wrapper ??= token.text;
  }
}

/** "return it as `summary`", "just the number, as `peak_players`": the name of the only thing that is asked for. */
function isNamedAs(tokens: readonly Token[], at: number): boolean {
  let as = at - 1;
  while (/^(?:a|an|the|key|field|property|list|array|top-level)$/.test(lowerAt(tokens, as))) as -= 1;
  if (lowerAt(tokens, as) !== "as") return false;
  const before = tokens[as - 1];
  const isPronoun =
    /^(?:it|them|this|that|these|those|everything|back|all|result|results|number|answer|list|text)$/.test(
      lowerAt(tokens, as - 1),
    );
  const apart =
    before?.text === "," && !tokens.slice(0, as - 1).some((token) => token.kind === "name" || token.text === ",");
  const next = tokens[at + 1];
  return (
    (isPronoun || apart) &&
    (next === undefined || next.kind === "punct" || /^(?:array|list|key|object|field|property)$/.test(next.lower))
  );
}

/** "on_hand and reorder_point are integers", "All numbers please", "Use ISO 8601 for dates", "amounts in cents". */
function readTyping(asked: Asked, tokens: readonly Token[]): void {
  const isSaid = (part: readonly Token[]) =>
    part.some((token, i) => i > 0 && i < 3 && token.kind === "word" && /^(?:is|are)$/.test(token.lower));
  const parts = partsOf(tokens);
  if (parts.length > 1 && parts.every(isSaid)) {
    for (const part of parts) readTyping(asked, part);
    return;
  }
  if (tokens.length > 24 || WH.test(lowerAt(tokens, 0)) || tokens.at(-1)?.text === "?") return;
  const verb = tokens.findIndex(
    (token, i) => i > 0 && token.kind === "word" && /^(?:is|are|be|as|in|must|should|use)$/.test(token.lower),
  );
  const text = textOf(tokens);
  if (
    /^(?:all|everything) (?:as )?(?:plain )?numbers\b|^numbers only|\ball (?:values )?(?:as|are|must be|should be) (?:plain )?numbers\b/i.test(
      text,
    )
  )
    asked.typing.push({ names: [], words: "", text: "number" });
  const uses = /^(?:use|with) (.{3,40}?) for (?:all |the |any )*(.{3,40})$/i.exec(text) ?? undefined;
  if (uses) asked.typing.push({ names: [], words: uses[2]!.toLowerCase(), text: uses[1]! });
  if (verb < 0) return;
  const before = tokens.slice(0, verb);
  const said = textOf(tokens.slice(verb)).replace(
    /^(?:(?:is|are|be|as|in|must|should|an?|given|formatted|returned|plain)\s+)+/i,
    "",
  );
  const names = before.filter((token) => token.kind === "name").map((token) => token.text);
  const plain = before.every((token) => token.kind === "word" || token.kind === "punct")
    ? textOf(before).toLowerCase()
    : "";
  if (
    names.length > 0 &&
    before.every(
      (token) =>
        token.kind === "name" || token.kind === "punct" || /^(?:and|the|both|fields?|all|values?)$/.test(token.lower),
    )
  )
    asked.typing.push({ names, words: "", text: said });
  else if (
    plain !== "" &&
    before.length <= 5 &&
    (!/^(?:in|as)$/.test(lowerAt(tokens, verb)) || !before.some((token) => /^(?:,|and)$/.test(token.lower)))
  )
    asked.typing.push({ names: [], words: plain, text: said });
}

/** "Amounts as numbers, date as YYYY-MM-DD": said of values, and nothing is asked for. */
function isTypingAlone(tokens: readonly Token[]): boolean {
  const parts = partsOf(tokens);
  return (
    tokens.length < 24 &&
    parts.every((part) => {
      const as = part.findIndex((token) => token.kind === "word" && /^(?:as|in)$/.test(token.lower));
      return (
        as > 0 &&
        as < 4 &&
        /^(?:amounts?|dates?|times?|timestamps?|prices?|money|values|numbers|durations?|distances?|currency|figures|totals|weights?|temperatures?)$/.test(
          part[as - 1]!.lower,
        ) &&
        readType(textOf(part.slice(as + 1))) !== undefined
      );
    }) &&
    parts.some((part) => part.length > 1) &&
    (parts.length > 1 || isPlural(parts[0]![0]!.lower))
  );
}

/** "two lists, `overdue` and `upcoming`", "three arrays called a, b and c". */
function readLists(asked: Asked, tokens: readonly Token[]): void {
  const at = tokens.findIndex(
    (token, i) =>
      /^(?:lists|arrays|groups|sections|buckets)$/.test(token.lower) &&
      /^(?:two|three|four|2|3|4|separate|both)$/.test(lowerAt(tokens, i - 1) || tokens[i - 1]?.text || ""),
  );
  if (at < 0) return;
  const names = tokens.slice(at + 1).filter((token) => token.kind === "name");
  if (names.length >= 2 && names.length <= 6) asked.wrappers.push(...names.map((token) => token.text));
}

/** "actually skip the phone", "leave out the notes", "without the id". */
function readDropped(asked: Asked, tokens: readonly Token[]): void {
  const at = tokens.findIndex(
    (token, i) =>
      token.kind === "word" &&
      (/^(?:skip|omit|exclude|drop|without|excluding|ignore)$/.test(token.lower) ||
        (token.lower === "leave" && lowerAt(tokens, i + 1) === "out") ||
        (/^(?:don't|not|never)$/.test(token.lower) &&
          /^(?:include|return|need|want|send|add|show|give)$/.test(lowerAt(tokens, i + 1))) ||
        (token.lower === "no" && lowerAt(tokens, i + 1) === "need")),
  );
  if (at < 0) return;
  const from = at + (/^(?:don't|not|never|leave|no)$/.test(tokens[at]!.lower) ? 2 : 1);
  for (const item of readItems(
    tokens.slice(from).map((token) => (token.lower === "or" ? { ...token, text: "and", lower: "and" } : token)),
  ))
    if (!item.kids && item.name !== "") asked.dropped.push(item.name);
}

const EACH_NOUN_LESS = /^(?:one|item|entry|result|record|row|of|match|element|object|case|hit|thing|them|these)$/;

/** The plainest announcement of a sentence. */
function findTrigger(tokens: readonly Token[]): Trigger | undefined {
  const found: Trigger[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const trigger = triggerAt(tokens, i);
    if (trigger === undefined || isNegated(tokens, i)) continue;
    found.push(trigger);
    if (trigger.rank === RANK.explicit || found.length > 6) break;
  }
  const best = Math.min(...found.map((each) => each.rank));
  // "find me the cheapest flights i need airline, price": what is needed of them.
  const wish = found.find(
    (each, i) =>
      i > 0 &&
      each.rank === best &&
      /^(?:i|we)$/.test(lowerAt(tokens, each.at)) &&
      /^(?:me|us)$/.test(lowerAt(tokens, found[0]!.at + 1)),
  );
  // "I also want the message, so give me `ok` and `message`": the names as they shall be.
  const spelled = found.find(
    (each, i) =>
      i > 0 &&
      each.rank === best &&
      found[0]!.rank === best &&
      tokens[each.from]?.kind === "name" &&
      !tokens.slice(found[0]!.from, each.at).some((token) => token.kind === "name" || token.text === ":"),
  );
  const plainest = wish ?? spelled ?? found.find((each) => each.rank === best);
  const [first] = found;
  // "I need the list of 7 employees with the keys: …": what the first names is what the fields are of.
  const named =
    plainest === undefined || plainest.noun || first === plainest || first!.rank !== RANK.given
      ? undefined
      : readItems(tokens.slice(0, plainest.at), pastPlace(tokens.slice(0, plainest.at), first!.from)).find(
          (item) => item.plural && item.count && !item.container,
        );
  const trigger = plainest && named ? { ...plainest, noun: named } : plainest;
  if (trigger === undefined) return undefined;
  // "Return the following fields: a, b": the plainer words inside it.
  for (let i = trigger.from; i < tokens.length; i += 1) {
    const inner = fieldsAt(tokens, i) ?? eachClauseAt(tokens, i);
    if (inner && (i > trigger.from || inner.noun)) {
      const between = readItems(tokens.slice(trigger.from, i));
      if (between.length > 1 || between.some((item) => item.exact)) return trigger;
      return {
        ...inner,
        at: trigger.at,
        list: trigger.list || inner.list || isListWords(tokens.slice(trigger.from, i)),
        each: trigger.each || inner.each,
        noun: inner.noun ?? between.find((item) => item.plural && !item.container),
      };
    }
  }
  return trigger;
}

function isListWords(tokens: readonly Token[]): boolean {
  return tokens.some((token) => token.kind === "word" && words.LISTS.has(token.lower));
}

function triggerAt(tokens: readonly Token[], i: number): Trigger | undefined {
  return (
    fieldsAt(tokens, i) ??
    eachClauseAt(tokens, i) ??
    anyHasAt(tokens, i) ??
    placedAt(tokens, i) ??
    rowAt(tokens, i) ??
    intoAt(tokens, i) ??
    outputAt(tokens, i) ??
    tellingAt(tokens, i) ??
    givenAt(tokens, i)
  );
}

/** "One entry per plan with vendor and price", "a row for each branch, containing …" */
function rowAt(tokens: readonly Token[], i: number): Trigger | undefined {
  if (!ROWS.test(lowerAt(tokens, i)) || !/^(?:one|a|an)$/.test(lowerAt(tokens, i - 1))) return undefined;
  const of =
    lowerAt(tokens, i + 1) === "per"
      ? i + 2
      : lowerAt(tokens, i + 1) === "for" && /^(?:each|every)$/.test(lowerAt(tokens, i + 2))
        ? i + 3
        : -1;
  const at =
    of < 0
      ? -1
      : tokens.findIndex((token, k) => k > of && k < of + 5 && (words.HOLDS.has(token.lower) || token.text === ":"));
  const noun = at < 0 ? undefined : readItems(tokens.slice(of, at))[0];
  if (noun === undefined || noun.exact || readItems(tokens, at + 1).length < 2) return undefined;
  return { at: i - 1, from: at + 1, rank: RANK.explicit, each: true, list: false, only: false, noun: manyOf(noun) };
}

/** "turn the notes into action items: owner, task" */
function intoAt(tokens: readonly Token[], i: number): Trigger | undefined {
  if (!/^(?:turn|convert|transform|make|parse|distil|distill|break|split)$/.test(lowerAt(tokens, i))) return undefined;
  const into = tokens.findIndex((token, k) => k > i && k < i + 14 && token.kind === "word" && token.lower === "into");
  const colon =
    into < 0
      ? -1
      : tokens.findIndex(
          (token, k) => k > into && k < into + 6 && (token.text === ":" || words.HOLDS.has(token.lower)),
        );
  const noun = colon < 0 ? undefined : readItems(tokens.slice(into + 1, colon))[0];
  if (!noun?.plural || noun.exact) return undefined;
  return { at: i, from: colon + 1, rank: RANK.explicit, each: true, list: false, only: false, noun };
}

const PLACES =
  /^(?:put|place|store|save|collect|gather|list|keep|hand|file|return|give|provide|wrap|present|deliver|write|report|have|group|sum)$/;
const PLACED =
  /^(?:(?:that|it|them|these|those|this|everything|all of it|all of them)|(?:the |your |all )?(?:results?|answers?|numbers?|figures?|values?|data|counts?|output|rest)) (?:all )?(?:back )?(?:in|into|under|inside|as|within) /;

/**
 * "Put that in `by_day` (day → number of sales)", "use `old` and `new` as objects, each with …", "let `x` be …": the names that the
 * answer shall have, with what they hold.
 */
function placedAt(tokens: readonly Token[], i: number): Trigger | undefined {
  const verb = lowerAt(tokens, i);
  const isNamed = tokens[i + 1]?.kind === "name";
  if (/^(?:let|fill)$/.test(verb) && isNamed && /^(?:be|with)$/.test(lowerAt(tokens, i + 2)))
    return opened(tokens, i, i, RANK.explicit);
  let from = 0;
  if (/^(?:use|have|take)$/.test(verb) && isNamed) from = i + 1;
  else if (PLACES.test(verb)) {
    const said = PLACED.exec(textOf(tokens.slice(i + 1, i + 9)).toLowerCase());
    if (said) from = i + 1 + said[0].trim().split(" ").length;
  }
  if (from === 0) return undefined;
  const items = readItems(tokens, from);
  const [first] = items;
  const isTold = (item: Item) => item.kids !== undefined || item.schema.additionalProperties !== undefined;
  const named = items.filter((item) => item.exact).length;
  const tells =
    first !== undefined && (isTold(first) ? first.exact || first.plural : named > 1 && named === items.length);
  return tells ? opened(tokens, i, from, RANK.explicit) : undefined;
}

/** ", stating for each the title and the date", ", namely a and b": what is told of what was fetched before. */
function tellingAt(tokens: readonly Token[], i: number): Trigger | undefined {
  if (
    i === 0 ||
    !/^(?:stating|giving|indicating|showing|listing|specifying|mentioning|detailing|noting|namely|quoting|containing)$/.test(
      lowerAt(tokens, i),
    )
  )
    return undefined;
  if (tokens[i + 1]?.quoted === "quotes") return undefined;
  // "for listing L-7781": a noun.
  if (
    lowerAt(tokens, i) === "listing" &&
    (tokens[i + 1]?.kind === "entity" || isNounBefore(tokens, i) || readItems(tokens, i + 1).length < 2)
  )
    return undefined;
  if (lowerAt(tokens, i) === "containing" && tokens[i - 1]?.text !== ",") return undefined;
  let from = i + 1;
  const isEach = lowerAt(tokens, from) === "for" && /^(?:each|every|all)$/.test(lowerAt(tokens, from + 1));
  if (isEach) {
    from += 2;
    if (/^(?:of|one|item|entry|record|row)$/.test(lowerAt(tokens, from)))
      from += lowerAt(tokens, from) === "of" ? 2 : 1;
  }
  const trigger = opened(tokens, i, from, RANK.explicit);
  return trigger && { ...trigger, each: trigger.each || isEach };
}

/** "fields: …", "with the fields …", "columns are …", "keys `a`, `b`". */
function fieldsAt(tokens: readonly Token[], i: number): Trigger | undefined {
  if (lowerAt(tokens, i) === "field" && lowerAt(tokens, i + 1) === "names")
    return (
      fieldsAt(
        [
          ...tokens.slice(0, i),
          ...tokens.slice(i + 1).map((token, k) => (k === 0 ? { ...token, text: "fields", lower: "fields" } : token)),
        ],
        i,
      ) && {
        at: i,
        from: i + 2 + Number(/^[:=]$/.test(tokens[i + 2]?.text ?? "")),
        rank: RANK.explicit,
        each: hasEach(tokens),
        list: false,
        only: false,
      }
    );
  const isPerThing =
    /^(?:results?|output|response|answer|data|info|details)$/.test(lowerAt(tokens, i)) &&
    /^(?:per|for)$/.test(lowerAt(tokens, i + 1)) &&
    tokens.slice(i + 2, i + 6).some((token) => token.text === ":") &&
    (lowerAt(tokens, i + 1) === "per" || /^(?:each|every)$/.test(lowerAt(tokens, i + 2)));
  if (
    !isPerThing &&
    !/^(?:fields|columns|keys|properties|attributes|shape|schema|fieldnames|headers)$/.test(lowerAt(tokens, i))
  )
    return undefined;
  // "6 similar properties with …": houses.
  if (
    i > 0 &&
    (tokens[i + 1]?.text !== ":" || (numberOf(tokens[i - 1]) === undefined && numberOf(tokens[i - 2]) !== undefined)) &&
    (numberOf(tokens[i - 1]) !== undefined ||
      /^(?:similar|rental|nearby|available|listed|comparable|vacant|residential|commercial|our|my|matching)$/.test(
        lowerAt(tokens, i - 1),
      ))
  )
    return undefined;
  let from = i + 1;
  while (
    /^(?:are|named|called|should|be|as|follows|needed|required|to|include|wanted|return|i|need|we|want|in|order|each|exactly|only|for)$/.test(
      lowerAt(tokens, from),
    ) &&
    from < i + 6
  )
    from += 1;
  const isOf = /^(?:per|for|of)$/.test(lowerAt(tokens, i + 1));
  const mark = isOf ? tokens.findIndex((token, k) => k > i + 1 && k < i + 6 && token.text === ":") : -1;
  if (mark > 0) from = mark;
  const colon = /^[:=-]$/.test(tokens[from]?.text ?? "");
  const before = lowerAt(tokens, i - 1);
  const announced =
    colon ||
    from > i + 1 ||
    /^(?:with|the|following|these|have|has|having|containing|json|csv)$/.test(before) ||
    i === 0;
  const start = colon ? from + 1 : from;
  const first = tokens[start];
  // "columns as in our old file:": they stand below.
  const isBelow = !colon && tokens.at(-1)?.text === ":" && /^(?:in|like|as)$/.test(lowerAt(tokens, from - 1));
  if (
    isBelow ||
    !announced ||
    first === undefined ||
    first.kind === "group" ||
    (first.kind === "punct" && !/^[`"]$/.test(first.text))
  )
    return undefined;
  if (!colon && words.CUT.has(lowerAt(tokens, start))) return undefined;
  return {
    at: i,
    from: start,
    rank: RANK.explicit,
    each: hasEach(tokens) || (mark > 0 && lowerAt(tokens, i + 1) === "per"),
    list: /^(?:columns|headers)$/.test(lowerAt(tokens, i)) || isListWords(tokens.slice(0, i)),
    only: false,
  };
}

/** True when a sentence speaks of each of many, not within a list of fields ("each with …"). */
function hasEach(tokens: readonly Token[]): boolean {
  return tokens.some((token, i) => {
    if (token.kind !== "word") return false;
    const next = lowerAt(tokens, i + 1);
    if (token.lower === "each" || token.lower === "every") {
      if (
        /^(?:with|has|have|having|containing|contains|of|includes|including|should|must)$/.test(next) &&
        token.lower === "each" &&
        next !== "of"
      )
        return false;
      // "of each invitation as a list with …": a list among the fields.
      if (lowerAt(tokens, i + 2) === "as" && words.LISTS.has(lowerAt(tokens, i + 4))) return false;
      return (
        !words.SPANS.has(next) &&
        !/^(?:price|cost|unit|amount|fee|rate)$/.test(lowerAt(tokens, i - 1)) &&
        (lowerAt(tokens, i - 1) === "for" ||
          lowerAt(tokens, i - 1) === "of" ||
          next === "" ||
          i === tokens.length - 1 ||
          lowerAt(tokens, i - 1) === "on")
      );
    }
    return (
      token.lower === "per" &&
      /^(?:record|row|line|item|entry|event|ticket|result)$/.test(next) &&
      /^(?:one|object|row|entry|record|line|element|item)$/.test(lowerAt(tokens, i - 1))
    );
  });
}

/** "For each invoice, give me a, b", "per payout: a, b", "each entry has a, b", "for every one return a". */
function eachClauseAt(tokens: readonly Token[], i: number): Trigger | undefined {
  const first = lowerAt(tokens, i);
  const isFor =
    (first === "for" && /^(?:each|every|all|both|any)$/.test(lowerAt(tokens, i + 1))) ||
    (first === "with" && i === 0 && /^(?:each|every)$/.test(lowerAt(tokens, 1)));
  const isPer = first === "per" && (i === 0 || tokens[i - 1]!.kind === "punct");
  const isEach =
    (first === "each" || first === "every") &&
    (i === 0 ||
      /^[;:]$/.test(tokens[i - 1]!.text) ||
      (lowerAt(tokens, i - 1) === "and" && /^[,;]$/.test(tokens[i - 2]?.text ?? "")));
  if (!isFor && !isPer && !isEach) return undefined;
  const afterEach = tokens[i + 2];
  if (isFor && i > 0 && tokens[i - 1]!.kind !== "punct" && (afterEach === undefined || afterEach.text === ","))
    return undefined;
  if (/^(?:all|any|both)$/.test(lowerAt(tokens, i + 1)) && !isEach && isFor && i > 0) return undefined;
  const start = i + (isFor ? 2 : 1);
  let from = start;
  const limit = Math.min(tokens.length, start + 14);
  while (from < limit) {
    const token = tokens[from]!;
    const lower = lowerAt(tokens, from);
    if (from > start && words.ADJECTIVES.has(lowerAt(tokens, from - 1)) && isFirstField(tokens, start, from + 1)) {
      from += 1;
      break;
    }
    if (token.kind === "punct" && /^[,:-]$/.test(token.text) && !token.glued === (token.text === "-")) break;
    if (
      /^(?:return|give|include|list|show|provide|report|output|get|i|we|i'd|we'd|have|has|should|must|with|needs|contains|containing|including|extract|tell|pull|fetch|grab|capture|note|want|need|please|kindly|state|indicate|specify|set|mention)$/.test(
        lower,
      )
    )
      break;
    if (lower === "and" || lower === "then") return undefined;
    const before = lowerAt(tokens, from - 1);
    if (from > start && (isPer || isFor) && (token.kind === "name" || isFirstField(tokens, start, from))) break;
    if (
      from > start &&
      (isPer || isFor) &&
      /^(?:the|its|their|a|an|both)$/.test(lower) &&
      !words.CUT.has(before) &&
      !/^(?:of|all|both)$/.test(before)
    )
      break;
    from += 1;
  }
  if (from >= tokens.length || from >= limit) return undefined;
  const head = tokens.slice(start, from);
  if (
    isEach &&
    !/^(?:have|has|should|must|with|needs|contains|containing|including|include)$/.test(lowerAt(tokens, from)) &&
    tokens[from]?.text !== ":"
  )
    return undefined;
  if (head.some((token) => words.SPANS.has(token.lower)) && head.length === 1 && !isFor) return undefined;
  const noun =
    head.length === 0 || (EACH_NOUN_LESS.test(head[0]!.lower) && !(head[0]!.lower === "of" && head.length > 1))
      ? undefined
      : readItems(head[0]!.lower === "of" ? head.slice(1) : head)[0];
  if (tokens[from]!.kind === "punct") from += 1;
  while (
    /^(?:i|we|i'd|would|expect|wish|return|give|include|list|show|provide|report|output|get|me|us|need|want|just|please|the|also|like|to|know|have|has|should|must|with|its|contain|contains|containing|including|needs|back|a|an|see|extract|tell|following|pull|fetch|grab|capture|note|only|it|be|look|up|out|work|find|kindly|state|indicate|specify|set|mention|both)$/.test(
      lowerAt(tokens, from),
    ) &&
    from < tokens.length - 1
  )
    from += 1;
  if (tokens[from]?.kind === "punct" && /^[:-]$/.test(tokens[from]!.text)) from += 1;
  if (from >= tokens.length || (isFor && i > 0 && isThanks(tokens[from]!))) return undefined;
  return {
    at: i,
    from,
    rank: RANK.explicit,
    each: true,
    list: false,
    only: false,
    ...(noun && { noun: manyOf(noun) }),
  };
}

/** "per endpoint url, events": the first field stands right after what has it. */
function isFirstField(tokens: readonly Token[], start: number, at: number): boolean {
  const [before, token, after] = [lowerAt(tokens, at - 1), tokens[at], tokens[at + 1]];
  if (token?.kind !== "word") return false;
  const isAlone = after?.text === "," && FIELDISH.test(token.lower);
  const isPair =
    FIELDISH.test(after?.lower ?? "") &&
    tokens[at + 2]?.text === "," &&
    /^(?:first|last|full|start|end|due)$/.test(token.lower);
  return (
    at > start && (isAlone || isPair) && !words.ADJECTIVES.has(before) && !words.CUT.has(before) && before !== "of"
  );
}

/** "A theme has a label, a count and a quote." */
function anyHasAt(tokens: readonly Token[], i: number): Trigger | undefined {
  if (i !== 0 || !/^(?:an?|one)$/.test(lowerAt(tokens, 0))) return undefined;
  const at = tokens.findIndex(
    (token, k) => k > 1 && k < 5 && token.kind === "word" && words.HOLDS.has(token.lower) && token.lower !== "with",
  );
  const noun = at < 0 ? undefined : readItems(tokens.slice(1, at))[0];
  return noun === undefined || noun.exact || readItems(tokens, at + 1).length < 2
    ? undefined
    : {
        at: 0,
        from: at + 1,
        rank: RANK.explicit,
        each: true,
        list: false,
        only: false,
        noun: manyOf(noun),
        defines: true,
      };
}

/** ", thanks a lot": the list has ended. */
function isThanks(token: Token): boolean {
  return /^(?:thanks|thank|thx|cheers|ta|please|pls|sorted|ordered|sort|nothing|no|not)$/.test(token.lower);
}

/** "return …", "respond with …", "send back …", "the result should contain …". */
function outputAt(tokens: readonly Token[], i: number): Trigger | undefined {
  const lower = lowerAt(tokens, i);
  const next = lowerAt(tokens, i + 1);
  let from = 0;
  // "the next step will parse your output with …": a noun.
  if (/^outputs?$/.test(lower) && i > 0 && isNounBefore(tokens, i) && tokens[i + 1]?.text !== ":") return undefined;
  if (/^(?:return|returns|returning|output|outputs)$/.test(lower)) {
    if (lower === "returns" && i > 0 && (isNounBefore(tokens, i) || words.FETCH.has(lowerAt(tokens, i - 1))))
      return undefined;
    // "return date" is a field, "the return" a noun.
    if (
      lower === "return" &&
      i > 0 &&
      (isNounBefore(tokens, i) ||
        (/^(?:date|dates|label|labels|policy|address|reason|flight|rate|window|status)$/.test(next) &&
          !tokens.slice(i + 2).some((token) => token.text === ",")))
    )
      return undefined;
    from = i + 1;
  } else if (
    /^(?:respond|reply|answer|replying|responding|come|confirm)$/.test(lower) &&
    /^(?:only|with|back|in|just)$/.test(next)
  ) {
    const at = tokens.findIndex((token, k) => k > i && k < i + 4 && token.lower === "with");
    if (at < 0) return undefined;
    from = at + 1;
  } else if (
    /^(?:send|give|report|hand|pass|bring|provide|supply|deliver|get)$/.test(lower) &&
    (next === "back" || (/^(?:me|us)$/.test(next) && lowerAt(tokens, i + 2) === "back"))
  )
    from = i + (next === "back" ? 2 : 3);
  else if (lower === "provide" || lower === "providing" || (lower === "reporting" && next !== "")) from = i + 1;
  else if (
    /^(?:should|must|to|will)$/.test(lower) &&
    /^(?:include|contain|have|list|show)$/.test(next) &&
    tokens
      .slice(Math.max(0, i - 4), i)
      .some((token) =>
        /^(?:result|response|answer|output|object|report|json|it|results|table|summary|list|reply)$/.test(token.lower),
      )
  )
    from = i + 2;
  else if (/^(?:output|result|response|answer|results)$/.test(lower) && tokens[i + 1]?.text === ":") from = i + 2;
  else if (
    /^(?:required|needed|wanted|requested|expected|desired)$/.test(lower) &&
    /^(?:values|data|details|info|information|outputs?|items|things|facts|figures|results?)$/.test(next) &&
    /^(?:are|is|:)$/.test(tokens[i + 2]?.lower ?? "")
  )
    from = i + 3;
  else if (/^(?:call|name|label)$/.test(lower) && /^(?:these|them|those)$/.test(next) && i < 2) from = i + 2;
  else if (/^(?:respond|reply|answer)$/.test(lower) && next === "as" && isNameAt(tokens, i + 2)) from = i + 2;
  else if (
    lower === "what" &&
    /^(?:i|we)$/.test(next) &&
    /^(?:need|want)$/.test(lowerAt(tokens, i + 2)) &&
    tokens.slice(i + 3, i + 8).some((token) => /^(?:is|are|:|back)$/.test(token.lower))
  ) {
    from = tokens.findIndex((token, k) => k > i + 2 && /^(?:is|are|:)$/.test(token.lower)) + 1;
    if (from === 0 || tokens.slice(from).some((token) => /^(?:return|output|give|respond)$/.test(token.lower)))
      return undefined;
  } else return undefined;
  return opened(tokens, i, from, RANK.explicit);
}

/** A name as it was written, or one word that is no type. */
function isNameAt(tokens: readonly Token[], at: number): boolean {
  const [token, after] = [tokens[at], tokens[at + 1]];
  if (token?.kind === "name") return true;
  const isAlone = after === undefined || after.kind === "punct" || after.lower === "and";
  return token?.kind === "word" && isAlone && !words.FORMATS.has(token.lower) && readType(token.lower) === undefined;
}

function isNounBefore(tokens: readonly Token[], i: number): boolean {
  return /^(?:the|a|an|of|expected|estimated|tax|last|their|its|your|investment)$/.test(lowerAt(tokens, i - 1));
}

/** "give me …", "I need …", "include …", "tell me …", "want …". */
function givenAt(tokens: readonly Token[], i: number): Trigger | undefined {
  const lower = lowerAt(tokens, i);
  const next = lowerAt(tokens, i + 1);
  let from = 0;
  let only = false;
  if (/^(?:give|show|tell|send|get|list|bring|find|fetch|hand|pull|grab)$/.test(lower) && /^(?:me|us)$/.test(next))
    from = i + 2;
  else if (
    /^(?:i|we|i'll|we'll)$/.test(lower) &&
    /^(?:show|display|print|render|list|use)$/.test(lowerAt(tokens, i + 1 + Number(next === "will"))) &&
    (next === "will" || lower.endsWith("'ll"))
  )
    from = i + 2 + Number(next === "will");
  else if (lower === "let" && /^(?:me|us)$/.test(next) && /^(?:know|see|have)$/.test(lowerAt(tokens, i + 2)))
    from = i + 3;
  else if (
    (/^(?:i|we|i'd|i'll|we'd|i'm|we're|they|client|ops|finance)$/.test(lower) &&
      !/^(?:did|do|does|can|could|should|will|would|what|which|who)$/.test(lowerAt(tokens, i - 1))) ||
    ((i === 0 || /^[:;,.-]$/.test(tokens[i - 1]!.text)) &&
      /^(?:need|want|needed|wanted|interested|looking)$/.test(lower))
  ) {
    let k = /^(?:need|want|needed|wanted|interested|looking|needs|wants)$/.test(lower) ? i : i + 1;
    while (
      /^(?:just|only|really|mainly|also|simply|would|do|'d|like|am|basically)$/.test(lowerAt(tokens, k)) &&
      k < i + 5
    ) {
      if (/^(?:just|only|simply)$/.test(lowerAt(tokens, k))) only = true;
      k += 1;
    }
    const verb = lowerAt(tokens, k);
    const wishes = lowerAt(tokens, k - 1) === "like" && verb === "to";
    if (
      !/^(?:need|want|require|needed|wanted|interested|looking|needs|wants|care|get|see|know|expect|expects|asks|after)$/.test(
        verb,
      ) &&
      !(lower === "i'd" && k > i + 1) &&
      !wishes
    )
      return undefined;
    from = k + (wishes || (lower === "i'd" && !/^(?:need|want|require)$/.test(verb)) ? 0 : 1);
    while (
      /^(?:to|know|see|get|have|only|just|back|from|in|for|about|after|hear|understand|find|out|is|are|you|tell|me|it)$/.test(
        lowerAt(tokens, from),
      ) &&
      from < k + 6
    ) {
      if (/^(?:just|only)$/.test(lowerAt(tokens, from))) only = true;
      if (
        lowerAt(tokens, from) === "from" ||
        (lowerAt(tokens, from) === "for" && !/^(?:each|every)$/.test(lowerAt(tokens, from + 1)))
      )
        break;
      from += 1;
    }
    if (
      lowerAt(tokens, from - 1) === "to" &&
      /^(?:look|focus|work|go|use|make|do|be|keep|talk|decide|check|start|discuss|prepare|compare|plan|buy|visit|contact)$/.test(
        lowerAt(tokens, from),
      )
    )
      return undefined;
    const isNoun = tokens[from + 1]?.kind === "punct" || /^(?:and|or)$/.test(lowerAt(tokens, from + 1));
    if (words.ACTION.has(lowerAt(tokens, from)) && !isNoun && lowerAt(tokens, from) !== "order" && from > k + 1)
      return undefined;
  } else if (
    i > 0 &&
    /^(?:give|report|state|show|list|extract|capture|note|tell)$/.test(lower) &&
    !isFieldBetween(tokens, i) &&
    (tokens[i - 1]!.kind === "punct" || /^(?:and|then)$/.test(lowerAt(tokens, i - 1)))
  ) {
    from = i + 1 + Number(lower === "report" && next === "on");
    const listed = readItems(tokens, from);
    if (
      listed.length < (/^(?:give|report|state|tell)$/.test(lower) ? 1 : 2) ||
      listed.some((item) => item.count && item.plural)
    )
      return undefined;
  } else if (
    /^(?:include|includes|including)$/.test(lower) &&
    !(i > 0 && /^(?:not|should|must|to)$/.test(lowerAt(tokens, i - 1)) && lower !== "include")
  )
    from = i + 1;
  else if (
    (lower === "just" || lower === "only") &&
    (i === 0 || (/^[,;:-]$/.test(tokens[i - 1]!.text) && areNames(readItems(tokens, i + 1)))) &&
    tokens.length < 24 &&
    !words.ACTION.has(next) &&
    !words.FETCH.has(next) &&
    !words.CONNECT.has(next) &&
    !/^(?:if|when|for|in|on|from|those|that|this|those|a|an|one|ones|do|use|where)$/.test(next)
  ) {
    from = i + 1;
    only = true;
  } else return undefined;
  const trigger = opened(tokens, i, from, RANK.given);
  return trigger && { ...trigger, only: only || /^(?:only|just)$/.test(lowerAt(tokens, from)) };
}

/** Names that are known, and nothing that says which things are meant. */
function areNames(items: readonly Item[]): boolean {
  const isName = (item: Item) => item.exact || item.schema.type !== undefined || meaningOf(item.name).known;
  return items.length > 0 && items.every((item) => isName(item) && item.count === undefined);
}

/** ", state, labels": a noun among names, and no verb. */
function isFieldBetween(tokens: readonly Token[], i: number): boolean {
  const next = tokens[i + 1];
  return next === undefined || next.kind === "group" || (next.kind === "punct" && next.text !== ":");
}

/** "compare A and B on price, battery life and weight". */
function comparedOn(tokens: readonly Token[]): Trigger | undefined {
  if (!/^(?:compare|comparing)$/.test(lowerAt(tokens, 0))) return undefined;
  const on = tokens.findIndex((token) => token.kind === "word" && /^(?:on|by|regarding)$/.test(token.lower));
  return on > 1 && readItems(tokens, on + 1).length > 0
    ? { at: on, from: on + 1, rank: RANK.inside, each: true, list: false, only: false }
    : undefined;
}

/** "Report added (integer), skipped and errors" after what is to be done. */
function reportAt(tokens: readonly Token[]): Trigger | undefined {
  const addition = /^(?:in addition|additionally|furthermore|moreover|also|besides)\b/i.exec(
    textOf(tokens.slice(0, 2)),
  );
  const start = addition ? tokens.findIndex((token, i) => i > 0 && REPORTING.test(token.lower)) : 0;
  if (start < 0 || start > 3 || !REPORTING.test(lowerAt(tokens, start))) return undefined;
  const items = readItems(tokens, start + 1);
  const isList =
    items.length > 1 ||
    (addition && items.length === 1) ||
    (items.length === 1 && (items[0]!.exact || items[0]!.schema.type !== undefined));
  return isList && !items.some((item) => item.count && item.plural)
    ? opened(tokens, 0, start + 1, RANK.given)
    : undefined;
}

const REPORTING =
  /^(?:report|state|tell|give|note|list|show|record|deliver|indicate|specify|mention|display|quote|confirm)$/;

/** Past ":", "me", "back", "the following". */
function opened(tokens: readonly Token[], at: number, start: number, rank: number): Trigger | undefined {
  let from = start;
  while (
    from < tokens.length &&
    (/^(?:me|us|back|only|just|exactly|following|simply|also|both|here|strictly|asap|pls|please|urgently|quickly|basically)$/.test(
      lowerAt(tokens, from),
    ) ||
      (tokens[from]!.kind === "punct" && /^[:,-]$/.test(tokens[from]!.text)))
  )
    from += 1;
  if (from >= tokens.length) return undefined;
  return { at, from, rank, each: hasEach(tokens), list: false, only: false };
}

const TYPE_FIRST =
  /^(?:string|number|integer|int|boolean|bool|array|list|object|map|date|datetime|float|iso|one|either|a|an|yyyy-mm-dd|true)$/;

/** "give me, for the first six persons on it, their name": for whom stands before what. */
function pastFor(asked: Asked, tokens: readonly Token[], trigger: Trigger, sentence: number): Trigger {
  if (lowerAt(tokens, trigger.from) !== "for") return trigger;
  const comma = tokens.findIndex((token, i) => i > trigger.from && token.text === ",");
  if (comma < 0 || comma > trigger.from + 12 || tokens.slice(trigger.from, comma).some((token) => token.text === ":"))
    return trigger;
  const about = readItems(tokens.slice(trigger.from + 1, comma))[0];
  if (about?.each || about?.plural) asked.about.push({ item: manyOf(about), sentence });
  return { ...trigger, from: comma + 1, each: trigger.each || about?.each === true };
}

function addAsk(asked: Asked, tokens: readonly Token[], given: Trigger, sentence: number): void {
  const trigger = pastFor(asked, tokens, given, sentence);
  const { rank, only, noun } = trigger;
  const row = tokens
    .slice(Math.max(0, trigger.at), trigger.from)
    .find((token) => /^(?:row|entry|record|group|element)$/.test(token.lower));
  if (trigger.each && row && noun === undefined) asked.rowWord ??= pluralOf(row.lower);
  const bare = countAt(tokens, trigger.from);
  if (bare && /^(?:with|that|who|which|whose|of|by|for|having)$/.test(lowerAt(tokens, bare.end)))
    asked.page ??= { exact: bare.size };
  let items = readItems(tokens, trigger.from);
  // "the goals of each side (home_goals, away_goals)": both are named.
  const each = trigger.each && !items.some((item) => item.instead);
  // "Is it free? Answer as `free`."
  if (asked.yesNo !== undefined && lowerAt(tokens, trigger.from - 1) === "as" && items[0] && !items[0].schema.type)
    Object.assign(items[0], { name: tokens[trigger.from]!.text, exact: true, schema: { type: "boolean" } });
  const list =
    trigger.list ||
    items.some((item) => item.within || (item.container && item.words.some((word) => words.LISTS.has(word))));
  // "two things about X: the name and the date": what stands after the colon.
  if (items.length === 1 && /^(?:simple_)?(?:yes_(?:or_)?no|true_(?:or_)?false)(?:_answer)?$/.test(items[0]!.name)) {
    asked.yesNo ??= "answer";
    return;
  }
  if (
    items.length === 1 &&
    rank === RANK.given &&
    /^(?:number|figure|value|numbers|answer|count)$/.test(items[0]!.name) &&
    sentence > 0
  ) {
    asked.typing.push({ names: [], words: "", text: "number" });
    return;
  }
  const colon = tokens.findIndex(
    (token, i) => i > trigger.from && token.kind === "punct" && token.text === ":" && !token.glued === false,
  );
  const [head] = items;
  const isHead =
    colon > 0 &&
    (!head?.exact || head.asked === true) &&
    !head?.kids &&
    !tokens.slice(trigger.from, colon).some((token) => token.text === "," || token.text === ";");
  if (isHead) {
    const after = readItems(tokens, colon + 1);
    const isType =
      TYPE_FIRST.test(lowerAt(tokens, colon + 1)) &&
      !/^(?:,|and)$/.test(lowerAt(tokens, colon + 2)) &&
      readType(textOf(tokens.slice(colon + 1, colon + 3))) !== undefined &&
      items.length > 1;
    if (
      after.length > 0 &&
      !isType &&
      (items.length <= 1 ? !head?.schema.type || after.length > 1 : after.length > 1)
    ) {
      if (head?.owner) asked.about.push({ item: head.owner, sentence });
      else if ((head?.plural || head?.each) && !head.container)
        asked.about.push({ item: groupsOf(manyOf(head)), sentence });
      items = after;
    }
  }
  const isListed = headed(items);
  if (isListed && rank === RANK.given) {
    asked.about.push({ item: isListed.head, sentence });
    items = isListed.fields;
  }
  const owner = items.findLast((item) => item.owner)?.owner;
  if (owner) asked.about.push({ item: owner, sentence });
  items = items.filter(
    (item) =>
      !/^(?:some|more|further|additional)$/.test(item.words[0] ?? "") ||
      !/^(?:information|info|details|data|help)$/.test(item.words[1] ?? ""),
  );
  for (const item of items)
    if (item.each && !item.plural && item.words.length > 0 && items.length === 1) Object.assign(item, manyOf(item));
  const restricted = items.findIndex((item, i) => i > 0 && item.restricts && items[i - 1]!.plural);
  if (restricted > 0) {
    asked.about.push({ item: items[restricted - 1]!, sentence });
    items = items.slice(restricted);
  }
  if (list && items.every((item) => item.container && !item.kids)) asked.prefersList = true;
  for (const item of items)
    if (item.plural && !item.exact && (items.length === 1 || item.count)) asked.about.push({ item, sentence });
  if (noun) asked.about.push({ item: noun, sentence });
  const [sole] = items;
  const isThing =
    rank === RANK.given &&
    /^(?:me|us)$/.test(lowerAt(tokens, trigger.from - 1)) &&
    items.length === 1 &&
    !sole!.plural &&
    !sole!.exact &&
    !sole!.kids &&
    !sole!.schema.type &&
    !sole!.schema.enum &&
    !sole!.container &&
    sole!.lead !== "the" &&
    !sole!.of &&
    !meaningOf(sole!.name).known;
  const also =
    sentence > 0 &&
    tokens
      .slice(0, trigger.from)
      .some(
        (token) =>
          token.kind === "word" &&
          /^(?:also|besides|additionally|plus|addition|alongside|furthermore|moreover)$/.test(token.lower),
      );
  asked.asks.push({
    rank: isThing ? RANK.thing : rank,
    items,
    each,
    list,
    only,
    sentence,
    ...(noun && { noun }),
    ...(given.defines && { defines: given.defines }),
    ...(also && { also, beside: tokens.some((token) => /^(?:besides|alongside|list|array|top)$/.test(token.lower)) }),
  });
}

const MAKES: Readonly<Record<string, string>> = {
  summarise: "summary",
  summarize: "summary",
  translate: "translation",
  draft: "draft",
  classify: "category",
  categorise: "category",
  categorize: "category",
  explain: "explanation",
  describe: "description",
  rewrite: "text",
  paraphrase: "text",
  recap: "summary",
  sum: "summary",
  proofread: "text",
  transcribe: "transcript",
};

/** What a sentence does before it announces fields: fetch, change, connect, ask. */
function readClauses(
  asked: Asked,
  tokens: readonly Token[],
  sentence: number,
  announced: boolean,
  all: readonly Token[],
): void {
  if (tokens.length === 0) return;
  if (
    sentence > 0 &&
    isBareList(tokens) &&
    (tokens.length < 9 || partsOf(tokens).length > 2) &&
    !startsWithObject(tokens)
  )
    return void readBare(asked, tokens, sentence);
  readYesNo(asked, tokens);
  for (const start of clauseStarts(tokens)) {
    if (start === 0 && (tokens[1]?.text === "," || tokens[1]?.kind === "group")) continue;
    const verb = lowerAt(tokens, start);
    const end = nextClause(tokens, start);
    const clause = tokens.slice(start, end);
    if (
      words.CONNECT.has(verb) &&
      !isNounUse(tokens, start) &&
      /^(?:to|in|into|with|on|the|up|user)?$/.test(lowerAt(tokens, start + 1))
    ) {
      asked.connect = true;
      continue;
    }
    const labelled = /^(?:tag|label|annotate|enrich|score|rate|grade|mark)$/.test(verb)
      ? clause.findIndex((token) => token.lower === "with" && token.kind === "word")
      : -1;
    const labels = labelled > 0 ? readItems(clause, labelled + 1) : [];
    if (labels.some((item) => item.schema.type || item.schema.enum)) {
      asked.asks.push(askOf(RANK.given, labels, sentence));
      continue;
    }
    const written = MAKING.test(verb) ? writtenIn(clause) : undefined;
    if (written !== undefined) {
      asked.asks.push({
        rank: RANK.given,
        items: written,
        each: false,
        list: false,
        only: false,
        made: true,
        sentence,
      });
      for (const item of written) if (item.plural) asked.about.push({ item, sentence });
      continue;
    }
    const both = words.ACTION.has(verb) && words.FETCH.has(verb);
    if (Object.hasOwn(MAKES, verb)) {
      asked.makes ??= MAKES[verb];
      const bullets =
        /\bin (?:exactly |up to |at most )?(\w+) (?:short |key |concise )*(?:bullet points?|bullets|points|sentences|lines)\b/i.exec(
          textOf(tokens),
        );
      const size = bullets ? (words.NUMBERS[bullets[1]!.toLowerCase()] ?? Number(bullets[1])) : Number.NaN;
      if (Number.isInteger(size) && size > 1 && !/sentences/i.test(bullets![0]))
        asked.makesType ??= listOf({ type: "string" }, { exact: size });
      if (
        end < tokens.length &&
        /^(?:list|extract|identify|suggest|find|name)$/.test(
          lowerAt(tokens, clauseStarts(tokens).find((at) => at > start) ?? -1),
        )
      )
        asked.makesBeside = true;
      const told = textOf(all.slice(Math.max(0, tokens.length - 1), tokens.length + 5)).toLowerCase();
      if (announced && /^(?:and |, )?(?:then )?tell (?:me|us) (?:who|what|which|when|whether|if|how)\b/.test(told))
        asked.makesBeside = true;
      const as = tokens.slice(start).findLastIndex((token) => /^(?:as|into)$/.test(token.lower));
      const choices = as > 0 ? readType(textOf(tokens.slice(start + as + 1)).split(":")[0]!) : undefined;
      if (choices?.enum) {
        asked.makesType = choices;
        const given = asked.asks.filter((ask) => ask.sentence === sentence).flatMap((ask) => ask.items);
        const isNamed = given.some(
          (item) =>
            item.schema.enum ||
            /(?:label|class|type|category|classification|topic|sentiment|group|result)$/.test(item.name),
        );
        if (announced && !isNamed) asked.makesBeside = true;
      }
    }
    // "summarise the episode and extract its topics": what is made, and what is told beside it.
    if (Object.hasOwn(MAKES, verb) && asked.makesBeside && !announced) continue;
    if (verb === "tell" && !/^(?:me|us)$/.test(lowerAt(tokens, start + 1)) && !announced) {
      asked.action = true;
      continue;
    }
    if (words.ACTION.has(verb) && !isNounUse(tokens, start) && (!both || isChange(clause))) {
      asked.action = true;
      continue;
    }
    if (announced && lowerAt(tokens, start - 1) === "also" && REPORTING.test(verb)) {
      const items = readItems(clause, 1);
      if (items.length > 0) asked.asks.push(besideList(items, sentence));
      continue;
    }
    if (!words.FETCH.has(verb) || (/^(?:return|need|want)$/.test(verb) && announced)) continue;
    fetchClause(asked, clause, sentence, announced);
  }
  readOpening(asked, tokens, sentence);
  if (asked.asks.every((ask) => ask.sentence !== sentence) && !startsFetching(tokens))
    readBare(asked, tokens, sentence);
}

/** "close it, lock it": a verb with what only a verb has after it. */
function startsWithObject(tokens: readonly Token[]): boolean {
  return startsFetching(tokens) && tokens[1]?.kind === "word" && AFTER_VERB.test(tokens[1].lower);
}

const MAKING =
  /^(?:write|compose|create|make|draft|generate|invent|come|think|produce|suggest|propose|prepare|brainstorm|craft|design|plan)$/;
/** "write a headline and a standfirst for the piece": texts that the answer holds; undefined when something outside is made. */
function writtenIn(clause: readonly Token[]): Item[] | undefined {
  const isElsewhere = clause.some(
    (token, i) =>
      token.kind === "word" &&
      /^(?:to|in|on|into|at|under|inside)$/.test(token.lower) &&
      (/^\p{Lu}|^#/u.test(clause[i + 1]?.text ?? "") || clause[i + 1]?.kind === "entity") &&
      !/^(?:English|German|French|Spanish|Portuguese|Italian|British|American|Dutch|\d)/.test(
        clause[i + 1]?.text ?? "",
      ),
  );
  const colon = clause.findIndex((token) => token.text === ":");
  const start = /^(?:come|think)$/.test(lowerAt(clause, 0)) || /^(?:me|us)$/.test(lowerAt(clause, 1)) ? 2 : 1;
  const items = readItems(colon > 0 ? clause.slice(0, colon) : clause, start).filter((item) => !item.container);
  const [first] = items;
  if (isElsewhere || first === undefined || colon > 0 || !words.WRITTEN.test(headWord(first))) return undefined;
  return items.map((item) =>
    item.exact || item.kids || item.schema.type
      ? item
      : item.plural
        ? { ...item, ...asKey(keyWord(item)), schema: listOf({ type: "string" }, item.count) }
        : { ...item, ...asKey(keyWord(item)), schema: { type: "string" as const } },
  );
}

function headWord(item: Item): string {
  const head = headOf(item.words);
  return item.words.length === 0 ? item.name : head === "" ? item.words.at(-1)! : head;
}

/** "subject lines", where the head says little alone. */
function keyWord(item: Item): string {
  const head = headWord(item);
  const before = item.words[item.words.indexOf(head) - 1];
  return /^lines?$/.test(head) && before !== undefined ? `${before}_${head}` : head;
}

function asKey(word: string): Pick<Item, "name" | "words"> {
  return { name: word, words: [word] };
}

/** "Of the top accounts by spend, …", "For the users below, …": what a sentence opens with is what it is about, when nothing else is. */
function readOpening(asked: Asked, tokens: readonly Token[], sentence: number): void {
  if (!/^(?:of|from|for|among|across|in|out)$/.test(lowerAt(tokens, 0))) return;
  const end = tokens.findIndex((token) => token.kind === "punct" && token.text === ",");
  // "Of the 12 branches, which had the highest revenue?": one of them.
  if (lowerAt(tokens, end + 1) === "which" && isOneOf(tokens, end + 1)) return;
  const many = readItems(tokens.slice(1, end < 0 ? tokens.length : end)).find((item) => item.plural);
  const inner =
    many ??
    readItems(
      tokens
        .slice(1, end < 0 ? tokens.length : end)
        .filter((token) => token.kind === "word")
        .slice(-1),
    ).find((item) => item.plural);
  const of = tokens.slice(0, end < 0 ? tokens.length : end).findIndex((token, i) => i > 1 && token.lower === "of");
  const after = of > 0 ? readItems(tokens, of + 1).find((item) => item.plural) : undefined;
  const item = after ?? many ?? inner;
  if (item) asked.opening.push({ item: { ...item, ...(after && { count: undefined }) }, sentence });
}

function startsFetching(tokens: readonly Token[]): boolean {
  const verb = lowerAt(tokens, 0);
  if (tokens[1]?.text === "," || tokens[1]?.kind === "group") return false;
  return (
    Object.hasOwn(MAKES, verb) ||
    words.FETCH.has(verb) ||
    ((words.ACTION.has(verb) || words.CONNECT.has(verb)) && !isNounUse(tokens, 0))
  );
}

/** "open PRs", "order status": the word is no verb here. */
function isNounUse(tokens: readonly Token[], at: number): boolean {
  const verb = lowerAt(tokens, at);
  const next = tokens[at + 1];
  if (next === undefined) return true;
  if (
    NOUN_TOO.test(verb) &&
    next.kind === "word" &&
    (/^(?:of|per)$/.test(next.lower) ||
      (meaningOf(keyOf([verb, next.lower])).known &&
        !AFTER_VERB.test(next.lower) &&
        /^\p{Ll}/u.test(next.text) &&
        !words.FETCH.has(verb)))
  )
    return true;
  if (
    /^(?:open|complete|clear|live|close|mail|message|order|email|text|tag|label|mark|record|log|issue|charge|book|post|comment|share|track|file|register|move|release|star|schedule|draft|drop|queue)$/.test(
      verb,
    )
  ) {
    if (next.kind === "punct" || (verb === "order" && next.kind === "entity")) return true;
    if (verb === "open" || verb === "complete" || verb === "live" || verb === "clear" || verb === "order")
      return (
        next.kind === "word" &&
        !/^(?:the|a|an|up|this|that|new|it|all|another|two|three)$/.test(next.lower) &&
        (isPlural(next.lower) || isPlural(lowerAt(tokens, at + 2)) || verb === "order" || verb === "live")
      );
    return next.kind === "word" && isPlural(next.lower) && tokens.slice(at).some((token) => token.text === ":");
  }
  return false;
}

/** "generate an invoice for X" changes something, "generate 5 names" makes an answer. */
function isChange(clause: readonly Token[]): boolean {
  return !(
    readItems(clause, 1).length > 1 ||
    countAt(clause, 1) !== undefined ||
    /^(?:list|names?|ideas?|suggestions?|report|summary|titles?|all|every|the|me)$/.test(lowerAt(clause, 1)) ||
    clause.some((token) => token.kind === "punct" && token.text === ":")
  );
}

/** Where a clause may begin: at the start, after a comma, "and", "then", "to", a colon. */
function clauseStarts(tokens: readonly Token[]): number[] {
  const starts = [0];
  for (let i = 1; i < tokens.length && starts.length < 24; i += 1) {
    const before = tokens[i - 1]!;
    const lower = lowerAt(tokens, i);
    if (!words.FETCH.has(lower) && !words.ACTION.has(lower) && !words.CONNECT.has(lower)) continue;
    const opens =
      (before.kind === "punct" && /^[,:;-]$/.test(before.text)) ||
      (before.kind === "word" &&
        /^(?:and|then|to|please|also|plus|you|next|or|otherwise|now|just|pls|finally|can|could|would|kindly|me|so|but|simply|am|are|i'm|we're)$/.test(
          before.lower,
        ));
    const noun = tokens[i + 1];
    const isVerb =
      noun !== undefined &&
      (noun.kind !== "punct" || noun.text === ":") &&
      noun.kind !== "group" &&
      !/^(?:is|are|was|date|time|name|number|status|id|rate|count|at|by|of|and|or|plus|address|price|total|type|code|reason|url|link|title|amount|value|field|owner)$/.test(
        noun.lower,
      );
    const listed =
      (before.kind === "punct" && before.text === "," && noun?.kind === "punct") || isNounBetween(tokens, i);
    // "From the CRM get all deals".
    const afterPlace =
      i < 9 &&
      starts.length === 1 &&
      (before.kind === "word" || before.kind === "entity" || before.quoted === "quotes") &&
      /^(?:from|in|on|using|with|via|at|for|inside)$/.test(lowerAt(tokens, 0)) &&
      /^(?:get|fetch|pull|list|find|return|retrieve|show|export|read|grab|collect|extract)$/.test(lower) &&
      (/^(?:the|all|every|everyone|each|a|an|any|my|our|me)$/.test(noun?.lower ?? "") ||
        (/^(?:get|fetch|pull|retrieve|return|collect|extract)$/.test(lower) && before.kind !== "word") ||
        countAt(tokens, i + 1) !== undefined);
    if ((opens || afterPlace) && isVerb && !listed) starts.push(i);
  }
  return starts;
}

/** "and work email", ", list price": a word that is a noun as often as a verb, and has nothing after it that only a verb has. */
function isNounBetween(tokens: readonly Token[], at: number): boolean {
  const next = tokens[at + 1];
  const before = tokens[at - 1]!;
  if (next?.kind !== "word" || !NOUN_TOO.test(lowerAt(tokens, at)) || /^(?:to|please|you|:)$/.test(before.lower))
    return false;
  return (
    !AFTER_VERB.test(next.lower) &&
    !/^\p{Lu}/u.test(next.text) &&
    !isPlural(next.lower) &&
    countAt(tokens, at + 1) === undefined
  );
}

const NOUN_TOO =
  /^(?:make|model|work|list|report|review|track|check|figure|rank|total|count|order|email|mail|message|text|record|book|post|comment|share|star|draft|issue|charge|file|label|tag|mark|note|release|return|result|access|contact|display|design|estimate|sample|scan|search|sum|value|view|filter|print|poll|picture|detail|details|reply|run|trigger|transfer|update|upgrade|import|export|load|lock|project|pay|move|change|log|name|title|phone|ship|call)$/;
const AFTER_VERB =
  /^(?:the|a|an|all|any|every|each|everyone|this|that|these|those|my|our|your|his|her|its|their|me|us|it|them|him|up|out|back|only|just|both|how|what|who|when|where|whether|if|which|down|through|for|in|on|from|with|by|into|open|new)$/;

function nextClause(tokens: readonly Token[], start: number): number {
  const next = clauseStarts(tokens).find((at) => at > start);
  if (next === undefined) return tokens.length;
  let end = next - 1;
  while (end > start && (tokens[end - 1]?.kind === "punct" || /^(?:and|then|also|to)$/.test(lowerAt(tokens, end - 1))))
    end -= 1;
  return Math.max(end, start + 1);
}

const LOOKS = /^(?:look|search|check|ask|scan|browse|hunt|query|searching|looking)$/;

/** "get the 5 last invoices with number and date", "search the help desk for tickets", "list webhooks: url, event". */
function fetchClause(asked: Asked, clause: readonly Token[], sentence: number, announced: boolean): void {
  const verb = lowerAt(clause, 0);
  let from = lowerAt(clause, 1) === "of" ? 2 : 1;
  while (
    /^(?:up|me|us|out|at|all|back|through|for|a|look|into|over|in|down|together|on)$/.test(lowerAt(clause, from)) &&
    from < 4 &&
    !(lowerAt(clause, from) === "a") &&
    lowerAt(clause, from) !== "all" &&
    limitAt(clause, from) === undefined &&
    !(lowerAt(clause, from) === "for" && !LOOKS.test(verb))
  )
    from += 1;
  const through =
    words.THROUGH.has(verb) ||
    words.THROUGH.has(lowerAt(clause, from - 1)) ||
    /^(?:connected|through|in)$/.test(lowerAt(clause, from - 1));
  // "search hotels for two adults", "search the news for 'strike'": what is looked for stands before, or is a text.
  const isObject = isPlural(lowerAt(clause, from)) && !words.SPANS.has(lowerAt(clause, from));
  const found =
    through && !isObject
      ? clause.findIndex((token, i) => i >= from && token.kind === "word" && token.lower === "for")
      : -1;
  const forAt = found > 0 && clause[found + 1]?.quoted !== undefined ? -1 : found;
  const start = forAt > 0 ? forAt + 1 : pastPlace(clause, from);
  const bare = countAt(clause, start);
  if (bare && /^(?:with|that|who|which|whose|of|by|for|having)$/.test(lowerAt(clause, bare.end)))
    asked.page ??= { exact: bare.size };
  const people = /^(?:everyone|everybody|anyone|anybody|people|who|those)$/.exec(lowerAt(clause, start));
  if (people && !asked.about.some((each) => each.sentence === sentence && each.item.plural))
    asked.about.push({ item: peopleItem(), sentence });
  const colon = clause.findIndex(
    (token, i) =>
      i >= start &&
      i > 0 &&
      token.kind === "punct" &&
      (token.text === ":" || (token.text === "-" && !token.glued)) &&
      !isLabelled(clause, i),
  );
  const head = colon > 0 ? clause.slice(start, colon) : clause.slice(start);
  const read = readItems(head);
  const isListed = announced || colon > 0 ? undefined : headed(read);
  const items = isListed?.fields ?? read;
  if (isListed) asked.about.push({ item: isListed.head, sentence });
  const [only] = read;
  if (colon > 0 && !announced) {
    const inside = readItems(clause, colon + 1);
    if (inside.length > 0 && (inside.length > 1 || only?.plural || inside[0]!.exact || inside[0]!.schema.type)) {
      const isCounts = /^(?:counts|totals|stats|statistics|averages|numbers|breakdown|summary|metrics|figures)$/.test(
        headOf(only?.words ?? []),
      );
      if (only)
        asked.about.push({
          item: isCounts && only.by === undefined && !only.owner?.each ? only : (only.owner ?? groupsOf(only)),
          sentence,
        });
      const many = read.length === 1 && isManyThings(only!) ? headOf(only!.words) : undefined;
      if (many) asked.collective ??= many;
      asked.asks.push(
        askOf(RANK.inside, inside, sentence, {
          each: hasEach(clause),
          list: isListWords(head) || many !== undefined || isWhatever(head),
        }),
      );
      return;
    }
  }
  for (const item of items) {
    if (item.each && !item.plural && item.words.length > 0) Object.assign(item, manyOf(item));
    const counts = item.by !== undefined && !item.kids;
    if ((item.plural || item.container || item.count) && !counts) asked.about.push({ item, sentence });
  }
  const owner = items.findLast((item) => item.owner)?.owner;
  if (owner && (items.length > 1 || !only?.plural)) asked.about.push({ item: owner, sentence });
  if (items.length === 0) return;
  const aggregates = /^(?:count|sum|calculate|compute|total|work|figure|determine|analyse|analyze)$/.test(verb);
  const looks =
    /^(?:check|see|open)$/.test(verb) &&
    items.length === 1 &&
    !items[0]!.plural &&
    !items[0]!.exact &&
    !items[0]!.of &&
    !items[0]!.schema.type;
  const rank =
    isListed || items.some((item) => item.kids) || (only?.container && only.kids) ? RANK.inside : RANK.fetched;
  if (!announced || rank === RANK.inside)
    asked.asks.push(
      askOf(
        looks && rank === RANK.fetched ? RANK.thing : aggregates && rank === RANK.fetched ? RANK.question : rank,
        aggregates && rank === RANK.fetched ? items.map(counted(verb)) : items,
        sentence,
        { each: hasEach(clause) },
      ),
    );
}

/** "the menu of today: dish, price": one word for the many things that have these fields. */
function isManyThings(item: Item): boolean {
  return (
    !item.exact &&
    (words.COLLECTIVE.has(headOf(item.words)) || (item.words.length > 1 && headOf(item.words) === "times")) &&
    !/^(?:weather|forecast|portfolio|pipeline|team|crew|history|playlist|itinerary)$/.test(headOf(item.words))
  );
}

/** "extract from the email below the order number": what is extracted stands after the place. */
function pastPlace(clause: readonly Token[], from: number): number {
  if (!/^(?:from|in|out|on|for|using)$/.test(lowerAt(clause, from))) return from;
  const colon = clause.findIndex((token) => token.text === ":");
  if (colon > from && colon < from + 6) return from;
  const comma = clause.findIndex((token) => token.kind === "punct" && token.text === ",");
  const next = clause.findIndex(
    (token, i) =>
      i > from + 2 &&
      (comma < 0 || i <= comma) &&
      token.kind === "word" &&
      /^(?:the|a|an|all|its|any|every|each)$/.test(token.lower),
  );
  return next > 0 ? next : comma > 0 && comma < from + 8 ? comma + 1 : from;
}

/**
 * "last 10 payouts, amount, arrival date, status": the first is what they are of, and the others its fields. Only where the first
 * plainly is more than a name: counted, of all, or told more of.
 */
function headed(items: readonly Item[]): { head: Item; fields: Item[] } | undefined {
  const [head, ...fields] = items;
  if (
    head === undefined ||
    head.exact ||
    head.kids ||
    head.strong ||
    fields.length === 0 ||
    (fields[0]!.strong && !/^(?:their|its)$/.test(fields[0]!.lead))
  )
    return undefined;
  if (head.plural && fields[0]!.restricts) return { head, fields };
  const isMany = head.plural || head.each;
  const isMore =
    head.count !== undefined ||
    head.each ||
    head.told ||
    /^(?:all|every|my|our)$/.test(head.lead) ||
    words.ADJECTIVES.has(head.words[0] ?? "");
  if (!isMany || !isMore || head.schema.type) return undefined;
  const isThing = (item: Item) =>
    item.count !== undefined || (item.plural && !item.exact && !item.schema.type && item.told);
  const isSum = (item: Item) => words.AGGREGATE.test(item.name);
  if (
    fields.some(isThing) ||
    fields.every(isSum) ||
    (fields.length === 1 &&
      !fields[0]!.exact &&
      !fields[0]!.schema.type &&
      !fields[0]!.asked &&
      !meaningOf(fields[0]!.name).known)
  )
    return undefined;
  return { head: manyOf(head), fields };
}

/** "open invoices per customer: …" lists customers. */
function groupsOf(item: Item): Item {
  if (item.by === undefined) return item;
  const noun = pluralOf(item.by);
  return { ...item, name: noun, words: [noun], plural: true, each: true, by: undefined };
}

/** "count the open tickets" asks for a number. */
function counted(verb: string): (item: Item) => Item {
  return (item) =>
    verb === "count" ? { ...item, name: "count", plural: false, exact: true, schema: { type: "integer" } } : item;
}

function isLabelled(tokens: readonly Token[], colon: number): boolean {
  return tokens[colon]!.text === "-" && tokens[colon + 1]?.kind === "number";
}

function peopleItem(): Item {
  return {
    name: "people",
    words: ["people"],
    exact: false,
    schema: {},
    plural: true,
    lead: "",
    strong: false,
    container: false,
  };
}

/** A sentence without a verb of ours: "open PRs: number, title", "What's the balance of X?", "last 5 invoices, number and date". */
function readBare(asked: Asked, tokens: readonly Token[], sentence: number): void {
  const colon = tokens.findIndex(
    (token, i) => i > 0 && token.kind === "punct" && (token.text === ":" || (token.text === "-" && !token.glued)),
  );
  if (colon === tokens.length - 1) return;
  if (colon > 0) {
    const items = readItems(tokens, colon + 1).filter((item) => !item.of || item.kids || item.schema.type);
    const head = readItems(tokens.slice(0, colon));
    const one = head.find((item) => item.each && !item.exact && item.words.length > 0);
    const about = head.find((item) => item.plural) ?? (one && manyOf(one));
    const [thing] = head;
    const isCourses =
      headOf(thing?.words ?? []) === "menu" && !items.some(({ name }) => /name|title|dish|item|price|meal/.test(name));
    const isMany = head.length === 1 && isManyThings(thing!) && !isCourses;
    if (isMany) asked.collective ??= headOf(thing!.words) === "times" ? keyOf(thing!.words) : headOf(thing!.words);
    if (items.length > 1 || (items.length === 1 && (about || items[0]!.kids || items[0]!.exact))) {
      if (about) asked.about.push({ item: about, sentence });
      if (items.length === 1 && items[0]!.plural && items[0]!.count && !items[0]!.kids) {
        asked.about.push({ item: items[0]!, sentence });
        return;
      }
      asked.asks.push({
        rank: RANK.inside,
        items,
        each: hasEach(tokens),
        list: isListWords(tokens.slice(0, colon)) || isMany || isWhatever(tokens.slice(0, colon)),
        only: false,
        sentence,
      });
      return;
    }
    if (items.length === 1 && items[0]!.plural) asked.about.push({ item: items[0]!, sentence });
  }
  if (
    /\b(?:thanks|thank you|regards|cheers|sincerely|best wishes)\b/i.test(textOf(tokens).slice(0, 60)) &&
    tokens.length < 9
  )
    return;
  const questions =
    !WH.test(lowerAt(tokens, 0)) && !ASKING.test(lowerAt(tokens, 0)) && partsOf(tokens).length > 2 && isBareList(tokens)
      ? []
      : questionsIn(tokens);
  if (questions.length > 0) return void readQuestions(asked, questions, sentence);
  const items = readItems(tokens);
  if (
    sentence > 0 &&
    /^(?:also|plus|and)$/.test(lowerAt(tokens, 0)) &&
    items.length > 0 &&
    items.every((item) => item.exact || meaningOf(item.name).known || words.AGGREGATE.test(item.name))
  ) {
    asked.asks.push({
      rank: RANK.given,
      items,
      each: false,
      list: false,
      only: false,
      sentence,
      also: true,
      beside: true,
    });
    return;
  }
  if (isBareList(tokens) && (sentence > 0 || partsOf(tokens).length > 2)) {
    asked.asks.push(askOf(RANK.explicit, items, sentence, { each: hasEach(tokens) }));
    return;
  }
  const [sole] = items;
  if (sentence === 0 && items.length === 1 && sole!.plural && /^(?:list|all|every)$/.test(lowerAt(tokens, 0))) {
    asked.asks.push(askOf(RANK.question, items, sentence, { list: true }));
    return;
  }
  const isListed = headed(items);
  if (isListed) {
    asked.about.push({ item: isListed.head, sentence });
    asked.asks.push(askOf(RANK.inside, isListed.fields, sentence));
    return;
  }
  const said = tokens.some(
    (token, i) =>
      (i > 0 &&
        token.kind === "word" &&
        isPlural(token.lower) &&
        /^(?:this|it|them|that|these|those)$/.test(lowerAt(tokens, i + 1)) &&
        !words.SPANS.has(lowerAt(tokens, i + 2))) ||
      (token.kind === "word" && i === 1 && VERBS_LIKE_PLURALS.test(token.lower) && words.CUT.has(lowerAt(tokens, 2))) ||
      (token.kind === "word" &&
        /^(?:must|not|is|are|was|were|will|have|has|had|be|should|can|i|we)$/.test(token.lower)),
  );
  if (tokens.length > 1 && !said) for (const item of items) if (item.plural) asked.about.push({ item, sentence });
  if (items.some((item) => item.kids) && items.length <= 3)
    asked.asks.push(askOf(asked.action ? RANK.fetched : RANK.inside, items, sentence, { each: hasEach(tokens) }));
  else if (
    !said &&
    items.length >= 3 &&
    items.filter((item) => item.exact || item.schema.type || item.schema.enum || meaningOf(item.name).known).length >=
      items.length - 1
  )
    asked.asks.push(askOf(RANK.inside, items, sentence));
  else if (
    sentence === 0 &&
    items.length > 0 &&
    (tokens.length <= 12 || (items.length > 1 && !said)) &&
    asked.yesNo === undefined &&
    items.some((item) => item.exact || item.of || item.plural || meaningOf(item.name).known)
  )
    asked.asks.push(askOf(RANK.question, items, sentence));
}

const MOST_OF_NAME = 5;

/** "Sender, subject, received at, has attachment": names and nothing else, which is a list of fields. */
function isBareList(all: readonly Token[] = []): boolean {
  // "company, phone; sort by date": up to where something else is said.
  const end = all.findIndex(
    (token, i) =>
      i > 1 &&
      /^[;,]$/.test(all[i - 1]!.text) &&
      /^(?:sort|sorted|order|ordered|newest|oldest|limit|thanks|nothing|skip|ignore|please|but|no)$/.test(
        token.lower,
      ) &&
      all[i + 1]?.kind === "word",
  );
  const tokens = end < 0 ? all : all.slice(0, end - 1);
  const parts = partsOf(tokens);
  return parts.length > 1 && parts.every((part, i) => isBareName(part, i === parts.length - 1));
}

function partsOf(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    const parting =
      (token.kind === "punct" && (/^(?:,|;|;;)$/.test(token.text) || (token.text === "/" && !token.glued))) ||
      (token.kind === "word" && /^(?:and|plus|&)$/.test(token.lower));
    if (parting) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** "revenue in USD as a plain number": a name and what is said of its values. */
function isTypedName(part: readonly Token[]): boolean {
  const as = part.findIndex((token) => token.kind === "word" && token.lower === "as");
  const isTyped = as > 0 && as < 5 && part.length - as < 6 && readType(textOf(part.slice(as + 1))) !== undefined;
  return isTyped && isBareName(part.slice(0, as), false);
}

function isBareName(part: readonly Token[], isLast: boolean): boolean {
  if (isTypedName(part)) return true;
  const isEither = part.at(-1)?.lower === "not" && part.at(-2)?.lower === "or";
  const plain = (isEither ? part.slice(0, -2) : part).filter(
    (token, i) =>
      token.kind !== "group" &&
      !(isLast && words.TRAILING.has(token.lower)) &&
      !(token.text === "/" && !token.glued && i > 0),
  );
  if (plain.length === 0 || isOrder(plain)) return isLast;
  if (plain.length === 1 && /^(?:from|to|until|since)$/.test(plain[0]!.lower)) return true;
  if (/^(?:when|who|whether|where|if|how)$/.test(plain[0]!.lower) && plain.length > 1 && plain.length < 9) return true;
  if (plain.some((token) => token.kind === "name")) return plain.length <= 2;
  const [first, second] = plain;
  const isOutOf = (i: number) => plain[i]!.kind === "number" && plain[i - 1]?.lower === "of";
  if (
    !plain.every(
      (token, i) => token.kind === "word" || isOutOf(i) || /^(?:[?/]|yes\/no|true\/false|y\/n)$/.test(token.lower),
    )
  )
    return false;
  const asks = /^(?:is|has|can|was|are)$/.test(first!.lower);
  const isVerb = words.ACTION.has(first!.lower) || words.FETCH.has(first!.lower) || words.CONNECT.has(first!.lower);
  if (isVerb && second !== undefined && AFTER_VERB.test(second.lower)) return false;
  const cut = plain.findIndex((token, i) => i > 0 && words.CUT.has(token.lower));
  const closes =
    cut < 0 ||
    cut === plain.length - 1 ||
    (/^(?:in|out|by|to|until|as|per|or)$/.test(plain[cut]!.lower) &&
      !/^\p{Lu}[\p{Ll}]/u.test(plain[cut + 1]?.text ?? ""));
  return (
    plain.length <= MOST_OF_NAME &&
    closes &&
    (asks || !words.CUT.has(first!.lower)) &&
    !words.STOPPERS.has(first!.lower) &&
    !plain.some(
      (token, i) =>
        words.PROSE.has(token.lower) ||
        (i > 0 && i < plain.length - 1 && VERBS_LIKE_PLURALS.test(token.lower)) ||
        (i > 0 && /^(?:is|are|was|were|will|has|have|had|do|does|must|should|can)$/.test(token.lower)),
    ) &&
    countAt(part, 0) === undefined
  );
}

const WH = /^(?:what|what's|whats|who|who's|whos|which|when|when's|whens|where|where's|how|how's|why)$/;

/** The questions that a sentence asks, each from its first word on: "is it free, and if so which club, and at what time?" */
function questionsIn(tokens: readonly Token[]): Token[][] {
  const isAfterAt = /^(?:in|at|on|by|for|to|from)$/.test(lowerAt(tokens, 0)) && WH.test(lowerAt(tokens, 1));
  const asks = tokens.at(-1)?.text === "?" || WH.test(lowerAt(tokens, 0)) || isAfterAt;
  const starts: number[] = [];
  for (let i = 0; i < tokens.length - 1; i += 1) {
    const before = tokens[i - 1];
    const opens =
      i === 0 ||
      (before!.kind === "punct" && /^(?:,|;|;;|:|-)$/.test(before!.text)) ||
      /^(?:and|so|but|at|in|on|or|know|wondering|see|find|out|to|for|by|me|until|since|from)$/.test(
        lowerAt(tokens, i - 1),
      );
    const lower = lowerAt(tokens, i);
    const isFirst = asks && starts.length === 0 && ASKING.test(lower) && PRONOMINAL.test(lowerAt(tokens, i + 1));
    if (!opens && !isFirst) continue;
    const isWh =
      WH.test(lower) &&
      !(!asks && before?.text === "," && /^(?:which|who|where|when)$/.test(lower)) &&
      (i === 0 || asks || before!.kind === "punct" || /^(?:know|wondering|see|find|out)$/.test(lowerAt(tokens, i - 1)));
    const isYesNo =
      asks && ASKING.test(lower) && (i === 0 || PRONOMINAL.test(lowerAt(tokens, i + 1))) && starts.length < 6;
    if (isWh || isYesNo) starts.push(i);
  }
  return starts.map((start, i) => {
    let end = starts[i + 1] ?? tokens.length;
    while (
      end > start + 1 &&
      i + 1 < starts.length &&
      /^(?:,|;|:|and|or|at|in|on|so|if|but|to|for|by|also|-)$/.test(tokens[end - 1]!.lower)
    )
      end -= 1;
    return tokens.slice(start, end);
  });
}

const PRONOMINAL = /^(?:it|they|he|she|there|this|that|these|those|the|i|we|any|anyone|my|our|your)$/;

function readQuestions(asked: Asked, questions: readonly Token[][], sentence: number): void {
  const many = questions.filter((question) => lowerAt(question, 0) === "how" && lowerAt(question, 1) === "many");
  const predicates =
    many.length > 1
      ? new Map(many.map((question) => [question, predicateOf(question)]))
      : new Map<Token[], string | undefined>();
  for (const question of questions) {
    const before = asked.asks.length;
    readOneQuestion(asked, question, sentence, questions.length, predicates.get(question));
    const read = asked.asks.slice(before).flatMap((ask) => ask.items)[0];
    const isAgain = /^(?:ones?)$/.test(lowerAt(question, 1));
    const meant = isAgain || read === undefined ? asked.questions.at(-1) : read;
    if (meant) asked.questions.push(meant);
    const key = question.find((token) => token.kind === "group" && token.inner![0]?.kind === "name");
    if (key) for (const ask of asked.asks.slice(before)) ask.named = true;
  }
}

function readOneQuestion(
  asked: Asked,
  question: readonly Token[],
  sentence: number,
  count: number,
  predicate: string | undefined,
): void {
  if (predicate !== undefined) {
    asked.asks.push({
      rank: RANK.question,
      items: [{ ...peopleItem(), name: predicate, words: [], exact: true, plural: false, schema: { type: "integer" } }],
      each: false,
      list: false,
      only: false,
      sentence,
    });
    return;
  }
  if (!ASKING.test(lowerAt(question, 0))) {
    readAsking(asked, question, sentence, count === 1);
    return;
  }
  const name = yesNoKey(
    question.slice(1).filter((token) => token.text !== "?"),
    lowerAt(question, 0),
  );
  asked.yesNo ??= name;
  const key = question.find((token) => token.kind === "group")?.inner?.[0];
  if (count > 1 || question.at(-1)?.text === "?" || key?.kind === "name")
    asked.asks.push({
      rank: RANK.question,
      items: [
        {
          ...peopleItem(),
          name: key?.kind === "name" ? key.text : name,
          words: [],
          exact: true,
          plural: false,
          asked: true,
          schema: { type: "boolean" },
        },
      ],
      each: false,
      list: false,
      only: false,
      sentence,
    });
}

const VERBS_LIKE_PLURALS =
  /^(?:leaves|arrives|departs|runs|works|costs|shows|closes|opens|ends|starts|uses|owns|needs|goes|stays|wins|pays|has|comes|sends|gets|makes|lands|takes)$/;

/** "triage what landed in the inbox:", "what came in today -" */
function isWhatever(tokens: readonly Token[]): boolean {
  return /\bwhat(?:ever)? (?:was |has |were )?(?:\w{3,}ed|came|sold|went|fell|broke|arrives|comes)\b/i.test(
    textOf(tokens),
  );
}

const WHATEVER =
  /^(?:below|above|under|over|still|not|out|overdue|due|missing|left|in|on|expiring|waiting|stuck|pending|unpaid|late|running|planned|scheduled|new|open)$/;

/** "What's going on with …": no field. */
const VAGUE =
  /^(?:what|how) (?:is |has |was |are |'s )?(?:the \w+ )?(?:been )?(?:going on|happening|happened|happens|wrong|the matter|up with|it going|things going)\b/i;

/** "What is the status of X?", "How many tickets are open?", "Which plan is X on, and when does it renew?" */
function readAsking(asked: Asked, tokens: readonly Token[], sentence: number, alone: boolean): void {
  const first = lowerAt(tokens, 0);
  const next = lowerAt(tokens, 1);
  const plain = tokens.filter((token) => token.text !== "?");
  if (VAGUE.test(textOf(plain.slice(0, 5)))) return;
  // "What is below its reorder point?", "What's still unpaid?": whatever is.
  if (first === "what" && /^(?:is|are)$/.test(next) && WHATEVER.test(lowerAt(tokens, 2))) {
    asked.prefersList = true;
    return;
  }
  if (/^(?:what|what's|whats)$/.test(first) && (first !== "what" || /^(?:is|are|was|were|will)$/.test(next))) {
    const items = readItems(plain, first === "what" ? 2 : 1);
    if (items.length > 0) asked.asks.push(askOf(RANK.question, items, sentence));
    for (const item of items) if (item.plural && item.count) asked.about.push({ item, sentence });
    return;
  }
  if (/^(?:where|how|when|what)$/.test(first) && /^(?:are|were|do|did)$/.test(next)) {
    const subject = readItems(plain, 2)[0];
    if (subject?.plural && !subject.exact) asked.opening.push({ item: subject, sentence: sentence + 1 });
  }
  if (first === "who" && isPeopleQuestion(plain)) asked.opening.push({ item: peopleItem(), sentence: sentence + 1 });
  // "who are the top three debtors": they are listed.
  if (/^(?:who|which)$/.test(first) && /^(?:are|were)$/.test(next)) {
    const many = readItems(plain, 2)[0];
    if (many?.plural && !many.exact) {
      asked.about.push({ item: many, sentence });
      asked.asks.push(askOf(RANK.question, [many], sentence, { list: true }));
      return;
    }
  }
  if (
    /^(?:which|what)$/.test(first) &&
    (isPlural(next) || lowerAt(tokens, 1) === "of" || isPlural(lowerAt(tokens, 2)))
  ) {
    const start = lowerAt(tokens, 1) === "of" ? 2 : 1;
    const noun = plain.findIndex(
      (token, i) => i >= start && token.kind === "word" && isPlural(token.lower) && !words.SPANS.has(token.lower),
    );
    const item =
      noun < 0 || VERBS_LIKE_PLURALS.test(plain[noun]!.lower)
        ? undefined
        : readItems(plain.slice(0, noun + 1), start)[0];
    if (item?.plural && isOneOf(plain, noun)) {
      const name = singularOf(item.name);
      asked.asks.push({
        rank: RANK.question,
        items: [{ ...item, name, words: [name], plural: false }],
        each: false,
        list: false,
        only: false,
        sentence,
      });
      return;
    }
    const withAt = item?.plural
      ? plain.findIndex((token, i) => i > noun && token.lower === "with" && token.kind === "word")
      : -1;
    const fields = withAt > 0 ? readItems(plain, withAt + 1) : [];
    if (fields.length > 1) asked.asks.push(askOf(RANK.inside, fields, sentence, { each: true }));
    if (item?.plural) {
      asked.about.push({
        item: item.container ? { ...item, container: false, name: item.words.join("_") } : item,
        sentence,
      });
      asked.asks.push(askOf(RANK.question, [item], sentence, { list: true }));
      return;
    }
  }
  const items = readItems(plain);
  if (
    alone &&
    items.length === 1 &&
    items[0]!.by === undefined &&
    first === "how" &&
    next === "many" &&
    isCountOf(items[0]!) &&
    !tokens.some((token) => token.kind === "group")
  )
    items[0]!.name = "count";
  if (items.length > 0) asked.asks.push(askOf(RANK.question, items, sentence));
}

/** "how many tickets are open": of things, not of days. */
function isCountOf({ name, schema }: Item): boolean {
  const [last, noun] = name.split("_").reverse();
  const isOf = last === "count" || (noun !== undefined && isPlural(noun));
  return schema.type === "integer" && isOf && !name.split("_").some((word) => words.SPANS.has(word));
}

/** "who is out next week", "who reports to Ann": there may be many. Who owns or made a thing is one. */
function isPeopleQuestion(tokens: readonly Token[]): boolean {
  const second = lowerAt(tokens, 1);
  if (lowerAt(tokens, 2) === "to") return true;
  if (/^(?:is|are)$/.test(second)) {
    // "who is on call", "who is in charge": one has that.
    if (
      second === "is" &&
      /^(?:on (?:call|duty|shift)|in charge|responsible|hosting|leading|running)\b/.test(
        textOf(tokens.slice(2, 5)).toLowerCase(),
      )
    )
      return false;
    return !/^(?:the|our|my|their|its|this|that)$/.test(lowerAt(tokens, 2));
  }
  return readItems(tokens)[0]?.name === second.replace(/s$/, "");
}

/** "which of our repos has the most issues": one of them. */
function isOneOf(tokens: readonly Token[], noun: number): boolean {
  return (
    /^(?:has|is|was|had)$/.test(lowerAt(tokens, noun + 1)) &&
    tokens.slice(noun + 1).some((token) => /^(?:most|least|fewest|top|best|worst|first|last)$|est$/.test(token.lower))
  );
}

const ASKING = /^(?:is|are|does|do|did|has|have|was|were|can|could|will|should|am|isn't|hasn't|doesn't|aren't)$/;

/** "Is the room free?", "Check whether user_42 has paid", "true or false". */
function readYesNo(asked: Asked, tokens: readonly Token[]): void {
  const first = lowerAt(tokens, 0);
  const ends = tokens.at(-1)?.text === "?";
  if (
    ASKING.test(first) &&
    (ends || (tokens.length < 16 && /^(?:is|are|does|did|has|was|were)$/.test(first))) &&
    !/^(?:not|you)$/.test(lowerAt(tokens, 1)) &&
    !(first === "do" && lowerAt(tokens, 1) === "not")
  ) {
    asked.yesNo ??= yesNoKey(
      tokens.slice(1).filter((token) => token.text !== "?"),
      first,
    );
    return;
  }
  const at = tokens.findIndex(
    (token, i) =>
      i > 0 &&
      token.kind === "word" &&
      (token.lower === "whether" ||
        (token.lower === "if" &&
          /^(?:check|see|know|tell|verify|confirm|me|us|out|determine|find)$/.test(lowerAt(tokens, i - 1)))),
  );
  if (at > 0)
    asked.yesNo ??= yesNoKey(
      tokens.slice(at + 1).filter((token) => token.text !== "?"),
      "",
    );
}

function yesNoKey(all: readonly Token[], aux: string): string {
  // "has invoice INV-7 been sent": whether it has.
  const id = all.findIndex((token, i) => i > 0 && i < 3 && token.kind === "entity");
  const isSubject = id > 0 && all.slice(0, id).every((token) => token.kind === "word" && !words.CUT.has(token.lower));
  const tokens = isSubject ? all.slice(id + 1) : all;
  const plain = tokens
    .filter((token) => token.kind === "word" && !/^\p{Lu}/u.test(token.text))
    .map((token) => token.lower);
  const asks = readItems([
    { kind: "word", text: "whether", lower: "whether", glued: false },
    { kind: "word", text: "it", lower: "it", glued: false },
    ...(aux === "" ? [] : [{ kind: "word", text: aux, lower: aux, glued: false } as Token]),
    ...plain.map((text) => ({ kind: "word", text, lower: text, glued: false }) as Token),
  ]);
  if (plain.includes("exist")) return "exists";
  if (plain[0] === "there" && plain.length > 1) {
    const said = plain
      .slice(1)
      .filter((word) => !words.FILLERS.has(word) && !/^(?:today|now|yesterday|tomorrow|currently)$/.test(word));
    const end = said.findIndex((word, i) => i > 0 && words.CUT.has(word));
    return keyOf(["has", ...(end < 0 ? said : said.slice(0, end)).slice(0, 4)]);
  }
  const told = stateOf(plain, aux);
  if (told !== undefined) return told;
  const state = plain.findLast(
    (word) => (words.ADJECTIVES.has(word) && !words.FILLERS.has(word)) || /[a-z]{3}ed$/.test(word),
  );
  const read = asks[0]?.name ?? "";
  const name = state !== undefined && /^(?:is|are|was|were)$/.test(aux) && !read.includes(state) ? `is_${state}` : read;
  return name.split("_").length <= 4 && name !== "" ? name : "answer";
}

const NO_STATE =
  /^(?:still|already|yet|now|currently|again|been|be|also|really|today|tonight|tomorrow|yesterday|please|ever)$/;
const STATE_ENDS =
  /^(?:in|on|at|for|of|by|to|with|without|from|since|until|before|after|during|under|over|within|and|or|if|when|that|than|as|because|this|next|last)$/;
const DETERMINER = /^(?:the|my|our|your|his|her|their|its|this|that|these|those|any|all)$/;

/** "is the website down", "has my passport been issued", "is john in the office": down, issued, in the office. Whose state it is stays outside. */
function stateOf(plain: readonly string[], aux: string): string | undefined {
  if (!/^(?:is|are|was|were|has|have)$/.test(aux)) return undefined;
  if (/\bup to date\b/.test(plain.join(" "))) return "is_up_to_date";
  const said = plain.filter((word) => !NO_STATE.test(word));
  const end = said.findIndex((word, i) => (i > 0 ? STATE_ENDS : AT_PLACE).test(word));
  const [first = "", ...rest] = end < 0 ? said : said.slice(0, end);
  const of = DETERMINER.test(first) ? rest : [first, ...rest];
  if (PRONOUNS.test(first) || of.some((word) => /^an?$/.test(word))) return undefined;
  const state = of.at(-1) ?? "";
  if (of.length < 2 && !isState(state)) return end < 0 ? undefined : placeOf(said.slice(end));
  if (/^(?:has|have)$/.test(aux)) return !DONE.test(state) ? undefined : plain.includes("been") ? `is_${state}` : state;
  return isPlural(state) || NO_ADJECTIVE.test(state)
    ? undefined
    : `is_${of.slice(state === "enough" ? -2 : -1).join("_")}`;
}

/** "in the office today" */
function placeOf([first = "", ...rest]: readonly string[]): string | undefined {
  if (!AT_PLACE.test(first)) return undefined;
  const end = rest.findIndex((word) => STATE_ENDS.test(word));
  const place = (end < 0 ? rest : rest.slice(0, end)).filter((word) => !DETERMINER.test(word));
  const last = place.at(-1);
  if (last === undefined || place.length > 2) return undefined;
  // "is the shop in Leeds open": what is told of it comes after the place.
  return isState(last) ? `is_${last}` : keyOf(["is", first, ...place]);
}
const AT_PLACE = /^(?:in|on|at)$/;
const isState = (word: string) =>
  words.ADJECTIVES.has(word) || /[a-z]{3}ed$|[a-z]{2}[ai]ble$/.test(word) || DONE.test(word);
const PRONOUNS = /^(?:it|they|he|she|we|i|you|there)$/;
const DONE =
  /(?:[a-z]{2}ed|paid|sent|sold|made|built|held|done|given|taken|written|seen|bought|come|gone|begun|left|found)$/;
const NO_ADJECTIVE = /(?:tion|ment|ness|ity|ing|er|or|ist)$/;
