// Memory over accounts that come and go while a log is written: flat. By hand: node bench/accounts-memory.mjs [accounts] [tasks of each];
// 10000 2 for many that do little.
// A process of its own, as the log is the command line's; what it holds is its resident memory, which `ps` tells.

import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { connectPlotonMock } from "../dist/index.js";

const STEPS = 8;
const FILLER = "and say for each what it is good for, ".repeat(240);

const [accounts = 160, tasks = 60] = process.argv.slice(2).map(Number);
const child = spawn(
  process.execPath,
  [
    fileURLToPath(new URL("../bin/ploton-mock.js", import.meta.url)),
    "--port",
    "0",
    "--clock",
    "frozen",
    "--log",
    "json",
  ],
  { stdio: ["ignore", "pipe", "inherit"] },
);
const lines = createInterface({ input: child.stdout });
const { url } = await new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
const mock = await connectPlotonMock(url);

/** Tasks of about 18 KB each, to their end, and away. */
async function comeAndGo() {
  const account = await mock.account();
  const headers = { Authorization: `Bearer ${account.apiKey}`, "Content-Type": "application/json" };
  for (let n = 0; n < tasks; n += 1) {
    const body = JSON.stringify({ prompt: `Task ${n}: ${FILLER}`, metadata: { filler: FILLER } });
    const answer = await fetch(`${url}/v1/tasks`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    await answer.arrayBuffer();
  }
  await account.clock.runUntilIdle();
  await account.close();
}

const residentMegabytes = () => Number(execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)])) / 1_024;
const steps = [];
for (let step = 1; step <= STEPS; step += 1) {
  for (let n = 0; n < accounts / STEPS; n += 1) await comeAndGo();
  steps.push(residentMegabytes());
  console.log(
    `${String(Math.round((accounts * step) / STEPS)).padStart(6)} accounts  resident ${steps.at(-1).toFixed(1)} MB`,
  );
}
const half = steps[STEPS / 2 - 1];
console.log(`growth over the second half: ${(((steps.at(-1) - half) / half) * 100).toFixed(1)} %`);
child.kill();
