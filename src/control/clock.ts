// Operations on time: see the clock, set it, move it (product: time).

import { z } from "zod";
import { formatInstant } from "../domain/duration.js";
import type { Clock, Played } from "../engine/clock.js";
import { clockMode, duration, instant, schemaOf, speed, time, wholeNumber } from "./forms.js";
import { operation } from "./operation.js";
import type { AdvanceRecord, ClockRecord, PlayedRecord } from "./types.js";

const playedSchema = schemaOf<PlayedRecord>()("Played", () => z.object({ at: instant(), label: z.string() }));
export const clockSchema = schemaOf<ClockRecord>()("Clock", () =>
  z.object({ mode: clockMode(), speed: z.number(), now: instant(), pending: z.array(playedSchema()) }),
);
const advanceSchema = schemaOf<AdvanceRecord>()("Advance", () =>
  z.object({ now: instant(), played: z.array(playedSchema()) }),
);

/** How much of what is booked is listed at most. */
const MOST_PENDING = 1_000;

export function clockRecord(clock: Clock, most = MOST_PENDING): ClockRecord {
  return {
    mode: clock.mode(),
    speed: clock.speed(),
    now: formatInstant(clock.now()),
    pending: clock.pending(most).map(playedRecord),
  };
}

function playedRecord({ at, label }: Played): PlayedRecord {
  return { at: formatInstant(at), label };
}

/** How far a run until idle goes at most: a task that makes another would never be idle. */
const MOST_STEPS = 10_000;
/** How many of the things played are listed in an answer. */
const MOST_LISTED = 1_000;

const advanceBody = () =>
  z
    .strictObject({ by: duration().optional(), to: time().optional() })
    .refine(
      ({ by, to }) => (by === undefined) !== (to === undefined),
      'must have either "by" (such as "24h") or "to" (a time)',
    );

function advanceRecord(now: number, played: readonly Played[]): AdvanceRecord {
  return { now: formatInstant(now), played: played.slice(0, MOST_LISTED).map(playedRecord) };
}

export const clockOperations = {
  getClock: operation({
    route: "GET /_mock/clock",
    summary: "The clock: its mode, what time it is, what is booked.",
    query: () =>
      z.strictObject({
        pending: wholeNumber("how many of what is booked to list at most", 0, MOST_PENDING, MOST_PENDING),
      }),
    answer: clockSchema,
    handle: ({ account, query }) => clockRecord(account.clock, query.pending),
  }),
  setClock: operation({
    route: "PUT /_mock/clock",
    refuses: [409],
    summary: "Changes the mode or the live speed; `now` jumps ahead like an advance.",
    body: () =>
      z.strictObject({
        mode: clockMode().optional(),
        speed: speed().optional(),
        now: time().optional(),
      }),
    answer: clockSchema,
    handle: async ({ mock, account: { clock, journal }, body: { mode, speed, now }, signal }) => {
      if (now !== undefined) await clock.advance(now, { limit: mock.options.maxSteps, signal });
      clock.set({ mode, speed });
      journal.write({ kind: "clock", mode: clock.mode(), speed: clock.speed() });
      return clockRecord(clock);
    },
  }),
  advanceClock: operation({
    route: "POST /_mock/clock/advance",
    refuses: [409],
    summary:
      "Plays all that falls due up to a time, in order, and answers once it is done; ends when its caller goes away. 409 while another advance runs, and past --max-steps steps.",
    body: advanceBody,
    answer: advanceSchema,
    handle: async ({ mock, account: { clock, journal }, body: { by, to }, signal }) => {
      const bounds = { limit: mock.options.maxSteps, signal };
      const played = await (to === undefined ? clock.advanceBy(by!, bounds) : clock.advance(to, bounds));
      journal.write({ kind: "clock", mode: clock.mode(), speed: clock.speed() });
      return advanceRecord(clock.now(), played);
    },
  }),
  runUntilIdle: operation({
    route: "POST /_mock/clock/run-until-idle",
    refuses: [409],
    summary: `Plays until nothing is due; at most ${MOST_STEPS} steps.`,
    body: () => z.strictObject({}),
    answer: advanceSchema,
    handle: async ({ mock, account: { clock, journal }, signal }) => {
      const played = await clock.runUntilIdle(Math.min(MOST_STEPS, mock.options.maxSteps), signal);
      journal.write({ kind: "clock", mode: clock.mode(), speed: clock.speed() });
      return advanceRecord(clock.now(), played);
    },
  }),
};
