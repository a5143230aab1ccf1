// POST /_mock/wait never hangs: it resolves, or says in one sentence what it is waiting for.

import { once } from "node:events";
import { request } from "node:http";
import { describe, expect, test } from "vitest";
import type { PlotonMock, WaitUntil } from "../../src/index.js";
import { create, fixtureFolder, start, startWithPlan } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { describedCalls } from "./described.js";
import { gate, until } from "./gate.js";
import { openInside } from "./inside.js";

const WEATHER = {
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
};
const ASKS = [{ after: "1s", wait: { reason: "Access", service: "crm", consent: "ask" as const } }, { complete: {} }];

describe("it resolves with the record, once", () => {
  test.each(["settled", "finished", "delivered", "idle"] as const)("the task is %s", async (what) => {
    const mock = await start({ clock: "instant", webhook: recorder((n) => (n < 3 ? 500 : 200)).listener });
    const { id } = await create(mock, WEATHER);
    const task = await mock.waitFor(id, what);
    expect(task).toMatchObject({ id, status: "complete" });
    if (what !== "finished") expect(task.deliveries[0]).toMatchObject({ state: "delivered", attempts: [{}, {}, {}] });
  });

  describe("settled, which is what is waited for when nothing else is asked for", () => {
    const turns = (ms: number) =>
      new Promise<void>((resolve) => setImmediate(() => resolve(ms > 0 ? turns(ms - 1) : undefined)));

    test.each(["live", "instant"] as const)("%s: the handler has answered before it comes back", async (clock) => {
      const answered: string[] = [];
      const mock = await startWithPlan(
        [
          { after: "0s", progress: "half" },
          { after: "0s", complete: {} },
        ],
        {
          clock,
          webhook: async (request, response) => {
            const chunks: Buffer[] = [];
            for await (const chunk of request) chunks.push(chunk);
            await turns(20);
            response.end(() => answered.push(JSON.parse(Buffer.concat(chunks).toString()).event));
          },
        },
      );
      const { id } = await create(mock);
      const task = await mock.waitFor(id);
      expect(task.deliveries.map(({ state }) => state)).toEqual(["delivered", "delivered"]);
      expect(answered.sort()).toEqual(["task.complete", "task.progress"]);
    });

    test("an event that was given up, one that has nowhere to go and a cancelled task are settled", async () => {
      const mock = await start({ clock: "instant", webhook: recorder(() => 500).listener, retry: "none" });
      const { id } = await create(mock, WEATHER);
      expect(await mock.waitFor(id)).toMatchObject({ deliveries: [{ state: "exhausted" }] });
      await mock.webhook.set({ url: null });
      expect(await mock.waitFor((await create(mock, WEATHER)).id)).toMatchObject({
        deliveries: [{ state: "undeliverable" }],
      });
      await mock.clock.set({ mode: "frozen" });
      const cancelled = await create(mock, WEATHER);
      await mock.tasks.cancel(cancelled.id);
      expect(await mock.waitFor(cancelled.id)).toMatchObject({ status: "cancelled" });
    });

    test("a retry that is due under a frozen clock is refused at once, with how far to advance", async () => {
      const mock = await start({ webhook: recorder(() => 500).listener });
      const { id } = await create(mock, WEATHER);
      await mock.clock.advance("3s");
      await expect(mock.waitFor(id)).rejects.toMatchObject({
        code: "clock_frozen",
        message: expect.stringContaining("attempt 2 of dlv_8xK2mP_1 is due"),
      });
    });
  });

  test("a task that waits for a moment only, as under an instant clock, is seen while it does", async () => {
    const asked = gate();
    const handler = gate();
    const plan = [{ wait: { reason: "Access", service: "crm", consent: "auto" as const } }, { complete: {} }];
    const mock = await startWithPlan(plan, {
      clock: "instant",
      webhook: (_request, response) => {
        asked.open();
        void handler.opened.then(() => response.end());
      },
    });
    const { id } = await create(mock);
    await asked.opened;
    const reached = mock.waitFor(id, "waiting");
    await mock.tasks.get(id); // What was asked before has begun.
    handler.open();
    expect(await reached).toMatchObject({ status: "waiting", deliveries: [{ attempts: [{ outcome: "answered" }] }] });
    expect(await mock.waitFor(id)).toMatchObject({ status: "complete" });
  });

  test("the task waits for the user, and its handler has answered the event that says so", async () => {
    const asked = gate();
    const handler = gate();
    const mock = await startWithPlan(ASKS, {
      clock: "instant",
      webhook: (_request, response) => {
        asked.open();
        void handler.opened.then(() => response.writeHead(500).end());
      },
    });
    const { id } = await create(mock);
    await asked.opened;
    await expect(mock.waitFor(id, "waiting", { timeout: "1ms" })).rejects.toMatchObject({
      status: 408,
      message: expect.stringContaining("the handler has not answered task.waiting"),
    });
    handler.open();
    expect((await mock.waitFor(id, "waiting")).deliveries[0]!.attempts[0]).toMatchObject({ outcome: "answered" });
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

  test("an API call that holds an instant clock", async () => {
    const mock = await start({ clock: "instant" });
    const slow = request(`${mock.baseUrl}/tasks`, {
      method: "POST",
      headers: { Authorization: "Bearer pk_test_mock", "Content-Length": 9, Expect: "100-continue" },
    });
    slow.on("error", () => {}).flushHeaders();
    await once(slow, "continue");
    const { id } = await create(mock, WEATHER);
    await expect(give(mock, id)).rejects.toMatchObject({
      status: 408,
      message: expect.stringMatching(
        /^Not within 1ms: the instant clock stands still while POST \/v1\/tasks is being answered, for (0s|[\d.]+m?s) now\.$/,
      ),
    });
    slow.destroy();
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
        "attempt 2 of dlv_8xK2mP_1 is due at 2025-06-15T14:23:03Z. The clock is frozen at 2025-06-15T14:22:05Z: advance by 58s.",
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

  const STUCK = [
    { after: "0s", progress: "one" },
    { after: "0s", progress: "two" },
  ];
  const NEXT: [what: string, until: Until][] = [
    ["is settled", "settled"],
    ["is finished", "finished"],
    ["waits", "waiting"],
    ["is delivered", "delivered"],
    ["is given up", "exhausted"],
  ];
  type Until = Exclude<WaitUntil, "idle">;

  describe.each(["live", "instant", "frozen"] as const)("under a clock that is %s", (clock) => {
    const settle = async (mock: PlotonMock, id: string) => {
      if (clock === "frozen") await mock.clock.runUntilIdle();
      await mock.waitFor(id, "idle");
    };

    test.each(NEXT.filter(([, until]) => until !== "waiting"))(
      "until a task %s that waits for the user",
      async (_what, wish) => {
        const plan = [{ wait: { reason: "Access", service: "crm", consent: "ask" as const } }, { complete: {} }];
        const mock = await startWithPlan(plan, { clock, webhook: recorder().listener });
        const { id } = await create(mock);
        await settle(mock, id);
        const { waiting } = await mock.tasks.get(id);
        const refused = {
          status: 409,
          code: "never",
          message: expect.stringContaining(`${id} waits for the user: resume it, or open ${waiting!.auth_url}.`),
        };
        await expect(mock.waitFor(id, wish, { timeout: "1m" })).rejects.toMatchObject(refused);
        if (wish !== "exhausted") await create(mock, WEATHER);
        const call = await describedCalls(mock);
        const answer = await call("POST /_mock/wait", { until: wish, timeout: "1m" });
        expect({ status: answer.status, ...answer.body.error }).toMatchObject(refused);
      },
    );

    test.each(NEXT)("until a task %s that is stuck", async (_what, wish) => {
      const mock = await startWithPlan(STUCK, { clock, webhook: recorder().listener });
      const { id } = await create(mock);
      await settle(mock, id);
      await expect(mock.waitFor(id, wish, { timeout: "1m" })).rejects.toMatchObject({
        status: 409,
        code: "never",
        message: expect.stringContaining(`${id} is running, and nothing more is planned for it`),
      });
    });

    test("until a task with a lost event is delivered, though the task is still under way", async () => {
      const plan = [
        { after: "0s", progress: "one" },
        { after: "10h", wait: { reason: "?", consent: "ask" as const } },
      ];
      const mock = await startWithPlan(plan, { clock, webhook: recorder(() => 500).listener, retry: "none" });
      const { id } = await create(mock);
      if (clock === "frozen") await mock.clock.advance("0s");
      const task = await mock.waitFor(id, "exhausted");
      await expect(mock.waitFor(id, "delivered", { timeout: "1m" })).rejects.toMatchObject({
        status: 409,
        code: "never",
        message: expect.stringContaining(`task.progress (${task.deliveries[0]!.id}) is exhausted`),
      });
    });

    test("until something is so where there is no task", async () => {
      const call = await describedCalls(await start({ clock }));
      for (const [, wish] of NEXT)
        expect(await call("POST /_mock/wait", { until: wish, timeout: "1m" })).toMatchObject({
          status: 409,
          body: { error: { code: "never", message: expect.stringMatching(/^There is no task yet\./) } },
        });
    });

    test("until an event is given up that is held back", async () => {
      const plan = [{ after: "0s", progress: "one" }];
      const mock = await startWithPlan(plan, { clock, webhook: recorder().listener, fault: "webhook reorder" });
      const { id } = await create(mock);
      if (clock === "frozen") await mock.clock.advance("0s");
      else await until(async () => (await mock.faults.list())[0]!.strikes === 1);
      await expect(mock.waitFor(id, "exhausted", { timeout: "1m" })).rejects.toMatchObject({
        code: "never",
        message: expect.stringMatching(/^dlv_\w+_1 is held back until the next event of task_\w+ has been sent\./),
      });
    });
  });

  test("a handler that is still to hear of the wait may answer it: so it is waited for", async () => {
    const mock = await startWithPlan(ASKS, { clock: "instant" });
    await mock.webhook.serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { event, task_id } = JSON.parse(Buffer.concat(chunks).toString());
      if (event === "task.waiting") await mock.tasks.resume(task_id);
      response.end();
    });
    const { id } = await create(mock);
    expect(await mock.waitFor(id, "delivered")).toMatchObject({ status: "complete" });
  });

  test("the advice is about the task that is waited for, not one whose id begins as its does", async () => {
    const mock = await start({
      fixtures: fixtureFolder(
        { name: "one", tool: "any", when: { prompt: "one" }, ids: ["task_1"], plan: [{ after: "1h", complete: {} }] },
        { name: "two", tool: "any", when: { prompt: "two" }, ids: ["task_12"], plan: [{ after: "1s", complete: {} }] },
      ),
    });
    await create(mock, { prompt: "one" });
    await create(mock, { prompt: "two" });
    await expect(mock.waitFor("task_1")).rejects.toMatchObject({
      code: "clock_frozen",
      message:
        "task_1 is running; complete is due at 2025-06-15T15:22:00Z. The clock is frozen at 2025-06-15T14:22:00Z: advance by 1h.",
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
    expect(await first).toMatchObject({
      status: 409,
      code: "reset",
      message: "The account was reset during this wait.",
    });
    expect(await second).toMatchObject({
      status: 409,
      code: "closed",
      message: "The account was removed, or the mock stopped, during this wait.",
    });
  });
});

test("a client that goes away frees its wait", async () => {
  const mock = await openInside({ clock: "live" });
  const { journal } = mock.accounts.main();
  await fetch(`${mock.baseUrl}/tasks`, {
    method: "POST",
    headers: { Authorization: "Bearer pk_test_1", "Content-Type": "application/json" },
    body: JSON.stringify(WEATHER),
  });
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
