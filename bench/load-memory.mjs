// What is resident after a minute of creates at full rate, as started (live clock, another prompt each time), of bare `node:http` under
// the same load: with a constant answer, and with the same thing done by hand. By hand: node bench/load-memory.mjs [seconds]. Linux, as /proc tells it.

import { readFileSync } from "node:fs";
import { create, OF_NONE, startLoad, startMock, startPeer } from "./requests.mjs";

const AT_ONCE = 5_000;
const ANSWER_BYTES = 130;
const seconds = Number(process.argv[2] ?? 60);

const residentMegabytes = (pid) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))[1]) / 1_024;

async function load({ port, pid, stop }) {
  const { send, end } = startLoad(port, create(OF_NONE));
  const over = performance.now() + seconds * 1_000;
  let requests = 0;
  for (; performance.now() < over; requests += AT_ONCE) await send(AT_ONCE);
  const resident = residentMegabytes(pid);
  end();
  await stop();
  return { resident, requests };
}

const bare = await load(await startPeer("bare-http.mjs", ANSWER_BYTES));
const byHand = await load(await startPeer("by-hand.mjs", "live"));
const mock = await load(await startMock([]));
for (const [name, { resident, requests }] of Object.entries({ bare, "by hand": byHand, mock }))
  console.log(`${name}  ${requests} requests in ${seconds} s  resident ${resident.toFixed(0)} MB`);
for (const [name, { resident }] of Object.entries({ bare, "the same by hand": byHand }))
  console.log(`ratio to ${name} ${(mock.resident / resident).toFixed(2)}`);
