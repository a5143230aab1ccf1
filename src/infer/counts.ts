// How many of a list a prompt asks for: said before what is listed, apart from it ("2 are enough"), or by what there is a row for each of
// ("per month, of 2024").

import type { Piece } from "./keys.js";
import { singularOf, wordsOfKey } from "./nouns.js";
import { type Count, isOpen, listOf, type Schema } from "./shape.js";
import * as words from "./words.js";

/** "The last one" is one thing, and "one row per SKU" as many as there are; "hundreds" is no number. */
const IN_WORDS = Object.keys(words.NUMBERS).filter((word) => !/^(?:one|couple|hundred)$/.test(word));
const DOZEN: ReadonlyMap<string, number> = new Map([
  ["half a dozen", 6],
  ["half-dozen", 6],
  ["half dozen", 6],
  ["a dozen", 12],
  ["two dozen", 24],
  ["three dozen", 36],
  ["a couple", 2],
]);
const SIZE = `(?<![\\w.:#/–]|(?<!top)-)(?<size>\\d{1,3}(?![.,:/–-]?\\d|\\p{L}|%)|(?:${[...DOZEN.keys(), "[a-z]+ty-[a-z]+", ...IN_WORDS].join("|")})(?![\\w-]))`;

/** A number as a prompt says it, 2 to 100: hardly more are asked for by number. */
export function sizeOf(text: string): number | undefined {
  const lower = text.toLowerCase();
  const [, tens, ones] = /^([a-z]+ty)-([a-z]+)$/.exec(lower) ?? [];
  const inWords = (word: string) => (Object.hasOwn(words.NUMBERS, word) ? words.NUMBERS[word]! : Number.NaN);
  const size = /^\d{1,3}$/.test(lower)
    ? Number(lower)
    : (DOZEN.get(lower) ?? (tens ? inWords(tens) + inWords(ones!) : inWords(lower)));
  return size > 1 && size <= 100 ? size : undefined;
}

/** What is counted is no thing of a list: "3 days", "2 stars", "5%". */
function isMeasure(word: string): boolean {
  const lower = word.toLowerCase();
  return (
    words.SPANS.has(lower) || /^(?:stars?|lines?|mile|[%–/-]|bedrooms?|rooms?|adults?|people|gb|mb|dozen)$/.test(lower)
  );
}

const AT_MOST = /\b(?:up to|at most|no more than|not more than|max|maximum|maximum of|max of|limit(?:ed)? to|limit)$/;
/** No count of what is listed, but which of them: "at least 2 orders", "page 3". */
const NO_COUNT =
  /(?:\b(?:at least|more than|less than|fewer than|over|under|above|below|than|page|version|chapter|week|season|room|flight|line|group|year|class|grade|step|level|phase|part|unit|number|no|with|by|out of|out of our|out of the)|(?:^|[.\n] )of (?:the|our|these)|[#$€£\d-])$/;

/** The schema with so many in its lists as the prompt says, where the lists themselves do not know. */
export function withCounts(schema: Schema, prompt: string, pieces: readonly Piece[]): Schema {
  const lists = Object.entries(schema.properties ?? {}).filter(([, { type }]) => type === "array");
  if (!lists.some(([, list]) => isOpen(list))) return schema;
  const counted = lists.flatMap(([name, list]) => {
    const count = isOpen(list)
      ? (countNamed(name, pieces) ?? (lists.length === 1 ? countApart(list, prompt) : undefined))
      : undefined;
    return count ? [[name, { ...list, ...listOf(list.items ?? {}, count) }] as const] : [];
  });
  return { ...schema, properties: { ...schema.properties, ...Object.fromEntries(counted) } };
}

const MOST_ADJECTIVES = 3;

/** "We've eight tables", "the last three scans", "exactly 5 `keywords`": a number before what the list is called. */
function countNamed(name: string, pieces: readonly Piece[]): Count | undefined {
  const head = wordsOfKey(name).at(-1)?.toLowerCase();
  const texts = pieces.map(({ text }) => text.toLowerCase());
  for (const [i, text] of texts.entries()) {
    const size = sizeOf(text);
    if (size === undefined) continue;
    const phrase = texts.slice(i + 1, i + 2 + MOST_ADJECTIVES).filter((word) => !/^["`]$/.test(word));
    const at = phrase.indexOf(head ?? "");
    if (at < 0 || phrase.slice(0, at).some((word) => isMeasure(word) || isNoAdjective(word))) continue;
    const before = texts.slice(Math.max(0, i - 3), i).join(" ");
    const dozens = text === "dozen" ? (/\bhalf(?: a)?$/.test(before) ? 1 / 2 : (sizeOf(texts[i - 1] ?? "") ?? 1)) : 1;
    if (AT_MOST.test(before)) return { most: size };
    if (!NO_COUNT.test(before)) return { exact: size * dozens };
  }
  return undefined;
}

const isNoAdjective = (word: string) => words.CUT.has(word) || /^[^\p{L}\p{N}]|^(?:and|or|of)$/u.test(word);

/** Ways to say a size apart from what is listed. `noun`: what is counted then, which may be a measure. */
const APART: readonly RegExp[] = [
  // "Show me seven, with …", "give me 5.", "let's say eight", "I need ten"
  `\\b(?:give|show|get|find|list|pick|name|suggest|propose|send|bring|need|want|return|say|make it|keep it to|exactly)(?: me| us)?(?: only| just| exactly| about| around)? ${SIZE}(?= *(?:[.,;!:]|$)| (?:please|should|will do|that|which|who|with)\\b)`,
  // "five of them"
  `${SIZE} of (?:them|those|these)\\b`,
  // "2 users are enough", "five will do"
  `${SIZE} (?:[a-z]+ ){0,2}(?:(?:is|are|would be|will be) (?:enough|plenty|sufficient|fine|perfect|ideal|great|good)|(?:will|would|should) (?:do|suffice))\\b`,
  // "city names (5)"
  `\\b[a-z]+s \\((?:exactly |just |only )?${SIZE}\\)`,
  // "the ten that have been with us longest"
  `\\bthe ${SIZE} (?:that|which|who|whose)\\b`,
  // "for each of the 6 cheapest"
  `\\bthe ${SIZE} (?:[a-z]{3,}est|most)\\b`,
  // "25 per page"
  `${SIZE} (?<noun>[a-z]+ )?(?:per|a|on each|to a|on a) page\\b`,
  // "top 5 only", "cheapest four.", "rows: 4"
  `(?:(?<!\\b(?:for|of|card) (?:the )?|\\()\\b(?:top|bottom|first|last|next|latest|best|worst|recent|[a-z]{3,}est)|rows:|results:|items:) ${SIZE}(?= *(?:[.,;:!)]|$|\\n)| (?:only|please|with|by|of|for|places)\\b| [a-z]+s only\\b)`,
  // "limit 4", as of a query
  `\\blimit(?:ed)?(?: it| them| this)?(?: to)?:? ${SIZE}(?<noun> +[a-z%]+)?`,
  // "a list of 6 objects", "five results"
  `${SIZE} (?:rows|objects|entries|records|results|matches|options|pieces|examples|variants)\\b`,
  // "top 3 themes"
  `\\btop[ -]${SIZE}(?<noun> +[a-z%]+)`,
  // "7 day forecast": a row for each
  `${SIZE}[- ]day (?:[a-z]+ )?(?:forecast|outlook|plan)\\b`,
  // "a 3-day trip, one entry per day"
  `${SIZE}[- ]day (?:[a-z]+ )?(?:trip|itinerary|visit|stay|menu)\\b(?=[^]*\\b(?:each|per|every|a) day\\b)`,
  // "for each of the next 24 hours", "an array of 4"
  `\\beach of the (?:next |last |past |coming )?${SIZE}\\b`,
  `\\b(?:array|list) of (?:exactly )?${SIZE}\\b`,
  // "…: 10 terms", "3 pieces; headline, reads", "…, half a dozen."
  `[,;:.?!–—-] *(?:only |just |the )?${SIZE}(?<noun> [a-z]+s)?(?: (?:only|please|in total|in all))?(?= *(?:[.;:!]|$|\\n))`,
].map((source) => new RegExp(source, "iu"));
const AT_MOST_APART: readonly RegExp[] = [
  `(?<!\\bof )\\b(?:at most|up to|no more than|not more than|not exceed|max(?:imum)?(?: of)?) ${SIZE}(?= *(?:[.,;:!)]|$|\\n)| (?:results|items|entries|rows|hits|of them)\\b)`,
  `${SIZE} (?<noun>[a-z]+ )?(?:at (?:the )?most|max(?:imum)?|tops)\\b`,
].map((source) => new RegExp(source, "iu"));

function countApart({ items }: Schema, prompt: string): Count | undefined {
  const rowKeys = Object.keys(items?.properties ?? {});
  const each = countEach(rowKeys, prompt) ?? countListed(prompt);
  if (each !== undefined) return { exact: each };
  const most = firstOf(AT_MOST_APART, prompt, rowKeys);
  if (most !== undefined) return { most };
  const size = firstOf(APART, prompt, rowKeys);
  return size === undefined ? undefined : { exact: size };
}

function firstOf(patterns: readonly RegExp[], prompt: string, rowKeys: readonly string[]): number | undefined {
  for (const pattern of patterns) {
    const size = counted(pattern, prompt, rowKeys);
    if (size !== undefined) return size;
  }
  return undefined;
}

/** A measure is a thing of the list where its rows have it: "term and number of searches, 10 terms". */
function counted(pattern: RegExp, prompt: string, rowKeys: readonly string[] = []): number | undefined {
  const { size, noun = "" } = pattern.exec(prompt)?.groups ?? {};
  const what = noun.trim();
  if (size === undefined || (isMeasure(what) && !rowKeys.includes(singularOf(what)))) return undefined;
  return sizeOf(size);
}

type Unit = { unit: string; keys: RegExp; whole: readonly (readonly [RegExp, number])[] };
const SPANS: readonly Unit[] = [
  {
    unit: "month",
    keys: /^(?:month|month_name)$/,
    whole: [[/\b(?:year|(?:19|20)\d\d|\w+ years|january to december|12 months)\b/i, 12]],
  },
  {
    unit: "day",
    keys: /^(?:day|date|weekday|day_of_week)$/,
    whole: [
      [/\bweek\b(?!end)/i, 7],
      [/\bweekend\b/i, 2],
    ],
  },
  { unit: "quarter", keys: /^quarter$/, whole: [[/\b(?:year|(?:19|20)\d\d)\b/i, 4]] },
  { unit: "year", keys: /^year$/, whole: [] },
  { unit: "week", keys: /^week$/, whole: [] },
  { unit: "hour", keys: /^hour$/, whole: [[/\b(?:today|tomorrow|yesterday|day)\b/i, 24]] },
];
/** `each`: that there is a row for each; `span`: over how many. */
const UNITS = SPANS.map((one) => ({
  ...one,
  each: new RegExp(
    `\\b(?:per|for (?:each|every)|each|every|by) ${one.unit}\\b|\\b${one.unit} by ${one.unit}\\b|\\b${one.unit === "day" ? "dai" : one.unit}ly\\b`,
    "i",
  ),
  span: new RegExp(
    `\\b(?:last|past|previous|next|coming|following|over) ${SIZE} (?:full |calendar |whole )?${one.unit}s\\b`,
    "iu",
  ),
}));

/** "per month, of 2024", "the last three years: year, turnover": a row for each. */
function countEach(rowKeys: readonly string[], prompt: string): number | undefined {
  for (const { unit, keys, whole, each, span } of UNITS) {
    if (!rowKeys.some((key) => keys.test(key)) || (!each.test(prompt) && !keys.test(rowKeys[0]!))) continue;
    const size = counted(span, prompt) ?? (unit === "day" ? daysFromTo(prompt) : undefined);
    if (size !== undefined) return size;
    if (each.test(prompt)) return whole.find(([said]) => said.test(prompt))?.[1];
  }
  return undefined;
}

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const FROM_TO = new RegExp(`\\b(${WEEK.join("|")})[a-z]*(?: to | ?[-–] ?| through )(${WEEK.join("|")})`, "i");

/** "Monday to Friday". */
function daysFromTo(prompt: string): number | undefined {
  const [, from, to] = FROM_TO.exec(prompt.toLowerCase()) ?? [];
  return from === undefined ? undefined : ((WEEK.indexOf(to!) - WEEK.indexOf(from) + 7) % 7) + 1;
}

const THING = `[^\\s,.;:](?:[^,.;:\\n]|[.:](?=\\S)){0,38}`;
/** "each of these cities: Dubai, New York, Shanghai", "Criteria: thesis, evidence, style. For each …", "DE, FR, IT only". */
const LISTED: readonly RegExp[] = [
  `\\b(?:[Ee]ach|every one|all|both) of (?:these|the following)(?: [a-z-]+){0,3}: *(?<things>${THING}(?:, *${THING})+)`,
  `(?:\\b(?:these|[Ff]ollowing)(?: [\\w-]+){0,5}: *|\\b(?:[a-z]+s|[Cc]riteria): *|\\bfor )(?<things>${THING}(?:, *(?:and )?${THING}){1,11})[.;?] *\\n?(?:[Ff]or (?:each|every)|[Pp]er|[Ee]ach)\\b`,
  `(?:^|[.!?:\\n] *)(?<things>\\p{Lu}\\w*(?:, *(?:and )?\\p{Lu}\\w*){1,11}) only\\b`,
  `\\b(?:[Ee]ach|[Pp]er) [a-z]+ \\((?<things>\\p{Lu}[\\w ]*(?:, *\\p{Lu}[\\w ]*){1,11})\\)`,
].map((source) => new RegExp(source, "u"));

function countListed(prompt: string): number | undefined {
  for (const pattern of LISTED) {
    const things = pattern.exec(prompt)?.groups?.things;
    if (things !== undefined) return things.split(/, *(?:and +)?| and /).length;
  }
  return undefined;
}
