// The verbs on accounts: who is there, away with one that was left over, and a moment of one as a file.

import { writeFileSync } from "node:fs";
import { type AccountRecord, MockError } from "../index.js";
import { type Command, RUNNING_MOCK, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { listed } from "./lists.js";
import { printable, table } from "./terminal.js";

export const accounts: Command = {
  name: "accounts",
  summary: "List the accounts, or remove one that nobody uses any more",
  flags: [
    { flag: "remove", value: "KEY", help: "remove the account of this key; it is refused from then on" },
    ...RUNNING_MOCK,
  ],
  examples: [["ploton-mock accounts --remove pk_test_left_over", "after a worker that crashed"]],
  operations: { listAccounts: "", removeAccount: "--remove" },
  async run(given) {
    const call = await connect(given);
    const key = textOf(given, "remove");
    if (key === undefined)
      return show(given, await listed(given, [], (query) => call("listAccounts", { query })), listText);
    await call("removeAccount", { params: { key } });
    return show(given, { removed: key }, () => `removed: ${key}`);
  },
};

function listText(list: readonly AccountRecord[]): string {
  const rows = list.map(({ api_key, last_used_at, idle, tasks }) => [
    printable(api_key ?? "(default)"),
    String(tasks),
    last_used_at ?? "never",
    idle === null ? "stays" : `goes after ${idle}`,
  ]);
  return table([["ACCOUNT", "TASKS", "LAST USED (REAL TIME)", "WHEN UNUSED"], ...rows]);
}

export const checkpoint: Command = {
  name: "checkpoint",
  summary: "Keep this moment of the running mock in a file, to start from",
  words: [{ name: "FILE", required: true }],
  flags: [{ flag: "force", help: "write over a file that is there" }, ...RUNNING_MOCK],
  examples: [
    ["ploton-mock checkpoint before-the-retry.log", "ploton-mock start --from before-the-retry.log goes on there"],
  ],
  operations: { makeCheckpoint: "" },
  async run(given) {
    const [path] = given.words as [string];
    const call = await connect(given);
    const { id } = await call("makeCheckpoint");
    const { file, ...record } = await call("getCheckpoint", { params: { id } });
    try {
      writeFileSync(path, file, { flag: given.flags.force === true ? "w" : "wx", mode: 0o600 });
    } catch (error) {
      throw new MockError(500, "not_written", `${path} was not written: ${whyNot(error as NodeJS.ErrnoException)}.`);
    }
    return show(given, { file: path, at: record.at, tasks: record.tasks }, ({ file, at, tasks }) => {
      const count = `${tasks} ${tasks === 1 ? "task" : "tasks"}`;
      return `${file}: ${at}, ${count}. ploton-mock start --from ${file} goes on there`;
    });
  },
};

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EEXIST") return "it is there already; name another file, or write over it with --force";
  return code === "ENOENT" ? "there is no such folder" : message;
}
