// From the schema that was read off a prompt to its result: json-schema-faker makes the shape, names make the values.

import type { Json, JsonObject } from "../domain/json.js";
import { dropOldest } from "../domain/oldest.js";
import type { Draw } from "../domain/scenario.js";
import type { Inferred } from "../domain/task.js";
import { makeByNames } from "./by-names.js";
import { type Reading, readPrompt } from "./read.js";

const MOST_READINGS = 500;
const readings = new Map<string, Reading>();

/** What a prompt asks for; read once, and kept for the prompts that come again. */
export function readingOf(prompt: string): Reading {
  const known = readings.get(prompt);
  if (known !== undefined) return known;
  const made = readPrompt(prompt);
  if (readings.size >= MOST_READINGS) dropOldest(readings);
  readings.set(prompt, made);
  return made;
}

/**
 * The result that a prompt asks for: a function of the prompt, of one number of `draw`, and of `start`,
 * the instant (epoch milliseconds) from which dates count. A prompt that asks for nothing gives `{}`, as "Connect to the CRM" does (contract 5).
 */
export function inferResult(asker: Asker, draw: Draw, start: number): JsonObject {
  return inferredResult(asker, inferredBy(draw, start));
}

/** All that a result is made of beside who asks. */
export function inferredBy(draw: Draw, start: number): Inferred {
  return { draw: 1 + Math.floor(draw() * 2_147_483_645), from: start };
}

/** The result of this asker, at any time the same. */
export function inferredResult({ prompt, userId }: Asker, { draw, from }: Inferred): JsonObject {
  const { schema, mentions } = readingOf(prompt);
  const known = userId === null ? mentions : [{ noun: "user", text: userId }, ...mentions];
  return makeByNames(schema as Json, {
    draw: streamFrom(draw),
    start: from,
    mentions: known,
    words: prompt,
  }) as JsonObject;
}

/** Who asks, and what. */
export type Asker = { prompt: string; userId: string | null };

/** A stream of its own, begun with a number from another: what is drawn later disturbs nobody. */
function streamFrom(first: number): Draw {
  let state = first;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
