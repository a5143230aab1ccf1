// Cancelling by both routes (contract 3.4): from every unfinished status, never twice, never announced.

import { describe, expect, it } from "vitest";
import type { StepFile } from "../../src/fixtures/fixture.js";
import type { PlotonMock } from "../../src/index.js";
import { api, create, read, startWithPlan } from "../support/mock.js";
import { eventsOf, recorder } from "../support/receiver.js";

const ROUTES = [
  ["POST /v1/tasks/:id/cancel", (mock: PlotonMock, id: string) => api(mock).post(`/v1/tasks/${id}/cancel`)],
  ["DELETE /v1/tasks/:id", (mock: PlotonMock, id: string) => api(mock).delete(`/v1/tasks/${id}`)],
] as const;

const PLAN: StepFile[] = [
  { after: "1s", start: true },
  { after: "1s", wait: { reason: "Please.", service: "crm", expires: "5s" } },
  { after: "1s", complete: {} },
];

describe.each(ROUTES)("%s", (_, cancel) => {
  it.each([
    ["pending", "0", []],
    ["running", "1s", []],
    ["waiting", "2s", ["task.waiting"]],
  ])("cancels a task that is %s, and nothing happens to it afterwards", async (status, by, events) => {
    const { listener, received } = recorder();
    const mock = await startWithPlan(PLAN, { consent: "ask", webhook: listener });
    const { id } = await create(mock, { prompt: "Do it", metadata: { a: 1 } });
    await mock.clock.advance(by);
    expect(await read(mock, id)).toMatchObject({ status });
    const answer = await cancel(mock, id);
    expect(answer.status).toBe(200);
    expect(answer.text).toBe(
      `{"id":"${id}","status":"cancelled","tool":"any_tool","created_at":"2025-06-15T14:22:00Z","metadata":{"a":1}}`,
    );
    expect((await mock.clock.get()).pending).toEqual([]);
    await mock.clock.advance("25h");
    expect(await read(mock, id)).toMatchObject({ status: "cancelled" });
    expect(eventsOf(received)).toEqual(events);
  });

  it.each([
    ["complete", [{ after: "1s", complete: {} }]],
    ["failed", [{ after: "1s", fail: { code: "tool_error", message: "No." } }]],
  ] as [string, StepFile[]][])("refuses with 409 a task that is %s", async (status, plan) => {
    const mock = await startWithPlan(plan);
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    const answer = await cancel(mock, id);
    expect(answer.status).toBe(409);
    expect(answer.body).toEqual({ error: { code: "task_already_finished", message: expect.stringContaining(status) } });
  });

  it("refuses with 409 the second time", async () => {
    const mock = await startWithPlan(PLAN);
    const { id } = await create(mock);
    await cancel(mock, id).expect(200);
    await cancel(mock, id).expect(409);
    await api(mock).post(`/v1/tasks/${id}/cancel`).expect(409);
  });
});

describe("a cancelled task", () => {
  it("lets a delivery that is under way go on, retries included", async () => {
    const { listener, received } = recorder((n) => (n < 3 ? 500 : 200));
    const mock = await startWithPlan(
      [
        { after: "1s", progress: "half way" },
        { after: "1h", complete: {} },
      ],
      { webhook: listener },
    );
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    await api(mock).delete(`/v1/tasks/${id}`).expect(200);
    await mock.clock.advance("24h");
    expect(eventsOf(received)).toEqual(["task.progress", "task.progress", "task.progress"]);
    expect(await mock.deliveries.list()).toMatchObject([{ state: "delivered" }]);
  });
});
