// What all accounts of a mock are, as values: who there is, what each began with, what each is by now. Made by changes, as each
// account's own state is, so that what is written down of them makes them again.

import type { JsonObject } from "../domain/json.js";
import type { AccountSettings } from "./account.js";
import {
  type AccountState,
  type Born,
  type Change,
  changeOf,
  changesOf,
  copyOf,
  createState,
  happen,
  happenLater,
  isRead,
  plainOf,
} from "./state.js";
import { type Birth, isAtRest, isBirth } from "./tasks.js";

/**
 * An account and what it began with. `settings`: those of its life, which a reset may make otherwise than its `own`. `from`: the moment of another account that it goes on from. `startedAt`: where its clock
 * started, `now`: the last instant of its clock that is known, both virtual; `madeAt`: real epoch milliseconds.
 */
export type KeptAccount = {
  number: number;
  settings: AccountSettings;
  own: AccountSettings;
  from?: readonly Change[] | undefined;
  startedAt: number;
  madeAt: number;
  idleMs: number | null;
  now: number;
  state: AccountState;
};

/**
 * `made`: also a reset, which makes it anew. `owns`: a reset gives it these settings from now on. `started`: the mock was started
 * with these settings for the default account, which make its own, and those of its life, what they are now.
 */
export type AccountsChange =
  | ({ is: "made" } & Omit<KeptAccount, "number" | "now" | "state">)
  | { is: "owns"; settings: AccountSettings }
  | { is: "started"; with: AccountSettings; settings: AccountSettings; own: AccountSettings }
  | { is: "removed"; key: string };

/** Something that happened to an account, by its number: 0 is the default one. `at` is the account's own instant. */
export type Line = { account: number; at: number; change: Change | AccountsChange };

/**
 * Where lines are written down. `keep`: all of them are kept from here on. `whenKept` calls `told` once they are, soon: what many
 * callers wait for is kept at one go.
 */
export type Log = { write(line: Line): void; keep(): void; whenKept(told: () => void): void };

/** `started`: the settings of the last start. `revoked`: the keys of accounts that were removed, with their numbers. `count`: the highest number given out. */
export type AccountsState = {
  started?: AccountSettings;
  accounts: Map<number, KeptAccount>;
  revoked: Map<string, number>;
  count: number;
};

/** The number of the default account. */
export const MAIN = 0;

export function createAccountsState(): AccountsState {
  return { accounts: new Map(), revoked: new Map(), count: 0 };
}

/** The one way in which the accounts change, and from a log also what each of them is. */
export function recall(all: AccountsState, { account: number, at, change }: Line): void {
  all.count = Math.max(all.count, number);
  const record = all.accounts.get(number);
  switch (change.is) {
    case "made": {
      const { is: _, ...made } = change;
      all.accounts.set(number, begin(number, made));
      if (made.settings.key !== null) all.revoked.delete(made.settings.key);
      return;
    }
    case "owns":
      if (record) record.own = change.settings;
      return;
    case "started":
      all.started = change.with;
      if (record) Object.assign(record, { settings: change.settings, own: change.own });
      return;
    case "removed":
      all.accounts.delete(number);
      all.revoked.set(change.key, number);
      return;
    default:
      if (!record) return;
      record.now = Math.max(record.now, at);
      happen(record.state, change);
  }
}

/** The same, where a task was born that nobody needs to look at yet. */
export function recallLater(all: AccountsState, account: number, at: number, birth: Birth<Born>): void {
  all.count = Math.max(all.count, account);
  const record = all.accounts.get(account);
  if (!record) return;
  record.now = Math.max(record.now, at);
  happenLater(record.state, birth);
}

function begin(number: number, made: Omit<KeptAccount, "number" | "now" | "state">): KeptAccount {
  const { settings, startedAt, madeAt, from = [] } = made;
  const { mode, speed } = settings.clock;
  const state = createState({ mode, speed, now: startedAt, wall: madeAt }, settings.endpoint);
  for (const change of from) happen(state, copyOf(change));
  return { ...made, number, state, now: Math.max(startedAt, state.clock.now) };
}

/** Is there data of a task that is still to be read off its prompt, now or after a reset? */
export function hasUnread({ accounts }: AccountsState): boolean {
  for (const { state, from = [] } of accounts.values()) {
    for (const one of state.tasks.known())
      if (isAtRest(one) || (isBirth(one) ? one.unread : !one.plan.every(isRead))) return true;
    if (from.some((change) => change.is === "born" && !change.task.plan.every(isRead))) return true;
  }
  return false;
}

/** The lines that make all of this again. As with `changesOf`, they need not be taken at one go. */
export function* linesOf(
  { accounts, revoked, started }: AccountsState,
  nowOf: (number: number) => number,
): Generator<Line> {
  for (const [key, account] of revoked) yield { account, at: 0, change: { is: "removed", key } };
  for (const { number, now: _, state, ...made } of accounts.values()) {
    yield { account: number, at: 0, change: { is: "made", ...made } };
    if (number === MAIN && started)
      yield {
        account: number,
        at: 0,
        change: { is: "started", with: started, settings: made.settings, own: made.own },
      };
    for (const change of changesOf(state)) yield { account: number, at: nowOf(number), change };
  }
}

/** A line for a text. */
export type PlainLine = { account: number; at: number; change: { is: Line["change"]["is"] } & Record<string, unknown> };

/** Is it a change of who there is, and not of what an account is? */
export function isOfAccounts(change: Line["change"]): change is AccountsChange {
  return change.is === "made" || change.is === "owns" || change.is === "started" || change.is === "removed";
}

export function plainLine({ account, at, change }: Line): PlainLine {
  return { account, at, change: isOfAccounts(change) ? change : plainOf(change) };
}

/** A line as text, and back. */
export function textOf({ account, at, change }: PlainLine): string {
  return `{"a":${account},"t":${at},${JSON.stringify(change).slice(1)}`;
}

/** What stands beside a change in its line is left in it, but where all of it is kept: a copy of each would be half of a start's time. */
export function lineOf(parsed: JsonObject): Line {
  const [account, at] = [parsed.a as number, parsed.t as number];
  if (parsed.is !== "made") return { account, at, change: changeOf(parsed) };
  const { a: _account, t: _at, ...made } = parsed;
  return { account, at, change: made as unknown as AccountsChange };
}
