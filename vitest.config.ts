import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/**
 * What takes longest begins first, also where no run before has left its times: else one worker ends long after the others. Folders, or
 * beginnings of files' names in one.
 */
const LONGEST = [
  // Of one piece, a ninth of all that is computed.
  "infer/corpus",
  "browser",
  "cli",
  "python",
  "infer/",
  "simulate",
  "handler-check/bad",
  "examples",
  "faults/chaos",
  "scenarios/determinism",
  "model",
  "store/vitest-door",
  "handler-check",
  "docs/examples",
  "data",
  "control",
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const at = LONGEST.findIndex((name) => moduleId.includes(`/test/${name}`));
      return at === -1 ? LONGEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: "test/support/built.ts",
    setupFiles: "test/support/shipped.ts",
    // A worker keeps the modules of the files before: each file would else load express, zod and faker anew. No module of src/ holds
    // what one test could see of another, and tests that change what is global put it back.
    isolate: false,
    // One more than there are cores: half of what a test takes it waits, for a browser, a process, a moment that must pass.
    maxWorkers: availableParallelism() + 1,
    // Room for what lives as long as one test: it is collected seldom, and less of it is moved.
    execArgv: ["--min-semi-space-size=32"],
    sequence: { sequencer: LongestFirst },
    // What a run before has made of a module of the same text is taken, in place of transforming it anew.
    experimental: { fsModuleCache: true },
    // A neighbour that takes the whole machine for a while is no fault of ours; a fault of ours fails three times.
    retry: process.env.CI === "true" ? 2 : 0,
    // Long enough for a busy machine; what is polled for mostly takes a few milliseconds.
    expect: { poll: { timeout: 60_000, interval: 20 } },
    // Bounds that end a test that hangs, and nothing else: a machine with neighbours is ten times slower than an idle one.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
