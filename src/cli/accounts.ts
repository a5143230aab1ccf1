// The verb on accounts: who is there, and away with one that was left over.

import type { AccountRecord } from "../index.js";
import { type Command, RUNNING_MOCK, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { printable, table } from "./terminal.js";

export const accounts: Command = {
  name: "accounts",
  summary: "List the accounts, or remove one that nobody uses any more",
  flags: [
    { flag: "remove", value: "KEY", help: "remove the account of this key; it is refused from then on" },
    ...RUNNING_MOCK,
  ],
  examples: [["ploton-mock accounts --remove pk_test_left_over", "after a worker that crashed"]],
  operations: { listAccounts: "" },
  async run(given) {
    const call = await connect(given);
    const key = textOf(given, "remove");
    if (key === undefined) return show(given, (await call("listAccounts", { query: { limit: 1_000 } })).data, listText);
    await call("removeAccount", { params: { key } });
    return show(given, { removed: key }, () => `removed: ${key}`);
  },
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
