// A prompt as lines of tokens: one pass over its characters, every step bounded, so that any prompt is read in linear time.

import { pluralOf } from "./nouns.js";
import type { Schema } from "./shape.js";
import { type Found, findSkeleton, resolveNames } from "./skeleton.js";
import { ACTION } from "./words.js";

/**
 * `word`: plain English, its possessive `'s` taken off. `name`: written as an identifier, in code or in quotes, and kept so.
 * `entity`: what is no word: an id, an address, a path, somebody's text. `group`: what stands in brackets. `skeleton`: JSON,
 * TypeScript, GraphQL.
 */
export type Token = {
  kind: "word" | "name" | "entity" | "number" | "punct" | "group" | "skeleton";
  text: string;
  lower: string;
  /** No white space before it. */
  glued: boolean;
  quoted?: "quotes" | "code";
  possessive?: true;
  inner?: Token[];
  schema?: Schema;
  found?: Found;
};

/** One line. `bullet`: it began with a bullet or a number, which is no longer in it. `listed`: what stands below it is of many. */
export type Line = { indent: number; bullet: boolean; heading: boolean; tokens: Token[]; listed?: true };

const MOST_TOKENS = 4_000;
const MOST_FAILURES = 8;
const LONGEST_WORD = 60;
const CLOSING: Readonly<Record<string, string>> = { ")": "(", "]": "[", ">": "<" };

const SPACE = /[^\S\n]+/y;
const BULLET = /(?:[-*•‣–▪◦]|\(?\d{1,2}[.)]|\(?[a-h]\))[^\S\n]+(?=\S)/y;
const HEADING = /#{1,6}[^\S\n]+/y;
const FENCE = /```[\w-]*/y;
const URL = /https?:\/\/[^\s"'<>)\]]+/y;
const MAIL = /[\w+-]{1,64}(?:\.[\w+-]{1,64}){0,6}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,6}/y;
const TAG = /[#@][\p{L}\p{N}_][\p{L}\p{N}_.-]*/uy;
const MONEY = /[$€£¥][^\S\n]?\d[\d,.]*[kKmM]?/y;
const NUMBER = /\d+(?:,\d{3})*(?:\.\d+)?(?:%|(?![\p{L}\p{N}_-]))/uy;
/** "551's" */
const OWNS = /'s(?!\p{L})/uy;
const DOTTED = /[\p{L}\p{N}_-]{1,64}(?:\.[\p{Ll}\p{N}_-]{1,64})+(?:\/[^\s,;)"'\]]*)?/uy;
/** "SAP.DE": the ticker of a share. */
const TICKER = /[A-Z][A-Z0-9]{0,5}\.[A-Z]{1,3}(?![\p{L}\p{N}])/uy;
const WORD = /[\p{L}\p{N}_$][\p{L}\p{N}\p{M}_$]*(?:['-][\p{L}\p{N}_]+)*'?(?:\[\])*/uy;
/** "P&L", "R&D" */
const AND_WORD = /\p{Lu}&\p{Lu}(?![\p{L}\p{N}])/uy;
const PATH = /[\p{L}\p{N}][\p{L}\p{N}_.-]{0,60}(?:\/[\p{L}\p{N}_.-]{1,60})+/uy;
/** "/v1/search" */
const ROUTE = /\/[\p{L}\p{N}_.:{}-]+(?:\/[\p{L}\p{N}_.:{}-]+)*/uy;
const PAIR = /^(?:date\/time|city\/state|name\/title|and\/or|his\/her|state\/province|sku\/id|zip\/postcode)$/i;
const CODE = /`([^`\n]{1,300})`/y;
const SINGLE = /'([^'\n]{1,80})'(?![\p{L}\p{N}])/uy;
const DOUBLE = /"([^"\n]*)"/y;
const TEXT_NAME = /^[\p{L}_$][\p{L}\p{N}\p{M}_$]*(?:[ .-][\p{L}\p{N}_]+){0,2}$/u;
/** user_42, acc_2081, task_8xK2mP: the ids of things. */
const ID = /^[a-zA-Z]{1,12}_(?:\d+|(?=[a-zA-Z]*\d)[a-zA-Z0-9]{3,}|[a-z0-9]*[A-Z][A-Za-z]*\d?[A-Za-z]*)$/;
const CAMEL = /^[a-z]+[a-z0-9]*[A-Z]/;
/** kWh, mAh: units that are written like names; camelCase, snake_case: how names are written. */
const UNIT_OR_STYLE =
  /^(?:[kMGm]?Wh?|k?Hz|mAh|dBm?|kB|kJ|kPa|hPa|mmHg|mV|kV|mA|pH|(?:camel|pascal)Case|(?:snake|kebab)_case)$/;
const BRAND = /^(?:iPhone|iPad|iOS|macOS|eBay|iCloud|iMessage|tvOS)/;

/** "OUTPUT_FIELDS: …" at the beginning of a line. */
const CAPITAL_LABEL = /^[ \t]*[A-Z]{2,12}(?:_[A-Z]{2,12}){1,2}(?=:)/gm;
/** "seat class ...... text": dots that lead from a name to what it is. */
const LEADER = /^([ \t]*[\p{L}_][\p{L}\p{N}_ ]{1,40}?) ?\.{3,60} ?(?=\S)/gmu;
const SMILEY = /(?<=^|\s)(?:[:;=]['-]?[()DPpo/|](?=\s|$)|<3(?=\s|$)|\p{Extended_Pictographic}\uFE0F?)/gmu;

type Scan = {
  text: string;
  at: number;
  lines: Line[];
  tokens: Token[];
  count: number;
  failures: number;
  found: Found[];
};

/** The lines of a prompt. Curly quotation marks count as straight ones, emphasis and fences as nothing. */
export function scan(prompt: string): Line[] {
  const text = prompt
    .replace(CAPITAL_LABEL, (label) => label.toLowerCase().replaceAll("_", " "))
    .replace(/\r\n?/g, "\n")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‘’‚]/g, "'")
    .replace(LEADER, "$1: ")
    .replace(/\*\*/g, "")
    .replace(/`([{[][^`\n]*[}\]])`/g, "$1")
    .replace(SMILEY, "")
    .replace(/(?<=\s)w\/(?=\s)/g, "with")
    .replace(/(?<=\s)w\/o(?=\s)/g, "without");
  const state: Scan = { text, at: 0, lines: [], tokens: [], count: 0, failures: 0, found: [] };
  while (state.at < text.length && state.count < MOST_TOKENS) scanLine(state);
  resolveNames(state.found, choicesIn(text));
  return state.lines;
}

const CHOICES = /\btype\s+([A-Z]\w{0,40})\s*=\s*((?:["'][^"'\n]{1,60}["']\s*\|\s*){1,30}["'][^"'\n]{1,60}["'])/g;

/** type Level = "a" | "b": enumerations that skeletons name. */
function choicesIn(text: string): Map<string, Schema> {
  return new Map(
    [...text.matchAll(CHOICES)].map(([, name, choices]) => [
      name!,
      { type: "string", enum: choices!.split("|").map((each) => each.trim().slice(1, -1)) },
    ]),
  );
}

function scanLine(state: Scan): void {
  const indent = take(state, SPACE)?.length ?? 0;
  const heading = take(state, HEADING) !== undefined;
  const bullet = take(state, BULLET) !== undefined;
  state.tokens = [];
  let glued = false;
  while (state.at < state.text.length && state.count < MOST_TOKENS) {
    if (state.text[state.at] === "\n") break;
    if (take(state, SPACE)) {
      glued = false;
      continue;
    }
    scanToken(state, glued);
    glued = true;
    state.count += 1;
  }
  state.at += 1;
  state.lines.push({ indent, heading, bullet, tokens: state.tokens });
}

/** What `pattern` finds here, passed over; nothing when it does not. */
function take(state: Scan, pattern: RegExp): string | undefined {
  pattern.lastIndex = state.at;
  if (!pattern.test(state.text)) return undefined;
  const found = state.text.slice(state.at, pattern.lastIndex);
  state.at = pattern.lastIndex;
  return found;
}

function push(state: Scan, kind: Token["kind"], text: string, glued: boolean, more: Partial<Token> = {}): void {
  state.tokens.push({ kind, text, lower: text.toLowerCase(), glued, ...more });
}

function scanToken(state: Scan, glued: boolean): void {
  const char = state.text[state.at]!;
  if (char === "{" || char === "[") {
    if (scanSkeleton(state, glued)) return;
  }
  if (char === "`") {
    if (take(state, FENCE)) return;
    const code = take(state, CODE)?.slice(1, -1).trim();
    if (code !== undefined) return void pushQuoted(state, code, glued, "code");
  }
  if (char === '"' || (char === "'" && !glued)) {
    const said =
      take(state, char === '"' ? DOUBLE : SINGLE)?.slice(1, -1) ?? (char === '"' ? quotedLines(state) : undefined);
    if (said !== undefined) return void pushQuoted(state, said.trim(), glued, "quotes");
  }
  const special =
    char === "#" || char === "@"
      ? take(state, TAG)
      : /[$€£¥]/.test(char)
        ? take(state, MONEY)
        : char === "/" && !glued
          ? take(state, ROUTE)
          : char === "+"
            ? take(state, MAIL)
            : undefined;
  if (special !== undefined) return void push(state, "entity", special, glued);
  const number = char >= "0" && char <= "9" ? take(state, NUMBER) : undefined;
  if (number !== undefined && take(state, OWNS) !== undefined) {
    return void push(state, "entity", number, glued, { possessive: true });
  }
  if (number !== undefined) return void push(state, number.endsWith("%") ? "entity" : "number", number, glued);
  const pair = take(state, AND_WORD);
  if (pair !== undefined) return void push(state, "word", pair, glued);
  const start = state.at;
  const word = take(state, WORD);
  if (word !== undefined) {
    const next = state.text[state.at];
    if (next !== "." && next !== "/" && next !== "@" && next !== ":" && next !== "+")
      return void pushWord(state, word, glued);
    state.at = start;
    return void scanAddress(state, word, glued);
  }
  const [point] = state.text.slice(state.at, state.at + 2);
  state.at += point!.length;
  if (/^[-=]$/.test(point!) && state.text[state.at] === ">") {
    state.at += 1;
    return void push(state, "punct", "→", glued);
  }
  push(state, "punct", point === "—" || point === "–" ? "-" : point!, glued);
}

/** A word that a point, a slash, an @ or a colon follows: an address, a path, a file's name, or only a word. */
function scanAddress(state: Scan, word: string, glued: boolean): void {
  const address = take(state, TICKER) ?? take(state, URL) ?? take(state, MAIL);
  if (address !== undefined) return void push(state, "entity", address, glued);
  const dotted = take(state, DOTTED);
  if (dotted !== undefined) {
    if (/^(?:e\.g|i\.e|etc|vs|a\.m|p\.m)\b/.test(dotted))
      return void push(state, "word", dotted.replace(/\.$/, ""), glued);
    return void push(state, /^[a-z]+(?:\.[a-z]+[A-Z_]\w*)+$/.test(dotted) ? "name" : "entity", dotted, glued);
  }
  const path = take(state, PATH);
  const names = path?.split("/") ?? [];
  if (names.length > 1 && names.every(isPartOfSlash)) {
    for (const [i, name] of names.entries()) {
      if (i > 0) push(state, "punct", ",", true);
      push(state, "word", name, glued && i === 0);
    }
    return;
  }
  if (path !== undefined) return void push(state, PAIR.test(path) ? "word" : "entity", path, glued);
  state.at += word.length;
  pushWord(state, word, glued);
}

/** "lat" of "lat/lng", "min" of "min/max": names, no folders. */
function isPartOfSlash(name: string): boolean {
  return /^(?:lat|lng|lon|long|latitude|longitude|min|max|avg|mean|first|last|start|end|width|height|weight|length|depth|age|name|title|email|phone|price|currency|date|city|country|street|zip|rating|distance|duration|temp|temperature|wind|humidity|rain|high|low)$/.test(
    name,
  );
}

function scanSkeleton(state: Scan, glued: boolean): boolean {
  if (state.failures >= MOST_FAILURES) return false;
  const found = findSkeleton(state.text, state.at, state.tokens);
  if (found === undefined) {
    state.failures += 1;
    return false;
  }
  for (let i = 0; i < found.taken; i += 1) state.tokens.pop();
  state.found.push(found);
  state.at = found.end;
  push(state, "skeleton", "", glued, { schema: found.schema, found });
  return true;
}

/** A quotation over several lines: somebody's text. */
function quotedLines(state: Scan): string | undefined {
  const before = state.text[state.at - 1] ?? "\n";
  const end = /[\s:(]/.test(before) ? state.text.indexOf('"', state.at + 1) : -1;
  if (end < 0 || end - state.at > 4_000) return undefined;
  const said = state.text.slice(state.at + 1, end);
  state.at = end + 1;
  return said;
}

function pushQuoted(state: Scan, said: string, glued: boolean, quoted: "quotes" | "code"): void {
  const isName = TEXT_NAME.test(said.replace(/\[\]$/, "")) && said.length <= 40 && !ID.test(said);
  push(state, isName ? "name" : "entity", said, glued, { quoted });
}

/** "what's", "whos": two words. */
const IS_CONTRACTED =
  /^(what|who|when|where|how|which|there|here|that|it)(?:'s|s(?<=whats|whos|whens|wheres|hows|thats))$/i;

function pushWord(state: Scan, written: string, glued: boolean): void {
  const asking = IS_CONTRACTED.exec(written)?.[1];
  if (asking !== undefined) {
    push(state, "word", asking, glued);
    return void push(state, "word", "is", false);
  }
  if (written.length > LONGEST_WORD) return void push(state, "entity", written.slice(0, LONGEST_WORD), glued);
  const possessive = /'s$|s'$/i.test(written);
  const text = possessive ? written.replace(/'s$|'$/i, "") : written.replace(/'$/, "");
  const kind = wordKind(text);
  push(state, kind, text, glued, possessive ? { possessive } : {});
}

function wordKind(text: string): Token["kind"] {
  if (text.endsWith("[]") && !/^(?:string|number|int|integer|boolean|bool|float|date|object|any|str)\[/i.test(text))
    return "name";
  if (
    /_(?:last|line|sha|md|top|level|day|week|month|quarter|tier|option|phase|step|part|p|q|address|addr|name|col)\d{1,3}$/i.test(
      text,
    )
  )
    return "name";
  if (UNIT_OR_STYLE.test(text)) return "word";
  if (/^(?:is|has|can|use|uses|was|supports)_/.test(text)) return "name";
  if (ID.test(text)) return /^[a-z]+_\d$/.test(text) && !text.startsWith("user_") ? "name" : "entity";
  if (/^[A-Z][A-Z0-9]*_[A-Z0-9_]*$/.test(text) || text.startsWith("$")) return "entity";
  if (text.includes("_") || (CAMEL.test(text) && !BRAND.test(text))) return "name";
  if (!/\d/.test(text)) return "word";
  if (/^[a-z]+-\d{1,2}$/.test(text)) return "word";
  return /^[a-z]+\d{1,2}$|^\d[a-z]{1,2}$|^\d+-(?:day|hour|minute|week|month|year)s?$|^\d+(?:st|nd|rd|th)$/i.test(
    text,
  ) && !/^[A-Z]\d$/.test(text)
    ? "word"
    : "entity";
}

/** The same with what stands in brackets as one token each. Brackets that nobody closed stay as they are. */
export function nested(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  const opens: number[] = [];
  for (const token of tokens) {
    const opening = token.kind === "punct" ? CLOSING[token.text] : undefined;
    if (opening !== undefined) {
      const at = opens.findLastIndex((index) => out[index]!.text === opening);
      if (at >= 0) {
        const start = opens[at]!;
        opens.length = at;
        const inner = out.splice(start);
        const open = inner.shift()!;
        out.push({ ...open, kind: "group", inner });
        continue;
      }
    }
    if (token.kind === "punct" && (token.text === "(" || token.text === "[" || token.text === "<")) {
      if (opens.length < 40) opens.push(out.length);
    }
    out.push(token);
  }
  return out;
}

/**
 * What only parts the things of a line, as the mark that parts them: an arrow after a head is a colon, "(1)" and "(a)" before each of
 * several things are a strong comma.
 */
export function withMarks(tokens: readonly Token[]): Token[] {
  const numbered = tokens.filter(isEnumerator).length > 1;
  const arrows = tokens.filter((token) => token.text === "→").length;
  const out: Token[] = [];
  const mark = tokens.find((token) => token.kind === "punct" && /^[|:]$/.test(token.text));
  const piped = mark?.text === "|" && mark !== tokens[0] && tokens.filter((token) => token.text === "|").length > 2;
  let pipes = 0;
  /** Has this sentence had a comma? */
  let listed = false;
  for (const token of tokens) {
    if (numbered && isEnumerator(token)) {
      while (out.length > 0 && /^(?:and|or|,|;)$/.test(out.at(-1)!.lower)) out.pop();
      if (out.length > 0 && !/^[:.!?-]$/.test(out.at(-1)!.text)) out.push(markOf(STRONG_COMMA));
      continue;
    }
    if (piped && token.text === "|") {
      pipes += 1;
      out.push(
        markOf(
          pipes === 1 && !out.some(({ lower }) => /^(?:[:,]|columns|fields|keys|properties|attributes)$/.test(lower))
            ? ":"
            : ",",
        ),
      );
      continue;
    }
    if (/^[.!?:]$/.test(token.text)) listed = false;
    const isHead = token.text === "→" && arrows === 1 && out.length > 0 && !listed && !isPair(out);
    listed ||= token.text === ",";
    out.push(isHead ? markOf(":") : token);
  }
  return out;
}

/** Ways to say "with" and "has" in several words: what they stand for, one word. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/^(?:is|are) (?:made up|made|composed|built up) of\b/, "has"],
  [/^(?:made up|made|composed|consisting|built up) of\b/, "with"],
  [/^(?:consists|consist) of\b/, "has"],
  [/^(?:split|divided|broken down|separated) (?:in|into)\b/, "split"],
  [/^(?:go|run|read|look|walk|dig|comb|skim) (?:through|over)\b/, "review"],
  [/^(?:have|take) a look at\b/, "review"],
];

/** The same with one word for several that mean no more. */
export function plainly(tokens: readonly Token[]): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]!;
    const again = isClauseStart(tokens, i)
      ? /^(?:re|un|pre|force|bulk|hard|soft|auto)-([a-z]{3,})$/.exec(token.lower)?.[1]
      : undefined;
    if (again !== undefined && ACTION.has(again)) {
      out.push({ ...token, text: again, lower: again });
      continue;
    }
    if (isOneByOne(tokens, i)) {
      const text = pluralOf(token.lower);
      out.push({ ...token, text, lower: text });
      i += 2;
      continue;
    }
    const phrase = PHRASE_STARTS.test(token.lower)
      ? tokens
          .slice(i, i + 4)
          .map((each) => (each.kind === "word" ? each.lower : "·"))
          .join(" ")
      : "";
    const [pattern, word] = PHRASES.find(([way]) => way.test(phrase)) ?? [];
    if (pattern === undefined || word === undefined) out.push(token);
    else {
      out.push({ kind: "word", text: word, lower: word, glued: false });
      i += pattern.exec(phrase)![0].split(" ").length - 1;
    }
  }
  return out;
}

const PHRASE_STARTS =
  /^(?:is|are|made|composed|consisting|consists?|built|split|divided|broken|separated|go|run|read|look|walk|dig|comb|skim|have|take)$/;

function isClauseStart(tokens: readonly Token[], i: number): boolean {
  return i === 0 || /^(?:and|please|then|to|you|now|,|:|-|just|pls)$/.test(tokens[i - 1]!.lower);
}

/** "quarter by quarter": each of them. */
function isOneByOne(tokens: readonly Token[], i: number): boolean {
  const [one, by, other] = tokens.slice(i, i + 3);
  return one?.kind === "word" && by?.lower === "by" && other?.lower === one.lower && one.lower.length > 2;
}

/** "put them under `x` as language → percentage", "a map of country → rate", "`rates`: country → rate": a map, no head of a list. */
function isPair(before: readonly Token[]): boolean {
  return (
    /^(?:as|like)$/.test(before.at(-2)?.lower ?? "") ||
    before.some(
      ({ lower, text }, i) => /^(?:map|mapping)$/.test(lower) || (text === ":" && before[i - 1]?.kind === "name"),
    )
  );
}

/** Parts what is listed, and never what is within it. */
export const STRONG_COMMA = ";;";

export function markOf(text: string): Token {
  return { kind: "punct", text, lower: text, glued: true };
}

/** "(1)", "(b)", "(ii)" */
function isEnumerator(token: Token): boolean {
  return token.kind === "group" && token.inner!.length === 1 && /^(?:\d|[a-h]|i{1,3}|iv)$/.test(token.inner![0]!.lower);
}
