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
  uniqueItems?: boolean;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | false;
  minProperties?: number;
  /** What the keys of a map are, in the prompt's words: "language code". */
  "x-keys"?: string;
  minimum?: number;
  maximum?: number;
  /** What each row of its list has here, in their order: "Lisbon", "Cairo". */
  "x-rows"?: (string | number)[];
  /** In what a number is counted: cents, seconds, percent. */
  "x-unit"?: string;
};

/** How many of a list: exactly, or at most. */
export type Count = { exact: number } | { most: number };

/** A field that a prompt asks for. */
export type Field = { name: string; schema: Schema };

/** So many rows, texts and keys at most, whatever a prompt says. */
const MOST_ITEMS = 100;
export const MOST_FIELDS = 60;
const LONGEST_NAME = 60;

/** True when `text` can be a key: short, with a letter in it. */
export function isKey(text: string): boolean {
  return text.length > 0 && text.length <= LONGEST_NAME && /[\p{L}_]/u.test(text);
}

/** An object of `fields`, all of them there. A name that comes twice counts once. */
export function objectOf(all: readonly Field[]): Schema {
  const fields = all.some(({ name }) => name.includes(".")) ? undotted(all) : all;
  const kept = [...new Map(fields.map((field) => [field.name, field.schema])).entries()].slice(0, MOST_FIELDS);
  return { type: "object", properties: Object.fromEntries(kept), required: kept.map(([name]) => name) };
}

/** What is told where something was done and nothing is asked for. */
export const ACKNOWLEDGEMENT = objectOf([
  { name: "success", schema: { type: "boolean", const: true } },
  { name: "note", schema: { type: "string", const: "Invented by the mock: no service was asked." } },
]);

/** `loan.id` and `loan.rate` as a loan with an id and a rate. */
function undotted(fields: readonly Field[]): Field[] {
  const inside = new Map<string, Field[]>();
  const out: Field[] = [];
  for (const field of fields) {
    const [, first, rest] = /^([^.]+)\.((?:[^.]+\.){0,3}[^.]+)$/.exec(field.name) ?? [];
    if (first === undefined || rest === undefined) {
      out.push(field);
      continue;
    }
    const kids = inside.get(first);
    if (kids) kids.push({ name: rest, schema: field.schema });
    else {
      inside.set(first, [{ name: rest, schema: field.schema }]);
      out.push({ name: first, schema: {} });
    }
  }
  return out.map((field) => {
    const kids = inside.get(field.name);
    return kids ? { name: field.name, schema: objectOf(kids) } : field;
  });
}

/** So many values at most has a whole result. */
const MOST_VALUES = 3_000;

/** The same schema with lists cut short where lists within lists would make too much of it. What is counted stays counted as long as it can. */
export function fitted(schema: Schema, room = MOST_VALUES): Schema {
  if (sizeOf(schema, false) <= room) return schema;
  if (schema.type === "array") {
    const items = schema.items ?? {};
    const size = Math.max(1, Math.min(schema.maxItems ?? 1, Math.floor(room / sizeOf(items, true))));
    return {
      ...schema,
      items: fitted(items, room / size),
      minItems: Math.min(schema.minItems ?? 0, size),
      maxItems: size,
    };
  }
  const entries = Object.entries(schema.properties ?? {});
  if (entries.length === 0) return schema;
  const share = room / entries.length;
  return { ...schema, properties: Object.fromEntries(entries.map(([name, child]) => [name, fitted(child, share)])) };
}

/** How many values it makes; `least`: with one thing in each list. */
function sizeOf(schema: Schema, least: boolean): number {
  if (schema.type === "array") return 1 + (least ? 1 : (schema.maxItems ?? 1)) * sizeOf(schema.items ?? {}, least);
  if (schema.additionalProperties) return 1 + 4 * sizeOf(schema.additionalProperties, least);
  return Object.values(schema.properties ?? {}).reduce((sum, child) => sum + sizeOf(child, least), 1);
}

/** How long a list is of which nobody says it. */
export const SOME = { minItems: 2, maxItems: 4 } as const;

/** Nothing is said of how many. */
export function isOpen({ minItems, maxItems }: Schema): boolean {
  return maxItems === undefined || (minItems === SOME.minItems && maxItems === SOME.maxItems);
}

/** A list of `items`, as long as `count` says. */
export function listOf(items: Schema, count?: Count): Schema {
  const capped = (size: number) => Math.min(Math.max(Math.floor(size), 0), MOST_ITEMS);
  if (count === undefined) return { type: "array", items };
  if ("exact" in count) return { type: "array", items, minItems: capped(count.exact), maxItems: capped(count.exact) };
  return { type: "array", items, minItems: Math.min(1, capped(count.most)), maxItems: capped(count.most) };
}
