// When to stop: at a signal (the first stops at once and in order, a later one ends the process there and then), or with the parent.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { constants } from "node:os";
import { realTime } from "../engine/clock.js";

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ctrl-C under npx arrives twice at once, from the terminal and from npm: that is one. In milliseconds. */
const SAME_KEY_MS = 300;

/** Resolves with the first signal to stop. */
export function untilStopped(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const heard = (signal: NodeJS.Signals) => {
      if (first !== undefined && realTime.monotonic() - first > SAME_KEY_MS) process.exit(statusOf(signal));
      first ??= realTime.monotonic();
      resolve(signal);
    };
    for (const signal of STOP_SIGNALS) process.on(signal, heard);
  });
}

/** What a shell gives for a process that a signal ended: 128 and the signal's number. */
export function statusOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** How often the parent is looked for, in milliseconds. */
const LOOK_EVERY_MS = 250;

/** Does `npx`, or `npm exec`, stand behind this process? Killed, it leaves what it started running. */
export function isUnderNpx(environment: Readonly<Record<string, string | undefined>>): boolean {
  return environment.npm_command === "exec";
}

/** Resolves once one of those that started this process has ended. Never, where nobody is known who could. */
export function untilParentIsGone(): Promise<void> {
  const first = process.ppid;
  const starters = startersOf(first, processAt);
  if (starters.length === 0) return new Promise(() => {});
  return new Promise((resolve) => {
    const look = (): void => {
      if (process.ppid === first && starters.every(isAlive)) realTime.after(LOOK_EVERY_MS, look);
      else resolve();
    };
    look();
  });
}

/** A process as its table has it. @forTests as startersOf */
export type Process = { name: string; parent: number; state?: string };

const SHELL = /^-?(?:sh|bash|dash|ash|zsh|ksh|fish|busybox)$/;

/**
 * The parent; and, where that is only a shell, whoever stands behind it: npx starts programs through one, which waits on when npx is
 * killed. 0 and 1 are nobody's parent: what began there, or was left to it, has none to lose.
 * @forTests what an orphan is cannot be tried on the machine's own processes
 */
export function startersOf(parent: number, at: (pid: number) => Process | undefined): number[] {
  if (parent <= 1) return [];
  const { name, parent: next } = at(parent) ?? { name: "", parent: 0 };
  return SHELL.test(name) ? [parent, ...startersOf(next, at)] : [parent];
}

/** Linux tells in /proc, other systems by ps; Windows has no shell in between that matters. */
function processAt(pid: number): Process | undefined {
  try {
    if (process.platform === "win32") return undefined;
    if (process.platform !== "linux") {
      const [, parent, name] = /^\s*(\d+)\s+(.*?)\s*$/.exec(
        execFileSync("ps", ["-o", "ppid=,comm=", "-p", String(pid)], { encoding: "utf8" }),
      )!;
      return { name: name!.split("/").at(-1)!, parent: Number(parent) };
    }
    const [, name, state, parent] = /^\d+ \((.*)\) (\S) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))!;
    return { name: name!, parent: Number(parent), state };
  } catch {
    return undefined;
  }
}

/** One that has ended and that nobody has asked about, as in a container without init, is there and is none. */
export function isAlive(pid: number): boolean {
  if (process.platform === "linux") return !ENDED.includes(processAt(pid)?.state ?? "X");
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** The states of /proc of what has ended. */
const ENDED = ["Z", "X"];
