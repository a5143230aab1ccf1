// POST /_mock/wait never hangs: it resolves, or says in one sentence what it is waiting for.

import { request } from "node:http";
import { describe, expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { create, start, startWithPlan } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { describedCalls } from "./described.js";
import { gate, until } from "./gate.js";
import { openInside } from "./inside.js";

const WEATHER = {
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
};
const ASKS = [{ after: "1s", wait: { reason: "Access", service: "crm", consent: "ask" as const } }, { complete: {} }];

describe("it resolves with the record, once", () => {
  test.each(["finished", "delivered", "idle"] as const)("the task is %s", async (what) => {
    const mock = await start({ clock: "instant", webhook: recorder((n) => (n < 3 ? 500 : 200)).listener });
    const { id } = await create(mock, WEATHER);
    const task = await mock.waitFor(id, what);
    expect(task).toMatchObject({ id, status: "complete" });
    if (what !== "finished") expect(task.deliveries[0]).toMatchObject({ state: "delivered", attempts: [{}, {}, {}] });
  });

  test("the task waits for the user", async () => {
    const mock = await startWithPlan(ASKS, { clock: "instant" });
    const { id } = await create(mock);
    expect(await mock.waitFor(id, "waiting")).toMatchObject({ status: "waiting", waiting: { service: "crm" } });
  });

  test("an event is given up", async () => {
    const mock = await start({ clock: "instant", webhook: recorder(() => 500).listener });
    const { id } = await create(mock, WEATHER);
    const task = await mock.waitFor(id, "exhausted");
    expect(task.deliveries[0]).toMatchObject({
      state: "exhausted",
      attempts: [1, 2, 3, 4, 5].map((number) => ({ number })),
    });
  });

  test("without a task it is about all of them", async () => {
    const mock = await start({ clock: "instant", webhook: recorder().listener });
    const call = await describedCalls(mock);
    await create(mock, WEATHER);
    await create(mock, { prompt: "another" });
    expect((await call("POST /_mock/wait", { until: "delivered" })).body.data).toHaveLength(2);
    expect((await call("POST /_mock/wait", { until: "idle" })).body).toMatchObject({ mode: "instant", pending: [] });
  });

  test("under a frozen clock it waits for what is in flight", async () => {
    const handler = gate();
    const asked = gate();
    const mock = await start({
      webhook: (_request, response) => {
        asked.open();
        void handler.opened.then(() => response.end());
      },
    });
    const { id } = await create(mock, WEATHER);
    const advance = mock.clock.advance("3s");
    await asked.opened;
    const waiting = mock.waitFor(id, "delivered");
    handler.open();
    expect(await waiting).toMatchObject({ deliveries: [{ state: "delivered" }] });
    await advance;
  });
});

describe("408: what it is still waiting for", () => {
  const give = (
    mock: PlotonMock,
    id: string,
    what: "finished" | "waiting" | "delivered" | "exhausted" | "idle" = "finished",
  ) => mock.waitFor(id, what, { timeout: "1ms" });

  test("a step that is due", async () => {
    const mock = await start({ clock: "live", now: "2025-06-15T14:22:00Z" });
    const { id } = await create(mock, WEATHER);
    await expect(give(mock, id)).rejects.toMatchObject({
      status: 408,
      code: "timeout",
      message: expect.stringMatching(
        /^Not within 1ms: task_8xK2mP is running; complete is due at 2025-06-15T14:22:03(\.\d{3})?Z\.$/,
      ),
    });
  });

  test("a user who has not answered", async () => {
    const mock = await startWithPlan([{ wait: { reason: "Access", service: "crm", consent: "ask" } }], {
      clock: "live",
    });
    const { id } = await create(mock);
    await mock.waitFor(id, "waiting");
    const { waiting } = await mock.tasks.get(id);
    await expect(give(mock, id)).rejects.toMatchObject({
      status: 408,
      message: `Not within 1ms: ${id} waits for the user: resume it, or open ${waiting!.auth_url}.`,
    });
  });

  test("a retry", async () => {
    const mock = await start({ clock: "live", webhook: recorder(() => 500).listener });
    const { id } = await create(mock, WEATHER);
    await mock.clock.advance("3s");
    await expect(give(mock, id, "delivered")).rejects.toMatchObject({
      status: 408,
      message: expect.stringMatching(/^Not within 1ms: attempt 2 of dlv_8xK2mP_1 is due at [\d-]+T[\d:.]+Z\.$/),
    });
  });

  test("a handler that has not answered, and for how long", async () => {
    const handler = gate();
    const asked = gate();
    const mock = await start({
      webhook: (_request, response) => {
        asked.open();
        void handler.opened.then(() => response.end());
      },
    });
    const { id } = await create(mock, WEATHER);
    const advance = mock.clock.advance("3s");
    await asked.opened;
    await expect(give(mock, id, "delivered")).rejects.toMatchObject({
      status: 408,
      message: expect.stringMatching(
        /^Not within 1ms: the handler has not answered task\.complete \(dlv_8xK2mP_1\) for (0s|[\d.]+m?s)\./,
      ),
    });
    handler.open();
    await advance;
  });

  test("no task at all", async () => {
    const mock = await start({ clock: "live" });
    const call = await describedCalls(mock);
    expect(await call("POST /_mock/wait", { timeout: "1ms" })).toMatchObject({
      status: 408,
      body: { error: { code: "timeout", message: "Not within 1ms: there is no task yet." } },
    });
  });
});

describe("409 at once: nothing can move by itself", () => {
  test("a frozen clock names the next event, when it is due, and how far to advance", async () => {
    const mock = await start({ webhook: recorder(() => 500).listener });
    const { id } = await create(mock, WEATHER);
    await mock.clock.advance("5s");
    await expect(mock.waitFor(id, "delivered")).rejects.toMatchObject({
      status: 409,
      code: "clock_frozen",
      message:
        "attempt 2 of dlv_8xK2mP_1 is due at 2025-06-15T14:23:03Z. The clock is frozen at 2025-06-15T14:22:05Z: advance by 58s (attempt 2 of dlv_8xK2mP_1 (task.complete of task_8xK2mP)).",
    });
  });

  test("a frozen clock with nothing booked", async () => {
    const mock = await startWithPlan(ASKS);
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    await expect(mock.waitFor(id)).rejects.toMatchObject({
      status: 409,
      message: expect.stringMatching(/^task_\w+ waits for the user: .* The clock is frozen and nothing is booked\.$/),
    });
  });

  const HOPELESS: [what: string, until: "waiting" | "delivered" | "exhausted", answer: number, message: RegExp][] = [
    ["a finished task will not wait", "waiting", 200, /^task_8xK2mP is complete: it will not wait any more\.$/],
    [
      "a delivered event is not given up",
      "exhausted",
      200,
      /^task_8xK2mP is complete and its events are settled: task\.complete \(dlv_8xK2mP_1\) is delivered\.$/,
    ],
    [
      "an event that was given up is not delivered",
      "delivered",
      500,
      /^task_8xK2mP is complete and its events are settled: task\.complete \(dlv_8xK2mP_1\) is exhausted\.$/,
    ],
  ];
  test.each(HOPELESS)("%s", async (_what, wish, status, message) => {
    const mock = await start({ clock: "instant", webhook: recorder(() => status).listener });
    const { id } = await create(mock, WEATHER);
    await mock.waitFor(id, "idle");
    await expect(mock.waitFor(id, wish)).rejects.toMatchObject({
      status: 409,
      code: "never",
      message: expect.stringMatching(message),
    });
  });

  test("a cancelled task has no event to deliver", async () => {
    const mock = await start({ clock: "live" });
    const { id } = await create(mock, WEATHER);
    await mock.tasks.cancel(id);
    await expect(mock.waitFor(id, "delivered")).rejects.toMatchObject({
      status: 409,
      message: `${id} is cancelled and has no event to deliver.`,
    });
  });

  test("a reset, a removal and a stop end the waits of the account", async () => {
    const mock = await start({ clock: "live" });
    const account = await mock.account();
    const waits = [mock, account].map(async (one) => {
      const headers = { Authorization: `Bearer ${one.apiKey}`, "Content-Type": "application/json" };
      const answer = await fetch(`${one.baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify(WEATHER) });
      const wait = one.waitFor(((await answer.json()) as { id: string }).id, "finished", { timeout: "10m" });
      return { wait: wait.catch((error: Error) => error) };
    });
    const [{ wait: first }, { wait: second }] = [await waits[0]!, await waits[1]!];
    await mock.reset();
    await account.close();
    for (const wait of [first, second])
      expect(await wait).toMatchObject({
        status: 409,
        code: "reset",
        message: "The account was reset or removed, or the mock stopped, during this wait.",
      });
  });
});

test("a client that goes away frees its wait", async () => {
  const mock = await openInside({ clock: "live" });
  const { journal } = mock.accounts.main();
  const before = journal.listenerCount();
  const body = JSON.stringify({ until: "finished", timeout: "10m" });
  const call = request(`${mock.url}/_mock/wait`, { method: "POST", headers: { "Content-Type": "application/json" } });
  call.on("error", () => {});
  call.end(body);
  await until(() => journal.listenerCount() > before);
  call.destroy();
  await until(() => journal.listenerCount() === before);
});

test("a wait that is over listens no longer", async () => {
  const mock = await openInside({ clock: "live" });
  const call = await describedCalls(mock);
  const { journal } = mock.accounts.main();
  const before = journal.listenerCount();
  await Promise.all([1, 2, 3].map(() => call("POST /_mock/wait", { timeout: "1ms" })));
  expect(journal.listenerCount()).toBe(before);
});
