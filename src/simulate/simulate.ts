// The door to the simulation: what a caller gives, read and checked; the handler and its app as something to play stories at.

import { ASSUMED } from "../contract/assumed.js";
import type { Outcome } from "../domain/delivery.js";
import { DAY_MS, DURATION_FORM, parseDuration } from "../domain/duration.js";
import { didYouMean, type MessagePart, MockError, said } from "../domain/errors.js";
import type { RealTime } from "../engine/clock.js";
import type { WireFault, WireMessage } from "../engine/faults/webhook-effects.js";
import { createRandom, drawSecret, drawTaskId } from "../engine/random.js";
import { type Exploration, explore, type Seeds } from "./explore.js";
import { INVARIANT_NAMES, type Invariant } from "./judge.js";
import type { HandlerReach } from "./paste.js";
import { type EffectsReader, readerOfEffects, readerOfState, refuseMovingProbe, type StateReader } from "./readings.js";
import type { FailureRecord, SimulationReport } from "./report.js";
import { readStory, type Story } from "./story.js";
import { storyText } from "./tell.js";
import type { Subject } from "./trial.js";

/** What may be said of a simulation, beside the handler. Times as text: "60s". */
export type SimulationSettings = {
  /**
   * The webhook secret that the handler knows.
   * @example "whsec_test_secret"
   */
  secret?: string;
  /**
   * How many effects the app has carried out in all: a function, a URL or a command. Absent: that each event has one effect is not judged.
   * @example () => db.handledEvents.count()
   */
  effects?: EffectsReader;
  /**
   * The app's view of a task, running, waiting, complete or failed: a function, or a URL with {task_id}. Absent: it is not judged.
   * @example async (taskId) => (await db.tasks.find(taskId))?.status
   */
  state?: StateReader;
  /**
   * How many, or "1..5000". 1,000 by default, without end where `time` is given.
   * @example 500
   */
  seeds?: number | string;
  /**
   * One seed alone.
   * @example 8123
   */
  seed?: number;
  /**
   * "2/8": the second of eight parts of the seeds.
   * @example "2/8"
   */
  shard?: string;
  /**
   * No story is begun after so much real time.
   * @example "60s"
   */
  time?: string;
  /**
   * This story, in place of those of the seeds.
   * @example { steps: [{ task: "A", course: [{ event: "complete", after: "1s" }] }, { fault: "duplicate", on: "A.complete" }] }
   */
  story?: Story;
  /**
   * Invariants that are not judged.
   * @example ["state"]
   */
  skip?: readonly string[];
  /**
   * How long the handler may take to answer in real time; 10s by default.
   * @example "5s"
   */
  timeout?: string;
  /**
   * How long an effect or a view may take to be right after the last answer; 3s by default.
   * @example "1s"
   */
  settle?: string;
  /**
   * Makes the handler as if it had just been started; called when it does not recover from a failure.
   * @example () => app.restart()
   */
  restart?: () => void | Promise<void>;
  /**
   * Reject with the shortest story in the message when an invariant does not hold.
   * @example true
   */
  throws?: boolean;
};

/** The outside that a simulation stands on. */
export type Outside = {
  real: RealTime;
  fire: (
    url: string,
    shots: readonly { message: WireMessage; wire: WireFault | null }[],
    timeoutMs: number,
  ) => Promise<Outcome[]>;
  isListening: (url: string) => Promise<boolean>;
  /** The handler is a function of the caller's, whose address is gone when this is over. */
  isServed?: boolean;
};

/** What is shown while it runs. */
export type Showing = Pick<Exploration, "onStory" | "onFailure" | "onShrink"> & Pick<HandlerReach, "secretIn">;

const DEFAULT_SEEDS = 1_000;

/**
 * Plays stories against the handler at `url`. Throws `MockError` 400: `bad_option`, `bad_story`, `unreachable` when nobody
 * listens, `bad_probe` when effects or state cannot be read, `nothing_to_judge`; with `throws`, 409 `simulation_failed`.
 */
export async function simulateHandler(
  url: string,
  settings: SimulationSettings,
  outside: Outside,
  showing: Showing = {},
): Promise<SimulationReport> {
  const { secret = ASSUMED.defaultWebhookSecret, restart } = settings;
  const skip = readSkip(settings.skip ?? []);
  if (typeof secret !== "string" || secret === "")
    throw bad("secret must not be empty: give the handler's PLOTON_WEBHOOK_SECRET, such as whsec_….");
  const subject = subjectOf(url, settings, outside);
  const exploration: Exploration = {
    subject,
    reach: {
      url,
      secret,
      secretIn: showing.secretIn,
      probe: textIn(settings.effects),
      state: textIn(settings.state),
      skip,
      functions: functionsIn({ webhook: outside.isServed ? outside.fire : url, ...settings }),
    },
    real: outside.real,
    freshId: freshIds(),
    seeds: readSeeds(settings),
    skip,
    patience: {
      timeoutMs: readDuration("timeout", settings.timeout ?? "10s"),
      settleMs: readDuration("settle", settings.settle ?? "3s"),
    },
    timeMs: settings.time === undefined ? Number.POSITIVE_INFINITY : readDuration("time", settings.time),
    ...(settings.story !== undefined && { story: readStory(settings.story) }),
    ...(restart && { restart: async () => void (await restart()) }),
    onStory: showing.onStory,
    onFailure: showing.onFailure,
    onShrink: showing.onShrink,
  };
  if (!(await subject.isListening()))
    throw new MockError(400, "unreachable", `Nobody listens at ${url}: start the handler, or correct the URL.`);
  await refuseMovingProbe(subject);
  const report = await explore(exploration);
  if (settings.throws && report.failures[0]) throw failedWith(report.failures[0]);
  return report;
}

/** Those of the parts that are functions. */
function functionsIn(given: Partial<Record<"webhook" | "effects" | "state", unknown>>) {
  return (["webhook", "effects", "state"] as const).filter((name) => typeof given[name] === "function");
}

/** A reader that can be written down. */
function textIn(reader: unknown): string | null {
  return typeof reader === "string" ? reader : null;
}

/** For a program, which plays it again itself: a listener's port is gone by then, and no command line could reach it. */
function failedWith(failure: FailureRecord): MockError {
  const again = `To play it again, give simulate this story:\n  story: ${storyText(failure.shrunk)},`;
  return new MockError(409, "simulation_failed", [...describeFailure(failure), again].join("\n"));
}

/** A failure in a few lines: what, the story's course, how sure. */
export function describeFailure({ invariant, what, shrunk, happened, seed }: FailureRecord): string[] {
  const from = seed === null ? "" : `seed ${seed}, `;
  const sure = shrunk.confirmed ? `failed ${shrunk.failed} of ${shrunk.of} times` : (shrunk.note ?? "not confirmed");
  const requests = `${shrunk.requests} ${shrunk.requests === 1 ? "request" : "requests"}`;
  return [`${invariant}: ${what}`, `${from}${requests}, ${sure}`, ...happened.map((line) => `  ${line}`)];
}

function subjectOf(url: string, { effects, state }: SimulationSettings, outside: Outside): Subject {
  const { monotonic } = outside.real;
  return {
    fire: (timeoutMs) => (shots) => outside.fire(url, shots, timeoutMs),
    isListening: () => outside.isListening(url),
    ...(effects !== undefined && { effects: readerOfEffects(effects, monotonic) }),
    ...(state !== undefined && { state: readerOfState(state, monotonic) }),
  };
}

/** Ids that no handler has seen, also not in an earlier run: the tasks of a story follow one another like brothers. */
function freshIds(): () => string {
  const draw = createRandom(drawSecret().toString("hex")).stream("ids");
  let stem = "";
  let left: string[] = [];
  const given = new Set<string>();
  return () => {
    while (left.length === 0) {
      stem = drawTaskId(draw).slice(0, -1);
      if (!given.has(stem)) left = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
      given.add(stem);
    }
    return stem + left.shift()!;
  };
}

function readSkip(names: readonly string[]): Invariant[] {
  const skip = names.map((name) => {
    const found = INVARIANT_NAMES.find((one) => one === name);
    if (found) return found;
    throw bad(
      said`${named("skip")}: there is no invariant "${name}".${didYouMean(name, INVARIANT_NAMES)} Allowed: ${INVARIANT_NAMES.join(", ")}.`,
    );
  });
  if (INVARIANT_NAMES.every((name) => skip.includes(name)))
    throw new MockError(400, "nothing_to_judge", "All invariants are skipped: nothing would be judged.");
  return skip;
}

function readSeeds({ seeds, seed, shard, time }: SimulationSettings): Seeds {
  if (seed !== undefined && seeds !== undefined) throw bad("Give seed or seeds, not both.");
  const [from, to] =
    seed !== undefined
      ? [whole("seed", seed), whole("seed", seed)]
      : rangeOf(seeds ?? (time === undefined ? DEFAULT_SEEDS : `1..${Number.MAX_SAFE_INTEGER}`));
  const [, index = "1", of = "1"] = shard === undefined ? [] : (/^(\d{1,6})\/(\d{1,6})$/.exec(shard) ?? []);
  if (shard !== undefined && !/^\d{1,6}\/\d{1,6}$/.test(shard))
    throw bad(said`${named("shard")} must be such as 2/8, not ${JSON.stringify(shard)}.`);
  if (Number(index) < 1 || Number(index) > Number(of))
    throw bad(said`${named("shard")} ${shard!}: the first number goes from 1 to the second.`);
  return { from, to, index: Number(index), of: Number(of) };
}

/** 500, "500", "1..5000". */
export function rangeOf(seeds: number | string): [number, number] {
  const [, from, to] = /^(\d{1,16})\.\.(\d{1,16})$/.exec(String(seeds)) ?? [];
  if (from === undefined) return [1, whole("seeds", seeds)];
  const range: [number, number] = [whole("seeds", from), whole("seeds", to)];
  if (range[0] > range[1]) throw bad(said`${named("seeds")} ${String(seeds)}: the first is after the last.`);
  return range;
}

function whole(name: string, value: unknown): number {
  const number = typeof value === "string" && /^\d{1,16}$/.test(value) ? Number(value) : value;
  if (Number.isSafeInteger(number) && (number as number) >= 1) return number as number;
  throw bad(
    said`${named(name)} must be a whole number from 1${name === "seeds" ? ', or a range such as "1..5000"' : ""}, not ${JSON.stringify(value)}.`,
  );
}

function readDuration(name: string, value: string): number {
  const ms = typeof value === "string" ? parseDuration(value) : undefined;
  if (ms !== undefined && ms > 0 && ms <= DAY_MS) return ms;
  throw bad(said`${named(name)} must be ${DURATION_FORM}, not ${JSON.stringify(value)}.`);
}

/** A setting in a message: each skin has a name of its own for it. */
function named(field: string): MessagePart {
  return { field, text: field };
}

function bad(message: string | readonly MessagePart[]): MockError {
  return new MockError(400, "bad_option", message);
}
