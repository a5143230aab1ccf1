// `simulate`: story after story from the seeds, each failure cut down to its shortest story and confirmed.

import type { RealTime } from "../engine/clock.js";
import { type Cause, featuresOf, isWithin, kindOf } from "./causes.js";
import { createCoverage } from "./coverage.js";
import { cutDown, shortPatience } from "./cut-down.js";
import { drawStory } from "./draw.js";
import { INVARIANT_NAMES, type Invariant, isForgery, isGenuine, isGone, statusOf } from "./judge.js";
import { pytestFile, type Reach, replayCommand, vitestFile } from "./paste.js";
import type { FailureRecord, SimulationReport } from "./report.js";
import { isForgery as isForgeryStep, type Story } from "./story.js";
import { createStoryClock } from "./story-clock.js";
import { tellTrial } from "./tell.js";
import { createBench, type Patience, requestsIn, type Subject, type Trial } from "./trial.js";

/** Which of the seeds `from` to `to` are played: those of shard `index` (from 1) of `of`. */
export type Seeds = { from: number; to: number; index: number; of: number };

export type Exploration = {
  subject: Subject;
  reach: Reach;
  real: RealTime;
  freshId: () => string;
  seeds: Seeds;
  /** A story that is played in place of those of the seeds. */
  story?: Story;
  skip: readonly Invariant[];
  patience: Patience;
  /** Real milliseconds after which no further story is begun. */
  timeMs: number;
  /** Makes the handler as it is when it has just been started, where somebody knows how. */
  restart?: () => Promise<void>;
  onStory?: (progress: { stories: number; of: number; failures: number }) => void;
  onFailure?: (failure: FailureRecord) => void;
  onShrink?: (requests: number) => void;
};

/** After a failure so many more stories are played, for other causes, and for no longer than this; so many causes are told. */
const MORE_STORIES = 60;
const MORE_MS = 5_000;
const MOST_CAUSES = 3;
/** A handler that something starts again is waited for so long. */
const COMES_BACK_MS = 3_000;

/** What is still under way in the handler gets so long before it is given up. */
const PAUSES_MS = [0, 100, 400];

/** An ordinary day. */
const CONTROL: Story = { steps: [{ task: "A", course: [{ event: "complete", after: "1s" }] }] };

export async function explore(options: Exploration): Promise<SimulationReport> {
  const { subject, reach, real, seeds, skip, patience, timeMs } = options;
  const bench = createBench(subject, real, reach.secret, options.freshId, createStoryClock(real.wall), skip);
  const coverage = createCoverage();
  const causes: Cause[] = [];
  const failures: FailureRecord[] = [];
  const passedKinds = new Set<string>();
  const counts = { stories: 0, requests: 0, forged: 0 };
  let last: Trial | undefined;
  let lastSeed: number | null = null;
  let stopped: string | undefined;
  const start = real.monotonic();
  const pause = (ms: number) => new Promise<void>((resolve) => void real.after(ms, resolve));

  /** An ordinary day passes, at the latest when what is still under way is over. */
  async function isWell(pauses: readonly number[] = [0]): Promise<boolean> {
    for (const ms of pauses) {
      await pause(ms);
      const { violations } = await bench.try(CONTROL, shortPatience(bench, patience));
      if (violations.length === 0) return true;
    }
    return false;
  }

  async function comesBack(): Promise<boolean> {
    for (let waited = 0; waited < COMES_BACK_MS; waited += 100) {
      if (await subject.isListening()) return true;
      await pause(100);
    }
    return false;
  }

  /** After a failure: is the handler fit for another story? Where it is not, it is started anew, if somebody knows how. */
  async function recovered(trial: Trial): Promise<boolean> {
    const { restart } = options;
    const hasGone = trial.violations.some(({ invariant }) => invariant === "alive") && !restart;
    const isThere = (await subject.isListening()) || (hasGone && (await comesBack()));
    if (isThere && (await isWell(restart ? [0] : PAUSES_MS))) return true;
    if (!restart) return false;
    await restart();
    return (await comesBack()) && (await isWell());
  }

  /**
   * A handler that does not recover cannot be asked. Where the like of this story has been played before and passed, the strangers'
   * requests of all stories so far are what the two differ in.
   */
  function withWhatCameBefore({ story, played }: Trial): { story: Story; requests: number } {
    const step = story.steps.find(isForgeryStep);
    if (!step || counts.forged === 0 || !passedKinds.has(kindOf(story))) return { story, requests: played.sent.length };
    // What was not refused as a stranger's any more came when it had happened already.
    const times = counts.forged + played.sent.filter((one) => isForgery(one) && statusOf(one) === 401).length;
    const steps = story.steps.map((one) => (one === step ? { ...step, place: "before" as const, times } : one));
    return { story: { steps }, requests: times + Math.min(2, played.sent.filter(isGenuine).length) };
  }

  /** Tells of a failure unless its like has been told; says whether the handler can go on. */
  async function failed(trial: Trial, seed: number | null, linger = false): Promise<boolean> {
    const violation = INVARIANT_NAMES.flatMap((name) =>
      trial.violations.filter(({ invariant }) => invariant === name),
    )[0]!;
    const { invariant } = violation;
    const before = causes.findIndex((one) => isWithin(one, { invariant, features: featuresOf(trial.story) }));
    if (before >= 0 && !isWorthAnotherTry(failures[before]!)) {
      failures[before]!.repeats += 1;
      return recovered(trial);
    }
    const how = {
      bench,
      patience,
      monotonic: real.monotonic,
      recovered,
      withWhatCameBefore,
      onShorter: options.onShrink ?? (() => {}),
    };
    const { shrunk, trial: shown, usable } = await cutDown(trial, violation, linger, how);
    const story = { steps: shrunk.steps };
    const cause: Cause = { invariant, features: featuresOf(story) };
    const known = causes.findIndex((one) => isWithin(one, cause));
    const isBetter = known >= 0 && shrunk.confirmed && !failures[known]!.shrunk.confirmed;
    if (known >= 0 && !isBetter) {
      failures[known]!.repeats += 1;
      return usable;
    }
    // One that needs less takes the place of one that needs more, one that is sure that of one that is not.
    const same = isBetter ? known : causes.findIndex((one) => isWithin(cause, one));
    const what = (shown.violations.find((one) => one.invariant === invariant) ?? violation).text;
    const failure: FailureRecord = {
      invariant,
      what,
      seed,
      story: trial.story,
      shrunk,
      happened: tellTrial(shown),
      repeats: same < 0 ? 0 : failures[same]!.repeats + 1,
      replay: replayCommand(reach, story, seed),
      test: vitestFile(reach, story, invariant),
      pytest: pytestFile(reach, story, invariant),
    };
    const place = same < 0 ? failures.length : same;
    failures[place] = failure;
    causes[place] = cause;
    options.onFailure?.(failure);
    return usable;
  }

  const mine = options.story ? [null] : seedsOf(seeds);
  const of = options.story ? 1 : countOf(seeds);
  /** The last seed whose story was played: where the time ends first, no more is claimed. */
  let played = seeds.from;
  let left = Number.POSITIVE_INFINITY;
  let endBy = Number.POSITIVE_INFINITY;
  for (const seed of mine) {
    if (real.monotonic() - start > timeMs || left <= 0 || real.monotonic() > endBy || failures.length >= MOST_CAUSES) {
      stopped = failures.length > 0 ? "after a failure only some more stories are played" : "the time was over";
      break;
    }
    options.onStory?.({ stories: counts.stories, of, failures: failures.length });
    left -= 1;
    const late = last ? await bench.sinceLast().catch(() => 0) : 0;
    let trial: Trial;
    let whose = seed;
    let linger = false;
    if (late > 0 && last && last.violations.length === 0 && !skip.includes("effects")) {
      trial = {
        ...last,
        violations: [{ invariant: "effects", text: `${late} more came after all had been answered` }],
      };
      [whose, linger] = [lastSeed, true];
    } else {
      trial = await bench.try(options.story ?? drawStory(seed!), patience);
      played = seed ?? played;
      counts.stories += 1;
      counts.requests += requestsIn(trial);
      coverage.add(trial.played.met);
      // It was gone before this story began: the one before it is to blame.
      if (
        last &&
        (trial.played.sent.length === 0 || isGone(trial.played.sent[0]!.outcome)) &&
        trial.violations.length > 0
      ) {
        trial = { ...last, violations: trial.violations };
        whose = lastSeed;
      }
    }
    if (trial.violations.length > 0) {
      const isUsable = await failed(trial, whose, linger);
      // One that takes long would take as long again; one that is not sure may yet be met again.
      if (trial.ms > MORE_MS) left = 0;
      else if (left === Number.POSITIVE_INFINITY && failures.some(({ shrunk }) => shrunk.confirmed)) {
        left = MORE_STORIES;
        endBy = real.monotonic() + MORE_MS;
      }
      if (!isUsable) {
        stopped = "the handler did not recover from the last failure";
        break;
      }
      last = undefined;
      continue;
    }
    passedKinds.add(kindOf(trial.story));
    counts.forged += trial.played.sent.filter(isForgery).length;
    last = trial;
    lastSeed = seed;
  }
  return {
    handler: reach.url,
    seeds: options.story ? null : `${seeds.from}..${stopped === undefined ? seeds.to : played}`,
    shard: seeds.of > 1 ? `${seeds.index}/${seeds.of}` : null,
    stories: counts.stories,
    requests: counts.requests,
    passed: failures.length === 0,
    not_judged: INVARIANT_NAMES.filter(
      (name) => skip.includes(name) || (name === "effects" && !subject.effects) || (name === "state" && !subject.state),
    ),
    failures,
    coverage: coverage.record(),
    ...(stopped !== undefined && { stopped }),
  };
}

/** A flaky failure is looked at again when it is met again, for a time: a longer story may make it sure. */
function isWorthAnotherTry({ shrunk, repeats }: FailureRecord): boolean {
  return !shrunk.confirmed && repeats < MOST_TRIES;
}

const MOST_TRIES = 12;

function* seedsOf({ from, to, index, of }: Seeds): Generator<number> {
  for (let seed = from + index - 1; seed <= to; seed += of) yield seed;
}

function countOf({ from, to, index, of }: Seeds): number {
  return Math.max(0, Math.ceil((to - from - index + 2) / of));
}
