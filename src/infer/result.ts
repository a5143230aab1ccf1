// From the schema that was read off a prompt to its result: json-schema-faker makes the shape, names make the values.

import type { Json, JsonObject } from "../domain/json.js";
import type { Draw } from "../domain/scenario.js";
import { makeByNames } from "./by-names.js";
import { type Reading, readPrompt } from "./read.js";
import { inferTool } from "./tool.js";

const MOST_READINGS = 500;
const readings = new Map<string, Reading>();

/** What a prompt asks for; read once, and kept for the prompts that come again. */
export function readingOf(prompt: string): Reading {
  const known = readings.get(prompt);
  if (known !== undefined) return known;
  const made = readPrompt(prompt);
  if (readings.size >= MOST_READINGS) readings.delete(readings.keys().next().value!);
  readings.set(prompt, made);
  return made;
}

/**
 * The result that a prompt asks for: a function of the prompt, the draws and `start`, the instant (epoch milliseconds) from which
 * dates count. A prompt that asks for nothing gives `{}`, as "Connect to the CRM" does (contract 5).
 */
export function inferResult(prompt: string, draw: Draw, start: number, userId: string | null = null): JsonObject {
  const reading = readingOf(prompt);
  const mentions = userId === null ? reading.mentions : [{ noun: "user", text: userId }, ...reading.mentions];
  const value = makeByNames(reading.schema as Json, { draw, start, mentions, words: prompt });
  return value as JsonObject;
}

export { inferTool };
