// JSON as values: what a prompt's metadata, a result or a webhook's data can be.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** True for a JSON object: neither null nor an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** True when `value` nests objects and arrays more than `limit` levels deep. Iterative: safe on hostile input. */
export function isDeeperThan(value: Json, limit: number): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    const below: Json[] = [];
    for (const each of level)
      for (const child of childrenOf(each)) if (typeof child === "object" && child !== null) below.push(child);
    level = below;
  }
  return false;
}

/** True when `value` is made of more than `most` values, lists and objects counted too. Stops counting there. */
export function hasMoreThan(value: Json, most: number): boolean {
  const open: Json[] = [value];
  for (let left = most; open.length > 0; left -= 1) {
    if (left === 0 || open.length > left) return true;
    for (const child of childrenOf(open.pop()!)) open.push(child);
  }
  return false;
}

function childrenOf(value: Json): Json[] {
  if (Array.isArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}

/** So much of a value is shown in a sentence, in characters. */
const MOST_SHOWN = 80;

/** A value as JSON for a sentence, cut short: however long it is, no more of it than is shown is written out. */
export function shown(value: unknown): string {
  const json = typeof value === "string" ? JSON.stringify(value.slice(0, MOST_SHOWN + 20)) : JSON.stringify(value);
  if (json === undefined) return String(value);
  return json.length > MOST_SHOWN + 10 ? `${json.slice(0, MOST_SHOWN)}…${typeof value === "string" ? '"' : ""}` : json;
}
