// Deliveries for a second of this process's processor time, to a handler in another process. One at a time: tasks that all complete at
// one instant, in one advance of a frozen clock. Many at a time: as many tasks as that fall due together on a live clock. The other
// side sends as many bytes to the same handler, as many at a time, with the same client; below, with bare node:http.

import { startPlotonMock } from "../dist/index.js";
import { packageFile, run, warmMs } from "./processes.mjs";
import { rawPost } from "./raw-post.mjs";
import { ratios, takeTurns } from "./rounds.mjs";
import { sameClient } from "./same-client.mjs";

export const title = "deliveries for a second of processor time";

const COUNT = 400;
/** Of each kind; ten thousand deliveries in all. */
const WARM_ROUNDS = 8;
const BODY = Buffer.from(
  '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}',
);
const TASK = Buffer.from(
  JSON.stringify({
    prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  }),
);

export async function measure({ rounds = 11 } = {}) {
  const receiver = run([packageFile("bench/peers/receiver.mjs")]);
  const handler = `http://127.0.0.1:${await receiver.port()}/webhook`;
  const mock = await startPlotonMock({ webhook: handler });
  const post = await sameClient(handler, BODY);
  const bare = () => rawPost(handler, BODY);
  const contestants = {
    bare1: () => loop(bare, 1),
    ...Object.fromEntries(
      [1, 20, 100].flatMap((most) => [
        [`same${most}`, () => loop(post, most)],
        [`mock${most}`, () => (most === 1 ? oneByOne(mock) : together(mock, most))],
      ]),
    ),
  };
  await takeTurns(contestants, WARM_ROUNDS);
  const all = await takeTurns(contestants, rounds);
  await mock.close();
  await receiver.stop();
  const row = (what, ours, theirs, target = "") => ({
    what,
    unit: "/s",
    mock: ours,
    bare: theirs,
    ratios: ratios(ours, theirs),
    target,
  });
  return [
    row(`${title}, to the same client in a loop`, all.mock1, all.same1, "≥ 0.85"),
    row("the same, to bare `node:http` in a loop", all.mock1, all.bare1),
    row("20 at a time, to the same client, 20 at a time", all.mock20, all.same20, "≥ 0.85"),
    row("100 at a time, to the same client, 100 at a time", all.mock100, all.same100, "≥ 0.85"),
  ];
}

/** Every batch of `most` goes when the one before is back. */
async function loop(post, most) {
  return perSecond(async () => {
    for (let n = 0; n < COUNT; n += most) await Promise.all(Array.from({ length: most }, post));
  });
}

async function oneByOne(mock) {
  await createTasks(mock, COUNT);
  return perSecond(() => mock.clock.advance("3s"));
}

/** Between the instants at which the batches fall due, in virtual milliseconds; all of them were made before the first does. */
const APART_MS = 100;

/**
 * `most` tasks are made at each of some instants of a frozen clock, and fall due together, one batch after the other, once it runs, a
 * thousand times as fast.
 */
async function together(mock, most) {
  for (let n = 0; n < COUNT; n += most) {
    await createTasks(mock, most);
    await mock.clock.advance(`${APART_MS}ms`);
  }
  const rate = await perSecond(async () => {
    await mock.clock.set({ mode: "live", speed: 1_000 });
    do await passed(200);
    while ((await mock.clock.get()).pending.length > 0);
    await mock.clock.runUntilIdle(); // once what is on the wire is back
  });
  await mock.clock.set({ mode: "frozen" });
  return rate;
}

async function perSecond(work) {
  return COUNT / ((await warmMs(work)) / 1_000);
}

async function createTasks({ baseUrl, apiKey }, count) {
  const url = `${baseUrl.replace("localhost", "127.0.0.1")}/tasks`;
  for (let n = 0; n < count; n += 1) await rawPost(url, TASK, { Authorization: `Bearer ${apiKey}` });
}

function passed(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
