// What a fixture makes of a request: the task that is to be born. Fixtures make it, the engine plays it; neither knows the other.

import type { Fault } from "./fault.js";
import type { FixtureRef, Step } from "./task.js";

/** The next number of a seeded stream, from 0 up to but without 1. */
export type Draw = () => number;

/** Everything a new task needs. `ids` are taken in turn; when all are taken the engine makes one. */
export type Scenario = {
  fixture: FixtureRef;
  tool: string;
  ids: readonly string[];
  plan: readonly Step[];
  faults: readonly Fault[];
};
