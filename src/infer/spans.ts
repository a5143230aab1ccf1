// From the tags of a prompt's pieces to the schema of its result: which keys, what each is in, how many. What the first reading
// knows of a key (its type, its values, its count) holds here too.

import { DEEPEST, linesOf, type Place, type Role } from "./align.js";
import { alike, areClean, choicesSaid, inName } from "./choices.js";
import { sizeOf } from "./counts.js";
import { fieldOf, type Item } from "./items.js";
import { keyFrom, manyOf, type Piece, plainKey, wordsIn, writtenName } from "./keys.js";
import { type Kind, meaningOf } from "./names.js";
import { isPlural, wordsOfKey } from "./nouns.js";
import { type Count, type Field, isKey, isOpen, listOf, objectOf, type Schema } from "./shape.js";

/** What the tagger says of each piece: its tag, and of one that begins a key how the key follows from its words and what it holds. */
export type Tagged = {
  tags: readonly string[];
  edits: readonly string[];
  types: readonly { type: string; sure: number }[];
};

/** The reading that was there before. */
export type Known = {
  schema: Schema;
  places: readonly (Place | undefined)[];
  /** The item that a text says first, by the rules. */
  itemIn: (text: string) => Item | undefined;
  /** The same schema with what the names of its fields mean in what is called `of`. */
  settled: (schema: Schema, name: string, of: string) => Schema;
};

/** A key as it stands in the prompt. */
type Span = {
  from: number;
  to: number;
  role: Role;
  depth: number;
  edit: string;
  type: string;
  sure: number;
  choices: string[];
};
type Node = { span: Span; kids: Node[] };
type Said = {
  prompt: string;
  pieces: readonly Piece[];
  known: Known;
  byPlace: ReadonlyMap<string, KnownKey>;
  byName: ReadonlyMap<string, Schema>;
  spans: readonly Span[];
  /** What they are called by their own words. */
  names: readonly string[];
  count?: Count;
};
/** `edit`: how its name follows from its words. */
type KnownKey = { name: string; schema: Schema; edit: string };

export function schemaOf(prompt: string, pieces: readonly Piece[], tagged: Tagged, known: Known): Schema {
  const lines = linesOf(known.schema);
  const byPlace = new Map<string, KnownKey>();
  const byName = new Map<string, Schema>();
  for (const [i, line] of lines.entries()) {
    const place = known.places[i];
    if (place)
      byPlace.set(`${place.from}:${place.to}${line.role}`, { name: line.keys, schema: line.schema!, edit: place.edit });
    if (line.role === "F") byName.set(line.keys, line.schema!);
  }
  const told = joined(withoutExcluded(spansIn(tagged), prompt, pieces), pieces);
  const keys = withChoices(withoutLongForms(told, pieces), prompt, pieces);
  const spans = withBrackets(keys, pieces, byPlace);
  const list = lines.find(({ role, depth }) => depth === 0 && (role === "L" || role === "S"));
  const count = list?.schema && countOf(list.schema);
  const names = spans.map((span) => plainKey(wordsIn(span, pieces)));
  const said: Said = {
    prompt,
    pieces,
    known,
    byPlace,
    byName,
    spans,
    names,
    ...(count && { count }),
  };
  const { roots, alone } = treeOf(spans);
  const fields = roots.map((node) => built(node, said));
  const rowsAre = alone.length > 0 ? (list?.keys ?? rowsName(alone, said)) : "";
  const rows = alone.map((node) => built(node, said, rowsAre));
  return holding(rows.length > 0 ? [{ name: rowsAre, schema: listOf(holding(rows), count) }, ...fields] : fields);
}

function spansIn({ tags, edits, types }: Tagged): Span[] {
  return tags.flatMap((tag, from): Span[] => {
    if (!tag.startsWith("B")) return [];
    const inside = `I${tag.slice(1)}`;
    let to = from + 1;
    while (tags[to] === inside) to += 1;
    const { type, sure } = types[from]!;
    return [{ from, to, role: tag[1] as Role, depth: Number(tag[2]), edit: edits[from]!, type, sure, choices: [] }];
  });
}

const LEFT_OUT =
  /\b(?:(?:do not|don['’]t|does not|doesn['’]t|never|must not|should not) (?:include|return|show|list|send|add|mention|report|need|want|give|contain|quote|bother with)|leave (?:out|off)|omit|exclude|excluding|no need for)\b:?/gi;
const LEFT_OUT_SO_FAR =
  /[.!?;:\n()—]|\b(?:but|besides|other than|except|(?:and|then) (?:please |also |do )?(?:give|return|show|list|include|tell|report|add))\b| - /i;

/** "Do not include the date of birth": what is to be left out is no key. A list that is named there may be the one that is asked for. */
function withoutExcluded(all: readonly Span[], prompt: string, pieces: readonly Piece[]): Span[] {
  const parts = [...prompt.matchAll(LEFT_OUT)].map(({ 0: said, index }) => {
    const from = index + said.length;
    const size = prompt.slice(from).search(LEFT_OUT_SO_FAR);
    return { from, end: size < 0 ? prompt.length : from + size };
  });
  const isLeftOut = (at: number) => parts.some(({ from, end }) => at >= from && at < end);
  const kept = all.filter(({ from, role }) => !/[FSM]/.test(role) || !isLeftOut(pieces[from]!.at));
  return kept.some(({ role }) => role !== "E") ? kept : [...all];
}

/** "how many tickets were solved": one number, of the tickets solved. */
function joined(all: readonly Span[], pieces: readonly Piece[]): Span[] {
  const spans: Span[] = [];
  for (const span of all) {
    const before = spans.at(-1);
    if (before && isOneNumber(before, span, pieces)) spans[spans.length - 1] = { ...before, to: span.to };
    else spans.push(span);
  }
  return spans;
}

function isOneNumber(counted: Span, done: Span, pieces: readonly Piece[]): boolean {
  const between = textsIn(pieces, counted.to, done.from);
  const lead = textsIn(pieces, Math.max(0, counted.from - 2), counted.from);
  return (
    counted.role === "F" &&
    done.role === "F" &&
    lead.some((text) => /^many$/i.test(text)) &&
    between.length > 0 &&
    between.every((text) => /^(?:is|are|was|were|have|has|been|got)$/i.test(text))
  );
}

/** "message timestamp (ts)": `ts` is the name of it. */
function withoutLongForms(all: readonly Span[], pieces: readonly Piece[]): Span[] {
  return all.filter(({ from, to }, i) => {
    const next = all[i + 1];
    const isBracketed =
      next?.from === to + 1 && next.to === to + 2 && pieces[to]!.text === "(" && pieces[next.to]?.text === ")";
    return !isBracketed || !isShortFor(pieces[next.from]!.text, textsIn(pieces, from, to).join(" "));
  });
}

function textsIn(pieces: readonly Piece[], from: number, to: number): string[] {
  return pieces.slice(from, to).map(({ text }) => text);
}

const LONGEST_SHORT_FORM = 5;

/** Its letters in their order, as "qty" is for "quantity". */
function isShortFor(short: string, long: string): boolean {
  const letters = [...long.toLowerCase()];
  const inOrder = [...short.toLowerCase()].every((letter) => {
    const at = letters.indexOf(letter);
    letters.splice(0, at + 1);
    return at >= 0;
  });
  return inOrder && short.length <= LONGEST_SHORT_FORM && 2 * short.length < long.length;
}

/** The values that stand after a key are its; those before the first key are of that. */
function withChoices(all: readonly Span[], prompt: string, pieces: readonly Piece[]): Span[] {
  const keys = all.filter(({ role }) => role !== "E");
  for (const span of all) {
    // "One of 1, 2, 3": of the values it is none.
    const isOneOf = /^one$/i.test(pieces[span.from]!.text) && /^of$/i.test(pieces[span.to]?.text ?? "");
    if (span.role !== "E" || isOneOf) continue;
    const owner = ownerOf(span, keys);
    const text = prompt.slice(pieces[span.from]!.at, pieces[span.to - 1]!.end).replace(/^['"]+|['"?!]+$/g, "");
    if (owner && !owner.choices.includes(text)) owner.choices.push(text);
  }
  return keys;
}

/** The last key before it that may have values, the next that has some, or the last whatever it is. */
function ownerOf({ from }: Span, keys: readonly Span[]): Span | undefined {
  const before = keys.findLast((key) => key.from < from);
  const isOther = before?.type !== "enum" && (before?.sure ?? 0) > SURE;
  const choosing = isOther ? keys.findLast((key) => key.from < from && key.type === "enum") : undefined;
  if (choosing) return choosing;
  if (before?.role === "F" || before?.role === "S") return before;
  return keys.find((key) => key.from > from && key.type === "enum") ?? before ?? keys[0];
}

/**
 * "address (street, city)": what stands in brackets after a key is in it. Tags tell three depths apart, and prompts have more; of a value,
 * brackets make a thing where the rules see one too, or where tags end.
 */
function withBrackets(all: readonly Span[], pieces: readonly Piece[], byPlace: Said["byPlace"]): readonly Span[] {
  return all.reduce((spans: readonly Span[], _, i) => {
    const span = spans[i]!;
    const end = bracketAfter(span, pieces);
    const isIn = ({ from }: Span) => from > span.to && from < end;
    const inside = spans.filter(isIn);
    const role = holderRole(span, byPlace);
    if (inside.length < 2 || role === undefined) return spans;
    const least = span.depth + 1;
    return spans.map((each) =>
      each === span ? { ...each, role } : isIn(each) ? { ...each, depth: Math.max(each.depth, least) } : each,
    );
  }, all);
}

/** What a key is that holds others, if it may be one. */
function holderRole({ from, to, role, depth }: Span, byPlace: Said["byPlace"]): Role | undefined {
  if (/[LOM]/.test(role)) return role;
  const known = (["L", "O"] as const).find((each) => byPlace.has(`${from}:${to}${each}`));
  return known ?? (depth < DEEPEST ? undefined : role === "S" ? "L" : "O");
}

/** Where the brackets end that begin just after a key. */
function bracketAfter({ to }: Span, pieces: readonly Piece[]): number {
  const from = /^[`"]$/.test(pieces[to]?.text ?? "") ? to + 1 : to;
  let depth = 0;
  for (let at = from; at < pieces.length; at += 1) {
    if (/^[([{]$/.test(pieces[at]!.text)) depth += 1;
    else if (/^[)\]}]$/.test(pieces[at]!.text)) depth -= 1;
    if (depth <= 0) return at;
  }
  return pieces.length;
}

/** Each key in the one that holds it: the last before it of one depth less, or the first after it. `alone`: rows of a list without a name. */
function treeOf(spans: readonly Span[]): { roots: Node[]; alone: Node[] } {
  const nodes = spans.map((span): Node => ({ span, kids: [] }));
  const roots: Node[] = [];
  const alone: Node[] = [];
  for (const [i, node] of nodes.entries()) {
    const { depth } = node.span;
    const holds = (other: Node) => /[LOM]/.test(other.span.role) && other.span.depth === depth - 1;
    const holder =
      nodes.slice(0, i).findLast(holds) ?? nodes.slice(i + 1).find((other) => other.span.role !== "M" && holds(other));
    (depth === 0 ? roots : (holder?.kids ?? alone)).push(node);
  }
  const isBare = ({ span, kids }: Node) => kids.length === 0 && (span.role === "L" || span.role === "O");
  // "`before` and `after`, each with …"
  for (const [i, node] of nodes.entries()) {
    if (!isBare(node)) continue;
    const same = ({ span, kids }: Node) =>
      span.role === node.span.role && span.depth === node.span.depth && kids.length > 0;
    node.kids = (nodes.slice(i + 1).find(same) ?? nodes.slice(0, i).findLast(same))?.kids ?? [];
  }
  return { roots, alone };
}

const OF_EACH = /^(?:each|every|per|by|which)$/i;

/** What rows are of that nothing in the prompt is the name of: "min and max price per category", "product, pieces, revenue". */
function rowsName(rows: readonly Node[], said: Said): string {
  const leaves = rows.filter(({ kids }) => kids.length === 0).map(({ span }) => span);
  const isOfEach = ({ from }: Span) =>
    said.pieces.slice(Math.max(0, from - 2), from).some(({ text }) => OF_EACH.test(text));
  const [first] = leaves;
  const one = leaves.find(isOfEach) ?? leaves.find(({ edit }) => edit === "-s") ?? first;
  const name = one && keyIn(one, said);
  return name === undefined || NO_ROWS.test(name) ? "items" : manyOf(name);
}

/** Of what anything may have. */
const NO_ROWS =
  /^(?:name|title|date|time|id|number|who|what|when|where|which|min|max|minimum|maximum|average|avg|how_.*|.*_(?:name|id|date|count|time))$/;

/** Of what is no name, such as a mark alone, nothing is made. */
function holding(fields: readonly Field[]): Schema {
  return objectOf(fields.filter(({ name }) => isKey(name)));
}

/** `of`: what it is in. */
function built(node: Node, said: Said, of = ""): Field {
  const { span, kids } = node;
  const isLeaf = span.role !== "L" && !(/[OM]/.test(span.role) && kids.length > 0);
  if (isLeaf) return leafOf(span, said, of);
  const name = keyIn(span, said);
  const fields = () =>
    holding([...(span.edit === "+name" ? [NAME] : []), ...kids.map((kid) => built(kid, said, name))]);
  if (span.role === "L") {
    const known = said.byPlace.get(`${span.from}:${span.to}L`);
    const count = (known && countOf(known.schema)) ?? countBefore(span, said) ?? listedAfter(span, said);
    const items: Schema = kids.length > 0 || span.edit === "+name" ? fields() : { type: "string" };
    return {
      name,
      schema: listOf(items, count ?? (span.depth === 0 ? said.count : undefined)),
    };
  }
  return { name, schema: span.role === "M" ? { type: "object", additionalProperties: fields() } : fields() };
}

const NAME: Field = { name: "name", schema: { type: "string" } };

/** The key of a span. */
function keyIn(span: Span, said: Said): string {
  const written = writtenName(span, said.pieces);
  if (written) return written;
  const words = wordsIn(span, said.pieces);
  const key = keyFrom(span, said.pieces, span.role === "L");
  const asked = ABOUT_IT.get(words.join(" ").toLowerCase());
  const done = asked && doneBefore(span, said);
  if (done) return done + asked;
  if (/^(?:has|have|had) been /i.test(words.join(" "))) return `is_${plainKey(words.slice(2))}`;
  if (span.edit === "has_" && isDoneTo(span, said)) return keyFrom({ ...span, edit: "is_" }, said.pieces, false);
  return key;
}

/** "… has been paid, and when and by whom": what is asked of what was done. */
const ABOUT_IT: ReadonlyMap<string, string> = new Map([
  ["when", "_at"],
  ["by whom", "_by"],
  ["who by", "_by"],
]);
const PARTICIPLE =
  /(?:ed|paid|sent|sold|made|built|held|done|given|taken|written|seen|bought|found|led|run|won|read)$/i;

function doneBefore({ from }: Span, { pieces, spans }: Said): string | undefined {
  const before = spans.findLast((each) => each.from < from);
  const word = before && pieces[before.to - 1]!.text;
  return word !== undefined && PARTICIPLE.test(word) ? word.toLowerCase() : undefined;
}

/** "average, min and max response time": each of them is one of a response time, where the rules read so. */
function withHead(name: string, { byName, names }: Said): string {
  const whole = [...byName.keys()].find((key) => key.startsWith(`${name}_`));
  const head = whole?.slice(name.length);
  return head !== undefined && names.some((other) => other !== whole && other.endsWith(head)) ? whole! : name;
}

/** "whether it has been shipped": it is. */
function isDoneTo({ from }: Span, { pieces }: Said): boolean {
  return /^been$/i.test(pieces[from - 1]?.text ?? "");
}

const COUNTED = /count|how many|number|total|score|price|amount|votes/i;

function leafOf(span: Span, said: Said, of: string): Field {
  const known = said.byPlace.get(`${span.from}:${span.to}${span.role}`);
  // "the average amounts" of one thing is an average amount, where the rules say so and the network nothing.
  const key = known?.edit === "-s" && span.edit === "" ? known.name : keyIn(span, said);
  if (isNumberToCall(span, said)) return { name: key, schema: { type: "string", format: "phone" } };
  if (span.role === "M" && isOfLists(span, said))
    return {
      name: key,
      schema: { type: "object", additionalProperties: { type: "array", items: { type: "string" } } },
    };
  if (span.role === "M" && span.choices.length > 1)
    return { name: key, schema: { type: "object", additionalProperties: choiceOf(alike(span.choices)) } };
  const choices = span.role === "F" || span.role === "S" ? choicesOf(span, key, known, said) : undefined;
  if (choices) {
    const choice = choiceOf(choices);
    return { name: key, schema: span.role === "S" ? listOf(choice) : choice };
  }
  const byGroup = span.role === "F" && /^(?:open|integer|number)$/.test(span.type) ? mapBy(key, span.type) : undefined;
  if (byGroup && known?.schema.type !== "array") return { name: known ? key : withHead(key, said), schema: byGroup };
  if (known) {
    return { name: key, schema: surelyTyped(known, span, said, of) };
  }
  const name = withHead(key, said);
  if (span.edit === "_count") return { name, schema: { type: "integer" } };
  if (span.role === "F" && /^(?:is|has|was|are)_$/.test(span.edit)) return { name, schema: { type: "boolean" } };
  const clause = clauseOf(span, said);
  const schema = schemaIn(clause, name, said);
  if (span.role === "S") {
    const texts = textsOf(schema, clause, span);
    const count = countBefore(span, said) ?? (span.depth === 0 ? said.count : undefined);
    return { name, schema: count ? listOf(texts.items!, count) : texts };
  }
  if (span.role === "M") return { name, schema: mapOf(schema, `${clause} ${name}`, span) };
  if (span.role === "O" || span.role === "L") return { name, schema };
  return { name, schema: typed(oneOf(schema, name, span, said), { name, of }, span, said) };
}

/** "on what number can I reach her", "a plumber and their number", "a number to reach him on" */
function isNumberToCall({ from, to, type }: Span, { pieces }: Said): boolean {
  if (to > from + 1 || !/^number$/i.test(pieces[from]!.text) || /^(?:integer|number)$/.test(type)) return false;
  const before = textsIn(pieces, Math.max(0, from - 2), from).join(" ");
  const after = textsIn(pieces, to, to + 2).join(" ");
  return /\b(?:(?:on|at|under) (?:what|which)|his|her|their)$/i.test(before) || /^to (?:call|reach|ring)$/i.test(after);
}

/** "whose values are arrays of job titles", "group → array of names": of the one map that there is. */
function isOfLists(span: Span, { prompt, spans }: Said): boolean {
  return OF_LISTS.test(prompt) && spans.every((each) => each === span || each.role !== "M");
}
const OF_LISTS =
  /(?:\bvalues?(?: is| are| being)?|→|->|\bto) (?:an? |the )?(?:sorted |plain |flat )?(?:arrays?|lists?) of (?!objects?\b)/i;

/** From there on what the network says of a type counts, where nothing else is known. */
const SURE = 0.65;

/** How sure the network has to be that a field is one of some values, to look for them in the prose. */
const SURE_OF_CHOICES = 0.8;

/** The values that a field has: those that are tagged, if the rules know no more; else those that prose says. */
function choicesOf(span: Span, name: string, known: KnownKey | undefined, said: Said): string[] | undefined {
  const before = known?.schema.enum ?? known?.schema.items?.enum;
  if (before && areClean(before) && span.choices.length <= before.length) return undefined;
  if (span.choices.length > 1) return alike(span.choices);
  if (before || span.type === "boolean") return undefined;
  const isSure = span.type === "enum" && span.sure >= SURE_OF_CHOICES;
  const own = span.role === "F" ? inName(name, said.prompt) : undefined;
  const { type, format } = meaningOf(name).schema;
  if (own && (isSure || format === undefined)) return own;
  if (!isSure) return undefined;
  // "birch, grass, mugwort (none/low/medium/high)": the same of all.
  const shared = sharedAfter(span, said);
  if (shared) return alike(shared);
  if (type !== "string" || format !== undefined) return undefined;
  const { pieces, prompt } = said;
  return choicesSaid(name, prompt.slice(pieces[span.to - 1]!.end), prompt);
}

/** The values of the next key, when nothing but a comma is between. */
function sharedAfter(span: Span, said: Said): readonly string[] | undefined {
  const next = said.spans[said.spans.indexOf(span) + 1];
  if (
    next?.type !== "enum" ||
    !said.pieces.slice(span.to, next.from).every(({ text }) => /^(?:[,/&]|and)$/i.test(text))
  )
    return undefined;
  return next.choices.length > 1 ? next.choices : sharedAfter(next, said);
}

function choiceOf(choices: readonly string[]): Schema {
  if (choices.every((choice) => /^(?:true|false|yes|no)$/i.test(choice))) return { type: "boolean" };
  return choices.every((choice) => /^\d{1,4}$/.test(choice))
    ? { enum: choices.map(Number) }
    : { type: "string", enum: [...choices] };
}

function surelyTyped({ name, schema }: KnownKey, span: Span, said: Said, of: string): Schema {
  if (span.role === "F") return typed(schema, { name, of }, span, said);
  const isSure = span.sure > SURE;
  if (span.role === "S" && isSure) return textsOf(schema, clauseOf(span, said), span);
  const isOpen = Object.keys(schema.additionalProperties || {}).length === 0;
  return span.role === "M" && isSure && isOpen ? mapOf(schema, "", span) : schema;
}

const LONGEST_CLAUSE = 80;

/** A key with what is said of it, to the end of its clause or to the next key: "amount (EUR, integer)". */
function clauseOf({ from, to }: Span, { prompt, pieces, spans }: Said): string {
  let depth = 0;
  let end = to;
  const next = spans.find((each) => each.from >= to)?.from ?? pieces.length;
  const isIntroduced = next < pieces.length && pieces.slice(next - 4, next).some(({ text }) => text === ":");
  for (; end < Math.min(next, to + LONGEST_CLAUSE); end += 1) {
    const { text } = pieces[end]!;
    if (/^[([{]$/.test(text)) depth += 1;
    else if (/^[)\]}]$/.test(text)) {
      if (depth === 0) break;
      depth -= 1;
    } else if (depth === 0 && /^(?:[,;.?!\n|]|and|plus)$/i.test(text)) break;
    else if (text === ":" && isIntroduced) break;
  }
  const quote = pieces[from - 1];
  const start = quote && /^[`"]$/.test(quote.text) ? quote.at : pieces[from]!.at;
  return prompt.slice(start, pieces[end - 1]!.end);
}

function schemaIn(clause: string, name: string, { known }: Said): Schema {
  const item = known.itemIn(clause);
  if (item === undefined) return {};
  const { kids: _kids, each: _each, ...plain } = item;
  return fieldOf({ ...plain, name }).schema;
}

/** The schema of one value, where the words alone would make a list of it. */
function oneOf(schema: Schema, name: string, span: Span, { byName }: Said): Schema {
  const known = byName.get(name);
  if (known && !schema.enum && known.type !== "array" && known.type !== "object") return known;
  const isMany = schema.type === "array" || (Object.keys(schema).length === 0 && meaningOf(name).list);
  const wanted = isMany && span.sure > SURE ? ITEM_TYPES.get(span.type) : undefined;
  if (wanted) return wanted;
  if (schema.type === "array")
    return /count|number/.test(name) ? { type: "integer" } : schema.items?.enum ? schema.items : { type: "string" };
  if (Object.keys(schema).length > 0 || !meaningOf(name).list) return schema;
  return { type: "string" };
}

/** "revenue_by_country", "headcount per department": a number for each. What was done by somebody, or is per unit, is none. */
function mapBy(name: string, seen: string): Schema | undefined {
  const [, what = "", by, group = ""] = /^(?:(\w+?)_)?(by|per)_([a-z_]+)$/.exec(wordsOfKey(name).join("_")) ?? [];
  if (by === undefined || PARTICIPLE.test(what) || NEVER_GROUPS.test(group)) return undefined;
  // "price per hour" is one number, and so is what is ahead by some minutes.
  if (seen !== "open" && (by === "per" || NO_GROUP.test(group) || NO_GROUP_OF.test(what))) return undefined;
  const { schema, kind } = meaningOf(what);
  const isNumber = schema.type === "number" || schema.type === "integer";
  const values: Schema = isNumber
    ? schema
    : isPlural(what) || kind === "count"
      ? { type: "integer" }
      : { type: "number" };
  return { type: "object", additionalProperties: values };
}

const NEVER_GROUPS = /^(?:whom|when|which|volume|weight|default|far|hand)$/;
const NO_GROUP =
  /^(?:whom|when|date|time|default|far|hand|now|one|end|(?:\w+_)?(?:minutes|hours|days|percent|points|amount))$/;
const NO_GROUP_OF = /^(?:|ahead|behind|late|early|up|down|over|under|off|pay|cancel|order|apply|reply|rsvp)$/;

const ITEM_TYPES: ReadonlyMap<string, Schema> = new Map<string, Schema>([
  ["integer", { type: "integer" }],
  ["number", { type: "number" }],
  ["string", { type: "string" }],
  ["date", { type: "string", format: "date" }],
  ["when", { type: "string", format: "date" }],
]);

function textsOf(schema: Schema, clause: string, { type, sure }: Span): Schema {
  const inner =
    schema.type === "array"
      ? schema.items
      : schema.type === "object" || (schema.type === "boolean" && !/bool/.test(clause))
        ? undefined
        : schema;
  const items = inner?.type || inner?.enum ? inner : { type: "string" as const };
  const wanted = sure > 0.8 ? ITEM_TYPES.get(type) : undefined;
  const fits =
    wanted === undefined ||
    items.enum ||
    (wanted.format
      ? items.format
      : items.type === wanted.type || (wanted.type === "number" && items.type === "integer"));
  return { ...(schema.type === "array" ? schema : {}), type: "array", items: fits ? items : wanted! };
}

const MAP_TYPES = new Set(["integer", "number", "string", "boolean"]);

function mapOf(schema: Schema, text: string, { type, sure }: Span): Schema {
  if (sure > 0.7 && MAP_TYPES.has(type)) return { type: "object", additionalProperties: { type: type as "string" } };
  if (sure > 0.7 && /^date(?:time)?$/.test(type)) {
    const format = type === "date" ? "date" : "date-time";
    return { type: "object", additionalProperties: { type: "string", format } };
  }
  if (schema.additionalProperties) return schema;
  return { type: "object", additionalProperties: COUNTED.test(text) ? { type: "integer" } : {} };
}

/** What fits a type that the network sees. */
const isTime = ({ format }: Schema) => format === "date" || format === "date-time";
const FITTING: ReadonlyMap<string, (schema: Schema) => boolean> = new Map([
  ["string", (schema: Schema) => schema.type === "string" && !isTime(schema)],
  ["integer", ({ type }: Schema) => type === "integer"],
  ["number", ({ type }: Schema) => type === "number" || type === "integer"],
  ["boolean", ({ type }: Schema) => type === "boolean"],
  ["when", isTime],
  ["date", ({ format }: Schema) => format === "date"],
  ["datetime", ({ format }: Schema) => format === "date-time"],
]);

/** What a schema is of, as far as the network tells types apart. */
function sortOf({ type, format, enum: choices }: Schema): string {
  if (choices) return "enum";
  if (isTime({ format })) return "when";
  return type === "object" || type === "array" || type === undefined ? "other" : type;
}

/**
 * How sure the network has to be of a type where a name means another, by what it sees and what the name means, "*" for any. Measured on
 * prompts from which it had learned nothing: from there on it was right more often than the names.
 */
const SURE_AGAINST: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  integer: { number: 0.5, string: 0.55, when: 0.8, "*": 0.9 },
  number: { when: 0.99, "*": 0.95 },
  string: { number: 0.6, integer: 0.65, "*": 0.95 },
  when: { string: 0.4, number: 0.5, integer: 0.5, "*": 0.8 },
  datetime: { "*": 0.65 },
  date: { "*": 0.65 },
  boolean: { "*": 0.9 },
};
/** … and by what kind of thing the name means: a position may be a job, a status code is a number. */
const SURE_AGAINST_KIND: Readonly<Record<string, Partial<Record<Kind, number>>>> = {
  string: { rank: 0.45, number: 0.985 },
  boolean: { count: 0.99 },
  number: { size: 0.99, range: 0.99, hours: 0.99, month: 0.99, version: 0.99 },
};
/** … and where it means nothing that is known. */
const SURE_ALONE: Readonly<Record<string, number>> = { boolean: 0.45, when: 0.45, integer: 0.5 };
/** … and where something else was said of it. */
const SURE_AGAINST_SAID = 0.985;

/** … and where the prompt asks whether. */
const SURE_OF_WHETHER = 0.5;

/** A key, and what it is in. */
type Called = { name: string; of: string };

/** "whether it's a traditional Italian dish" */
function isWhether({ from }: Span, { pieces }: Said): boolean {
  const before = pieces.slice(Math.max(0, from - 5), from).map(({ text }) => text);
  const at = before.findLastIndex((text) => /^(?:whether|if)$/i.test(text));
  return at >= 0 && !before.slice(at).some((text) => /^[,;.:]$/.test(text));
}

function sureEnough(type: string, { name, of }: Called, set: Schema): number {
  const { kind, known } = meaningOf(name, of);
  if (kind === "text" && !known) return SURE_ALONE[type] ?? SURE;
  const against = SURE_AGAINST[type];
  return SURE_AGAINST_KIND[type]?.[kind] ?? against?.[sortOf(set)] ?? against?.["*"] ?? 0.95;
}

/** The schema that a field's type asks for, where what names mean is something else. What was said of it weighs more. */
function typed(schema: Schema, called: Called, span: Span, said: Said): Schema {
  const { type, sure } = span;
  const set = said.known.settled(schema, called.name, called.of);
  const meant = said.known.settled({}, called.name, called.of);
  const fitting = FITTING.get(type);
  if (sure > SURE && schema.enum === undefined && fitting && !fitting(set) && fitting(meant)) return {};
  const isSaid = schema.enum !== undefined || set.type !== meant.type || set.format !== meant.format;
  const isAsked = type === "boolean" && isWhether(span, said);
  const enough = isAsked ? SURE_OF_WHETHER : isSaid ? SURE_AGAINST_SAID : sureEnough(type, called, set);
  if (sure < enough) return schema;
  const isNumber = set.type === "number" || set.type === "integer";
  const isWhen = isTime(set);
  if (type === "boolean") return set.type === "boolean" ? schema : { type: "boolean" };
  if (type === "integer" && isNumber) return set.type === "number" ? { ...set, type: "integer" } : schema;
  if (type === "integer") return { type: "integer" };
  if (type === "number") return isNumber ? schema : { type: "number" };
  if (type === "string") return set.type === "string" || set.enum ? schema : { type: "string" };
  if (type !== "date" && type !== "datetime" && type !== "when") return schema;
  const format = type === "datetime" ? "date-time" : "date";
  const fits = isWhen && (isSaid || type === "when" || set.format === format);
  return fits ? schema : { type: "string", format };
}

function countOf(list: Schema): Count | undefined {
  const { minItems, maxItems } = list;
  if (maxItems === undefined || isOpen(list)) return undefined;
  return minItems === maxItems ? { exact: maxItems } : { most: maxItems };
}

const AT_MOST = /(?:up to|at most|no more than|max|maximum|maximum of|not more than)$/;
const OF_TIME = /^(?:days?|weeks?|months?|hours?|minutes?|years?|%|percent|miles?|km|stars?|-)$/;

/** "the 5 oldest invoices": a number before the noun, in its phrase. */
function countBefore({ from }: Span, { pieces }: Said): Count | undefined {
  const texts = pieces.slice(Math.max(0, from - 10), from).map(({ text }) => text.toLowerCase());
  for (let i = texts.length - 1; i >= Math.max(0, texts.length - 6); i -= 1) {
    if (/^[,.;:!?\n()]$/.test(texts[i]!)) return undefined;
    const size = sizeOf(texts[i]!);
    if (size === undefined || OF_TIME.test(texts[i + 1] ?? "")) continue;
    return AT_MOST.test(texts.slice(Math.max(0, i - 4), i).join(" ")) ? { most: size } : { exact: size };
  }
  return undefined;
}

/** "issues 12, 15 and 19": as many as are named. */
function listedAfter({ to }: Span, { pieces }: Said): Count | undefined {
  let at = to;
  let size = 0;
  while (at < pieces.length && /^#?(?:\p{Lu}+-)?\d+$|^[,#]$|^and$/u.test(pieces[at]!.text)) {
    if (/\d/.test(pieces[at]!.text)) size += 1;
    at += 1;
  }
  return size > 1 ? { exact: size } : undefined;
}
