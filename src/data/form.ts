// The form of a log's file: a first line that names it, then one line for each thing that happened. Each line begins with a
// checksum of itself and of all before it, so that nothing can be changed, left out or put elsewhere without being seen.

import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { ASSUMED } from "../contract/assumed.js";
import { MockError } from "../domain/errors.js";
import type { JsonObject } from "../domain/json.js";
import { maskSecrets } from "../domain/mask.js";
import type { Task } from "../domain/task.js";
import type { AccountSettings } from "../engine/account.js";
import {
  type AccountsState,
  createAccountsState,
  type Line,
  lineOf,
  plainLine,
  recall,
  recallLater,
  textOf,
} from "../engine/accounts-state.js";
import type { Born } from "../engine/state.js";
import type { Birth } from "../engine/tasks.js";
import { type BirthHead, bornInFile, headOf } from "./births.js";
import { type Moments, takePart, textsOfMade, withMoment } from "./moments.js";
import { createShares, type Shares, unshare } from "./shares.js";

/** The number of this form; a file of another one is not read. The first was one JSON document. */
const FORM = 4;
export const HEAD = `ploton-mock data ${FORM}\n`;
/** The sum that the first line after the head goes on from. */
export const HEAD_SUM = crc32(HEAD);

/** Ends what stands for all that was before it. */
const WHOLE = '{"is":"whole"}';
const DIGITS = 8;

/** A line's text as it stands in the file, and the sum that the next goes on from. */
export function sealed(text: string, before: number): { line: string; sum: number } {
  const sum = crc32(text, before);
  return { line: `${sum.toString(16).padStart(DIGITS, "0")} ${text}\n`, sum };
}

export function sealedWhole(before: number): { line: string; sum: number } {
  return sealed(WHOLE, before);
}

/** Stands for the secret that the mock was started with, which each start gives anew. */
const OWN_SECRET = "(--webhook-secret)";

/**
 * The secret of this start; `isGiven`: somebody gave it. `isWithheld`: it stands in for one that a file does not hold. Then it is as
 * little written as that one, unless it is given: the next start asks for it again.
 */
export type OwnSecret = { readonly text: string; readonly isGiven: boolean; isWithheld: boolean };

/** The secret that is not written; undefined: none, since the default one is none to keep. */
function unwritten({ text, isGiven, isWithheld }: OwnSecret): string | undefined {
  const standsIn = isWithheld && !isGiven;
  return text === ASSUMED.defaultWebhookSecret && !standsIn ? undefined : text;
}

/** The changes in which there may be keys of others: in which member, and in which part of it. */
const TELLING: { [K in Line["change"]["is"]]?: [of: string, what?: string] } = {
  born: ["task", "request"],
  opened: ["delivery", "attempts"],
  begun: ["attempt"],
  ended: ["attempt"],
};

/**
 * A line's text for the file, or the texts, where it is long: requests and what handlers answered without the keys in them, and not the secret that the mock was
 * started with; a webhook's bytes, and the keys and secrets of made accounts, stay as they are, since they could not go on without.
 * `shares`: what the file has told of; absent: nothing, as far as this line goes.
 */
export function textsInFile(line: Line, secret: OwnSecret, shares?: Shares): Iterable<string> {
  const { change } = line;
  if (change.is === "made") return textsOfMade(line, change, (one) => textInFile(one, secret));
  return [textInFile(line, secret, shares)];
}

function textInFile(whole: Line, secret: OwnSecret, shares?: Shares): string {
  const open = withSecret(whole.change, unwritten(secret), OWN_SECRET);
  const plain = plainLine(open === whole.change ? whole : { ...whole, change: open });
  const line = shares && open.is === "born" ? bornInFile(open, plain, shares) : plain;
  const text = textOf(line);
  const [of, what] = TELLING[open.is] ?? [];
  if (of === undefined || tellsNothing(open) || maskSecrets(text) === text) return text;
  const told = line.change[of] as Record<string, unknown>;
  const masked = (value: unknown) => JSON.parse(maskSecrets(JSON.stringify(value))) as object;
  const hidden = what === undefined ? masked(told) : { ...told, [what]: masked(told[what]) };
  return textOf({ ...line, change: { ...line.change, [of]: hidden } });
}

/** An event that nobody was sent yet, whose body may look like anything. */
function tellsNothing(change: Line["change"]): boolean {
  return change.is === "opened" && change.delivery.attempts.length === 0;
}

/** The text of a file that tells these lines and no more. */
export function textOfFile(lines: Iterable<Line>, secret: OwnSecret): string {
  let sum = HEAD_SUM;
  const parts = [HEAD];
  const add = (next: { line: string; sum: number }) => {
    sum = next.sum;
    parts.push(next.line);
  };
  const shares = createShares();
  for (const line of lines) for (const text of textsInFile(line, secret, shares)) add(sealed(text, sum));
  add(sealedWhole(sum));
  return parts.join("");
}

/** The change with one secret in the place of another, wherever it has the secret of an endpoint. */
function withSecret<C extends Line["change"]>(change: C, known: string | undefined, other: string): C {
  if (known === undefined) return change;
  const swapped = <T extends { secret: string }>(endpoint: T): T =>
    endpoint.secret === known ? { ...endpoint, secret: other } : endpoint;
  if (change.is === "webhook") return { ...change, endpoint: swapped(change.endpoint) };
  if (change.is !== "made" && change.is !== "started" && change.is !== "owns") return change;
  const copy: C & SettingsIn = { ...change };
  for (const name of ["settings", "own", "with"] as const)
    if (copy[name]) copy[name] = { ...copy[name], endpoint: swapped(copy[name].endpoint) };
  if (change.is === "made" && change.from)
    return { ...copy, from: change.from.map((one) => withSecret(one, known, other)) };
  return copy;
}

type SettingsIn = { settings?: AccountSettings; own?: AccountSettings; with?: AccountSettings };

/** Does the change have the secret of the start, wherever it may have one? */
function hasOwn(change: Line["change"]): boolean {
  if (change.is === "webhook") return change.endpoint.secret === OWN_SECRET;
  if (change.is !== "made" && change.is !== "started" && change.is !== "owns") return false;
  const { settings, own, with: its }: SettingsIn = change;
  if ([settings, own, its].some((one) => one?.endpoint.secret === OWN_SECRET)) return true;
  return change.is === "made" && (change.from ?? []).some(hasOwn);
}

/** Does the change say that the secret of webhooks is the one of the start? undefined: it says nothing of it. */
function signsWithOwn(change: Line["change"]): boolean | undefined {
  if (change.is === "webhook") return hasOwn(change);
  // A start that gives the default one in the place of another changes no webhook.
  if (change.is === "removed" || (change.is === "started" && !hasOwn(change))) return false;
  if (change.is !== "made") return undefined;
  const set = change.from?.findLast((one) => one.is === "webhook");
  return (set?.endpoint ?? change.settings.endpoint).secret === OWN_SECRET;
}

/** Which accounts have the secret of the start, for now or for after a reset; and which of them sign with it. */
type Withheld = { having: Set<number>; signing: Set<number> };

function noteWithheld({ having, signing }: Withheld, { account, change }: Line): void {
  const signs = signsWithOwn(change);
  if (signs === true) signing.add(account);
  if (signs === false) signing.delete(account);
  if (hasOwn(change)) having.add(account);
  else if (change.is === "made" || change.is === "started" || change.is === "removed") having.delete(account);
}

/**
 * What a file tells. `size`: how many of its bytes are whole lines; `sum`: what the next line goes on from; `base`: where what
 * stands for all before it ends; `torn`: how many bytes there are of a line that was never finished; `withheld`: the
 * secret that it signs with is not in it.
 */
export type ReadLog = {
  state: AccountsState;
  size: number;
  sum: number;
  base: number;
  torn: number;
  withheld: boolean;
};

const CHUNK = 4 * 1_048_576;
const NEWLINE = 0x0a;

/** Reads a file from its beginning. `name` says in messages which one; `secret` is what this start gives. Throws `MockError` 400 `bad_data` with the line's number. */
export function readLog(path: string, name: string, secret: OwnSecret): ReadLog {
  const state = createAccountsState();
  const withheld: Withheld = { having: new Set(), signing: new Set() };
  const log: ReadLog = { state, size: 0, sum: 0, base: 0, torn: 0, withheld: false };
  const values: object[] = [];
  const moments: Moments = new Map();
  let number = 0;
  const take = (chunk: Buffer, from: number, to: number) => {
    number += 1;
    if (number === 1) log.sum = readHead(chunk.subarray(from, to), name);
    else readLine(chunk, from, to, log, { number, name, secret: secret.text, withheld, values, moments });
    log.size += to - from + 1;
  };
  const rest = eachLine(path, take);
  if (number === 0 && !HEAD.startsWith(rest.toString("latin1"))) readHead(rest, name);
  log.torn = rest.length;
  log.withheld = withheld.signing.size > 0;
  if (withheld.having.size > 0) secret.isWithheld = true;
  return log;
}

/** Calls `take` with each line, where it stands in what was read, without its end, and gives what is left after the last. */
function eachLine(path: string, take: (chunk: Buffer, from: number, to: number) => void): Buffer {
  const file = openSync(path, "r");
  try {
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.allocUnsafe(rest.length + CHUNK);
      rest.copy(chunk);
      const length = readSync(file, chunk, rest.length, CHUNK, null);
      if (length === 0) return rest;
      const bytes = chunk.subarray(0, rest.length + length);
      let from = 0;
      for (let end = bytes.indexOf(NEWLINE, rest.length); end !== -1; end = bytes.indexOf(NEWLINE, from)) {
        take(bytes, from, end);
        from = end + 1;
      }
      rest = bytes.subarray(from);
    }
  } finally {
    closeSync(file);
  }
}

function readHead(bytes: Buffer, name: string): number {
  const text = bytes.toString("utf8", 0, 200);
  if (text === HEAD.slice(0, -1)) return HEAD_SUM;
  const form = /^ploton-mock data (\d+)$/.exec(text)?.[1];
  if (form !== undefined)
    throw badData(name, `it has form ${form}, and this version of ploton-mock reads form ${FORM}`);
  if (text.startsWith('{"format":'))
    throw badData(
      name,
      `it is of an earlier version of ploton-mock, which kept one JSON document; this one keeps a log`,
    );
  throw badData(name, "line 1 is not that of a file of ploton-mock");
}

/** Which line of which file is read. `values`: what the file has told of that has a number; `moments`: parts of what accounts go on from. */
type LinePlace = {
  number: number;
  name: string;
  secret: string;
  withheld: Withheld;
  values: object[];
  moments: Moments;
};

function readLine(chunk: Buffer, from: number, to: number, log: ReadLog, place: LinePlace): void {
  const begins = from + DIGITS + 1;
  const sum = begins > to ? Number.NaN : crc32(chunk.subarray(begins, to), log.sum);
  if (sumAt(chunk, from) !== sum) throw badData(place.name, `line ${place.number} is not as ploton-mock wrote it`);
  log.sum = sum;
  const head = headOf(chunk, begins);
  if (head) expectBirth(head, chunk, begins, to, log.state, place.values);
  else readWhole(chunk.toString("utf8", begins, to), log, log.size + to - from + 1, place);
}

const SPACE = 0x20;

/** The sum at the beginning of a line, of which each digit is as it is written; none: there is no such thing. */
function sumAt(chunk: Buffer, from: number): number | undefined {
  if (chunk[from + DIGITS] !== SPACE) return undefined;
  let sum = 0;
  for (let at = from; at < from + DIGITS; at += 1) {
    const digit = HEX.indexOf(chunk[at]!);
    if (digit < 0) return undefined;
    sum = sum * HEX.length + digit;
  }
  return sum;
}

const HEX = Buffer.from("0123456789abcdef", "latin1");

/** `ends`: where the line ends in the file. */
function readWhole(
  text: string,
  log: ReadLog,
  ends: number,
  { number, name, secret, withheld, values, moments }: LinePlace,
): void {
  try {
    const parsed = JSON.parse(text) as JsonObject;
    if (parsed.is === "whole") log.base = ends;
    else if (!takePart(parsed, moments)) {
      if (parsed.is === "born") unshare(parsed as never, values);
      const line = withMoment(lineOf(parsed), moments);
      noteWithheld(withheld, line);
      line.change = withSecret(line.change, OWN_SECRET, secret);
      recall(log.state, line);
    }
  } catch (error) {
    throw badData(name, `line ${number} makes no sense (${error instanceof Error ? error.message : error})`);
  }
}

/** A birth is read when somebody looks at the task: most of a file are tasks that nobody looks at soon. */
function expectBirth(
  { account, at, id, number, due, unread, plan, fixture }: BirthHead,
  chunk: Buffer,
  from: number,
  to: number,
  state: AccountsState,
  values: readonly object[],
): void {
  const shared = { plan: values[plan ?? -1], fixture: values[fixture ?? -1] };
  recallLater(state, account, at, { id, number, due, unread, read: readBirth, chunk, from, to, shared } as BirthInFile);
}

/** Where a birth lies, and what its task has of the file's. */
type BirthInFile = Birth<Born> & {
  chunk: Buffer;
  from: number;
  to: number;
  shared: { plan: object | undefined; fixture: object | undefined };
};

function readBirth(this: BirthInFile): Born {
  const { plan, fixture } = this.shared;
  const { task } = JSON.parse(this.chunk.toString("utf8", this.from, this.to)) as { task: Task };
  return { is: "born", task: Object.assign(task, plan && { plan }, fixture && { fixture }) };
}

/** What cannot be read, why, and what to do about it. */
export function badData(name: string, why: string, mend = "move it away, or name another file"): MockError {
  return new MockError(400, "bad_data", `${name} cannot be read: ${why}. Nothing was changed; ${mend}.`);
}
