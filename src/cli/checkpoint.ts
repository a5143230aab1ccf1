// `checkpoint`: this moment of the running mock, as a file.

import { writeFileSync } from "node:fs";
import { MockError } from "../domain/errors.js";
import { type Command, RUNNING_MOCK } from "./command.js";
import { connect, show } from "./connect.js";

export const checkpoint: Command = {
  name: "checkpoint",
  summary: "Keep this moment of the running mock in a file, to start from",
  words: [{ name: "FILE", required: true }],
  flags: RUNNING_MOCK,
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
      writeFileSync(path, file, { flag: "wx", mode: 0o600 });
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
  if (code === "EEXIST") return "it is there already; name another file";
  return code === "ENOENT" ? "there is no such folder" : message;
}
