// Makes a schema easier for the generator without changing what it means: keys for patterns, whole numbers that JavaScript can hold.

import { generateSync, type JsonSchema } from "json-schema-faker";
import { isJsonObject, type Json, type JsonObject } from "../domain/json.js";
import type { Draw } from "../domain/scenario.js";

/** A key is looked for so often for each that is wanted. */
const TRIES = 20;
const MOST_KEYS = 200;

/** A copy of `schema` that the generator can meet wherever the schema can be met. */
export function feasible(schema: Json, draw: Draw): Json {
  if (Array.isArray(schema)) return schema.map((each) => feasible(each, draw));
  if (!isJsonObject(schema)) return schema;
  const copy: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    const isData = key === "const" || key === "enum" || key === "examples" || key === "default";
    Object.defineProperty(copy, key, {
      value: isData ? structuredClone(value) : feasible(value, draw),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  withSafeBounds(copy);
  withKeys(copy, draw);
  return copy;
}

/** The bounds of int64 lie outside of what is exact: within them there is room enough. */
function withSafeBounds(schema: JsonObject): void {
  const { minimum, maximum, type } = schema;
  const isWhole = type === "integer" || (Array.isArray(type) && type.includes("integer"));
  if (!isWhole) return;
  const low = typeof minimum === "number" ? Math.max(minimum, Number.MIN_SAFE_INTEGER) : undefined;
  const high = typeof maximum === "number" ? Math.min(maximum, Number.MAX_SAFE_INTEGER) : undefined;
  if (low !== undefined && high !== undefined && low > high) return;
  if (low !== undefined && high === undefined && low >= Number.MAX_SAFE_INTEGER) schema.maximum = low;
  if (low !== undefined && low >= (minimum as number)) schema.minimum = low;
  if (high !== undefined && high <= (maximum as number)) schema.maximum = high;
}

type Maker = { names: Json; value: Json };

/** As many properties as `minProperties` wants, where only patterns, or the form of names, say what they may be called. */
function withKeys(schema: JsonObject, draw: Draw): void {
  const wanted = Math.min(typeof schema.minProperties === "number" ? schema.minProperties : 0, MOST_KEYS);
  const properties = isJsonObject(schema.properties ?? null) ? (schema.properties as JsonObject) : {};
  const makers = keyMakers(schema);
  if (wanted <= Object.keys(properties).length || makers.length === 0) return;
  const all: JsonObject = { ...properties };
  for (let tries = 0; tries < wanted * TRIES && Object.keys(all).length < wanted; tries += 1) {
    const { names, value } = makers[tries % makers.length]!;
    const seed = Math.floor(draw() * 2 ** 32);
    const key = generateSync(names as JsonSchema, { seed });
    if (typeof key !== "string" || key === "__proto__" || Object.hasOwn(all, key)) continue;
    all[key] = value;
  }
  schema.properties = all;
  schema.required = Object.keys(all);
}

function keyMakers({ patternProperties, propertyNames, additionalProperties }: JsonObject): Maker[] {
  const patterns = isJsonObject(patternProperties ?? null) ? Object.entries(patternProperties as JsonObject) : [];
  const byPattern = patterns.map(([pattern, value]) => ({ names: { type: "string", pattern } as Json, value }));
  if (byPattern.length > 0 && additionalProperties === false) return byPattern;
  if (!isJsonObject(propertyNames ?? null)) return [];
  return [
    {
      names: { type: "string", ...(propertyNames as JsonObject) },
      value: additionalProperties === false ? true : (additionalProperties ?? true),
    },
  ];
}
