// JSON as text: looked into and cut out of without reading its numbers, so that it can be given back as it came.

import type { JsonObject } from "./json.js";

const [QUOTE, BACKSLASH, COMMA, MINUS] = [0x22, 0x5c, 0x2c, 0x2d];
const [OPENING, CLOSING] = ["{[", "}]"].map(bytesOf) as [number[], number[]];
const SPACE = bytesOf(" \n\r\t");
const EXPONENT = bytesOf("eE");
const IN_NUMBER = bytesOf("0123456789+-.eE");

function bytesOf(letters: string): number[] {
  return [...letters].map((letter) => letter.charCodeAt(0));
}

const utf8 = new TextDecoder("utf-8");

/** The text of the member `name` of a valid JSON object, compact; of several the last, which counts. Undefined: there is none. */
export function memberText(bytes: Uint8Array, name: string): string | undefined {
  let found: string | undefined;
  let at = pastSpace(bytes, pastSpace(bytes, 0) + 1);
  while (bytes[at] === QUOTE) {
    const keyEnd = pastString(bytes, at);
    const key = JSON.parse(utf8.decode(bytes.subarray(at, keyEnd))) as string;
    const start = pastSpace(bytes, pastSpace(bytes, keyEnd) + 1);
    const end = pastValue(bytes, start);
    if (key === name) found = compact(bytes.subarray(start, end));
    at = pastSpace(bytes, end);
    if (bytes[at] === COMMA) at = pastSpace(bytes, at + 1);
  }
  return found;
}

/** The first number in a valid JSON text that JavaScript cannot hold, as a complaint; undefined when there is none. */
export function numberProblem(bytes: Uint8Array): string | undefined {
  for (const [start, end] of longNumbers(bytes)) {
    const problem = lostDigits(utf8.decode(bytes.subarray(start, end)));
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What a decimal number loses when JavaScript reads it, as a complaint; undefined for one that it keeps. */
export function lostDigits(source: string): string | undefined {
  const value = Number(source);
  if (Number.isSafeInteger(value)) return undefined;
  if (Number.isFinite(value)) {
    if (!/^[-+]?\d+$/.test(source)) return undefined;
    const written = source.replace(/^[-+]/, "");
    // An answer carries the shortest text for a number; who wrote just that gets it back.
    if (written === String(Math.abs(value)) || BigInt(written) === BigInt(Math.abs(value))) return undefined;
  }
  return `${source} is too big a number to be kept exactly (it would become ${JSON.stringify(value)}): put it in quotes.`;
}

/** The value of a JSON object's text; a number that JavaScript cannot hold is its digits, as text. */
export function readText(text: string): JsonObject {
  if (!MAYBE_LONG.test(text)) return JSON.parse(text) as JsonObject;
  const bytes = new TextEncoder().encode(text);
  let quoted = "";
  let done = 0;
  for (const [start, end] of longNumbers(bytes)) {
    const number = utf8.decode(bytes.subarray(start, end));
    if (lostDigits(number) === undefined) continue;
    quoted += `${utf8.decode(bytes.subarray(done, start))}"${number}"`;
    done = end;
  }
  return JSON.parse(quoted + utf8.decode(bytes.subarray(done))) as JsonObject;
}

const MAYBE_LONG = /\d{16}|\d[eE]/;

/** Where the numbers of more than 15 characters, or with an exponent, begin and end. Safe on what is no JSON. */
function* longNumbers(bytes: Uint8Array): Generator<[start: number, end: number]> {
  for (let at = 0; at < bytes.length; ) {
    const byte = bytes[at]!;
    if (byte === QUOTE) at = pastString(bytes, at);
    else if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) {
      const end = pastAll(bytes, at, IN_NUMBER);
      if (end - at > 15 || bytes.subarray(at, end).some((each) => EXPONENT.includes(each))) yield [at, end];
      at = end;
    } else at += 1;
  }
}

/** Without white space between its parts, in a text of its own. */
function compact(bytes: Uint8Array): string {
  const kept = new Uint8Array(bytes.length);
  let size = 0;
  for (let at = 0; at < bytes.length; ) {
    const end = bytes[at] === QUOTE ? pastString(bytes, at) : at + 1;
    if (!SPACE.includes(bytes[at]!)) for (; at < end; at += 1) kept[size++] = bytes[at]!;
    at = end;
  }
  return utf8.decode(kept.subarray(0, size));
}

function pastSpace(bytes: Uint8Array, from: number): number {
  return pastAll(bytes, from, SPACE);
}

function pastAll(bytes: Uint8Array, from: number, these: readonly number[]): number {
  let at = from;
  while (at < bytes.length && these.includes(bytes[at]!)) at += 1;
  return at;
}

function pastString(bytes: Uint8Array, from: number): number {
  let at = from + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

/** Past an object, a list, a text, or whatever stands until the next comma, bracket or white space. */
function pastValue(bytes: Uint8Array, from: number): number {
  if (bytes[from] === QUOTE) return pastString(bytes, from);
  const nested = OPENING.includes(bytes[from]!);
  let depth = 0;
  for (let at = from; at < bytes.length; ) {
    const byte = bytes[at]!;
    if (!nested && (byte === COMMA || CLOSING.includes(byte) || SPACE.includes(byte))) return at;
    if (OPENING.includes(byte)) depth += 1;
    else if (CLOSING.includes(byte)) depth -= 1;
    at = byte === QUOTE ? pastString(bytes, at) : at + 1;
    if (nested && depth === 0) return at;
  }
  return bytes.length;
}

/** A text, in which no control characters stand; another value; a sign. */
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON's own rule.
  /("[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null)|[[\]{},:]/y;
const BLANK = /[ \n\r\t]*/y;

type TokenKind = "text" | "other" | "{" | "}" | "[" | "]" | "," | ":" | "";

/** Which kinds may come after which; `key`: where an object wants one. After a value it depends on what is open. */
const AFTER: Readonly<Record<"start" | "[" | "{" | "key" | ":" | ",[" | ",{" | "value[" | "value{" | "value", string>> =
  {
    start: "text other { [",
    "[": "text other { [ ]",
    "{": "text }",
    key: ":",
    ":": "text other { [",
    ",[": "text other { [",
    ",{": "text",
    "value[": ", ]",
    "value{": ", }",
    value: "",
  };

/** Where a text stops being JSON, as an index into it: the comma, where one stands after the last value. Undefined for JSON. */
export function notJsonAt(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch {
    return brokenAt(text);
  }
}

function brokenAt(text: string): number {
  const open: ("{" | "[")[] = [];
  let state: keyof typeof AFTER = "start";
  let comma = 0;
  for (let at = 0; ; ) {
    BLANK.lastIndex = at;
    at += BLANK.exec(text)![0].length;
    TOKEN.lastIndex = at;
    const [token = "", string, other] = TOKEN.exec(text) ?? [];
    const kind = (string === undefined ? (other === undefined ? token : "other") : "text") as TokenKind;
    const isClosing = kind === "}" || kind === "]";
    if (kind === "" || !AFTER[state].split(" ").includes(kind))
      return isClosing && (state === ",[" || state === ",{") ? comma : at;
    if (kind === "{" || kind === "[") open.push(kind);
    if (isClosing) open.pop();
    if (kind === ",") comma = at;
    state = stateAfter(kind, state, open.at(-1));
    at += token.length;
  }
}

function stateAfter(kind: TokenKind, state: keyof typeof AFTER, open: "{" | "[" | undefined): keyof typeof AFTER {
  if (kind === "{" || kind === "[" || kind === ":") return kind;
  if (kind === ",") return open === "[" ? ",[" : ",{";
  if (kind === "text" && (state === "{" || state === ",{")) return "key";
  return open === undefined ? "value" : `value${open}`;
}
