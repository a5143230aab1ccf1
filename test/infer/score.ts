// Scores results against a corpus: keys, shape, count and types of each, strictly. The rules are those that its authors wrote to.

import type { Json, JsonObject } from "../../src/domain/json.js";
import { makeByNames } from "../../src/infer/by-names.js";
import type { Reading } from "../../src/infer/read.js";
import { inferResult } from "../../src/infer/result.js";

/** A type as the authors write it. */
type Type =
  | "string"
  | "number"
  | "integer"
  | "boolean"
  | "date"
  | "datetime"
  | "email"
  | "url"
  | "phone"
  | "currency"
  | "id"
  | "any"
  | { enum: Json[] }
  | { array: Type }
  | { object: Record<string, Type> }
  | { map: Type }
  | { any_of: Type[] };
type Count = { exact: number } | { max: number } | { any: true };
type Items = { key: string; count: Count; fields?: Record<string, Type>; of?: Type };
type Expect = { fields?: Record<string, Type>; items?: Items; ack?: true; empty_or_ack?: true };
export type Entry = { id: string; prompt: string; user_id?: string; note?: string; expect: Expect };
/** What is right of one result. `why`: what was found wrong, in words. */
export type Score = { keys: boolean; shape: boolean; count: boolean; types: boolean; all: boolean; why: string[] };
export type Shares = { entries: number; keys: number; shape: number; count: number; types: number; all: number };

const NOW = Date.parse("2025-06-15T14:22:00Z");
/** Each prompt is answered under several seeds; one wrong answer makes it wrong. */
const SEEDS = [1, 2, 3];

export function seeded(seed: number): () => number {
  let state = seed * 7_919;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export function scoreEntry(entry: Entry): Score {
  const all = SEEDS.map((seed) =>
    scoreResult(inferResult({ prompt: entry.prompt, userId: entry.user_id ?? null }, seeded(seed), NOW), entry),
  );
  return all.find((score) => !score.all) ?? all[0]!;
}

/** The same for one of the readings of its prompt. */
export function scoreReading(entry: Entry, { schema, mentions }: Pick<Reading, "schema" | "mentions">): Score {
  const all = SEEDS.map((seed) => {
    const by = { draw: seeded(seed), start: NOW, mentions, words: entry.prompt };
    return scoreResult(makeByNames(schema as Json, by) as JsonObject, entry);
  });
  return all.find((score) => !score.all) ?? all[0]!;
}

export function sharesOf(entries: readonly Entry[]): Shares {
  const scores = entries.map(scoreEntry);
  const right = (part: "keys" | "shape" | "count" | "types" | "all") => scores.filter((score) => score[part]).length;
  return {
    entries: entries.length,
    keys: right("keys"),
    shape: right("shape"),
    count: right("count"),
    types: right("types"),
    all: right("all"),
  };
}

class Check {
  readonly score: Score = { keys: true, shape: true, count: true, types: true, all: true, why: [] };

  wrong(part: "keys" | "shape" | "count" | "types", why: string): void {
    this.score[part] = false;
    this.score.all = false;
    this.score.why.push(`${part}: ${why}`);
  }
}

export function scoreResult(result: JsonObject, { expect, prompt }: Pick<Entry, "expect" | "prompt">): Score {
  const check = new Check();
  if (expect.ack || expect.empty_or_ack) checkAck(result, prompt, expect.ack === true, check);
  else {
    const { items, fields = {} } = expect;
    const wanted = { ...fields, ...(items && { [items.key]: listType(items) }) };
    checkObject(result, wanted, "", check);
    if (items) checkCount(result, items, check);
  }
  return check.score;
}

function listType(items: Items): Type {
  return { array: items.of ?? { object: items.fields ?? {} } };
}

/** Keys that an acknowledgement may have. */
const ACK = /^(?:ok|success|status|message|done|id|acknowledged|note|result|completed|invented)$/;

function checkAck(result: JsonObject, prompt: string, wanted: boolean, check: Check): void {
  const keys = Object.keys(result);
  if (keys.length === 0 && !wanted) return;
  if (keys.length === 0) check.wrong("shape", "nothing in the acknowledgement");
  if (keys.length > 4) check.wrong("shape", `${keys.length} keys in an acknowledgement`);
  const words = new Set(prompt.toLowerCase().split(/[^a-z0-9]+/));
  for (const key of keys)
    if (!ACK.test(key) || (words.has(key) && !ACK.test(key))) check.wrong("keys", `${key} is no acknowledgement`);
  if (Object.values(result).some((value) => typeof value === "object"))
    check.wrong("shape", "an acknowledgement is flat");
}

function checkCount(result: JsonObject, { key, count }: Items, check: Check): void {
  const list = key
    .split("|")
    .map((name) => result[name])
    .find(Array.isArray);
  if (list === undefined) return void check.wrong("count", "no list");
  if ("exact" in count && list.length !== count.exact) check.wrong("count", `${list.length} of ${count.exact}`);
  if ("max" in count && (list.length > count.max || list.length === 0))
    check.wrong("count", `${list.length} of at most ${count.max}`);
  if ("any" in count && list.length === 0) check.wrong("count", "an empty list");
}

function checkObject(value: Json, fields: Record<string, Type>, path: string, check: Check): void {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return void check.wrong("shape", `${path || "the result"} is no object`);
  const left = new Set(Object.keys(value));
  for (const [names, type] of Object.entries(fields)) {
    const key =
      names === "*" ? (left.size === 1 ? [...left][0] : undefined) : names.split("|").find((name) => left.has(name));
    if (key === undefined) {
      // A single list under another name is the right shape with a wrong key.
      check.wrong("keys", `${path}${names} is missing`);
      const other = [...left].find((each) => typeof type === "object" && "array" in type && Array.isArray(value[each]));
      if (typeof type === "object" && "array" in type && other === undefined)
        check.wrong("shape", `${path}${names} is no list`);
      else if (other !== undefined) {
        left.delete(other);
        checkType(value[other]!, type, `${path}${other}`, check);
      }
      continue;
    }
    left.delete(key);
    checkType(value[key]!, type, `${path}${key}`, check);
  }
  for (const key of left) {
    check.wrong("keys", `${path}${key} was not asked for`);
    if (Array.isArray(value[key]) && !Object.values(fields).some((type) => typeof type === "object" && "array" in type))
      check.wrong("shape", `${path}${key} is a list`);
  }
}

function checkType(value: Json, type: Type, path: string, check: Check): void {
  if (typeof type === "string") {
    if (!PLAIN[type](value)) check.wrong("types", `${path} is no ${type}: ${JSON.stringify(value).slice(0, 60)}`);
    return;
  }
  if ("enum" in type) {
    if (!type.enum.some((each) => each === value))
      check.wrong("types", `${path} is none of ${type.enum.join(", ")}: ${JSON.stringify(value)}`);
    return;
  }
  if ("any_of" in type) {
    const tries = type.any_of.map((each) => {
      const one = new Check();
      checkType(value, each, path, one);
      return one.score;
    });
    const best = tries.find((score) => score.all);
    if (best === undefined) check.wrong("types", `${path} is none of the types: ${JSON.stringify(value)}`);
    return;
  }
  if ("array" in type) {
    if (!Array.isArray(value)) return void check.wrong("shape", `${path} is no list`);
    for (const [i, each] of value.entries()) checkType(each, type.array, `${path}/${i}`, check);
    return;
  }
  if ("map" in type) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      return void check.wrong("shape", `${path} is no map`);
    if (Object.keys(value).length === 0) check.wrong("shape", `${path} is an empty map`);
    for (const [key, each] of Object.entries(value)) checkType(each, type.map, `${path}/${key}`, check);
    return;
  }
  checkObject(value, type.object, `${path}/`, check);
}

const isText = (value: Json): value is string => typeof value === "string" && value !== "";

const PLAIN: Record<Extract<Type, string>, (value: Json) => boolean> = {
  any: (value) => value !== undefined,
  string: isText,
  number: (value) => typeof value === "number",
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  id: (value) => isText(value) || Number.isInteger(value),
  date: (value) => isText(value) && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)),
  datetime: (value) =>
    isText(value) &&
    /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(value) &&
    !Number.isNaN(Date.parse(value)),
  email: (value) => isText(value) && /^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value),
  url: (value) => isText(value) && URL.canParse(value) && /^https?:/.test(value),
  phone: (value) => isText(value) && value.replace(/\D/g, "").length >= 7,
  currency: (value) => isText(value) && /^[A-Z]{3}$/.test(value),
};
