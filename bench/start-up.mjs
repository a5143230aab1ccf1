// From starting the process to its first 200 on GET /v1/tasks: whole processes, as a shell starts them.

import net from "node:net";
import { mockCommand, packageFile, run } from "./processes.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "process start to first 200";

const REQUEST =
  "GET /v1/tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer pk_test_bench\r\nConnection: close\r\n\r\n";

export async function measure({ rounds = 15 } = {}) {
  const { mock, bare, express } = await takeTurns(
    {
      bare: () => startToFirstAnswer([packageFile("bench/peers/bare-http.mjs")]),
      mock: () => startToFirstAnswer(mockCommand(0, "json")),
      express: () => startToFirstAnswer([packageFile("bench/peers/express-app.mjs")]),
    },
    rounds,
  );
  return [
    { what: title, unit: "ms", mock, bare, ratios: ratios(mock, bare), target: "≤ 1.5" },
    { what: "the same, an empty express app", unit: "ms", mock: express, bare, ratios: ratios(express, bare) },
  ];
}

/** Milliseconds. */
export async function startToFirstAnswer(command) {
  const started = performance.now();
  const server = run(command);
  await firstAnswer(await server.port());
  const took = performance.now() - started;
  await server.stop();
  return took;
}

function firstAnswer(port) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1", () => socket.write(REQUEST));
    socket.on("error", reject);
    socket.once("data", (bytes) => {
      socket.destroy();
      if (bytes.toString("latin1", 9, 12) === "200") resolve();
      else reject(new Error(`The first answer was not a 200: ${bytes}`));
    });
  });
}
