// Records with JSON text in them that goes out as it came in: no number of it is read and written again (contract 1.10).

import type { JsonObject } from "../domain/json.js";
import { drawSecret } from "../engine/random.js";

/** Stands for a piece of text while the rest is written; nobody else knows it, so it is nowhere in a record. */
const MARK = drawSecret().toString("hex");
const MARKED = new RegExp(`"${MARK}:(\\d+)"`, "g");

let pieces: string[] | undefined;

/** The JSON text of an object as part of a record: to programs its value, on the wire the text itself. */
export function jsonText(text: string): JsonObject {
  const toJSON = () => (pieces === undefined ? JSON.parse(text) : `${MARK}:${pieces.push(text) - 1}`);
  return { toJSON } as unknown as JsonObject;
}

/** A record as JSON, with the texts in it as they are. */
export function exactJson(record: unknown): string {
  const own: string[] = [];
  pieces = own;
  try {
    const text = JSON.stringify(record) ?? "";
    return own.length === 0 ? text : text.replace(MARKED, (_, place: string) => own[Number(place)]!);
  } finally {
    pieces = undefined;
  }
}
