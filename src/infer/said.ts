// What a prompt says of the values it asks for, beside their names: when they lie, how they are sorted, how large they may be.

import { DAY_MS as DAY } from "../domain/duration.js";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.js";
import { wordsOfKey } from "./nouns.js";
import type { Schema } from "./shape.js";
import { NUMBERS } from "./words.js";

/** Whole days from today, both included: next week is [1, 7] on a Sunday. */
type Window = readonly [from: number, to: number];

const UNIT_DAYS: Readonly<Record<string, number>> = {
  day: 1,
  week: 7,
  fortnight: 14,
  month: 30,
  quarter: 91,
  year: 365,
};
const SPAN =
  /\b(?:(today|tonight|yesterday|tomorrow)|(?:over |in |for |within |during )?(?:the )?(last|past|previous|next|coming|following|this) (?:(\d{1,3}|[a-z]+) )?(day|week|fortnight|month|quarter|year)s?)\b/gi;

/** The days that the words of a prompt speak of, counted from `start` (epoch milliseconds); undefined when it speaks of none, or of several. */
export function windowOf(words: string, start: number): Window | undefined {
  const windows = [...words.matchAll(SPAN)].flatMap((match) => windowOfSpan(match, start) ?? []);
  return windows.length === 1 ? windows[0] : undefined;
}

function windowOfSpan([, day, direction, amount, unit]: RegExpMatchArray, start: number): [Window] | undefined {
  if (day !== undefined) {
    const at = { today: 0, tonight: 0, yesterday: -1, tomorrow: 1 }[day.toLowerCase()]!;
    return [[at, at]];
  }
  const size = amount === undefined ? 1 : (NUMBERS[amount.toLowerCase()] ?? Number(amount));
  if (!Number.isInteger(size)) return undefined;
  const [way, span] = [direction!.toLowerCase(), unit!.toLowerCase()];
  const isBack = /^(?:last|past|previous)$/.test(way);
  if (amount === undefined && span !== "day")
    return [calendarWindow(way === "this" ? 0 : isBack ? -1 : 1, span, start)];
  const days = size * UNIT_DAYS[span]!;
  return [isBack ? [-days, 0] : [Number(span !== "day"), days]];
}

/** The week (from Monday), month, quarter or year that is `steps` from this one. */
function calendarWindow(steps: number, unit: string, start: number): Window {
  const now = new Date(start);
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const today = Math.floor(start / DAY);
  if (unit === "week" || unit === "fortnight") {
    const monday = today - ((now.getUTCDay() + 6) % 7) + steps * 7;
    return [monday - today, monday + 6 - today];
  }
  const months = { month: 1, quarter: 3, year: 12 }[unit]!;
  const first = Math.floor(month / months) * months + steps * months;
  const at = (index: number) => Math.floor(Date.UTC(year, index, 1) / DAY) - today;
  return [at(first), at(first + months) - 1];
}

type Order = { fits: RegExp; descending: boolean };

const SUPERLATIVES: readonly (readonly [RegExp, Order])[] = [
  [
    /\b(?:cheapest|lowest[- ]priced|least expensive)\b/i,
    { fits: /\b(?:price|cost|rent|fare|fee|amount)\b/, descending: false },
  ],
  [/\b(?:most expensive|priciest|dearest)\b/i, { fits: /\b(?:price|cost|rent|fare|fee|amount)\b/, descending: true }],
  [/\b(?:best|highest|top)[- ]rated\b/i, { fits: /\b(?:rating|stars|score)\b/, descending: true }],
  [/\b(?:nearest|closest)\b/i, { fits: /\bdistance\b/, descending: false }],
  [/\b(?:oldest|earliest)(?: \w+){0,3} first\b|\bsoonest\b/i, { fits: WHEN(), descending: false }],
  [/\b(?:newest|latest|most recent)\b/i, { fits: WHEN(), descending: true }],
  [
    /\b(?:largest|biggest)\b/i,
    { fits: /\b(?:amount|total|value|size|balance|revenue|population)\b/, descending: true },
  ],
];

function WHEN(): RegExp {
  return /\b(?:at|date|time|timestamp|created|received|published|sent|opened|posted|started|day)\b/;
}

const SORTED =
  /\b(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?) (?:them |it |the \w+ |results )?by (?:the )?`?([\w -]{2,40}?)`?(?: in)?(?:[ ,(]+(asc|desc|ascending|descending|newest|oldest|highest|lowest|largest|smallest|high|low|latest|earliest)\b|(?=[.,;:)\n]|$| and ))/i;
const TOP_BY =
  /\btop (?:\d+|[a-z]+)\b[^.:;\n]{0,60}? by (?:the )?([a-z][\w -]{2,30}?)(?=[.,;:)\n]|$| (?:in|for|of|this|last|from|on|over|with|including)\b)/i;

/** By which key the rows of a list are sorted, as the words of a prompt say it. */
function orderOf(words: string): Order | undefined {
  const sorted = SORTED.exec(words);
  if (sorted) {
    const way = sorted[2]?.toLowerCase() ?? "";
    return { fits: named(sorted[1]!), descending: /^(?:desc|newest|highest|largest|high|latest)/.test(way) };
  }
  const top = TOP_BY.exec(words);
  if (top) return { fits: named(top[1]!), descending: true };
  return SUPERLATIVES.find(([said]) => said.test(words))?.[1];
}

/** A key that has all words of `name`, in their order. */
function named(name: string): RegExp {
  const all = wordsOfKey(name).filter((word) => !/^(?:the|a|an|its|their)$/.test(word));
  return new RegExp(`\\b${all.map((word) => word.replace(/s$/, "")).join("\\w* (?:\\w+ )*?")}\\w*\\b`);
}

/** The rows of `value`'s lists in the order that the words of a prompt say; each row stays what it is. */
export function inOrder(value: Json, words: string): Json {
  const order = orderOf(words);
  if (order === undefined || !isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, Array.isArray(each) ? sortedRows(each, order) : each]),
  );
}

function sortedRows(list: Json[], { fits, descending }: Order): Json[] {
  if (list.length < 2 || !list.every(isJsonObject)) return list;
  const rows = list as JsonObject[];
  const key = Object.keys(rows[0]!).find(
    (each) => fits.test(wordsOfKey(each).join(" ")) && rows.every((row) => isOrdered(row[each])),
  );
  if (key === undefined || "rank" in rows[0]!) return list;
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => sign * compare(a[key]!, b[key]!));
}

function isOrdered(value: Json | undefined): boolean {
  return typeof value === "number" || (typeof value === "string" && /^\d{4}-\d\d/.test(value));
}

function compare(a: Json, b: Json): number {
  return typeof a === "number" && typeof b === "number"
    ? a - b
    : String(a) < String(b)
      ? -1
      : String(a) > String(b)
        ? 1
        : 0;
}

/** `open`: the number itself is not meant, as in "under 50". */
type Bound = { noun: string; unit: string; money: boolean; open: boolean; minimum?: number; maximum?: number };

const BOUND =
  /(?:\b([a-z]+) )?(?:(?:is|are|of|was|rated|priced) )?\b(?:(under|below|less than|cheaper than|at most|no more than|maximum|max)|(over|above|more than|at least|greater than|minimum|min)|between) (?:([$€£]) ?)?(\d[\d,]*(?:\.\d+)?)(k)?(?: ?(?:and|to|-) ?[$€£]? ?(\d[\d,]*(?:\.\d+)?)(k)?)?(?: ?([$€£%]|[a-z]+))?/gi;
const CURRENCIES = /^(?:[$€£]|usd|eur|gbp|chf|euros?|dollars?|pounds?)$/;

/** How large values may be, as a prompt says: "price under 50", "at least 4 stars", "between 10 and 20 EUR". */
function boundsOf(prompt: string): Bound[] {
  const bounds: Bound[] = [];
  for (const [, noun = "", below, above, sign, first, thousand, second, thousands, unit = ""] of prompt
    .slice(0, 4_000)
    .matchAll(BOUND)) {
    const low = numberOf(first!, thousand);
    const most = second === undefined ? undefined : numberOf(second, thousands);
    const money = sign !== undefined || CURRENCIES.test(unit.toLowerCase());
    const open = /^(?:under|below|less|cheaper|over|above|more|greater)/i.test(below ?? above ?? "");
    const base = { noun: noun.toLowerCase(), unit: unit.toLowerCase(), money, open };
    if (below) bounds.push({ ...base, maximum: low });
    else if (above) bounds.push({ ...base, minimum: low });
    else if (most !== undefined && most > low) bounds.push({ ...base, minimum: low, maximum: most });
  }
  return bounds.slice(0, 6);
}

function numberOf(text: string, thousand: string | undefined): number {
  return Number(text.replaceAll(",", "")) * (thousand === undefined ? 1 : 1_000);
}

/** `schema` with what the prompt says of the size of its numbers, where it says none itself. */
export function withBounds(schema: Schema, prompt: string): Schema {
  const bounds = boundsOf(prompt);
  return bounds.length === 0 ? schema : bounded(schema, "", bounds);
}

function bounded(schema: Schema, name: string, bounds: readonly Bound[]): Schema {
  if (schema.properties)
    return {
      ...schema,
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([key, child]) => [key, bounded(child, key, bounds)]),
      ),
    };
  if (schema.items?.properties) return { ...schema, items: bounded(schema.items, name, bounds) };
  if (
    (schema.type !== "number" && schema.type !== "integer") ||
    schema.minimum !== undefined ||
    schema.maximum !== undefined
  )
    return schema;
  const all = wordsOfKey(name);
  const bound = bounds.find(
    ({ noun, unit, money }) =>
      all.some(
        (word) => word.length > 2 && (word === noun || word === unit || `${word}s` === unit || word === `${unit}s`),
      ) ||
      (money && PRICES.test(all.join(" "))),
  );
  if (bound === undefined) return schema;
  return { ...schema, ...rangeOf(bound, schema.type === "integer", /^(?:rating|stars|score)$/.test(all.at(-1) ?? "")) };
}

/** Open at one end, it stays near what was said. */
function rangeOf(
  { minimum, maximum, open }: Bound,
  whole: boolean,
  rated: boolean,
): { minimum: number; maximum: number } {
  const step = open && whole ? 1 : 0;
  const low = minimum === undefined ? maximum! / 4 : minimum + step;
  const high = maximum === undefined ? (rated && minimum! < 5 ? 5 : minimum! * 3 + step) : maximum - step;
  return whole
    ? { minimum: Math.min(Math.ceil(low), Math.floor(high)), maximum: Math.floor(high) }
    : { minimum: low, maximum: high };
}

const PRICES = /^(?:\w+ )?(?:price|cost|rent|fare|amount|total|budget|rate|value|price per \w+)$/;
