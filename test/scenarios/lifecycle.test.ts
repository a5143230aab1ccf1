// All that can happen to a task (contract 3.5), from fixtures and by hand.

import { describe, expect, it } from "vitest";
import type { StepFile } from "../../src/fixtures/fixture.js";
import type { PlotonMock, StartOptions } from "../../src/index.js";
import { create, read, start, startWithPlan } from "../support/mock.js";
import { eventsOf, recorder } from "../support/receiver.js";

const WAIT: StepFile = { after: "1s", wait: { reason: "Please authorize.", service: "crm" } };
const DONE: StepFile = { after: "1s", complete: { done: true } };

/** Plays one task to the end: each status it went through with its second, and the events the handler saw. */
async function play(plan: StepFile[], options: StartOptions = {}) {
  const { listener, received } = recorder();
  const mock = await startWithPlan(plan, { ...options, webhook: listener });
  const { id } = await create(mock, { prompt: "Do it", user_id: "user_1" });
  await mock.clock.runUntilIdle();
  const { timeline } = await mock.tasks.get(id);
  const statuses = timeline.map(
    ({ at, status }) => `${(Date.parse(at) - Date.parse("2025-06-15T14:22:00Z")) / 1_000}s ${status}`,
  );
  return { mock, id, statuses, events: eventsOf(received), received };
}

describe("a scenario's task", () => {
  it.each<[string, StepFile[], StartOptions, string[], string[]]>([
    ["runs and completes", [DONE], {}, ["0s running", "1s complete"], ["task.complete"]],
    [
      "is queued first",
      [{ after: "2s", start: true }, DONE],
      {},
      ["0s pending", "2s running", "3s complete"],
      ["task.complete"],
    ],
    ["fails", [{ after: "4s", fail: { code: "x", message: "No." } }], {}, ["0s running", "4s failed"], ["task.failed"]],
    [
      "reports progress",
      [{ after: "1s", progress: "a" }, { after: "1s", progress: "b" }, DONE],
      {},
      ["0s running", "1s running", "2s running", "3s complete"],
      ["task.progress", "task.progress", "task.complete"],
    ],
    [
      "waits and goes on when consent is given after 2 s",
      [WAIT, DONE],
      {},
      ["0s running", "1s waiting", "3s running", "4s complete"],
      ["task.waiting", "task.complete"],
    ],
    [
      "waits and fails when consent is denied",
      [WAIT, DONE],
      { consent: "deny" },
      ["0s running", "1s waiting", "3s failed"],
      ["task.waiting", "task.failed"],
    ],
    [
      "waits for good when nobody is to answer",
      [WAIT, DONE],
      { consent: "ask" },
      ["0s running", "1s waiting"],
      ["task.waiting"],
    ],
    [
      "waits and fails when the consent expires",
      [{ wait: { reason: "Please.", service: "crm", expires: "10m" } }, DONE],
      { consent: "ask" },
      ["0s running", "0s waiting", "600s failed"],
      ["task.waiting", "task.failed"],
    ],
    [
      "expires before consent is given when that is sooner",
      [{ wait: { reason: "Please.", service: "crm", expires: "1s" } }, DONE],
      {},
      ["0s running", "0s waiting", "1s failed"],
      ["task.waiting", "task.failed"],
    ],
    [
      "is ruled by the step's own consent before the option",
      [{ wait: { reason: "Please.", service: "crm", consent: "deny" } }, DONE],
      { consent: "auto" },
      ["0s running", "0s waiting", "2s failed"],
      ["task.waiting", "task.failed"],
    ],
    [
      "waits twice for two services, once for one",
      [WAIT, { after: "1s", wait: { reason: "And chat.", service: "chat" } }, WAIT, DONE],
      {},
      ["0s running", "1s waiting", "3s running", "4s waiting", "6s running", "7s running", "8s complete"],
      ["task.waiting", "task.waiting", "task.complete"],
    ],
    [
      "stays running when its plan ends early",
      [{ after: "1s", progress: "a" }],
      {},
      ["0s running", "1s running"],
      ["task.progress"],
    ],
    [
      "plays steps of one instant in their order",
      [{ progress: "a" }, { complete: {} }],
      {},
      ["0s running", "0s running", "0s complete"],
      ["task.progress", "task.complete"],
    ],
    ["takes months", [{ after: "60d", complete: {} }], {}, ["0s running", "5184000s complete"], ["task.complete"]],
  ])("%s", async (_, plan, options, statuses, events) => {
    const played = await play(plan, options);
    expect(played.statuses).toEqual(statuses);
    expect(played.events).toEqual(events);
  });

  it.each([
    ["deny", "consent_denied", { consent: "deny" as const }],
    ["expires", "consent_expired", { consent: "ask" as const, expires: "5s" }],
  ])("whose consent is not given (%s) fails with %s", async (_, code, wait) => {
    const { mock, id, received } = await play([{ wait: { reason: "Please.", service: "crm", ...wait } }, DONE]);
    const task = await read(mock, id);
    expect(task).toMatchObject({ status: "failed", error: { code, message: expect.stringContaining("crm") } });
    expect(JSON.parse(received.at(-1)!.body).data).toEqual({ error: task.error });
  });
});

describe("a waiting task", () => {
  const waiting = async (options: StartOptions = {}) => {
    const { listener, received } = recorder();
    const mock = await startWithPlan([WAIT, DONE], { consent: "ask", ...options, webhook: listener });
    const { id } = await create(mock, { prompt: "Do it", user_id: "user_1" });
    await mock.clock.advance("1s");
    return { mock, id, received };
  };

  it("goes on when it is resumed by hand, counting the next step from then", async () => {
    const { mock, id, received } = await waiting();
    await mock.clock.advance("1h");
    expect(await mock.tasks.resume(id)).toMatchObject({
      status: "running",
      next: { at: "2025-06-15T15:22:02Z", move: "complete" },
    });
    await mock.clock.advance("1s");
    expect(await read(mock, id)).toMatchObject({ status: "complete", completed_at: "2025-06-15T15:22:02Z" });
    expect(eventsOf(received)).toEqual(["task.waiting", "task.complete"]);
  });

  it("resumed before its consent comes by itself is not resumed again", async () => {
    const { mock, id } = await waiting({ consent: "auto" });
    await mock.tasks.resume(id);
    await mock.clock.advance("1h");
    const { timeline } = await mock.tasks.get(id);
    expect(timeline.map(({ move }) => move)).toEqual(["create", "wait", "resume", "complete"]);
  });
});

describe("the CRM example of the quickstart", () => {
  const body = {
    prompt:
      "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
    user_id: "user_123",
  };

  it("runs, waits, runs and completes with deals, without anyone clicking; the next time it does not wait", async () => {
    const { listener, received } = recorder();
    const mock = await start({ webhook: listener });
    const first = await create(mock, body);
    expect(first).toMatchObject({ status: "running", tool: "crm" });
    await mock.clock.runUntilIdle();
    const done = await mock.tasks.get(first.id);
    expect(done.timeline.map(({ status }) => status)).toEqual(["running", "waiting", "running", "complete"]);
    expect(done.result).toMatchObject({
      deals: [
        {
          deal_name: expect.any(String),
          amount: expect.any(Number),
          close_date: expect.any(String),
          contact_email: expect.stringContaining("@"),
        },
        {},
        {},
      ],
    });
    const second = await create(mock, body);
    await mock.clock.runUntilIdle();
    expect((await mock.tasks.get(second.id)).timeline.map(({ status }) => status)).toEqual([
      "running",
      "running",
      "complete",
    ]);
    expect(eventsOf(received)).toEqual(["task.waiting", "task.complete", "task.complete"]);
    const other = await create(mock, { ...body, user_id: "user_456" });
    await mock.clock.runUntilIdle();
    expect((await mock.tasks.get(other.id)).timeline.map(({ status }) => status)).toContain("waiting");
  });

  it("forgets the consent on reset", async () => {
    const mock = await start();
    await create(mock, body);
    await mock.clock.runUntilIdle();
    await mock.reset();
    const again = await create(mock, body);
    await mock.clock.runUntilIdle();
    expect((await mock.tasks.get(again.id)).timeline.map(({ status }) => status)).toContain("waiting");
  });
});

describe("a move by hand", () => {
  type HandMove = "resume" | "complete" | "fail" | "progress" | "wait" | "cancel";
  const reach: Record<string, (mock: PlotonMock, id: string) => Promise<unknown>> = {
    pending: async () => {},
    running: (mock) => mock.clock.advance("1s"),
    waiting: (mock) => mock.clock.advance("2s"),
    complete: async (mock, id) => {
      await mock.clock.advance("1s");
      await mock.tasks.complete(id);
    },
    failed: async (mock, id) => {
      await mock.clock.advance("1s");
      await mock.tasks.fail(id);
    },
    cancelled: (mock, id) => mock.tasks.cancel(id),
  };
  const table: Record<string, Partial<Record<HandMove, string>>> = {
    pending: { cancel: "cancelled" },
    running: { complete: "complete", fail: "failed", progress: "running", wait: "waiting", cancel: "cancelled" },
    waiting: { resume: "running", fail: "failed", cancel: "cancelled" },
    complete: {},
    failed: {},
    cancelled: {},
  };
  const moves: HandMove[] = ["resume", "complete", "fail", "progress", "wait", "cancel"];
  const cases = Object.keys(table).flatMap((from) =>
    moves.map((move) => [from, move, table[from]![move] ?? "a refusal"] as const),
  );

  it.each(cases)("from %s: %s leads to %s", async (from, move, to) => {
    const { listener, received } = recorder();
    const plan: StepFile[] = [
      { after: "1s", start: true },
      { after: "1s", wait: { reason: "Please.", service: "crm" } },
      DONE,
    ];
    const mock = await startWithPlan(plan, { consent: "ask", webhook: listener });
    const { id } = await create(mock);
    await reach[from]!(mock, id);
    const before = (await mock.tasks.get(id)).timeline.length;
    const moved = mock.tasks[move](id);
    if (to !== "a refusal") {
      expect((await moved).status).toBe(to);
      expect(await read(mock, id)).toMatchObject({ status: to });
      return;
    }
    const allowed = Object.keys(table[from]!).sort().join();
    await expect(moved).rejects.toMatchObject({
      status: 409,
      code: "illegal_move",
      message: expect.stringContaining(`is ${from}, so it cannot ${move}`),
      details: { status: from, allowed: expect.toSatisfy((moves: string[]) => moves.toSorted().join() === allowed) },
    });
    expect((await mock.tasks.get(id)).timeline).toHaveLength(before);
    expect(received.length).toBeLessThanOrEqual(1);
  });

  it.each<[HandMove, unknown[], string, unknown]>([
    ["complete", [{ a: 1 }], "task.complete", { a: 1 }],
    ["complete", [], "task.complete", {}],
    [
      "fail",
      [{ code: "x", message: "No.", recoverable: true }],
      "task.failed",
      { error: { code: "x", message: "No.", recoverable: true } },
    ],
    ["fail", [], "task.failed", { error: { code: "tool_error", message: "The tool failed." } }],
    ["progress", ["half way"], "task.progress", { message: "half way" }],
    ["progress", [{ message: "half way", rows: 3 }], "task.progress", { message: "half way", rows: 3 }],
    [
      "wait",
      [{ reason: "Which?", input_request: ["a", "b"] }],
      "task.waiting",
      { reason: "Which?", input_request: ["a", "b"] },
    ],
  ])("%s is announced like the plan's own", async (move, args, event, data) => {
    const { listener, received } = recorder();
    const mock = await startWithPlan([{ after: "1h", complete: {} }], { webhook: listener });
    const { id } = await create(mock);
    await (mock.tasks[move] as (id: string, ...rest: unknown[]) => Promise<unknown>)(id, ...args);
    await mock.clock.advance("0");
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      { event, task_id: id, timestamp: "2025-06-15T14:22:00Z", data },
    ]);
  });

  it("that ends the task takes the rest of its plan with it", async () => {
    const { listener, received } = recorder();
    const mock = await startWithPlan([{ after: "1s", progress: "on" }, DONE], { webhook: listener });
    const { id } = await create(mock);
    await mock.tasks.complete(id, { by: "hand" });
    await mock.clock.advance("1h");
    expect(eventsOf(received)).toEqual(["task.complete"]);
    expect(await read(mock, id)).toMatchObject({ result: { by: "hand" } });
  });
});
