// Which account a key reaches: its own if one was made for it, else the default one (product: isolation for parallel tests).

import { ASSUMED } from "../contract/assumed.js";
import { invalidApiKey, missingApiKey } from "../contract/errors.js";
import { formatDuration } from "../domain/duration.js";
import type { PlotonError } from "../domain/errors.js";
import { type Account, type AccountDeps, type AccountSettings, createAccount } from "./account.js";
import { createEchoWatch, echoText } from "./echo.js";
import type { JournalRecord } from "./journal.js";
import { createRandom, drawToken } from "./random.js";
import type { Endpoint } from "./trip.js";

/** `key`: of a made account; null: the default one. */
export type AccountListener = (record: JournalRecord, key: string | null) => void;

/**
 * An account and its use: when it was made and last called, in real epoch milliseconds (null: never yet). After `idleMs`
 * without a call, counted from `quietSince` (monotonic, so that a machine that slept counts nothing), and with nobody waiting
 * or listening, it goes by itself; null: never.
 */
export type Tenant = {
  account: Account;
  made: AccountSettings;
  madeAt: number;
  usedAt: number | null;
  idleMs: number | null;
  quietSince: number;
};

export const KEPT = ["webhook"] as const;
/** What is otherwise after a reset than when the account was made: its seed, and what is kept. */
export type ResetChange = { seed?: string | undefined; keep?: readonly (typeof KEPT)[number][] | undefined };

export type Accounts = {
  /** The account of an Authorization header; with a key that is missing or wrong the default one, and the error (contract 2). */
  admit(authorization: string | undefined): { account: Account; error?: PlotonError };
  main(): Account;
  /** The default account, as it is reached without a key: this counts as its use. */
  useMain(): Account;
  /** True for the key of an account that was made. */
  isMade(key: string): boolean;
  /** An isolated account with a key and a secret of its own. */
  make(change: Partial<AccountSettings>, idleMs?: number | null): Account;
  /** False when there is none of that key. Its key is revoked for good. */
  remove(key: string): Promise<boolean>;
  /** The account as it was when made, in place of the old one; it keeps its listeners, and what it is told to keep. */
  reset(account: Account, change?: ResetChange): Promise<Account>;
  /** From now on the account counts as made with these: a reset puts them back. */
  makeWith(account: Account, endpoint: Partial<Endpoint>): void;
  all(): Account[];
  /** Every account with its use, the default one first. */
  list(): Tenant[];
  /** Hears of each record of every account, also of those still to be made, until the returned function is called. */
  listen(listener: AccountListener): () => void;
  close(): Promise<void>;
};

/** `only`: the keys that are accepted; empty: every well-formed one. */
export function createAccounts(settings: AccountSettings, outside: AccountDeps, only: readonly string[]): Accounts {
  const { real } = outside;
  const random = createRandom(settings.seed);
  const listeners = new Set<AccountListener>();
  const deps: AccountDeps = {
    ...outside,
    ownSeed: settings.seed,
    tell: (record, { key }) => {
      for (const hear of listeners) hear(record, key);
      lookForEcho(record);
    },
  };
  const isEcho = createEchoWatch();
  const made = new Map<string, Tenant>();
  const revoked = new Set<string>();
  const main = tenantOf(createAccount(settings, deps), null);
  let cancelLook = () => {};
  let nextLook = Number.POSITIVE_INFINITY;
  let count = 0;
  let sawLiveKey = false;

  const tenants = () => [main, ...made.values()];

  function tenantOf(account: Account, idleMs: number | null): Tenant {
    return { account, made: account.settings, madeAt: real.wall(), usedAt: null, idleMs, quietSince: real.monotonic() };
  }

  function use(tenant: Tenant): Account {
    tenant.usedAt = real.wall();
    tenant.quietSince = real.monotonic();
    return tenant.account;
  }

  function isAccepted(key: string): boolean {
    return ASSUMED.keyForm.test(key) && !revoked.has(key) && (only.length === 0 || only.includes(key));
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

  /** Said once: whoever reads it knows it for good. */
  function lookForEcho(record: JournalRecord): void {
    if (record.kind !== "delivery" || !record.attempt || !isEcho(record.delivery, record.attempt)) return;
    main.account.journal.write({ kind: "note", level: "warning", text: echoText(record.delivery) });
  }

  const tenantFor = ({ settings: { key } }: Account) => (key === null ? main : made.get(key));

  async function remove(key: string): Promise<boolean> {
    const tenant = made.get(key);
    if (!tenant) return false;
    made.delete(key);
    revoked.add(key);
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
    admit(authorization) {
      if (authorization === undefined) return { account: main.account, error: missingApiKey() };
      const key = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
      const tenant = made.get(key);
      if (tenant) return { account: use(tenant) };
      if (!isAccepted(key)) return { account: main.account, error: invalidApiKey() };
      remark(key);
      return { account: use(main) };
    },
    main: () => main.account,
    useMain: () => use(main),
    isMade: (key) => made.has(key),
    make(change, idleMs = null) {
      count += 1;
      const key = change.key ?? `pk_test_${drawToken(random.stream("account key", count))}`;
      const secret = change.endpoint?.secret ?? `whsec_${drawToken(random.stream("account secret", count))}`;
      const endpoint = { ...settings.endpoint, url: null, ...change.endpoint, secret };
      const account = createAccount({ ...settings, faults: [], ...change, key, endpoint }, deps);
      const tenant = tenantOf(account, idleMs);
      made.set(key, tenant);
      revoked.delete(key);
      lookAt(endOf(tenant));
      return account;
    },
    remove,
    async reset(account, { seed, keep = [] } = {}) {
      const tenant = tenantFor(account);
      const asMade = tenant?.made ?? account.settings;
      const endpoint = keep.includes("webhook") ? { ...account.endpoint } : asMade.endpoint;
      const fresh = createAccount({ ...asMade, endpoint, seed: seed ?? asMade.seed }, deps);
      fresh.journal.succeed(account.journal);
      if (tenant) tenant.account = fresh;
      await account.close("reset");
      fresh.journal.write({ kind: "reset" });
      return fresh;
    },
    makeWith(account, endpoint) {
      const tenant = tenantFor(account);
      if (tenant) tenant.made = { ...tenant.made, endpoint: { ...tenant.made.endpoint, ...endpoint } };
    },
    all: () => tenants().map(({ account }) => account),
    list: tenants,
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    async close() {
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
