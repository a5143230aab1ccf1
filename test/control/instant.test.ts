// clock: instant, for suites that poll or only want the outcome: time jumps as soon as nothing is in flight.

import { once } from "node:events";
import http, { type IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { create, read, start, startWithPlan } from "../support/mock.js";
import { eventsOf, recorder } from "../support/receiver.js";
import { gate, until } from "./gate.js";

const WEATHER = {
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
};

test("a client that polls sees the task running, then its end", async () => {
  const mock = await start({ clock: "instant" });
  const created = await create(mock, WEATHER);
  expect(created.status).toBe("running");
  const seen = new Set([created.status]);
  for (let task = await read(mock, created.id); ; task = await read(mock, created.id)) {
    seen.add(task.status);
    if (task.status !== "running") break;
  }
  expect([...seen]).toEqual(["running", "complete"]);
  expect(await read(mock, created.id)).toMatchObject({ completed_at: "2025-06-15T14:22:03Z" });
});

test("a handler that fails is asked again until the event is given up, in one go", async () => {
  const { listener, received } = recorder(() => 503);
  const mock = await start({ clock: "instant", webhook: listener });
  const { id } = await create(mock, WEATHER);
  const task = await mock.waitFor(id, "exhausted");
  expect(received).toHaveLength(5);
  expect(task.deliveries[0]!.attempts.map(({ at }) => at)).toEqual([
    "2025-06-15T14:22:03Z",
    "2025-06-15T14:23:03Z",
    "2025-06-15T14:34:03Z",
    "2025-06-15T16:34:03Z",
    "2025-06-16T14:22:03Z",
  ]);
  expect(await mock.clock.now()).toBe("2025-06-16T14:22:03Z");
});

test("while the handler is at work time stands still, also for other tasks", async () => {
  const asked = gate();
  const handler = gate();
  const mock = await start({
    clock: "instant",
    webhook: (_request, response) => {
      asked.open();
      void handler.opened.then(() => response.end());
    },
  });
  await create(mock, WEATHER);
  await asked.opened;
  const other = await create(mock, { prompt: "another" });
  for (let n = 0; n < 5; n += 1) expect((await read(mock, other.id)).status).toBe("running");
  expect(await mock.clock.now()).toBe("2025-06-15T14:22:03Z");
  handler.open();
  expect(await mock.waitFor(other.id, "delivered")).toMatchObject({ status: "complete" });
});

test("while an API request is being answered time stands still", async () => {
  const mock = await start({ clock: "instant" });
  const { url, apiKey } = mock;
  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json", Expect: "100-continue" };
  const slow = http.request(`${url}/v1/tasks`, { method: "POST", headers });
  slow.flushHeaders();
  await once(slow, "continue"); // the mock has the request now, and waits for its body
  slow.write('{"prompt":');
  const { id } = await create(mock, WEATHER);
  for (let n = 0; n < 5; n += 1) expect((await mock.tasks.get(id)).status).toBe("running");
  slow.end('"slowly sent"}');
  const [response] = (await once(slow, "response")) as [IncomingMessage];
  expect(response.resume().statusCode).toBe(200);
  expect(await mock.waitFor(id)).toMatchObject({ status: "complete" });
});

test("a handler may call the API before it answers; what it sees is the moment of the event", async () => {
  const seen: unknown[] = [];
  const mock = await startWithPlan(
    [
      { after: "1s", progress: "half way" },
      { after: "1h", complete: {} },
    ],
    { clock: "instant" },
  );
  await mock.webhook.serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { event, task_id } = JSON.parse(Buffer.concat(chunks).toString());
    seen.push([event, (await read(mock, task_id)).status]);
    response.end();
  });
  const { id } = await create(mock);
  await mock.waitFor(id, "delivered");
  expect(seen).toEqual([
    ["task.progress", "running"],
    ["task.complete", "complete"],
  ]);
});

test("a task that needs the user stops, and goes on at once when the answer is there", async () => {
  const { listener, received } = recorder();
  const mock = await startWithPlan(
    [
      { after: "1s", wait: { reason: "Which account?", consent: "ask" } },
      { after: "1h", complete: {} },
    ],
    { clock: "instant", webhook: listener },
  );
  const { id } = await create(mock);
  await mock.waitFor(id, "waiting");
  await until(() => received.length === 1);
  await mock.tasks.resume(id);
  await mock.waitFor(id, "delivered");
  expect(eventsOf(received)).toEqual(["task.waiting", "task.complete"]);
});

test("an advance works too: what lies beyond it is played afterwards", async () => {
  const mock = await start({ clock: "instant" });
  await mock.clock.advance("1h");
  const { id } = await create(mock, WEATHER);
  expect(await mock.waitFor(id)).toMatchObject({ completed_at: "2025-06-15T15:22:03Z" });
});
