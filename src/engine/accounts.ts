// Which account a key reaches: its own if one was made for it, else the default one (product: isolation for parallel tests).

import { ASSUMED } from "../contract/assumed.js";
import { invalidApiKey, missingApiKey } from "../contract/errors.js";
import type { PlotonError } from "../domain/errors.js";
import { type Account, type AccountDeps, type AccountSettings, createAccount } from "./account.js";
import type { JournalRecord } from "./journal.js";
import { createRandom, drawToken } from "./random.js";

/** `key`: of a made account; null: the default one. */
export type AccountListener = (record: JournalRecord, key: string | null) => void;

export type Accounts = {
  /** The account of an Authorization header; with a key that is missing or wrong the default one, and the error (contract 2). */
  admit(authorization: string | undefined): { account: Account; error?: PlotonError };
  main(): Account;
  /** True for the key of an account that was made. */
  isMade(key: string): boolean;
  /** An isolated account with a key and a secret of its own. */
  make(change: Partial<AccountSettings>): Account;
  /** False when there is none of that key. Its key is revoked for good. */
  remove(key: string): Promise<boolean>;
  /** The account as it was when made, in place of the old one; it keeps its webhook endpoint and its listeners. */
  reset(account: Account): Promise<Account>;
  all(): Account[];
  /** Hears of each record of every account, also of those still to be made, until the returned function is called. */
  listen(listener: AccountListener): () => void;
  close(): Promise<void>;
};

/** `only`: the keys that are accepted; empty: every well-formed one. */
export function createAccounts(settings: AccountSettings, deps: AccountDeps, only: readonly string[]): Accounts {
  const random = createRandom(settings.seed);
  const made = new Map<string, Account>();
  const revoked = new Set<string>();
  let main = createAccount(settings, deps);
  let count = 0;
  let sawLiveKey = false;
  const listeners = new Map<AccountListener, (() => void)[]>();

  function follow(account: Account, listener: AccountListener): void {
    const stop = account.journal.listen((record) => listener(record, account.settings.key));
    listeners.get(listener)!.push(stop);
  }

  function isAccepted(key: string): boolean {
    return ASSUMED.keyForm.test(key) && !revoked.has(key) && (only.length === 0 || only.includes(key));
  }

  function remark(key: string): void {
    if (sawLiveKey || !key.startsWith("pk_live_")) return;
    sawLiveKey = true;
    main.journal.write({
      kind: "note",
      level: "warning",
      text: "a pk_live_ key arrived. It works here and touches nothing real, but a live key in a test set-up is worth a second look.",
    });
  }

  return {
    admit(authorization) {
      if (authorization === undefined) return { account: main, error: missingApiKey() };
      const key = /^bearer +(\S+)$/i.exec(authorization)?.[1] ?? "";
      const account = made.get(key);
      if (account) return { account };
      if (!isAccepted(key)) return { account: main, error: invalidApiKey() };
      remark(key);
      return { account: main };
    },
    main: () => main,
    isMade: (key) => made.has(key),
    make(change) {
      count += 1;
      const key = change.key ?? `pk_test_${drawToken(random.stream("account key", count))}`;
      const secret = change.endpoint?.secret ?? `whsec_${drawToken(random.stream("account secret", count))}`;
      const endpoint = { ...settings.endpoint, url: null, ...change.endpoint, secret };
      const account = createAccount({ ...settings, faults: [], ...change, key, endpoint }, deps);
      made.set(key, account);
      revoked.delete(key);
      for (const listener of listeners.keys()) follow(account, listener);
      return account;
    },
    async remove(key) {
      const account = made.get(key);
      if (!account) return false;
      made.delete(key);
      revoked.add(key);
      await account.close();
      return true;
    },
    async reset(account) {
      const fresh = createAccount({ ...account.settings, endpoint: { ...account.endpoint } }, deps);
      fresh.journal.succeed(account.journal);
      if (account === main) main = fresh;
      else made.set(account.settings.key!, fresh);
      await account.close();
      fresh.journal.write({ kind: "reset" });
      return fresh;
    },
    all: () => [main, ...made.values()],
    listen(listener) {
      listeners.set(listener, []);
      for (const account of [main, ...made.values()]) follow(account, listener);
      return () => {
        for (const stop of listeners.get(listener) ?? []) stop();
        listeners.delete(listener);
      };
    },
    async close() {
      await Promise.all([main, ...made.values()].map((account) => account.close()));
    },
  };
}
