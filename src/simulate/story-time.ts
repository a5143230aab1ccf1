// The real time that a story's account stands on: it passes only when the player says so.

import { createAgenda } from "../engine/agenda.js";
import type { RealTime } from "../engine/clock.js";

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
  const agenda = createAgenda();
  let now = 0;
  return {
    real: {
      steady: true,
      wall: () => wall + now,
      monotonic: () => now,
      after(ms, run) {
        const booking = agenda.add(now + ms, () => "", run);
        return () => agenda.cancel(booking);
      },
      soon,
    },
    now: () => now,
    next: () => agenda.peek()?.at,
    step() {
      const booking = agenda.take();
      if (booking === undefined) return;
      now = Math.max(now, booking.at);
      void booking.job();
    },
    standAt(at) {
      now = Math.max(now, at);
    },
  };
}
