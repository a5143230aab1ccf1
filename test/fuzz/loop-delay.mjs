// Loaded into the mock under test before anything else: how long its one thread was kept busy without a pause, and what it
// holds. Counted in the thread's own time on a processor, so that a busy machine does not look like a busy mock.

import { readFileSync } from "node:fs";

const TICK_MS = 10;
const SCHEDULE = `/proc/self/task/${process.pid}/schedstat`;

/** Milliseconds that the main thread has run; where the system does not tell, those that have passed. */
function ran() {
  try {
    return Number(readFileSync(SCHEDULE, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return performance.now();
  }
}

let longest = 0;
let last = ran();
// A tick comes once in each turn of the loop: what was run since the last one was at most a tick and one turn.
setInterval(() => {
  const now = ran();
  longest = Math.max(longest, now - last - TICK_MS);
  last = now;
}, TICK_MS).unref();

process.on("message", (asked) => {
  if (asked !== "longest" && asked !== "held") return;
  const now = ran();
  longest = Math.max(longest, now - last - TICK_MS);
  last = now;
  if (asked === "held") globalThis.gc?.();
  process.send?.({ longest, held: process.memoryUsage().heapUsed + process.memoryUsage().external });
  longest = 0;
});
process.channel?.unref();
