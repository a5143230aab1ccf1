// When a story begins by the handler's own clock, which cannot be moved.

import { ASSUMED } from "../contract/assumed.js";
import type { ClockFor } from "./play.js";
import { eventsOf, isMishap, isPause, isTask, msOf, nameOf, type Position, type Story } from "./story.js";

/** Stories follow one another within so many seconds up to the present, before they go back further. */
const BLOCK = 270;

/**
 * Begins stories so that no event lies in the handler's future, that a first arrival that comes late is late by its clock too, and that
 * no two stories have an event in the same second: a handler that goes by the second alone would mix them up. One comes after the
 * other, as far as the present lets it; then they go back, a block at a time.
 */
export function createStoryClock(wall: () => number): ClockFor {
  const used = new Set<number>();
  let block = Math.floor(wall() / 1_000) - BLOCK;
  let next = block;
  return (story) => {
    const { present, events } = timesOf(story);
    const seconds = [...new Set(events.map((at) => Math.floor(at / 1_000)))];
    const latest = Math.floor((wall() - present) / 1_000);
    const isFree = (begin: number) => !seconds.some((second) => used.has(begin + second));
    const take = (begin: number) => {
      for (const second of seconds) used.add(begin + second);
      return begin * 1_000;
    };
    // What lies further back than a block has a place of its own and moves nothing.
    if (latest >= block) {
      let begin = next;
      while (begin <= latest && !isFree(begin)) begin += 1;
      if (begin > latest) {
        block -= BLOCK;
        begin = block;
        while (!isFree(begin)) begin += 1;
      }
      next = begin + 1 + Math.max(0, ...seconds);
      if (begin <= latest) return take(begin);
    }
    let begin = latest;
    while (!isFree(begin)) begin -= 1;
    return take(begin);
  };
}

/** When the events of a story happen, and the instant that is the present for the handler; in milliseconds of the story. */
function timesOf(story: Story): { present: number; events: number[] } {
  const missed = new Set(
    story.steps
      .filter(isMishap)
      .flatMap(({ fault, on, attempt = 1 }) => (MISSES.includes(fault) ? [`${on}@${attempt}`] : [])),
  );
  const events: number[] = [];
  let now = 0;
  let reached = Number.POSITIVE_INFINITY;
  for (const step of story.steps) {
    if (isPause(step)) now += msOf(step.pause);
    if (!isTask(step)) continue;
    let at = now;
    const names = eventsOf(step)[Symbol.iterator]();
    for (const { event, after } of step.course) {
      at += msOf(after);
      if (event === "cancelled") continue;
      events.push(at);
      reached = Math.min(reached, at + firstArrival(names.next().value!, missed));
      if (event === "waiting") at += ASSUMED.autoConsentAfterMs;
    }
  }
  const last = Math.max(0, ...events);
  return { present: reached === Number.POSITIVE_INFINITY ? last : Math.max(last, reached), events };
}

const MISSES: readonly string[] = ["drop", "timeout"];

/** How long after it happened an event is first met by the handler. */
function firstArrival(event: Omit<Position, "attempt">, missed: ReadonlySet<string>): number {
  let at = 0;
  for (const [i, wait] of ASSUMED.retryWaits.entries()) {
    if (!missed.has(`${nameOf(event)}@${i + 1}`)) return at;
    at += wait;
  }
  return at;
}
