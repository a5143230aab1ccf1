// How plausible is a reading of a prompt? A key is judged by its words and by how it stands in the prompt, a reading by its keys and
// its shape. Nothing here knows how the reading was made. What words and signs weigh is learned from prompts whose answers are
// known (`scripts/judge-data.mjs`).

import type { Evidence, Features } from "./evidence.js";
import { KEY_WEIGHTS, LEXICON, ROW_WEIGHTS } from "./judge-data.js";
import { meaningOf } from "./names.js";
import { keyOf, singularOf, wordsOfKey } from "./nouns.js";
import type { Schema } from "./shape.js";
import * as words from "./words.js";

/** A reading: `by` says how it was made. */
export type Judged = { schema: Schema; acknowledges?: true; by: string };
type Weights = Readonly<Record<string, number>>;

/** What is learned: how much more often a word stands in a key than elsewhere, and what each sign weighs. */
type Learned = { lexicon: ReadonlyMap<string, number>; keys: Weights; rows: Weights };

/** "price=14 rate=9": tenths of a logarithm. */
function lexiconOf(text: string): Map<string, number> {
  const entries = text.split(" ").map((entry) => entry.split("="));
  return new Map(entries.map(([word, tenths]) => [word!, Number(tenths) / 10]));
}

const LEARNED: Learned = { lexicon: lexiconOf(LEXICON), keys: KEY_WEIGHTS, rows: ROW_WEIGHTS };

/** What each sign of a reading weighs: fitted to prompts that no rule was made for, then rounded. The first reading has the benefit of the doubt. */
const READING_WEIGHTS = {
  first: 4.1,
  good: 1.2,
  bad: -0.3,
  worst: 1.3,
  missing: -0.5,
  anyMissing: -0.7,
  same: 0.6,
  acknowledges: 2,
  one: -0.8,
  standard: -0.6,
  rowsFit: 0.6,
  counted: 0.3,
  headed: 0.7,
  nested: -2.1,
  maps: 2.6,
  part: -1,
  object: -0.9,
  yesNo: 5.4,
  pruned: -0.6,
};

/** A sign that a reading can have; each has its weight. */
type Sign = keyof typeof READING_WEIGHTS;
type Signs = Record<Sign, number>;

/** No key counts for more than this, for or against. */
const MOST_OF_KEY = 3;
const MOST_OF_ROWS = 2.5;
/** Under this a key is hardly a field; over the other, something listed hardly is none. */
const DOUBTFUL = -0.5;
const LIKELY = 1;

function dot(features: Features, weights: Weights): number {
  let sum = 0;
  for (const name in features) sum += features[name]! * (weights[name] ?? 0);
  return sum;
}

/** What there is to say for and against one key. */
export function keyFeatures(key: string, evidence: Evidence, { lexicon }: Pick<Learned, "lexicon">): Features {
  const parts = wordsOfKey(key);
  const weigh = (word: string) => lexicon.get(word) ?? lexicon.get(singularOf(word)) ?? 0;
  const known = parts.map(weigh);
  const plain = keyOf(parts);
  const list = evidence.listed.get(plain);
  const isKnown = meaningOf(key).known;
  const written = evidence.identifiers.has(key);
  const inWords = (is: boolean) => (written ? 0 : Number(is));
  return {
    bias: 1,
    mean: meanOf(known),
    least: Math.min(0, ...known),
    head: known.at(-1) ?? 0,
    first: known[0] ?? 0,
    middle: Math.min(0, ...known.slice(1, -1)),
    written: Number(written),
    meant: Number(isKnown),
    listed: Number(list !== undefined),
    among: meanOf((list ?? []).filter((other) => other !== plain).flatMap((other) => wordsOfKey(other).map(weigh))),
    typed: Number(evidence.typed.has(plain)),
    unknown: inWords(!isKnown && known.every((each) => each === 0)),
    long: inWords(parts.length > 2) * (parts.length - 2),
    proper: inWords(parts.some((word) => word.length > 1 && evidence.proper.has(word))),
    prose: inWords(parts.some((word) => words.PROSE.has(word) || words.STOPPERS.has(word))),
    cut: inWords(parts.slice(0, -1).some((word) => words.CUT.has(word))),
    verb: inWords(parts.length > 1 && (words.FETCH.has(parts[0]!) || words.ACTION.has(parts[0]!))),
    digit: inWords(/\d/.test(key)),
    absent: inWords(parts.some((word) => !evidence.words.has(word) && !evidence.words.has(singularOf(word)))),
    adverb: inWords(parts.some((word) => /(?:ly|ing)$/.test(word))),
  };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** What the fields themselves say of one thing or many: sums are of many, a name is of each. */
export function rowFeatures(fields: readonly string[]): Features {
  const sums = fields.filter((key) => words.AGGREGATE.test(keyOf(wordsOfKey(key)))).length;
  return {
    sums: fields.length === 0 ? 0 : sums / fields.length,
    few: Number(fields.length === 1),
    two: Number(fields.length === 2),
    naming: Number(fields.some((key) => /(?:^|_)(?:name|title|id|subject|number|sku)$/i.test(key))),
  };
}

/** The keys of a schema; `wraps`: it holds others. */
function keysIn(schema: Schema, depth = 0): { key: string; depth: number; wraps: boolean }[] {
  if (schema.items) return keysIn(schema.items, depth);
  return Object.entries(schema.properties ?? {}).flatMap(([key, child]) => [
    { key, depth, wraps: child.items?.properties !== undefined || child.properties !== undefined },
    ...keysIn(child, depth + 1),
  ]);
}

/** The names of fields, not of what only holds them. */
export function fieldsIn(schema: Schema): string[] {
  return fieldsAmong(keysIn(schema));
}

function fieldsAmong(keys: ReturnType<typeof keysIn>): string[] {
  return keys.flatMap(({ key, wraps }) => (wraps ? [] : [key]));
}

/** One prompt before the judge: each key is weighed once. */
type Case = { evidence: Evidence; learned: Learned; weigh: (key: string) => number };

/** Judges readings of one prompt. */
export type Judge = {
  /** How plausible a reading is beside others. `first`: the fields of the first reading. */
  score: (reading: Judged, first: readonly string[]) => number;
  /** Why a first reading may be wrong; nothing when there is no reason to look for another. */
  reasons: (reading: Judged) => string[];
  /** Is this hardly a field, by its words? */
  isDoubtful: (name: string) => boolean;
};

export function judgeOf(evidence: Evidence, learned = LEARNED): Judge {
  const weights = new Map<string, number>();
  const weigh = (key: string) => {
    const known = weights.get(key) ?? dot(keyFeatures(key, evidence, learned), learned.keys);
    weights.set(key, known);
    return known;
  };
  const prompt: Case = { evidence, learned, weigh };
  return {
    score: (reading, first) => dot(signsOf(reading, first, prompt), READING_WEIGHTS),
    reasons: (reading) => reasonsAgainst(reading, prompt),
    isDoubtful: (name) => weigh(name) < DOUBTFUL,
  };
}

/** What there is to say for and against a reading. */
function signsOf(reading: Judged, first: readonly string[], prompt: Case): Signs {
  const { schema, by } = reading;
  const { evidence } = prompt;
  const keys = keysIn(schema);
  const fields = fieldsAmong(keys);
  const names = new Set(fields);
  // What holds fields counts as one only where it is named: "`depot` with a name and a city".
  const holders = keys.flatMap(({ key, wraps }) => (wraps && evidence.given.has(key) ? [key] : []));
  const judged = [...new Set(reading.acknowledges ? [] : [...names, ...holders])].map(prompt.weigh);
  const capped = judged.map((each) => Math.max(-MOST_OF_KEY, Math.min(MOST_OF_KEY, each)));
  const missing = missingIn(schema, evidence).length;
  return {
    first: Number(by === "first"),
    good: capped.reduce((sum, each) => sum + Math.max(0, each), 0),
    bad: capped.reduce((sum, each) => sum + Math.max(0, -each), 0),
    worst: Math.min(0, ...capped),
    missing: Math.min(4, missing),
    anyMissing: Number(missing > 0),
    same: Number(by !== "first" && names.size === new Set(first).size && first.every((name) => names.has(name))),
    acknowledges: Number(reading.acknowledges === true),
    standard: Number(isStandard(fields, evidence)),
    nested: keys.filter(({ wraps, depth }) => wraps && depth > 0).length,
    part: Number(/^(?:from|only) /.test(by)),
    object: Number(by.startsWith("object")),
    yesNo: Number(evidence.yesNo && isYesNo(schema)),
    pruned: Number(by.endsWith("pruned")),
    ...shapeSigns(reading, fields, prompt),
  };
}

function shapeSigns(
  { schema, acknowledges }: Judged,
  fields: readonly string[],
  { evidence, learned }: Case,
): Pick<Signs, "one" | "rowsFit" | "counted" | "headed" | "maps"> {
  const top = Object.entries(schema.properties ?? {});
  const rows = top.filter(([, child]) => child.items?.properties);
  const many = dot({ ...evidence.many, ...rowFeatures(fields) }, learned.rows);
  const fit = (rows.length > 0 ? 1 : -1) * Math.max(-MOST_OF_ROWS, Math.min(MOST_OF_ROWS, many));
  const isCounted = ({ minItems, maxItems }: Schema) =>
    minItems !== undefined && minItems === maxItems && evidence.counts.has(minItems);
  return {
    one: Number(fields.length === 1 && rows.length === 0),
    rowsFit: top.length === 0 || acknowledges ? 0 : fit,
    counted: Number(rows.some(([, child]) => isCounted(child))),
    headed: Number(rows.some(([key]) => evidence.heads.has(key) || evidence.heads.has(key.split("_").at(-1)!))),
    maps: top.filter(([, child]) => child.additionalProperties).length,
  };
}

/** An id and a name that nobody asked for: what rows have of which nothing is known. */
function isStandard(fields: readonly string[], evidence: Evidence): boolean {
  return fields.join() === "id,name" && !evidence.listed.has("id") && !evidence.listed.has("name");
}

function isYesNo({ properties = {} }: Schema): boolean {
  const top = Object.values(properties);
  return top.length === 1 && top[0]!.type === "boolean";
}

/** Names of the answer that it has neither as a key nor among its choices. */
function missingIn(schema: Schema, evidence: Evidence): string[] {
  if (evidence.given.size === 0) return [];
  const text = JSON.stringify(schema);
  return [...evidence.given].filter((name) => !text.includes(JSON.stringify(name)));
}

function reasonsAgainst(reading: Judged, prompt: Case): string[] {
  const fields = fieldsIn(reading.schema);
  const signs = signsOf(reading, fields, prompt);
  const found: Record<string, boolean> = {
    "a name written as one was no field": signs.missing > 0,
    "a field hardly was one": signs.worst < DOUBTFUL,
    "nothing was known of the rows": signs.standard > 0,
    "nothing was read": Object.keys(reading.schema.properties ?? {}).length === 0,
    "one thing was read where many are asked for, or many where one is": signs.rowsFit < 0,
    "what stands in a list was no field": unreadIn(fields, prompt).length > 0,
    "yes or no is asked for": prompt.evidence.yesNo && !isYesNo(reading.schema),
  };
  return Object.keys(found).filter((reason) => found[reason]);
}

/** What stands in a list and looks like a field, and is none. */
function unreadIn(fields: readonly string[], { evidence, weigh }: Case): string[] {
  return [...evidence.listed.keys()].filter(
    (part) => !fields.some((name) => name.includes(part) || part.includes(name)) && weigh(part) > LIKELY,
  );
}
