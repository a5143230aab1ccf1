// The rows that a prompt names: "for Lisbon, Reykjavik and Cairo: …", "our warehouses (Hamburg, Lyon)", "orders 31, 32 and 35". A list that
// has a row for each of them has so many rows, each told apart by one of the names.

import { isPlural, singularOf, wordsOfKey } from "./nouns.js";
import { listOf, objectOf, type Schema, SOME } from "./shape.js";

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

/** The schema whose one list has a row for each of the things that the prompt names, if it names any. */
export function withNamedRows(schema: Schema, prompt: string): Schema {
  const lists = Object.entries(schema.properties ?? {}).filter(([, { type }]) => type === "array");
  const [key, list] = lists[0] ?? [];
  if (key === undefined || lists.length > 1 || !list?.items?.properties) return schema;
  const named = namedRows(key, Object.keys(list.items.properties), prompt);
  const size = named?.things.length;
  const isOpen = list.minItems === SOME.minItems && list.maxItems === SOME.maxItems;
  if (named === undefined || !(isOpen || (list.minItems === size && list.maxItems === size))) return schema;
  const items = withNames(list.items, named);
  return { ...schema, properties: { ...schema.properties, [key]: { ...list, ...listOf(items, { exact: size! }) } } };
}

/** @forTests The things of which a list called `key` has a row each, as the prompt names them. */
export function namedRows(key: string, fields: readonly string[], prompt: string): Named | undefined {
  const head = headOf(key);
  const names = fields.map(wordsIn);
  const isField = (thing: string) => names.includes(wordsIn(thing));
  const found = (list: string): readonly string[] | undefined => {
    const things = thingsOf(list);
    const areNames = things.length > 1 && new Set(things).size === things.length && areOfAKind(things);
    return areNames && !things.some((thing) => isField(thing) || NO_NAME.test(thing)) ? things : undefined;
  };
  for (const pattern of [...AFTER_A_NOUN, DIRECT])
    for (const { groups } of prompt.matchAll(pattern)) {
      const things = found(groups!.things!);
      const noun = things && nounOf(groups!.lead!.split(" "), things, head, names, pattern !== DIRECT);
      if (noun !== undefined) return { things: things!, noun };
    }
  if (OF_ROWS(head).test(prompt)) return undefined;
  for (const { groups } of prompt.matchAll(EACH.test(prompt) ? ALONE : FRONTED)) {
    const things = found(groups!.things!);
    if (things && !things.every((thing) => /^[\d.%]+$/.test(thing))) return { things, noun: "" };
  }
  return undefined;
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

/** The field that tells the rows of a list apart, where one of them is called `noun`. */
export function holderOf(fields: readonly string[], noun: string): string | undefined {
  const words = fields.map(wordsIn);
  const called = [
    (name: string) => name === noun,
    (name: string) => noun !== "" && new RegExp(`^${noun} (?:name|id|no|number|code)$`).test(name),
    (name: string) => TELLS_APART.test(name),
  ];
  const found = called.map((isIt) => words.findIndex(isIt)).find((at) => at >= 0);
  return found === undefined ? undefined : fields[found];
}

const NAME: Schema = { type: "string" };

/** The rows with the names in the field that tells them apart; in one of its own where none does. */
function withNames(items: Schema, { things, noun }: Named): Schema {
  const properties = items.properties!;
  const holder = holderOf(Object.keys(properties), noun);
  if (holder === undefined) return withName(items, { ...NAME, "x-rows": [...things] });
  const rows = rowsFor(properties[holder]!, things);
  return rows
    ? { ...items, properties: { ...properties, [holder]: { ...properties[holder], "x-rows": rows } } }
    : items;
}

/** Rows that have a name before all else. */
export function withName(items: Schema, schema: Schema = NAME): Schema {
  return {
    ...items,
    ...objectOf([
      { name: "name", schema },
      ...Object.entries(items.properties ?? {}).map(([name, child]) => ({ name, schema: child })),
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
