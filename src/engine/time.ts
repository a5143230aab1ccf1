// What a clock is, and the outside that it stands on.

import type { Booking } from "./agenda.js";

export const CLOCK_MODES = ["live", "frozen", "instant"] as const;
export type ClockMode = (typeof CLOCK_MODES)[number];

/**
 * The outside that a clock stands on; tests pass their own. Milliseconds; `after` returns a function that cancels. `steady`: the wall's
 * clock never jumps, so a timer need not be followed by looks at it.
 */
export type RealTime = {
  steady?: true;
  wall(): number;
  monotonic(): number;
  after(ms: number, run: () => void): () => void;
  soon(run: () => void): void;
};

/** Why a clock was stopped for good: a fresh account took its place, or there is none any more. */
export type Closing = "reset" | "closed";

/** Something that was played or is pending: its instant in virtual epoch milliseconds and what it is. */
export type Played = { at: number; label: string };

/** How far an advance goes at most, and until when somebody waits for it: then it ends where it is. */
export type Bounds = { limit?: number; signal?: AbortSignal };

export type Clock = {
  /** Virtual time in whole epoch milliseconds. While a job runs: exactly the instant it was booked for. */
  now(): number;
  mode(): ClockMode;
  speed(): number;
  /** Books `job` for an instant; one that has passed is taken as now. A job may be async: it is on the wire until it settles. */
  book(at: number, label: () => string, job: () => void | Promise<void>): Booking;
  cancel(booking: Booking): void;
  /** Says that an API request is being answered: an instant clock does not move until the returned function is called. */
  hold(): () => void;
  /** Says that a request to a handler is on the wire outside a booked job: what it is, and whether somebody ordered it and waits. */
  onTheWire<T>(work: Promise<T>, label: () => string, ordered: boolean): Promise<T>;
  /** Live: plays what fell due since the timer last looked, a hundred at most, so that an answer never shows a moment ago. */
  catchUp(): void;
  /**
   * Plays everything due up to `target` in order, then stands at `target`. Throws `MockError`: 400 for a target that is past or
   * beyond the end of time; 409 `clock_busy` while time is being moved or a handler is at work that may be the one who asks, and
   * `too_many_steps` past the limit; 409 `reset` or `closed` when the clock was stopped meanwhile.
   */
  advance(target: number, bounds?: Bounds): Promise<Played[]>;
  /** The same, to `ms` from the present, which is read once. */
  advanceBy(ms: number, bounds?: Bounds): Promise<Played[]>;
  /** Plays until nothing is booked; refuses (409) to go past `limit` steps, and as an advance does. */
  runUntilIdle(limit: number, signal?: AbortSignal): Promise<Played[]>;
  /** Goes on from a later instant, without playing anything: where a kept past ended. */
  goOnFrom(instant: number): void;
  /** Changes the mode or the live speed from here on. */
  set(change: { mode?: ClockMode; speed?: number }): void;
  pending(): Played[];
  next(): Played | undefined;
  /** True when nothing is on the wire, nothing held, and no advance running. */
  isQuiet(): boolean;
  isAdvancing(): boolean;
  /** Why it was stopped; undefined while it goes. */
  closedBy(): Closing | undefined;
  close(why: Closing): void;
};

export type ClockOptions = {
  mode: ClockMode;
  speed?: number;
  /** Where the clock starts, virtual epoch milliseconds. */
  now: number;
  real: RealTime;
  /** Hears of a job that threw; the clock goes on. */
  onJobError: (label: string, error: unknown) => void;
};
