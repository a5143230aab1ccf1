// What a test file pays: importing the package, a start and the first advance, each time in a fresh process, against importing express
// alone; and what each test pays once it is warm.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { packageFile } from "./processes.mjs";
import { median, ratios, takeTurns } from "./rounds.mjs";

export const title = "in a process of its own: import, start and first advance";

const WARM = 200;
const THIS_FILE = fileURLToPath(import.meta.url);

export async function measure({ rounds = 11 } = {}) {
  const inFreshProcess = (what) => () =>
    JSON.parse(execFileSync(process.execPath, [THIS_FILE, what], { encoding: "utf8" }));
  const { mock, express, warm } = await takeTurns(
    { express: inFreshProcess("express"), mock: inFreshProcess("mock"), warm: inFreshProcess("warm") },
    rounds,
  );
  const own = (what, numbers, target) => ({
    what,
    unit: "ms",
    mock: numbers,
    bare: numbers,
    ratios: numbers.map(() => 1),
    target,
  });
  return [
    {
      what: `${title}, to importing express alone`,
      unit: "ms",
      mock,
      bare: express,
      ratios: ratios(mock, express),
      target: "≤ 2.5",
    },
    own(
      "start, advance and close, warm",
      warm.map(({ whole }) => whole),
      "≤ 1 ms",
    ),
    own(
      "an account, warm",
      warm.map(({ account }) => account),
      "≤ 0.25 ms",
    ),
  ];
}

const KINDS = {
  express: () => timeOf(() => import("express")),
  mock: () => timeOf(async () => (await startOne()).clock.advance("3s")),
  async warm() {
    const whole = await medianOf(async () => {
      const mock = await startOne();
      await mock.clock.advance("3s");
      await mock.close();
    });
    const mock = await startOne();
    return { whole, account: await medianOf(() => mock.account()) };
  },
};

async function startOne() {
  const { startPlotonMock } = await import(packageFile("dist/index.js"));
  return startPlotonMock();
}

async function timeOf(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The later half of the times: the first ones are not warm. */
async function medianOf(work) {
  const times = [];
  for (let n = 0; n < WARM; n += 1) times.push(await timeOf(work));
  return median(times.slice(WARM / 2));
}

if (process.argv[1] === THIS_FILE) {
  console.log(JSON.stringify(await KINDS[process.argv[2]]()));
  process.exit();
}
