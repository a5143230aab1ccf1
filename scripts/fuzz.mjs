// npm run fuzz: the fuzzer of test/fuzz, long. --cases N (100,000), --time MINUTES (none but what the cases take), --seed N (by chance).

import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { cases: { type: "string" }, time: { type: "string" }, seed: { type: "string" } },
});
const seed = values.seed ?? String(Math.floor(Math.random() * 2 ** 31));
const minutes = Number(values.time ?? 24 * 60);
console.log(`seed ${seed}, at most ${minutes} minutes`);
const env = {
  ...process.env,
  FUZZ_CASES: values.cases ?? "100000",
  FUZZ_SECONDS: String(minutes * 60),
  FUZZ_SEED: seed,
};
const { status } = spawnSync("npx", ["vitest", "run", "test/fuzz"], { env, stdio: "inherit" });
process.exit(status ?? 1);
