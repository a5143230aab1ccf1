// The one owner of time. Whatever happens later is booked here; the mode says what makes time move.

import { END_OF_TIME, formatDuration, formatInstant } from "../domain/duration.js";
import { MockError, said } from "../domain/errors.js";
import { type Booking, createTimerQueue, labelOf, type Work } from "./timer-queue.js";

const CLOCK_MODES = ["live", "frozen", "instant"] as const;
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

export type ClockOptions = {
  mode: ClockMode;
  speed?: number;
  /** Where the clock starts, virtual epoch milliseconds. */
  now: number;
  real: RealTime;
  /** Hears of every change of mode, speed or time that somebody ordered. */
  onSet?: () => void;
  /** Hears of a job that threw; the clock goes on. */
  onJobError: (label: string, error: unknown) => void;
};

export type Clock = ReturnType<typeof createClock>;

/** So many bookings are played in one go, and no longer than so many real milliseconds; then whoever else waits for the process has a turn. */
const GO = 100;
const GO_MS = 5;

/** How long a live clock with something booked goes without a look at the wall's; timers stand still while a machine sleeps. */
const LOOK_AGAIN_MS = 60_000;
/** By how much the wall's clock must have run ahead of the machine's own to count as a jump (a laptop that slept). */
const JUMP_MS = 1_000;
/**
 * How long an advance waits for a handler that was at work before it; then it may be that handler who asks. In looks of so many
 * real milliseconds, of which only those count that come on time: while this process is busy, a handler in it may be so too.
 */
const PATIENCE = { looks: 10, everyMs: 50, lateMs: 10 };

/** An API request that is being answered: its name, and since when by the machine's own clock. */
type Hold = { label: () => string; since: number };

/** A request on the wire: one that fell due, or one that somebody ordered and waits for. */
type Flight = { label: () => string; ordered: boolean };

/**
 * The machine's own timers, taken when this is loaded: a test that fakes them later (vi.useFakeTimers, jest.useFakeTimers) fakes its
 * app's, and the mock goes on.
 */
export const realTimers = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  clearImmediate: globalThis.clearImmediate,
  now: Date.now.bind(Date),
  monotonic: performance.now.bind(performance),
};

export const realTime: RealTime = {
  wall: realTimers.now,
  monotonic: realTimers.monotonic,
  after(ms, run) {
    const timer = realTimers.setTimeout(run, ms);
    return () => realTimers.clearTimeout(timer);
  },
  soon: (run) => void realTimers.setImmediate(run),
};

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createClock({
  mode: firstMode,
  speed: firstSpeed = 1,
  now: start,
  real,
  onSet = () => {},
  onJobError,
}: ClockOptions) {
  const queue = createTimerQueue();
  let mode = firstMode;
  let speed = firstSpeed;
  let base = Math.min(start, END_OF_TIME);
  let baseReal = real.monotonic();
  let baseWall = real.wall();
  /** By how much the wall's clock has jumped ahead since `base`. */
  let jumped = 0;
  let pinned: number | undefined;
  const flights = new Set<Flight>();
  const landed: (() => void)[] = [];
  const holds = new Set<Hold>();
  let advancing: string | undefined;
  let player: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  /** The booked instant that the timer is for, and by how much the wall's clock had jumped ahead when it was armed. */
  let armedFor = 0;
  let armedAfter = 0;
  let closed: Closing | undefined;
  let steps = 0;

  const flows = () => mode === "live" && advancing === undefined;
  /** A handler always meets real time: while one is at work, a fast clock runs no faster than the wall's. */
  const rate = () => (flights.size > 0 ? Math.min(1, speed) : speed);

  /** Real time since `base`. The machine's own clock stands still while it sleeps, so the wall's is followed when it jumps ahead, never back. */
  function elapsed(): number {
    const own = real.monotonic() - baseReal;
    const ahead = real.wall() - baseWall - own;
    if (ahead > jumped + JUMP_MS) jumped = ahead;
    return own + jumped;
  }

  /** Where a flowing clock is, parts of a millisecond kept. */
  const flown = (pace = rate()) => Math.min(base + elapsed() * pace, END_OF_TIME);

  function now(): number {
    if (pinned !== undefined) return pinned;
    return flows() ? Math.floor(flown()) : base;
  }

  /** Makes `instant` the present from which time goes on. */
  function standAt(instant: number): void {
    base = instant;
    baseReal = real.monotonic();
    baseWall = real.wall();
    jumped = 0;
  }

  /** Lets a change of what is on the wire change the pace from here on, where it does: one of many changes nothing, and no timer. */
  function changeFlights(change: () => void): void {
    const pace = rate();
    change();
    if (flows() && rate() !== pace) {
      standAt(flown(pace));
      arm();
    }
    if (flights.size > 0) return;
    for (const goOn of landed.splice(0)) goOn();
    wakeFor();
  }

  /** Resolves when nothing is on the wire: until then time stands still. */
  async function landing(): Promise<void> {
    while (flights.size > 0) await new Promise<void>((resolve) => landed.push(resolve));
  }

  function fly<T>(work: Promise<T>, label: () => string, ordered: boolean): Promise<T> {
    const flight = { label, ordered };
    changeFlights(() => flights.add(flight));
    return work.finally(() => changeFlights(() => flights.delete(flight)));
  }

  /** Runs one booking with `now` at exactly its instant; what it throws is told and stops nothing. */
  function run(booking: Booking): void | Promise<void> {
    const failed = (error: unknown) => onJobError(labelOf(booking), error);
    pinned = booking.at;
    try {
      const work = booking.work.job(booking.key);
      if (work) return fly(work.catch(failed), () => labelOf(booking), false);
    } catch (error) {
      failed(error);
    } finally {
      pinned = undefined;
    }
  }

  function playDue(most: number, forMs: number): void {
    if (closed || !flows()) return;
    const until = real.monotonic() + forMs;
    for (let left = most, next = queue.peek(); left > 0 && next && next.at <= now(); next = queue.peek()) {
      run(queue.take()!);
      left = real.monotonic() < until ? left - 1 : 0;
    }
    armIfSooner();
  }
  const fireAll = () => playDue(Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  /** What is more than one go is played by the timer, which is armed for at once. */
  const fireDue = () => playDue(GO, GO_MS);
  const fireByTimer = () => {
    cancelTimer = undefined;
    fireDue();
  };

  /** The same where the pace is as it was, and the machine has not slept: a timer that comes too soon finds nothing due, and is armed again. */
  function armIfSooner(): void {
    const next = cancelTimer && queue.peek();
    if (next === undefined || next.at < armedFor || jumped > armedAfter) arm();
  }

  /** Live: one real timer, for the next booking. */
  function arm(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    const next = closed || !flows() ? undefined : queue.peek();
    if (next === undefined) return;
    const wait = Math.ceil((next.at - now()) / rate());
    armedFor = next.at;
    armedAfter = jumped;
    cancelTimer = real.after(real.steady ? Math.max(wait, 0) : Math.min(Math.max(wait, 0), LOOK_AGAIN_MS), fireByTimer);
  }

  /** Plays one booking and waits until whatever it put on the wire has come back. */
  async function playNext(played?: Played[]): Promise<void> {
    steps += 1;
    if (steps % GO === 0) await new Promise<void>((resolve) => real.soon(resolve));
    const booking = queue.take();
    if (booking === undefined) return;
    base = Math.max(base, booking.at);
    played?.push({ at: base, label: labelOf(booking) });
    await run(booking);
    await landing();
  }

  /** Instant: plays as long as nothing is held. */
  async function playInstant(): Promise<void> {
    const mayPlay = () => mode === "instant" && advancing === undefined && holds.size === 0 && flights.size === 0;
    while (!closed && mayPlay() && queue.peek()) await playNext();
  }

  /** Gets time going after something changed. */
  function wake(): void {
    if (closed || advancing !== undefined) return;
    if (mode === "live") arm();
    else if (mode === "instant") startPlayer();
  }

  /** The same after a booking, or when nothing is on the wire or holds an instant clock any more. */
  function wakeFor(): void {
    if (mode === "live" && !closed && advancing === undefined) armIfSooner();
    else wake();
  }

  function startPlayer(): void {
    if (player || holds.size > 0 || flights.size > 0 || !queue.peek()) return;
    player = new Promise<void>((resolve) => real.soon(resolve)).then(playInstant).finally(() => {
      player = undefined;
      wake();
    });
  }

  /**
   * One advance at a time; while it runs, nothing else moves time. A handler that advances the clock which waits for its answer
   * would wait for itself: it is refused at once where somebody ordered the request that it is at work on, and soon where that
   * request went out by itself (then a caller who knows nothing of it may be asking, and most handlers are quick).
   */
  async function alone<T>(what: string, play: () => Promise<T>): Promise<T> {
    if (advancing !== undefined) throw busy(`The clock is already moving (${advancing})`, what, "the first one");
    const before = [...flights];
    const ordered = before.find((flight) => flight.ordered);
    if (ordered) throw busy(atWorkOn(ordered), what, "its answer");
    fireAll();
    standAt(now());
    advancing = what;
    cancelTimer?.();
    try {
      if (before.length > 0) await patience(before, what);
      await player;
      await landing();
      const done = await play();
      refuseClosed(closed, what);
      return done;
    } finally {
      advancing = undefined;
      standAt(base);
      onSet();
      wake();
    }
  }

  /** Waits for what was on the wire before, no longer than a handler is waited for; an answer that has arrived by then counts. */
  async function patience(before: readonly Flight[], what: string): Promise<void> {
    const still = () => before.find((flight) => flights.has(flight));
    for (let left = PATIENCE.looks; still(); ) {
      if (left === 0) throw busy(atWorkOn(still()!), what, "its answer");
      if (await isOnTime(PATIENCE.everyMs)) left -= 1;
    }
  }

  /** Lets so much real time pass, or less if everything lands; was the timer on time? One turn more, for what has arrived. */
  function isOnTime(ms: number): Promise<boolean> {
    const due = real.monotonic() + ms;
    return new Promise((resolve) => {
      const cancel = real.after(ms, () => {
        const late = real.monotonic() - due;
        real.soon(() => resolve(late < PATIENCE.lateMs));
      });
      void landing().then(() => {
        cancel();
        resolve(false);
      });
    });
  }

  /** Plays everything due up to `target`, then stands there. */
  async function playTo(target: number, { limit = Number.POSITIVE_INFINITY, signal }: Bounds): Promise<Played[]> {
    if (target < base) throw notBack(base, target);
    if (target > END_OF_TIME) throw beyondTheEnd(base, target);
    const played: Played[] = [];
    for (let next = queue.peek(); !closed && next && next.at <= target; next = queue.peek()) {
      if (signal?.aborted) return played;
      if (played.length >= limit) throw new MockError(409, "too_many_steps", stillDue(played, queue.size(), next));
      await playNext(played);
    }
    base = Math.max(base, target);
    return played;
  }

  function bookFor(at: number, work: Work, key = 0): Booking {
    const booking = queue.add(Math.max(at, now()), work, key);
    if (pinned === undefined) wakeFor();
    return booking;
  }

  return {
    /** Virtual time in whole epoch milliseconds. While a job runs: exactly the instant it was booked for. */
    now,
    mode: () => mode,
    speed: () => speed,
    /** Books `job` for an instant; one that has passed is taken as now. A job may be async: it is on the wire until it settles. */
    book: (at: number, label: () => string, job: () => void | Promise<void>): Booking => bookFor(at, { label, job }),
    /** The same for one of many jobs of a kind, told apart by `key`. */
    bookFor,
    cancel(booking: Booking): void {
      const isNext = !booking.over && cancelTimer !== undefined && booking.at === armedFor;
      queue.cancel(booking);
      if (isNext) arm();
    },
    /** Says that an API request is being answered, by its name: an instant clock does not move until the returned function is called. */
    hold(label: () => string): () => void {
      const hold = { label, since: real.monotonic() };
      holds.add(hold);
      return () => {
        if (holds.delete(hold) && holds.size === 0) wakeFor();
      };
    },
    /** The first of the requests that hold an instant clock, and for how long in real time; undefined when it is not held. */
    heldBy(): { label: string; forMs: number } | undefined {
      const [first] = mode === "instant" ? holds : [];
      return first && { label: first.label(), forMs: Math.round(real.monotonic() - first.since) };
    },
    /** Says that a request to a handler is on the wire outside a booked job: what it is, and whether somebody ordered it and waits. */
    onTheWire: fly,
    /** Live: plays what fell due since the timer last looked, a hundred at most, so that an answer never shows a moment ago. */
    catchUp: fireDue,
    /**
     * Plays everything due up to `target` in order, then stands at `target`. Throws `MockError`: 400 for a target that is past or
     * beyond the end of time; 409 `clock_busy` while time is being moved or a handler is at work that may be the one who asks, and
     * `too_many_steps` past the limit; 409 `reset` or `closed` when the clock was stopped meanwhile.
     */
    advance: (target: number, bounds: Bounds = {}) =>
      alone(`an advance to ${formatInstant(target)}`, () => playTo(target, bounds)),
    /** The same, to `ms` from the present, which is read once. */
    advanceBy: (ms: number, bounds: Bounds = {}) =>
      alone(`an advance to ${formatInstant(Math.min(now() + ms, END_OF_TIME))}`, () => playTo(base + ms, bounds)),
    /** Plays until nothing is booked; refuses (409) to go past `limit` steps, and as an advance does. */
    runUntilIdle: (limit: number, signal?: AbortSignal) =>
      alone("a run until idle", async () => {
        const played: Played[] = [];
        while (!closed && !signal?.aborted && queue.peek() && played.length < limit) await playNext(played);
        const next = queue.peek();
        if (next && !closed && !signal?.aborted)
          throw new MockError(409, "not_idle", stillDue(played, queue.size(), next));
        return played;
      }),
    /**
     * Takes up a past that ended at `last`, in a fresh clock: what `book` books keeps its own instants, and is played in order
     * as soon as time stands at `present`.
     */
    takeUp(last: number, present: number, book: () => void): void {
      pinned = last;
      try {
        book();
      } finally {
        pinned = undefined;
      }
      standAt(Math.max(last, present));
      wake();
    },
    /** Changes the mode or the live speed from here on. */
    set(change: { mode?: ClockMode | undefined; speed?: number | undefined }): void {
      fireAll();
      standAt(now());
      mode = change.mode ?? mode;
      speed = change.speed ?? speed;
      cancelTimer?.();
      onSet();
      wake();
    },
    /** What is booked, the next first: so many of it at most. */
    pending: (most = Number.POSITIVE_INFINITY): Played[] =>
      queue
        .list()
        .slice(0, most)
        .map((booking) => ({ at: booking.at, label: labelOf(booking) })),
    next(): Played | undefined {
      const booking = queue.peek();
      return booking && { at: booking.at, label: labelOf(booking) };
    },
    /** True when nothing is on the wire, nothing held, and no advance running. */
    isQuiet: () => flights.size === 0 && holds.size === 0 && advancing === undefined && player === undefined,
    isAdvancing: () => advancing !== undefined,
    /** Why it was stopped; undefined while it goes. */
    closedBy: () => closed,
    close(why: Closing): void {
      closed ??= why;
      cancelTimer?.();
      queue.clear();
    },
  };
}

/** Throws `MockError` 409 `reset` or `closed` when the clock was stopped while somebody waited for `what`. */
export function refuseClosed(closed: Closing | undefined, what: string): void {
  if (closed === undefined) return;
  const how = closed === "reset" ? "The account was reset" : "The account was removed, or the mock stopped,";
  throw new MockError(409, closed, `${how} during ${what}.`);
}

function atWorkOn({ label }: Flight): string {
  return `The handler is at work on ${label()}`;
}

function busy(why: string, what: string, first: string): MockError {
  return new MockError(
    409,
    "clock_busy",
    `${why}, so ${what} was refused. Await ${first}; a webhook handler must not advance the clock that is delivering to it.`,
  );
}

function notBack(now: number, target: number): MockError {
  return new MockError(
    400,
    "invalid_request",
    said`The clock stands at ${formatInstant(now)} and does not go back to ${formatInstant(target)}. ${{ operation: "reset", text: "POST /_mock/reset" }} starts it anew.`,
  );
}

function beyondTheEnd(now: number, target: number): MockError {
  return new MockError(
    400,
    "invalid_request",
    `The clock stands at ${formatInstant(now)} and cannot go on by ${formatDuration(target - now)}: the last instant is ${formatInstant(END_OF_TIME)}. Start with an earlier --now.`,
  );
}

function stillDue(played: readonly Played[], count: number, next: Booking): string {
  const recent = played.slice(-MOST_LOOKED_AT);
  return `${played.length} steps were played and ${count} ${count === 1 ? "is" : "are"} still booked; the next is ${labelOf(next)} at ${formatInstant(next.at)}. What keeps it going, of the last ${recent.length} steps: ${mostFrequent(recent)}. Call again to go on.`;
}

/** How many of the last steps are looked at for what keeps an advance going, and how many kinds of them are named. */
const MOST_LOOKED_AT = 1_000;
const MOST_NAMED = 3;

/** The kinds of steps that come most often; ids are left out of them. */
function mostFrequent(played: readonly Played[]): string {
  const counts = new Map<string, number>();
  for (const { label } of played) {
    const kind = label.replace(/\btask_\w+/g, "a task").replace(/\bdlv_\w+/g, "a delivery");
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const often = [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_NAMED);
  return often.map(([kind, count]) => `${count} × ${kind}`).join(", ");
}
