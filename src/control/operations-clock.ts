// Operations on time: see the clock, set it, move it (product: time).

import { z } from "zod";
import { formatInstant } from "../domain/duration.js";
import type { Played } from "../engine/clock.js";
import { operation } from "./operation.js";
import { clockRecord, playedRecord } from "./records.js";
import { clockAnswer, clockMode, duration, pendingLimit, playedAnswer, speed, time } from "./schemas.js";

/** How far a run until idle goes at most: a task that makes another would never be idle. */
const MOST_STEPS = 10_000;
/** How many of the things played are listed in an answer. */
const MOST_LISTED = 1_000;

const advanceBody = z
  .strictObject({ by: duration().optional(), to: time().optional() })
  .refine(
    ({ by, to }) => (by === undefined) !== (to === undefined),
    'must have either "by" (such as "24h") or "to" (a time)',
  );

function playedRecords(now: number, played: readonly Played[]) {
  return { now: formatInstant(now), played: played.slice(0, MOST_LISTED).map(playedRecord) };
}

export const clockOperations = [
  operation({
    name: "getClock",
    route: "GET /_mock/clock",
    summary: "The clock: its mode, what time it is, what is booked.",
    query: z.strictObject({ pending: pendingLimit }),
    answer: clockAnswer,
    handle: ({ account, query }) => clockRecord(account.clock, query.pending),
  }),
  operation({
    name: "setClock",
    route: "PUT /_mock/clock",
    summary: "Changes the mode or the live speed; `now` jumps ahead like an advance.",
    body: z.strictObject({
      mode: clockMode.optional(),
      speed: speed().optional(),
      now: time().optional(),
    }),
    answer: clockAnswer,
    handle: async ({ mock, account: { clock, journal }, body: { mode, speed, now }, signal }) => {
      if (now !== undefined) await clock.advance(now, { limit: mock.options.maxSteps, signal });
      clock.set({ mode, speed });
      journal.write({ kind: "clock", mode: clock.mode(), speed: clock.speed() });
      return clockRecord(clock);
    },
  }),
  operation({
    name: "advanceClock",
    route: "POST /_mock/clock/advance",
    summary:
      "Plays all that falls due up to a time, in order, and answers once it is done; ends when its caller goes away. 409 while another advance runs, and past --max-steps steps.",
    body: advanceBody,
    answer: playedAnswer,
    handle: async ({ mock, account: { clock, journal }, body: { by, to }, signal }) => {
      const bounds = { limit: mock.options.maxSteps, signal };
      const played = await (to === undefined ? clock.advanceBy(by!, bounds) : clock.advance(to, bounds));
      journal.write({ kind: "clock", mode: clock.mode(), speed: clock.speed() });
      return playedRecords(clock.now(), played);
    },
  }),
  operation({
    name: "runUntilIdle",
    route: "POST /_mock/clock/run-until-idle",
    summary: `Plays until nothing is due; at most ${MOST_STEPS} steps.`,
    body: z.strictObject({}),
    answer: playedAnswer,
    handle: async ({ mock, account: { clock, journal }, signal }) => {
      const played = await clock.runUntilIdle(Math.min(MOST_STEPS, mock.options.maxSteps), signal);
      journal.write({ kind: "clock", mode: clock.mode(), speed: clock.speed() });
      return playedRecords(clock.now(), played);
    },
  }),
];
