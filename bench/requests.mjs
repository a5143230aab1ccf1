// What an answer costs: GET /v1/tasks/:id and POST /v1/tasks on kept-alive sockets, answers for a second of the server's own processor
// time, so that neighbours on the machine count for little. Fresh processes each turn. The peers do the nearest thing that they do.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { peerCommands } from "./other-mocks.mjs";
import { freePort, listens, mockCommand, packageFile, run } from "./processes.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "answers for a second of processor time";

const SOCKETS = 32;
/** More than are counted and kept at most, so that what goes away is measured too. */
const COUNTS = { warm: 25_000, measured: 40_000 };
const HEADERS = "Host: localhost\r\nAuthorization: Bearer pk_test_bench\r\nContent-Type: application/json\r\n";
export const OF_A_FIXTURE = JSON.stringify({
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  user_id: "user_123",
});
export const OF_NONE = JSON.stringify({
  prompt: "Pull all deals of customer # from the CRM. Return deal name, amount, close date, and contact email.",
  user_id: "user_123",
});
export const create = (body) => ({ head: `POST /v1/tasks HTTP/1.1\r\n${HEADERS}`, body });
const read = (id) => ({ head: `GET /v1/tasks/${id} HTTP/1.1\r\n${HEADERS}` });

/** A request as it goes over a socket. */
export const bytesOf = ({ head, body }) => `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** What is measured of the mock: how it is started, and what it is asked. */
const KINDS = [
  {
    what: "POST /v1/tasks as started: live clock, another prompt each time",
    options: [],
    body: OF_NONE,
    target: "≥ 0.35",
  },
  { what: "the same, frozen clock", options: ["--clock", "frozen"], body: OF_NONE },
  { what: "POST /v1/tasks, live clock, of a fixture", options: [], body: OF_A_FIXTURE },
  {
    what: "POST /v1/tasks, frozen clock, of a fixture",
    options: ["--clock", "frozen"],
    body: OF_A_FIXTURE,
    target: "≥ 0.5",
  },
  { what: "GET /v1/tasks/:id", options: ["--clock", "frozen"], target: "≥ 0.75" },
];

export async function measure({ rounds = 5 } = {}) {
  const size = await answerSize();
  const walls = {};
  /** Gives the processor's rate, and keeps the wall's of the same run. */
  const both = (what, starting, requestFor) => async () => {
    const { processor, wall } = await rates(starting(), requestFor);
    walls[what] = [...(walls[what] ?? []), wall];
    return processor;
  };
  const bare = (what, request) => both(what, () => startPeer("bare-http.mjs", size), request);
  const peers = await peerCommands();
  const contestants = {
    barePost: bare("barePost", () => create(OF_NONE)),
    bareGet: bare("bareGet", ({ id }) => read(id)),
    ...Object.fromEntries(
      KINDS.map(({ what, options, body }) => [what, both(what, () => startMock(options), ofMock(body))]),
    ),
    "an empty express app, POST": () => rate(startPeer("express-app.mjs", size), () => create(OF_NONE)),
    ...Object.fromEntries(
      peers.map((peer) => [peer.what, () => rate(startOther(peer), () => peer.request, peer.counts)]),
    ),
  };
  const numbers = await takeTurns(contestants, rounds);
  const targets = Object.fromEntries(KINDS.map(({ what, target }) => [what, target]));
  const baseOf = (what) => (what.startsWith("GET") ? "bareGet" : "barePost");
  const row = (what, rate, base, target) => ({
    what,
    unit: "/s",
    mock: rate,
    bare: base,
    ratios: ratios(rate, base),
    target,
  });
  return Object.keys(contestants)
    .filter((what) => !what.startsWith("bare"))
    .flatMap((what) => [
      row(what, numbers[what], numbers[baseOf(what)], targets[what] ?? ""),
      ...(walls[what] ? [row(`${what}, by the wall's clock`, walls[what], walls[baseOf(what)], "")] : []),
    ]);
}

const ofMock = (body) => (task) => (body === undefined ? read(task.id) : create(body));

export async function startPeer(file, size) {
  const server = run([packageFile(`bench/peers/${file}`), String(size)]);
  return { port: await server.port(), pid: server.pid, stop: server.stop, task: { id: "task_8xK2mP" } };
}

/** Without a log: the peers write none. */
export async function startMock(options) {
  const port = await freePort();
  const { stop, pid } = run(mockCommand(port, "silent", ...options));
  await listens(port);
  return { port, pid, stop, task: await createTask(port) };
}

async function startOther({ command }) {
  const port = await freePort();
  const { stop, pid } = run(command(port));
  await listens(port);
  return { port, pid, stop, task: {} };
}

/** Answers for a second of the server's processor time; of the wall's where the system does not tell it. */
export async function rate(starting, requestFor, counts) {
  return (await rates(starting, requestFor, counts)).processor;
}

/** The same, and for a second of the wall's clock. */
async function rates(starting, requestFor, { warm, measured } = COUNTS) {
  const { port, pid, stop, task } = await starting;
  try {
    const { send, end } = startLoad(port, requestFor(task));
    await send(warm);
    const before = { processor: secondsOf(pid), wall: performance.now() };
    await send(measured);
    const processor = measured / (secondsOf(pid) - before.processor);
    const wall = (measured * 1_000) / (performance.now() - before.wall);
    end();
    return { processor, wall };
  } finally {
    await stop();
  }
}

/** The load in a process of its own: `send` sends so many requests, and waits until they are answered. */
export function startLoad(port, request) {
  const client = spawn(process.execPath, [packageFile("bench/load-client.mjs"), String(port), String(SOCKETS)], {
    env: { ...process.env, BENCH_REQUEST: JSON.stringify(request) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const answered = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  return {
    async send(count) {
      client.stdin.write(`${count}\n`);
      if ((await answered.next()).done) throw new Error("The load ended early.");
    },
    end: () => client.stdin.end(),
  };
}

/** Processor seconds of a process, all its threads; the clock's where /proc does not tell. */
function secondsOf(pid) {
  if (process.platform !== "linux") return performance.now() / 1_000;
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ")[1].split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The peers of our own answer as many bytes as the mock does. */
async function answerSize() {
  const { task, stop } = await startMock([]);
  await stop();
  return JSON.stringify(task).length;
}

async function createTask(port) {
  const headers = { Authorization: "Bearer pk_test_bench", "Content-Type": "application/json" };
  return (await fetch(`http://127.0.0.1:${port}/v1/tasks`, { method: "POST", headers, body: OF_A_FIXTURE })).json();
}
