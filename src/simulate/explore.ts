// `simulate`: story after story from the seeds, each failure cut down to its shortest story and confirmed.

import type { RealTime } from "../engine/clock.js";
import { kindOf } from "./causes.js";
import { createCoverage } from "./coverage.js";
import { drawStory } from "./draw.js";
import { createFailures } from "./failures.js";
import { INVARIANT_NAMES, type Invariant, isForgery, isGenuine, isGone, statusOf } from "./judge.js";
import type { HandlerReach } from "./paste.js";
import { createRecovery } from "./recovery.js";
import type { FailureRecord, SimulationReport } from "./report.js";
import { isForgery as isForgeryStep, type Story } from "./story.js";
import { createStoryClock } from "./story-clock.js";
import { type Bench, createBench, type Patience, requestsIn, type Subject, type Trial } from "./trial.js";

/** Which of the seeds `from` to `to` are played: those of shard `index` (from 1) of `of`. */
export type Seeds = { from: number; to: number; index: number; of: number };

export type Exploration = {
  subject: Subject;
  reach: HandlerReach;
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

/** A trial with violations is the failure of the story of `seed`, which may be the one before it. `linger`: it showed late. */
type Tried = { trial: Trial; seed: number | null; linger: boolean };

export async function explore(options: Exploration): Promise<SimulationReport> {
  const { subject, reach, real, seeds, skip } = options;
  const bench = createBench(subject, real, reach.secret, options.freshId, createStoryClock(real.wall), skip);
  const stories = createStories(options, bench);
  const passed = createPassed();
  const { recovered, ordinary } = createRecovery(options, bench);
  // Whoever has passed once takes ordinary events.
  const how = {
    recovered,
    ordinary: () => (passed.isEmpty() ? ordinary() : []),
    withWhatCameBefore: passed.withWhatCameBefore,
  };
  const failures = createFailures(options, bench, how);
  const limit = createLimit(real, options.timeMs);
  const of = options.story ? 1 : countOf(seeds);
  let stopped: string | undefined;
  for (const seed of options.story ? [null] : seedsOf(seeds)) {
    if (limit.isReached(failures.list())) {
      stopped = failures.list().length > 0 ? "after a failure only some more stories are played" : "the time was over";
      break;
    }
    options.onStory?.({ stories: stories.counts.stories, of, failures: failures.list().length });
    limit.begin();
    const { trial, seed: whose, linger } = await stories.next(seed);
    if (trial.violations.length === 0) {
      passed.add(trial);
      continue;
    }
    stopped = await failures.take(trial, whose, linger);
    limit.shorten(trial, failures.list());
    if (stopped !== undefined) break;
  }
  return {
    handler: reach.url,
    seeds: options.story ? null : `${seeds.from}..${stopped === undefined ? seeds.to : stories.lastSeed()}`,
    shard: seeds.of > 1 ? `${seeds.index}/${seeds.of}` : null,
    ...stories.counts,
    passed: failures.list().length === 0,
    not_judged: notJudged(subject, skip),
    skipped: INVARIANT_NAMES.filter((name) => skip.includes(name)),
    failures: failures.list(),
    coverage: stories.coverage.record(),
    ...(stopped !== undefined && { stopped }),
  };
}

/** Story after story; what came of one may show only when the next begins. */
function createStories({ story, seeds, skip, patience }: Exploration, bench: Bench) {
  const coverage = createCoverage();
  const counts = { stories: 0, requests: 0 };
  let played = seeds.from;
  let last: Omit<Tried, "linger"> | undefined;

  async function play(seed: number | null): Promise<Trial> {
    const trial = await bench.try(story ?? drawStory(seed!), patience);
    played = seed ?? played;
    counts.stories += 1;
    counts.requests += requestsIn(trial);
    coverage.add(trial.played.met);
    return trial;
  }

  return {
    coverage,
    counts,
    /** The last seed whose story was played: where the time ends first, no more is claimed. */
    lastSeed: () => played,
    /** The story of the seed, unless the one before it turns out to have failed. */
    async next(seed: number | null): Promise<Tried> {
      const before = last;
      last = undefined;
      const late = before ? await bench.sinceLast().catch(() => 0) : 0;
      if (late > 0 && before && !skip.includes("effects"))
        return { trial: lateIn(before.trial, late), seed: before.seed, linger: true };
      const trial = await play(seed);
      if (before && wasGoneBefore(trial))
        return { trial: { ...before.trial, violations: trial.violations }, seed: before.seed, linger: false };
      if (trial.violations.length === 0) last = { trial, seed };
      return { trial, seed, linger: false };
    },
  };
}

/** What can only be seen when it is over. */
function lateIn(trial: Trial, late: number): Trial {
  const text = `${late} more came after all had been answered`;
  return { ...trial, violations: [{ invariant: "effects", text }] };
}

/** The handler was gone before this story began: the one before it is to blame. */
function wasGoneBefore({ played: { sent }, violations }: Trial): boolean {
  return violations.length > 0 && (sent.length === 0 || isGone(sent[0]!.outcome));
}

function notJudged({ effects, state }: Subject, skip: readonly Invariant[]): Invariant[] {
  return INVARIANT_NAMES.filter(
    (name) => skip.includes(name) || (name === "effects" && !effects) || (name === "state" && !state),
  );
}

/** How long it goes on: while there is time, and after a failure for some more stories. */
function createLimit({ monotonic }: RealTime, timeMs: number) {
  const start = monotonic();
  let left = Number.POSITIVE_INFINITY;
  let endBy = Number.POSITIVE_INFINITY;
  return {
    isReached: (failures: readonly FailureRecord[]): boolean =>
      monotonic() - start > timeMs || left <= 0 || monotonic() > endBy || failures.length >= MOST_CAUSES,
    begin(): void {
      left -= 1;
    },
    /** One that takes long would take as long again; one that is not sure may yet be met again. */
    shorten({ ms }: Trial, failures: readonly FailureRecord[]): void {
      if (ms > MORE_MS) left = 0;
      else if (left === Number.POSITIVE_INFINITY && failures.some(({ shrunk }) => shrunk.confirmed)) {
        left = MORE_STORIES;
        endBy = monotonic() + MORE_MS;
      }
    },
  };
}

/** What has passed so far: which kinds of stories, and how many requests of strangers. */
function createPassed() {
  const kinds = new Set<string>();
  let forged = 0;
  return {
    add({ story, played }: Trial): void {
      kinds.add(kindOf(story));
      forged += played.sent.filter(isForgery).length;
    },
    isEmpty: () => kinds.size === 0,
    /**
     * A handler that does not recover cannot be asked. Where the like of this story has been played before and passed, the strangers'
     * requests of all stories so far are what the two differ in.
     */
    withWhatCameBefore({ story, played }: Trial): { story: Story; requests: number } {
      const step = story.steps.find(isForgeryStep);
      if (!step || forged === 0 || !kinds.has(kindOf(story))) return { story, requests: played.sent.length };
      // What was not refused as a stranger's any more came when it had happened already.
      const times = forged + played.sent.filter((one) => isForgery(one) && statusOf(one) === 401).length;
      const steps = story.steps.map((one) => (one === step ? { ...step, place: "before" as const, times } : one));
      return { story: { steps }, requests: times + Math.min(2, played.sent.filter(isGenuine).length) };
    },
  };
}

function* seedsOf({ from, to, index, of }: Seeds): Generator<number> {
  for (let seed = from + index - 1; seed <= to; seed += of) yield seed;
}

function countOf({ from, to, index, of }: Seeds): number {
  return Math.max(0, Math.ceil((to - from - index + 2) / of));
}
