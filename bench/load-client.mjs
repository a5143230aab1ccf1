// The load, in a process of its own: kept-alive sockets, each with one request under way, bytes made beforehand, hardly any parsing.
// node load-client.mjs PORT SOCKETS WARM_MS MEASURE_MS, the request on standard input; prints answers per second.

import { readFileSync } from "node:fs";
import net from "node:net";

const [port, sockets, warmMs, measureMs] = process.argv.slice(2).map(Number);
const request = readFileSync(0);
let answers = 0;
let refused = "";

stayAwake();
for (let n = 0; n < sockets; n += 1) keepAsking(net.connect(port, "127.0.0.1"));
await new Promise((resolve) => setTimeout(resolve, warmMs));
answers = 0;
const started = performance.now();
await new Promise((resolve) => setTimeout(resolve, measureMs));
const rate = answers / ((performance.now() - started) / 1_000);
if (refused) console.error(refused);
console.log(refused ? "0" : rate.toFixed(1));
process.exit();

/** Waking a sleeping process costs the server more than an answer does, and a slow server's client sleeps more often. */
function stayAwake() {
  setImmediate(stayAwake);
}

/** All answers on a connection are alike in size up to a digit, so an answer is over when its body's bytes are in. */
function keepAsking(socket) {
  let missing = 0;
  socket.setNoDelay(true);
  socket.on("connect", () => socket.write(request));
  socket.on("data", (chunk) => {
    missing = missing > 0 ? missing - chunk.length : bytesMissing(chunk);
    if (missing > 0) return;
    answers += 1;
    socket.write(request);
  });
}

/** How much of the answer that `chunk` begins is not in it; an answer's head is always whole. */
function bytesMissing(chunk) {
  const head = chunk.toString("latin1", 0, chunk.indexOf("\r\n\r\n") + 4);
  if (!head.startsWith("HTTP/1.1 200")) refused = chunk.toString();
  const length = Number(/content-length: (\d+)/i.exec(head)[1]);
  return head.length + length - chunk.length;
}
