// On a terminal: colours unless NO_COLOR is set, and how far long work is, in a line that goes away again.

import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { BIN, call, cleanUp, launch, type Setting, startMock, WEATHER } from "./cli.js";
import { startHandler } from "./handler.js";

afterEach(cleanUp);

const ESC = "\u001b\\[";
const TERMINAL = fileURLToPath(new URL("terminal.py", import.meta.url));

function onTerminal(args: readonly string[], { env, ...rest }: Setting = {}) {
  const command = ["python3", TERMINAL, process.execPath, BIN, ...args];
  return launch(command[0]!, command.slice(1), { ...rest, env: { TERM: "xterm-256color", ...env } });
}

test("the banner and the log have colours", async () => {
  const running = onTerminal(["-p", "0"]);
  const [, url] = await running.sees(new RegExp(`inspector ${ESC}36m(\\S+)/${ESC}0m`));
  await call(`${url}/v1`, "/tasks");
  await running.sees(new RegExp(`${ESC}2m\\d\\d:\\d\\d:\\d\\d${ESC}0m  GET /v1/tasks  ${ESC}32m200${ESC}0m`));
});

test.each([
  ["NO_COLOR", "1"],
  ["TERM", "dumb"],
])("not with %s=%s", async (name, value) => {
  const running = onTerminal(["-p", "0"], { env: { [name]: value } });
  await running.sees(/curl http/);
  running.child.kill("SIGKILL");
  expect((await running.ended).stdout).not.toContain("\u001b");
});

test("an advance that takes longer than a second says how far it is", async () => {
  const handler = await startHandler(() => null);
  const mock = await startMock(["--clock", "frozen", "--webhook-timeout", "2s", "--retry", "1h", "-w", handler.url]);
  await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
  const { stdout, code } = await onTerminal(["advance", "4h", "--url", mock.url]).ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/advancing: \d+ %, at 2025-06-15T14:22:03Z/);
  expect(stdout).toMatch(new RegExp(`\r${ESC}2K2025-06-15T14:22:03Z  task_8xK2mP completes`));
  await handler.close();
});
