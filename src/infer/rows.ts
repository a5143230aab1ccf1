// The rows that a prompt names: "for Lisbon, Reykjavik and Cairo: …", "our warehouses (Hamburg, Lyon)", "orders 31, 32 and 35". A list that
// has a row for each of them has so many rows, each told apart by one of the names.

import { meaningOf } from "./names.js";
import { isPlural, keyOf, singularOf, wordsOfKey } from "./nouns.js";
import { isOpen, listOf, objectOf, type Schema } from "./shape.js";

/** The things that are named, and what one of them is called; "" where nothing is said of it. */
type Named = { things: readonly string[]; noun: string };

const NAMING = "\\p{Lu}[\\p{L}\\p{N}'’&+/-]*";
const PROPER = `${NAMING}(?: (?:(?:of|de|la|del|di|am|und|the) )?(?!(?:And|Or)\\b)(?:${NAMING}|\\d[\\w.]*)){0,3}`;
const CODE = "#?(?:\\p{L}*[-_]?\\d[\\p{L}\\p{N}_+-]*|[\\p{L}\\p{N}]+(?:[-.][\\p{L}\\p{N}]+)+)";
const QUOTED = `["“'][^"“”\\n]{1,60}?["”']`;
const WORD = "(?!(?:and|or|with|for|from|the|its|their|each|as|which|not|only)\\b)\\p{Ll}[\\p{L}\\p{N}-]+";
const listOfThings = (thing: string) =>
  `(?<things>${thing}(?:, ${thing}){0,11}(?:,? (?:and|&|vs\\.?|versus|plus) ${thing}|(?<=, ${thing})))`;
const OWN = listOfThings(`(?:${QUOTED}|${PROPER}|${CODE})`);
const ANY = listOfThings(`(?:${QUOTED}|${PROPER}|${CODE}|${WORD}(?: ${WORD}){0,2})`);
const LEAD = "(?<lead>(?:[\\p{L}\\p{N}'’-]+ ){0,5}[\\p{L}'’-]+)";
const ENDS =
  "(?= *(?:[.:;?!\\n–—),]|$| - | (?:with|of|by|from|I|for|give|show|list|fetch|get|tell|on|in|this|last|next|now|right|today|tomorrow|yesterday|available|each)\\b))";

/** Where they stand: after a noun, as `lead` ends in it, or alone where the prompt speaks of each of them. */
const DIRECT = new RegExp(`${LEAD} (?:are |called |named |numbers? )?${OWN}${ENDS}`, "gu");
const AFTER_A_NOUN: readonly RegExp[] = [
  `${LEAD} ?\\((?:numbers? |i\\.e\\.,? |namely |these are |: ?)?${ANY}\\)`,
  `${LEAD}(?: are)?: ?${ANY}(?= *(?:[.;?!\\n–—]|$| - ))`,
].map((source) => new RegExp(source, "gu"));
const ALONE = new RegExp(
  `\\b(?<!one |out )(?:[Ff]or|[Oo]f|[Ii]n|[Cc]ompare|[Aa]mong|[Dd]o|[Dd]id|[Dd]oes|[Aa]re|[Hh]ave) (?:the |both |our |my )?${OWN}(?!['’]s|\\w)`,
  "gu",
);
const FRONTED = new RegExp(`(?:^|[.!?\\n] ?|[a-z], )(?:[Ff]or|[Ii]n) (?:the |both |our |my )?${OWN}(?= ?[,:–—])`, "gu");
const EACH =
  /\b(?:each|every|per|both|respectively|comparison|compared|vs|versus|side by side|one (?:row|entry|object|line))\b|^\s*compare\b/i;

/** "For each offer": what there is a row for is not what was named. */
const OF_ROWS = (head: string) => new RegExp(`\\b(?:each|every|per|both) (?:[\\p{L}-]+ )?${head}s?\\b`, "iu");

/** "Per class (economy, business)": whatever they are called, there is a row for each. */
const BY = /^(?:per|each|every|by)$/i;

/**
 * The schema with a row for each of the things that the prompt names, if it names any: in its one list, of texts or numbers as of things,
 * or of what was read as one thing where the prompt asks it of several.
 */
export function withNamedRows(schema: Schema, prompt: string): Schema {
  const all = Object.entries(schema.properties ?? {});
  const lists = all.filter(([, { type }]) => type === "array");
  if (lists.length === 0) return asRows(schema, prompt);
  const [key, list] = lists[0]!;
  const items = rowsIn(key, list);
  if (lists.length > 1 || items === undefined) return schema;
  const isFlat = list.items !== undefined && list.items.properties === undefined;
  const named = isFlat ? namedRows(key, [], prompt, true) : namedRows(key, Object.keys(items.properties!), prompt);
  const size = named?.things.length;
  if (named === undefined || !(isOpen(list) || (list.minItems === size && list.maxItems === size))) return schema;
  return { ...schema, properties: { ...schema.properties, [key]: { ...list, ...rowsOf(items, named) } } };
}

/** "For each sales rep the name and the region": the rep is told by the name, and is no field beside it. */
export function withoutOwnNoun(schema: Schema, prompt: string): Schema {
  const rows = Object.entries(schema.properties ?? {}).map(([key, list]) => {
    const fields = Object.entries(list.items?.properties ?? {});
    const isOwn = (name: string) =>
      wordsIn(name) === wordsIn(key) && new RegExp(`\\b[Ff]or (?:each|every) ${wordsIn(name)}\\b`).test(prompt);
    if (!list.items?.properties?.name || !fields.some(([name]) => isOwn(name))) return [key, list] as const;
    const kept = fields.filter(([name]) => !isOwn(name)).map(([name, child]) => ({ name, schema: child }));
    return [key, { ...list, items: { ...list.items, ...objectOf(kept) } }] as const;
  });
  return rows.every(([key, list]) => list === schema.properties![key])
    ? schema
    : { ...schema, properties: Object.fromEntries(rows) };
}

function rowsOf(items: Schema, named: Named): Schema {
  return listOf(withNames(items, named), { exact: named.things.length });
}

/** What a list holds as things: of numbers, things with such a number. What is one of the others' values is no field. */
function rowsIn(key: string, { items }: Schema): Schema | undefined {
  if (items?.type === "number" || items?.type === "integer")
    return objectOf([
      { name: keyOf(wordsOfKey(key).map((word, i, all) => (i === all.length - 1 ? one(word) : word))), schema: items },
    ]);
  const fields = Object.entries(items?.properties ?? {});
  const values = new Set(
    fields.flatMap(([, { enum: choices = [] }]) => choices.map((choice) => wordsIn(String(choice)))),
  );
  const kept = fields.filter(([name]) => !values.has(wordsIn(name)));
  return items?.properties && { ...items, ...objectOf(kept.map(([name, schema]) => ({ name, schema }))) };
}

/** "Weather for Paris and Rome: temperature, conditions": what was read as one thing is asked of each. */
function asRows(schema: Schema, prompt: string): Schema {
  const fields = Object.entries(schema.properties ?? {});
  const areValues = fields.every(
    ([, { type, properties, additionalProperties }]) => type !== "object" && !properties && !additionalProperties,
  );
  if (fields.length === 0 || !areValues) return schema;
  const each = eachOf(schema, prompt);
  if (each || fields.length < 2) return each ?? schema;
  const names = fields.map(([name]) => name);
  const named = namedAlone(prompt, names);
  return named ? objectOf([{ name: named.of, schema: rowsOf(schema, named) }]) : schema;
}

const ASKED_OF = new RegExp(
  `(?:(?<of>\\p{L}+)["”'’]? )?(?:[Ff]or|[Ii]n|[Oo]f|[Ii]nto|[Tt]o) (?:the )?(?:(?<noun>\\p{Ll}{3,}s) )?${OWN}(?= *(?:[.?!]|$|\\n| (?:right now|now|today|tomorrow|this|next|last)\\b))`,
  "u",
);
/** What one has as a name of its own, though it has an "and" in it. */
const ONE_NAME = /^(?:Sons?|Co|Company|Partners|Daughters|Associates|Söhne|Zonen|Brothers)\b/;
const TOLD_BRIEFLY = /^(?:weather|forecast|status|state|capital|currency|language|phone|time|address|population)$/;

/** "The weather in London and Berlin", "the status of orders 1, 2 and 3": what is asked of each. "Into French and Spanish": a field for each. */
function eachOf(schema: Schema, prompt: string): Schema | undefined {
  const { of = "", noun = "", things: list } = ASKED_OF.exec(prompt)?.groups ?? {};
  const things = list === undefined ? undefined : namesIn(list);
  if (things === undefined || things.some((thing) => ONE_NAME.test(thing))) return undefined;
  const fields = Object.entries(schema.properties!);
  const called = things.map(wordsIn);
  const areThings = fields.every(([name]) => called.includes(wordsIn(name)));
  if (areThings && /\btranslat/i.test(prompt))
    return objectOf(
      things.map((thing) => ({ name: keyOf(wordsOfKey(thing.toLowerCase())), schema: { type: "string" } })),
    );
  const [name, value] = fields[0]!;
  const isAsked = fields.length === 1 && wordsIn(name).split(" ").at(-1) === one(of);
  const isBrief =
    things.length > 2 || TOLD_BRIEFLY.test(one(of)) || value.type === "number" || value.type === "integer";
  if (!(areThings || (isAsked && isBrief)) || NO_LIST.test(of)) return undefined;
  const row = objectOf([
    areThings
      ? { name: keyOf([of.toLowerCase()]), schema: { ...meaningOf(of.toLowerCase()).schema } }
      : { name, schema: value },
  ]);
  return objectOf([{ name: noun || keyOf([of.toLowerCase()]), schema: rowsOf(row, { things, noun: one(noun) }) }]);
}

const COLON = new RegExp(
  `(?:(?<of>\\p{Ll}+|\\b\\p{Lu}\\p{Ll}+) )?(?:\\b(?:[Ff]or|[Ii]n|[Oo]f|[Ff]rom|[Cc]ompare) (?:the |both |our |my )?(?:\\p{Ll}+ (?=\\p{Lu}))?|(?<noun>\\b\\p{Ll}{3,}s) )${OWN}(?: (?:right now|now|today|tomorrow|this week))?(?: ?[:–—]| - |\\??[.?]? [^.:?]*\\b(?:each|every one|both)\\b)`,
  "gu",
);

/** Things of each of which something is asked, and what a list of them is called. */
function namedAlone(prompt: string, fields: readonly string[]): (Named & { of: string }) | undefined {
  const names = fields.map(wordsIn);
  for (const { groups } of prompt.matchAll(COLON)) {
    const things = namesIn(groups!.things!, names);
    const noun = groups!.noun ?? "";
    const areNumbers = noun === "" && things?.some((thing) => /^[\d.%]+$/.test(thing));
    if (things === undefined || areNumbers) continue;
    const of = noun || (groups!.of ?? "").toLowerCase();
    return { things, noun: one(noun), of: NO_LIST.test(of) || names.includes(one(of)) ? "items" : keyOf([of]) };
  }
  return undefined;
}

/** Words before a preposition after which no list is called. */
const NO_LIST =
  /^$|^(?:me|us|it|each|this|that|give|get|show|list|find|tell|check|look|compare|now|also|and|or|here|are|is)$/;

/** @forTests The things of which a list called `key` has a row each, as the prompt names them. `isOfEach`: something is asked of each that it names. */
export function namedRows(
  key: string,
  fields: readonly string[],
  prompt: string,
  isOfEach = EACH.test(prompt),
): Named | undefined {
  const head = headOf(key);
  const names = fields.map(wordsIn);
  for (const pattern of [...AFTER_A_NOUN, DIRECT])
    for (const { groups } of prompt.matchAll(pattern)) {
      const things = namesIn(groups!.things!, names);
      const noun = things && nounOf(groups!.lead!.split(" "), things, head, names, pattern !== DIRECT);
      if (noun !== undefined) return { things: things!, noun };
    }
  if (OF_ROWS(head).test(prompt)) return undefined;
  for (const { groups } of prompt.matchAll(isOfEach ? ALONE : FRONTED)) {
    const things = namesIn(groups!.things!, names);
    if (things && !things.every((thing) => /^[\d.%]+$/.test(thing))) return { things, noun: "" };
  }
  return undefined;
}

/** The names in a list of things; nothing where one is no name, or one of the `fields` (in the words of `wordsIn`). */
function namesIn(list: string, fields: readonly string[] = []): readonly string[] | undefined {
  const things = thingsOf(list);
  const areNames = things.length > 1 && new Set(things).size === things.length && areOfAKind(things);
  return areNames && !things.some((thing) => NO_NAME.test(thing) || fields.includes(wordsIn(thing)))
    ? things
    : undefined;
}

/** "Lyon, 3 rooms" names no rows. */
function areOfAKind(things: readonly string[]): boolean {
  return things.every((thing) => /\d/.test(thing)) || !things.some((thing) => /^[\d.]+$/.test(thing));
}

/** What one of a list is called. */
export function headOf(key: string): string {
  return one(wordsOfKey(key).at(-1) ?? "");
}

const one = (word: string) => singularOf(word).toLowerCase();
const wordsIn = (name: string) => wordsOfKey(name).map(one).join(" ");

/** Words that begin with a capital and are no names, and numbers that say when or how much. */
const NO_NAME = /^(?:I|i\.e\.?|e\.g\.?|I['’]\w+|\d+(?:k|th|st|nd|rd|am|pm|%)|Q\d|EUR|USD|(?:not|only) .*)$/;

/** What things are called by the words before them: as the list is, as a field of its rows, or as what there is a row for. */
function nounOf(
  lead: readonly string[],
  things: readonly string[],
  head: string,
  fields: readonly string[],
  isApart: boolean,
) {
  const last = lead.at(-1)!;
  const noun = one(last);
  const isBy = BY.test(lead.at(-2) ?? "") && fields.some((field) => field === noun || field.endsWith(` ${noun}`));
  if (isBy) return noun;
  const areOwn = things.every((thing) => /^[\p{Lu}"“'#]|\d/u.test(thing));
  if (!areOwn) return undefined;
  if (isPlural(last) && (noun === head || fields.includes(noun))) return noun;
  return isApart && lead.some((word) => isPlural(word) && one(word) === head) ? head : undefined;
}

function thingsOf(list: string): string[] {
  return list
    .split(/, ?(?:and |& |vs\.? |versus |plus )?| (?:and|&|vs\.?|versus|plus) /)
    .map((thing) => thing.replace(/^["“']|["”']$/g, "").trim());
}

/** By what rows are told apart when nothing is said of it. */
const TELLS_APART =
  /^(?:name|title|id|number|code|label|city|country|team|company|person|product|item|sku|ticker|symbol|.* (?:id|no|number|code|name))$/;

/** … where nothing is known of what they are: a month is no invoice number. */
const NAMES = /^(?:name|title|label|city|country|team|company|person|product|item|sku|ticker|symbol|.* name)$/;

/** The field that tells the rows of a list apart, where one of them is called `noun`. */
export function holderOf(fields: readonly string[], noun: string): string | undefined {
  const words = fields.map(wordsIn);
  const called = [
    (name: string) => name === noun,
    (name: string) => noun !== "" && new RegExp(`^${noun} (?:name|id|no|number|code)$`).test(name),
    (name: string) => (noun === "" ? NAMES : TELLS_APART).test(name),
  ];
  const found = called.map((isIt) => words.findIndex(isIt)).find((at) => at >= 0);
  return found === undefined ? undefined : fields[found];
}

const NAME: Schema = { type: "string" };

/** The rows with the names in the field that tells them apart; in one of its own where none does. */
function withNames(items: Schema, { things, noun }: Named): Schema {
  const properties = items.properties!;
  const holder = holderOf(Object.keys(properties), noun);
  if (holder === undefined) {
    const areCodes = noun !== "" && things.every((thing) => /\d/.test(thing));
    return withName(items, { ...NAME, "x-rows": [...things] }, areCodes ? noun : "name");
  }
  const rows = rowsFor(properties[holder]!, things);
  return rows
    ? { ...items, properties: { ...properties, [holder]: { ...properties[holder], "x-rows": rows } } }
    : items;
}

/** Rows that have a name before all else. */
export function withName(items: Schema, schema: Schema = NAME, name = "name"): Schema {
  return {
    ...items,
    ...objectOf([
      { name, schema },
      ...Object.entries(items.properties ?? {}).map(([other, child]) => ({ name: other, schema: child })),
    ]),
  };
}

/** The names as values of a field, if they can be. */
function rowsFor({ type, format, enum: choices }: Schema, things: readonly string[]): (string | number)[] | undefined {
  if (
    choices?.some((choice) => !things.includes(String(choice))) ||
    /^(?:date|date-time|email|uri)$/.test(format ?? "")
  )
    return undefined;
  if (type === undefined || type === "string") return [...things];
  const numbers = things.map(Number);
  return (type === "integer" || type === "number") && numbers.every(Number.isSafeInteger) ? numbers : undefined;
}
