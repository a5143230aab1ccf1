// Deliveries for a second of this process's processor time: tasks that all complete at one instant, one advance of a frozen clock, a handler in another process.
// The other side sends as many bytes to the same handler in a plain loop, with the same client; below, with bare node:http.

import { startPlotonMock } from "../dist/index.js";
import { packageFile, processorMs, run } from "./processes.mjs";
import { rawPost } from "./raw-post.mjs";
import { ratios, takeTurns } from "./rounds.mjs";
import { sameClient } from "./same-client.mjs";

export const title = "deliveries for a second of processor time";

const COUNT = 400;
const BODY = Buffer.from(
  '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}',
);
const PROMPT = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";

export async function measure({ rounds = 11 } = {}) {
  const receiver = run([packageFile("bench/peers/receiver.mjs")]);
  const handler = `http://127.0.0.1:${await receiver.port()}/webhook`;
  const mock = await startPlotonMock({ webhook: handler });
  const post = await sameClient(handler, BODY);
  const contestants = {
    same: () => loop(post),
    bare: () => loop(() => rawPost(handler, BODY)),
    mock: () => advanceOverAll(mock),
  };
  await takeTurns(contestants, 2);
  const { mock: ours, same, bare } = await takeTurns(contestants, rounds);
  await mock.close();
  await receiver.stop();
  return [
    {
      what: `${title}, to the same client in a loop`,
      unit: "/s",
      mock: ours,
      bare: same,
      ratios: ratios(ours, same),
      target: "≥ 0.85",
    },
    {
      what: "the same, to bare `node:http` in a loop",
      unit: "/s",
      mock: ours,
      bare,
      ratios: ratios(ours, bare),
      target: "",
    },
  ];
}

async function loop(post) {
  const started = processorMs();
  for (let n = 0; n < COUNT; n += 1) await post();
  return COUNT / ((processorMs() - started) / 1_000);
}

/** The tasks are made before the watch starts. */
async function advanceOverAll(mock) {
  for (let n = 0; n < COUNT; n += 1) await createTask(mock);
  const started = processorMs();
  await mock.clock.advance("3s");
  return COUNT / ((processorMs() - started) / 1_000);
}

function createTask({ baseUrl, apiKey }) {
  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
  return fetch(`${baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify({ prompt: PROMPT }) }).then(
    (answer) => answer.arrayBuffer(),
  );
}
