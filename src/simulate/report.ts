// What a simulation found, as the record that programs get.

import type { CoverageRecord } from "./coverage.js";
import type { Invariant } from "./judge.js";
import type { Story, StoryStep } from "./story.js";

/**
 * A story that fails. `requests`: how many POSTs reach the handler in it. `confirmed`: it failed each time it was played again;
 * else `note` says why it is not, and `failed` of `of` how often it did.
 */
export type ShrunkRecord = {
  steps: StoryStep[];
  requests: number;
  confirmed: boolean;
  failed: number;
  of: number;
  note?: string;
};

/** `repeats`: how many further stories failed of the same cause. `happened`: what the handler got and answered, line by line. */
export type FailureRecord = {
  invariant: Invariant;
  what: string;
  seed: number | null;
  story: Story;
  shrunk: ShrunkRecord;
  happened: string[];
  repeats: number;
  /** The command line that plays the shrunk story again. */
  replay: string;
  /** A Vitest file, and one for pytest, that fail as long as the handler does. */
  test: string;
  pytest: string;
};

export type SimulationReport = {
  handler: string;
  /** "1..1000", or null for a story that was given. */
  seeds: string | null;
  shard: string | null;
  stories: number;
  requests: number;
  passed: boolean;
  not_judged: Invariant[];
  /** Those of them that were not to be judged. */
  skipped: Invariant[];
  failures: FailureRecord[];
  coverage: CoverageRecord;
  /** Why it ended before the last seed, where it did. */
  stopped?: string;
};
