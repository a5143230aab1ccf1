// Steps of a clock for a second of processor time, nothing on the wire: jobs that book another each, so that as many stay booked. With a
// thousand booked, against so many calls of an async function; with a million, against itself with a thousand.

import { fromSource } from "../scripts/from-source.mjs";
import { collectGarbage, processorMs } from "./processes.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "steps of a clock for a second of processor time";

const STEPS = 200_000;
const FEW = 1_000;
const MANY = 1_000_000;

export async function measure({ rounds = 7 } = {}) {
  const { createClock, realTime } = await fromSource("src/engine/clock.ts");
  const clocks = { few: bookedClock(createClock, realTime, FEW), many: bookedClock(createClock, realTime, MANY) };
  const contestants = {
    calls: () => perSecond(callsInALoop),
    few: () => perSecond(() => playSteps(clocks.few)),
    many: () => perSecond(() => playSteps(clocks.many)),
  };
  await takeTurns(contestants, 2);
  const { calls, few, many } = await takeTurns(contestants, rounds);
  return [
    {
      what: `${title}, 1,000 booked, to calls of an async function`,
      unit: "/s",
      mock: few,
      bare: calls,
      ratios: ratios(few, calls),
      target: "500,000/s",
    },
    {
      what: "the same, 1,000,000 booked, to its own with 1,000",
      unit: "/s",
      mock: many,
      bare: few,
      ratios: ratios(many, few),
      target: "≥ 0.3",
    },
  ];
}

/** Spread over a million instants, by the same chance each time. */
function bookedClock(createClock, real, count) {
  const clock = createClock({
    mode: "frozen",
    now: 0,
    real,
    onJobError(_label, error) {
      throw error;
    },
  });
  let state = 1;
  const chance = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const label = () => "a step";
  const bookOne = () => {
    clock.book(clock.now() + 1 + chance() * count, label, job);
  };
  const job = () => bookOne();
  for (let n = 0; n < count; n += 1) bookOne();
  return clock;
}

/** A booking waits half of `count` milliseconds on average, so two fall due in each. */
async function playSteps(clock) {
  let played = 0;
  while (played < STEPS) played += (await clock.advanceBy(STEPS / 20)).length;
  return played;
}

async function callsInALoop() {
  let calls = 0;
  const call = async () => {
    calls += 1;
  };
  while (calls < STEPS) await call();
  return calls;
}

async function perSecond(work) {
  collectGarbage();
  const started = processorMs();
  const steps = await work();
  return steps / ((processorMs() - started) / 1_000);
}
