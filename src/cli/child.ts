// A program that runs as if it had been started by itself: same terminal, same signals, same status.

import { type ChildProcess, spawn } from "node:child_process";
import { complain } from "./output.js";
import { STOP_SIGNALS, statusOf } from "./signals.js";

/** Runs `command` with further environment variables and gives its exit status as a shell would. */
export function childStatus(
  command: string,
  args: readonly string[],
  variables: Record<string, string>,
): Promise<number> {
  const started: { child?: ChildProcess } = {};
  // Before it runs: a signal that comes while it starts must not end this process and leave it alone.
  for (const signal of STOP_SIGNALS) process.on(signal, () => comesFromTerminal(signal) || started.child?.kill(signal));
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...variables } });
  started.child = child;
  return new Promise((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      complain(`ploton-mock: ${command} cannot be run: ${whyNot(error)}.`);
      resolve(error.code === "ENOENT" ? 127 : 126);
    });
    child.on("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : statusOf(signal)));
  });
}

/** A terminal sends Ctrl-C to the program as well: sent on, it would arrive twice, which often means "at once". */
function comesFromTerminal(signal: NodeJS.Signals): boolean {
  return signal === "SIGINT" && process.stdin.isTTY === true;
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "there is no such command";
  return code === "EACCES" ? "it is not executable" : message;
}
