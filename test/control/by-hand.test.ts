// A move made by hand is now: its event is delivered at once, in every mode, and the call comes back when the handler has answered.

import { describe, expect, test } from "vitest";
import type { PlotonMock, TaskRecord } from "../../src/index.js";
import { create, startWithPlan } from "../support/mock.js";
import { eventsOf, recorder } from "../support/receiver.js";

const LATER = [{ after: "10h", complete: {} }];
type Move = (mock: PlotonMock, id: string) => Promise<TaskRecord>;

describe.each(["frozen", "live", "instant"] as const)("under a clock that is %s", (clock) => {
  // An instant clock plays what is booked; a plan that ends in nothing leaves the task to the hand.
  const plan = clock === "instant" ? [{ after: "0s", progress: "Begun." }] : LATER;

  const MOVES: [name: string, event: string, move: Move][] = [
    ["complete", "task.complete", (mock, id) => mock.tasks.complete(id, { a: 1 })],
    ["fail", "task.failed", (mock, id) => mock.tasks.fail(id)],
    ["progress", "task.progress", (mock, id) => mock.tasks.progress(id, "by hand")],
    ["wait", "task.waiting", (mock, id) => mock.tasks.wait(id, { reason: "Access", service: "crm" })],
  ];
  test.each(MOVES)("%s: the handler has %s", async (_name, event, move) => {
    const { listener, received } = recorder();
    const mock = await startWithPlan(plan, { clock, consent: "ask", webhook: listener });
    const { id } = await create(mock);
    const task = await move(mock, id);
    expect(eventsOf(received)).toContain(event);
    expect(task.deliveries.at(-1)).toMatchObject({ event, state: "delivered", attempts: [{ number: 1 }] });
  });

  test("an answer of no ends the task, and the handler knows", async () => {
    const { listener, received } = recorder();
    const mock = await startWithPlan(plan, { clock, consent: "ask", webhook: listener });
    const { id } = await create(mock);
    await mock.tasks.wait(id, { service: "crm" });
    const answer = await fetch(`${mock.url}/_mock/tasks/${id}/answer`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ decision: "deny" }),
    });
    expect(await answer.json()).toMatchObject({ status: "failed", error: { code: "consent_denied" } });
    expect(eventsOf(received).at(-1)).toBe("task.failed");
  });

  test("what the handler refuses is tried again when its time comes", async () => {
    const { listener } = recorder(() => 500);
    const mock = await startWithPlan(plan, { clock: clock === "instant" ? "frozen" : clock, webhook: listener });
    const { id } = await create(mock);
    const { deliveries } = await mock.tasks.complete(id);
    expect(deliveries.at(-1)).toMatchObject({ state: "scheduled", attempts: [{ number: 1 }] });
  });

  test("a move without a webhook URL, and one that has no event", async () => {
    const mock = await startWithPlan(plan, { clock });
    expect(await mock.tasks.complete((await create(mock)).id)).toMatchObject({ status: "complete" });
    expect(await mock.tasks.cancel((await create(mock)).id)).toMatchObject({ status: "cancelled" });
  });
});

test("a handler that makes the next move itself is waited for, too", async () => {
  const mock = await startWithPlan(LATER);
  const seen: string[] = [];
  await mock.webhook.serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { event, task_id } = JSON.parse(Buffer.concat(chunks).toString());
    if (event === "task.progress") await mock.tasks.complete(task_id);
    seen.push(event);
    response.end();
  });
  const { id } = await create(mock);
  await mock.tasks.progress(id);
  expect(seen).toEqual(["task.complete", "task.progress"]);
});
