// Which reading of a prompt is taken: the network that tags its words has a reading of its own and a word on each of the others, and the
// judge has his on all.

import { isDeepStrictEqual } from "node:util";
import { align, type KeyLine, linesOf, type Place, tagsOf } from "./align.js";
import { areClean } from "./choices.js";
import type { Judged } from "./judge.js";
import type { Piece } from "./keys.js";
import { meaningOf } from "./names.js";
import { headOf, holderOf, withName } from "./rows.js";
import type { RuleReading } from "./seen.js";
import { ACKNOWLEDGEMENT, objectOf, type Schema } from "./shape.js";
import { MOST_PIECES, type Tagger, type Tagging } from "./tagger.js";

/** `score`: the judge's. */
export type Scored = Judged & { score: number };

/** Tried on prompts of authors from whom the network had learned nothing (records 229 and 231). Scores are logarithms. */
const WEIGHS = {
  /** What the judge says of a reading, beside the network. */
  judge: 0.7,
  /** The rules have the benefit of the doubt: the network's own reading has by definition the likeliest tags. */
  ownReading: -4,
  /** How sure the network has to be that something is to be done, or nothing told: where it sees fields, and where it sees none. */
  doneAgainstFields: 0.6,
  done: 0.5,
  undoubtedlyDone: 0.9,
  /** … and that whatever there is is asked for, so that its tags say nothing. */
  whatever: 0.5,
};

/** `read`: what the network's tags make of a prompt. `judge`: what the judge says of a schema as of a first reading. */
export type Case = {
  pieces: readonly Piece[];
  readings: readonly Scored[];
  isDoubted: boolean;
  /** One thing is asked for by its name or id, and nothing is said of what is wanted of it: neither done nor nothing. */
  isFetched: boolean;
  read: (tagging: Tagging, places: Placed["places"]) => Schema;
  judge: (schema: Schema) => number;
  /** What the prompt as a question asks for, where it is one. */
  answer: () => Schema | undefined;
};

/** Without the network's word the judge's choice is taken, of equals the first. */
export function choose(
  { pieces, readings, isDoubted, isFetched, read, judge, answer }: Case,
  tagger: Tagger | undefined,
): Judged {
  const judged = best(readings, ({ score }) => score);
  const isTold = pieces.length <= MOST_PIECES && pieces.some(({ words }) => words.length > 0);
  if (tagger === undefined || !isTold) return judged;
  const first = placedIn(readings[0]!.schema, pieces);
  const tagging = tagger(pieces, ruleReading(readings[0]!, first));
  if (tagging === undefined) return judged;
  const { ack = 0, empty = 0, star = 0 } = tagging.kinds;
  const seesFields = star <= WEIGHS.whatever && tagging.tags.some((tag) => tag.startsWith("B") && tag[1] !== "E");
  const done = isDoubted ? (seesFields ? WEIGHS.doneAgainstFields : WEIGHS.done) : WEIGHS.undoubtedlyDone;
  if (ack + empty > done && !isFetched) {
    const wanted = ack < empty ? NOTHING : DONE;
    return readings.find((reading) => isSame(reading, wanted)) ?? wanted;
  }
  if (!seesFields) return star > WEIGHS.whatever ? answered(judged, answer()) : judged;
  const schema = read(tagging, first.places);
  const top = Math.max(...readings.map(({ score }) => score));
  const worthOf = (word: number, score: number) => word + (score - top) * WEIGHS.judge;
  // Many readings are of the same keys.
  const words = new Map([[keysOf(first.lines), tagging.scoreOf(first.tags)]]);
  const others = readings.flatMap((reading): Weighed[] => {
    const lines = linesOf(reading.schema);
    if (reading.acknowledges || lines.length === 0) return [];
    const keys = keysOf(lines);
    const word = words.get(keys) ?? tagging.scoreOf(placedIn(reading.schema, pieces).tags);
    words.set(keys, word);
    return [{ reading, keys, worth: worthOf(word, reading.score) }];
  });
  const own = {
    reading: { by: "tags", schema },
    keys: keysOf(linesOf(schema)),
    worth: worthOf(tagging.score, judge(schema)),
  };
  const weighed = best<Weighed>([...others, { ...own, worth: own.worth + WEIGHS.ownReading }], ({ worth }) => worth);
  const taken = tagging.edits.includes("+name")
    ? { ...weighed, reading: { ...weighed.reading, schema: withNamesOf(weighed.reading.schema, schema) } }
    : weighed;
  if (taken.keys !== own.keys) {
    const typed = withTypesOfNames(taken.reading.schema, leavesOf(schema));
    return { ...taken.reading, schema: isTexts(schema) ? withTexts(typed) : typed };
  }
  // Of the same keys it knows better what they hold.
  const typed = withTypesOf(taken.reading.schema, schema);
  return isDeepStrictEqual(typed, taken.reading.schema) ? taken.reading : { by: "tags", schema: typed };
}

/** Nothing but an answer is wanted: what was read as one value is its name, and all else is not it. */
function answered(judged: Judged, said: Schema | undefined): Judged {
  if (said === undefined) return judged;
  const as = (name: string): Judged => ({ by: "answer", schema: objectOf([{ name, schema: said }]) });
  const [only, ...more] = judged.acknowledges ? [] : linesOf(judged.schema);
  if (only === undefined || more.length > 0) return as("answer");
  const isLess = isOpenText(said) || (!said.enum && !isOpenText(only.schema!));
  return isLess ? judged : as(only.keys);
}

function isOpenText({ type, format, enum: choices }: Schema): boolean {
  return (type === undefined || type === "string") && format === undefined && choices === undefined;
}

/** The same fields with what `other` says that they hold; how many there are, and what keys of maps are, stays. */
function withTypesOf(schema: Schema, other: Schema): Schema {
  if (schema.type !== other.type) return other;
  const { properties, items, additionalProperties: values } = schema;
  if (properties)
    return {
      ...schema,
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, child]) => {
          const theirs = other.properties?.[name];
          return [name, theirs ? withTypesOf(child, theirs) : child];
        }),
      ),
    };
  if (items && other.items) return { ...schema, items: withTypesOf(items, other.items) };
  if (isSchema(values) && isSchema(other.additionalProperties))
    return { ...schema, additionalProperties: withTypesOf(values, other.additionalProperties) };
  if (other.enum) return schema.enum && areClean(schema.enum) ? schema : other;
  return schema.enum || schema.format === other.format ? schema : other;
}

/** Rows have a name where the network says that one is wanted though no word asks for it: "all users with role and last login". */
function withNamesOf(schema: Schema, other: Schema, of = ""): Schema {
  const { properties, items } = schema;
  if (items?.properties && other.items?.properties?.name)
    return holderOf(Object.keys(items.properties), headOf(of)) ? schema : { ...schema, items: withName(items) };
  if (!properties) return schema;
  const all = Object.entries(properties).map(([name, child]) => {
    const theirs = other.properties?.[name];
    return [name, theirs ? withNamesOf(child, theirs, name) : child] as const;
  });
  return { ...schema, properties: Object.fromEntries(all) };
}

/** What stands in a schema as one value, or as one for each of a group, by its name; of a name that comes twice, nothing. */
function leavesOf(schema: Schema): ReadonlyMap<string, Schema> {
  const all = linesOf(schema).flatMap(({ keys, role, schema: leaf }) =>
    leaf && (role === "F" || (role === "M" && OF_GROUPS.test(keys))) ? [[keys, leaf] as const] : [],
  );
  const names = all.map(([name]) => name);
  return new Map(all.filter(([name]) => names.indexOf(name) === names.lastIndexOf(name)));
}

const OF_GROUPS = /(?:^|_)(?:by|per)_|(?:^b|[a-z]B)y[A-Z]/;

/** Where other keys were read, those that are the same hold what the network says that they hold. */
function withTypesOfNames(schema: Schema, leaves: ReadonlyMap<string, Schema>, of = ""): Schema {
  const { properties, items } = schema;
  if (items) return { ...schema, items: withTypesOfNames(items, leaves, of) };
  if (!properties) return schema;
  const typed = Object.entries(properties).map(([name, child]) => {
    const theirs = leaves.get(name);
    const isLeaf = child.type !== "array" && child.type !== "object";
    return [
      name,
      isLeaf && theirs && (theirs.enum || child.type === "string" || child.type !== theirs.type) && isSameIn(name, of)
        ? withTypesOf(child, theirs)
        : withTypesOfNames(child, leaves, name),
    ] as const;
  });
  return { ...schema, properties: Object.fromEntries(typed) };
}

/** A port of a firewall is another thing than a port: what the list says that it is in stays. */
function isSameIn(name: string, of: string): boolean {
  return meaningOf(name, of).kind === meaningOf(name).kind;
}

/** A list of texts alone. */
function isTexts(schema: Schema): boolean {
  const [only, ...others] = linesOf(schema);
  return only?.role === "S" && others.length === 0;
}

/** The one list holds texts, where only for want of anything else it was of things with an id and a name. */
function withTexts(schema: Schema): Schema {
  const [[name, list] = ["", {}], ...others] = Object.entries(schema.properties ?? {});
  const isWanting = Object.keys(list.items?.properties ?? {}).join() === "id,name";
  if (others.length > 0 || !isWanting) return schema;
  return { ...schema, properties: { [name]: { ...list, items: { type: "string" } } } };
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null;
}

type Weighed = { reading: Judged; keys: string; worth: number };

function keysOf(lines: readonly KeyLine[]): string {
  return JSON.stringify(lines.map(({ schema: _, ...line }) => line));
}

const DONE: Judged = { by: "done", schema: ACKNOWLEDGEMENT, acknowledges: true };
const NOTHING: Judged = { by: "nothing", schema: objectOf([]) };

function isSame({ schema, acknowledges }: Judged, other: Judged): boolean {
  return acknowledges === other.acknowledges && linesOf(schema).length === linesOf(other.schema).length;
}

function best<T>(all: readonly T[], worth: (one: T) => number): T {
  return all.reduce((most, each) => (worth(each) > worth(most) ? each : most));
}

/** The keys of a schema, where each stands in the prompt, and the tags that this gives. */
type Placed = { lines: readonly KeyLine[]; places: readonly (Place | undefined)[]; tags: readonly string[] };

function placedIn(schema: Schema, pieces: readonly Piece[]): Placed {
  const lines = linesOf(schema);
  const places = align(pieces, lines);
  return { lines, places, tags: tagsOf(pieces, lines, places) };
}

function ruleReading({ acknowledges }: Judged, { lines, tags }: Placed): RuleReading {
  return { tags, kind: acknowledges ? "ack" : lines.length > 0 ? "fields" : "none" };
}

/** What the network is told of the first reading. */
export function rulesOf(first: Judged, pieces: readonly Piece[]): RuleReading {
  return ruleReading(first, placedIn(first.schema, pieces));
}
