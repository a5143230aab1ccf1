// What one question asks for, where the network sees that nothing but its answer is wanted: yes or no, how many, when, whom to call.

import { doerOf } from "./keys.js";
import { keyOf } from "./nouns.js";
import { type Field, objectOf, type Schema } from "./shape.js";

/** Kinds of answers by what the question says, the first that fits. */
const ANSWERS: readonly (readonly [RegExp, Schema])[] = [
  [/\b(?:e-?mails?(?: address)?|mail address)\W*$/i, { type: "string", format: "email" }],
  [
    /\b(?:phone|mobile|telephone|fax)(?: number)?\W*$|\bnumber of the (?:front )?desk\b/i,
    { type: "string", format: "phone" },
  ],
  [/\b(?:url|link|website)\W*$/i, { type: "string", format: "uri" }],
  [
    /\bwhether\b|\b(?:return|answer|say|reply) (?:with )?(?:true|yes)\b|\b(?:yes or no|true or false|boolean)\b|\byes\/no\b|\btrue\/false\b/i,
    { type: "boolean" },
  ],
  [/\bhow many\b|\bcount\b|\bnumber of\b/i, { type: "integer" }],
  [
    /\bhow (?:much|long|far|old|big|large|high|heavy|tall|fast|often|likely)\b|\b(?:sum|total|average|median|maximum|minimum|share|percentage|percent|rate|ratio)\b|\d *%|\ba number\b|\bonly the number\b|\bas (?:a )?number\b/i,
    { type: "number" },
  ],
  [/\bwhat time\b|\btimestamp\b/i, { type: "string", format: "date-time" }],
  [/\bwhen\b|\b(?:what|which) (?:date|day)\b/i, { type: "string", format: "date" }],
  [/\b(?:who|whom|whose|what|which|where|why|how)\b/i, { type: "string" }],
  [
    /^\W*(?:(?:hi|hey|hello|please|so|ok)\W+)*(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must|any|anything|anyone)\b(?!.*\b(?:give|tell|show|find|send|list|get|you)\b)/i,
    { type: "boolean" },
  ],
  [/\b(?:did|does|do|is|are|was|were|has|have|can|will) [^.?!]*\?/i, { type: "boolean" }],
];

/** "Is it green, yellow or red?" */
const ONE_OF =
  /^\W*(?:is|are|was|were|does|do|did|will|should|has)\b[^.?!]*?\b((?:[\w-]{1,40}, ){0,11}[\w-]{1,40}),? or (?!not\b|no\b)([\w-]+)\?(?=\W*$| +(?:just|only|one|please|answer)\b)/i;

/** "Do the thing": told, not asked. */
const TOLD = /^\W*(?:please )?do (?:the|it|this|that|something|an?|your|some)\b[^?]*$/i;

/** What one answer is; nothing where nothing is asked. */
export function answerOf(prompt: string): Schema | undefined {
  if (TOLD.test(prompt)) return undefined;
  const [, first, last] = ONE_OF.exec(prompt) ?? [];
  if (first && last) return { type: "string", enum: [...first.split(", "), last] };
  return ANSWERS.find(([says]) => says.test(prompt))?.[1] ?? { type: "string" };
}

const THING = "[^\\s,.;:?](?:[^,.;:?\\n]|[.:](?=\\S)){0,38}";
/** "Which of these are prime: 4, 7, 9, 11?" */
const PICKED = new RegExp(
  `\\b[Ww]hich (?:ones )?of (?:these|those|the following|them)(?: [a-z]+s)? (?:is|are|were|was) (?:an? |the |our )?(?<what>[a-z]+(?: [a-z]+)?)(?:[:–—]| -) ?(?<things>${THING}(?:, ?(?:(?:and|or) )?${THING}){1,15})[?.]?`,
  "u",
);

/** Some of the things that a prompt puts to choice, by what they are asked to be. */
export function pickedOf(prompt: string): Field | undefined {
  const { what, things } = PICKED.exec(prompt)?.groups ?? {};
  if (what === undefined || things === undefined) return undefined;
  const all = things.split(/, ?(?:(?:and|or) )?| (?:and|or) /).map((thing) => thing.trim());
  const choices: (string | number)[] = all.every((thing) => /^\d{1,9}$/.test(thing)) ? all.map(Number) : all;
  if (new Set(choices).size < 2) return undefined;
  const items: Schema = { ...(typeof choices[0] === "string" && { type: "string" }), enum: choices };
  return {
    name: keyOf(what.split(" ")),
    schema: { type: "array", items, minItems: 1, maxItems: choices.length - 1, uniqueItems: true },
  };
}

/** "Who won the cup?" asks for the winner, whoever read it. */
export function withDoers(schema: Schema, prompt: string): Schema {
  const { properties } = schema;
  if (!properties) return schema;
  const fields = Object.entries(properties).map(([name, child]) => {
    const doer = doerOf(name);
    const isAsked =
      doer !== undefined && new RegExp(`\\b(?:who|which team) (?:has |had )?${name}\\b`, "i").test(prompt);
    return { name: isAsked ? doer : name, schema: child };
  });
  return fields.every(({ name }) => name in properties) ? schema : { ...schema, ...objectOf(fields) };
}
