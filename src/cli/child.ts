// Other programs: one that runs as if it had been started by itself (same terminal, same signals, same status), and the browser.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { programFor } from "../domain/shell.js";
import { realTime } from "../engine/clock.js";
import { statusOf } from "./signals.js";
import { complain } from "./stdio.js";

/** A program that was started, and all that it has started itself. */
type Started = { child: ChildProcess; hasGroup: boolean };

/**
 * Runs `command` with further environment variables and gives its exit status as a shell would. `abandoned`: nobody waits for it any
 * more, so it ends as at SIGTERM.
 */
export function childStatus(
  command: string,
  args: readonly string[],
  variables: Record<string, string>,
  abandoned: Promise<void> = new Promise(() => {}),
): Promise<number> {
  let started: Started | undefined;
  let wasToldToEnd = false;
  const pass = (signal: NodeJS.Signals) => {
    wasToldToEnd ||= ENDING.includes(signal);
    if (started !== undefined) sendTo(started, signal);
  };
  // Before it runs: a signal that comes while it starts must not end this process and leave it alone.
  const stopForwarding = forwardSignals(pass);
  void abandoned.then(() => pass("SIGTERM"));
  started = begin(command, args, variables);
  const { child } = started;
  return new Promise<number>((resolve) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      complain(`ploton-mock: ${command} cannot be run: ${whyNot(error)}.`);
      resolve(error.code === "ENOENT" ? 127 : 126);
    });
    child.on("exit", async (code, signal) => {
      if (wasToldToEnd) await endRest(started!);
      resolve(signal === null ? (code ?? 1) : statusOf(signal));
    });
  }).finally(stopForwarding);
}

/**
 * With a process group of its own, so that what it has started itself hears signals too. Not on a terminal: only the group in front may
 * read from it, and its keys reach the whole group anyhow.
 */
function begin(command: string, args: readonly string[], variables: Record<string, string>): Started {
  const hasGroup = process.platform !== "win32" && process.stdin.isTTY !== true;
  const environment = { ...process.env, ...variables };
  const { file, words, verbatim } = programFor(process.platform, command, args, environment, existsSync);
  const child = spawn(file, words, {
    stdio: "inherit",
    env: environment,
    detached: hasGroup,
    windowsVerbatimArguments: verbatim,
  });
  return { child, hasGroup };
}

/** Signals that mean the end. */
const ENDING: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT"];

function sendTo({ child, hasGroup }: Started, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  // Windows has no signals: what is told to end is ended, with all that it has started.
  if (process.platform === "win32")
    return void spawn("taskkill", ["/pid", String(child.pid), "/T", "/F"], { stdio: "ignore" });
  if (!hasGroup) return void child.kill(signal);
  signalGroup(child.pid, signal);
}

/** False when nobody of the group is left. */
function signalGroup(leader: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-leader, signal);
  } catch {
    return false;
  }
}

/** How long what a program has started may take to end after it, in milliseconds. */
const REST_MS = 2_000;
const LOOK_EVERY_MS = 20;

/** A program that was told to end has ended: what is left of its group has heard it too, and must not stay. */
async function endRest({ child, hasGroup }: Started): Promise<void> {
  if (!hasGroup || child.pid === undefined) return;
  const until = realTime.monotonic() + REST_MS;
  while (signalGroup(child.pid, 0)) {
    if (realTime.monotonic() > until) return void signalGroup(child.pid, "SIGKILL");
    await new Promise<void>((resolve) => realTime.after(LOOK_EVERY_MS, resolve));
  }
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
