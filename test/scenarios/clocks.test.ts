// The three clocks as a client meets them: over HTTP, with a real handler.

import { describe, expect, it } from "vitest";
import type { StepFile } from "../../src/fixtures/fixture.js";
import { create, read, startWithPlan } from "../support/mock.js";
import { eventsOf, recorder } from "../support/receiver.js";

const PLAN: StepFile[] = [
  { after: "1h", progress: "half way" },
  { after: "30d", wait: { reason: "Please.", service: "crm" } },
  { after: "1h", complete: { done: true } },
];

describe("an instant clock", () => {
  it("answers a create with running, and then plays the task to its end by itself", async () => {
    const { listener, received } = recorder((n) => (n === 1 ? 500 : 200));
    const mock = await startWithPlan(PLAN, { webhook: listener, clock: "instant" });
    for (let i = 0; i < 10; i += 1)
      expect(await create(mock, { prompt: `Do ${i}`, user_id: `u${i}` })).toMatchObject({ status: "running" });
    const { id } = await create(mock);
    await mock.waitFor(id, "delivered");
    expect(await read(mock, id)).toMatchObject({ status: "complete", result: { done: true } });
    expect(eventsOf(received.filter(({ body }) => body.includes(id))).at(-1)).toBe("task.complete");
  });

  it("stands at the last thing that happened, and every attempt at its own instant", async () => {
    const { listener } = recorder(() => 500);
    const mock = await startWithPlan([{ after: "3s", complete: {} }], { webhook: listener, clock: "instant" });
    const { id } = await create(mock);
    await mock.waitFor(id, "exhausted");
    const [delivery] = await mock.deliveries.list();
    expect(delivery!.attempts.map(({ at }) => at)).toEqual([
      "2025-06-15T14:22:03Z",
      "2025-06-15T14:23:03Z",
      "2025-06-15T14:34:03Z",
      "2025-06-15T16:34:03Z",
      "2025-06-16T14:22:03Z",
    ]);
    expect(await mock.clock.now()).toBe("2025-06-16T14:22:03Z");
  });

  it("does not pass a task's end while a client that polls is being answered", async () => {
    const mock = await startWithPlan([{ after: "1s", complete: {} }], { clock: "instant" });
    const { id } = await create(mock);
    await expect.poll(async () => (await read(mock, id)).status).toBe("complete");
    expect(await read(mock, id)).toMatchObject({ completed_at: "2025-06-15T14:22:01Z" });
  });
});

describe("a live clock", () => {
  it("plays the task as time passes, at its speed", async () => {
    const { listener, received } = recorder();
    const mock = await startWithPlan(
      [
        { after: "20s", progress: "on" },
        { after: "20s", complete: {} },
      ],
      {
        webhook: listener,
        clock: "live",
        speed: 1_000,
        now: "2030-01-01T00:00:00Z",
      },
    );
    const { id, created_at } = await create(mock);
    await mock.waitFor(id, "delivered");
    const { timeline } = await mock.tasks.get(id);
    const [created, ...later] = timeline.map(({ at }) => Date.parse(at));
    expect(later.map((at) => at - created!)).toEqual([20_000, 40_000]);
    expect(created_at).toMatch(/^2030-01-01T00:0/);
    expect(eventsOf(received)).toEqual(["task.progress", "task.complete"]);
  });

  it("jumps ahead, beyond what a timer can wait for", async () => {
    const mock = await startWithPlan([{ after: "40d", complete: {} }], { clock: "live" });
    const { id } = await create(mock);
    await mock.clock.advance("39d");
    expect(await read(mock, id)).toMatchObject({ status: "running" });
    await mock.clock.advance("1d");
    expect(await read(mock, id)).toMatchObject({ status: "complete" });
  });
});

describe("a frozen clock", () => {
  it("never moves by itself, whatever is asked of the mock", async () => {
    const mock = await startWithPlan([{ complete: {} }]);
    const { id } = await create(mock);
    for (let i = 0; i < 20; i += 1) expect(await read(mock, id)).toMatchObject({ status: "running" });
    expect(await mock.clock.now()).toBe("2025-06-15T14:22:00Z");
    await mock.clock.advance("0");
    expect(await read(mock, id)).toMatchObject({ status: "complete" });
  });

  it("starts where it is told", async () => {
    const mock = await startWithPlan([{ after: "1s", complete: {} }], { now: "2031-12-31T23:59:59.999Z" });
    expect(await create(mock)).toMatchObject({ created_at: "2031-12-31T23:59:59Z" });
    await mock.clock.advance("1s");
    expect(await mock.clock.now()).toBe("2032-01-01T00:00:00.999Z");
  });

  it("gives in each account its own time", async () => {
    const mock = await startWithPlan([{ after: "1s", complete: {} }]);
    const other = await mock.account();
    await mock.clock.advance("1h");
    expect(await other.clock.now()).toBe("2025-06-15T14:22:00Z");
  });
});
