// Reads the shape of an answer that a prompt spells out: JSON with samples, JSON Schema, TypeScript, GraphQL. Leniently, in one pass.

import { isPlural } from "./nouns.js";
import { type Field, isKey, listOf, MOST_FIELDS, objectOf, type Schema } from "./shape.js";
import { readSample, readType } from "./types.js";

/** A skeleton: its schema, where it ends, how many tokens before it belong to it, and what it is called. */
export type Found = { schema: Schema; end: number; taken: number; name?: string; inner?: true };
type Cursor = { text: string; at: number; bare: boolean; query: boolean; depth: number; steps: number };

const DEEPEST = 12;
const MOST_STEPS = 1_500;
const SPACE = /(?:\s|\/\/[^\n]*|#[^\n]*|\/\*(?:[^*]|\*(?!\/))*\*\/)*/y;
const BETWEEN = /(?:[\s,;]|\.\.\.|…)*/y;
const COMMENT = /[,; \t]*(?:(?:\/\/|#)[ \t]*([^\n]*)|\/\*[ \t]*([^\n*]*)\*\/)/y;
const KEY = /["`]([^"`\n]{1,80})["`]|'([^'\n]{1,80})'|([\p{L}_$][\p{L}\p{N}_$.-]*)/uy;
const STRING = /"((?:[^"\\\n]|\\.)*)"|'((?:[^'\\\n]|\\.)*)'|`([^`\n]*)`/y;
const NUMBER = /-?\d+(?:\.\d+)?(?=\s*[,;\]}\n|/#]|\s*$)/y;
const BARE = /[^,;{}[\]\n|<>"'`]{1,120}?(?=\s*(?:[,;{}[\]\n|<>"'`]|\/\/|\/\*|$))/y;
/** `[code: string]:`, `"<repo name>":`, `<sku>:`: any key. */
const INDEX = /\[\s*\w+\s*(?::\s*\w+|\s+in\s+\w+)?\s*\]\s*\??\s*:|["']?<([^<>\n"']{1,60})>["']?\s*:/y;
/** `<number of alerts>`: what stands here, in words. */
const PLACEHOLDER = /<([^<>\n]{1,80})>/y;
const GENERIC = /(?:readonly\s+)?([A-Za-z]+)\s*</y;
const NAMED = /^[A-Z][A-Za-z0-9]{2,40}$/;

const named = new WeakMap<Schema, string>();

/** The skeleton that begins at `at`; undefined when there is none. `before`: the tokens of its line so far. */
export function findSkeleton(
  text: string,
  at: number,
  before: readonly { lower: string; text: string }[],
): Found | undefined {
  const isQuery = /^(?:query|mutation|subscription)$/.test(before.at(-1)?.lower ?? "");
  const cursor: Cursor = { text, at, bare: true, query: isQuery, depth: 0, steps: 0 };
  const isType =
    /^[{]/.test(text[at]!) &&
    (before.at(-2)?.lower === "interface" || (before.at(-1)?.text === "=" && before.at(-3)?.lower === "type"));
  const node = readNode(cursor);
  if (node === undefined || !isBelievable(node, cursor.bare && !isQuery && !isType)) return undefined;
  const found = { schema: asJsonSchema(text.slice(at, cursor.at)) ?? node, end: cursor.at };
  if (isQuery) return { ...found, taken: 1 };
  if (isType) {
    const name = before.at(before.at(-1)?.text === "=" ? -2 : -2)!.text;
    const head = before.at(-1)?.text === "=" ? 3 : 2;
    const exported = /^(?:export|declare)$/.test(before.at(-head - 1)?.lower ?? "") ? 1 : 0;
    return { ...found, taken: head + exported, name: head === 2 ? before.at(-1)!.text : name };
  }
  if (before.at(-1)?.text === "<" && before.at(-2)?.lower === "array") {
    const close = /\s*>/y;
    close.lastIndex = found.end;
    if (close.test(text)) return { schema: listOf(found.schema), end: close.lastIndex, taken: 2 };
  }
  return { ...found, taken: 0 };
}

/** Puts the types that others name in their places; those are no answer themselves. */
export function resolveNames(all: Found[], choices: ReadonlyMap<string, Schema>): void {
  const known = new Map<string, Pick<Found, "schema" | "inner">>(
    all.flatMap((found) => (found.name === undefined ? [] : [[found.name, found] as const])),
  );
  for (const [name, schema] of choices) known.set(name, { schema });
  if (known.size === 0) return;
  const place = (schema: Schema, path: readonly string[]): void => {
    const name = named.get(schema);
    const target = name === undefined ? undefined : known.get(name);
    if (name !== undefined && target !== undefined && !path.includes(name) && path.length < DEEPEST) {
      target.inner = true;
      Object.assign(schema, structuredClone(target.schema));
      if (schema.type === "object") delete schema.format;
      path = [...path, name];
    }
    if (schema.items) place(schema.items, path);
    if (schema.additionalProperties) place(schema.additionalProperties, path);
    for (const child of Object.values(schema.properties ?? {})) place(child, path);
  };
  for (const found of all) place(found.schema, found.name === undefined ? [] : [found.name]);
}

function isBelievable(schema: Schema, bare: boolean): boolean {
  if (schema.type === "array") return schema.items?.type === "object" && isBelievable(schema.items, bare);
  const names = Object.entries(schema.properties ?? {});
  if (schema.additionalProperties) return !bare;
  const [only] = names;
  const holds = only?.[1].properties ?? only?.[1].items?.properties;
  return names.length > (bare ? 1 : 0) || (names.length === 1 && Object.keys(holds ?? {}).length > 1);
}

function readNode(cursor: Cursor): Schema | undefined {
  const parts: Schema[] = [];
  const written: string[] = [];
  do {
    take(cursor, SPACE);
    const start = cursor.at;
    const part = readPart(cursor);
    if (part === undefined) return undefined;
    parts.push(part);
    written.push(cursor.text.slice(start, cursor.at));
  } while (parts.length < 40 && take(cursor, /\s*\|/y));
  const numbers = written.map(Number);
  if (parts.length > 1 && numbers.every(Number.isFinite)) return { enum: numbers };
  return parts.length === 1 ? parts[0] : union(parts);
}

/** Alternatives: texts are an enumeration, null is no type of its own. */
function union(parts: readonly Schema[]): Schema {
  const choices = parts.flatMap(({ enum: own, "x-like": like }) => own ?? like ?? []);
  const typed = parts.filter(({ type, properties }) => type !== undefined || properties);
  if (choices.length > 1 && choices.length === typed.length) {
    return typeof choices[0] === "number" ? { enum: choices } : { type: "string", enum: choices.map(String) };
  }
  return typed[0] ?? {};
}

function readPart(cursor: Cursor): Schema | undefined {
  cursor.steps += 1;
  if (cursor.depth > DEEPEST || cursor.steps > MOST_STEPS) return undefined;
  cursor.depth += 1;
  const part = readBrackets(cursor) ?? readLeaf(cursor);
  cursor.depth -= 1;
  if (part === undefined) return undefined;
  let whole = part;
  while (take(cursor, /\s*\[\s*\]/y)) whole = listOf(whole);
  return whole;
}

function readBrackets(cursor: Cursor): Schema | undefined {
  if (take(cursor, /\{/y)) return readObject(cursor);
  if (take(cursor, /\[/y)) return readArray(cursor);
  const generic = take(cursor, GENERIC);
  if (generic === undefined) return undefined;
  const args: Schema[] = [];
  do {
    const arg = readNode(cursor);
    if (arg === undefined) return undefined;
    args.push(arg);
  } while (take(cursor, /\s*,/y));
  if (!take(cursor, /\s*>/y)) return undefined;
  const last = args.at(-1)!;
  const name = generic[1]!.toLowerCase();
  if (/^(?:array|readonlyarray|list|set)$/.test(name)) return listOf(last);
  return /^(?:record|map|dict)$/.test(name) ? { type: "object", additionalProperties: last } : last;
}

function readLeaf(cursor: Cursor): Schema | undefined {
  const string = take(cursor, STRING);
  if (string) {
    const said = string[1] ?? string[2] ?? string[3] ?? "";
    return readSample(said);
  }
  const number = take(cursor, NUMBER)?.[0];
  if (number !== undefined) return { type: number.includes(".") ? "number" : "integer" };
  const meant = take(cursor, PLACEHOLDER)?.[1];
  if (meant !== undefined) return readType(meant) ?? {};
  const text = take(cursor, BARE)?.[0].trim();
  if (text === undefined || text === "") return undefined;
  if (/^(?:null|undefined|any|unknown|…|\.\.\.)$/.test(text)) return {};
  if (NAMED.test(text) && text !== "Date") {
    const schema: Schema = {};
    named.set(schema, text);
    return schema;
  }
  return text.split(/\s+/).length > 8 ? {} : (readType(text) ?? {});
}

function readArray(cursor: Cursor): Schema | undefined {
  const items: Schema[] = [];
  for (;;) {
    take(cursor, BETWEEN);
    take(cursor, SPACE);
    take(cursor, BETWEEN);
    if (take(cursor, /\]/y)) return { ...listOf(items[0] ?? {}) };
    const isPluralWord = /^\w+s\s*\]/.test(cursor.text.slice(cursor.at, cursor.at + 40));
    const item = readNode(cursor);
    if (item === undefined || items.length > 200) return undefined;
    // "[names]" are names, and no lists of them.
    items.push((isPluralWord && item.type === "array" && item.items) || item);
  }
}

function readObject(cursor: Cursor): Schema | undefined {
  const fields: Field[] = [];
  let free: Schema | undefined;
  let keys: string | undefined;
  for (;;) {
    const remark = take(cursor, COMMENT);
    const comment = remark?.[1] ?? remark?.[2];
    if (comment !== undefined && fields.length > 0) refine(fields.at(-1)!, comment);
    take(cursor, BETWEEN);
    take(cursor, SPACE);
    take(cursor, BETWEEN);
    if (take(cursor, /\}/y)) break;
    const index = take(cursor, INDEX);
    if (index) {
      free = readNode(cursor);
      cursor.bare = false;
      if (free === undefined) return undefined;
      keys = index[1];
      continue;
    }
    const field = readEntry(cursor);
    if (field === undefined || fields.length > MOST_FIELDS) return undefined;
    fields.push(field);
  }
  if (free !== undefined && fields.length === 0)
    return { type: "object", additionalProperties: free, ...(keys && { "x-keys": keys.toLowerCase() }) };
  return objectOf(fields);
}

function readEntry(cursor: Cursor): Field | undefined {
  take(cursor, /(?:readonly|public)\s+(?=[\p{L}_$])/uy);
  const key = take(cursor, KEY);
  const name = key?.[1] ?? key?.[2] ?? key?.[3];
  if (name === undefined || !isKey(name.trim())) return undefined;
  take(cursor, /[ \t]*\([^()\n]*\)/y);
  if (take(cursor, /[ \t]*\??\s*:/y)) {
    cursor.bare = false;
    const schema = readNode(cursor);
    if (schema === undefined) return undefined;
    const field = { name: name.trim(), schema };
    return field;
  }
  if (take(cursor, /\s*(?=\{)/y)) {
    const schema = readPart(cursor);
    return schema && { name, schema: isPlural(name) ? listOf(schema) : schema };
  }
  // Without values only a list of identifiers is a skeleton, not prose in braces.
  return cursor.query || take(cursor, /(?=\s*[,;}\n])|(?=\s+(?:\/\/|#))/y)
    ? { name: name.trim(), schema: {} }
    : undefined;
}

/** A comment after a property says more of it. */
function refine(field: Field, comment: string): void {
  const said = readType(comment);
  const { schema } = field;
  if (said === undefined || schema.properties || schema.items || schema.enum) return;
  const says =
    schema.type === undefined ||
    (schema.type === "string" && (said.format || said.enum) && said.type === "string") ||
    (schema.type === "number" && (said.type === "integer" || said["x-unit"] || said.maximum !== undefined));
  if (says) field.schema = { ...schema, ...said };
}

/** A JSON Schema written out: its own words, those that are known. */
function asJsonSchema(text: string): Schema | undefined {
  if (!/"(?:properties|\$schema)"/.test(text)) return undefined;
  try {
    return fromJsonSchema(JSON.parse(text), 0);
  } catch {
    return undefined;
  }
}

function fromJsonSchema(value: unknown, depth: number): Schema | undefined {
  if (typeof value !== "object" || value === null || depth > DEEPEST) return undefined;
  const at = value as Record<string, unknown>;
  const types = [at.type].flat().filter((type) => typeof type === "string" && type !== "null");
  const properties =
    typeof at.properties === "object" && at.properties !== null ? Object.entries(at.properties) : undefined;
  if (properties)
    return objectOf(
      properties
        .filter(([name]) => isKey(name))
        .map(([name, inner]) => ({ name, schema: fromJsonSchema(inner, depth + 1) ?? {} })),
    );
  if (depth === 0 && types[0] !== "array") return undefined;
  const schema: Schema = {};
  const type = types[0] as Schema["type"];
  if (type && /^(?:string|number|integer|boolean|array|object)$/.test(type)) schema.type = type;
  if (Array.isArray(at.enum))
    schema.enum = at.enum.filter((each) => typeof each === "string" || typeof each === "number").slice(0, 100);
  if (schema.enum?.length === 0) delete schema.enum;
  if (typeof at.const === "string" || typeof at.const === "number") schema.enum = [at.const];
  if (typeof at.format === "string") schema.format = at.format;
  for (const key of ["minimum", "maximum"] as const) if (typeof at[key] === "number") schema[key] = at[key];
  if (type === "array" || at.items) {
    const size = (key: string) => (typeof at[key] === "number" ? (at[key] as number) : undefined);
    const most = size("maxItems");
    const least = size("minItems");
    const list = listOf(
      fromJsonSchema(at.items, depth + 1) ?? {},
      most === undefined ? undefined : least === most ? { exact: most } : { most },
    );
    return least !== undefined && most === undefined ? { ...list, minItems: Math.min(least, 100) } : list;
  }
  if (typeof at.additionalProperties === "object")
    schema.additionalProperties = fromJsonSchema(at.additionalProperties, depth + 1) ?? {};
  return schema;
}

function take(cursor: Cursor, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text);
  if (match === null) return undefined;
  cursor.at = pattern.lastIndex;
  return match;
}
