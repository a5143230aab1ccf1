// What a user's own program sees: requests a second by the wall's clock, 32 at a time, with the clients that programs have: fetch, and
// an http.Agent that keeps connections alive. In this process, so that the client's own work counts, which is most of it.

import http from "node:http";
import { answerSize, KINDS, startMock, startPeer } from "./requests.mjs";
import { ratios, takeTurns } from "./rounds.mjs";

export const title = "requests a second of a user's client";

const AT_ONCE = 32;
const COUNTS = { warm: 4_000, measured: 8_000 };
const HEADERS = { Authorization: "Bearer pk_test_bench", "Content-Type": "application/json" };
const agent = new http.Agent({ keepAlive: true, maxSockets: AT_ONCE });

const CLIENTS = {
  fetch: async (url, method, body) => {
    const answer = await fetch(url, { method, body, headers: HEADERS });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
    return answer.json();
  },
  "http.Agent": (url, method, body) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) };
      const request = http.request(url, { method, agent, headers: { ...HEADERS, ...length } }, (answer) => {
        let text = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk) => {
          text += chunk;
        });
        answer.on("end", () => resolve(JSON.parse(text)));
      });
      request.on("error", reject);
      request.end(body);
    }),
};
/** As people start it, the easiest create, and a read. */
const CHOSEN = KINDS.filter(({ target }) => target !== undefined);

export async function measure({ rounds = 5 } = {}) {
  const size = await answerSize();
  const pairs = Object.entries(CLIENTS).flatMap(([name, send]) =>
    CHOSEN.map(({ what, options, body }) => ({
      what: `${what}, by the wall's clock, with ${name}`,
      mock: () => rate(startMock(options), send, body),
      bare: () => rate(startPeer("bare-http.mjs", size), send, body),
    })),
  );
  const turns = pairs.flatMap(({ what, mock, bare }) => [
    [what, mock],
    [`${what}, bare`, bare],
  ]);
  const numbers = await takeTurns(Object.fromEntries(turns), rounds);
  return pairs.map(({ what }) => {
    const [mock, bare] = [numbers[what], numbers[`${what}, bare`]];
    return { what, unit: "/s", mock, bare, ratios: ratios(mock, bare), target: "" };
  });
}

async function rate(starting, send, body) {
  const { port, stop, task } = await starting;
  const url = `http://127.0.0.1:${port}/v1/tasks${body === undefined ? `/${task.id}` : ""}`;
  let number = 0;
  const one = () => send(url, body === undefined ? "GET" : "POST", body?.replace("#", String(++number)));
  try {
    await many(COUNTS.warm, one);
    const before = performance.now();
    await many(COUNTS.measured, one);
    return (COUNTS.measured * 1_000) / (performance.now() - before);
  } finally {
    agent.destroy();
    await stop();
  }
}

async function many(count, one) {
  let left = count;
  const worker = async () => {
    while (left-- > 0) await one();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
