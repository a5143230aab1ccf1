// Other programs: one that runs as if it had been started by itself (same terminal, same signals, same status), and the browser.

import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:os";
import { statusOf } from "./signals.js";
import { complain } from "./stdio.js";

/** Runs `command` with further environment variables and gives its exit status as a shell would. */
export function childStatus(
  command: string,
  args: readonly string[],
  variables: Record<string, string>,
): Promise<number> {
  const started: { child?: ChildProcess } = {};
  // Before it runs: a signal that comes while it starts must not end this process and leave it alone.
  const stopForwarding = forwardSignals((signal) => started.child?.kill(signal));
  const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...variables } });
  started.child = child;
  return new Promise<number>((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      complain(`ploton-mock: ${command} cannot be run: ${whyNot(error)}.`);
      resolve(error.code === "ENOENT" ? 127 : 126);
    });
    child.on("exit", (code, signal) => resolve(signal === null ? (code ?? 1) : statusOf(signal)));
  }).finally(stopForwarding);
}

/** Signals that are not sent on, and why. All others are. */
const KEPT: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGKILL: "cannot be caught",
  SIGSTOP: "cannot be caught",
  SIGTSTP: "a terminal stops the whole group, and this process must stop with it",
  SIGTTIN: "as SIGTSTP",
  SIGTTOU: "as SIGTSTP",
  SIGCHLD: "is about this process's own child",
  SIGPIPE: "is about this process's own output",
  SIGPROF: "is used by the profiler of Node",
  SIGSEGV: "is a fault of this process",
  SIGBUS: "is a fault of this process",
  SIGFPE: "is a fault of this process",
  SIGILL: "is a fault of this process",
};

/** Gives what ends it. */
function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const numbers = new Set<number>();
  const listening: [NodeJS.Signals, () => void][] = [];
  for (const [name, number] of Object.entries(constants.signals)) {
    const signal = name as NodeJS.Signals;
    // Some have two names.
    if (Object.hasOwn(KEPT, signal) || numbers.has(number)) continue;
    numbers.add(number);
    const pass = () => comesFromTerminal(signal) || send(signal);
    try {
      process.on(signal, pass);
      listening.push([signal, pass]);
    } catch {
      // This system has it by name, and cannot catch it.
    }
  }
  return () => {
    for (const [signal, pass] of listening) process.off(signal, pass);
  };
}

/** What a key sends, a terminal sends to the program as well: sent on, it would arrive twice, which often means "at once". */
function comesFromTerminal(signal: NodeJS.Signals): boolean {
  return (signal === "SIGINT" || signal === "SIGQUIT") && process.stdin.isTTY === true;
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOENT") return "there is no such command";
  return code === "EACCES" ? "it is not executable" : message;
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["open"],
  win32: ["cmd", "/c", "start", ""],
};

/** Opens a URL in the user's browser; `failed` hears why not. */
export function openBrowser(url: string, failed: (why: string) => void): void {
  const [command = "xdg-open", ...args] = OPENERS[process.platform] ?? [];
  const child = spawn(command, [...args, url], { stdio: "ignore", detached: true });
  child.on("error", (error) => failed(error.message));
  child.on("exit", (code) => code && failed(`${command} ended with ${code}`));
  child.unref();
}
