// Values that stand in one object fit each other: min ≤ avg ≤ max, a start before its end, a total that is the sum of its parts.

import { DAY_MS, formatTime } from "../domain/duration.js";
import type { Json, JsonObject } from "../domain/json.js";
import { isJsonObject } from "../domain/json.js";
import { wordsOfKey } from "./nouns.js";

/** The same value, in which what its names relate is in that relation. */
export function agree(value: Json, name = ""): Json {
  if (Array.isArray(value)) return dayByDay(ranked(value.map((each) => agree(each))), name);
  if (!isJsonObject(value)) return value;
  const object: JsonObject = {};
  for (const [key, child] of Object.entries(value)) set(object, key, agree(child, key));
  orderNumbers(object);
  orderDates(object);
  multiply(object);
  addUp(object);
  countUp(object);
  return object;
}

function set(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

const ORDER: readonly RegExp[] = [
  /^(?:min|minimum|lowest|low|cheapest|best|systolicmin|p50|from)$/,
  /^(?:avg|average|mean|median|typical|p90)$/,
  /^(?:max|maximum|highest|high|p95|p99|peak|to)$/,
];

/** Numbers whose names differ only in min, avg, max. */
function orderNumbers(object: JsonObject): void {
  const families = new Map<string, { key: string; rank: number }[]>();
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== "number") continue;
    const words = wordsOfKey(key);
    const rank = ORDER.findIndex((pattern) => words.some((word) => pattern.test(word)));
    if (rank < 0) continue;
    const rest = words.filter((word) => !ORDER.some((pattern) => pattern.test(word))).join(" ");
    families.set(rest, [...(families.get(rest) ?? []), { key, rank }]);
  }
  for (const members of families.values()) {
    if (members.length < 2) continue;
    const values = members.map(({ key }) => object[key] as number).sort((a, b) => a - b);
    for (const [i, { key }] of [...members].sort((a, b) => a.rank - b.rank).entries()) object[key] = values[i]!;
  }
}

/** What comes first, and what after it. */
const SEQUENCES: readonly (readonly RegExp[])[] = [
  [/^(?:starts?|begins?|started|opens?)$/, /^(?:ends?|finish|finished|ended|closes?)$/],
  [
    /^(?:created|opened|issued|issue|placed|ordered|order|booked|reported|submitted|received|invoice|requested)$/,
    /^(?:updated|modified|assigned|acknowledged|paid|shipped|started|replied)$/,
    /^(?:delivered|closed|resolved|completed|due|cancelled|delivery|refunded|merged)$/,
  ],
  [/^(?:departs?|departure|departed)$/, /^(?:arrives?|arrival|arrived)$/],
  [/^(?:in|checkin)$/, /^(?:out|checkout)$/],
  [/^(?:from|since)$/, /^(?:to|until|till)$/],
  [/^(?:hired|hire|joined|birth)$/, /^(?:left|termination)$/],
];

function orderDates(object: JsonObject): void {
  const dates = Object.entries(object).filter(
    ([, value]) => typeof value === "string" && /^\d{4}-\d\d-\d\d(?:T[\d:]+Z)?$/.test(value),
  );
  if (dates.length < 2) return;
  for (const sequence of SEQUENCES) {
    const members = dates
      .map(([key]) => ({
        key,
        rank: sequence.findIndex((pattern) => wordsOfKey(key).some((word) => pattern.test(word))),
      }))
      .filter(({ rank }) => rank >= 0)
      .sort((a, b) => a.rank - b.rank);
    for (let i = 1; i < members.length; i += 1) putAfter(object, members[i - 1]!, members[i]!);
  }
}

type Member = { key: string; rank: number };

/** The later one is moved behind the earlier when it is not there, an hour or a day. */
function putAfter(object: JsonObject, before: Member, after: Member): void {
  const [first, second] = [object[before.key] as string, object[after.key] as string];
  if (before.rank === after.rank || first.slice(0, second.length) < second.slice(0, first.length)) return;
  const isDay = second.length === 10;
  const moved = new Date(Date.parse(first) + (isDay || first.length === 10 ? DAY_MS : 3_600_000)).toISOString();
  object[after.key] = isDay ? moved.slice(0, 10) : `${moved.slice(0, 19)}Z`;
}

function numberAt(object: JsonObject, pattern: RegExp): [string, number] | undefined {
  for (const [key, value] of Object.entries(object))
    if (typeof value === "number" && pattern.test(wordsOfKey(key).join(" "))) return [key, value];
  return undefined;
}

function likeBefore(before: number, value: number): number {
  return Number.isInteger(before) ? Math.round(value) : Number(value.toFixed(2));
}

/** quantity × unit price = line total. */
function multiply(object: JsonObject): void {
  const quantity = numberAt(object, /^(?:quantity|qty|units|seats|count)$/);
  const price = numberAt(
    object,
    /^(?:unit|price per|each) ?(?:price|cost|amount|unit|seat)?(?: cents)?$|^unit price|^price per/,
  );
  const total = numberAt(object, /^(?:line |item |row |sub)?(?:total|amount)(?: cents| price| amount)?$/);
  if (quantity && price && total && total[0] !== price[0])
    object[total[0]] = likeBefore(Number.isInteger(price[1]) ? 1 : 0.5, quantity[1] * price[1]);
}

const MONEY =
  /^(?:amount|total|price|unit price|cost|line total|subtotal|value|balance|amount due|revenue|total amount|line amount|amount cents|total cents|charge|fee|outstanding|balance due|net|spend|sum)(?: cents| usd| eur| gbp)?$/;
const SUM =
  /^(?:grand |overall |sub|combined )?(?:total|sum|subtotal)(?: (?:outstanding|amount|due|cents|value|revenue|price|cost|balance|spend|spent|owed|paid|usd|eur|unpaid|overdue|invoiced|amount due|charged|refunded))*$|^(?:outstanding|overall) (?:total|balance|amount)$/;

/** A total beside a list is the sum over the list; beside its parts, the sum of these. */
function addUp(object: JsonObject): void {
  const isSum = ([key, value]: [string, Json]) => typeof value === "number" && SUM.test(wordsOfKey(key).join(" "));
  const all = Object.entries(object).filter(isSum);
  const total = all.find(([key]) => !/^sub/i.test(key)) ?? all[0];
  const rows = Object.values(object).find(
    (value): value is JsonObject[] => Array.isArray(value) && value.length > 0 && value.every(isJsonObject),
  );
  if (rows) {
    const sums = Object.entries(object).filter(
      ([key, value]) => typeof value === "number" && SUM.test(wordsOfKey(key).join(" ")),
    );
    if (sums.length !== 1) return void partsOf(object, total?.[0]);
    const keys = Object.keys(rows[0]!).filter(
      (key) => rows.every((row) => typeof row[key] === "number") && MONEY.test(wordsOfKey(key).join(" ")),
    );
    const line = keys.find((key) => /total|amount/.test(key)) ?? keys[0];
    if (line === undefined) return;
    const each = (row: JsonObject) => {
      const quantity = numberAt(row, /^(?:quantity|qty)$/);
      return (row[line] as number) * (quantity && /price|cost/.test(line) ? quantity[1] : 1);
    };
    const sum = rows.reduce((so, row) => so + each(row), 0);
    object[sums[0]![0]] = likeBefore(rows.every((row) => Number.isInteger(row[line])) ? 1 : 0.5, sum);
    return;
  }
  partsOf(object, total?.[0]);
}

/** How a part counts in a total: 1 on top of it, -1 off it, 0 not at all. */
function signOf(said: string): -1 | 0 | 1 {
  if (/^(?:tax|vat|gst|shipping|tip|fees?|tax amount|shipping cost|delivery fee|service fee)(?: cents)?$/.test(said))
    return 1;
  return /^discounts?(?: amount)?(?: cents)?$/.test(said) ? -1 : 0;
}

/** subtotal + tax + shipping − discount = total. */
function partsOf(object: JsonObject, total: string | undefined): void {
  const words = total === undefined ? "" : wordsOfKey(total).join(" ");
  if (total === undefined || words.startsWith("sub")) return;
  const base = numberAt(object, /^(?:subtotal|sub total|net|net amount|net total)(?: cents)?$/);
  if (base === undefined || base[0] === total) return;
  let more = base[1];
  for (const [key, value] of Object.entries(object)) {
    const sign = typeof value === "number" ? signOf(wordsOfKey(key).join(" ")) : 0;
    if (sign === 0) continue;
    // A part is a part: no tax is larger than what it is on.
    const part = (value as number) > base[1] / 3 ? likeBefore(value as number, base[1] / 5) : (value as number);
    object[key] = part;
    more += sign * part;
  }
  object[total] = likeBefore(object[total] as number, more);
}

/** "count", "total_count", "invoice_count" beside a list, and "has_more". */
function countUp(object: JsonObject): void {
  const lists = Object.entries(object).filter(([, value]) => Array.isArray(value));
  if (lists.length !== 1) return;
  const [, list] = lists[0] as [string, Json[]];
  const more = Object.keys(object).find(
    (key) =>
      /^(?:has more|has next|has next page|more)$/.test(wordsOfKey(key).join(" ")) && typeof object[key] === "boolean",
  );
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== "number" || !Number.isInteger(value)) continue;
    const said = wordsOfKey(key).join(" ");
    if (
      /^(?:total count|count|total items|total results|number of (?:results|items)|result count|total records|num results)$|^\w+ count$/.test(
        said,
      )
    )
      object[key] =
        more !== undefined && object[more] === true ? Math.max(value, list.length) + list.length : list.length;
  }
}

/** Rows with a rank stand in its order. */
const DAYS = /(?:^|_)(?:days|forecasts?|daily\w*|nights)$/i;

/** Rows that are of a day each are of one day after the other. */
function dayByDay(list: Json[], name: string): Json[] {
  if (list.length < 2 || !DAYS.test(name) || !list.every(isJsonObject)) return list;
  const rows = list as JsonObject[];
  const key = Object.keys(rows[0]!).find((each) => /^(?:date|day)$/.test(each));
  const days = key === undefined ? [] : rows.map((row) => Date.parse(`${String(row[key])}T00:00:00Z`));
  if (key === undefined || days.some(Number.isNaN)) return list;
  const first = Math.min(...days);
  return rows.map((row, i) => ({ ...row, [key]: formatTime(first + i * DAY_MS).slice(0, 10) }));
}

function ranked(list: Json[]): Json[] {
  if (list.length < 2 || !list.every(isJsonObject)) return list;
  const rows = list as JsonObject[];
  const key = Object.keys(rows[0]!).find(
    (each) => /^(?:rank|position|place|ranking)$/.test(each) && rows.every((row) => typeof row[each] === "number"),
  );
  if (key === undefined) return list;
  const score = Object.keys(rows[0]!).find(
    (each) =>
      each !== key &&
      /score|points|amount|revenue|total|count|wins|xp/.test(each) &&
      rows.every((row) => typeof row[each] === "number"),
  );
  const values = score === undefined ? [] : rows.map((row) => row[score] as number).sort((a, b) => b - a);
  return rows.map((row, i) =>
    Object.fromEntries(
      Object.entries(row).map(([each, value]) => [each, each === key ? i + 1 : each === score ? values[i]! : value]),
    ),
  );
}
