// A field that Ploton does not know is ignored in silence, there and here; the log says once what was probably meant.

import { CREATE_FIELDS } from "../contract/task-request.js";
import { didYouMean } from "../domain/errors.js";
import type { Account } from "../engine/account.js";

/** So many names are told of in one account; a client that sends ever new ones is not the one to help. */
const MOST_NAMES = 50;
const LONGEST_NAME = 60;

const KNOWN = CREATE_FIELDS.map(({ name }) => name);
const told = new WeakMap<Account, Set<string>>();

/** To be told of the ignored fields of each create call. */
export function noteIgnored(account: Account, names: readonly string[]): void {
  const before = told.get(account) ?? new Set();
  told.set(account, before);
  for (const name of names.map((one) => one.slice(0, LONGEST_NAME))) {
    if (before.has(name) || before.size >= MOST_NAMES) continue;
    before.add(name);
    const text = `unknown field ${JSON.stringify(name)} in POST /v1/tasks: Ploton ignores it.${didYouMean(name, KNOWN)}`;
    account.journal.write({ kind: "note", level: "warning", text });
  }
}
