// From the schema that was read off a prompt to its result: json-schema-faker makes the shape, names make the values.

import type { Json, JsonObject } from "../domain/json.js";
import type { Draw } from "../domain/scenario.js";
import { makeByNames } from "./by-names.js";
import { type Reading, readPrompt } from "./read.js";

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
 * Makes the result that a prompt asks for, when it is called: a function of the prompt, of one number of `draw`, and of `start`,
 * the instant (epoch milliseconds) from which dates count. A prompt that asks for nothing gives `{}`, as "Connect to the CRM" does (contract 5).
 */
export function inferResult({ prompt, userId }: Asker, draw: Draw, start: number): () => JsonObject {
  const own = streamOf(draw);
  return () => {
    const { schema, mentions } = readingOf(prompt);
    const known = userId === null ? mentions : [{ noun: "user", text: userId }, ...mentions];
    return makeByNames(schema as Json, { draw: own, start, mentions: known, words: prompt }) as JsonObject;
  };
}

/** Who asks, and what. */
export type Asker = { prompt: string; userId: string | null };

/** A stream of its own, begun with a number from another: what is drawn later disturbs nobody. */
function streamOf(draw: Draw): Draw {
  let state = 1 + Math.floor(draw() * 2_147_483_645);
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
