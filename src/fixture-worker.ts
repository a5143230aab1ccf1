// The thread on which slow work of fixtures is done: one job after the other, each with an end that nothing can put off.

import { runInThisContext } from "node:vm";
import { parentPort } from "node:worker_threads";
import { MockError } from "./domain/errors.js";
import type { Json } from "./domain/json.js";
import { createRandom } from "./engine/random.js";
import { type JobName, type JobOrder, type Jobs, LONGEST_MS, type Reply } from "./fixtures/apart.js";
import { schemaProblems } from "./fixtures/generate.js";
import { loadMakers } from "./fixtures/makers.js";
import { matchFixture } from "./fixtures/match.js";
import { makeScenario } from "./fixtures/plan.js";
import { placesIn, readSource } from "./fixtures/source.js";

const WORK: { [K in JobName]: (input: Jobs[K]["takes"]) => Jobs[K]["gives"] } = {
  match: ({ fixture, request }) => matchFixture(fixture, request),
  scenario: ({ fixture, match, request, seed, names, occurrence, now }) => {
    const random = createRandom(seed);
    const own = (name: string) => random.stream("fixture", fixture.name, name);
    const scenario = makeScenario(fixture, match, request, random.stream(...names), occurrence, now, own);
    return JSON.parse(JSON.stringify(scenario)) as typeof scenario; // what is made when it is looked at does not go over
  },
  problems: ({ schema }) => schemaProblems(schema as Json),
  source: ({ text, file }) => {
    const { value, problems } = readSource(text, file);
    return { value, problems };
  },
  places: ({ text, file, spots }) => placesIn(readSource(text, file).placeOf, spots),
};

let work: () => unknown = () => undefined;
const DOOR = "__plotonMockWork";
Object.defineProperty(globalThis, DOOR, { value: () => work() });

/** Runs to its end, or until its time is over: a script's limit holds for all that it calls, expressions included. */
function withinTime(timeout: number, what: () => unknown): unknown {
  work = what;
  return runInThisContext(`${DOOR}()`, { timeout });
}

function replyTo({ name, input }: JobOrder): Reply {
  try {
    return { value: withinTime(LONGEST_MS[name], () => WORK[name](input as never)) };
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === "ERR_SCRIPT_EXECUTION_TIMEOUT") return { tooSlow: true };
    if (error instanceof MockError)
      return { error: { status: error.status, code: error.code, message: error.message } };
    return { error: { message: message ?? String(error) } };
  }
}

// Loaded before the first job, whose time is its own.
const ready = loadMakers(["generate", "infer"]);
parentPort?.on("message", (order: JobOrder) => void ready.then(() => parentPort?.postMessage(replyTo(order))));
