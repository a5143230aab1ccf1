// From starting the process to its first answer, as a shell starts it: of `GET /v1/tasks`, and of the two control calls that come first.

import net from "node:net";
import { mockCommand, packageFile, run } from "./processes.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "process start to first 200";

const CALLS = {
  v1: "GET /v1/tasks",
  health: "GET /_mock/health",
  advance: "POST /_mock/clock/advance",
};

export async function measure({ rounds = 15 } = {}) {
  const bareServer = [packageFile("bench/peers/bare-http.mjs")];
  const { bare, express, ...mocks } = await takeTurns(
    {
      bare: () => startToFirstAnswer(bareServer),
      ...Object.fromEntries(
        Object.entries(CALLS).map(([name, call]) => [name, () => startToFirstAnswer(mockCommand(0, "json"), call)]),
      ),
      express: () => startToFirstAnswer([packageFile("bench/peers/express-app.mjs")]),
    },
    rounds,
  );
  const row = (what, mock, target = "") => ({ what, unit: "ms", mock, bare, ratios: ratios(mock, bare), target });
  return [
    row(title, mocks.v1, "≤ 1.5"),
    row("the same, of `GET /_mock/health`", mocks.health, "≤ 1.9"),
    row("the same, of an advance", mocks.advance, "≤ 1.9"),
    row("the same, an empty express app", express),
  ];
}

/** Milliseconds. */
export async function startToFirstAnswer(command, call = CALLS.v1) {
  const started = performance.now();
  const server = run(command);
  await firstAnswer(await server.port(), call);
  const took = performance.now() - started;
  await server.stop();
  return took;
}

function firstAnswer(port, call) {
  const body = call.startsWith("POST") ? '{"by":"3s"}' : "";
  const head = [
    `${call} HTTP/1.1`,
    "Host: localhost",
    "Authorization: Bearer pk_test_bench",
    "Connection: close",
    ...(body === "" ? [] : ["Content-Type: application/json", `Content-Length: ${body.length}`]),
  ];
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(`${head.join("\r\n")}\r\n\r\n${body}`));
    socket.on("error", reject);
    socket.once("data", (bytes) => {
      socket.destroy();
      if (bytes.toString("latin1", 9, 12) === "200") resolve();
      else reject(new Error(`The first answer was not a 200: ${bytes}`));
    });
  });
}
