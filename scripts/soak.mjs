// The random programs of test/model/ for longer than `npm test`: npm run soak -- [--runs N] [--seconds S] [--seed N]

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    /** How many programs. */
    runs: { type: "string", default: "20000" },
    /** After so long no further one is begun. */
    seconds: { type: "string", default: "3600" },
    /** Another one each time; a failure says which. */
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
  },
});
const env = {
  ...process.env,
  PLOTON_MODEL_RUNS: values.runs,
  PLOTON_MODEL_SECONDS: values.seconds,
  PLOTON_MODEL_SEED: values.seed,
};
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const child = spawn(process.execPath, [vitest, "run", "test/model/programs.test.ts"], { env, stdio: "inherit" });
child.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
