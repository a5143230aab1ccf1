// What a result is made of while a prompt is read: fields with JSON Schemas. The words for types, units and numbers in one place.

/** The part of JSON Schema that inference speaks. `{}`: nothing was said, the name decides. */
export type Schema = {
  type?: "string" | "number" | "integer" | "boolean" | "array" | "object";
  format?: string;
  enum?: (string | number)[];
  const?: string | boolean;
  /** What the prompt gives as an example; values take its form. */
  "x-like"?: string;
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  minProperties?: number;
  /** What the keys of a map are, in the prompt's words: "language code". */
  "x-keys"?: string;
  minimum?: number;
  maximum?: number;
  /** In what a number is counted: cents, seconds, percent. */
  "x-unit"?: string;
};

/** How many of a list: exactly, or at most. */
export type Count = { exact: number } | { most: number };

/** A field that a prompt asks for. */
export type Field = { name: string; schema: Schema };

/** So many rows, texts and keys at most, whatever a prompt says. */
export const MOST_ITEMS = 100;
export const MOST_FIELDS = 60;
const LONGEST_NAME = 60;

/** True when `text` can be a key: short, with a letter in it. */
export function isKey(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_NAME && /[\p{L}_]/u.test(text);
}

/** An object of `fields`, all of them there. A name that comes twice counts once. */
export function objectOf(fields: readonly Field[]): Schema {
  const kept = [...new Map(fields.map((field) => [field.name, field.schema])).entries()].slice(0, MOST_FIELDS);
  return { type: "object", properties: Object.fromEntries(kept), required: kept.map(([name]) => name) };
}

/** A list of `items`, as long as `count` says. */
export function listOf(items: Schema, count?: Count): Schema {
  const capped = (size: number) => Math.min(Math.max(Math.floor(size), 0), MOST_ITEMS);
  if (count === undefined) return { type: "array", items };
  if ("exact" in count) return { type: "array", items, minItems: capped(count.exact), maxItems: capped(count.exact) };
  return { type: "array", items, minItems: Math.min(1, capped(count.most)), maxItems: capped(count.most) };
}
