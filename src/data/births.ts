// How a birth stands in the file: one to which nothing else has happened begins with what a start must know of it, so that it need not
// be read any further.

import { isFinished, nextDue, statusOf } from "../domain/task.js";
import type { PlainLine } from "../engine/accounts-state.js";
import { type Born, isRead } from "../engine/state.js";
import { type Shares, share } from "./shares.js";

/** Ids that stand in a line as they are. */
const PLAIN_ID = /^\w+$/;

/** What a start must know of a task that was only born: id, number, when it is due, and is its result unread? */
type Only = [id: string, number: number, due: number | null, unread: 0 | 1];

function onlyBorn({ task, faults, listed }: Born): Only | undefined {
  if (faults || listed || task.timeline.length > 1 || isFinished(statusOf(task)) || !PLAIN_ID.test(task.id))
    return undefined;
  return [task.id, task.number, nextDue(task)?.at ?? null, task.plan.every(isRead) ? 0 : 1];
}

/** A birth as it stands in the file. `shares`: what the file has told of. */
export function bornInFile(change: Born, line: PlainLine, shares: Shares): PlainLine {
  const { is, task, ...rest } = line.change;
  const { numbers, first, others } = share(change.task, task as object, shares);
  const only = first ? undefined : onlyBorn(change);
  return { ...line, change: { is, ...(only && { only }), ...numbers, ...(first && { first }), task: others, ...rest } };
}

/** What is known of a birth without reading it. `plan`, `fixture`: the numbers of those that the file has told of before. */
export type BirthHead = {
  account: number;
  at: number;
  id: string;
  number: number;
  due: number | null;
  unread: boolean;
  plan: number | undefined;
  fixture: number | undefined;
};

/** A place in what was read. */
type Cursor = { chunk: Buffer; at: number };

const bytesOf = (text: string) => Buffer.from(text, "latin1");
const ACCOUNT = bytesOf('{"a":');
const AT = bytesOf(',"t":');
const ONLY = bytesOf(',"is":"born","only":["');
const ID_ENDS = bytesOf('",');
const COMMA = bytesOf(",");
const ENDS = bytesOf("],");
const PLAN = bytesOf('"plan":');
const FIXTURE = bytesOf('"fixture":');
const TASK = bytesOf('"task":');
const NULL = bytesOf("null");
const QUOTE = 0x22;
const ZERO = 0x30;

/** The head of a birth's line, whose text begins at `from`; undefined where there is none. By hand: this is done for each task of a file. */
export function headOf(chunk: Buffer, from: number): BirthHead | undefined {
  const place: Cursor = { chunk, at: from };
  if (!passes(place, ACCOUNT)) return undefined;
  const account = digits(place);
  if (!passes(place, AT)) return undefined;
  const at = digits(place);
  if (!passes(place, ONLY)) return undefined;
  const ends = chunk.indexOf(QUOTE, place.at);
  const id = chunk.toString("latin1", place.at, ends);
  place.at = ends;
  if (!passes(place, ID_ENDS)) return undefined;
  const number = digits(place);
  if (!passes(place, COMMA)) return undefined;
  const due = passes(place, NULL) ? null : digits(place);
  if (!passes(place, COMMA)) return undefined;
  const unread = digits(place) === 1;
  if (!passes(place, ENDS)) return undefined;
  const plan = numberAfter(place, PLAN);
  const fixture = numberAfter(place, FIXTURE);
  return passes(place, TASK) ? { account, at, id, number, due, unread, plan, fixture } : undefined;
}

function numberAfter(place: Cursor, name: Buffer): number | undefined {
  if (!passes(place, name)) return undefined;
  const number = digits(place);
  place.at += COMMA.length;
  return number;
}

/** Goes on behind `what`, where that stands here. */
function passes(place: Cursor, what: Buffer): boolean {
  const { chunk, at } = place;
  for (let i = 0; i < what.length; i += 1) if (chunk[at + i] !== what[i]) return false;
  place.at = at + what.length;
  return true;
}

/** The whole number that stands here; goes on behind it. */
function digits(place: Cursor): number {
  const { chunk } = place;
  let value = 0;
  for (; ; place.at += 1) {
    const digit = chunk[place.at]! - ZERO;
    if (!(digit >= 0 && digit <= 9)) return value;
    value = 10 * value + digit;
  }
}
