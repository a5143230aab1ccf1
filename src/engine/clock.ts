// The one owner of time. Whatever happens later is booked here; the mode says what makes time move.

import { formatInstant } from "../domain/duration.js";
import { MockError } from "../domain/errors.js";
import { type Booking, createAgenda } from "./agenda.js";
import type { Clock, ClockOptions, Played, RealTime } from "./time.js";

export type { Clock, ClockMode, ClockOptions, Played, RealTime } from "./time.js";

/** So many bookings are played in one go; then whoever else waits for the process has a turn. */
const GO = 100;

/** The longest that Node's timers can wait; a longer wait is made of several. */
const LONGEST_TIMER_MS = 2_147_483_647;

export const realTime: RealTime = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  soon: (run) => void setImmediate(run),
};

export function createClock({
  mode: firstMode,
  speed: firstSpeed = 1,
  now: start,
  real,
  onJobError,
}: ClockOptions): Clock {
  const agenda = createAgenda();
  let mode = firstMode;
  let speed = firstSpeed;
  let base = start;
  let baseReal = real.monotonic();
  let pinned: number | undefined;
  let flights = 0;
  const landed: (() => void)[] = [];
  let holds = 0;
  let advancing: string | undefined;
  let player: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;
  let closed = false;
  let steps = 0;

  const flows = () => mode === "live" && advancing === undefined;
  /** A handler always meets real time: while one is at work, a fast clock runs no faster than the wall's. */
  const rate = () => (flights > 0 ? Math.min(1, speed) : speed);

  function now(): number {
    if (pinned !== undefined) return pinned;
    return flows() ? Math.floor(base + (real.monotonic() - baseReal) * rate()) : base;
  }

  /** Makes `instant` the present from which time goes on. */
  function standAt(instant: number): void {
    base = instant;
    baseReal = real.monotonic();
  }

  function changeFlights(by: number): void {
    const flowing = flows() && speed > 1;
    if (flowing) standAt(base + (real.monotonic() - baseReal) * rate());
    flights += by;
    if (flowing) arm();
    if (flights > 0) return;
    for (const goOn of landed.splice(0)) goOn();
    wake();
  }

  /** Resolves when nothing is on the wire: until then time stands still. */
  async function landing(): Promise<void> {
    while (flights > 0) await new Promise<void>((resolve) => landed.push(resolve));
  }

  function onTheWire<T>(work: Promise<T>): Promise<T> {
    changeFlights(1);
    return work.finally(() => changeFlights(-1));
  }

  /** Runs one booking with `now` at exactly its instant; what it throws is told and stops nothing. */
  function run(booking: Booking): void | Promise<void> {
    const failed = (error: unknown) => onJobError(booking.label(), error);
    pinned = booking.at;
    try {
      const work = booking.job();
      if (work) return onTheWire(work.catch(failed));
    } catch (error) {
      failed(error);
    } finally {
      pinned = undefined;
    }
  }

  function playDue(most: number): void {
    if (closed || !flows()) return;
    for (let left = most, next = agenda.peek(); left > 0 && next && next.at <= now(); next = agenda.peek()) {
      run(agenda.take()!);
      left -= 1;
    }
    arm();
  }
  const fireAll = () => playDue(Number.POSITIVE_INFINITY);
  /** What is more than one go is played by the timer, which is armed for at once. */
  const fireDue = () => playDue(GO);

  /** Live: one real timer, for the next booking. */
  function arm(): void {
    cancelTimer?.();
    cancelTimer = undefined;
    const next = closed || !flows() ? undefined : agenda.peek();
    if (next === undefined) return;
    const wait = Math.ceil((next.at - now()) / rate());
    cancelTimer = real.after(Math.min(Math.max(wait, 0), LONGEST_TIMER_MS), fireDue);
  }

  /** Plays one booking and waits until whatever it put on the wire has come back. */
  async function playNext(played?: Played[]): Promise<void> {
    steps += 1;
    if (steps % GO === 0) await new Promise<void>((resolve) => real.soon(resolve));
    const booking = agenda.take();
    if (booking === undefined) return;
    base = Math.max(base, booking.at);
    played?.push({ at: base, label: booking.label() });
    await run(booking);
    await landing();
  }

  /** Instant: plays as long as nothing is held. */
  async function playInstant(): Promise<void> {
    const mayPlay = () => mode === "instant" && advancing === undefined && holds === 0 && flights === 0;
    while (!closed && mayPlay() && agenda.peek()) await playNext();
  }

  /** Gets time going after something changed. */
  function wake(): void {
    if (closed || advancing !== undefined) return;
    if (mode === "live") arm();
    else if (mode === "instant") startPlayer();
  }

  function startPlayer(): void {
    if (player || holds > 0 || flights > 0 || !agenda.peek()) return;
    player = new Promise<void>((resolve) => real.soon(resolve)).then(playInstant).finally(() => {
      player = undefined;
      wake();
    });
  }

  /** One advance at a time; while it runs, nothing else moves time. */
  async function alone<T>(what: string, play: () => Promise<T>): Promise<T> {
    if (advancing !== undefined) {
      throw new MockError(
        409,
        "clock_busy",
        `The clock is already moving (${advancing}), so ${what} was refused. Await the first one; a webhook handler must not advance the clock that is delivering to it.`,
      );
    }
    fireAll();
    standAt(now());
    advancing = what;
    cancelTimer?.();
    try {
      await player;
      await landing();
      return await play();
    } finally {
      advancing = undefined;
      standAt(base);
      wake();
    }
  }

  return {
    now,
    mode: () => mode,
    speed: () => speed,
    book(at, label, job) {
      const booking = agenda.add(Math.max(at, now()), label, job);
      if (pinned === undefined) wake();
      return booking;
    },
    cancel: (booking) => agenda.cancel(booking),
    hold() {
      holds += 1;
      let held = true;
      return () => {
        if (!held) return;
        held = false;
        holds -= 1;
        if (holds === 0) wake();
      };
    },
    onTheWire,
    catchUp: fireDue,
    advance: (target, { limit = Number.POSITIVE_INFINITY, signal } = {}) =>
      alone(`an advance to ${formatInstant(target)}`, async () => {
        const played: Played[] = [];
        for (let next = agenda.peek(); !closed && next && next.at <= target; next = agenda.peek()) {
          if (signal?.aborted) return played;
          if (played.length >= limit) throw new MockError(409, "too_many_steps", stillDue(played, agenda.size(), next));
          await playNext(played);
        }
        base = Math.max(base, target);
        return played;
      }),
    runUntilIdle: (limit, signal) =>
      alone("a run until idle", async () => {
        const played: Played[] = [];
        while (!closed && !signal?.aborted && agenda.peek() && played.length < limit) await playNext(played);
        const next = agenda.peek();
        if (next && !closed && !signal?.aborted)
          throw new MockError(409, "not_idle", stillDue(played, agenda.size(), next));
        return played;
      }),
    goOnFrom: (instant) => standAt(Math.max(now(), instant)),
    set(change) {
      fireAll();
      standAt(now());
      mode = change.mode ?? mode;
      speed = change.speed ?? speed;
      cancelTimer?.();
      wake();
    },
    pending: () => agenda.list().map(({ at, label }) => ({ at, label: label() })),
    next() {
      const booking = agenda.peek();
      return booking && { at: booking.at, label: booking.label() };
    },
    isQuiet: () => flights === 0 && holds === 0 && advancing === undefined && player === undefined,
    isAdvancing: () => advancing !== undefined,
    isClosed: () => closed,
    close() {
      closed = true;
      cancelTimer?.();
      agenda.clear();
    },
  };
}

function stillDue(played: readonly Played[], count: number, next: Booking): string {
  const recent = played.slice(-MOST_LOOKED_AT);
  return `${played.length} steps were played and ${count} ${count === 1 ? "is" : "are"} still booked; the next is ${next.label()} at ${formatInstant(next.at)}. What keeps it going, of the last ${recent.length} steps: ${mostFrequent(recent)}. Call again to go on.`;
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
