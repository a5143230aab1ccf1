// Lists that a prompt lays out in lines: bullets, numbers, tables, "name: type" lines. Which of them are lists of fields?

import { countAt, describeItem, ENUMISH, fieldsOf, type Item, ONE_OF_MANY, readItems, textOf } from "./items.js";
import { meaningOf } from "./names.js";
import { isPlural, keyOf } from "./nouns.js";
import type { Schema } from "./shape.js";
import type { Line, Token } from "./tokens.js";
import { readSample, readType } from "./types.js";
import { ACTION, COLLECTIVE, CONNECT, FETCH, FORMATS, PROSE, STOPPERS } from "./words.js";

/** A list of fields in lines, and the line above it. */
type Block = { intro: Token[]; items: Item[] };
/** What is left of a prompt: its sentences' lines, and its blocks in their order. */
export type Laid = { lines: Token[][]; blocks: Block[] };

const OTHER_INTRO =
  /\b(?:steps?|rules?|instructions?|notes?|constraints?|context|tasks?|goals?|requirements?|filters?|criteria|guidelines?|conditions|background|examples?|remember|important|caveats?|do not|don't|not|never|exclude|ignore|skip|body|message|agenda|cover|mention|attendees|invitees|recipients|following (?:people|users|details|values|settings|changes|info))\W*$/i;
const OUTPUT_INTRO =
  /\b(?:return|returns|fields?|columns?|keys?|output|include|includes|report|give|need|want|respond|response|reply|provide|properties|schema|answer|get|result|each|per|record|show|attributes|shape|contain|contains|know|details|extract|capture|tell|structure|format)\b/i;
const INPUT_INTRO = /\b(?:create|add|update|set|send|post|schedule|book|draft|with these|using|fill|change)\b/i;

/** What stands below is what the answer must not hold. */
const FORBIDS = /\b(?:do not|don't|never|must not|out of scope|exclude|exclusions|avoid)\W*(?:return|include)?\W*$/i;

export function readBlocks(given: readonly Line[]): Laid {
  const lines = withSequences(given);
  const laid: Laid = { lines: [], blocks: [] };
  let intro: Token[] = [];
  let headed = false;
  let used = false;
  for (let i = 0; i < lines.length; ) {
    const end = runEnd(lines, i, (endsWithColon(intro) || headed) && !used);
    const whole = lines.slice(i, Math.max(end, i + 1)).filter((line) => line.tokens.length > 0);
    const labels = end > i ? whole.filter((line) => line.bullet && isLabel(line.tokens)) : [];
    const run = whole.filter((line) => !labels.includes(line));
    laid.lines.push(...labels.map((line) => line.tokens));
    if (end > i && run.length > 0 && FORBIDS.test(textOf(intro).slice(-60))) {
      i = end;
      continue;
    }
    if (end > i && run.length > 0) {
      const items = isTable(run[0]) ? readTable(run) : readRun(run, intro);
      i = end;
      if (items !== undefined) {
        laid.blocks.push({ intro, items });
        used = true;
        continue;
      }
      laid.lines.push(...run.map((line) => line.tokens));
      intro = [];
      continue;
    }
    const line = lines[i]!;
    i += 1;
    if (line.tokens.length === 0) continue;
    if (line.tokens.length > 2 && line.tokens.every((token) => /^[-=]$/.test(token.text))) {
      headed = true;
      continue;
    }
    intro = line.tokens;
    headed = line.heading;
    used = false;
    if (!headed || line.tokens.length > 4 || startsWithVerb(line.tokens)) laid.lines.push(line.tokens);
  }
  return laid;
}

function endsWithColon(tokens: readonly Token[]): boolean {
  return /^[:-]$/.test(tokens.at(-1)?.text ?? "");
}

function isTable(line: Line | undefined): boolean {
  return line !== undefined && line.tokens[0]?.text === "|" && line.tokens.length > 3;
}

function isBlank(line: Line | undefined): boolean {
  return line !== undefined && line.tokens.length === 0;
}

/** Where the run of lines that are laid out alike ends; `at` itself when there is none. */
function runEnd(lines: readonly Line[], at: number, introduced: boolean): number {
  if (isHeadOfBullets(lines, at)) return headedEnd(lines, at);
  const is = isTable(lines[at]!)
    ? isTable
    : lines[at]!.bullet
      ? (line: Line) => line.bullet
      : isSpec(lines[at]!)
        ? isSpec
        : isParent(lines, at)
          ? isSpec
          : introduced && isShort(lines[at]!)
            ? isShort
            : undefined;
  if (is === undefined) return at;
  let end = at + 1;
  while (
    end < lines.length &&
    (is(lines[end]!) ||
      (is === isSpec && isParent(lines, end)) ||
      (lines[at]!.bullet && lines[end]!.indent > lines[at]!.indent && lines[end]!.tokens.length > 0) ||
      (isBlank(lines[end]) && lines[end + 1] !== undefined && lines[at]!.bullet && lines[end + 1]!.bullet))
  )
    end += 1;
  const least = is === isTable || lines[at]!.bullet ? 1 : 2;
  return end - at >= least ? end : at;
}

const LABEL =
  /^(?:sort(?:ing|ed)?(?: by)?|order(?:ing|ed)?(?: by)?|limit|page size|max(?:imum)?(?: results)?|(?:output|response|root|json)(?: key| format| type)?|format|filters?|key|constraints?|scope|language|time ?zone|(?:properties|fields|columns|attributes|keys) (?:per|of|for) .*|return|retry)$/;

/** "Limit: 50", "Output key: `parts`": said about the answer, no part of it. A value that is a type makes it a field. */
function isLabel(tokens: readonly Token[]): boolean {
  const colon = tokens.findIndex((token) => token.text === ":" && token.kind === "punct");
  if (colon < 0)
    return (
      /^(?:return|sort|order|limit|exclude|include only|use)$/.test(tokens[0]?.lower ?? "") &&
      tokens[0]!.kind === "word" &&
      tokens.length > 3
    );
  if (colon < 1 || colon > 4 || tokens[0]!.kind === "name" || !LABEL.test(textOf(tokens.slice(0, colon)).toLowerCase()))
    return false;
  const rest = tokens.slice(colon + 1);
  return rest.length > 0 && (rest.length > 3 || readType(textOf(rest)) === undefined);
}

/** "pipeline_id: string": a key, a colon, a type. */
function isSpec({ tokens, heading }: Line): boolean {
  if (isLabel(tokens)) return false;
  if (isTypedLine(tokens)) return true;
  const colon = tokens.findIndex((token) => token.text === ":" && token.kind === "punct");
  if (heading || colon < 1 || colon > 4 || colon === tokens.length - 1) return false;
  const key = tokens.slice(0, colon);
  if (
    !key.every(
      (token) => token.kind === "name" || token.kind === "word" || token.kind === "group" || token.text === "?",
    )
  )
    return false;
  const rest = tokens.slice(colon + 1);
  return (
    rest[0]!.kind === "skeleton" ||
    isSame(rest) ||
    (rest.length <= 12 && readType(textOf(rest)) !== undefined && !/[.!?]$/.test(rest.at(-1)!.text))
  );
}

/** "same as departure" */
function isSame(rest: readonly Token[]): boolean {
  return rest[0]?.lower === "same" && rest[1]?.lower === "as" && rest.length > 2;
}

/** "quota  integer, requests per day" */
function isTypedLine(tokens: readonly Token[]): boolean {
  const [name, type] = tokens;
  return (
    (name?.kind === "name" || (name?.kind === "word" && /^\p{Ll}/u.test(name.text))) &&
    type?.kind === "word" &&
    !type.glued &&
    PLAIN_TYPE.test(type.lower) &&
    tokens.length < 12 &&
    tokens[2]?.text !== ":"
  );
}

/** "replicas:" above lines that are further in. */
function isParent(lines: readonly Line[], at: number): boolean {
  const { tokens, indent, bullet } = lines[at]!;
  if (OUTPUT_INTRO.test(tokens[0]?.text ?? "") && tokens[0]?.kind === "word") return false;
  const next = lines[at + 1];
  if (bullet || tokens.length !== 2 || tokens[1]!.text !== ":" || next === undefined) return false;
  return next.indent > indent && isSpec(next);
}

/**
 * "- name: text" with "stars: 1-5" below it, as YAML lists the fields of one thing: they stand side by side, and the line above is of
 * many.
 */
function withSequences(lines: readonly Line[]): Line[] {
  const out = [...lines];
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1];
    if (!line.bullet || next === undefined || next.bullet || next.indent <= line.indent) continue;
    if (!isSpec(line) || !isSpec(next)) continue;
    out[i] = { ...line, bullet: false, indent: next.indent };
    const above = out[i - 1];
    if (above && above.indent < next.indent && !above.bullet) out[i - 1] = { ...above, listed: true };
  }
  return out;
}

/** "summary" or "services (the 5 dearest)" above bullets that are further in, when there are several of such. */
function isHeadOfBullets(lines: readonly Line[], at: number): boolean {
  const heads = lines.filter((_, i) => isHead(lines, i) && lines[i]!.indent === lines[at]!.indent);
  return heads.length > 1 && heads.includes(lines[at]!);
}

function isHead(lines: readonly Line[], at: number): boolean {
  const { tokens, bullet, heading, indent } = lines[at]!;
  const next = lines[at + 1];
  if (bullet || heading || next === undefined || !next.bullet || next.indent <= indent || tokens.length === 0)
    return false;
  const said = tokens.filter((token) => token.kind !== "group" && token.text !== ":");
  return (
    said.length > 0 &&
    said.length < 4 &&
    said.every((token) => token.kind === "word" || token.kind === "name") &&
    !startsWithVerb(said) &&
    !OUTPUT_INTRO.test(said[0]!.text)
  );
}

/** Past the heads, what stands below each, and the blank lines between. */
function headedEnd(lines: readonly Line[], at: number): number {
  const { indent } = lines[at]!;
  let end = at + 1;
  for (let i = end; i < lines.length; i += 1) {
    if (isBlank(lines[i])) continue;
    if (lines[i]!.indent <= indent && !isHead(lines, i)) break;
    end = i + 1;
  }
  return end;
}

/** A line of a few words, no sentence. */
function isShort({ tokens, heading, bullet }: Line): boolean {
  return (
    !heading &&
    !bullet &&
    tokens.length > 0 &&
    tokens.length <= 7 &&
    tokens[0]!.kind !== "skeleton" &&
    !tokens.some((token) => /^[.!?]$/.test(token.text)) &&
    !endsWithColon(tokens) &&
    !startsWithVerb(tokens)
  );
}

function startsWithVerb(tokens: readonly Token[]): boolean {
  const [first, second] = tokens;
  if (first?.kind !== "word" || tokens.length < 2) return false;
  const { lower } = first;
  if (STOPPERS.has(lower) && !/^(?:order|group|sort|limit|use|keep|leave|after|before|no|while|since)$/.test(lower))
    return true;
  const isVerb =
    ACTION.has(lower) ||
    FETCH.has(lower) ||
    CONNECT.has(lower) ||
    /^(?:use|do|make|sign|keep|sort|include|only|go|be|respond|if|when|return|always|never)$/.test(lower);
  return (
    isVerb &&
    second!.kind !== "punct" &&
    second!.kind !== "group" &&
    (second!.kind !== "word" ||
      /^(?:the|a|an|all|any|each|every|to|up|out|in|at|on|from|for|with|by|only|it|them|me|us|merge|not|no|this|that|your|their|user)$/.test(
        second!.lower,
      ))
  );
}

const DOTTED = /^[a-z_]+(?:\.[a-z_]+)+$/i;

/** The fields of bullets or of lines; undefined when they are something else: steps, rules, texts. */
function readRun(run: readonly Line[], intro: readonly Token[]): Item[] | undefined {
  const words = textOf(intro).slice(-140);
  const after = words.split(/[.!?]\s/).at(-1)!;
  if (OTHER_INTRO.test(after) && !/\b(?:return|fields|columns|output)\b/i.test(after)) return undefined;
  if (INPUT_INTRO.test(after) && !OUTPUT_INTRO.test(after)) return undefined;
  const indent = run[0]!.indent;
  const items: Item[] = [];
  let fieldlike = 0;
  let top = 0;
  for (const [i, line] of run.entries()) {
    if (line.indent > indent && i > 0) continue;
    top += 1;
    const below = run.slice(i + 1);
    const end = below.findIndex((each) => each.indent <= indent);
    const nested = end < 0 ? below : below.slice(0, end);
    const [name, ...others] = line.tokens;
    const item = readBullet(
      name?.kind === "entity" && DOTTED.test(name.text) ? [{ ...name, kind: "name" }, ...others] : line.tokens,
    );
    if (item === undefined) continue;
    const at = line.tokens.findIndex((_, k) => isSame(line.tokens.slice(k)));
    const same = at < 0 ? undefined : items.find(({ name }) => name === keyOf([textOf(line.tokens.slice(at + 2))]));
    if (same && item.length === 1)
      Object.assign(item[0]!, { schema: same.schema, ...(same.kids && { kids: same.kids }) });
    if (item.length > 0) fieldlike += 1;
    const inner = nested.length > 0 && item.length === 1 ? readRun(nested, []) : undefined;
    if (inner && inner.length > 0) {
      const [only] = item;
      if (only!.schema.type === "object") only!.plural = false;
      const size = line.tokens.flatMap(({ inner }) => (inner ? [countAt(inner, 0)?.size] : []))[0];
      if (size !== undefined) only!.count = { exact: size };
      const isListed =
        only!.plural && !line.bullet && nested[0]!.bullet && !ONE_OF_MANY.test(only!.words.at(-1) ?? only!.name);
      const list =
        line.listed === true ||
        isListed ||
        only!.schema.type === "array" ||
        (only!.plural && line.bullet && only!.schema.type !== "object") ||
        only!.each;
      if (!line.bullet) only!.plural = false;
      only!.kids = inner;
      only!.each = list;
    }
    items.push(...item);
  }
  const enough = OUTPUT_INTRO.test(after) ? fieldlike * 2 > top : fieldlike === top;
  if (!enough || items.length === 0) return undefined;
  if (intro.length === 0 && !run.every((line) => line.tokens.length <= 6)) return undefined;
  return items;
}

/** "Is it still in force? (in_force, boolean)" */
function keyedQuestion(tokens: readonly Token[]): Item | undefined {
  const group = tokens.at(-1);
  if (group?.kind !== "group" || tokens.at(-2)?.text !== "?" || group.inner![0]?.kind !== "name") return undefined;
  const [item] = readItems(group.inner!.slice(0, 1));
  const type = readType(textOf(group.inner!.slice(1)));
  if (item && type) item.schema = type;
  return item;
}

/** One bullet is one field; what follows its name is a description. Undefined for a sentence. */
function readBullet(tokens: readonly Token[]): Item[] | undefined {
  const keyed = keyedQuestion(tokens);
  if (keyed) return [keyed];
  if (startsWithVerb(tokens)) return undefined;
  const dash = tokens.findIndex(
    (token, i) =>
      i > 0 && token.kind === "punct" && (/^[:=→]$/.test(token.text) || (token.text === "-" && !token.glued)),
  );
  const label = dash > 0 && dash <= 6 ? tokens.slice(0, dash) : tokens;
  const asks = /^(?:whether|if|who|when|what|where|which|how)$/.test(tokens[0]?.lower ?? "");
  if (
    !asks &&
    (label === tokens ? tokens : label).slice(0, 8).some((token) => token.kind === "word" && PROSE.has(token.lower))
  )
    return undefined;
  if (label === tokens && tokens.length > 14 && !tokens.some((token) => token.kind === "group")) return undefined;
  const read = readItems(label);
  if (label !== tokens) {
    const rest = tokens.slice(dash + 1);
    const [only] = read;
    if (
      read.length === 1 &&
      only!.container &&
      label.length === 1 &&
      label[0]!.kind === "word" &&
      !FORMATS.has(label[0]!.lower)
    )
      Object.assign(only!, { container: false, name: label[0]!.lower, plural: isPlural(label[0]!.lower) });
    if (read.length === 1 && only !== undefined) {
      describe(only, rest);
      return [only];
    }
    return readItems(tokens).slice(0, 1);
  }
  const listed = tokens.some((token) => token.text === ",");
  if (read.length > 1 && !listed && tokens.length > 3) {
    // "terms and conditions" is one thing, "start and end time" two: short halves are two.
    return read;
  }
  return read;
}

/** Nouns without a plural that are many things all the same. */
const MASS = /^(?:homework|equipment|feedback|mail|correspondence|luggage|furniture|merchandise|coursework)$/;

const PLAIN_TYPE =
  /^(?:string|str|text|integer|int|number|float|decimal|boolean|bool|uuid|timestamp|datetime|date-time)$/;

/** "invoices: number, amount, due_date", "driver → name, phone": what stands after a label is what it holds, and no type. */
function holdsNames(item: Item, rest: readonly Token[], isMany: boolean): boolean {
  if (item.schema.type || item.kids || !rest.some((token) => token.text === ",")) return false;
  if (rest.some((token) => token.text === "|" || token.lower === "or")) return false;
  if (ENUMISH.test(item.words.at(-1) ?? item.name)) return false;
  const listed = readItems(rest);
  const named = listed.filter((each) => each.exact || each.kids || meaningOf(each.name).known);
  const isTyped = rest[0]!.kind === "word" && PLAIN_TYPE.test(rest[0]!.lower);
  const isPlain = listed.length > 1 && named.length === listed.length && listed.every((each) => each.words.length < 4);
  return isPlain && (isTyped ? isMany && listed.length > 2 : !item.exact || isMany);
}

/** "a list of {sku, qty}", "string, one of a|b", "object with city and country" after a field's name. */
function describe(item: Item, rest: readonly Token[]): void {
  const isMany = item.plural || COLLECTIVE.has(item.words.at(-1) ?? "") || MASS.test(item.words[0] ?? "");
  if (holdsNames(item, rest, isMany)) {
    item.kids = readItems(rest);
    if (isMany) item.each = true;
    return;
  }
  if (rest[0]?.kind === "word" && PLAIN_TYPE.test(rest[0].lower)) {
    const type = readType(textOf(rest)) ?? readType(rest[0].lower);
    if (type && item.schema.type === undefined) item.schema = type;
    return;
  }
  const listed =
    (item.exact || (isMany && !item.schema.type && !item.kids)) &&
    rest.some((token) => token.text === "," || token.lower === "and")
      ? readItems(rest)
      : [];
  if (
    listed.length > 1 &&
    listed.every((each) => each.name !== "" && each.schema.type === undefined && each.words.length < 4) &&
    !readType(textOf(rest))?.enum
  ) {
    item.kids = listed;
    if (!item.exact) item.each = true;
    return;
  }
  const skeleton = rest.find((token) => token.kind === "skeleton")?.schema;
  if (skeleton) {
    item.schema =
      /\b(?:array|list)\b/i.test(textOf(rest)) && skeleton.type !== "array"
        ? { type: "array", items: skeleton }
        : skeleton;
    return;
  }
  const text = textOf(rest);
  const objects = rest.findIndex((token) => /^objects?$/.test(token.lower));
  const group = objects >= 0 && rest[objects + 1]?.kind === "group" ? rest[objects + 1] : undefined;
  const inside = group ? readItems(group.inner!) : [];
  if (inside.length > 0 && fieldsOf(inside).length > 0) {
    item.kids = inside;
    item.each = /\b(?:array|list|each|objects)\b/i.test(text);
    return;
  }
  const withAt = rest.findIndex(
    (token) => token.kind === "word" && /^(?:with|containing|having|has|have)$/.test(token.lower),
  );
  if (/\b(?:objects?|each|list|array|every|all)\b/i.test(text) && withAt >= 0) {
    const kids = readItems(rest, withAt + 1).flatMap((kid) => (kid.container ? (kid.kids ?? []) : [kid]));
    if (kids.length > 0 && fieldsOf(kids).length > 0) {
      item.kids = kids;
      item.each = /\b(?:array|list|each|objects|every|all)\b/i.test(textOf(rest.slice(0, withAt)));
      return;
    }
  }
  const type = readType(text);
  if (type === undefined && item.exact) describeItem(item, rest, 0);
  if (type === undefined || item.schema.type !== undefined) return;
  // In a description of many words a word for a type may be there by chance.
  if (
    rest.length <= 6 ||
    type.enum ||
    /^(?:an? )?(?:string|number|integer|int|boolean|bool|float|date|array|list|iso|yyyy|timestamp|true|whether|map|mapping|dictionary|object)\b/i.test(
      text,
    )
  )
    item.schema = type;
}

/** A table of fields (field | type | notes), or one whose columns are the fields. */
function readTable(run: readonly Line[]): Item[] | undefined {
  const rows = run
    .map((line) => cellsOf(line.tokens))
    .filter((cells) => !cells.every((cell) => cell.every((token) => /^[-:|]+$/.test(token.text))));
  const [head, ...body] = rows;
  if (head === undefined) return undefined;
  const titles = head.map((cell) => textOf(cell).toLowerCase());
  const isFields =
    /^(?:field|fields|name|key|column|property|attribute|field name|column name|json key)s?$/.test(titles[0] ?? "") &&
    titles.length > 1 &&
    body.length > 0 &&
    titles.slice(1).some((title) => /type|format|description|notes?|meaning|values?|required|example|unit/.test(title));
  if (!isFields) {
    const items = head.flatMap((cell) => readItems(cell).slice(0, 1));
    for (const [i, item] of items.entries()) {
      const sample = body[0]?.[i];
      const type = sample && readType(textOf(sample));
      if (type && item.schema.type === undefined && !/\d/.test(textOf(sample!))) item.schema = type;
    }
    return items;
  }
  return body.flatMap((cells) => {
    const [item] = readItems(cells[0] ?? []);
    if (item === undefined) return [];
    for (const [i, title] of titles.entries()) {
      if (i === 0 || !cells[i] || item.schema.enum) continue;
      const text = textOf(cells[i]);
      const type = /^(?:example|sample|e\.g\.?)/.test(title) ? exampleType(text) : readType(text);
      const isMeant = /type|format|values?|unit|allowed|example|sample/.test(title);
      if (!isMeant && item.schema.type !== undefined && !type?.enum) continue;
      if (type && (isMeant || type.enum || type.format || type["x-unit"])) {
        const isChoice = type.enum === undefined && /type|values/.test(title) ? undefined : type.enum;
        item.schema =
          item.schema.type === undefined || isChoice
            ? type
            : type.format || type["x-unit"] || type.type === "integer"
              ? { ...item.schema, ...(item.schema.type === "array" ? {} : type) }
              : item.schema;
      }
    }
    return [item];
  });
}

function exampleType(text: string): Schema | undefined {
  if (/^-?\d+$/.test(text)) return { type: "integer" };
  if (/^-?\d+\.\d+$/.test(text)) return { type: "number" };
  if (/^(?:true|false)$/i.test(text)) return { type: "boolean" };
  const type = readSample(text);
  return type.format ? type : { type: "string" };
}

function cellsOf(tokens: readonly Token[]): Token[][] {
  const cells: Token[][] = [[]];
  for (const [i, token] of tokens.entries()) {
    if (token.kind === "punct" && token.text === "|") {
      if (i > 0 && i < tokens.length - 1) cells.push([]);
    } else cells.at(-1)!.push(token);
  }
  return cells;
}

/** A block's items are of each thing when the line above says so. */
export function isOfEach(line: readonly Token[]): boolean {
  const end = line.findLastIndex(
    (token, i) => i < line.length - 1 && token.kind === "punct" && /^[.!?]$/.test(token.text),
  );
  const intro = line.slice(end + 1);
  return intro.some(
    (token, i) =>
      token.kind === "word" &&
      (/^(?:each|every|per)$/.test(token.lower) ||
        (/^(?:columns?|rows?|records?|table|csv|array|list)$/.test(token.lower) &&
          intro[i - 1]?.lower !== "the" &&
          !(/^(?:record|row)$/.test(token.lower) && intro[i - 2]?.lower === "the"))),
  );
}
