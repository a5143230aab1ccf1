// How a prompt wants the names of its result to be written: camelCase, snake_case.

import { wordsOfKey } from "./nouns.js";
import type { Schema } from "./shape.js";

const capital = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

const CASINGS: readonly (readonly [string, (words: readonly string[]) => string])[] = [
  ["snake", (words) => words.join("_")],
  ["kebab", (words) => words.join("-")],
  ["pascal", (words) => words.map(capital).join("")],
  ["camel", ([first, ...rest]) => [first, ...rest.map(capital)].join("")],
];

const CASE = "(?:snake|kebab|pascal|camel)[ _-]?case";
/** "camelCase keys", "use snake case", "return … in snake_case": said of the result. */
const WANTED = new RegExp(
  `\\b(?:keys?|names?|fields?|properties|attributes|columns?|json|everything)\\b.*${CASE}|${CASE} (?:keys?|names?|fields?|properties)|\\b(?:use|using|as|prefer|please,?) (?:lower )?${CASE}|\\b(?:return|give|reply|respond|answer|output|send)\\b.*\\bin (?:lower )?${CASE}\\W*$|^\\W*(?:in )?(?:lower )?${CASE}\\b(?! (?:in|from|of)\\b)`,
  "i",
);
/** … and not of what is looked for, or is to be avoided. */
const UNWANTED = new RegExp(
  `\\b(?:not|no|never|avoid|don['’]t|without|instead of|rather than|convert\\w*|find|search|which|check|written|named)\\b.*${CASE}`,
  "i",
);

/** A name of words, and no path or pattern. */
const WORDS = /^[\p{L}\p{N}][\p{L}\p{N}_ -]*$/u;

/** The schema with names as the prompt wants them written; as they are where it says nothing of that. */
export function withCasing(schema: Schema, prompt: string): Schema {
  const sentence = prompt.split(/[.;!?\n]/).find((each) => WANTED.test(each) && !UNWANTED.test(each));
  const cased = sentence && CASINGS.find(([casing]) => new RegExp(`\\b${casing}[ _-]?case`, "i").test(sentence))?.[1];
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
    ...(required && { required: [...new Set(required.map(rename))] }),
    ...(items && { items: renamed(items, rename) }),
    ...(typeof values === "object" && { additionalProperties: renamed(values, rename) }),
  };
}
