// A mock, with --data FILE or without, in this process under load: prints as JSON for how long its event loop stood still at most, in
// milliseconds, as monitorEventLoopDelay has it, and (Linux) in processor time of its own, which a busy machine does not stretch.

import { execFile } from "node:child_process";
import { openSync, readSync } from "node:fs";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { promisify } from "node:util";
import { startPlotonMock } from "../dist/index.js";
import { packageFile } from "./processes.mjs";
import { create, OF_A_FIXTURE } from "./requests.mjs";

const SOCKETS = 32;
const COUNTS = { warm: 500, measured: 20_000 };

const [file] = process.argv.slice(2);
const mock = await startPlotonMock(file ? { data: file } : {});
await load(COUNTS.warm); // what a first request loads is loaded
const delay = monitorEventLoopDelay({ resolution: 1 });
const turns = watchTurns();
delay.enable();
await load(COUNTS.measured);
delay.disable();
console.log(JSON.stringify({ delay: delay.max / 1e6, own: turns.longest() }));
await mock.close();

async function load(count) {
  const options = [new URL(mock.url).port, SOCKETS].map(String);
  const env = { ...process.env, BENCH_REQUEST: JSON.stringify(create(OF_A_FIXTURE)) };
  const client = promisify(execFile)(process.execPath, [packageFile("bench/load-client.mjs"), ...options], { env });
  client.child.stdin.end(`${count}\n`);
  await client;
}

/** From one turn of the event loop to the next. */
function watchTurns() {
  if (process.platform !== "linux") return { longest: () => null };
  const stat = openSync(`/proc/self/task/${process.pid}/schedstat`, "r");
  const bytes = Buffer.alloc(64);
  const now = () => Number(bytes.toString("latin1", 0, readSync(stat, bytes, 0, 64, 0)).split(" ")[0]) / 1e6;
  let last = now();
  let longest = 0;
  const turn = () => {
    const at = now();
    longest = Math.max(longest, at - last);
    last = at;
    setImmediate(turn).unref();
  };
  turn();
  return { longest: () => longest };
}
