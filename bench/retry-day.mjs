// The test of a whole day: create, advance("3s"), advance("24h") with five attempts, warm, against five plain POSTs to the same handler.
// The task is made with such a POST too, to the same kind of address, so that no client's own cost is counted.

import http from "node:http";
import { startPlotonMock } from "../dist/index.js";
import { warmMs } from "./processes.mjs";
import { rawPost } from "./raw-post.mjs";
import { ratios, takeTurns } from "./rounds.mjs";
import { sameClient } from "./same-client.mjs";

export const title = "24 hours of retries, processor time";

/** A thousand days: of what a day takes, much is compiled only then. */
const WARM_ROUNDS = 20;
const ATTEMPTS = 5;
/** So many days for one number: of one, the processor's clock and the garbage of others are the larger part. */
const DAYS = 50;
const CREATE = Buffer.from(
  JSON.stringify({
    prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  }),
);

export async function measure({ rounds = 15 } = {}) {
  let calls = 0;
  const handler = http.createServer((request, response) => {
    request.on("data", () => {});
    request.on("end", () => {
      calls += 1;
      response.writeHead(calls % ATTEMPTS === 0 ? 200 : 500).end();
    });
  });
  await new Promise((resolve) => handler.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${handler.address().port}/webhook`;
  const mock = await startPlotonMock({ webhook: url });
  const post = await sameClient(url, CREATE);
  const contestants = {
    same: () => perDay(() => five(post)),
    bare: () => perDay(() => five(() => rawPost(url, CREATE))),
    mock: () => perDay(() => aDay(mock, () => calls)),
  };
  await takeTurns(contestants, WARM_ROUNDS);
  const { mock: ours, same, bare } = await takeTurns(contestants, rounds);
  await mock.close();
  handler.close();
  return [
    {
      what: `${title}, to five POSTs with the same client`,
      unit: "ms",
      mock: ours,
      bare: same,
      ratios: ratios(ours, same),
      target: "≤ 1.5",
    },
    {
      what: "the same, to five with bare `node:http`",
      unit: "ms",
      mock: ours,
      bare,
      ratios: ratios(ours, bare),
      target: "",
    },
  ];
}

async function perDay(work) {
  const spent = await warmMs(async () => {
    for (let day = 0; day < DAYS; day += 1) await work();
  });
  return spent / DAYS;
}

async function five(post) {
  for (let n = 0; n < ATTEMPTS; n += 1) await post();
}

async function aDay(mock, callsSoFar) {
  const before = callsSoFar();
  await rawPost(`${mock.baseUrl.replace("localhost", "127.0.0.1")}/tasks`, CREATE, {
    Authorization: `Bearer ${mock.apiKey}`,
  });
  await mock.clock.advance("3s");
  await mock.clock.advance("24h");
  if (callsSoFar() - before !== ATTEMPTS) throw new Error(`The handler was called ${callsSoFar() - before} times.`);
}
