// The verb on accounts: who is there, and away with one that was left over.

import type { AccountRecord } from "../index.js";
import { type Run, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { printable } from "./output.js";
import { table } from "./table.js";

export const accounts: Run = async (given) => {
  const mock = await connect(given);
  const key = textOf(given, "remove");
  if (key === undefined) return show(given, await mock.accounts.list({ limit: 1_000 }), listText);
  await mock.accounts.remove(key);
  return show(given, { removed: key }, () => `removed: ${key}`);
};

function listText(list: readonly AccountRecord[]): string {
  const rows = list.map(({ api_key, last_used_at, idle, tasks }) => [
    printable(api_key ?? "(default)"),
    String(tasks),
    last_used_at ?? "never",
    idle === null ? "stays" : `goes when unused for ${idle}`,
  ]);
  return table([["ACCOUNT", "TASKS", "LAST USED", ""], ...rows]);
}
