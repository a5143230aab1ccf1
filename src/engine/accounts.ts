// Which account a key reaches: its own if one was made for it, else the default one (product: isolation for parallel tests).

import { ASSUMED } from "../contract/assumed.js";
import { invalidApiKey, missingApiKey } from "../contract/errors.js";
import { signBody } from "../contract/signature.js";
import type { Delivery } from "../domain/delivery.js";
import { formatDuration } from "../domain/duration.js";
import type { PlotonError } from "../domain/errors.js";
import { formatFault } from "../domain/fault-spec.js";
import { ofTheLast } from "../domain/of-the-last.js";
import type { Task } from "../domain/task.js";
import { dataOf } from "../domain/task.js";
import { type Account, type AccountDeps, type AccountSettings, createAccount, type Write } from "./account.js";
import {
  type AccountsChange,
  type AccountsState,
  createAccountsState,
  type KeptAccount,
  type Line,
  type Log,
  linesOf,
  MAIN,
  recall,
} from "./accounts-state.js";
import type { RealTime } from "./clock.js";
import { drawPageToken } from "./consents.js";
import { createEchoWatch, echoText } from "./echo.js";
import type { JournalRecord } from "./journal.js";
import { createRandom, drawToken, type Random } from "./random.js";
import { type Change, changesOf, copyOf, type Endpoint } from "./state.js";

/** `key`: of a made account; null: the default one. */
export type AccountListener = (record: JournalRecord, key: string | null) => void;

/**
 * An account and its use: when it was made and last called, in real epoch milliseconds (null: never yet). After `idleMs`
 * without a call, counted from `quietSince` (monotonic, so that a machine that slept counts nothing), and with nobody waiting
 * or listening, it goes by itself; null: never.
 */
export type Tenant = {
  number: number;
  account: Account;
  madeAt: number;
  usedAt: number | null;
  idleMs: number | null;
  quietSince: number;
};

export const KEPT = ["webhook"] as const;
/** What is otherwise after a reset than when the account was made: its seed, and what is kept. */
export type ResetChange = { seed?: string | undefined; keep?: readonly (typeof KEPT)[number][] | undefined };

export type Accounts = ReturnType<typeof createAccounts>;

/** Some settings: those that somebody said, where the others are as they come. */
export type Said = Partial<Pick<AccountSettings, "seed" | "consent" | "rateLimit" | "faults">> & {
  clock?: Partial<AccountSettings["clock"]>;
  endpoint?: Partial<Endpoint>;
};

/**
 * `only`: the keys that are accepted; empty: every well-formed one. `state`: the accounts that were kept; `log`: where they are
 * written down. `from`: a moment to begin with where nothing was kept. `said`: what of the settings counts against such a past;
 * absent: all of them.
 */
export type AccountsOptions = {
  only: readonly string[];
  state?: AccountsState | undefined;
  log?: Log | undefined;
  from?: AccountsState | undefined;
  said?: Said | undefined;
};

/** A moment of an account, from which others can go on: its settings then, and the changes that make its state. */
export type Checkpoint = { settings: AccountSettings; startedAt: number; at: number; from: readonly Change[] };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createAccounts(
  given: AccountSettings,
  outside: AccountDeps,
  { only, state: all = createAccountsState(), log, from, said = given }: AccountsOptions,
) {
  const { real } = outside;
  const past = all.started ?? (all.accounts.get(MAIN) ?? from?.accounts.get(MAIN))?.settings;
  const settings: AccountSettings = past ? { ...otherwise(past), key: null, caps: given.caps } : given;
  const random = createRandom(settings.seed);
  const listeners = new Set<AccountListener>();
  const deps: AccountDeps = {
    ...outside,
    ownSeed: settings.seed,
    tell: (record, { key }) => {
      for (const hear of listeners) hear(record, key);
      lookForEcho(record);
    },
    ...(log && { keep: log.keep, whenKept: log.whenKept }),
  };
  const isEcho = createEchoWatch();
  const made = new Map<string, Tenant>();
  const isKept = all.accounts.has(MAIN);
  const main = isKept ? restarted() : begun();
  if (isKept)
    for (const { number, settings: its } of all.accounts.values())
      if (its.key !== null) made.set(its.key, tenantOf(number));
  let cancelLook = () => {};
  let nextLook = Number.POSITIVE_INFINITY;
  let sawLiveKey = false;

  const tenants = () => [main, ...made.values()];

  function commit(account: number, change: AccountsChange): void {
    const line = { account, at: all.accounts.get(account)?.now ?? 0, change };
    log?.write(line);
    recall(all, line);
  }

  /** Where and when an account begins that has no past. */
  function freshly({ clock }: AccountSettings): { startedAt: number; madeAt: number } {
    return { startedAt: clock.now ?? real.wall(), madeAt: real.wall() };
  }

  function recordOf(number: number): KeptAccount {
    const record = all.accounts.get(number);
    if (!record) throw new TypeError(`There is no record of account ${number}.`);
    return record;
  }

  /** The account of a record. What happens to it is written down for as long as the record is its own. */
  function open(number: number): Account {
    const record = recordOf(number);
    const write: Write | undefined =
      log &&
      ((at, change) => {
        if (all.accounts.get(number) === record) log.write({ account: number, at, change });
      });
    return createAccount({ ...record.settings, caps: settings.caps }, deps, record, write);
  }

  function tenantOf(number: number): Tenant {
    const { madeAt, idleMs } = recordOf(number);
    return { number, account: open(number), madeAt, usedAt: null, idleMs, quietSince: real.monotonic() };
  }

  /** Said once: whoever reads it knows it for good. */
  function lookForEcho(record: JournalRecord): void {
    if (record.kind !== "delivery" || !record.attempt || !isEcho(record.delivery, record.attempt)) return;
    main.account.journal.write({ kind: "note", level: "warning", text: echoText(record.delivery) });
  }

  const tenantFor = ({ settings: { key } }: Account) => (key === null ? main : made.get(key));

  /** Settings of a past, but for what this start says. A clock that was live and is not any more, or the reverse, starts where this start says. */
  function otherwise(its: AccountSettings): AccountSettings {
    const { clock = {}, endpoint, ...others } = said;
    const isTurned = clock.mode !== undefined && (clock.mode === "live") !== (its.clock.mode === "live");
    return {
      ...its,
      ...others,
      key: its.key,
      clock: { ...its.clock, ...(isTurned && { now: given.clock.now }), ...clock },
      endpoint: { ...its.endpoint, ...endpoint },
    };
  }

  /** An account that begins now: as its settings say, or where another one stood. */
  function makeOf(number: number, made: Made): Tenant {
    const { key, seed } = made.settings;
    const from = made.from && taken(made.from, key ?? "", createRandom(seed), real.wall());
    commit(number, { is: "made", ...made, ...(from && { from }) });
    const tenant = tenantOf(number);
    if (!made.from) for (const fault of made.settings.faults) tenant.account.faults.add(fault);
    return tenant;
  }

  /** The default account of a new mock, and those that there were at the moment it begins with. */
  function begun(): Tenant {
    const known = from && [...from.accounts.values()];
    const first = known?.find(({ number }) => number === MAIN);
    if (!from || !first)
      return startedWith(makeOf(MAIN, { settings, own: settings, ...freshly(settings), idleMs: null }));
    for (const record of known!)
      if (record !== first) made.set(record.settings.key!, makeOf(record.number, momentOf(record, record.settings)));
    return startedWith(makeOf(MAIN, momentOf(first, { ...otherwise(first.settings), key: null })));
  }

  /** The default account of a past. What was set while it ran stays, but for what this start says. */
  function restarted(): Tenant {
    return startedWith();
  }

  function startedWith(tenant?: Tenant): Tenant {
    const { settings: now, own } = recordOf(MAIN);
    if (past) commit(MAIN, { is: "started", with: settings, settings: otherwise(now), own: otherwise(own) });
    else commit(MAIN, { is: "started", with: settings, settings: now, own });
    const main = tenant ?? tenantOf(MAIN);
    if (past) setAnew(main.account, past);
    return main;
  }

  /** Sets what this start says. A fault that the start before said as well is armed already, or has struck. */
  function setAnew(account: Account, before: AccountSettings): void {
    const { clock, endpoint = {}, faults = [] } = said;
    if (isOtherwise(endpoint, account.endpoint)) account.setEndpoint(endpoint);
    const { mode = account.clock.mode(), speed = account.clock.speed() } = clock ?? {};
    if (mode !== account.clock.mode() || speed !== account.clock.speed()) account.clock.set({ mode, speed });
    const known = new Set(before.faults.map(formatFault));
    for (const fault of faults) if (!known.has(formatFault(fault))) account.faults.add(fault);
  }

  function use(tenant: Tenant): Account {
    tenant.usedAt = real.wall();
    tenant.quietSince = real.monotonic();
    return tenant.account;
  }

  function isAccepted(key: string): boolean {
    return ASSUMED.keyForm.test(key) && !all.revoked.has(key) && (only.length === 0 || only.includes(key));
  }

  function remark(key: string): void {
    if (sawLiveKey || !key.startsWith("pk_live_")) return;
    sawLiveKey = true;
    main.account.journal.write({
      kind: "note",
      level: "warning",
      text: "a pk_live_ key arrived. It works here and touches nothing real, but a live key in a test set-up is worth a second look.",
    });
  }

  /** Goes on with a past; `isLate`: live time went on since. */
  function goOn({ number, account }: Tenant, isLate = false): void {
    const record = recordOf(number);
    account.goOn(isLate ? presentOf(record, real) : Math.max(record.now, record.settings.clock.now ?? record.now));
  }

  function drawKey(number: number): string {
    return `pk_test_${drawToken(random.stream("account key", number))}`;
  }

  async function remove(key: string): Promise<boolean> {
    const tenant = made.get(key);
    if (!tenant) return false;
    made.delete(key);
    commit(tenant.number, { is: "removed", key });
    await tenant.account.close("closed");
    return true;
  }

  /** One real timer, for the account that is the first to be idle for too long. */
  function lookAt(instant: number): void {
    if (instant >= nextLook) return;
    cancelLook();
    nextLook = instant;
    cancelLook = real.after(Math.max(1, Math.ceil(instant - real.monotonic())), removeIdle);
  }

  function removeIdle(): void {
    nextLook = Number.POSITIVE_INFINITY;
    for (const [key, tenant] of made) {
      if (isBusy(tenant.account)) tenant.quietSince = real.monotonic();
      if (endOf(tenant) > real.monotonic()) lookAt(endOf(tenant));
      else void remove(key).then(() => tellOfIdle(key, tenant.idleMs!));
    }
  }

  function tellOfIdle(key: string, idleMs: number): void {
    const text = `the account of the key …${key.slice(-4)} was not used for ${formatDuration(idleMs)}, so it was removed.`;
    main.account.journal.write({ kind: "note", level: "info", text });
  }

  return {
    /** The account of an Authorization header; with a key that is missing or wrong the default one, and the error (contract 2). */
    admit(authorization: string | undefined): { account: Account; error?: PlotonError } {
      if (authorization === undefined) return { account: main.account, error: missingApiKey() };
      const key = keyIn(authorization);
      const tenant = made.get(key);
      if (tenant) return { account: use(tenant) };
      if (!isAccepted(key)) return { account: main.account, error: invalidApiKey() };
      remark(key);
      return { account: use(main) };
    },
    main: (): Account => main.account,
    /** The default account, as it is reached without a key: this counts as its use. */
    useMain: (): Account => use(main),
    /** True for the key of an account that was made. */
    isMade: (key: string): boolean => made.has(key),
    /** An isolated account with a key and a secret of its own. */
    make(change: Partial<AccountSettings>, idleMs: number | null = null): Account {
      const number = all.count + 1;
      const key = change.key ?? drawKey(number);
      const secret = change.endpoint?.secret ?? `whsec_${drawToken(random.stream("account secret", number))}`;
      const endpoint = { ...settings.endpoint, url: null, ...change.endpoint, secret };
      const its = { ...settings, faults: [], ...change, key, endpoint };
      const tenant = makeOf(number, { settings: its, own: its, ...freshly(its), idleMs });
      made.set(key, tenant);
      lookAt(endOf(tenant));
      return tenant.account;
    },
    /** From now on the account counts as made with these: a reset puts them back. */
    makeWith(account: Account, endpoint: Partial<Endpoint>): void {
      const tenant = tenantFor(account);
      if (!tenant) return;
      const { own } = recordOf(tenant.number);
      commit(tenant.number, { is: "owns", settings: { ...own, endpoint: { ...own.endpoint, ...endpoint } } });
    },
    /** A moment of an account, to go on from. */
    checkpoint: (account: Account): Checkpoint => ({
      settings: account.settings,
      startedAt: account.startedAt,
      at: account.clock.now(),
      from: account.changes().map(copyOf),
    }),
    /** An account of its own that goes on from a moment of another; what is given is set otherwise from there on. */
    fork(
      { settings: then, startedAt, from }: Checkpoint,
      { key, ...change }: Pick<Partial<AccountSettings>, "key" | "consent">,
      { endpoint, clock }: { endpoint?: Partial<Endpoint>; clock?: Parameters<Account["clock"]["set"]>[0] },
      idleMs: number | null = null,
    ): Account {
      const number = all.count + 1;
      const its = { ...then, ...change, key: key ?? drawKey(number) };
      const tenant = makeOf(number, { settings: its, own: its, startedAt, madeAt: real.wall(), idleMs, from });
      goOn(tenant);
      if (endpoint) tenant.account.setEndpoint(endpoint);
      if (clock) tenant.account.clock.set(clock);
      made.set(its.key, tenant);
      lookAt(endOf(tenant));
      return tenant.account;
    },
    /** The lines that make all that there is now, for a log. */
    lines: (): Iterable<Line> => {
      const now = new Map(tenants().map(({ number, account }) => [number, account]));
      return linesOf(all, (number) => now.get(number)?.clock.now() ?? 0);
    },
    /** False when there is none of that key. Its key is revoked for good. */
    remove,
    /** The account as it was when made, in place of the old one; it keeps its listeners, and what it is told to keep. */
    async reset(account: Account, { seed, keep = [] }: ResetChange = {}): Promise<Account> {
      const tenant = tenantFor(account);
      if (!tenant) return account;
      const { own, from, startedAt, idleMs } = recordOf(tenant.number);
      const endpoint = keep.includes("webhook") ? { ...account.endpoint } : own.endpoint;
      const settings = { ...own, endpoint, seed: seed ?? own.seed };
      const begun = { ...freshly(settings), ...(from && { startedAt }) };
      const successor = makeOf(tenant.number, { settings, own, ...begun, idleMs, from });
      const { account: fresh } = successor;
      if (from) goOn(successor);
      fresh.journal.succeed(account.journal);
      tenant.account = fresh;
      await account.close("reset");
      fresh.journal.write({ kind: "reset" });
      return fresh;
    },
    all: (): Account[] => tenants().map(({ account }) => account),
    /** Every account with its use, the default one first. */
    list: tenants,
    /** Goes on with what they began with, where that was kept. */
    goOn(): void {
      if (isKept || from) for (const tenant of tenants()) goOn(tenant, isKept);
    },
    /** Hears of each record of every account, also of those still to be made, until the returned function is called. */
    listen(listener: AccountListener): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close(): Promise<void> {
      cancelLook();
      await Promise.all(tenants().map(({ account }) => account.close("closed")));
    },
  };
}

/** The monotonic instant at which an account goes by itself, unless it is used before; infinite for one that stays. */
function endOf({ quietSince, idleMs }: Tenant): number {
  return quietSince + (idleMs ?? Number.POSITIVE_INFINITY);
}

/** A call that takes long, a wait, an open stream: somebody is there. */
function isBusy({ clock, journal }: Account): boolean {
  return !clock.isQuiet() || journal.listenerCount() > 0;
}

type Made = Omit<Extract<AccountsChange, { is: "made" }>, "is">;

/** A moment as the lines of a log, in which it is the default account's; `wall`: the real instant at which it is written down. */
export function* linesOfCheckpoint({ settings, startedAt, at, from }: Checkpoint, wall: number): Generator<Line> {
  const its = { ...settings, key: null };
  const made = { settings: its, own: its, startedAt, madeAt: wall, idleMs: null };
  yield { account: MAIN, at, change: { is: "made", ...made } };
  for (const change of from) yield { account: MAIN, at, change };
}

/** What an account is made of that goes on from where a record ends. */
function momentOf({ startedAt, madeAt, idleMs, state, now }: KeptAccount, settings: AccountSettings): Made {
  const from: Change[] = [...changesOf(state), { is: "clock", clock: { ...state.clock, now } }];
  return { settings, own: settings, startedAt, madeAt, idleMs, from };
}

/**
 * A moment as another account takes it up, at the real instant `wall`: its consent pages have the tokens that they would have
 * there, so that no two accounts share the address of one.
 */
function taken(from: readonly Change[], key: string, random: Random, wall: number): Change[] {
  const pages = new Map<string, Page[]>();
  let secret = "";
  return from.map(copyOf).map((change) => {
    if (change.is === "clock") change.clock.wall = wall;
    if (change.is === "webhook") secret = change.endpoint.secret;
    if (change.is === "born") pages.set(change.task.id, takePages(change.task, key, random));
    if (change.is === "opened") tellOfPages(change.delivery, pages.get(change.delivery.taskId) ?? [], secret);
    return change;
  });
}

/** The token of a page, and the one that it has from here on. */
type Page = { token: string; own: string };

function takePages({ id, timeline }: Task, key: string, random: Random): Page[] {
  return timeline.flatMap((entry, place) => {
    const { token } = entry;
    if (token === undefined) return [];
    const data = dataOf(entry);
    const own = drawPageToken(random, key, id, place);
    const url = data?.auth_url;
    if (data && typeof url === "string") data.auth_url = url.replace(token, own);
    entry.token = own;
    return [{ token, own }];
  });
}

/** The event of a page tells of the page's new address, and is signed anew. */
function tellOfPages(delivery: Delivery, pages: readonly Page[], secret: string): void {
  for (const { token, own } of pages) {
    const body = delivery.body as Buffer | undefined; // of a copy, in which there is only what somebody has read
    if (!body?.includes(token)) continue;
    delivery.body = Buffer.from(body.toString("utf8").replaceAll(token, own), "utf8");
    delivery.signature = signBody(delivery.body, secret);
  }
}

/** Is one of these fields another than it is there? */
function isOtherwise<T extends object>(some: Partial<T>, there: T): boolean {
  return (Object.keys(some) as (keyof T)[]).some((name) => JSON.stringify(some[name]) !== JSON.stringify(there[name]));
}

/** Where a kept account's clock stands now: live time went on while nobody looked; other time stands where it stood. */
function presentOf({ now, settings, state: { clock } }: KeptAccount, { wall }: RealTime): number {
  if (clock.mode !== "live") return Math.max(now, settings.clock.now ?? now);
  const gone = clock.now + Math.max(0, wall() - clock.wall) * clock.speed;
  return Math.floor(Math.max(now, gone, settings.clock.now ?? wall()));
}

/** The key in an Authorization header; "" where there is none. */
const keyIn = ofTheLast((authorization) => /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? "");
