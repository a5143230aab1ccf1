// What is resident after a minute of creates at full rate, as started (live clock, another prompt each time), of bare `node:http` under
// the same load. By hand: node bench/load-memory.mjs [seconds]. Linux, as /proc tells it.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { freePort, listens, mockCommand, packageFile, run } from "./processes.mjs";
import { create, OF_NONE } from "./requests.mjs";

const SOCKETS = 32;
const AT_ONCE = 5_000;
const ANSWER_BYTES = 130;
const seconds = Number(process.argv[2] ?? 60);

async function startMock() {
  const port = await freePort();
  const { pid, stop } = run(mockCommand(port, "silent"));
  await listens(port);
  return { port, pid, stop };
}

async function startBare() {
  const server = run([packageFile("bench/peers/bare-http.mjs"), String(ANSWER_BYTES)]);
  return { port: await server.port(), pid: server.pid, stop: server.stop };
}

const residentMegabytes = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))[1]) / 1_024;

async function load({ port, pid, stop }) {
  const env = { ...process.env, BENCH_REQUEST: JSON.stringify(create(OF_NONE)) };
  const client = spawn(process.execPath, [packageFile("bench/load-client.mjs"), String(port), String(SOCKETS)], {
    env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answered = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  const end = performance.now() + seconds * 1_000;
  let requests = 0;
  for (; performance.now() < end; requests += AT_ONCE) {
    client.stdin.write(`${AT_ONCE}\n`);
    if ((await answered.next()).done) throw new Error("The load ended early.");
  }
  const resident = residentMegabytes(pid);
  client.stdin.end();
  await stop();
  return { resident, requests };
}

const bare = await load(await startBare());
const mock = await load(await startMock());
for (const [name, { resident, requests }] of Object.entries({ bare, mock }))
  console.log(`${name}  ${requests} requests in ${seconds} s  resident ${resident.toFixed(0)} MB`);
console.log(`ratio ${(mock.resident / bare.resident).toFixed(2)}`);
