// A failing trial cut down to the shortest story that fails, and confirmed: played again and again on the same handler.

import { type Invariant, isGenuine, statusOf, type Violation } from "./judge.js";
import type { ShrunkRecord } from "./report.js";
import { shrink } from "./shrink.js";
import type { Story } from "./story.js";
import { type Bench, type Patience, requestsIn, type Trial } from "./trial.js";

export type CutDownOptions = {
  bench: Bench;
  patience: Patience;
  /** Real milliseconds. */
  monotonic: () => number;
  /** After a failure: can the handler be asked again? */
  recovered: (trial: Trial) => Promise<boolean>;
  /** The ordinary days that did not pass after it. */
  ordinary: () => readonly Trial[];
  /** The story to tell of where it cannot. */
  withWhatCameBefore: (trial: Trial) => { story: Story; requests: number };
  onShorter: (requests: number) => void;
};

/** `usable`: the handler can be asked again. `isOrdinary`: nothing has to go wrong for it to fail. */
export type CutDown = { shrunk: ShrunkRecord; trial: Trial; usable: boolean; isOrdinary?: true };

/** How long a failure is cut down, in real milliseconds. */
const SHRINK_MS = 20_000;
/** A trial that takes longer is not repeated to be surer. */
const SLOW_MS = 3_000;
const FIRST_RUNS = 2;
const FLAKY_RUNS = 5;
const CONFIRMING_RUNS = 3;

const NOT_AGAIN = "the handler does not recover from it, so it was not played again: start it anew before you do";

/** A handler that stops answering shows that in one way or another. */
const SILENCE: readonly Invariant[] = ["alive", "answers", "taken"];

/** `linger`: watch for effects that come late. */
export async function cutDown(
  trial: Trial,
  { invariant }: Violation,
  linger: boolean,
  options: CutDownOptions,
): Promise<CutDown> {
  const { bench, patience } = options;
  if (!(await options.recovered(trial))) {
    const days = options.ordinary().filter((day) => beganLike(trial, day, invariant));
    const [day] = days;
    if (day) return { shrunk: shrunkOf(day, days.length, days.length), trial: day, usable: false, isOrdinary: true };
    const { story, requests } = options.withWhatCameBefore(trial);
    return { shrunk: { steps: story.steps, requests, ...ONCE, note: NOT_AGAIN }, trial, usable: false };
  }
  const short = shortPatience(bench, patience);
  const again = createAgain(SILENCE.includes(invariant) ? SILENCE : [invariant], linger, options);
  const first = trial.ms > SLOW_MS ? { failed: [trial], of: 1 } : await again.runs(trial.story, short, FIRST_RUNS);
  if (first.failed.length === 0 && again.isUsable()) {
    const more = await again.runs(trial.story, patience, FLAKY_RUNS);
    if (more.failed.length === 0) return { ...notAgain(trial, 1 + first.of + more.of), usable: again.isUsable() };
    first.of += more.of;
    first.failed.push(...more.failed);
  }
  const tries = first.failed.length === first.of ? 1 : FLAKY_RUNS;
  const ladder = await shorterAndShorter(trial, short, tries, again, options);
  if (!again.isUsable()) {
    const best = ladder.at(-1)!;
    const shrunk = { steps: best.story.steps, requests: requestsIn(best), ...ONCE, note: NOT_AGAIN };
    return { shrunk, trial: best, usable: false };
  }
  // What failed only because patience was short is no failure: the shortest that fails with all patience counts.
  for (const rung of ladder.toReversed()) {
    const isSure = rung.ms > SLOW_MS && short.timeoutMs >= patience.timeoutMs;
    const { failed, of } = isSure ? { failed: [rung], of: 1 } : await again.runs(rung.story, patience, CONFIRMING_RUNS);
    const [shown] = failed;
    if (shown) return { shrunk: shrunkOf(shown, failed.length, of), trial: shown, usable: again.isUsable() };
  }
  return { ...notAgain(trial, CONFIRMING_RUNS), usable: again.isUsable() };
}

/** Was the first event that came whole and alone answered as it is on an ordinary day, and did the same not hold? Then nothing before it is to blame. */
function beganLike(trial: Trial, day: Trial, invariant: Invariant): boolean {
  const [first, ordinary] = [trial, day].map(({ played }) =>
    played.sent.find((one) => isGenuine(one) && one.beside === 0),
  );
  const status = first && statusOf(first);
  const isSame = status !== undefined && status !== 200 && ordinary !== undefined && statusOf(ordinary) === status;
  return isSame && day.violations.some((violation) => violation.invariant === invariant);
}

/** Plays stories to see whether they fail in the same way, for as long as the handler is usable. */
function createAgain(
  wanted: readonly Invariant[],
  linger: boolean,
  { bench, monotonic, recovered }: CutDownOptions,
): Again {
  let usable = true;

  async function failure(story: Story, how: Patience): Promise<Trial | undefined> {
    const result = await bench.try(story, how, linger);
    if (result.violations.length > 0) usable = await recovered(result);
    return result.violations.some((violation) => wanted.includes(violation.invariant)) ? result : undefined;
  }

  async function runs(story: Story, how: Patience, times: number): Promise<Runs> {
    const failed: Trial[] = [];
    const start = monotonic();
    let of = 0;
    while (of < times && usable && (of === 0 || monotonic() - start < SLOW_MS)) {
      of += 1;
      const result = await failure(story, how);
      if (result) failed.push(result);
    }
    return { failed, of };
  }
  return { isUsable: () => usable, failure, runs };
}

type Runs = { failed: Trial[]; of: number };
type Again = {
  isUsable(): boolean;
  /** The trial, where it failed. */
  failure(story: Story, how: Patience): Promise<Trial | undefined>;
  /** A story some times over, fewer where it takes long. */
  runs(story: Story, how: Patience, times: number): Promise<Runs>;
};

/** The trial, and each shorter one that failed, tried so many times over. */
async function shorterAndShorter(
  trial: Trial,
  short: Patience,
  tries: number,
  { isUsable, failure }: Again,
  { monotonic, onShorter }: CutDownOptions,
): Promise<Trial[]> {
  const ladder = [trial];
  const until = monotonic() + SHRINK_MS;
  await shrink(trial.story, requestsIn(trial), async (story) => {
    for (let n = 0; n < tries && isUsable() && monotonic() < until; n += 1) {
      const failed = await failure(story, short);
      if (!failed) continue;
      const accept = () => {
        ladder.push(failed);
        onShorter(requestsIn(failed));
      };
      return { requests: requestsIn(failed), accept };
    }
    return undefined;
  });
  return ladder;
}

const ONCE = { confirmed: false, failed: 1, of: 1 };

function shrunkOf(trial: Trial, failed: number, of: number): ShrunkRecord {
  const record = { steps: trial.story.steps, requests: requestsIn(trial), confirmed: failed === of, failed, of };
  return failed === of ? record : { ...record, note: `flaky: it failed ${failed} of ${of} times` };
}

function notAgain(trial: Trial, of: number): Omit<CutDown, "usable"> {
  const note = `flaky: it failed 1 of ${of} times; the handler is not the same each time, or remembers more than this story`;
  return {
    shrunk: { steps: trial.story.steps, requests: requestsIn(trial), confirmed: false, failed: 1, of, note },
    trial,
  };
}

/** Short enough to cut a failure down in seconds, long enough for what has been seen of the handler. */
export function shortPatience({ slowest }: Bench, { timeoutMs, settleMs }: Patience): Patience {
  return {
    timeoutMs: Math.min(timeoutMs, Math.max(1_000, 5 * slowest.answerMs)),
    settleMs: Math.min(settleMs, Math.max(200, 3 * slowest.settleMs, 2 * slowest.answerMs)),
  };
}
