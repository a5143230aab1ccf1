// The bounds of whatever a user sets, each once: flag, file, control API and program all read them here.

import { DAY_MS, DURATION_FORM, formatDuration, LONGEST_MS, parseDuration } from "./duration.js";
import { shown } from "./json.js";

/** The shortest and the longest that is taken, in milliseconds. */
export type Length = { least: number; most: number };

/** Lengths of time. What passes in real time stays well within what Node's timers can wait, 24.8 days. */
export const LENGTHS = {
  virtual: { least: 0, most: LONGEST_MS },
  real: { least: 0, most: DAY_MS },
  /** A timeout of nothing would give up before anything was sent. */
  webhookTimeout: { least: 1, most: DAY_MS },
  idle: { least: 1, most: 7 * DAY_MS },
  window: { least: 1, most: LONGEST_MS },
} as const satisfies Record<string, Length>;

/** How many times faster than real time a live clock may run; over 0. */
export const MOST_SPEED = 1_000_000;
/** How many waits a retry schedule may have. */
export const MOST_WAITS = 100;
/** `times` and `attempt` of a fault. */
export const FAULT_COUNT = { least: 1, most: 1_000_000 };
/** The calls of a rate limit. */
export const RATE_CALLS = { least: 1, most: 999_999_999 };

/** A duration's milliseconds. Throws its complaint ("must be …, not …") when it is none, or out of bounds. */
export function readLength(value: unknown, { least, most }: Length): number {
  const ms = typeof value === "string" ? parseDuration(value) : undefined;
  if (ms !== undefined && ms >= least && ms <= most) return ms;
  throw new Error(`must be ${formFor(value, ms, { least, most })}, not ${shown(value)}.`);
}

/** A single number and unit has the right form: it is refused for its length. */
function formFor(value: unknown, ms: number | undefined, { least, most }: Length): string {
  const isLong =
    ms === undefined
      ? typeof value === "string" && value.length <= 400 && /^\d+(\.\d+)?(ms|d|h|m|s)$/.test(value.trim())
      : ms > most;
  if (isLong) return `at most ${most === LONGEST_MS ? "3650d (ten years)" : formatDuration(most)}`;
  return ms === undefined ? DURATION_FORM : `at least ${formatDuration(least)}`;
}
