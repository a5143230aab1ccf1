// How the values of options are read: each from text, as a flag or a variable has it, or from a program's or a file's value.

import { domainToASCII } from "node:url";
import { ASSUMED } from "./contract/assumed.js";
import { LENGTHS, type Length, MOST_SPEED, MOST_WAITS, RATE_CALLS, readLength } from "./domain/bounds.js";
import { formatDuration, nearestTime, parseDuration, parseTime, TIME_FORM } from "./domain/duration.js";
import { didYouMean } from "./domain/errors.js";
import type { Fault } from "./domain/fault.js";
import { splitSpecs } from "./domain/fault-spec.js";
import { shown } from "./domain/json.js";
import { readFault } from "./domain/read-fault.js";

/** `read` checks a value, or throws its complaint ("must be …"). `value`: the word for it in help; absent for a switch. */
export type Kind<T> = {
  read: (value: unknown) => T;
  value?: string;
  list?: true;
  /** What a switch may say beside on and off. */
  words?: readonly string[];
  /** A value as it is written on a command line, for help; absent: as text. */
  write?: (value: T) => string;
};

function must(form: string, value: unknown): Error {
  if (typeof value === "string" && value.trim() === "") return new Error("must not be empty.");
  return new Error(`must be ${form}, not ${shown(value)}.`);
}

export function whole(least: number, most: number): Kind<number> {
  const read = (value: unknown): number => {
    const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isInteger(number) && number >= least && number <= most) return number;
    throw must(`a whole number from ${least} to ${most}`, value);
  };
  return { value: "N", read };
}

/** What the words for values stand for, in a complaint. */
const TEXT_FORMS: Readonly<Record<string, string>> = {
  FILE: "the path of a file",
  PATH: "the path of a file of a scenario, or of a folder of them, such as ploton-fixtures/",
};

export function text(value: string): Kind<string> {
  return { value, read: (given) => readText(given, TEXT_FORMS[value]) };
}

export function readText(value: unknown, form = "a text"): string {
  if (typeof value === "string" && value.trim() !== "") return value;
  throw must(form, value);
}

/** The same kind where nothing is set unless somebody sets it. */
export function optional<T>({ read, value, list }: Kind<T>): Kind<T | null> {
  return { ...(value && { value }), ...(list && { list }), read };
}

export function texts(value: string): Kind<string[]> {
  return { value, list: true, read: (given) => readTexts(given, TEXT_FORMS[value]) };
}

/** A text of a list is no longer than this, in characters: it is not taken apart. */
const LONGEST_LIST = 100_000;

/** A list, or a text with commas. */
function readTexts(value: unknown, form = "a text"): string[] {
  if (typeof value === "string" && value.length > LONGEST_LIST)
    throw must(`a list of at most ${LONGEST_LIST} characters`, value);
  const list = typeof value === "string" ? value.split(",").map((part) => part.trim()) : value;
  if (!Array.isArray(list)) throw must(`${form}, or a list of such`, value);
  return list.map((each) => readText(each, form));
}

/** What may stand for on and off, in lower case. */
export const SWITCH_WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  1: true,
  false: false,
  off: false,
  no: false,
  0: false,
};

export function toggle(): Kind<boolean> {
  return { read: (value) => readSwitch(value), write: onOrOff };
}

/** What a switch may be, in words; `words`: beside on and off. */
export function switchForm(words: readonly string[] = []): string {
  return words.length > 0 ? `true, false or ${words.join(" or ")}` : "true or false";
}

function readSwitch(value: unknown, words?: readonly string[]): boolean {
  const word = String(value).toLowerCase();
  if (Object.hasOwn(SWITCH_WORDS, word)) return SWITCH_WORDS[word]!;
  throw must(switchForm(words), value);
}

/** A switch with a third way, such as --watch poll. */
export function toggleOr<T extends string>(word: T): Kind<boolean | T> {
  const read = (value: unknown): boolean | T => (value === word ? word : readSwitch(value, [word]));
  return { read, words: [word], write: (value) => (value === word ? word : onOrOff(value)) };
}

function onOrOff(value: unknown): string {
  return value === true ? "on" : "off";
}

export function choice<T extends string>(allowed: readonly T[]): Kind<T> {
  const read = (value: unknown): T => {
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw new Error(`must be one of ${allowed.join(", ")}, not ${shown(value)}.${didYouMean(String(value), allowed)}`);
  };
  return { value: allowed.join("|"), read };
}

export function duration(length: Length): Kind<number> {
  return { value: "D", read: (value) => readLength(value, length), write: formatDuration };
}

export function url(): Kind<string | null> {
  return { value: "URL", read: readUrl };
}

/** An http or https URL of a handler; null is none. */
export function readUrl(value: unknown): string | null {
  if (value === null || value === "none") return null;
  const form = "a URL such as http://localhost:3000/webhook";
  if (typeof value !== "string" || !URL.canParse(value)) throw must(form, value);
  const { protocol, username, password } = new URL(value);
  if (protocol !== "http:" && protocol !== "https:") throw must(`${form} (http or https)`, value);
  if (username || password) throw new Error("must not carry a user name or password: Ploton's webhooks send none.");
  return value;
}

/** Names that a Host may hold; one that begins with a dot stands for all that is below it. In lower case. */
export function readHosts(value: unknown): string[] {
  return readTexts(value).map((given) => {
    const name = domainToASCII(given.replace(/^\./, ""));
    if (/^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/.test(name)) return given.startsWith(".") ? `.${name}` : name;
    throw must("a name without scheme or port, such as mock.example.com, or .example.com for all below it", given);
  });
}

/** Origins of pages, as browsers send them. */
export function readOrigins(value: unknown): string[] {
  return readTexts(value).map((given) => {
    const { origin = "null", protocol = "" } = URL.canParse(given) ? new URL(given) : {};
    const isPlain = origin !== "null" && new URL(given).href === `${origin}/`;
    if (isPlain) return origin;
    // A browser extension's origin is none to the URL standard, and is sent as it stands.
    if (/^https?:/.test(protocol) || !/^[a-z][a-z0-9+.-]*:\/\/[a-z0-9.-]+$/.test(given))
      throw must("the origin of a page, without a path, such as http://localhost:3000", given);
    return given;
  });
}

/** Where others reach the mock: scheme, host and port, without a slash at the end. */
export function readPublicUrl(value: unknown): string | null {
  if (value === null || value === "none") return null;
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`) return url.origin;
  throw must("a URL without a path, such as https://mock.example.com", value);
}

/** "1m,11m", ["1m", "11m"] or "none" → milliseconds. */
export function readRetry(value: unknown): number[] {
  if (value === "none" || (Array.isArray(value) && value.length === 0)) return [];
  const texts = readTexts(value);
  const waits = texts.length <= MOST_WAITS ? texts.map(parseDuration) : [undefined];
  if (waits.every((wait) => wait !== undefined)) return waits as number[];
  throw must('waits such as "1m,11m,2h", or "none"', value);
}

export function readSpeed(value: unknown): number {
  const speed = typeof value === "string" ? Number(value) : value;
  if (typeof speed === "number" && speed > 0 && speed <= MOST_SPEED) return speed;
  throw must(`a number over 0 and at most ${MOST_SPEED}`, value);
}

export function readNow(value: unknown): number {
  const now = value instanceof Date ? value.getTime() : typeof value === "string" ? parseTime(value) : undefined;
  if (now !== undefined && !Number.isNaN(now)) return now;
  const near = typeof value === "string" ? nearestTime(value) : undefined;
  throw near === undefined
    ? must(TIME_FORM, value)
    : new Error(`must be ${near}, if that is what ${shown(value)} means.`);
}

export function readSeed(value: unknown): string {
  if ((typeof value === "string" && value !== "") || typeof value === "number") return String(value);
  throw must("a text or a number", value);
}

export function readKeys(value: unknown): string[] {
  const keys = readTexts(value);
  const odd = keys.find((key) => !ASSUMED.keyForm.test(key));
  if (odd === undefined) return keys;
  throw must("a key that begins with pk_test_ or pk_live_", odd);
}

export function readRateLimit(value: unknown): { calls: number; windowMs: number } | null {
  if (value === "off" || value === null) return null;
  const [, calls, window] = /^(\d{1,15})\/(.+)$/.exec(String(value)) ?? [];
  const windowMs = window === undefined ? undefined : parseDuration(/^\d/.test(window) ? window : `1${window}`);
  const { least, most } = RATE_CALLS;
  if (Number(calls) >= least && Number(calls) <= most && windowMs !== undefined && windowMs >= LENGTHS.window.least)
    return { calls: Number(calls), windowMs };
  throw must('calls in a time, such as "100/1m"', value);
}

export function readFaults(value: unknown): Fault[] {
  const specs = typeof value === "string" ? splitSpecs(value) : Array.isArray(value) ? value : [value];
  return specs.map((spec) => readFault(typeof spec === "string" ? spec.trim() : spec));
}
