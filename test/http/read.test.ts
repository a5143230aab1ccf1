// GET /v1/tasks/:id in each of the six statuses: exact keys, exact order (contract 3.2).

import { describe, expect, it } from "vitest";
import type { StepFile } from "../../src/fixtures/fixture.js";
import { api, create, startWithPlan } from "../support/mock.js";

const CREATED = '"created_at":"2025-06-15T14:22:00Z"';
const ERROR = {
  code: "auth_token_expired",
  message: "The token has expired.",
  tool: "crm",
  recoverable: true,
  suggestion: "Ask again",
};
const CONSENT_URL = /^http:\/\/localhost:\d+\/_mock\/consent\/[\w-]+$/;

async function textAfter(plan: StepFile[], by: string, body: object = { prompt: "Do it" }) {
  const mock = await startWithPlan(plan, { consent: "ask" });
  const { id } = await create(mock, body);
  await mock.clock.advance(by);
  const { text, body: task } = await api(mock).get(`/v1/tasks/${id}`).expect(200);
  return { mock, id, task, text: text.replace(id, "ID") };
}

describe("a task that is read", () => {
  it("shows nothing more while it is pending", async () => {
    const { text } = await textAfter(
      [
        { after: "5s", start: true },
        { after: "1s", complete: {} },
      ],
      "4999ms",
    );
    expect(text).toBe(`{"id":"ID","status":"pending","tool":"any_tool",${CREATED}}`);
  });

  it("shows nothing more while it runs, whatever progress it has made", async () => {
    const { text } = await textAfter(
      [
        { after: "1s", progress: "half way" },
        { after: "5s", complete: {} },
      ],
      "5s",
    );
    expect(text).toBe(`{"id":"ID","status":"running","tool":"any_tool",${CREATED}}`);
  });

  it("shows what it waits for while it is waiting", async () => {
    const { task, text } = await textAfter(
      [{ after: "1s", wait: { reason: "Please authorize.", service: "crm" } }],
      "2s",
    );
    expect(Object.keys(task)).toEqual(["id", "status", "tool", "created_at", "waiting"]);
    expect(Object.keys(task.waiting)).toEqual(["reason", "service", "auth_url"]);
    expect(task.waiting).toEqual({
      reason: "Please authorize.",
      service: "crm",
      auth_url: expect.stringMatching(CONSENT_URL),
    });
    expect(text).toContain('"status":"waiting"');
  });

  it("shows the request for other input while it is waiting for that", async () => {
    const { task } = await textAfter([{ wait: { reason: "Which one?", input_request: { options: ["a", "b"] } } }], "0");
    expect(task.waiting).toEqual({ reason: "Which one?", input_request: { options: ["a", "b"] } });
  });

  it("shows completed_at and result when it is complete", async () => {
    const { text } = await textAfter([{ after: "3s", complete: { b: "62°F", a: [1, null, { z: false }] } }], "1h");
    expect(text).toBe(
      `{"id":"ID","status":"complete","tool":"any_tool",${CREATED},"completed_at":"2025-06-15T14:22:03Z","result":{"b":"62°F","a":[1,null,{"z":false}]}}`,
    );
  });

  it("shows the error, and no failed_at, when it failed", async () => {
    const { text } = await textAfter([{ after: "4s", fail: ERROR }], "1h");
    expect(text).toBe(`{"id":"ID","status":"failed","tool":"any_tool",${CREATED},"error":${JSON.stringify(ERROR)}}`);
  });

  it("shows an error of code and message alone when the scenario gives no more", async () => {
    const { task } = await textAfter([{ after: "4s", fail: { code: "tool_error", message: "No." } }], "1h");
    expect(task.error).toEqual({ code: "tool_error", message: "No." });
  });

  it("shows nothing more when it was cancelled", async () => {
    const { mock, id } = await textAfter([{ after: "3s", complete: {} }], "1s");
    await api(mock).delete(`/v1/tasks/${id}`).expect(200);
    const { text } = await api(mock).get(`/v1/tasks/${id}`);
    expect(text.replace(id, "ID")).toBe(`{"id":"ID","status":"cancelled","tool":"any_tool",${CREATED}}`);
  });

  it("has metadata last, in every status", async () => {
    const plan: StepFile[] = [
      { after: "1s", start: true },
      { after: "1s", wait: { reason: "Please.", service: "crm" } },
      { after: "1s", complete: {} },
    ];
    const { mock, id } = await textAfter(plan, "0", { prompt: "Do it", metadata: { k: 1 } });
    const seen: string[] = [];
    const look = async () => {
      const { body } = await api(mock).get(`/v1/tasks/${id}`);
      expect(Object.keys(body).at(-1)).toBe("metadata");
      expect(body.metadata).toEqual({ k: 1 });
      seen.push(body.status);
    };
    await look();
    await mock.clock.advance("1s");
    await look();
    await mock.clock.advance("1s");
    await look();
    await mock.tasks.resume(id);
    await mock.clock.advance("1s");
    await look();
    expect(seen).toEqual(["pending", "running", "waiting", "complete"]);
  });

  it("is found by an id with escaped characters", async () => {
    const { mock, id } = await textAfter([{ after: "3s", complete: {} }], "0");
    await api(mock)
      .get(`/v1/tasks/${id.replace("_", "%5F")}`)
      .expect(200);
  });

  it("never echoes prompt, user_id or mode", async () => {
    const { text } = await textAfter([{ after: "1s", complete: {} }], "1s", {
      prompt: "Secret prompt",
      user_id: "user_7",
      mode: "live",
    });
    expect(text).not.toMatch(/Secret|user_7|live|prompt|mode/);
  });

  it("shows times in whole seconds, cut off, whenever things happen", async () => {
    const mock = await startWithPlan([{ after: "1999ms", complete: {} }]);
    await mock.clock.advance("1ms");
    const { id } = await create(mock);
    await mock.clock.advance("2s");
    const { body } = await api(mock).get(`/v1/tasks/${id}`);
    expect([body.created_at, body.completed_at]).toEqual(["2025-06-15T14:22:00Z", "2025-06-15T14:22:02Z"]);
  });
});
