// What is refused is refused whole: at once, saying why, and nothing of it has happened.

import { describe, expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { create, fixtureFolder, start, startWithPlan } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { describedCalls } from "./described.js";
import { gate, until } from "./gate.js";

const PLAN = [{ after: "1s", complete: {} }];
const ASKS = { after: "1s", wait: { reason: "Access", service: "crm", consent: "ask" as const } };

describe("a handler that advances the clock which delivers to it is refused", () => {
  type Begin = (mock: PlotonMock, id: string) => Promise<unknown>;
  const WAYS: [what: string, clock: "frozen" | "live" | "instant", begin: Begin][] = [
    ["an advance", "frozen", (mock) => mock.clock.advance("1s")],
    ["a live clock", "live", (mock, id) => mock.waitFor(id, "delivered")],
    ["an instant clock", "instant", (mock, id) => mock.waitFor(id, "delivered")],
    ["a trigger", "frozen", (mock) => mock.trigger("task.complete")],
    [
      "a redelivery under a live clock",
      "live",
      async (mock, id) => {
        await mock.waitFor(id, "finished");
        await mock.deliveries.redeliver((await mock.deliveries.list())[0]!.id);
      },
    ],
  ];

  test.each(WAYS)("in %s", async (_what, clock, begin) => {
    const plan = [{ after: clock === "live" ? "1ms" : "1s", complete: {} }];
    const mock = await startWithPlan(plan, { clock });
    const answers: unknown[] = [];
    await mock.webhook.serve(async (_request, response) => {
      const call = { method: "POST", headers: { "Content-Type": "application/json" }, body: '{"by":"1h"}' };
      const answer = await fetch(`${mock.url}/_mock/clock/advance`, call);
      answers.push([answer.status, await answer.json()]);
      response.end();
    });
    const { id } = await create(mock);
    await begin(mock, id);
    expect(answers[0]).toMatchObject([
      409,
      {
        error: { code: "clock_busy", message: expect.stringContaining("a webhook handler must not advance the clock") },
      },
    ]);
    expect((await mock.deliveries.list())[0]!.attempts[0]).toMatchObject({ outcome: "answered" });
  });
});

describe("what a reset or a stop cuts short", () => {
  const CUTS: [code: string, cut: (mock: PlotonMock) => Promise<unknown>][] = [
    ["reset", (mock) => mock.reset()],
    ["closed", (mock) => mock.close()],
  ];
  const CALLS: [what: string, call: (mock: PlotonMock, id: string) => Promise<unknown>][] = [
    ["an advance", (mock) => mock.clock.advance("24h")],
    ["a run until idle", (mock) => mock.clock.runUntilIdle()],
    ["a redelivery", (mock, id) => mock.deliveries.redeliver(id)],
    ["a trigger", (mock) => mock.trigger("task.complete")],
  ];

  describe.each(CUTS)("(%s)", (code, cut) => {
    test.each(CALLS)("is %s that says so", async (_what, call) => {
      const asked = gate();
      const answer = gate();
      const mock = await startWithPlan([
        { after: "1s", progress: "one" },
        { after: "1h", complete: {} },
      ]);
      await create(mock);
      await mock.clock.advance("1s");
      const [delivery] = await mock.deliveries.list();
      await mock.webhook.serve((_request, response) => {
        asked.open();
        void answer.opened.then(() => response.end());
      });
      const cutShort = call(mock, delivery!.id).catch((error: unknown) => error);
      await asked.opened;
      const done = cut(mock);
      answer.open();
      expect(await cutShort).toMatchObject({ status: 409, code });
      await done;
    });
  });
});

describe("a refused trigger leaves no trace", () => {
  const fixtures = () =>
    fixtureFolder(
      {
        name: "in-turn",
        tool: "any",
        when: { prompt: "in turn" },
        plans: [[{ after: "1s", complete: { n: 1 } }], [{ after: "1s", complete: { n: 2 } }]],
      },
      { name: "asks", tool: "any", when: { prompt: "asks" }, plan: [ASKS, { after: "1s", complete: { n: 3 } }] },
    );
  const REFUSED: [what: string, wish: Parameters<PlotonMock["trigger"]>[1], event: "task.failed" | "task.complete"][] =
    [
      ["no such step", {}, "task.failed"],
      ["an unknown path", { set: { "no.such": 1 } }, "task.complete"],
    ];

  test.each(REFUSED)("(%s): the next real task gets the first plan", async (_what, wish, event) => {
    const mock = await start({ fixtures: fixtures() });
    await expect(mock.trigger(event, { prompt: "in turn", ...wish })).rejects.toMatchObject({
      code: expect.stringMatching(/no_such_step|unknown_path/),
    });
    expect(await mock.tasks.list()).toEqual([]);
    const { id } = await create(mock, { prompt: "in turn" });
    await mock.clock.advance("1s");
    expect((await mock.tasks.get(id)).result).toEqual({ n: 1 });
  });

  test("a path is read as the event has it, data and all, too", async () => {
    const mock = await start({ fixtures: fixtures() });
    const set = { "data.n": 7 };
    expect((await mock.trigger("task.complete", { prompt: "in turn", set })).task.result).toEqual({ n: 7 });
    const asked = await mock.trigger("task.waiting", { prompt: "asks", set: { "data.reason": "mine" } });
    expect(asked.task.waiting).toMatchObject({ reason: "mine" });
  });

  test("already approved: no task is begun", async () => {
    const mock = await start({ fixtures: fixtures() });
    const { id } = await create(mock, { prompt: "asks", user_id: "ada" });
    await mock.clock.advance("1s");
    await mock.tasks.resume(id);
    await expect(mock.trigger("task.waiting", { prompt: "asks", user_id: "ada" })).rejects.toMatchObject({
      status: 409,
      code: "already_approved",
      message: "crm was approved before by ada, so the task would not wait. consents.revoke() revokes it.",
    });
    expect(await mock.tasks.list()).toHaveLength(1);
  });

  test("what is triggered comes to an end, so that a wait for every task does", async () => {
    const { listener } = recorder();
    const mock = await start({ fixtures: fixtures(), webhook: listener });
    const { task } = await mock.trigger("task.waiting", { prompt: "asks" });
    expect(task.status).toBe("waiting");
    await mock.trigger("task.progress");
    await mock.tasks.resume(task.id);
    await mock.clock.runUntilIdle();
    const call = await describedCalls(mock);
    expect(await call("POST /_mock/wait", { until: "finished" })).toMatchObject({ status: 200 });
    expect(await mock.tasks.get(task.id)).toMatchObject({ status: "complete", result: { n: 3 } });
  });
});

describe("a wait by hand", () => {
  test("for a service that was approved says why the task would not wait, and the task is as it was", async () => {
    const mock = await startWithPlan([ASKS, { after: "1h", complete: {} }]);
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    await mock.tasks.resume(id);
    const before = await mock.tasks.get(id);
    await expect(mock.tasks.wait(id, { service: "crm" })).rejects.toMatchObject({
      status: 409,
      code: "already_approved",
      message: expect.stringContaining(
        "crm was approved before by a user without user_id, so the task would not wait.",
      ),
    });
    expect(await mock.tasks.get(id)).toEqual(before);
    expect(await mock.tasks.wait(id, { service: "mail" })).toMatchObject({ status: "waiting" });
  });

  test("for a service whose approval is over says that the task would fail, and the next task does", async () => {
    const mock = await startWithPlan([ASKS, { after: "1h", complete: {} }]);
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    await mock.tasks.resume(id);
    const call = await describedCalls(mock);
    await call("DELETE /_mock/consents?service=crm&next=fail");
    await expect(mock.tasks.wait(id, { service: "crm" })).rejects.toMatchObject({
      message: expect.stringContaining("and that is over, so the task would fail with auth_token_expired"),
    });
    const next = await create(mock);
    await mock.clock.advance("1s");
    expect(await mock.tasks.get(next.id)).toMatchObject({ status: "failed", error: { code: "auth_token_expired" } });
  });
});

describe("the fault of a fixture", () => {
  test("is found and cleared by its id, which no other task shifts", async () => {
    const faults = ["webhook drop", "webhook status status=503"];
    const fixtures = fixtureFolder({ name: "any", tool: "any", plan: PLAN, faults });
    const mock = await start({ fixtures, webhook: recorder().listener });
    const call = await describedCalls(mock);
    await create(mock, { prompt: "another" });
    const { id } = await create(mock);
    const own = (await mock.faults.list()).filter((one) => one.id.startsWith(`flt_${id.slice(5)}_`));
    expect(own.map(({ spec }) => spec)).toEqual(faults);
    expect((await call(`GET /_mock/faults/${own[0]!.id}`)).body).toMatchObject({ fault: "drop" });
    expect(await call(`DELETE /_mock/faults/${own[0]!.id}`)).toMatchObject({ status: 200, body: { deleted: 1 } });
    expect(await call(`GET /_mock/faults/${own[0]!.id}`)).toMatchObject({ status: 404 });
    await mock.clock.advance("1s");
    expect((await mock.tasks.get(id)).deliveries[0]!.attempts).toMatchObject([{ fault: "status" }]);
  });

  test("strikes no more once all are cleared", async () => {
    const fixtures = fixtureFolder({ name: "any", tool: "any", plan: PLAN, faults: ["webhook drop"] });
    const mock = await start({ fixtures, webhook: recorder().listener });
    const { id } = await create(mock);
    await mock.faults.clear();
    expect(await mock.faults.list()).toEqual([]);
    await mock.clock.advance("1s");
    expect((await mock.tasks.get(id)).deliveries[0]!.attempts).toMatchObject([{ fault: null, outcome: "answered" }]);
  });
});

describe("the end of time", () => {
  test("is refused, and nothing is shown beyond it", async () => {
    const mock = await startWithPlan([{ after: "10s", complete: {} }], { now: "9999-12-31T23:59:55Z" });
    const { id } = await create(mock);
    await expect(mock.clock.advance("10s")).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining("the last instant is 9999-12-31T23:59:59.999Z"),
    });
    await expect(mock.waitFor(id)).rejects.toMatchObject({ status: 409 });
    expect(JSON.stringify([await mock.tasks.get(id), await mock.clock.get()])).not.toContain("+01");
    expect(await mock.clock.now()).toBe("9999-12-31T23:59:55Z");
  });

  test("is where an instant and a live clock stop", async () => {
    for (const clock of ["instant", "live"] as const) {
      const mock = await startWithPlan([{ after: "10s", complete: {} }], { clock, now: "9999-12-31T23:59:59Z" });
      const { id } = await create(mock);
      await until(async () => (await mock.clock.get()).pending.length === 0);
      expect(await mock.tasks.get(id)).toMatchObject({ status: "running", next: null });
      expect(await mock.clock.now()).toMatch(/^9999-12-31T23:59:59/);
    }
  });
});
