// What a create costs when its result is read off the prompt, over one from a fixture; distinct prompts, in this process, no client and no socket.
// By hand: node bench/inferred-create.mjs [creates]. "with the result": the result is made too, as it is when the task completes.

import { rmSync } from "node:fs";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { packageFile } from "./processes.mjs";
import { median, ratios, takeTurns } from "./rounds.mjs";

const ROUNDS = 9;
const creates = Number(process.argv[2] ?? 400);
const outfile = packageFile(`node_modules/.inferred-create-${process.pid}.mjs`);
await esbuild.build({
  stdin: {
    contents: `export { openMock } from "./src/mock.ts"; export { DEFAULTS } from "./src/options.ts";`,
    resolveDir: packageFile("."),
  },
  outfile,
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  logLevel: "error",
});
const { openMock, DEFAULTS } = await import(pathToFileURL(outfile).href);
rmSync(outfile);

const mock = await openMock({ ...DEFAULTS, port: 0, clock: "frozen" });
const account = mock.accounts.main();
let count = 0;
/** Answered by a shipped fixture, whoever is named. */
const known = () => {
  count += 1;
  return `Pull all active subscriptions for user_${count}. Return plan name, amount, and next billing date.`;
};
/** No two are alike, so that nothing that was read before is of use. */
const unknown = () => {
  count += 1;
  return `Get the ${(count % 9) + 2} latest orders of customer cus_${count}. Return order number, amount, status and created date.`;
};

async function create(prompt, look) {
  const request = { prompt, userId: "user_1", metadata: undefined, mode: "live" };
  const found = await mock.scenarios.find(request, account);
  if ((found.fixture === "general") === prompt.startsWith("Pull"))
    throw new Error(`${prompt} is answered by ${found.fixture}`);
  const { scenario, occurrence } = await found.make();
  const task = account.runner.start(request, scenario, occurrence);
  if (look) JSON.stringify(task.plan.at(-1).data);
}

const microseconds = (prompt, look) => async () => {
  const before = process.cpuUsage();
  for (let i = 0; i < creates; i += 1) await create(prompt(), look);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / creates;
};
const numbers = await takeTurns(
  {
    fixture: microseconds(known, false),
    inferred: microseconds(unknown, false),
    "inferred, with the result": microseconds(unknown, true),
  },
  ROUNDS,
);
for (const [name, all] of Object.entries(numbers))
  console.log(
    `${name.padEnd(26)} ${median(all).toFixed(0).padStart(6)} µs of processor time  ${median(ratios(all, numbers.fixture)).toFixed(2)} × a fixture`,
  );
await mock.close();
