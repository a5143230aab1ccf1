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
export const read = (id) => ({ head: `GET /v1/tasks/${id} HTTP/1.1\r\n${HEADERS}` });

/** A request as it goes over a socket. */
export const bytesOf = ({ head, body }) => `${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

const FROZEN = ["--clock", "frozen"];

/** What is measured of the mock: how it is started, and what it is asked; `byHand`: how the peer is that does the same. */
export const KINDS = [
  {
    what: "POST /v1/tasks as started: live clock, another prompt each time",
    options: [],
    byHand: ["live"],
    body: OF_NONE,
    target: "≥ 0.35",
  },
  { what: "POST /v1/tasks, frozen clock, another prompt each time", options: FROZEN, byHand: [], body: OF_NONE },
  { what: "POST /v1/tasks, live clock, of a fixture", options: [], byHand: ["live"], body: OF_A_FIXTURE },
  {
    what: "POST /v1/tasks, frozen clock, of a fixture",
    options: FROZEN,
    byHand: [],
    body: OF_A_FIXTURE,
    target: "≥ 0.5",
  },
  { what: "GET /v1/tasks/:id", options: FROZEN, byHand: [], target: "≥ 0.75" },
];
const CONSTANT = { POST: "a constant answer to POST", GET: "a constant answer to GET" };
const constantFor = (what) => CONSTANT[what.startsWith("GET") ? "GET" : "POST"];

export async function measure({ rounds = 5 } = {}) {
  const size = await answerSize();
  const constant = (request) => () => rate(startPeer("bare-http.mjs", size), request);
  const peers = await peerCommands();
  const bases = {
    [CONSTANT.POST]: constant(() => create(OF_NONE)),
    [CONSTANT.GET]: constant(({ id }) => read(id)),
    ...Object.fromEntries(
      KINDS.map(({ what, byHand, body }) => [`${what}, by hand`, () => rate(startByHand(byHand), asks(body))]),
    ),
  };
  const others = {
    "an empty express app, POST": () => rate(startPeer("express-app.mjs", size), () => create(OF_NONE)),
    ...Object.fromEntries(
      peers.map((peer) => [peer.what, () => rate(startOther(peer), () => peer.request, peer.counts)]),
    ),
  };
  const ours = Object.fromEntries(
    KINDS.map(({ what, options, body }) => [what, () => rate(startMock(options), asks(body))]),
  );
  const numbers = await takeTurns({ ...bases, ...ours, ...others }, rounds);
  const row = (what, of, base, target = "") => ({
    what,
    unit: "/s",
    mock: numbers[of],
    bare: numbers[base],
    ratios: ratios(numbers[of], numbers[base]),
    target,
  });
  return [
    ...KINDS.flatMap(({ what, target }) => [
      row(what, what, `${what}, by hand`, target),
      row(`${what}, to a constant answer`, what, constantFor(what)),
    ]),
    ...Object.keys(others).map((what) => row(`${what}, to a constant answer`, what, CONSTANT.POST)),
  ];
}

/** What a server is asked, by the task that it has. */
export const asks = (body) => (task) => (body === undefined ? read(task.id) : create(body));

/** A server of ours that answers a constant of so many bytes. */
export async function startPeer(file, size) {
  const server = run([packageFile(`bench/peers/${file}`), String(size)]);
  return { port: await server.port(), pid: server.pid, stop: server.stop, task: { id: "task_8xK2mP" } };
}

/** The one that does the same as the mock. */
export async function startByHand(words) {
  const { stop, pid, port: listening } = run([packageFile("bench/peers/by-hand.mjs"), ...words]);
  const port = await listening();
  return { port, pid, stop, task: await createTask(port) };
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
export async function rate(starting, requestFor, { warm, measured } = COUNTS) {
  const { port, pid, stop, task } = await starting;
  try {
    const { send, end } = startLoad(port, requestFor(task));
    await send(warm);
    const before = secondsOf(pid);
    await send(measured);
    const answers = measured / (secondsOf(pid) - before);
    end();
    return answers;
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

/** As many bytes as the mock answers with. */
export async function answerSize() {
  const { task, stop } = await startMock([]);
  await stop();
  return JSON.stringify(task).length;
}

async function createTask(port) {
  const headers = { Authorization: "Bearer pk_test_bench", "Content-Type": "application/json" };
  return (await fetch(`http://127.0.0.1:${port}/v1/tasks`, { method: "POST", headers, body: OF_A_FIXTURE })).json();
}
