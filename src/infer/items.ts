// The grammar of a list of fields: "name, email (string), status (open|closed), the top 3 tags, and owner with its name and id".

import { meaningOf } from "./names.js";
import { isPlural, keyOf, pluralOf, singularOf } from "./nouns.js";
import { type Count, type Field, isKey, listOf, MOST_FIELDS, objectOf, type Schema } from "./shape.js";
import { STRONG_COMMA, type Token } from "./tokens.js";
import { pairOf, readType } from "./types.js";
import * as words from "./words.js";

/** One thing of a list, before it is known whether it is a field, or what the fields are of. */
export type Item = {
  name: string;
  /** Its words without articles; empty when it is a name as it was written. */
  words: string[];
  exact: boolean;
  schema: Schema;
  plural: boolean;
  count?: Count;
  /** The article or possessive pronoun before it. */
  lead: string;
  /** Joined by more than a comma or "and": "plus", "along with", a semicolon. */
  strong: boolean;
  /** What it has inside, by "with …" or in brackets. */
  kids?: Item[];
  each?: boolean;
  /** "names of all channels": said of each of many. */
  ofMany?: boolean;
  /** "of …" or an id after it: it belongs to something. */
  of?: boolean;
  /** Of many: the emails in "subject and date of the last 5 emails". */
  owner?: Item;
  /** "customer" of "customer's email". */
  possessor?: string;
  /** "the team lead's name": of somebody. */
  ofOne?: true;
  /** Asked as a question: its name is ours, and one in brackets is preferred to it. */
  asked?: true;
  /** "CSV: a, b": what stands in rows. */
  within?: true;
  /** "…, only the names": these, and not what stands before them. */
  restricts?: true;
  /** "by country", "per day": what it is grouped by. */
  by?: string;
  per?: true;
  /** More was said of it than its name: "from …", "that …". */
  told?: true;
  /** Its first word as it is written. */
  written?: string;
  /** "at the end", "at the top level": of the whole, not of each. */
  overall?: true;
  /** "in minutes": a part of the name only where it tells two apart. */
  unit?: string;
  /** Several names that stand for it. */
  instead?: string[];
  /** "as `avg_ms`": its name was said after it. */
  aliased?: true;
  /** What was named so was said in the plural. */
  many?: boolean;
  /** "a JSON array": what the fields come in. */
  container: boolean;
};

const MOST_SEGMENTS = 150;
/** So many tokens of one thing listed are read. */
const LONGEST_SEGMENT = 60;
const MOST_WORDS = 7;
const DEEPEST = 5;
/**
 * So many lists in lists are looked for while one is read: each "with" or "has" of "with a with b with …" begins one over all that is
 * left, and each of these again.
 */
const MOST_NESTED = 300;
let nestedLeft = MOST_NESTED;

/** `apart`: a comma and an "and" before it, as before the last of an outer list. */
type Segment = { tokens: Token[]; strong: boolean; joiner: string; apart?: boolean };
type Reading = { segments: Segment[]; at: number; items: Item[]; depth: number };

export function textOf(tokens: readonly Token[]): string {
  let out = "";
  for (const token of tokens) {
    if (out.length > 400) break;
    const written = token.kind === "group" ? `(${textOf(token.inner!)})` : token.text;
    out += token.glued || out === "" ? written : ` ${written}`;
  }
  return out;
}

/** The things listed from `from` on, up to where the list ends. */
export function readItems(tokens: readonly Token[], from = 0, depth = 0): Item[] {
  if (depth > DEEPEST) return [];
  if (depth === 0) nestedLeft = MOST_NESTED;
  else if (nestedLeft-- <= 0) return [];
  const reading: Reading = { segments: split(tokens, from), at: 0, items: [], depth };
  while (reading.at < reading.segments.length && reading.items.length < MOST_FIELDS) {
    const segment = reading.segments[reading.at]!;
    reading.at += 1;
    if (readSegment(reading, segment) === "stop") break;
  }
  return asWritten(
    softened(withoutPlaces(byUnit(renamed(shareNouns(unowned(reading.items.flatMap(insteadOf).flatMap(apart))))))),
  );
}

/** ", Reykjavik, Saturday": names of places and days among fields in small letters say where and when. */
function withoutPlaces(items: Item[]): Item[] {
  const isPlain = (item: Item) =>
    !item.exact && !item.kids && !item.count && item.schema.type === undefined && !meaningOf(item.name).known;
  const isCapital = (item: Item) => /^\p{Lu}\p{Ll}+/u.test(item.written ?? "");
  const isNamed = items.some((item) => meaningOf(item.name).known && (!isCapital(item) || item === items[0]));
  const isSmall =
    items.filter((item) => !isCapital(item)).length > 0 && items.slice(1).filter(isCapital).every(isPlain);
  return isNamed && isSmall ? items.filter((item, i) => i === 0 || !isCapital(item) || !isPlain(item)) : items;
}

/** "price in EUR and price in USD": the unit tells them apart. */
function byUnit(items: Item[]): Item[] {
  for (const item of items) {
    const isTwice = items.some((other) => other !== item && other.name === item.name && other.unit !== item.unit);
    if (item.unit !== undefined && isTwice && !item.exact) item.words = [...item.words, item.unit];
  }
  for (const item of items)
    if (item.unit && item.words.at(-1) === item.unit && !item.exact) item.name = keyOf(item.words);
  return items;
}

function insteadOf(item: Item): Item[] {
  const { instead, ...rest } = item;
  return instead === undefined || instead.length === 0
    ? [item]
    : instead.map((name) => ({
        ...rest,
        name,
        words: [],
        exact: true,
        plural: false,
        instead: [],
        schema: { ...item.schema },
      }));
}

const HUMPS = /^\p{Lu}\p{Ll}+(?:\p{Lu}\p{Ll}*)+$/u;

/** "MaterialNumber, BaseUnit, Plants": names of a list in which two are written so are kept as they are written. */
function asWritten(items: Item[]): Item[] {
  const written = items.filter((item) => item.written !== undefined && item.words.length === 1);
  if (written.filter((item) => HUMPS.test(item.written!)).length < 2) return items;
  for (const item of written) Object.assign(item, { name: item.written!, exact: true });
  return items;
}

/** "id amount status created": names that nobody put commas between. */
function apart(item: Item): Item[] {
  if (
    item.exact ||
    item.kids ||
    item.words.length < 3 ||
    /^(?:average|count|total|rate|ratio)$/.test(item.words.at(-1)!) ||
    item.words.some((word) => words.CUT.has(word) || /^(?:since|until)$/.test(word)) ||
    item.count ||
    item.schema.type ||
    item.of ||
    item.asked
  )
    return [item];
  const names: string[][] = [];
  for (const word of item.words) {
    const before = names.at(-1);
    const joins = before !== undefined && before.length === 1 && (SECOND.has(word) || FIRST.has(before[0]!));
    if (joins) before.push(word);
    else names.push([word]);
  }
  const isName = (name: readonly string[]) =>
    name.length === 2
      ? meaningOf(keyOf(name)).known
      : FIELDISH.test(name[0]!) ||
        name[0] === "created" ||
        (meaningOf(name[0]!).known && !words.ADJECTIVES.has(name[0]!) && !FIRST.has(name[0]!));
  if (names.length < 3 || !names.every(isName)) return [item];
  return names.map((name) => blank({ name: keyOf(name), words: name, exact: false, plural: isPlural(name.at(-1)!) }));
}

/** Words that make one name with the word before them, or after them. */
const SECOND = set("date time code type number name id count url address");
const FIRST = set("first last start end total min max avg average due next departure arrival phone");

/**
 * "the min, max and average time as min_ms, max_ms and avg_ms": the names of those before. "the totals as total_gross and total_net":
 * the names of what is one word.
 */
function renamed(items: Item[]): Item[] {
  const at = items.findIndex((item) => item.aliased);
  if (at < 0) return items;
  const [item] = items.slice(at, at + 1);
  const names = [item!.name];
  for (const next of items.slice(at + 1)) {
    if (!next.exact || next.strong || next.kids || next.schema.type) break;
    names.push(next.name);
  }
  const start = at - names.length + 1;
  const isApart = items[start]?.strong === true || items[start]?.overall === true;
  const isAll = start === 0 || isApart;
  if (names.length > 1 && item!.many && !(at > 0 && isAll)) {
    const { overall, strong } = item!;
    for (const next of items.slice(at + 1, at + names.length)) Object.assign(next, { overall, strong });
    return items;
  }
  if (at < 1 || start < 0 || !isAll || items.slice(start, at).some((other) => other.exact)) return items;
  const { overall } = items[start]!;
  for (const [i, name] of names.entries())
    Object.assign(items[start + i]!, { name, exact: true, ...(overall && { overall }) });
  return [...items.slice(0, at + 1), ...items.slice(at + names.length)];
}

/** "the user's first name, last name, email": said of all of them. */
function unowned(items: Item[]): Item[] {
  const [first, ...rest] = items;
  if (first?.possessor === undefined || rest.length < 2 || rest.some((item) => item.possessor !== undefined))
    return items;
  const kept = first.words.filter((word) => word !== first.possessor);
  if (kept.length > 0) Object.assign(first, { words: kept, name: keyOf(kept) });
  return items;
}

/** "text", "items", "body" beside other fields are fields themselves; alone they are what fields come in. */
function softened(items: Item[]): Item[] {
  if (items.length < 2) return items;
  for (const item of items) {
    const [word, ...more] = item.words;
    if (item.count !== undefined) continue;
    if (
      !item.container ||
      more.length > 0 ||
      word === undefined ||
      words.FORMATS.has(word) ||
      /^(?:array|list|object|table|arrays|objects|lists|fields|field|keys|columns|properties|attributes|things|following|top-level)$/.test(
        word,
      )
    )
      continue;
    if (item.kids && !item.each && !isPlural(word)) continue;
    item.container = false;
    item.name = word;
    item.plural = isPlural(word);
  }
  return items;
}

function isWord(token: Token | undefined, text: string): boolean {
  return token?.kind === "word" && token.lower === text;
}

const JOINERS = /^(?:and|plus|&|\+)$/;

function split(tokens: readonly Token[], from: number): Segment[] {
  const segments: Segment[] = [];
  let current: Segment = { tokens: [], strong: false, joiner: "" };
  const next = (joiner: string, strong: boolean) => {
    const apart = current.tokens.length === 0 && /^[,;]$/.test(current.joiner) && joiner === "and";
    if (current.tokens.length > 0) segments.push(current);
    else strong ||= current.strong;
    current = { tokens: [], strong, joiner, apart };
  };
  for (let i = from; i < tokens.length && segments.length < MOST_SEGMENTS; i += 1) {
    const token = tokens[i]!;
    const after = tokens[i + 1];
    if (current.tokens.length === 0 && segments.length > 0 && isNextInOrder(tokens, i)) {
      current.strong = true;
      if (after?.text === ",") i += 1;
      continue;
    }
    if (isWord(token, "with") && current.tokens.length > 0 && (separateAt(tokens, i) ?? 0) > 0) {
      const end = separateAt(tokens, i)!;
      next("and", false);
      current.tokens.push(...tokens.slice(i + 1, end));
      i = end + 1 + tokens.slice(end).findIndex((each) => SEPARATE.test(each.lower));
    } else if (isMapValue(tokens, i, current.tokens)) current.tokens.push(token);
    else if (token.text === STRONG_COMMA) next(",", true);
    else if (token.kind === "punct" && /^[,;،、，；]$/.test(token.text)) next(token.text, false);
    else if (token.kind === "punct" && token.text === "/" && !token.glued) next(",", false);
    else if (JOINERS.test(token.lower) && token.kind !== "group" && !isWithinName(tokens, i))
      next(token.lower, token.lower === "plus");
    else if (isWord(token, "as") && isWord(after, "well") && isWord(tokens[i + 2], "as")) {
      next("plus", true);
      i += 2;
    } else if ((isWord(token, "along") || isWord(token, "together")) && isWord(after, "with")) {
      next("plus", true);
      i += 1;
    } else if (current.tokens.length < LONGEST_SEGMENT) current.tokens.push(token);
  }
  if (current.tokens.length > 0) segments.push(current);
  for (const segment of segments.slice(1)) segment.strong ||= placeOf(segment.tokens) > 0;
  return segments;
}

/** "; then the subjects", "and finally absences": one more of the list, and not what is done next. */
function isNextInOrder(tokens: readonly Token[], i: number): boolean {
  if (tokens[i]!.kind !== "word" || !/^(?:then|finally|lastly|afterwards)$/.test(tokens[i]!.lower)) return false;
  const next = tokens[i + 1 + Number(tokens[i + 1]?.text === ",")];
  if (next === undefined || (next.kind !== "word" && next.kind !== "name")) return false;
  const isVerb = words.ACTION.has(next.lower) || words.FETCH.has(next.lower) || words.STOPPERS.has(next.lower);
  return !isVerb && !words.CUT.has(next.lower) && !words.PROSE.has(next.lower);
}

/** ", value = how many" after "key = status": the other half of one map. */
function isMapValue(tokens: readonly Token[], i: number, before: readonly Token[]): boolean {
  if (!/^(?:,|;|and)$/.test(tokens[i]!.lower) || !before.some(({ lower }) => /^(?:keys?|keyed)$/.test(lower)))
    return false;
  return /^(?:and )?(?:(?:the|its|whose|each|every) )?values? ?(?:=|:|is|are|being|contains|holds)|^(?:and )?(?:the |its )?[^,;]{1,40} as (?:the |its )?values?\b/i.test(
    textOf(tokens.slice(i + 1, i + 9)),
  );
}

const SEPARATE = /^(?:separate|distinct|individual|different)$/;
/** "amount with currency code as separate fields": two fields, and where the second of them ends. */
function separateAt(tokens: readonly Token[], at: number): number | undefined {
  for (let i = at + 1; i < Math.min(at + 7, tokens.length); i += 1) {
    if (tokens[i]!.kind === "punct") return undefined;
    if (!/^(?:as|in)$/.test(tokens[i]!.lower)) continue;
    const is = tokens.slice(i + 1, i + 4).findIndex((token) => SEPARATE.test(token.lower));
    return is >= 0 && /^(?:fields|keys|columns|values|properties)$/.test(tokens[i + 2 + is]?.lower ?? "")
      ? i
      : undefined;
  }
  return undefined;
}

/** "Carrow & Sons", "between 1 and 5", "time and date" in one breath after "between". */
function isWithinName(tokens: readonly Token[], i: number): boolean {
  const [before, after] = [tokens[i - 1], tokens[i + 1]];
  if (tokens[i]!.lower === "plus" && /^ones?$/.test(after?.lower ?? "")) return true;
  if (tokens[i]!.text === "&") return /^\p{Lu}/u.test(before?.text ?? "") && /^\p{Lu}/u.test(after?.text ?? "");
  if (before?.kind === "number" && after?.kind === "number") return true;
  for (let k = Math.max(0, i - 4); k < i; k += 1) if (isWord(tokens[k], "between")) return true;
  return false;
}

const SPAN_OF_EACH = /^(?:day|hour|week|month|quarter|year)$/;

const TYPE_HEADS =
  /^(?:object|map|mapping|dictionary|dict|array|list|string|number|integer|int|boolean|bool|float|decimal|date|datetime|timestamp|url|uuid|enum|json|nested|whole|plain|unix|iso|percentage|short|single|currency)$/;

/** How long the words are that say where in the answer what follows stands: "at the top level", "next to the list put". */
function placeOf(tokens: readonly Token[]): number {
  const text = textOf(tokens.slice(0, 9)).toLowerCase();
  const place =
    /^(?:and )?(?:(?:at|on) the (?:top level|end|bottom|very end|top)|at top level|on top(?: of (?:that|this|it))?|(?:apart|aside|separate) from (?:that|this)|for the (?:whole|entire) \w+|(?:next to|beside|besides|alongside) (?:it|that|them|the (?:list|array|table|rows)))(?: (?:put|give|add|also|i (?:also )?(?:need|want)))*(?= )/.exec(
      text,
    )?.[0];
  return place ? place.split(" ").length : 0;
}

/** Past the place before what stands there; past "also give", "also return". */
function pastPlaceOf(tokens: readonly Token[]): number {
  const place = placeOf(tokens);
  if (place > 0) return place;
  const text = textOf(tokens.slice(0, 5)).toLowerCase();
  const asked =
    /^(?:also )?(?:give|return|include|show|report|provide|state|add)(?: me| us)?(?= the | a | an | [a-z]+_)/.exec(
      text,
    )?.[0];
  // "and put the total at the top level as `total`"
  if (
    /^(?:put|add|place) (?:the|a|an) /.test(text) &&
    /\b(?:top level|at the end|beside|next to|alongside|outside)\b/.test(textOf(tokens).toLowerCase())
  )
    return 1;
  return asked?.startsWith("also") ? asked.split(" ").length : 0;
}

/** "let `x` be the count", "fill `reasons` with short sentences": `x`, and what it is. */
function assigned(tokens: Token[]): Token[] {
  const from = Number(/^(?:and|also|then)$/.test(tokens[0]?.lower ?? ""));
  if (!/^(?:let|fill|set|make)$/.test(tokens[from]?.lower ?? "") || tokens[from + 1]?.kind !== "name") return tokens;
  if (!/^(?:be|with|to)$/.test(tokens[from + 2]?.lower ?? "") || tokens.length < from + 4) return tokens;
  return [tokens[from + 1]!, { kind: "punct", text: ":", lower: ":", glued: true }, ...tokens.slice(from + 3)];
}

/** "put the dates in `dates`", "with their names in branch_names": the dates, their names, and how these are called. */
function unplaced(tokens: Token[]): Token[] {
  const from = Number(/^(?:and|also|then)$/.test(tokens[0]?.lower ?? ""));
  const last = tokens.at(-1)!;
  const opens = /^(?:put|place|store|list|give|return|with|report|collect|add)$/.test(tokens[from]?.lower ?? "");
  const isPlaced = last.kind === "name" && /^(?:in|into|as|under)$/.test(tokens.at(-2)?.lower ?? "");
  const isNoun = DETERMINERS.test(tokens[from + 1]?.lower ?? "") && tokens.length - from < 9;
  return opens && isPlaced && isNoun ? tokens.slice(from + 1) : tokens;
}

/** "severity low|mid|high": the name, and its choices after a colon. */
function withChoices(tokens: Token[]): Token[] {
  const at = tokens.findIndex((token, i) => i > 1 && token.text === "|" && tokens[i - 1]!.kind === "word") - 1;
  if (at < 1 || at > 4 || tokens.slice(0, at).some((token) => token.kind === "punct")) return tokens;
  return [...tokens.slice(0, at), { kind: "punct", text: ":", lower: ":", glued: true }, ...tokens.slice(at)];
}

function readSegment(reading: Reading, given: Segment): "stop" | "on" {
  const { items } = reading;
  const previous = items.at(-1);
  const whole = { ...given, tokens: withChoices(unplaced(assigned(given.tokens))) };
  const placed = items.length > 0 ? pastPlaceOf(whole.tokens) : 0;
  const segment =
    placed > 0 && whole.tokens.length > placed ? { ...whole, tokens: whole.tokens.slice(placed), strong: true } : whole;
  const read = readSegmentOf(reading, segment, previous);
  if (placed > 0 && items.length > 0 && items.at(-1) !== previous) items.at(-1)!.overall = true;
  return read;
}

function readSegmentOf(reading: Reading, segment: Segment, previous: Item | undefined): "stop" | "on" {
  const { items } = reading;
  const tokens = segment.tokens;
  const [first, second] = tokens;
  const lower = first!.kind === "word" ? first!.lower : "";
  // "whether it has been paid, and when"
  if (previous?.asked && lower === "when" && tokens.length === 1) {
    const verb = wordsIn(previous.name).findLast((word) => /(?:ed|paid|sent|sold|made)$/.test(word));
    items.push(blank({ name: verb === undefined ? "date" : `${verb}_at`, asked: true }));
    return "on";
  }
  if (previous?.asked && lower === "by" && /^(?:whom|who)$/.test(second?.lower ?? "")) {
    const verb = wordsIn(previous.name).findLast((word) => word.endsWith("ed") || word === "paid" || word === "sent");
    items.push(blank({ name: verb === undefined ? "by" : `${verb}_by`, asked: true, schema: { type: "string" } }));
    return "on";
  }
  const again = previous !== undefined && /^(?:by|per)$/.test(lower) ? groupAt(tokens, 1) : undefined;
  if (again !== undefined && !previous!.exact !== (previous!.asked === true)) {
    if (previous!.by === undefined) previous!.by = again;
    else items.push({ ...previous!, by: again });
    return "on";
  }
  if (previous !== undefined && segment.joiner !== "") {
    const nest = eachAt(tokens);
    if (nest > 0) {
      if (!previous.exact && !previous.plural && items.length === 1 && SPAN_OF_EACH.test(tokens[1]?.lower ?? ""))
        Object.assign(previous, {
          name: pluralOf(tokens[1]!.lower),
          words: [pluralOf(tokens[1]!.lower)],
          plural: true,
          each: true,
        });
      return nestInto(previous, reading, tokens, nest, true);
    }
    if (/^(?:from )?-?\d+(?:\.\d+)? ?(?:to|-|through) ?\d+(?:\.\d+)?$/.test(textOf(tokens)) && segment.joiner === ",") {
      if (previous.schema.type === undefined) previous.schema = readType(textOf(tokens)) ?? {};
      return "on";
    }
    if (isMapTail(tokens) && !previous.kids && takeMap(previous, tokens)) return "on";
    if (
      /^(?:with|including|containing|having|comprising|split)$/.test(lower) &&
      tokens.length > 1 &&
      segment.joiner === ","
    ) {
      if (lower === "split") Object.assign(previous, { plural: false, schema: {} });
      return nestInto(previous, reading, tokens, 1, false);
    }
    const isArrow = previous.exact && !previous.kids && tokens.some((token) => token.text === "→");
    if (segment.joiner === "," && isArrow && takeMap(previous, tokens)) return "on";
    if (segment.joiner === "," && isFromTo(tokens, previous)) {
      const to = tokens.findIndex((token) => token.lower === "to");
      if (takeMap(previous, [...tokens.slice(0, to), ARROW, ...tokens.slice(to + 1)])) return "on";
    }
    if (isApposition(tokens, segment, previous)) return apposition(previous, reading, tokens);
    if (isLastDescribed(reading, segment) && previous.schema.type === undefined && !previous.kids) {
      const type = readType(textOf(tokens));
      if (type) {
        previous.schema = type;
        return "on";
      }
    }
    const named = tokens.slice(1, 4).findIndex((token) => token.kind === "name");
    const isPlainLead = tokens
      .slice(1, 1 + Math.max(named, 0))
      .every((token) => /^(?:an?|the|object|array|list|map|key|field)$/.test(token.lower));
    if (
      lower === "as" &&
      named >= 0 &&
      isPlainLead &&
      !previous.exact &&
      !/^(?:number|figure|value|answer|count|text)$/.test(previous.name)
    ) {
      const rest: Phrase = { item: previous, tokens, i: 0, said: [...previous.words], reading, done: true };
      readTail(rest);
      return "on";
    }
    if (/^(?:called|named)$/.test(lower) && second?.kind === "name" && tokens.length === 2 && !previous.exact) {
      Object.assign(previous, { name: second.text, exact: true, container: false });
      return "on";
    }
    if (
      FLAT_LIST.test(textOf(tokens)) &&
      reading.at === reading.segments.length &&
      (previous.plural || items.length === 1)
    ) {
      previous.schema = listOf({ type: "string" }, previous.count);
      previous.plural = true;
      delete previous.count;
      return "on";
    }
    if (lower === "in" || lower === "as" || lower === "formatted" || lower === "rounded") {
      qualify(items, tokens, segment.joiner);
      return "on";
    }
  }
  if (
    lower === "whose" &&
    /^(?:keys|values)$/.test(second?.lower ?? "") &&
    previous &&
    previous.schema.type === "object"
  ) {
    const said = tokens.slice(3).filter((token) => token.kind === "word" && !words.FILLERS.has(token.lower));
    const meant = said.map((token) => meaningOf(singularOf(token.lower))).find(({ known }) => known);
    if (second!.lower === "values")
      previous.schema = {
        ...previous.schema,
        additionalProperties: readType(textOf(tokens.slice(3))) ?? meant?.schema ?? {},
      };
    return "on";
  }
  if (lower === "where" || lower === "with") {
    const target =
      second?.kind === "word" || second?.kind === "name" ? items.find((item) => item.name === second.text) : undefined;
    const type =
      target && /^(?:is|are|being|in|as|must|one|can|should)$/.test(tokens[2]?.lower ?? "")
        ? readType(textOf(tokens.slice(2)))
        : undefined;
    if (target && type) {
      target.schema = { ...target.schema, ...type };
      return "on";
    }
  }
  if (BESIDE_THAT.test(textOf(tokens)) || (segment.joiner !== "" && isTimeAlone(tokens))) return "on";
  const defined = definedAt(items, tokens);
  if (defined) return nestInto(defined.item, reading, tokens, defined.from, true);
  if (isStop(tokens, segment)) return skipTo(reading);
  const asked = readQuestion(tokens, segment);
  const item = asked ?? readPhrase(reading, segment);
  if (item === "stop") return "stop";
  // "the options together with their vote counts (label, votes)"
  if (item?.kids && item.lead === "their" && segment.joiner === "plus" && previous?.plural && !previous.kids) {
    Object.assign(previous, { kids: item.kids, each: true });
    return "on";
  }
  if (item === undefined)
    return first!.kind === "entity" || second === undefined || tokens.length <= 3
      ? "on"
      : words.CUT.has(lower)
        ? "on"
        : "stop";
  items.push(item);
  return "on";
}

/** ", last fiscal year,", ", 21 June": when, not what. */
function isTimeAlone(tokens: readonly Token[]): boolean {
  const text = textOf(tokens).toLowerCase();
  return (
    /^(?:in |for |of |on |since )?(?:the )?(?:last|this|next|past|previous|coming) (?:\d+ )?(?:fiscal |calendar |business |full )?(?:day|night|week|weekend|month|quarter|year|season|term|semester|hour)s?$/.test(
      text,
    ) ||
    (DATE.test(text) && /\d/.test(text)) ||
    /^(?:early |late |mid )?(?:tomorrow|yesterday|tonight|today)(?: (?:morning|evening|afternoon|night|noon))?$/.test(
      text,
    )
  );
}

const DATE =
  /^(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day )?(?:the )?(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?(?:january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)(?: \d{1,2}(?:st|nd|rd|th)?)?(?: \d{4})?$/;

/** ", apart from that, …": what follows is one more. */
const BESIDE_THAT =
  /^(?:apart|aside|separate) from (?:that|this|these)$|^(?:in addition|besides|besides that|additionally|on top of (?:that|this))$/i;

/** Past "limit to 10 entries", "sorted by date", to what each of the things before has; the end when nothing says that. */
function skipTo(reading: Reading): "stop" | "on" {
  const next = reading.segments.findIndex(
    (segment, i) =>
      i >= reading.at &&
      (eachAt(segment.tokens) > 0 ||
        (segment.joiner === "," && isWord(segment.tokens[0], "with") && reading.items.length === 1)),
  );
  if (next < 0 || reading.items.length === 0) return "stop";
  reading.at = next;
  return "on";
}

/** "a day has `name` and `focus`" after `days`: what each of them has inside, and where that begins. */
function definedAt(items: readonly Item[], tokens: readonly Token[]): { item: Item; from: number } | undefined {
  const at = Number(/^(?:where|with|and)$/.test(tokens[0]?.lower ?? ""));
  if (!/^(?:a|an|each|every|one)$/.test(tokens[at]?.lower ?? "") || !words.HOLDS.has(tokens[at + 2]?.lower ?? ""))
    return undefined;
  const noun = tokens[at + 1]!.lower;
  const find = (among: readonly Item[]): Item | undefined =>
    among.find((item) => item.name !== noun && singularOf(item.name) === noun) ??
    among.flatMap((item) => item.kids ?? []).find((kid) => singularOf(kid.name) === noun);
  const item = find(items);
  return item && { item, from: at + 3 };
}

/** "each with", "where each item has", "every one containing", "each: a, b": where the fields of each begin; 0 when there are none. */
function eachAt(tokens: readonly Token[]): number {
  let i = 0;
  if (/^(?:where|with|for|and|in|grouped)$/.test(tokens[i]?.lower ?? "")) i += 1;
  if (!/^(?:each|every|all|per|both)$/.test(tokens[i]?.lower ?? "") || tokens[i]?.kind !== "word") return 0;
  const all = tokens[i]!.lower === "all";
  for (i += 1; i < Math.min(tokens.length, 7); i += 1) {
    const { lower, kind, text } = tokens[i]!;
    if (tokens[i]!.possessive && kind === "word" && i + 1 < tokens.length) return i + 1;
    if (kind === "punct" && /^[:-]$/.test(text)) return i + 1;
    if (lower === "as" && /^(?:integers?|numbers?|strings?|booleans?|texts?|dates?)$/.test(tokens[i + 1]?.lower ?? ""))
      return 0;
    if (words.HOLDS.has(lower) || /^(?:gets|needs|as|is|being)$/.test(lower)) {
      return tokens[i + 1]?.text === ":" ? i + 2 : i + 1;
    }
    if (kind === "skeleton" || kind === "group") return i;
    if (kind === "name" && i === 1 && tokens[i + 1]?.text === ",") return i;
    if (all || kind === "entity") return 0;
  }
  return 0;
}

/** Where an inner list ends: at a strong joiner, or at ", and" after it has had its "and": "each with a and b, and c". */
function outerAt(segments: readonly Segment[], isStrong: (segment: Segment) => boolean, isBare = false): number {
  let closed = false;
  for (const [i, segment] of segments.entries()) {
    // "the customer with name and email, the address": "the" opens the next of the outer list.
    if (isBare && closed && segment.joiner === "," && /^(?:the|an?)$/.test(segment.tokens[0]?.lower ?? "")) return i;
    if (isStrong(segment) || ((closed || i === 0) && segment.apart && i === segments.length - 1)) return i;
    closed ||= segment.joiner === "and" && !segment.apart;
  }
  return -1;
}

function nestInto(previous: Item, reading: Reading, tokens: readonly Token[], from: number, each: boolean): "stop" {
  const isOf =
    each && /^(?:being|is|as)$/.test(tokens[from - 1]?.lower ?? "") ? readType(textOf(tokens.slice(from))) : undefined;
  if (isOf?.type !== undefined && !isOf.properties && /^(?:number|integer|boolean|string)$/.test(isOf.type)) {
    const whole =
      isOf.type === "number" && /\bnumber of\b/i.test(textOf(tokens)) ? { ...isOf, type: "integer" as const } : isOf;
    for (const item of reading.items)
      if (item.schema.type === undefined && !item.kids) item.schema = { ...whole, ...item.schema };
    return "stop";
  }
  // "`temperature` and `humidity`, each as an object with min and max": said of all before it.
  const alike =
    each && !previous.plural && previous.count === undefined && previous.schema.type !== "array"
      ? reading.items.filter((item) => item !== previous && !item.kids && item.schema.type === undefined)
      : [];
  const result = nestBelow(previous, reading, tokens, from, alike.length > 0 ? false : each);
  for (const item of alike) if (previous.kids) item.kids = previous.kids;
  return result;
}

function nestBelow(previous: Item, reading: Reading, tokens: readonly Token[], from: number, each: boolean): "stop" {
  const rest: Token[] = tokens.slice(from);
  const inner = reading.segments.slice(reading.at);
  const end = outerAt(inner, (segment) => segment.strong && segment.tokens[0]?.lower !== "each");
  const taken = end < 0 ? inner : inner.slice(0, end);
  for (const segment of taken) rest.push(comma(segment.joiner), ...segment.tokens);
  const spelled = rest.findIndex((token) => token.kind === "skeleton");
  const isWhole = spelled >= 0 && !rest.slice(0, spelled).some((token) => /^(?:,|and)$/.test(token.lower));
  const schema = isWhole ? rest[spelled]!.schema : undefined;
  const kids = schema ? [] : readItems(rest, 0, reading.depth + 1);
  if (schema) previous.schema = each ? listOf(schema, previous.count) : schema;
  else if (kids.length > 0)
    Object.assign(previous, {
      kids: kids.some((kid) => kid.container && kid.kids)
        ? kids.flatMap((kid) => (kid.container ? (kid.kids ?? []) : [kid]))
        : kids,
      each: each || previous.each,
    });
  reading.at += taken.length;
  if (end >= 0) {
    const more = readItems(
      inner.slice(end).flatMap((segment) => [comma(segment.joiner), ...segment.tokens]),
      0,
      reading.depth + 1,
    );
    reading.items.push(...more.map((item, i) => (i === 0 ? { ...item, strong: true } : item)));
  }
  return "stop";
}

const ARROW: Token = { kind: "punct", text: "→", lower: "→", glued: false };

function comma(joiner: string): Token {
  const text = joiner === "" ? "," : joiner;
  return { kind: JOINERS.test(text) ? "word" : "punct", text, lower: text, glued: false };
}

/** ", a map from code to name", ", an array of strings", ", one of a, b or c" after a field says what it is. */
function isApposition(tokens: readonly Token[], segment: Segment, previous: Item): boolean {
  if (segment.joiner !== "," || previous.kids) return false;
  const [first, second, third] = tokens.map((token) => token.lower);
  if (first === "one" && second === "of") return true;
  if (first === "the" && /^(?:last|latter)$/.test(second ?? "") && third === "being") return true;
  if (
    first === "either" ||
    (/^(?:which|that|being|must|can)$/.test(first ?? "") &&
      /^(?:is|must|can|should|may|either|one|be)$/.test(second ?? ""))
  )
    return true;
  if (previous.exact && first === "the" && /^(?:sum|total|number|count|average)$/.test(second ?? "") && third === "of")
    return true;
  if (previous.exact && /^(?:array|list|map|object)$/.test(first ?? "") && /^(?:of|from|with)$/.test(second ?? ""))
    return true;
  if (first !== "a" && first !== "an") return false;
  const body = tokens.findIndex((token) => /^(?:where|each|with|containing|having|:)$/.test(token.lower));
  if (tokens.slice(0, body < 0 ? tokens.length : body).some((token) => token.kind === "name")) return false;
  if (!TYPE_HEADS.test(second ?? "")) return false;
  const of = tokens.findIndex((token) => token.lower === "of");
  if (tokens.some((token) => token.kind === "skeleton")) return true;
  if (/^(?:list|array)$/.test(second!) && of > 0)
    return readType(textOf(tokens))?.items?.type !== undefined || /^objects?$/.test(tokens[of + 1]?.lower ?? "");
  return (
    tokens.length === 2 ||
    /^(?:with|from|of|whose|keyed|where|such|like|between|in|or|code|containing|string|number|object|date|that|date-time)$/.test(
      third ?? "",
    ) ||
    readType(textOf(tokens)) !== undefined
  );
}

/** "key = status, value = how many", "keyed by weekday", "with the currency code as key": what a name before it maps. */
function isMapTail(tokens: readonly Token[]): boolean {
  return /^(?:(?:where|in which|with|whose|and) )?(?:(?:the|each|every|its) )?keys? ?(?:=|:|is|are|being)|^keyed (?:by|on) |^with (?:the|each|every|its|an?) [^,]{1,60} as (?:the |its |a )?keys?\b/i.test(
    textOf(tokens.slice(0, 14)),
  );
}

/** Makes a map of `item` as the words say; false when they say none. */
function takeMap(item: Item, tokens: readonly Token[]): boolean {
  const type = mapOf(tokens);
  if (type === undefined) return false;
  item.schema = type;
  delete item.kids;
  return true;
}

/** The map that is spoken of; what its values are called says their type when nothing else does. */
function mapOf(tokens: readonly Token[]): Schema | undefined {
  const text = textOf(tokens);
  const type = readType(text) ?? readType(`object ${text}`);
  if (!type?.additionalProperties) return undefined;
  const value = pairOf(text)?.value;
  if (value === undefined || holdsType(type) || type.additionalProperties.properties) return type;
  const meant = meaningOf(keyOf(cutWords(value.split(/\s+/).filter((word) => !words.FILLERS.has(word))).slice(0, 4)));
  return meant.known ? { ...type, additionalProperties: meant.schema } : type;
}

/** ", locale code to text" after a name in the plural: from what to what it maps. */
function isFromTo(tokens: readonly Token[], previous: Item): boolean {
  const at = tokens.findIndex((token) => token.kind === "word" && token.lower === "to");
  if (!previous.exact || !previous.plural || previous.kids || at < 1 || at > 3 || tokens.length - at > 4) return false;
  if (!tokens.every((token) => token.kind === "word")) return false;
  const [from, to] = [tokens.slice(0, at), tokens.slice(at + 1)].map((part) =>
    part.map((token) => token.lower).filter((word) => !words.FILLERS.has(word)),
  );
  if (from!.length === 0 || to!.length === 0) return false;
  return meaningOf(keyOf(from!)).known && (meaningOf(keyOf(to!)).known || readType(to!.join(" ")) !== undefined);
}

/** "a, b and c, the addresses that …": the list has had its "and", and what follows says what the last is. */
function isLastDescribed({ segments, at }: Reading, segment: Segment): boolean {
  return (
    at === segments.length &&
    segment.joiner === "," &&
    segments[at - 2]?.joiner === "and" &&
    /^(?:the|all|an?)$/.test(segment.tokens[0]!.lower) &&
    segment.tokens.length > 2
  );
}

function holdsType(map: Schema | undefined): boolean {
  const value = map?.additionalProperties;
  return value !== undefined && value !== false && value.type !== undefined;
}

function apposition(previous: Item, reading: Reading, given: readonly Token[]): "stop" | "on" {
  const tokens = given[2]?.lower === "being" ? given.slice(3) : given;
  const spelled = skeletonIn(tokens);
  if (spelled) {
    previous.schema = spelled;
    return "on";
  }
  const following = reading.segments[reading.at];
  const asMap = readType(textOf([...tokens, ...(following ? [comma(following.joiner), ...following.tokens] : [])]));
  if (
    asMap?.additionalProperties &&
    /\b(?:in which|where) (?:each|every|the) key\b|\bwhose keys\b|\bmaps?\b.*\bto\b|\bas (?:the )?keys?\b/i.test(
      textOf(tokens),
    )
  ) {
    const alone = readType(textOf(tokens));
    const whole = holdsType(alone);
    previous.schema = whole ? alone! : asMap;
    if (!whole) reading.at += 1;
    return "on";
  }
  const eachWord = tokens.findIndex((token) => token.kind === "word" && /^(?:where|each|every)$/.test(token.lower));
  const eachFrom = eachWord > 0 ? eachAt(tokens.slice(eachWord)) : 0;
  if (eachFrom > 0) return nestInto(previous, reading, tokens, eachWord + eachFrom, true);
  const withAt = tokens.findIndex(
    (token) => token.kind === "word" && /^(?:with|containing|having|including)$/.test(token.lower),
  );
  const isObject = tokens.some((token) => /^objects?$/.test(token.lower));
  if (withAt > 0 && isObject) {
    const each = tokens.some((token) => /^(?:array|list|objects)$/.test(token.lower));
    return nestInto(previous, reading, tokens, withAt + 1, each);
  }
  const rest = [...tokens];
  // The choices, or the second half of "whose keys are a and whose values are b", stand in the segments that follow.
  const first = tokens.some((token) => /^(?:either|one)$/.test(token.lower)) ? "either" : tokens[0]!.lower;
  const open =
    first === "one" || first === "either" || tokens.some((token) => token.lower === "whose" || token.lower === "keyed");
  while (open && reading.at < reading.segments.length) {
    const next = reading.segments[reading.at]!;
    const goesOn =
      first === "one" || first === "either"
        ? next.joiner !== "and" && next.tokens.length <= 4
        : next.tokens[0]?.lower === "whose" || next.tokens[0]?.lower === "values";
    if (!goesOn) break;
    rest.push(comma(next.joiner), ...next.tokens);
    reading.at += 1;
    if (next.tokens.some((token) => token.lower === "or")) break;
  }
  previous.schema = { ...previous.schema, ...(readType(textOf(rest)) ?? {}) };
  return "on";
}

/** ", flat list", ", array of strings": what stands before it is that. */
const FLAT_LIST =
  /^(?:as )?(?:an? |one )?(?:flat |plain |simple |json )*(?:list|array)(?: of (?:plain |simple )?(?:strings|texts))?(?: please| pls)?$/i;

/** ", in cents" after a list is said of all its numbers; "as integers" of the last. */
function qualify(items: Item[], tokens: readonly Token[], joiner: string): void {
  const type = readType(textOf(tokens));
  if (type === undefined) return;
  const [only] = items;
  const areTexts = /^as (?:plain |simple |bare |just )*(?:strings|texts|text|names)$/i.test(textOf(tokens));
  if (areTexts && items.length === 1 && (only!.each || only!.plural) && !only!.kids && !only!.exact) {
    const many = manyOf(only!);
    const name = keyOf([headOf(many.words)]);
    Object.assign(only!, many, {
      name,
      words: [name],
      each: undefined,
      schema: listOf({ type: "string" }, only!.count),
      count: undefined,
    });
    return;
  }
  const targets = joiner === "," && type["x-unit"] ? items : items.slice(-1);
  for (const item of targets)
    if (item.schema.type === undefined && !item.kids) item.schema = { ...type, ...item.schema };
}

const DETERMINERS =
  /^(?:the|a|an|this|that|these|those|its|their|his|her|my|our|your|all|any|every|each|me|us|him|them|it)$/;

/** "cheapest first", "newest to oldest", "most recent first": an order, no field. */
export function isOrder(tokens: readonly Token[]): boolean {
  const last = tokens.findLast((token) => token.kind === "word" && !words.TRAILING.has(token.lower))?.lower ?? "";
  const first = tokens[0]!.lower;
  return (
    tokens.length > 1 &&
    (/^(?:first|last|top|bottom)$/.test(last) || /^(?:descending|ascending|desc|asc|alphabetically)$/.test(last)) &&
    (/est$|^(?:most|least|worst|best|by|in|new|old|high|low)$/.test(first) ||
      /^(?:descending|ascending|desc|asc)$/.test(last))
  );
}

/** "max 60 characters each", "under 20 words": how long a text may be. */
const SIZE_OF_TEXT =
  /^(?:each )?(?:max(?:imum)?|up to|at most|no more than|under|below|less than|fewer than|around|about|within|not over)(?: of)? \d+ (?:characters|chars|words|sentences|letters|lines)\b/i;

function isStop(tokens: readonly Token[], { joiner }: Segment): boolean {
  const [first, second] = tokens;
  if (first!.kind !== "word") return false;
  if (
    (joiner !== "" && isOrder(tokens)) ||
    (joiner === "," && tokens.length > 1 && isWord(tokens.at(-1), "only") && tokens.length < 5)
  )
    return true;
  const { lower } = first!;
  if (joiner !== "" && SIZE_OF_TEXT.test(textOf(tokens.slice(0, 6)))) return true;
  if (tokens.length === 1)
    return (
      /^(?:nothing|else|thanks|please|then|but|not|no|thx|now|today|asap|currently|yesterday|tomorrow|urgently)$/.test(
        lower,
      ) || words.PROSE.has(lower)
    );
  if (lower === "no") return !/^(?:shows?|of|claims?)$/.test(second?.lower ?? "");
  if (
    words.STOPPERS.has(lower) &&
    !/^(?:order|group|sort|limit|use|keep|leave|after|before|once|if|which|while|when|since)$/.test(lower)
  )
    return true;
  if (
    /^(?:sort|order|group|limit|use|keep|leave|after|before|once|since|while)$/.test(lower) &&
    !(lower === "order" && second?.kind !== "word") &&
    (second?.kind === "number" ||
      second?.kind === "entity" ||
      /^(?:by|to|the|results|them|it|at|of|only|more|other|need|i|you|we|they|all)$/.test(second?.lower ?? ""))
  )
    return true;
  const isVerb = words.ACTION.has(lower) || words.FETCH.has(lower) || words.CONNECT.has(lower);
  if (
    isVerb &&
    joiner !== "" &&
    !(second!.lower === "in" && UNIT_WORDS.test(tokens[2]?.lower ?? "")) &&
    (second!.kind === "entity" ||
      second!.kind === "name" ||
      DETERMINERS.test(second!.lower) ||
      /^(?:to|up|only|from|with|out|back|in)$/.test(second!.lower)) &&
    tokens.length > 2
  )
    return true;
  const asks = /^(?:whether|if|who|when|what|where|which|how|why)$/.test(lower);
  return (
    !asks &&
    tokens
      .slice(0, 8)
      .some(
        (token, i) =>
          token.kind === "word" &&
          words.PROSE.has(token.lower) &&
          !(
            token.lower === "one" &&
            tokens[i + 1]?.kind === "word" &&
            !words.CUT.has(tokens[i + 1]!.lower) &&
            tokens[i + 1]!.lower !== "of"
          ) &&
          !(token.lower === "ones" && tokens[i - 1]?.lower === "plus") &&
          !isCutBefore(tokens, i) &&
          !/^(?:date|time|day|is|are|has|does|was)$/.test(tokens[i - 1]?.lower ?? "") &&
          !(
            i > 0 &&
            /^(?:we|you|they|i|he|she)$/.test(token.lower) &&
            !/^(?:so|that|as|if|because)$/.test(tokens[i - 1]!.lower) &&
            i < 4
          ),
      )
  );
}

function isCutBefore(tokens: readonly Token[], end: number): boolean {
  return tokens
    .slice(1, end)
    .some((token) => token.kind === "word" && (words.CUT.has(token.lower) || token.lower === "of"));
}

const AUX =
  /^(?:is|am|are|was|were|has|have|had|will|can|could|does|do|did|be|been|being|it's|they're|isn't|hasn't|'s)$/;
const PRONOUN = /^(?:it|they|he|she|you|i|we|one|that|this|there|it's|they're|he's|she's|each|any|anyone|someone)$/;
const AGENTS: Readonly<Record<string, string>> = {
  own: "owner",
  organise: "organiser",
  organize: "organizer",
  create: "creator",
  send: "sender",
  sent: "sender",
  write: "author",
  wrote: "author",
  author: "author",
  manage: "manager",
  lead: "lead",
  assign: "assignee",
  report: "reporter",
  request: "requester",
  host: "host",
  review: "reviewer",
  approve: "approver",
  raise: "reporter",
  open: "opened_by",
  run: "owner",
  submit: "submitter",
  handle: "assignee",
  work: "assignee",
  teach: "teacher",
  teache: "teacher",
  made: "created_by",
  make: "created_by",
  pay: "payer",
  paid: "paid_by",
  post: "author",
  commit: "author",
  book: "booked_by",
};

/** Fields that are asked as questions: "whether it is paid", "how many seats", "when it was created", "who owns it". */
function readQuestion(tokens: readonly Token[], segment: Segment): Item | undefined {
  let start = 0;
  while (
    start < tokens.length - 1 &&
    tokens[start]!.kind === "word" &&
    (words.LEADING.has(tokens[start]!.lower) ||
      /^(?:a|the|flag|boolean|of|for|indicating|showing|on|about|saying|to|say|know|tell|me)$/.test(
        tokens[start]!.lower,
      ))
  )
    start += 1;
  const said = tokens[start]!.kind === "word" ? tokens[start]!.lower : "";
  const isWhich =
    /^(?:date|time|day|moment)$/.test(said) &&
    /^(?:on|at|in|by)$/.test(tokens[start + 1]?.lower ?? "") &&
    tokens[start + 2]?.lower === "which";
  if (isWhich) return readOnWhich(tokens, start, segment);
  const isWhen = /^(?:date|time|day)$/.test(said) && /^(?:it|they|he|she)$/.test(tokens[start + 1]?.lower ?? "");
  const isWhether =
    /^(?:is|are|has|does|was)$/.test(said) &&
    /^(?:it|they|he|she)$/.test(tokens[start + 1]?.lower ?? "") &&
    tokens.length > start + 2;
  if (isWhether) start -= 1;
  const asks = isWhen ? "when" : isWhether ? "whether" : said;
  if (
    asks === "if" &&
    tokens.length - start > 1 &&
    /^(?:available|any|applicable|present|possible|known|there|needed|set|so|not|it|they|you|required|found|relevant|necessary)$/.test(
      tokens[start + 1]!.lower,
    ) &&
    tokens.length - start < 5 &&
    !/^(?:is|are|was|has|went|\w{3,}ed)$/.test(tokens[start + 2]?.lower ?? "")
  )
    return undefined;
  if (asks === "if" && tokens[start + 1]?.lower === "there") return undefined;
  const alone = asks === "when" ? "date" : asks === "where" ? "location" : asks === "why" ? "reason" : undefined;
  if (tokens.length - start === 1 && alone !== undefined)
    return blank({ name: alone, strong: segment.strong, asked: true });
  if (
    !/^(?:whether|if|who|when|what|what's|who's|when's|where|where's|which|how|why)$/.test(asks) ||
    tokens.length - start < 2
  )
    return undefined;
  const groups = tokens.filter((token) => token.kind === "group");
  const grouped = asks === "how" ? groupIn(tokens, tokens[start + 1]?.lower === "much") : undefined;
  const plain = tokens
    .slice(start + 1, grouped?.at)
    .filter((_, i, all) => !isOwnerName(all, i))
    .filter(
      (token, i, all) =>
        !(/^(?:if|whether)$/.test(asks) && i === 0 && all[1]?.kind === "entity" && token.kind === "word"),
    )
    .filter((token) => token.kind === "word" || token.kind === "number" || token.kind === "name");
  const lowers = plain.map((token) => token.lower).filter((word) => word !== "exactly" && word !== "currently");
  const [name, schema] = nameQuestion(asks, lowers);
  if (name === "") return undefined;
  const noun = /^(?:which|what)$/.test(asks) && isPlural(name);
  const item = blank({
    name,
    schema,
    strong: segment.strong,
    asked: true,
    plural: noun,
    ...(grouped && { by: grouped.by }),
    ...(noun && { exact: false, words: name.split("_") }),
  });
  for (const group of groups) annotate(item, group.inner!, 0);
  return item;
}

/** "Ben Okafor's" in "when is Ben Okafor's birthday". */
function isOwnerName(tokens: readonly Token[], i: number): boolean {
  return /^\p{Lu}/u.test(tokens[i]!.text) && isProperPossessive(tokens, i);
}

/** "how many PRs did each engineer merge", "how many users signed up by country": of what there are so many, and where that is said. */
function groupIn(tokens: readonly Token[], much: boolean): { by: string; at: number } | undefined {
  const at = tokens.findIndex(
    (token, i) => i > 1 && token.kind === "word" && (much ? /^by$/ : /^(?:by|per|each|every)$/).test(token.lower),
  );
  const next = at < 0 ? undefined : tokens[at + 1];
  if (next?.kind !== "word") return undefined;
  const isEach = /^(?:each|every)$/.test(tokens[at]!.lower);
  const by = isEach
    ? /^\p{Ll}/u.test(next.text) &&
      !words.SPANS.has(next.lower) &&
      !/^(?:one|of|is|has|had|item|time)$/.test(next.lower)
      ? next.lower
      : undefined
    : groupAt(tokens, at + 1);
  return by === undefined ? undefined : { by, at };
}

/** "the date on which the review was completed": completed_at, a date. */
function readOnWhich(tokens: readonly Token[], start: number, segment: Segment): Item {
  const said = tokens
    .slice(start + 3)
    .filter((token) => token.kind === "word")
    .map((token) => token.lower);
  const at = said.findIndex((word) => AUX.test(word));
  const verbs =
    at >= 0 ? said.slice(at + 1) : said.filter((word) => /(?:s|ed)$/.test(word) && !words.FILLERS.has(word)).slice(-1);
  const [name] = nameWhen(verbs.filter((word) => !AUX.test(word) && !words.FILLERS.has(word)));
  const isDay = tokens[start]!.lower !== "time";
  const item = blank({
    name:
      name === "date" && said.length > 0
        ? keyOf([...cutWords(said.filter((word) => !words.FILLERS.has(word))).slice(-1), "date"])
        : name,
    strong: segment.strong,
    asked: true,
    schema: { type: "string", format: isDay ? "date" : "date-time" },
  });
  for (const token of tokens) if (token.kind === "group") annotate(item, token.inner!, 0);
  return item;
}

function nameQuestion(asks: string, given: readonly string[]): [string, Schema] {
  let all = given;
  const content = (list: readonly string[]) => list.filter((word) => !words.FILLERS.has(word) && !PRONOUN.test(word));
  if (asks === "whether" || asks === "if")
    return [nameWhether(all[0] === "or" && all[1] === "not" ? all.slice(2) : all), { type: "boolean" }];
  if (asks === "how") return nameHow(all);
  const body = content(all);
  const verb = body.filter((word) => !AUX.test(word));
  if (asks.startsWith("where")) return ["location", {}];
  if (asks === "why") return ["reason", { type: "string" }];
  if (asks.startsWith("when")) return isOfNoun(asks, all) ? [keyOf(cutWords(verb)), DAY] : nameWhen(verb);
  if (asks.startsWith("who")) {
    const isNoun =
      all.at(-1) !== undefined && /^(?:is|are|was)$/.test(all.at(-1)!)
        ? verb
        : /^(?:is|are|was|were)$/.test(all[0] ?? "") && /^(?:the|their|its|our|his|her)$/.test(all[1] ?? "")
          ? verb
          : undefined;
    if (isNoun) return [keyOf(cutWords(isNoun)), {}];
    if (/^(?:coming|attending|going|invited|joining|participating)$/.test(verb[0] ?? ""))
      return ["attendees", { type: "array", items: { type: "string" } }];
    if (verb[0] === "last" && verb[1]) return [keyOf([...verb.slice(0, 2), "by"]), { type: "string" }];
    const stem = (verb[0] ?? "").replace(/(?:ies)$/, "y").replace(/(?:ed|s|d|es)$/, "");
    const agent = AGENTS[verb[0] ?? ""] ?? AGENTS[stem] ?? AGENTS[`${stem}e`];
    return [
      agent ?? (verb[0] ? `${verb[0].replace(/s$/, "")}${/ed$/.test(verb[0]) ? "_by" : ""}` : ""),
      { type: "string" },
    ];
  }
  // "what stage is it in", "which plan they are on", "what the status is"
  const end = all.findIndex((word, i) => i > 0 && (AUX.test(word) || PRONOUN.test(word)));
  if (all[0] === "of") all = all.slice(1);
  const noun = cutWords(content(AUX.test(all[0] ?? "") ? all.slice(1) : end > 0 ? all.slice(0, end) : all));
  const many = noun.findIndex((word) => isPlural(word) && !words.SPANS.has(word));
  return [keyOf(noun.slice(0, asks === "which" && many >= 0 ? many + 1 : 4)), {}];
}

function cutWords(list: readonly string[]): string[] {
  const end = list.findIndex((word, i) => i > 0 && (words.CUT.has(word) || words.CLOSERS.has(word)));
  return (end < 0 ? list : list.slice(0, end)).filter((word) => !words.TRAILING.has(word));
}

function nameWhether(all: readonly string[]): string {
  const aux = all.findIndex((word) => AUX.test(word));
  const subject = all.slice(0, Math.max(aux, 0));
  const isShort =
    subject.length === 0 ||
    PRONOUN.test(subject[0]!) ||
    (/^(?:the|this|that)$/.test(subject[0]!) && (subject.length === 2 || subject.length > 3));
  const tail = (list: readonly string[]) => {
    const kept = list.filter(
      (word) =>
        !words.FILLERS.has(word) &&
        !words.TRAILING.has(word) &&
        !/^(?:been|be|it|they|or|not|already|still|yet|now|ever)$/.test(word),
    );
    const end = kept.findIndex(
      (word, i) =>
        i > 0 &&
        !(i === kept.length - 1 && /^(?:in|on)$/.test(word) && /ed$/.test(kept[i - 1]!)) &&
        /^(?:for|from|by|at|in|on|because|when|if|so|that|which|since|within|until|before|after|during|via|with|using)$/.test(
          word,
        ),
    );
    return (end < 0 ? kept : kept.slice(0, end)).slice(0, 5);
  };
  if (all[0] === "there" && aux === 1) return keyOf(["has", ...tail(all.slice(2))]);
  if (aux < 0) return keyOf(tail(PRONOUN.test(all[0] ?? "") ? all.slice(1) : all));
  const verb = all[aux]!;
  const main = /^(?:do|does|did)$/.test(verb)
    ? all.findIndex((word, i) => i > aux && Object.hasOwn(HOLDING, word))
    : -1;
  if (main > 0) return keyOf([HOLDING[all[main]!]!, ...tail(all.slice(main + 1))]);
  const rest = tail(all.slice(aux + 1));
  if (!isShort) return keyOf([...tail(subject), ...rest]);
  const been = all[aux + 1] === "been" || all[aux + 2] === "been";
  const prefix =
    /^(?:has|have|had)$/.test(verb) && !been
      ? "has"
      : /^(?:can|could)$/.test(verb)
        ? "can"
        : verb === "will"
          ? "will"
          : /^(?:do|does|did)$/.test(verb)
            ? ""
            : "is";
  if (rest.length === 0) return "";
  return keyOf(
    prefix === "" ? rest : prefix === "can" && all[aux + 1] === "be" ? ["can", "be", ...rest] : [prefix, ...rest],
  );
}

const HOLDING: Readonly<Record<string, string>> = {
  have: "has",
  need: "needs",
  support: "supports",
  include: "includes",
  accept: "accepts",
  allow: "allows",
  offer: "offers",
  require: "requires",
  contain: "contains",
  ship: "ships",
};

/** "how many people registered", "how many are still unread": by what is said of them, which tells several apart. */
export function predicateOf(tokens: readonly Token[]): string | undefined {
  const said = tokens.filter((token) => token.kind === "word").map((token) => token.lower);
  const many = said.indexOf("many");
  if (many !== 1 && said[0] !== "how") return undefined;
  const rest = said
    .slice(2)
    .filter((word) => !words.FILLERS.has(word) && !/^(?:still|currently|already|now|yet|have|has|been)$/.test(word));
  const aux = rest.findIndex((word) => AUX.test(word));
  if (/^(?:did|do|does)$/.test(rest[aux] ?? "")) return aux === 0 ? undefined : keyOf(rest.slice(0, aux));
  const verb =
    aux >= 0 ? aux + 1 : rest.findIndex((word, i) => i > 0 && /(?:ed|said|showed|came|paid|won|lost)$/.test(word));
  if (verb < 0 || verb >= rest.length)
    return rest[0] !== undefined && /ed$/.test(rest[0])
      ? keyOf(rest.slice(0, /^(?:up|out|in|off)$/.test(rest[1] ?? "") ? 2 : 1))
      : undefined;
  const end = rest.findIndex((word, i) => i > verb && words.CUT.has(word));
  const tail = rest.slice(verb, end < 0 ? rest.length : end);
  const noun = rest.slice(0, aux >= 0 ? aux : verb);
  return keyOf(noun.length > 0 && /^(?:in|on|at)$/.test(tail[0] ?? "") ? [...noun.slice(-1), ...tail] : tail);
}

function nameHow(all: readonly string[]): [string, Schema] {
  const [first, ...rest] = all;
  const noun = (rest[0] === "of" && rest[1] === "them" ? rest.slice(2).filter((word) => !AUX.test(word)) : rest).filter(
    (word) => !words.FILLERS.has(word),
  );
  if (
    first === "many" &&
    (AUX.test(noun[0] ?? "") || /(?:ed|said|did|went|paid|came|bought|won|lost)$/.test(noun[0] ?? ""))
  )
    return [
      keyOf(
        cutWords(noun.filter((word) => !/^(?:have|has|are|were|was|is|yet|already|been)$/.test(word))).slice(0, 4),
      ) || "count",
      { type: "integer" },
    ];
  if (first === "many") {
    const end = noun.findIndex(
      (word, i) =>
        i > 0 &&
        (AUX.test(word) ||
          PRONOUN.test(word) ||
          words.CUT.has(word) ||
          /ed$|^(?:went|came|got|ran|fell|sat|stood|sold|sent|won|lost|left|paid)$/.test(word) ||
          /^user_/.test(word)),
    );
    const head = (end < 0 ? noun : noun.slice(0, end)).slice(0, 4);
    const last = head.at(-1);
    if (last === undefined) return ["count", { type: "integer" }];
    // "how many seats are booked": seats_booked.
    const state = noun.slice(head.length).filter((word) => !AUX.test(word) && !PRONOUN.test(word))[0] ?? "";
    const particle = all[all.indexOf(state) + 1] ?? "";
    const isPhrasal = /^(?:up|out|in|on|off|over)$/.test(particle);
    const isDone = noun.length > head.length && !isPhrasal && (/[a-z]{2}ed$/.test(state) || PAST.test(state));
    if (isDone && (isPlural(last) || words.SPANS.has(last))) return [keyOf([...head, state]), { type: "integer" }];
    const name = head.some((word) => words.SPANS.has(word))
      ? keyOf([...head, ...noun.slice(head.length).filter((word) => /^(?:overdue|late|left|remaining)$/.test(word))])
      : keyOf([...head.slice(0, -1), singularOf(last), "count"]);
    return [name, { type: "integer" }];
  }
  if (first === "long") return ["duration", {}];
  if (first === "old") return ["age", { type: "integer" }];
  if (first === "often") return ["frequency", { type: "string" }];
  if (first === "far") return ["distance", { type: "number" }];
  if (first === "much") return [nameHowMuch(noun), {}];
  return ["", {}];
}

/** Participles that do not end in -ed. */
const PAST =
  /^(?:sold|sent|held|left|lost|won|paid|cast|sold|built|bought|taken|given|written|read|kept|made|met|born|hit|cut|shut|open|overdue|late|free|empty|missing)$/;

const HOW_MUCH: Readonly<Record<string, string>> = {
  cost: "cost",
  costs: "cost",
  weigh: "weight",
  owe: "amount_owed",
  owes: "amount_owed",
  owed: "amount_owed",
  spend: "amount_spent",
  spent: "amount_spent",
  earn: "earnings",
  earned: "earnings",
  pay: "amount_paid",
  paid: "amount_paid",
  charge: "price",
};

/** "how much does it cost per night": cost_per_night; "how much revenue": revenue. */
function nameHowMuch(noun: readonly string[]): string {
  if (noun[0] !== undefined && !AUX.test(noun[0]) && !PRONOUN.test(noun[0])) return keyOf(cutWords(noun).slice(0, 3));
  const verb = noun.findLast((word) => Object.hasOwn(HOW_MUCH, word));
  const per = noun.indexOf("per");
  return keyOf([verb === undefined ? "amount" : HOW_MUCH[verb]!, ...(per > 0 ? noun.slice(per, per + 2) : [])]);
}

/** "when is the next full moon", "when's my next day off": the day of it goes by its name. */
function isOfNoun(asks: string, [first = "", ...rest]: readonly string[]): boolean {
  const said = asks === "when" ? (/^(?:is|was)$/.test(first) ? rest : []) : [first, ...rest];
  const noun = said.filter((word) => !words.FILLERS.has(word) && !words.CLOSERS.has(word));
  return (
    /^(?:the|my|our|your|his|her|their)$/.test(said[0] ?? "") &&
    /^(?:next|last|first)$/.test(said[1] ?? "") &&
    noun.length > 1 &&
    !noun.some((word) => /(?:ed|ing|due)$/.test(word) || PAST.test(word))
  );
}

const DAY: Schema = { type: "string", format: "date" };

/** Of something that begins or ends. */
const WHEN_IT_DOES: ReadonlyMap<string, string> = new Map([
  ["start", "starts_at"],
  ["begin", "starts_at"],
  ["end", "ends_at"],
  ["expire", "expires_at"],
  ["renew", "renewal_date"],
]);

function nameWhen(verb: readonly string[]): [string, Schema] {
  const past = verb.find((word) => /(?:ed|sent|paid|made|seen|due|sold|bought|left)$/.test(word));
  const last = verb.includes("last") ? ["last"] : verb.includes("next") ? ["next"] : [];
  if (verb.includes("expected") && verb.length > 1)
    return [keyOf(["expected", verb.find((word) => !/^(?:expected|to)$/.test(word)) ?? "", "date"]), {}];
  if (past === "due") return ["due_date", {}];
  if (past !== undefined) return [keyOf([...last, past, "at"]), {}];
  const does = verb.length > 1 ? WHEN_IT_DOES.get(verb.at(-1)!) : undefined;
  // "when does the term end": term_end_date
  if (does && (does !== "ends_at" || verb.length > 2)) return [does, {}];
  const base = verb.find((word) => !words.CLOSERS.has(word) && !/^(?:next|last|to)$/.test(word));
  if (base === undefined) return ["date", {}];
  if (/^starts?$/.test(base)) return ["start_time", {}];
  if (/^(?:ends?|finish(?:es)?)$/.test(base)) return ["end_time", {}];
  if (/^renews?$/.test(base)) return ["renewal_date", {}];
  if (/^expires?$/.test(base)) return ["expires_at", {}];
  if (/^clos(?:e|es|ing)$/.test(base)) return ["close_date", {}];
  if (/^(?:departs?|leaves?)$/.test(base)) return ["departure_time", {}];
  if (/^(?:arrives?|lands?)$/.test(base)) return ["arrival_time", {}];
  return [
    keyOf([
      ...last,
      ...verb.filter((word) => !words.CLOSERS.has(word) && !/^(?:last|next)$/.test(word)).slice(0, 3),
      "date",
    ]),
    {},
  ];
}

function blank(more: Partial<Item>): Item {
  return {
    name: "",
    words: [],
    exact: true,
    schema: {},
    plural: false,
    lead: "",
    strong: false,
    container: false,
    ...more,
  };
}

const MEASURES = set(
  "time days hours minutes weeks months years seconds percentage percent number amount share rate distance count",
);
function set(list: string): ReadonlySet<string> {
  return new Set(list.split(" "));
}
const UNIT_WORDS =
  /^(?:cents|pence|seconds|minutes|hours|days|weeks|months|years|milliseconds|ms|km|kilometers|kilometres|miles|meters|metres|kg|mg|mcg|grams|pounds|lbs|mb|gb|kb|bytes|celsius|fahrenheit|percent|kwh|kw|watts|mm|cm|usd|eur|gbp|dollars|euros|degrees|liters|litres|mbps|mph|points)$/;

/** A noun phrase with what is said of it. */
function readPhrase(reading: Reading, segment: Segment): Item | undefined | "stop" {
  const tokens = segment.tokens;
  const said: string[] = [];
  const item = blank({ exact: false, strong: segment.strong, words: said });
  const state: Phrase = { item, tokens, i: 0, said, reading, done: false };
  readCount(state);
  while (state.i < tokens.length && !state.done) readToken(state);
  readTail(state);
  finish(state);
  if (item.name === "" && item.kids === undefined && item.schema.type === undefined && !item.container)
    return undefined;
  if (state.said.length > MOST_WORDS && !item.exact) return "stop";
  if (item.name === "" && !item.container) return undefined;
  return item;
}

type Phrase = {
  item: Item;
  tokens: readonly Token[];
  i: number;
  said: string[];
  reading: Reading;
  done: boolean;
  listed?: boolean;
  proper?: boolean;
};

/** "the top 5", "up to ten", "a dozen of", "the 3 most recent", "exactly 4", "a list of": passed over and kept. */
function readCount(state: Phrase): void {
  const { item, tokens } = state;
  for (; state.i < tokens.length; state.i += 1) {
    const token = tokens[state.i]!;
    const { kind, lower } = token;
    const next = tokens[state.i + 1];
    if (kind === "word" && /^(?:only|just)$/.test(lower)) item.restricts = true;
    if (kind === "word" && (words.LEADING.has(lower) || words.FILLERS.has(lower))) {
      if (/^(?:at-least)$/.test(lower)) continue;
      if (words.FILLERS.has(lower)) item.lead = lower;
      if (/^(?:each|every)$/.test(lower)) item.each = true;
      if (tokens.length - state.i === 1 && words.LEADING.has(lower)) return;
      continue;
    }
    const most = limitAt(tokens, state.i);
    if (most !== undefined) {
      item.count = { most: most.size };
      state.i = most.end - 1;
      continue;
    }
    const exact = countAt(tokens, state.i);
    if (exact !== undefined) {
      item.count ??= { exact: exact.size };
      state.i = exact.end - 1;
      continue;
    }
    if (kind === "word" && /^(?:list|array|set|table|collection|series)$/.test(lower) && isWord(next, "of")) {
      state.listed = true;
      state.i += 1;
      continue;
    }
    if (
      (kind === "entity" || kind === "word" || kind === "name") &&
      token.possessive &&
      (kind === "entity" ||
        /^\p{Lu}/u.test(token.text) ||
        /^(?:today|tomorrow|yesterday|month|week|year|hour|quarter|day|everyone)$/.test(lower))
    ) {
      item.of = true;
      continue;
    }
    // "a one-line fix": how long, not what.
    if (/^(?:one|two|three|\d)-(?:line|word|sentence|paragraph)s?$/.test(lower)) continue;
    if (/^\p{Lu}/u.test(token.text) && kind === "word" && isProperPossessive(tokens, state.i)) continue;
    if (/^(?:last|past|next|previous|this|coming)$/.test(lower) && tokens[state.i + 1]?.possessive) continue;
    return;
  }
}

/** "Tom Ainsworth's": a name in front of its possessive. */
function isProperPossessive(tokens: readonly Token[], i: number): boolean {
  for (let k = i; k < Math.min(i + 4, tokens.length); k += 1) {
    if (!/^\p{Lu}/u.test(tokens[k]!.text)) return false;
    if (tokens[k]!.possessive) return true;
  }
  return false;
}

export function numberOf(token: Token | undefined): number | undefined {
  if (token?.kind === "number") return /^\d{1,4}$/.test(token.text) ? Number(token.text) : undefined;
  return token?.kind === "word" && Object.hasOwn(words.NUMBERS, token.lower) ? words.NUMBERS[token.lower] : undefined;
}

/** "up to 10", "at most five", "max 3", "no more than 4", "maximum of 20". */
export function limitAt(tokens: readonly Token[], at: number): { size: number; end: number } | undefined {
  const text = tokens
    .slice(at, at + 4)
    .map((token) => token.lower)
    .join(" ");
  const opening =
    /^(?:up to|at most|no more than|not more than|fewer than|less than|a maximum of|maximum of|max of|maximum|max|limit to|limited to|limit of|limit|capped at|cap at|but only|only the first)(?= )/.exec(
      text,
    );
  if (opening === null) return undefined;
  const end = at + opening[0].split(" ").length;
  let i = end;
  if (tokens[i]?.lower === "the" || tokens[i]?.lower === "first") i += 1;
  if (tokens[i]?.lower === "the" || tokens[i]?.lower === "first") i += 1;
  const size = numberOf(tokens[i]);
  return size === undefined || isSpan(tokens, i + 1) ? undefined : { size, end: i + 1 };
}

/** "top 5", "5", "a dozen of", "half a dozen", "a couple of", "exactly 3": but not "2 weeks" or "the last 3 months". */
export function countAt(tokens: readonly Token[], at: number): { size: number; end: number } | undefined {
  let i = at;
  while (
    /^(?:[a-z]{3,}est|top|last|latest|first|next|newest|most|recent|exactly|oldest|best|biggest|largest|highest|random|other|about|around|roughly|approximately|bottom|worst|previous|past|a|half|the)$/.test(
      tokens[i]?.lower ?? "",
    ) &&
    i < at + 4 &&
    tokens[i]?.kind === "word"
  )
    i += 1;
  if (/^(?:half)$/.test(tokens[at]?.lower ?? "") && tokens[i]?.lower === "dozen")
    return { size: 6, end: skipOf(tokens, i + 1) };
  if (isWord(tokens[i], "few")) return isSpan(tokens, i + 1) ? undefined : { size: 3, end: skipOf(tokens, i + 1) };
  const size = numberOf(tokens[i]);
  if (size === undefined || size > 1_000 || (tokens[i]!.lower === "one" && at === i)) return undefined;
  const after = tokens[i + 1];
  const isAlone = after === undefined || after.kind === "punct";
  if (isAlone || isSpan(tokens, i + 1)) return undefined;
  return { size, end: skipOf(tokens, i + 1) };
}

function skipOf(tokens: readonly Token[], i: number): number {
  return isWord(tokens[i], "of") ? i + 1 : i;
}

function isSpan(tokens: readonly Token[], i: number): boolean {
  const after = tokens[i];
  if (after?.kind !== "word" || !words.SPANS.has(after.lower)) return false;
  // "the next 6 calendar events" are events, "the next 6 calendar days" are days.
  const isAdjective =
    /^(?:business|working|calendar|night|session|term|season|sprint)$/.test(after.lower) &&
    tokens[i + 1]?.kind === "word";
  return !isAdjective || words.SPANS.has(tokens[i + 1]!.lower);
}

function readToken(state: Phrase): void {
  const { item, tokens, said } = state;
  const token = tokens[state.i]!;
  const isLast = tokens
    .slice(state.i + 1)
    .every((after) => after.kind === "group" || (after.kind === "punct" && !/^[:=%€$£°]$/.test(after.text)));
  state.i += 1;
  switch (token.kind) {
    case "group":
      if (said.length > 0 || item.exact || item.count)
        annotate(item, token.inner!, state.reading.depth, state.reading.items);
      return;
    case "skeleton":
      item.schema =
        state.listed ||
        item.schema.type === "array" ||
        /^(?:array|list)$/.test(said.at(-2) ?? "") ||
        /^(?:objects)$/.test(said.at(-1) ?? "")
          ? listOf(token.schema!)
          : token.schema!;
      state.done = true;
      return;
    case "punct":
      return void readPunct(state, token);
    case "entity":
      // "parking yes/no"
      if (said.length > 0 && isLast && /^(?:yes\/no|true\/false|y\/n)$/i.test(token.text)) {
        item.schema = { type: "boolean" };
        return;
      }
      if ((said.length === 0 || token.possessive) && !item.exact) {
        item.of = true;
        said.length = 0;
        return;
      }
      state.i -= 1;
      state.done = true;
      return;
    case "name":
      return void readName(state, token);
    case "number":
      if (
        said.length > 0 &&
        (isLast || (said.length === 1 && tokens[state.i]?.kind === "word" && isPlural(tokens[state.i]!.lower)))
      )
        said.push(token.text);
      else if (said.length > 0) {
        state.i -= 1;
        state.done = true;
      }
      return;
    default:
      return void readWord(state, token, isLast);
  }
}

/** The skeleton among tokens; a list of it when they say so. */
function skeletonIn(tokens: readonly Token[]): Schema | undefined {
  const at = tokens.findIndex((token) => token.kind === "skeleton");
  if (at < 0) return undefined;
  const { schema } = tokens[at]!;
  const listed = tokens.slice(0, at).some((token) => /^(?:array|list|arrays|lists|objects|each)$/.test(token.lower));
  return listed && schema!.type !== "array" ? listOf(schema!) : schema!;
}

function isContainerWords(said: readonly string[]): boolean {
  return said.length > 0 && said.every((word) => words.CONTAINERS.has(word) || words.FORMATS.has(word));
}

function readPunct(state: Phrase, token: Token): void {
  const { item, tokens, said } = state;
  if (token.text === ":" || token.text === "=" || (token.text === "-" && !token.glued)) {
    if (isContainerWords(said) && !item.exact) {
      if (said.some((word) => words.LISTS.has(word))) item.within = true;
      said.length = 0;
      delete item.count;
      item.lead = "";
      readCount(state);
      return;
    }
    const rest = tokens.slice(state.i);
    const type = skeletonIn(rest) ?? mapOf(rest) ?? readType(textOf(rest));
    if (type && item.schema.type === undefined) item.schema = manyTexts(item, rest, type);
    else if (type === undefined && item.exact) describeItem(item, rest, state.reading.depth);
    state.i = tokens.length;
    state.done = true;
    return;
  }
  if (token.text === "/" && token.glued) {
    const next = tokens[state.i];
    if (next?.kind === "word" && /^\p{Ll}/u.test(next.text) && said.length > 0) return;
    state.done = true;
  }
  if (token.text === "|" || token.text === "→") state.done = true;
}

/** "`reasons`: short sentences": texts, when the name is a plural too. */
function manyTexts(item: Item, said: readonly Token[], type: Schema): Schema {
  const isText = type.type === "string" && !type.enum && said.every((token) => token.kind === "word");
  return isText && item.exact && isPlural(item.name) && isPlural(said.at(-1)!.lower) ? listOf(type) : type;
}

function readName(state: Phrase, token: Token): void {
  const { item, tokens, said } = state;
  const before = said.at(-1) ?? "";
  if (token.possessive && said.length === 0) {
    item.of = true;
    return;
  }
  if (item.exact) {
    state.i -= 1;
    state.done = true;
    return;
  }
  const isText =
    token.quoted === "quotes" &&
    said.length > 0 &&
    !/^(?:called|named|key|keys|field|fields|under|as|property|column|labelled|string|number|boolean|integer|float|array|date|object)$/.test(
      before,
    ) &&
    !isContainerWords(said);
  if (isText) {
    const next = tokens[state.i];
    // 'playlist "Focus" tracks': the tracks.
    if (next?.kind === "word" && isPlural(next.lower)) said.length = 0;
    else state.done = true;
    return;
  }
  const type =
    said.length > 0 && !/^(?:called|named|as)$/.test(before)
      ? readType(said.join(" "))
      : said.length > 1
        ? readType(said.slice(0, -1).join(" "))
        : undefined;
  if (type && item.schema.type === undefined) item.schema = type;
  // "views likes avg_watch_time": names that nobody put commas between.
  if (
    type === undefined &&
    said.length > 1 &&
    token.quoted === undefined &&
    said.every((word) => meaningOf(word).known || isPlural(word))
  ) {
    state.reading.items.push(
      ...said.map((word) => blank({ name: word, words: [word], exact: false, plural: isPlural(word) })),
    );
  }
  if (/^(?:called|named)$/.test(before)) item.plural = isPlural(said.at(-2) ?? "");
  item.name = token.text.replace(/\[\]$/, "");
  if (token.text.endsWith("[]")) item.schema = listOf({});
  item.exact = true;
  said.length = 0;
  void tokens;
}

function readWord(state: Phrase, token: Token, isLast: boolean): void {
  const { item, tokens, said } = state;
  const { lower } = token;
  const next = tokens[state.i];
  const after = tokens[state.i + 1];
  if (item.exact) {
    state.i -= 1;
    state.done = true;
    return;
  }
  if (
    /^(?:named|called)$/.test(said.at(-1) ?? "") &&
    (next === undefined || next.kind !== "word" || /^(?:with|where|containing|each|of)$/.test(next.lower))
  ) {
    item.name = token.text;
    item.exact = true;
    if (said.some((word) => words.LISTS.has(word))) item.plural = true;
    said.length = 0;
    return;
  }
  if (
    said.length > 0 &&
    /^(?:this|last|past|next|coming|previous)$/.test(lower) &&
    next?.kind === "word" &&
    words.SPANS.has(next.lower)
  ) {
    state.i -= 1;
    state.done = true;
    return;
  }
  if (words.FILLERS.has(lower)) {
    // "the reason the officers gave": which reason, not what of it.
    if (said.length > 0 && isClause(tokens, state.i)) {
      item.told = true;
      state.i = tokens.length;
      state.done = true;
    }
    if (said.length === 0) item.lead = lower;
    return;
  }
  if (lower === "or" && next?.lower === "not" && said.length > 0) {
    item.schema = { type: "boolean" };
    state.i = tokens.length;
    state.done = true;
    return;
  }
  if (
    /^(?:tomorrow|today|tonight|yesterday)$/.test(lower) &&
    said.length > 0 &&
    next?.kind === "word" &&
    words.CUT.has(next.lower)
  )
    return;
  if (said.length === 0 && words.LEADING.has(lower) && next !== undefined) return;
  if (token.possessive && /^\p{Lu}/u.test(token.text) && said.length > 0 && state.i > 1) {
    said.length = 0;
    return;
  }
  if (lower === "map" || lower === "mapping" || lower === "dictionary" || lower === "breakdown") {
    const type = said.length === 0 && lower !== "breakdown" ? readType(textOf(tokens.slice(state.i - 1))) : undefined;
    if (type?.additionalProperties) {
      const to = tokens.findLastIndex((each) => /^(?:to|values|value|of)$/.test(each.lower));
      const held = tokens.slice(to + 1);
      const tail = held.findIndex((each, k) => k > 0 && words.CUT.has(each.lower));
      const last = held.slice(0, tail < 0 ? held.length : tail).findLast((each) => each.kind === "word");
      const meant = meaningOf(last?.lower ?? "");
      const isOpen = type.additionalProperties.type === undefined && !type.additionalProperties.properties;
      item.schema = isOpen && meant.known ? { ...type, additionalProperties: meant.schema } : type;
      said.push(pluralOf(last?.lower ?? "value"));
      const called = tokens.find((each) => each.kind === "name");
      if (called) {
        item.name = called.text;
        item.exact = true;
        said.length = 0;
      }
      for (const each of tokens)
        if (each.kind === "group" && !item.exact) annotate(item, each.inner!, state.reading.depth);
      if (item.exact) said.length = 0;
      state.i = tokens.length;
      state.done = true;
      return;
    }
  }
  // "departs in how many minutes"
  if (lower === "in" && said.length > 0 && next?.lower === "how" && after?.lower === "many") {
    const unit = tokens[state.i + 2]?.lower ?? "";
    said.push("in", unit);
    item.schema = { type: "integer" };
    state.i += 3;
    state.done = true;
    return;
  }
  // "countries we ship to": which ones, not what of them.
  if (
    said.length > 0 &&
    /^(?:(?:we|you|they|i|he|she)(?:'ve|'re|'d|'ll|'s|'m)?|nobody|somebody|someone|everyone|anyone)$/.test(lower)
  ) {
    const last = tokens.at(-1)!;
    if (last.kind === "group") annotate(item, last.inner!, state.reading.depth, state.reading.items);
    item.told = true;
    state.i = tokens.length;
    state.done = true;
    return;
  }
  if (
    lower === "per" &&
    said.length > 0 &&
    (isPlural(said.at(-1)!) || /^(?:count|total)$/.test(said.at(-1)!)) &&
    groupAt(tokens, state.i) !== undefined
  ) {
    state.i -= 1;
    state.done = true;
    return;
  }
  // "measured at", "ordered by": a name of two words.
  const isName =
    said.length === 0 &&
    lower.endsWith("ed") &&
    next !== undefined &&
    words.CLOSERS.has(next.lower) &&
    (after === undefined || after.kind === "group");
  // "the converted amount": said before a noun, and no tail.
  const isAdjective =
    said.length === 0 &&
    lower.endsWith("ed") &&
    next?.kind === "word" &&
    !words.CUT.has(next.lower) &&
    !DETERMINERS.test(next.lower);
  if (isName || isAdjective || (!words.CUT.has(lower) && lower !== "of")) {
    if (token.possessive && said.length === 0) item.possessor = lower;
    if (token.possessive) item.ofOne = true;
    if (said.length === 0) item.written = token.text;
    said.push(lower);
    return;
  }
  if (said.length === 0) {
    if (/^(?:is|has|can|was|are)$/.test(lower) && next?.kind === "word" && tokens.length <= 4) {
      said.push(lower);
      return;
    }
    // "from", "to" as names of their own; "in stock"; else a phrase that only says where.
    if (isLast && words.CLOSERS.has(lower)) said.push(lower);
    else if (
      (lower === "in" || lower === "on") &&
      tokens.length - state.i <= 1 + Number(after?.kind === "group") &&
      next?.kind === "word" &&
      /^\p{Ll}/u.test(next.text)
    )
      said.push(lower);
    else {
      state.i -= 1;
      state.done = true;
    }
    return;
  }
  if (lower === "of") {
    const isThing =
      next === undefined ||
      next.kind !== "word" ||
      next.possessive ||
      DETERMINERS.test(next.lower) ||
      /^\p{Lu}|\w-\w/u.test(next.text) ||
      numberOf(next) !== undefined ||
      after?.kind === "number" ||
      after?.kind === "entity" ||
      tokens
        .slice(state.i, state.i + 4)
        .some((each) => each.kind === "entity" || each.quoted || /\d/.test(each.text)) ||
      /^(?:those|our|both|everyone|everybody|anyone|people)$/.test(next.lower);
    if (!isThing) {
      said.push(lower);
      return;
    }
    const taken = takeNameOf(state);
    if (taken > 0) {
      state.i += taken;
      return;
    }
    item.of = true;
    readOwner(state, state.i);
    const many = tokens
      .slice(state.i, state.i + 5)
      .find((each) => each.kind === "word" && isPlural(each.lower) && !words.SPANS.has(each.lower));
    if (many !== undefined && isPlural(said.at(-1)!)) item.ofMany = true;
    state.done = true;
    return;
  }
  // "distance to the nearest school": to what is a part of the name.
  if (
    lower === "to" &&
    /^(?:distance|walk|drive)$/.test(said.at(-1)!) &&
    next?.kind === "word" &&
    /^(?:the|an?)$/.test(next.lower)
  ) {
    said.push(lower);
    state.i += 1;
    return;
  }
  if (words.CLOSERS.has(lower) && isLast && lower !== "with") {
    said.push(lower);
    return;
  }
  if (
    lower === "per" ||
    ((lower === "to" ||
      lower === "until" ||
      lower === "since" ||
      (lower === "in" && WITHIN.test(next?.lower ?? "")) ||
      lower === "before" ||
      lower === "within" ||
      lower === "on" ||
      lower === "between") &&
      MEASURES.has(said.at(-1)!) &&
      next?.kind === "word" &&
      !DETERMINERS.test(next.lower) &&
      !/^\p{Lu}/u.test(next.text) &&
      !UNIT_WORDS.test(next.lower))
  ) {
    said.push(lower);
    return;
  }
  if (
    /^(?:within|to|from|into)$/.test(lower) &&
    /ed$/.test(said.at(-1)!) &&
    next?.kind === "word" &&
    (lower === "within" || (/^\p{Ll}/u.test(next.text) && !DETERMINERS.test(next.lower))) &&
    (lower === "within" || after === undefined || after.kind === "group")
  ) {
    said.push(lower);
    return;
  }
  state.i -= 1;
  state.done = true;
}

/** "the officers gave", "our team uses": a subject and what it does, right after a noun. */
function isClause(tokens: readonly Token[], at: number): boolean {
  const [determiner, before, last] = [tokens[at - 1]!, tokens[at - 2], tokens.at(-1)!];
  return (
    /^(?:the|an?|my|our|your|their|his|her|its)$/.test(determiner.lower) &&
    before?.kind === "word" &&
    !words.CUT.has(before.lower) &&
    before.lower !== "of" &&
    tokens.length - at >= 2 &&
    tokens.length - at <= 4 &&
    last.kind === "word" &&
    !last.possessive
  );
}

/** "name of the reviewer": reviewer_name. */
function takeNameOf({ said, tokens, i, reading, item: { lead } }: Phrase): number {
  const two =
    tokens[i + 2]?.kind === "word" && !words.CUT.has(tokens[i + 2]!.lower) && /^\p{Ll}/u.test(tokens[i + 2]!.text);
  const [first, noun, last] = [tokens[i], tokens[i + 1], two ? tokens[i + 2] : tokens[i + 1]];
  const after = tokens[i + (two ? 3 : 2)];
  if (last !== undefined && (last.possessive || isPlural(last.lower))) return 0;
  // "first name, last name and email of the contact": of the contact are all of them.
  if (lead === "" && reading.items.length > 0) return 0;
  if (said.length !== 1 || !/^(?:name|date|title|email|phone|id|address)$/.test(said[0]!)) return 0;
  if (
    !/^(?:the|its|their|his|her|a|an)$/.test(first?.lower ?? "") ||
    noun?.kind !== "word" ||
    noun.possessive ||
    !/^\p{Ll}/u.test(noun.text)
  )
    return 0;
  if (after !== undefined && after.kind !== "group") return 0;
  said.unshift(...(two ? [noun.lower, last!.lower] : [noun.lower]));
  return two ? 3 : 2;
}

/** What time may be spent in: "days in stage". */
const WITHIN =
  /^(?:stage|column|lane|transit|queue|status|state|progress|review|use|service|office|role|bed|zone|storage|stock|traffic|backlog|session|phase|meetings?|dispute|arrears|seconds?|minutes?|hours?|days?|ms|milliseconds)$/;

/** "of every invoice", "for all orders", "of the last 5 emails": there are many of what the field is of. */
function readOwner(state: Phrase, from: number): void {
  const { item, tokens, reading } = state;
  if (item.owner || reading.depth >= DEEPEST) return;
  if (/^(?:each|all|every|any)$/.test(tokens[from]?.lower ?? "") && isWord(tokens[from + 1], "of")) from += 2;
  if (isWord(tokens[from], "one") && isWord(tokens[from + 1], "of")) from += 2;
  const next = tokens[from];
  if (/^(?:everyone|everybody|anyone|people|those)$/.test(next?.lower ?? "")) {
    item.owner = blank({ name: "people", words: ["people"], exact: false, plural: true });
    return;
  }
  if (
    next?.kind === "word" &&
    limitAt(tokens, from) === undefined &&
    !(DETERMINERS.test(next.lower) || numberOf(next) !== undefined || isPlural(next.lower))
  )
    return;
  if (next?.kind === "number" && countAt(tokens, from) === undefined) return;
  if (next?.kind !== "word" && next?.kind !== "number") return;
  if (
    next.kind === "word" &&
    limitAt(tokens, from) === undefined &&
    !(DETERMINERS.test(next.lower) || numberOf(next) !== undefined || isPlural(next.lower))
  )
    return;
  const owner = readItems(tokens.slice(from, from + 14), 0, reading.depth + 1)[0];
  if (owner === undefined || owner.container || owner.words.some((word) => words.PROSE.has(word))) return;
  const bare = owner.lead === "" && owner.count === undefined;
  if (owner.each && owner.words.length > 0) item.owner = manyOf(owner);
  else if (owner.plural && !bare && !words.SPANS.has(headOf(owner.words))) item.owner = owner;
}

/** "invoice" of "for each invoice" as a list's noun. */
export function manyOf(item: Item): Item {
  if (item.exact || item.plural || item.words.length === 0) return { ...item, plural: true };
  const end = item.words.findIndex(
    (word, i) =>
      i > 0 &&
      (/(?:ed|ing)$|^(?:still|not|currently|already|yet|now|older|newer|larger|bigger|smaller|higher|lower|more|less|fewer|longer|shorter|cheaper)$/.test(
        word,
      ) ||
        words.CUT.has(word) ||
        words.CLOSERS.has(word)),
  );
  const noun = end > 0 ? item.words.slice(0, end) : item.words;
  const all = [...noun.slice(0, -1), pluralOf(noun.at(-1)!)];
  return { ...item, words: all, name: keyOf(all), plural: true };
}

/** What stands after the name: types in brackets, "in cents", "as a number", "with …". */
function readTail(state: Phrase): void {
  const { item, tokens } = state;
  for (; state.i < tokens.length; state.i += 1) {
    const token = tokens[state.i]!;
    const next = tokens[state.i + 1];
    if (
      token.kind === "word" &&
      /^(?:from|in|of|that|with|without|on|for|who|which|whose|by|where|during|since)$/.test(token.lower)
    )
      item.told = true;
    if (token.kind === "group") {
      if (ownersGroup(state, token.inner!)) continue;
      annotate(item, token.inner!, state.reading.depth, state.reading.items);
      continue;
    }
    if (token.kind === "skeleton") {
      const isList =
        token.schema!.type !== "array" &&
        /\b(?:list|array) of$|\bobjects$/.test(textOf(tokens.slice(Math.max(0, state.i - 4), state.i)));
      if (!item.schema.properties)
        item.schema =
          isList || (item.schema.type === "array" && token.schema!.type !== "array")
            ? listOf(token.schema!)
            : token.schema!;
      continue;
    }
    if (token.kind === "punct" && token.text === "|" && state.said.length > 0) return;
    if (token.kind === "punct" && (token.text === ":" || token.text === "-") && !token.glued === (token.text === "-")) {
      const inside = eachAt(tokens.slice(state.i + 1));
      const kids = readKids(state, state.i + 1 + inside);
      if (kids) return void takeKids(state, kids, inside > 0);
      const said = tokens.slice(state.i + 1);
      const type = mapOf(said) ?? readType(textOf(said));
      if (type && item.schema.type === undefined) item.schema = manyTexts(item, said, type);
      return;
    }
    if (token.kind !== "word") {
      if (token.kind === "entity") item.of = true;
      continue;
    }
    if (
      /^(?:at the (?:end|top level|bottom|very end|top)|in total|overall|across all|altogether)\b/.test(
        textOf(tokens.slice(state.i, state.i + 4)).toLowerCase(),
      )
    )
      item.overall = true;
    if (token.lower === "object" && item.exact && item.schema.type === undefined) item.schema = { type: "object" };
    if (!item.kids && isMapTail(tokens.slice(state.i)) && takeMap(item, tokens.slice(state.i))) return;
    const most = limitAt(tokens, state.i);
    if (most !== undefined && item.count === undefined) item.count = { most: most.size };
    const isSign = next?.kind === "punct" && /^[%€$£]$/.test(next.text);
    if (
      token.lower === "in" &&
      next &&
      (isSign || next.kind === "word") &&
      state.said.length > 0 &&
      (isSign || UNIT_WORDS.test(next.lower))
    ) {
      const type = readType(next.lower);
      if (type) item.schema = { ...type, ...item.schema };
      item.unit = next.lower;
      state.i += 1;
      continue;
    }
    const isCalled =
      /^(?:called|named|labelled|under)$/.test(token.lower) &&
      (next?.kind === "name" || (next?.kind === "word" && state.i === tokens.length - 2 && token.lower !== "under"));
    const isIn =
      /^(?:in|into)$/.test(token.lower) && !item.exact && next?.kind === "name" && state.i === tokens.length - 2;
    if (next && (isCalled || isIn)) {
      const many = state.said.at(-1) ?? "";
      if (isIn && isPlural(many) && item.schema.type === undefined) item.schema = listOf(textsOf(singularOf(many)));
      item.name = next.text;
      item.exact = true;
      state.i += 1;
      continue;
    }
    if (token.lower === "as" || token.lower === "in" || token.lower === "formatted") {
      const rest = tokens.slice(state.i + 1);
      const name = rest.find((each) => each.kind === "name");
      if (token.lower === "as" && name && rest.indexOf(name) <= 2 && !readType(textOf(rest))?.enum) {
        item.name = name.text;
        item.exact = true;
        item.aliased = true;
        item.many = isPlural(state.said.at(-1) ?? "");
        const type = rest.indexOf(name) > 0 ? readType(textOf(rest.filter((each) => each !== name))) : undefined;
        if (type?.additionalProperties && item.schema.type === undefined) {
          item.schema = type;
          return;
        }
        const meant = meaningOf(keyOf(state.said));
        if (/^(?:integer|number)$/.test(meant.schema.type ?? "") && item.schema.type === undefined && !item.kids)
          item.schema = { ...meant.schema, ...item.schema };
        continue;
      }
      // "the status of each invitation as a list with email and response": a list of what it is of.
      const asList =
        token.lower === "as"
          ? /^(?:an? )?(?:list|array|table)(?: of (?:\w+ )?\w+)? (?:with|containing|having) /.exec(textOf(rest))
          : null;
      const asMany =
        isWord(token, "as") &&
        tokens[state.i + 1]?.kind === "word" &&
        isPlural(tokens[state.i + 1]!.lower) &&
        isWord(tokens[state.i + 2], "with");
      const plural = asMany ? readKids(state, state.i + 3) : undefined;
      if (plural) return void takeKids(state, plural, true);
      const listed = asList ? readKids(state, state.i + 1 + asList[0].trim().split(" ").length) : undefined;
      if (listed) {
        becomeOwner(state);
        return void takeKids(state, listed, true);
      }
      const of = rest.findIndex((each) => each.lower === "of");
      const noun =
        token.lower === "as" && of > 0 && of < 4 && rest.slice(0, of).some((each) => words.LISTS.has(each.lower))
          ? readItems(rest.slice(of + 1, of + 5), 0, state.reading.depth + 1)[0]
          : undefined;
      if (noun?.plural && !noun.exact && !noun.container && readType(noun.words.join(" ")) === undefined) {
        item.owner ??= noun;
        continue;
      }
      const type = readType(textOf(token.lower === "in" ? rest.slice(0, 4) : rest));
      const isRange = token.lower === "in" && type?.minimum !== undefined && !type["x-unit"];
      if (type && !isRange && item.schema.type === undefined && item.schema.enum === undefined) item.schema = type;
      // "`a` and `b` as numbers": said of both.
      if (
        type &&
        token.lower === "as" &&
        /^(?:numbers|integers|strings|booleans|dates|percentages|floats|timestamps)$/.test(next?.lower ?? "")
      ) {
        const single = readType(singularOf(next!.lower)) ?? type;
        for (const each of [
          ...state.reading.items.slice(
            state.reading.items.findLastIndex((other) => other.schema.type !== undefined || other.kids) + 1,
          ),
          item,
        ].filter((each) => each === item || each.exact || meaningOf(each.name).schema.type !== "string"))
          each.schema = { ...single, ...(type["x-unit"] && { "x-unit": type["x-unit"] }) };
      }
      continue;
    }
    const grouping = /^(?:by|per)$/.test(token.lower) ? groupAt(tokens, state.i + 1) : undefined;
    if (grouping && !item.exact && !item.count && item.schema.type === undefined) {
      item.by = grouping;
      if (token.lower === "per") item.per = true;
    }
    if (
      /^(?:that|which|where|in|mapping)$/.test(token.lower) &&
      /^(?:maps?|each|keys?|which)$/.test(next?.lower ?? "")
    ) {
      const rest = [
        token,
        ...tokens.slice(state.i + 1),
        ...state.reading.segments
          .slice(state.reading.at, state.reading.at + 1)
          .flatMap((segment) => [comma(segment.joiner), ...segment.tokens]),
      ];
      const alone = readType(`object ${textOf(tokens.slice(state.i))}`);
      const type = holdsType(alone) ? alone : readType(`object ${textOf(rest)}`);
      if (type?.additionalProperties) {
        item.schema = type;
        delete item.kids;
        if (alone !== type) state.reading.at += 1;
        return;
      }
    }
    const isLater = tokens.slice(state.i).some((each) => isWord(each, "as"));
    if (/^(?:is|are|must|should|being)$/.test(token.lower) && !isLater && item.schema.type === undefined) {
      const type = readType(textOf(tokens.slice(state.i)));
      if (type) item.schema = type;
    }
    if (/^(?:of|for|from|across|in|on)$/.test(token.lower) && !item.plural) readOwner(state, state.i + 1);
    const each = eachAt(tokens.slice(state.i));
    if (each > 0) {
      const kids = readKids(state, state.i + each);
      if (kids && isWord(tokens[state.i + each - 1], "as")) becomeOwner(state);
      if (kids) return void takeKids(state, kids, true);
    }
    if (
      (words.HOLDS.has(token.lower) || token.lower === "split") &&
      !/^(?:we|you|they|i|who|that|which|and)$/.test(tokens[state.i - 1]?.lower ?? "") &&
      !(next?.kind === "word" && isValue(tokens, state.i + 2)) &&
      next !== undefined
    ) {
      const kids = readKids(state, state.i + 1);
      if (kids && token.lower === "split") item.schema = { type: "object" };
      if (kids) return void takeKids(state, kids, false);
    }
    if (/^(?:out)$/.test(token.lower) || numberOf(next) !== undefined) {
      const type = readType(textOf(tokens.slice(state.i)));
      if (
        type?.maximum !== undefined &&
        item.schema.type === undefined &&
        !item.plural &&
        /^(?:out|from|between|on)$/.test(token.lower)
      )
        item.schema = type;
    }
  }
}

/** What a list of such things holds. */
function textsOf(noun: string): Schema {
  const { schema } = meaningOf(noun);
  return schema.type === "string" ? schema : { type: "string" };
}

/** "the status of each invitation as a list with …": the list is of the invitations. */
function becomeOwner({ item, said }: Phrase): void {
  const { owner } = item;
  if (owner === undefined || item.exact) return;
  Object.assign(item, { name: owner.name, words: owner.words, plural: true, owner: undefined });
  said.splice(0, said.length, ...owner.words);
}

/** "with level ERROR", 'with status "open"', "with id INV-7": which things are meant, not what of them. */
function isValue(tokens: readonly Token[], at: number): boolean {
  const token = tokens[at];
  if (token === undefined || token.kind === "punct") return false;
  if (token.quoted === "quotes") return true;
  const isWritten = token.kind === "word" && /^\p{Lu}{4,}$/u.test(token.text) && readType(token.text) === undefined;
  return isWritten || (token.kind === "entity" && token.quoted === undefined && /\d/.test(token.text));
}

/** "by country", "per week for the last month": the noun of a group, no agent, place or order. */
function groupAt(tokens: readonly Token[], at: number): string | undefined {
  const from = at + Number(/^(?:each|every|the)$/.test(tokens[at]?.lower ?? ""));
  const [noun, after] = [tokens[from], tokens[from + 1]];
  if (noun?.kind !== "word" || !/^\p{Ll}/u.test(noun.text) || isPlural(noun.lower) || words.CUT.has(noun.lower))
    return undefined;
  const { schema } = meaningOf(noun.lower);
  if (/^(?:one|whom|who|item|it|which|hand|default|far|now|mail|phone|order|second|minute|hour)$/.test(noun.lower))
    return undefined;
  if (
    schema.type === "number" ||
    (schema.type === "integer" && !/^(?:day|week|month|year|quarter|age)$/.test(noun.lower)) ||
    /^(?:email|mail|phone|hand|now|default|far|name|default|order)$/.test(noun.lower)
  )
    return undefined;
  const ends =
    after === undefined ||
    after.kind === "punct" ||
    after.kind === "group" ||
    words.CUT.has(after.lower) ||
    /^(?:and|please|pls|this|last|right|today)$/.test(after.lower);
  return ends ? noun.lower : undefined;
}

/** A map of how many, or how much, there are of each: "signups per day", "how many tickets, by priority". */
export function groupedBy(item: Item, by: string): Item {
  const base = item.name.replace(/_counts?$/, "");
  const name = base === "" ? "counts" : item.asked ? pluralOf(base) : item.name;
  const { schema } = meaningOf(item.name);
  const isWhole =
    item.asked || schema.type === undefined || schema.type === "integer" || !/^(?:number|integer)$/.test(schema.type);
  return {
    ...item,
    name: `${name}_by_${by}`,
    plural: false,
    exact: true,
    schema: {
      type: "object",
      additionalProperties: {
        type: isWhole && schema["x-unit"] !== "money" && !/hours/.test(name) ? "integer" : "number",
      },
      "x-keys": by,
    },
  };
}

/** "the status of my last 3 deployments (environment, status, finished at)": the list is of the deployments. */
function ownersGroup({ item, said, reading: { depth } }: Phrase, inner: readonly Token[]): boolean {
  const owner = item.owner;
  if (owner === undefined || item.exact || item.plural || !inner.some((token) => token.text === ",")) return false;
  const kids = readItems(inner, 0, depth + 1);
  if (kids.length < 2 || !areFields(kids) || !kids.every((kid) => kid.exact || meaningOf(kid.name).known)) return false;
  Object.assign(item, owner, { kids, each: true, owner: undefined });
  said.splice(0, said.length, ...owner.words);
  return true;
}

/** The rest of the segment and all that follow, as a list of its own, when it is believable as one. */
function readKids(state: Phrase, from: number): { kids: Item[]; segments: number; list: boolean } | undefined {
  const { reading, tokens } = state;
  if (reading.depth >= DEEPEST) return undefined;
  const typed =
    /^(?:the )?(?:following )?(?:(integer|number|string|boolean|numeric|date) )?(?:keys|fields|properties|columns|attributes)(?: named| called)?:? /i.exec(
      textOf(tokens.slice(from, from + 6)),
    );
  const past = typed ? typed[0].trim().split(" ").length : 0;
  const rest: Token[] = tokens.slice(from + past);
  const following = reading.segments.slice(reading.at);
  // "`a` with … and `b` with …": the next of the outer names.
  const isProse = !rest.some((token) => token.kind === "name");
  const isNext = ({ tokens: [name, after] }: Segment) =>
    state.item.exact &&
    name?.kind === "name" &&
    (isProse || /^(?:with|as|containing|holding|for)$/.test(after?.lower ?? ""));
  const isBare = /^(?:the|an?)$/.test(state.item.lead) && !/^(?:the|an?|its|their)$/.test(rest[0]?.lower ?? "");
  const end = outerAt(following, (segment) => segment.strong || isNext(segment), isBare);
  const taken = end < 0 ? following : following.slice(0, end);
  for (const segment of taken) rest.push(comma(segment.joiner), ...segment.tokens);
  if (rest.length === 0) return undefined;
  const read = readItems(rest, 0, reading.depth + 1);
  const list = read.some((kid) => kid.container && kid.kids && kid.words.some((word) => words.LISTS.has(word)));
  const kids = read.flatMap((kid) => (kid.container ? (kid.kids ?? []) : [kid]));
  // "recipes with lentils, title, cook time": which recipes, and then what of them.
  const [first, ...others] = read;
  const isFilter =
    !state.item.exact &&
    isPlural(state.said.at(-1) ?? "") &&
    others.length > 0 &&
    first!.plural &&
    first!.words.length === 1 &&
    !first!.lead &&
    !first!.schema.type &&
    !first!.kids &&
    !meaningOf(first!.name).known &&
    others.every((other) => other.exact || meaningOf(other.name).known) &&
    following[0]?.joiner === ",";
  if (isFilter) return undefined;
  const type = typed?.[1] === undefined ? undefined : readType(typed[1]);
  if (type) for (const kid of kids) if (kid.schema.type === undefined) kid.schema = { ...type, ...kid.schema };
  const areTexts =
    state.item.exact &&
    kids.length === 1 &&
    (kids[0]!.of === true || kids[0]!.words.includes("of")) &&
    TEXTS.test(kids[0]!.words[0] ?? "");
  return (past > 0 && kids.length > 0) || areTexts || areFields(kids)
    ? { kids, segments: taken.length, list }
    : undefined;
}

/** "name and email", not "active subscriptions": is this what is asked of a thing, or which things are meant? */
function areFields(kids: readonly Item[]): boolean {
  if (kids.length === 0) return false;
  if (kids.some((kid) => kid.exact || kid.kids)) return true;
  if (kids.length === 1) {
    const [only] = kids;
    return /^(?:its|their|the|his|her)$/.test(only!.lead)
      ? !only!.of && !isState(only!) && !/est$|^(?:most|least|fewest)$/.test(only!.words[0] ?? "")
      : !only!.of && (only!.schema.type !== undefined || isMeasures(only!));
  }
  return !kids.every(isState);
}

/** "visit counts", "ticket prices": one of each of many. */
function isMeasures({ words: said, lead, count }: Item): boolean {
  return (
    said.length > 1 &&
    lead === "" &&
    !count &&
    /^(?:counts|numbers|prices|totals|scores|ratings|percentages|amounts|shares)$/.test(said.at(-1)!)
  );
}

function isState(kid: Item): boolean {
  return (
    /^(?:active|open|unpaid|overdue|no|more|less|at|any|low|high|zero|failed|pending|recent|new|missing|expired|multiple|several|below|above|over|under)$/.test(
      kid.words[0] ?? "",
    ) && kid.words.length > 1
  );
}

function takeKids(state: Phrase, { kids, segments }: { kids: Item[]; segments: number }, each: boolean): void {
  const [only] = kids;
  // "`source` with the original": what it holds, in words.
  if (!each && state.item.exact && kids.length === 1 && isDescription(only!)) {
    state.item.schema = only!.plural ? listOf({ type: "string" }, only!.count) : only!.schema;
    state.reading.at += segments;
    state.i = state.tokens.length;
    return;
  }
  if (
    state.item.exact &&
    kids.length === 1 &&
    TEXTS.test(only!.words[0] ?? "") &&
    only!.words[0] !== only!.name &&
    !only!.kids
  ) {
    // "`done` with the titles of the tasks": texts.
    state.item.schema = listOf({ type: "string" }, only!.count);
    state.reading.at += segments;
    state.i = state.tokens.length;
    return;
  }
  state.item.kids = kids;
  if (each) state.item.each = true;
  state.reading.at += segments;
  state.i = state.tokens.length;
}

function isDescription(kid: Item): boolean {
  return !kid.exact && !kid.kids && /^(?:the|a|an)$/.test(kid.lead) && !(kid.plural && kid.schema.type !== undefined);
}

const TEXTS = /^(?:names|titles|ids|emails|urls|labels)$/;

export const ENUMISH =
  /^(?:status|state|priority|severity|type|kind|mode|level|stage|sentiment|category|role|tier|plan|outcome|result|direction|method|visibility|urgency|mood|risk|verdict|condition|decision|color|colour|size|phase|channel|source|environment|env|frequency|rating|grade|reason|gender|difficulty|response|interval|access|permission|tone|impact|class|trend|side)$/;
const NESTED =
  /^(?:address|owner|customer|location|contact|author|assignee|dimensions|company|user|manager|coordinates|position|organiser|organizer|sender|person|employee|account|totals|summary|stats|metrics|breakdown|profile|pricing|price|billing|shipping|patient|driver|vendor|supplier|product|item|venue|origin|destination|range|details|breakdown|guest|host|agent|requester|teacher|student|doctor|departure|arrival|leg|geo|weather|scores?|payment|card|period|wind)$/;
export const FIELDISH =
  /^(?:name|email|id|title|phone|date|amount|city|street|country|postcode|zip|state|code|url|time|price|quantity|qty|sku|count|description|number|total|type|status|lat|lng|latitude|longitude|currency|role|value|min|max|avg|average|first|last|start|end|width|height|length|depth|weight|unit|label|score|text)$/;

/** What stands in brackets after a name: a type, a unit, choices, the name to use, or what it has inside. */
function annotate(item: Item, inner: readonly Token[], depth: number, before: readonly Item[] = []): void {
  const shared = sharedType(item, inner);
  if (shared !== undefined) {
    const isOpen = (each: Item) => each.schema.type === undefined && !each.kids;
    const last = before.findLastIndex((each) => !isOpen(each));
    const meant = shared.reach === "both" ? before.slice(-1) : shared.reach === "all" ? before : before.slice(last + 1);
    for (const each of meant.filter(isOpen)) each.schema = { ...each.schema, ...shared.type };
    item.schema = { ...item.schema, ...shared.type };
    return;
  }
  const skeleton = inner.find((token) => token.kind === "skeleton")?.schema;
  const text = textOf(inner);
  if (skeleton) {
    item.schema =
      skeleton.type !== "array" && /\b(?:array|list|objects|each)\b|\[\]/i.test(text) ? listOf(skeleton) : skeleton;
    return;
  }
  const [first] = inner;
  if (first === undefined) return;
  const called = inner.findIndex(
    (token, i) =>
      (i === 0 ? /^(?:call|called|named|key|name|as)$/ : /^(?:call|called|named|key|as)$/).test(token.lower) &&
      token.kind === "word",
  );
  const alias =
    called >= 0 && inner[called + 1]?.text !== ","
      ? inner.slice(called + 1, called + 4).find((token) => token.kind === "name")
      : undefined;
  if (alias && !item.exact) {
    item.name = alias.text;
    item.exact = true;
    const meant = meaningOf(keyOf(item.words));
    if (item.schema.type === undefined && meant.known) item.schema = { ...meant.schema, ...item.schema };
    return;
  }
  const unit = inner.length === 1 && first.quoted === undefined ? readType(text) : undefined;
  if (
    inner.length === 1 &&
    first.kind === "name" &&
    !item.exact &&
    !first.quoted?.startsWith("quotes") &&
    !unit?.["x-unit"]
  ) {
    item.name = first.text;
    item.exact = true;
    return;
  }
  if (inner.length === 1 && first.kind === "name" && item.asked) {
    item.name = first.text;
    return;
  }
  if (item.asked && inner.length < 4 && inner.every((token) => token.kind === "word") && readType(text) === undefined) {
    item.name = keyOf(inner.map((token) => token.lower));
    return;
  }
  const size = /^(?:max(?:imum)?|up to|at most|top|limit(?:ed to)?|first)\.? (?:of )?(\d{1,3})$/i.exec(text)?.[1];
  if (size !== undefined && (item.exact ? isPlural(item.name) : isPlural(headOf(item.words)))) {
    item.count = { most: Number(size) };
    return;
  }
  if (inner.some((token) => token.text === "→")) {
    const map = readType(textOf(inner).split(",")[0]!);
    const said = readType(
      textOf(inner)
        .split(",")
        .slice(1)
        .join(",")
        .replace(/^.*?\bis\b/, ""),
    );
    if (map?.additionalProperties) {
      item.schema = map.additionalProperties.type === undefined && said ? { ...map, additionalProperties: said } : map;
      return;
    }
  }
  const counted =
    limitAt(inner, 0) ??
    (isWord(first, "exactly") || /^(?:top|first|last)$/.test(first.lower) ? countOrEnd(inner) : undefined);
  if (
    counted !== undefined &&
    item.count === undefined &&
    (item.exact ? isPlural(item.name) : item.plural || isPlural(headOf(item.words)))
  ) {
    item.count = isWord(first, "exactly") ? { exact: counted.size } : { most: counted.size };
    const more = inner.slice(counted.end).findIndex((token) => token.kind !== "punct");
    if (more >= 0) annotate(item, inner.slice(counted.end + more), depth);
    return;
  }
  // "(both titles and the overlap: title_a, title_b, overlap)": the names stand after the colon.
  const mark = /\b(?:array|list|objects?)\b/i.test(text)
    ? -1
    : inner.findIndex((token, i) => i > 1 && token.text === ":");
  const spelled =
    mark > 0 && !inner.slice(0, mark).some((token) => token.kind === "name")
      ? readItems(inner, mark + 1, depth + 1)
      : [];
  if (spelled.length > 1 && spelled.every((kid) => kid.exact)) {
    item.kids = spelled;
    return;
  }
  // "the goals as integers (home_score, away_score)": the names of what is said in one.
  const instead = inner.filter((token) => token.kind === "name");
  const areNames =
    instead.length > 1 && inner.every((token) => token.kind === "name" || /^(?:,|and)$/.test(token.lower));
  if (areNames && /^(?:integer|number|string|boolean)$/.test(item.schema.type ?? "") && !item.exact) {
    item.instead = instead.map((token) => token.text);
    return;
  }
  const nest = eachAt(inner) || (/^(?:with|including|containing|having|has|incl)$/.test(first.lower) ? 1 : 0);
  if (nest > 0) {
    const kids = readItems(inner, nest, depth + 1);
    if (kids.length > 0) Object.assign(item, { kids, each: item.each || nest > 1 || undefined });
    return;
  }
  const withAt = inner.findIndex(
    (token) => /^(?:with|containing|having|of)$/.test(token.lower) && token.kind === "word",
  );
  const objects = inner.slice(0, Math.max(withAt, 0) + 2).findIndex((token) => /^objects?$/.test(token.lower));
  if (objects >= 0) {
    const from = inner.findIndex(
      (token, i) =>
        i > objects &&
        (/^(?:with|containing|having|of|keys|fields|has)$/.test(token.lower) ||
          token.text === ":" ||
          token.kind === "group"),
    );
    const kids =
      from < 0
        ? []
        : inner[from]!.kind === "group"
          ? readItems(inner[from]!.inner!, 0, depth + 1)
          : readItems(inner, from + 1, depth + 1);
    if (areFields(kids)) {
      const flat = kids.flatMap((kid) => (kid.container ? (kid.kids ?? []) : [kid]));
      const each =
        inner[objects]!.lower === "objects" ||
        inner.slice(0, objects).some((token) => /^(?:array|list)$/.test(token.lower));
      Object.assign(item, { kids: flat, each: each || undefined });
      if (!each) item.plural = false;
      return;
    }
  }
  const listing =
    inner.some((token) => token.kind === "punct" && /^[,;+&]$/.test(token.text)) ||
    (inner.length > 2 &&
      inner.length < 9 &&
      inner.some((token) => token.lower === "and") &&
      !/\bdate and time\b|\bbetween\b/i.test(text));
  const ored =
    inner.some((token) => token.lower === "or") ||
    (inner.some((token) => token.text === "|") && !isPipedWithin(inner)) ||
    /^(?:one|either|enum|values|any)$/.test(first.lower);
  if (listing && !ored && readListed(item, inner, depth)) return;
  const type = readType(text);
  if (type === undefined) {
    if (
      inner.length === 1 &&
      first.kind === "word" &&
      !item.exact &&
      /^[a-z]{1,4}$/.test(first.text) &&
      isShortFor(first.text, item)
    ) {
      item.name = first.text;
      item.exact = true;
    }
    return;
  }
  item.schema = item.schema.type === undefined || item.schema.enum ? type : { ...item.schema, ...type };
}

/** "(id, severity low|high, owner)": the choices of one of several names. */
function isPipedWithin(inner: readonly Token[]): boolean {
  const parts = textOf(inner).split(",");
  return parts.length > 2 && !parts[0]!.includes("|") && readType(parts[0]!) === undefined;
}

function countOrEnd(inner: readonly Token[]): { size: number; end: number } | undefined {
  const size = numberOf(inner[1]);
  return size === undefined ? undefined : { size, end: 2 };
}

/** "(both YYYY-MM-DD)", "(all integers)", "(counts)": a type that is said of those before it too. */
function sharedType(item: Item, inner: readonly Token[]): { type: Schema; reach: "both" | "all" | "near" } | undefined {
  const [first] = inner;
  if (inner.some((token) => token.text === ":")) return undefined;
  const all = /^(?:both|all)$/.test(first?.lower ?? "");
  const rest = all ? inner.slice(1) : inner;
  const isMany =
    rest.length === 1 && /^(?:counts|integers|ints|numbers|booleans|strings|floats|dates)$/.test(rest[0]!.lower);
  if (
    (!all && !isMany) ||
    (isMany && !all && (item.exact ? isPlural(item.name) : item.plural) && !/^counts$/.test(rest[0]!.lower))
  )
    return undefined;
  const said = textOf(rest).replace(/^(?:as|are|in|plain|formatted(?: as)?|given(?: as)?)\s+/i, "");
  const type = readType(
    said.replace(/^(\w+?)s\b/, (whole, one: string) =>
      /^(?:integer|int|number|boolean|string|float|date|count|fraction|decimal)$/i.test(one) ? one : whole,
    ),
  );
  return type && { type, reach: first!.lower === "both" ? "both" : all ? "all" : "near" };
}

/** "(ts)" after "message timestamp": letters of its last word, in their order. */
function isShortFor(short: string, item: Item): boolean {
  const word = item.words.at(-1) ?? "";
  if (/^(?:min|max|opt|pct|usd|eur|gbp|sec|hr|hrs|mins|req)$/.test(short) || word[0] !== short[0]) return false;
  let at = 0;
  for (const char of word) if (char === short[at]) at += 1;
  return at === short.length;
}

/** One of these in brackets says that the rest is said of a type too: "(percent, integer)". */
const TYPE_WORD =
  /^(?:integers?|int|numbers?|numeric|float|decimal|double|strings?|booleans?|bool|iso|yyyy-mm-dd|timestamp|datetime|uuid)$/;

/** Plurals that are one thing with several parts. */
export const ONE_OF_MANY =
  /^(?:totals|stats|statistics|metrics|dimensions|details|settings|preferences|coordinates|counts|scores|specs|amounts|averages|measurements|vitals|credentials|figures)$/;

function readListed(item: Item, inner: readonly Token[], depth: number): boolean {
  const item0 = item.exact ? (wordsIn(item.name).at(-1) ?? "") : (item.words.at(-1) ?? "");
  const parts = textOf(inner)
    .split(/\s*,\s*(?:and |or )?|\s+and\s+/)
    .filter(Boolean);
  if (
    ENUMISH.test(item0) &&
    parts.length > 1 &&
    parts.every((part) => /^[\w-]+(?: [\w-]+)?$/.test(part) && !TYPE_WORD.test(part) && readType(part) === undefined)
  ) {
    item.schema = { type: "string", enum: parts };
    return true;
  }
  const listed = readItems(inner, 0, depth + 1);
  const many = item.plural || isPlural(item0);
  // "invoices (number, amount)": a number among names is a name.
  const isNamed = (each: Item) =>
    meaningOf(each.name).known &&
    (each.words.length > 1 || readType(each.name) === undefined) &&
    !/^(?:required|optional)$/.test(each.name);
  const amongNames = many && listed.every((each) => each.words[0] === "number" || isNamed(each));
  const isTyped = (each: Item) =>
    each.words.length === 1 &&
    TYPE_WORD.test(each.words[0]!) &&
    !(each.words[0] === "number" && many && (listed.length > 2 || amongNames));
  if (listed.length < 2 || listed.some(isTyped)) return false;
  const typed = listed.filter(
    (each) => readType(each.exact ? each.name : each.words.join(" ")) !== undefined && each.words.length <= 3,
  ).length;
  const head = item.exact ? (wordsIn(item.name).at(-1) ?? "") : (item.words.at(-1) ?? "");
  const choices = () => {
    const said = textOf(inner)
      .split(/\s*[,;]\s*(?:and\s+)?|\s+and\s+/)
      .map((part) => part.replace(/^(?:e\.g\.?|i\.e\.?|like|for example|such as)\s*/i, "").trim());
    return said.filter(Boolean);
  };
  if (/^(?:e\.g|i\.e|such|like|eg|for)\b/.test(inner[0]!.lower)) return true;
  const named = listed.filter((each) => each.exact || FIELDISH.test(each.words.at(-1) ?? "")).length;
  const known = listed.filter((each) => each.exact || each.schema.type || meaningOf(each.name).known).length;
  const upper = inner
    .filter((token) => token.kind === "word" || token.kind === "entity")
    .every((token) => /^\p{Lu}/u.test(token.text) || token.lower === "and");
  if (upper && inner.length > 2 && !named) {
    item.schema = { type: "string", enum: choices() };
    return true;
  }
  if ((item.plural || isPlural(head)) && !ENUMISH.test(head)) {
    if (ONE_OF_MANY.test(head)) item.plural = false;
    item.kids = listed;
    return true;
  }
  if (typed * 2 > listed.length && named === 0 && !ENUMISH.test(head)) {
    const type = readType(textOf(inner));
    if (type && listed.length <= 3 && !listed.every((each) => FIELDISH.test(each.words.at(-1) ?? ""))) {
      item.schema = { ...type, ...item.schema };
      return true;
    }
  }
  if (ENUMISH.test(head) && !listed.some((each) => each.schema.type)) {
    item.schema = { type: "string", enum: choices() };
    return true;
  }
  const singular = singularOf(head);
  if (
    /^(?:name|id|title|first_name|full_name)$/.test(listed[0]!.name) ||
    listed.some((each) => each.exact || each.schema.type) ||
    item.plural ||
    isPlural(head) ||
    NESTED.test(singular) ||
    named * 2 >= listed.length ||
    (listed.length > 2 && known * 2 > listed.length) ||
    item.container
  ) {
    item.kids = listed;
    return true;
  }
  if (listed.length === 2 && !/,/.test(textOf(inner))) {
    item.kids = listed;
    return true;
  }
  if (listed.every((each) => each.words.length <= 2)) {
    item.schema = { type: "string", enum: choices() };
    return true;
  }
  return false;
}

function wordsIn(key: string): string[] {
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
}

const AMOUNT = /^(?:total|number|amount|sum|average|count|share|percentage|value)$/;

function finish(state: Phrase): void {
  const { item, said } = state;
  const start = said.findIndex((word) => !words.LEADING.has(word));
  const kept = start < 0 ? [] : said.slice(start);
  while (kept.length > 1 && words.TRAILING.has(kept.at(-1)!)) kept.pop();
  if (kept.length > 2 && /^(?:yesterday|today|tomorrow)$/.test(kept.at(-1)!)) kept.pop();
  if (kept.length > 1 && kept[0] === "one" && !isPlural(kept.at(-1)!)) kept.shift();
  takeTypeWord(item, kept);
  // "top 10 (rank, nickname)": so many rows.
  if (kept.length === 0 && item.count && item.kids && !item.exact) kept.push("rows");
  if (item.exact) {
    item.plural ||= isPlural(wordsIn(item.name).at(-1) ?? "");
    if (item.schema.type === "object") item.plural = false;
  } else {
    item.words = kept;
    if (/^(?:everyone|everybody|anyone|anybody)$/.test(kept[0] ?? "")) kept.splice(0, kept.length, "people");
    if (
      isContainerWords(kept) &&
      (item.schema.type === undefined || item.schema.type === "array" || item.schema.type === "object")
    )
      item.container = true;
    // "a dozen names of restaurants"
    if (kept.length === 3 && kept[1] === "of" && /^(?:names|titles)$/.test(kept[0]!) && isPlural(kept[2]!))
      kept.splice(0, 3, singularOf(kept[2]!), kept[0]!);
    const key = keyOf(kept);
    item.name =
      isKey(key) && !(kept.length === 1 && words.FORMATS.has(kept[0]!) && item.schema.type === undefined) ? key : "";
    item.plural =
      isPlural(headOf(kept)) &&
      item.schema.type !== "object" &&
      !(item.kids && !item.each && ONE_OF_MANY.test(headOf(kept))) &&
      !/^(?:digits|characters|letters)$/.test(kept.at(-1) ?? "") &&
      !(AMOUNT.test(kept[0] ?? "") && kept.includes("of"));
    if (kept.length === 1 && /^[a-z]+[A-Z]/.test(item.written ?? "") && item.written!.toLowerCase() === kept[0])
      Object.assign(item, { exact: true, name: item.written });
  }
  if (item.count && !item.plural && !item.exact) {
    const many = kept.findIndex((word) => isPlural(word) && !words.SPANS.has(word));
    if (many >= 0) {
      item.words = kept.slice(0, many + 1);
      item.name = keyOf(item.words);
      item.plural = true;
    }
  }
  if (state.listed && kept.length > 1 && /ed$/.test(kept.at(-1)!) && !item.exact) {
    kept.pop();
    item.name = keyOf(kept);
  }
  if (state.listed) {
    item.plural = true;
    if (item.schema.type === undefined && !item.kids && !item.container) item.schema = listOf({});
    else if (item.schema.type !== "array" && !item.kids) item.schema = listOf(item.schema);
    if (item.container) item.words.push("list");
  }
  if (item.container) item.name = "";
}

/** "a doctor object", "the is_paid flag", "a comments array": the last word says what it is, and is no part of the name. */
function takeTypeWord(item: Item, kept: string[]): void {
  if (kept.length > 2 && kept.at(-1) === "not" && kept.at(-2) === "or") {
    kept.length -= 2;
    item.schema = { type: "boolean" };
  }
  const last = kept.at(-1) ?? "";
  if (kept.length < 2 || isContainerWords(kept)) return;
  if (last === "object" && item.schema.type === undefined) kept.pop();
  else if (/^(?:boolean|flag)$/.test(last)) {
    kept.pop();
    item.schema = { ...item.schema, type: "boolean" };
  } else if (/^(?:array|integer|string)$/.test(last)) {
    kept.pop();
    const type = readType(last);
    if (item.schema.type === undefined && type) item.schema = type;
  }
}

/** "`profile`: name and email", "`orders`: the last 3 orders, each with id": what a name holds, said after a colon. */
export function describeItem(item: Item, rest: readonly Token[], depth: number): void {
  const read = readItems(rest, 0, depth + 1);
  const [only] = read;
  if (read.length > 1) item.kids = read;
  else if (only?.kids)
    Object.assign(item, {
      kids: only.kids,
      each: only.plural || only.each || only.count !== undefined,
      ...(only.count && { count: only.count }),
    });
  else if (only?.schema.type) item.schema = only.schema;
}

/** The noun of a phrase: "tasks" of "overdue tasks assigned to". */
export function headOf(list: readonly string[]): string {
  const end = list.findIndex(
    (word, i) =>
      i > 0 &&
      isPlural(list[i - 1]!) &&
      (/(?:ed|ing)$/.test(word) ||
        words.CUT.has(word) ||
        words.CLOSERS.has(word) ||
        words.ADJECTIVES.has(word) ||
        word === "of" ||
        word === "sent"),
  );
  const of = list.indexOf("of");
  const cut = end > 0 ? end : of > 0 ? of : list.length;
  return list[cut - 1] ?? "";
}

/** "first and last name" → first name, last name; "start and end time". */
function shareNouns(items: Item[]): Item[] {
  for (const [i, item] of items.entries()) {
    if (item.exact || item.words.length === 0) continue;
    const giver = nounGiver(items, i);
    if (giver === undefined) continue;
    // "the number of open and closed tickets": two numbers.
    if (item.words[0] === "number" && item.words[1] === "of")
      for (const each of items.slice(i, items.indexOf(giver) + 1)) each.schema = { type: "integer", ...each.schema };
    const pair = !PARTICIPLES.test(item.words.at(-1)!);
    if (pair && giver.words.length > 1 && giver.schema.type !== "array") {
      // "start and end dates": one of each.
      giver.words = [...giver.words.slice(0, -1), singularOf(giver.words.at(-1)!)];
      giver.name = keyOf(giver.words);
      giver.plural = false;
    }
    item.words = [...item.words.filter((word) => word !== "number" && word !== "of"), ...giver.words.slice(1)];
    item.name = keyOf(item.words);
    item.plural = isPlural(headOf(item.words));
    if (item.schema.type === undefined) item.schema = { ...giver.schema };
    if (giver.kids && item.kids === undefined) item.kids = giver.kids;
  }
  return items;
}

const MEASURED = /^(?:p\d\d|min|minimum|max|maximum|average|avg|mean|median|lowest|highest|smallest|largest|total)$/;
const PARTICIPLES =
  /^(?:open|closed|pending|resolved|active|inactive|failed|passed|skipped|completed|overdue|paid|unpaid|new|returned|shipped|delivered|cancelled|canceled|won|lost|positive|neutral|negative|approved|rejected|read|unread|sent|queued|running|succeeded|expired)$/;

/** The item whose noun this one shares: "first" of "first and last name", "average" of "average, min and max price", "open" of "open and closed tickets". */
function nounGiver(items: readonly Item[], at: number): Item | undefined {
  const item = items[at]!;
  const next = items[at + 1];
  if (next === undefined || next.exact) return undefined;
  const last = item.words.at(-1)!;
  const first = next.words[0] ?? "";
  const isOpposite = first === `un${last}` || last === `un${first}` || first === `non-${last}` || first === `in${last}`;
  if (isOpposite && next.words.length > 1) return next;
  const opens = words.PAIRS.some(
    ([a, b]) => (a === last && b === next.words[0]) || (b === last && a === next.words[0]),
  );
  if (opens && next.words.length > 1) return next;
  const isOf = item.words.length === 1 || (item.words.length === 3 && item.words[0] === "number");
  for (const kind of [MEASURED, PARTICIPLES]) {
    if (!isOf || !kind.test(last)) continue;
    const end = items.findIndex((each, i) => i > at && each.words.length > 1 && !each.exact);
    const giver = items[end];
    const alike =
      giver !== undefined &&
      kind.test(giver.words[0]!) &&
      items.slice(at + 1, end).every((each) => each.words.length === 1 && kind.test(each.words[0]!));
    if (alike && (kind === MEASURED || isPlural(giver.words.at(-1)!))) return giver;
  }
  return undefined;
}

/** Items as fields of an object. */
export function fieldsOf(items: readonly Item[]): Field[] {
  return items.filter((item) => item.name !== "").map(fieldOf);
}

export function fieldOf(item: Item): Field {
  if (item.kids) {
    const object = objectOf(fieldsOf(item.kids));
    return {
      name: item.name,
      schema: item.plural || item.each || item.count || item.by ? listOf(object, item.count) : object,
    };
  }
  if (item.count && item.schema.type !== "array")
    return { name: item.name, schema: item.plural ? listOf(item.schema, item.count) : item.schema };
  if (item.count && item.schema.items) return { name: item.name, schema: listOf(item.schema.items, item.count) };
  return { name: item.name, schema: item.schema };
}
