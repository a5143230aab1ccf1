// How a prompt wants the names of its result to be written: camelCase, snake_case.

import { wordsOfKey } from "./nouns.js";
import type { Schema } from "./shape.js";

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

const CASINGS: readonly (readonly [RegExp, (words: readonly string[]) => string])[] = [
  [/\bsnake[ _-]?case\b/i, (words) => words.join("_")],
  [/\bkebab[ _-]?case\b/i, (words) => words.join("-")],
  [/\bpascal[ _-]?case\b/i, (words) => words.map(capital).join("")],
  [/\bcamel[ _-]?case\b/i, ([first, ...rest]) => [first, ...rest.map(capital)].join("")],
];

/** A name of words, and no path or pattern. */
const WORDS = /^[\p{L}\p{N}][\p{L}\p{N}_ -]*$/u;

/** The schema with names as the prompt wants them written; as they are where it says nothing of that. */
export function withCasing(schema: Schema, prompt: string): Schema {
  const cased = CASINGS.find(([says]) => says.test(prompt))?.[1];
  return cased ? renamed(schema, (name) => (WORDS.test(name) ? cased(wordsOfKey(name)) : name)) : schema;
}

function renamed(schema: Schema, rename: (name: string) => string): Schema {
  const { properties, required, items, additionalProperties: values } = schema;
  return {
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, child]) => [rename(name), renamed(child, rename)]),
      ),
    }),
    ...(required && { required: required.map(rename) }),
    ...(items && { items: renamed(items, rename) }),
    ...(typeof values === "object" && { additionalProperties: renamed(values, rename) }),
  };
}
