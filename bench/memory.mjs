// Memory over many tasks: flat once as many are kept as are kept at most. By hand: node bench/memory.mjs [tasks]
// Every prompt is another one, so that nothing that is remembered by prompt can hide.

import { spawnSync } from "node:child_process";
import http from "node:http";
import { startPlotonMock } from "../dist/index.js";

const AT_ONCE = 64;
const STEPS = 10;

if (!globalThis.gc) {
  const { status } = spawnSync(process.execPath, ["--expose-gc", ...process.argv.slice(1)], { stdio: "inherit" });
  process.exit(status ?? 1);
}

const tasks = Number(process.argv[2] ?? 300_000);
const mock = await startPlotonMock({
  clock: "instant",
  webhook: (request, response) => request.resume().on("end", () => response.end("thanks")),
});
const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });
const filler = "and say for each what it is good for, ".repeat(8);

function create(n) {
  const body = JSON.stringify({
    prompt: `Return name and email of customer ${n}`,
    user_id: `user_${n}`,
    metadata: { n, filler },
  });
  const headers = {
    Authorization: `Bearer ${mock.apiKey}`,
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  };
  return new Promise((resolve, reject) => {
    const request = http.request(`${mock.baseUrl}/tasks`, { method: "POST", headers, agent }, (response) => {
      response
        .resume()
        .on("end", () =>
          response.statusCode === 200 ? resolve() : reject(new Error(`it answered ${response.statusCode}`)),
        );
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function createUpTo(end) {
  const one = async () => {
    while (made < end) {
      made += 1;
      await create(made);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
  await mock.clock.runUntilIdle().catch(() => createUpTo(end));
}

function measure() {
  globalThis.gc();
  const { rss, heapUsed, external } = process.memoryUsage();
  return { rss, heap: heapUsed + external };
}

const megabytes = (bytes) => `${(bytes / 1_048_576).toFixed(1).padStart(7)} MB`;
let made = 0;
const started = performance.now();
const heaps = [];
for (let step = 1; step <= STEPS; step += 1) {
  await createUpTo(Math.round((tasks * step) / STEPS));
  const { rss, heap } = measure();
  heaps.push(heap);
  console.log(
    `${String(made).padStart(7)} tasks  ${((performance.now() - started) / 1_000).toFixed(0).padStart(4)} s  heap ${megabytes(heap)}  resident ${megabytes(rss)}`,
  );
}
const half = heaps[Math.floor(STEPS / 2) - 1];
console.log(`growth over the second half: ${(((heaps.at(-1) - half) / half) * 100).toFixed(1)} %`);
agent.destroy();
await mock.close();
