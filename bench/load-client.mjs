// The load, in a process of its own: kept-alive sockets, each with one request under way, hardly any parsing. Sends so many requests
// for each number on its standard input and says when they are answered, so that whoever measures can look at the server in between.
// While requests are open it never sleeps: it would be the answering server that pays for waking it, in its own processor time (tens of
// microseconds in a virtual machine), and the slower the server, the more often its client sleeps.
// node load-client.mjs PORT SOCKETS, the request in the environment; `#` in its body becomes a number that never came before.

import net from "node:net";
import { createInterface } from "node:readline";

const [port, count] = process.argv.slice(2).map(Number);
const { head, body } = JSON.parse(process.env.BENCH_REQUEST);
let number = 0;
let left = 0;
let open = 0;
let tell = () => {};

const sockets = await Promise.all(Array.from({ length: count }, connect));
for await (const line of createInterface({ input: process.stdin })) {
  left = Number(line);
  const answered = new Promise((resolve) => {
    tell = resolve;
  });
  for (const ask of sockets) ask();
  stayAwake();
  await answered;
  console.log("answered");
}
process.exit();

function stayAwake() {
  if (left > 0 || open > 0) setImmediate(stayAwake);
}

function requestBytes() {
  if (body === undefined) return `${head}\r\n`;
  number += 1;
  const text = body.replace("#", String(number));
  return `${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}

/** Resolves with what asks on this socket until nothing is left. */
function connect() {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    let missing = 0;
    const ask = () => {
      if (left === 0) return;
      left -= 1;
      open += 1;
      socket.write(requestBytes());
    };
    socket.setNoDelay(true);
    socket.on("connect", () => resolve(ask));
    socket.on("data", (chunk) => {
      missing = missing > 0 ? missing - chunk.length : bytesMissing(chunk);
      if (missing > 0) return;
      open -= 1;
      ask();
      if (left === 0 && open === 0) tell();
    });
  });
}

/** How much of the answer that `chunk` begins is not in it; an answer's head is always whole. An answer in chunks ends with its last. */
function bytesMissing(chunk) {
  const end = chunk.indexOf("\r\n\r\n") + 4;
  const top = chunk.toString("latin1", 0, end);
  if (!/^HTTP\/1.1 20[01]/.test(top)) throw new Error(`Not a success: ${chunk.toString()}`);
  const length = /content-length: (\d+)/i.exec(top)?.[1];
  if (length !== undefined) return end + Number(length) - chunk.length;
  if (!chunk.includes("\r\n0\r\n\r\n")) throw new Error(`An answer in parts: ${chunk.toString()}`);
  return 0;
}
