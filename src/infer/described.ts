// Names that are written as names, each with what is said of it: "`stats` object with min and max", "translations, locale code to text".

import { isGiven } from "./evidence.js";
import { type Item, readItems, textOf } from "./items.js";
import type { Schema } from "./shape.js";
import type { Token } from "./tokens.js";

const OPENERS = /^(?:with|holding|having|containing|carrying|including|contains|holds|has|have)$/;
/** After such a word something else is said. */
const ENDS = /^(?:;|plus|also|finally|additionally)$/;
const APART =
  /^(?:also|additionally|plus|overall|beside|besides|alongside|next|outside|top|end|finally|whole|entire|apart|furthermore)$/;
const LONGEST_TAIL = 25;
const NEAR = 12;

/** Does it say that what follows stands beside a list, and not in its rows? */
export function isApart(token: Token): boolean {
  return token.kind === "word" && APART.test(token.lower);
}

/** The names of a sentence. A name after "… with" or "… :" is inside the name before. */
export function describedIn(tokens: readonly Token[], isField: (item: Item) => boolean): Item[] {
  const out: Item[] = inBrackets(tokens);
  const starts = tokens.flatMap((_, i) => (isGiven(tokens, i) ? [i] : []));
  let parents: Item[] = [];
  for (const [k, from] of starts.entries()) {
    const end = starts[k + 1] ?? tokens.length;
    const tail = tokens.slice(from + 1, end);
    const opens = end < tokens.length && isOpen(tail);
    const item = opens ? readItems([tokens[from]!])[0] : describe(tokens[from]!, tail);
    if (item === undefined) continue;
    if (parents.length === 0 && tokens.slice(Math.max(0, from - NEAR), from).some(isApart)) item.overall = true;
    if (parents.length > 0) for (const parent of parents) parent.kids = [...(parent.kids ?? []), item];
    else out.push(item);
    if (opens) parents = opened(out, item, tail);
    else if (tail.some((token) => token.kind !== "name" && ENDS.test(token.lower))) parents = [];
    else if (parents.length === 0 && isPlain(item) && tail.length < LONGEST_TAIL)
      out.push(...withoutNamed(readItems(tokens.slice(from, end)).slice(1), tail).filter(isField));
  }
  return out;
}

/** "the headcount as", before a name: the last of what is listed is what the name is for. */
export function withoutNamed(items: readonly Item[], before: readonly Token[]): Item[] {
  return /^(?:as|called|named)$/.test(before.at(-1)?.lower ?? "") ? items.slice(0, -1) : [...items];
}

function isPlain(item: Item): boolean {
  return item.kids === undefined && item.schema.additionalProperties === undefined;
}

/** "(moved_count)": a name for what stands before the bracket. */
function inBrackets(tokens: readonly Token[]): Item[] {
  return tokens.flatMap((token, i) => {
    const inner = token.inner;
    const isAlias =
      inner !== undefined &&
      inner.length > 0 &&
      inner.length < 4 &&
      isGiven(inner, 0) &&
      tokens[i - 1] !== undefined &&
      tokens[i - 1]!.kind !== "name" &&
      !inner.some(({ text }) => /^[|/,]$/.test(text));
    if (!isAlias) return [];
    const isCount = /\bhow many\b/i.test(textOf(tokens.slice(Math.max(0, i - 8), i)));
    return readItems(inner)
      .slice(0, 1)
      .map((item) => (isCount ? { ...item, schema: { type: "integer" as const } } : item));
  });
}

function isOpen(tail: readonly Token[]): boolean {
  const last = tail.findLast((token) => !/^(?:the|a|an|both|,)$/.test(token.text));
  return last !== undefined && (last.text === ":" || (last.kind === "word" && OPENERS.test(last.lower)));
}

/** What the names that follow are in: the last name, or with "each … object" the last two. */
function opened(out: readonly Item[], item: Item, tail: readonly Token[]): Item[] {
  const says = (pattern: RegExp) => tail.some((token) => pattern.test(token.lower));
  const isObject = says(/^objects?$/) && !says(/^(?:array|list)$/);
  const parents = isObject && says(/^each$/) ? out.slice(-2) : [item];
  if (isObject) for (const parent of parents) parent.plural = false;
  return parents;
}

/** ", locale code to text", "keyed by weekday with a text", "with the currency code as key", "key = status, value = how many". */
const MAP =
  /^(?:,|-|\()?\s*(?:an? |as an? |the )?(?:object |map |mapping )?(?:keyed by|(?:with|mapping|from) (?:the |each )?[\w ]{2,30} (?:as (?:the )?keys?|to|→)|,? ?key = |\w+(?: \w+)? (?:to|→) \w+)/;

function describe(name: Token, all: readonly Token[]): Item | undefined {
  const end = all.findIndex((token, i) => i > 0 && token.kind !== "name" && ENDS.test(token.lower));
  const tail = end < 0 ? all : all.slice(0, end);
  const [read] = readItems([name, ...tail]);
  const [item = read] = readItems([name]);
  const text = textOf(tail).toLowerCase();
  if (item === undefined) return undefined;
  if (/^(?:be|is|as|holds|gives)?\s*(?:the )?(?:count|number|sum) of /.test(text))
    return { ...item, schema: { type: "integer" } };
  if (MAP.test(text))
    return { ...item, plural: false, schema: { type: "object", additionalProperties: valueIn(text) } };
  return holding(item, tail) ?? (read?.exact ? read : item);
}

/** What a map holds, by what is said of it. */
function valueIn(text: string): Schema {
  if (/how many|count|number of|quantity/.test(text)) return { type: "integer" };
  if (/number|amount|rate|total/.test(text)) return { type: "number" };
  return /text|string|name|label/.test(text) ? { type: "string" } : {};
}

/** "`severity_counts` object with critical, high, low", "`findings`: title and host", "`reasons` with short sentences". */
function holding(item: Item, tail: readonly Token[]): Item | undefined {
  const from = tail.findIndex(
    (token, i) => (i === 0 && token.text === ":") || (i < 6 && token.kind === "word" && OPENERS.test(token.lower)),
  );
  if (from < 0) return undefined;
  const kids = readItems(tail.slice(from + 1));
  const isObject = tail.slice(0, from).some((token) => token.lower === "object");
  if (/counts?$/i.test(item.name)) for (const kid of kids) kid.schema = { type: "integer", ...kid.schema };
  if (kids.length > 1) return { ...item, kids, ...(isObject ? { plural: false } : { each: item.plural }) };
  const isTexts = kids.length === 1 && kids[0]!.plural && !kids[0]!.exact && item.plural;
  return isTexts ? { ...item, schema: { type: "array", items: { type: "string" } } } : undefined;
}
