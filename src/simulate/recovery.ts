// After a failure: is the handler fit for another story? Where it is not, it is started anew, if somebody knows how.

import type { RealTime } from "../engine/clock.js";
import { shortPatience } from "./cut-down.js";
import type { Story } from "./story.js";
import type { Bench, Patience, Subject, Trial } from "./trial.js";

/** A handler that something starts again is waited for so long, in real milliseconds. */
const COMES_BACK_MS = 3_000;

/** What is still under way in the handler gets so long before it is given up. */
const PAUSES_MS = [0, 100, 400];

/** An ordinary day. */
const CONTROL: Story = { steps: [{ task: "A", course: [{ event: "complete", after: "1s" }] }] };

export type RecoveryOptions = {
  subject: Subject;
  real: RealTime;
  patience: Patience;
  /** Makes the handler as it is when it has just been started, where somebody knows how. */
  restart?: () => Promise<void>;
};

export function createRecovery({ subject, real, patience, restart }: RecoveryOptions, bench: Bench) {
  const pause = (ms: number) => new Promise<void>((resolve) => void real.after(ms, resolve));

  let ordinary: Trial[] = [];
  let wasWell = false;

  /** An ordinary day passes, at the latest when what is still under way is over. */
  async function isWell(pauses: readonly number[] = [0]): Promise<boolean> {
    for (const ms of pauses) {
      await pause(ms);
      const day = await bench.try(CONTROL, shortPatience(bench, patience));
      wasWell ||= day.violations.length === 0;
      if (day.violations.length === 0) return true;
      ordinary.push(day);
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

  async function recovered({ violations }: Trial): Promise<boolean> {
    ordinary = [];
    const hasGone = violations.some(({ invariant }) => invariant === "alive") && !restart;
    const isThere = (await subject.isListening()) || (hasGone && (await comesBack()));
    if (isThere && (await isWell(restart ? [0] : PAUSES_MS))) return true;
    if (!restart) return false;
    await restart();
    return (await comesBack()) && (await isWell());
  }

  return {
    recovered,
    /** The ordinary days that did not pass when it was last asked whether it has recovered; none where one has ever passed. */
    ordinary: (): readonly Trial[] => (wasWell ? [] : ordinary),
  };
}
