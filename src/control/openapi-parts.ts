// Small pieces of an OpenAPI document.

import type { JsonObject } from "../domain/json.js";

export function errors(...statuses: number[]): JsonObject {
  return Object.fromEntries(statuses.map((status) => [status, response("Refused.", ref("Error"))]));
}

export function response(description: string, schema: JsonObject): JsonObject {
  return { description, content: json(schema) };
}

export function json(schema: JsonObject): JsonObject {
  return { "application/json": { schema } };
}

export function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

export function parameter(place: "path" | "query", name: string, schema: JsonObject, required = false): JsonObject {
  return { in: place, name, required, schema };
}
