// Signals: the first stops at once and in order, a later one ends the process there and then.

import { constants } from "node:os";
import { realTime } from "../engine/clock.js";

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Ctrl-C under npx arrives twice at once, from the terminal and from npm: that is one. In milliseconds. */
const SAME_KEY_MS = 300;

/** Resolves at the first signal to stop. */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined;
    const heard = (signal: NodeJS.Signals) => {
      if (first !== undefined && realTime.monotonic() - first > SAME_KEY_MS) process.exit(statusOf(signal));
      first ??= realTime.monotonic();
      resolve();
    };
    for (const signal of STOP_SIGNALS) process.on(signal, heard);
  });
}

/** What a shell gives for a process that a signal ended: 128 and the signal's number. */
export function statusOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
