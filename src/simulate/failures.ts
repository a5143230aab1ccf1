// The failures of a simulation, each cause once: cut down, confirmed, and written down with what shows it again.

import type { RealTime } from "../engine/clock.js";
import { type FailureCause, featuresOf, isWithin } from "./causes.js";
import { type CutDown, type CutDownOptions, cutDown } from "./cut-down.js";
import { INVARIANT_NAMES, type Violation } from "./judge.js";
import { type HandlerReach, pytestFile, replayCommand, vitestFile } from "./paste.js";
import type { FailureRecord } from "./report.js";
import { tellTrial } from "./tell.js";
import type { Bench, Patience, Trial } from "./trial.js";

export type FailuresOptions = {
  reach: HandlerReach;
  real: RealTime;
  patience: Patience;
  onFailure?: (failure: FailureRecord) => void;
  onShrink?: (requests: number) => void;
};

export function createFailures(
  { reach, real, patience, onFailure, onShrink = () => {} }: FailuresOptions,
  bench: Bench,
  recovery: Pick<CutDownOptions, "recovered" | "ordinary" | "withWhatCameBefore">,
) {
  const found: { cause: FailureCause; failure: FailureRecord }[] = [];
  const how = { bench, patience, monotonic: real.monotonic, ...recovery, onShorter: onShrink };

  /** One that needs less takes the place of one that needs more, one that is sure that of one that is not. */
  function add(cause: FailureCause, failure: FailureRecord): void {
    const known = found.find((one) => isWithin(one.cause, cause));
    const isBetter = known && failure.shrunk.confirmed && !known.failure.shrunk.confirmed;
    if (known && !isBetter) {
      known.failure.repeats += 1;
      return;
    }
    const same = known ?? found.find((one) => isWithin(cause, one.cause));
    if (same) {
      failure.repeats = same.failure.repeats + 1;
      Object.assign(same, { cause, failure });
    } else found.push({ cause, failure });
    onFailure?.(failure);
  }

  return {
    list: (): FailureRecord[] => found.map(({ failure }) => failure),
    /** Tells of a failure unless its like has been told; why the handler cannot go on, undefined: it can. `linger`: it showed late. */
    async take(trial: Trial, seed: number | null, linger: boolean): Promise<string | undefined> {
      const violation = worstOf(trial);
      const { invariant } = violation;
      const like = { invariant, features: featuresOf(trial.story) };
      const before = found.find(({ cause }) => isWithin(cause, like));
      if (before && !isWorthAnotherTry(before.failure)) {
        before.failure.repeats += 1;
        return (await recovery.recovered(trial)) ? undefined : NOT_RECOVERED;
      }
      const cut = await cutDown(trial, violation, linger, how);
      const features = featuresOf({ steps: cut.shrunk.steps });
      add({ invariant, features }, { ...recordOf(reach, violation, cut, seed), story: trial.story });
      if (cut.usable) return undefined;
      return cut.isOrdinary ? "an ordinary event is not taken, so nothing else could be judged" : NOT_RECOVERED;
    },
  };
}

/** What is written down of a failure that was cut down, but for the story that it was met with. */
function recordOf(
  reach: HandlerReach,
  { invariant, text }: Violation,
  { shrunk, trial: shown, isOrdinary }: CutDown,
  seed: number | null,
): Omit<FailureRecord, "story"> {
  const story = { steps: shrunk.steps };
  const what = shown.violations.find((one) => one.invariant === invariant)?.text ?? text;
  return {
    invariant,
    what: isOrdinary ? `${what}; ${ordinarily(reach)}` : what,
    seed,
    shrunk,
    happened: tellTrial(shown),
    repeats: 0,
    replay: replayCommand(reach, story, seed),
    test: vitestFile(reach, story, invariant),
    pytest: pytestFile(reach, story, invariant),
  };
}

const NOT_RECOVERED = "the handler did not recover from the last failure";

/** What to do where nothing has to go wrong. */
function ordinarily({ url, functions }: HandlerReach): string {
  const check = functions.includes("webhook") ? "ploton-mock check" : `ploton-mock check ${url}`;
  return `this is an ordinary event, with which nothing went wrong. Is the secret (--secret) the handler's own? ${check} names what it may be`;
}

/** The first in the order of the invariants. */
function worstOf({ violations }: Trial): Violation {
  return INVARIANT_NAMES.flatMap((name) => violations.filter(({ invariant }) => invariant === name))[0]!;
}

/** A flaky failure is looked at again when it is met again, for a time: a longer story may make it sure. */
function isWorthAnotherTry({ shrunk, repeats }: FailureRecord): boolean {
  return !shrunk.confirmed && repeats < MOST_TRIES;
}

const MOST_TRIES = 12;
