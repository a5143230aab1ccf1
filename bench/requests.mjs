// Requests per second on kept-alive sockets: GET /v1/tasks/:id and POST /v1/tasks. Fresh processes each turn, the clock frozen.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { freePort, listens, mockCommand, packageFile, run } from "./processes.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "requests per second";

const SOCKETS = 32;
const WARM_MS = 1_500;
const MEASURE_MS = 2_000;
const HEAD = "Host: localhost\r\nAuthorization: Bearer pk_test_bench\r\nContent-Type: application/json\r\n";
const BODY = JSON.stringify({
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  user_id: "user_123",
});
export const CREATE = `POST /v1/tasks HTTP/1.1\r\n${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;
const read = (id) => `GET /v1/tasks/${id} HTTP/1.1\r\n${HEAD}\r\n`;

export async function measure({ rounds = 7 } = {}) {
  const size = await answerSize();
  return [
    ...(await compare("GET /v1/tasks/:id", (task) => read(task.id), size, rounds, "≥ 0.5")),
    ...(await compare("POST /v1/tasks", () => CREATE, size, rounds, "≥ 0.3")),
  ];
}

async function compare(what, requestFor, size, rounds, target) {
  const { mock, bare, express } = await takeTurns(
    {
      bare: () => requestsPerSecond(startPeer("bare-http.mjs", size), requestFor),
      mock: () => requestsPerSecond(startMock(), requestFor),
      express: () => requestsPerSecond(startPeer("express-app.mjs", size), requestFor),
    },
    rounds,
  );
  return [
    { what, unit: "/s", mock, bare, ratios: ratios(mock, bare), target },
    { what: "the same, an empty express app", unit: "/s", mock: express, bare, ratios: ratios(express, bare) },
  ];
}

async function startPeer(file, size) {
  const server = run([packageFile(`bench/peers/${file}`), String(size)]);
  return { port: await server.port(), stop: server.stop };
}

/** Without a log: the peers write none. */
export async function startMock(...options) {
  const port = await freePort();
  const { stop } = run(mockCommand(port, "silent", "--clock", "frozen", ...options));
  await listens(port);
  return { port, stop };
}

export async function requestsPerSecond(starting, requestFor) {
  const { port, stop } = await starting;
  try {
    const request = requestFor(await createTask(port));
    const client = promisify(execFile)(process.execPath, [
      packageFile("bench/load-client.mjs"),
      ...[port, SOCKETS, WARM_MS, MEASURE_MS].map(String),
    ]);
    client.child.stdin.end(request);
    const { stdout, stderr } = await client;
    if (stderr) throw new Error(`Not a 200: ${stderr}`);
    return Number(stdout);
  } finally {
    await stop();
  }
}

/** The peers answer as many bytes as the mock does. */
async function answerSize() {
  const { port, stop } = await startMock();
  const task = await createTask(port);
  await stop();
  return JSON.stringify(task).length;
}

async function createTask(port) {
  const headers = { Authorization: "Bearer pk_test_bench", "Content-Type": "application/json" };
  return (await fetch(`http://127.0.0.1:${port}/v1/tasks`, { method: "POST", headers, body: BODY })).json();
}
