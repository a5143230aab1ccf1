// A value for a schema by json-schema-faker, in which the names of things decide what stands where the schema leaves it open.

import { generateSync, type JsonSchema, type Random } from "json-schema-faker";
import { DAY_MS as DAY, formatTime } from "../domain/duration.js";
import { isJsonObject, type Json } from "../domain/json.js";
import { agree } from "./agree.js";
import { feasible } from "./feasible.js";
import { meaningOf } from "./names.js";
import { isPlural, singularOf } from "./nouns.js";
import { inOrder } from "./said.js";
import { type Limits, type Row, type Source, ValueMaker } from "./values.js";

/** Values for `schema`, in agreement with each other. All chance comes from `source.draw`. */
export function makeByNames(schema: Json, source: Source): Json {
  return inOrder(agree(makeLoose(schema, source)), source.words);
}

/** The same, each value for itself. */
export function makeLoose(schema: Json, source: Source): Json {
  const maker = new ValueMaker(source);
  const rows = new Map<string, Row>();
  const seed = Math.floor(source.draw() * 2 ** 32);
  return generateSync(feasible(withNamedKeys(schema, maker), source.draw) as JsonSchema, {
    seed,
    // A schema that names no other ends where it ends; one that may go on without end stops at the library's depth.
    ...(!JSON.stringify(schema).includes('"$ref"') && { maxDepth: DEEPEST }),
    formats: formatsAt(source.start),
    alwaysFakeOptionals: true,
    useExamplesValue: true,
    outputTransform: (made, at, path) => named(made as Json, at, path, maker, rows),
  }) as Json;
}

const DEEPEST = 30;
const MOST_KEYS = 4;

/** A copy in which the keys of a map that a prompt asked for are what it says that they are: regions, days, states. */
function withNamedKeys(schema: Json, maker: ValueMaker): Json {
  if (Array.isArray(schema)) return schema.map((each) => withNamedKeys(each, maker));
  if (!isJsonObject(schema)) return schema;
  const { "x-keys": said, additionalProperties: value, ...rest } = schema;
  if (typeof said !== "string" || !isJsonObject(value ?? null)) {
    return Object.fromEntries(
      Object.entries(schema).map(([key, child]) => [key, isJsonObject(child) ? withNamedKeys(child, maker) : child]),
    );
  }
  const keys = maker.keys(said, 2 + Math.floor(maker.draw() * (MOST_KEYS - 1)));
  const properties = Object.fromEntries(keys.map((key) => [key, withNamedKeys(value!, maker)]));
  return { ...rest, minProperties: keys.length, properties, required: keys };
}

function formatsAt(now: number): Record<string, (random: Random) => string> {
  const instant = (random: Random) => formatTime(now - random.int(0, 30 * DAY));
  return {
    "date-time": instant,
    date: (random) => instant(random).slice(0, 10),
    time: (random) => instant(random).slice(11),
  };
}

/** What the name at `path` says, when the schema leaves the value open and it fits; else what was made. */
function named(made: Json, at: JsonSchema, path: string, maker: ValueMaker, rows: Map<string, Row>): Json {
  if (typeof made === "object" || typeof at === "boolean") return made;
  const plain = typeof made === "number" ? Number(made.toPrecision(12)) : made;
  const place = placeOf(path);
  const told = toldOf(at, place);
  if (told !== undefined) return told;
  if (KEEPS.some((key) => at[key] !== undefined)) return plain;
  const value = maker.make({ ...place, row: rowAt(place.rowPath, maker, rows), schema: at as Limits });
  return value !== undefined && fits(value, at) ? value : plain;
}

/** A schema with one of these has said what it wants. */
const KEEPS = ["const", "enum", "pattern", "allOf", "anyOf", "oneOf", "not", "if", "template", "default", "examples"];

/** What the prompt says that this row is called. */
function toldOf(at: Exclude<JsonSchema, boolean>, { rowPath }: Place): Json | undefined {
  const rows = at["x-rows"];
  return Array.isArray(rows) ? (rows as Json[])[Number(/\d+$/.exec(rowPath)?.[0])] : undefined;
}

type Place = { name: string; kind: string; single: boolean; rowPath: string };

/** "/orders/0/items/1/sku": the name sku, in a row of items. */
function placeOf(path: string): Place {
  const parts = path
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  const isIndex = (part: string | undefined) => part !== undefined && /^\d+$/.test(part);
  let last = parts.length - 1;
  const inList = isIndex(parts[last]);
  while (last > 0 && isIndex(parts[last])) last -= 1;
  const name = parts[last] ?? "";
  const rowParts = parts.slice(0, inList ? last + 1 : last);
  const list = rowParts.findLastIndex(isIndex);
  const kind = parts.slice(0, last).findLast((part) => !isIndex(part)) ?? "";
  return {
    name: inList && isPlural(name) ? singularOf(name) : name,
    kind,
    single: list < 0 && !inList,
    rowPath: inList ? path : rowParts.join("/"),
  };
}

function rowAt(path: string, maker: ValueMaker, rows: Map<string, Row>): Row {
  const known = rows.get(path);
  if (known !== undefined) return known;
  const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  const own = path.slice(parent.length + 1);
  // An address belongs to whom it stands in; an owner is somebody else.
  const shares = !/^\d+$/.test(own) && path !== "" && meaningOf(own).kind !== "person" && !/^\d+$/.test(path);
  const row =
    shares && (rows.has(parent) || parent !== path) && path.includes("/") ? rowAt(parent, maker, rows) : maker.newRow();
  rows.set(path, row);
  return row;
}

/** The local limits of a schema; what stands elsewhere the validator sees. */
function fits(value: Json, at: Exclude<JsonSchema, boolean>): boolean {
  if (typeof value === "string") {
    const length = [...value].length;
    return (
      (at.minLength === undefined || length >= at.minLength) && (at.maxLength === undefined || length <= at.maxLength)
    );
  }
  if (typeof value !== "number") return true;
  const {
    minimum = -Infinity,
    maximum = Infinity,
    exclusiveMinimum = -Infinity,
    exclusiveMaximum = Infinity,
    multipleOf,
  } = at;
  if (at.type === "integer" && !Number.isInteger(value)) return false;
  return (
    value >= minimum &&
    value <= maximum &&
    value > exclusiveMinimum &&
    value < exclusiveMaximum &&
    (multipleOf === undefined || Number.isInteger(value / multipleOf))
  );
}
