// How a moment that an account goes on from stands in the file: before the line in which the account is made come its changes, some to
// a line, so that no line is as long as an account is large. Without that line they tell nothing.

import type { JsonObject } from "../domain/json.js";
import type { AccountsChange, Line } from "../engine/accounts-state.js";
import { type Change, changeOf } from "../engine/state.js";

type Made = Extract<AccountsChange, { is: "made" }>;
/** In the file: how many lines before it tell of the moment. */
type MadeInFile = Omit<Made, "from"> & { parts?: number };

/** So many characters stand in one line, and what the last change has more. */
const LONGEST = 65_536;

/** The lines of an account that is made, as texts. `textOf`: that of one line. */
export function* textsOfMade(line: Line, made: Made, textOf: (line: Line) => string): Generator<string> {
  const { from, ...rest } = made;
  let parts = 0;
  for (const texts of inParts(from ?? [], (change) => textOf({ ...line, change }))) {
    yield `{"a":${line.account},"t":${line.at},"is":"moment","from":[${texts.join(",")}]}`;
    parts += 1;
  }
  const change: MadeInFile = from ? { ...rest, parts } : rest;
  yield textOf({ ...line, change });
}

function* inParts(from: readonly Change[], textOf: (change: Change) => string): Generator<string[]> {
  let part: string[] = [];
  let length = 0;
  for (const change of from) {
    const text = textOf(change);
    part.push(text);
    length += text.length;
    if (length < LONGEST) continue;
    yield part;
    part = [];
    length = 0;
  }
  if (part.length > 0) yield part;
}

/** The parts of moments that were read, by account. */
export type Moments = Map<number, Change[][]>;

/** Takes up a line that is a part of a moment; false: it is none. */
export function takePart({ is, a: account, from }: JsonObject, moments: Moments): boolean {
  if (is !== "moment") return false;
  const part = (from as JsonObject[]).map(({ a: _account, t: _at, ...change }) => changeOf(change));
  const parts = moments.get(account as number);
  if (parts) parts.push(part);
  else moments.set(account as number, [part]);
  return true;
}

/** The account that was made, with the moment that it goes on from: of the lines before it the last, since others were left by a mock that died. */
export function withMoment(line: Line, moments: Moments): Line {
  if (line.change.is !== "made") return line;
  const { parts, ...made } = line.change as MadeInFile;
  const known = moments.get(line.account) ?? [];
  moments.delete(line.account);
  if (parts === undefined) return line;
  if (known.length < parts) throw new TypeError(`${parts - known.length} lines of its moment are not there`);
  return { ...line, change: { ...made, from: known.slice(known.length - parts).flat() } };
}
