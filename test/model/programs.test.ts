// Thousands of programs against the model: `npm test` runs the first of them, `npm run soak` many more.

import fc from "fast-check";
import { it, onTestFinished } from "vitest";
import { asTest, drawn, exact, forking, hurried, kept, killed, type Program, sociable } from "./program.js";
import { expectKept, expectSameStory, openBench } from "./runner.js";

/** How many programs, from which seed; after so many seconds no further one is begun, however busy the machine. */
const RUNS = Number(process.env.PLOTON_MODEL_RUNS ?? 2_000);
const SEED = Number(process.env.PLOTON_MODEL_SEED ?? 20_250_615);
const SECONDS = Number(process.env.PLOTON_MODEL_SECONDS ?? 10);

type Kind = { what: string; programs: fc.Arbitrary<Program>; share: number; strangers?: true };

const KINDS: Kind[] = [
  { what: "a program that can be foretold leads to what the model says", programs: exact, share: 0.5 },
  { what: "it does so over restarts and kills, too", programs: kept, share: 0.2 },
  { what: "it does so where it goes on from a moment of another account", programs: forking, share: 0.05 },
  { what: "it tells the same story again, beside a stranger", programs: sociable, share: 0.1, strangers: true },
  {
    what: "so does a program of chance, and among other tasks of its account",
    programs: drawn,
    share: 0.05,
    strangers: true,
  },
  { what: "a program in a hurry breaks no rule", programs: hurried, share: 0.1 },
  {
    what: "nor does one whose mock is killed meanwhile, and loses no task that anybody was told of",
    programs: killed,
    share: 0.05,
  },
];

const TIMEOUT = SECONDS * 10_000 + 60_000;

it.each(KINDS.map((kind) => [kind.what, kind] as const))("%s", { timeout: TIMEOUT }, async (_, kind) => {
  const { programs, share, strangers } = kind;
  const bench = await openBench();
  onTestFinished(() => bench.close());
  const end = performance.now() + SECONDS * share * 1_000;
  let ran = 0;
  const property = fc.asyncProperty(
    programs,
    strangers ? fc.option(programs) : fc.constant(null),
    async (program, other) => {
      if (performance.now() > end) return;
      ran += 1;
      // A stranger who does the very same is the one that is most easily taken for somebody else.
      await (strangers ? expectSameStory(bench, program, other ?? program) : expectKept(bench, program));
    },
  );
  const details = await fc.check(property, { seed: SEED, numRuns: Math.ceil(RUNS * share) });
  if (process.env.PLOTON_MODEL_RUNS) console.log(`${ran} programs from seed ${SEED}`);
  if (!details.failed) return;
  const [program, other] = details.counterexample!;
  const found = details.errorInstance as Error;
  throw new Error(
    `Program ${details.numRuns} of seed ${SEED}, shrunk ${details.numShrinks} times. To keep it, paste into test/model/found.test.ts:\n\n${asTest(program, strangers ? (other ?? program) : null)}\n\n${found.message}`,
    { cause: found },
  );
});
