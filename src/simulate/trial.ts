// One story tried on the handler: played, its effects and states read, and judged.

import type { RealTime } from "../engine/clock.js";
import {
  effectsDue,
  type Invariant,
  isOver,
  judgeAnswers,
  judgeEffects,
  judgeState,
  statesDue,
  type Violation,
} from "./judge.js";
import type { Fire } from "./network.js";
import { type ClockFor, type PlayedStory, play } from "./play.js";
import { isOverlap, type Story } from "./story.js";

/** How long the handler is given, in real milliseconds: for an answer, and for an effect or a view to come right after all answers. */
export type Patience = { timeoutMs: number; settleMs: number };

/** The handler and its app, seen from outside. `effects`, `state`: absent when nobody says how to read them. */
export type Subject = {
  fire: (timeoutMs: number) => Fire;
  isListening: () => Promise<boolean>;
  effects?: () => Promise<number>;
  state?: (taskId: string) => Promise<string>;
};

/** `ms`: how long it took in real time. */
export type Trial = { story: Story; played: PlayedStory; violations: Violation[]; ms: number };

export type Bench = {
  /** `linger`: also watch whether effects come late. */
  try(story: Story, patience: Patience, linger?: boolean): Promise<Trial>;
  /** How many effects came since the last trial ended: there should be none. */
  sinceLast(): Promise<number>;
  /** The longest that an answer, an effect or a view has taken to be right, in milliseconds. */
  slowest: { answerMs: number; settleMs: number };
};

const BETWEEN_READS_MS = 10;
const LINGER_MS = 300;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createBench(
  subject: Subject,
  real: RealTime,
  secret: string,
  freshId: () => string,
  clockFor: ClockFor,
  skip: readonly Invariant[],
): Bench {
  const slowest = { answerMs: 0, settleMs: 0 };
  const pause = (ms: number) => new Promise<void>((resolve) => void real.after(ms, resolve));
  let lastEffects: number | undefined;
  let plays = 0;
  const nextMark = () => {
    plays += 1;
    return plays;
  };

  /** Reads until the value is right or patience is at an end. */
  async function settled<T>(
    read: () => Promise<T>,
    isRight: (value: T) => boolean,
    isHopeless: (value: T) => boolean,
    settleMs: number,
  ): Promise<T> {
    const start = real.monotonic();
    let value = await read();
    while (!isRight(value) && !isHopeless(value) && real.monotonic() - start < settleMs) {
      await pause(BETWEEN_READS_MS);
      value = await read();
    }
    if (isRight(value)) slowest.settleMs = Math.max(slowest.settleMs, real.monotonic() - start);
    return value;
  }

  /** What cannot be read because nobody listens any more is no mistake of the reader. */
  async function orGone<T>(read: () => Promise<T>): Promise<T | typeof GONE> {
    try {
      return await read();
    } catch (error) {
      if (await subject.isListening()) throw error;
      return GONE;
    }
  }

  function timed(fire: Fire): Fire {
    return async (shots) => {
      const start = real.monotonic();
      const outcomes = await fire(shots);
      if (shots.length === 1 && outcomes[0]!.kind === "answered")
        slowest.answerMs = Math.max(slowest.answerMs, real.monotonic() - start);
      return outcomes;
    };
  }

  async function judgeReadings(
    played: PlayedStory,
    before: number | undefined,
    settleMs: number,
    linger: boolean,
  ): Promise<Violation[]> {
    const found: Violation[] = [];
    if (subject.effects && before !== undefined) {
      const due = effectsDue(played);
      const read = async () => (await subject.effects!()) - before;
      const isRight = (effects: number) => effects >= due.least && effects <= due.most;
      if (linger) await pause(Math.max(LINGER_MS, 2 * slowest.settleMs));
      const effects = await settled(read, isRight, (value) => value > due.most, settleMs);
      lastEffects = before + effects;
      found.push(...judgeEffects(played, effects, due));
    }
    if (subject.state)
      for (const { task, allowed } of statesDue(played)) {
        const state = await settled(
          () => subject.state!(task.id),
          (value) => allowed.includes(value),
          () => false,
          settleMs,
        );
        found.push(...judgeState(task, allowed, state));
      }
    return found;
  }

  /** A slow handler that works on one request after the other needs longer for many at once. */
  function limitFor(story: Story, timeoutMs: number): number {
    const widest = Math.max(1, ...story.steps.filter(isOverlap).map(({ overlap }) => overlap.length));
    return Math.max(timeoutMs, Math.min(MOST_TIMEOUT_MS, 3 * slowest.answerMs * widest));
  }

  return {
    slowest,
    async try(story, patience, linger = false) {
      const start = real.monotonic();
      const timeoutMs = limitFor(story, patience.timeoutMs);
      const gone: Violation = { invariant: "alive", text: "the handler no longer listens" };
      const judged = (played: PlayedStory, violations: Violation[]): Trial => ({
        story,
        played,
        violations: violations.filter(({ invariant }) => !skip.includes(invariant)),
        ms: real.monotonic() - start,
      });
      const before = await orGone(async () => subject.effects?.());
      if (before === GONE) return judged({ sent: [], met: [], tasks: [], broken: true }, [gone]);
      const played = await play(story, {
        real,
        secret,
        fire: timed(subject.fire(timeoutMs)),
        freshId,
        clockFor,
        nextMark,
        isOver: (sent) => isOver(sent, skip),
      });
      const violations = judgeAnswers(played, timeoutMs);
      const last = played.sent.at(-1)?.outcome.kind;
      const wasCutOff = last === "unreachable" || last === "refused" || linger;
      if (played.broken || (wasCutOff && !(await subject.isListening())))
        return judged(played, (await subject.isListening()) ? violations : [...violations, gone]);
      // Where something was answered wrongly, the numbers would only repeat it.
      const read = await orGone(() => judgeReadings(played, before, patience.settleMs, linger));
      return judged(played, read === GONE ? [...violations, gone] : [...violations, ...read]);
    },
    async sinceLast() {
      if (!subject.effects || lastEffects === undefined) return 0;
      return (await subject.effects()) - lastEffects;
    },
  };
}

const GONE = Symbol("gone");
const MOST_TIMEOUT_MS = 30_000;

/** How many requests the handler got in a trial. */
export function requestsIn({ played }: Trial): number {
  return played.sent.length;
}
