// The real time that a story's account stands on: it passes only when the player says so.

import type { RealTime } from "../engine/clock.js";
import { createTimerQueue } from "../engine/timer-queue.js";

export type StoryTime = {
  real: RealTime;
  /** Milliseconds since the story began. */
  now(): number;
  /** When the next thing is due, or nothing is. */
  next(): number | undefined;
  /** Goes to the next thing and does it. */
  step(): void;
  /** Goes on to `at`, where nothing is due before. */
  standAt(at: number): void;
};

/** `wall`: the epoch milliseconds at which the story begins. `soon` is the real one: it lets what is ready happen. */
export function createStoryTime(wall: number, soon: RealTime["soon"]): StoryTime {
  const queue = createTimerQueue();
  let now = 0;
  return {
    real: {
      steady: true,
      wall: () => wall + now,
      monotonic: () => now,
      after(ms, run) {
        const booking = queue.add(now + ms, { label: () => "", job: run }, 0);
        return () => queue.cancel(booking);
      },
      soon,
    },
    now: () => now,
    next: () => queue.peek()?.at,
    step() {
      const booking = queue.take();
      if (booking === undefined) return;
      now = Math.max(now, booking.at);
      void booking.work.job(booking.key);
    },
    standAt(at) {
      now = Math.max(now, at);
    },
  };
}
