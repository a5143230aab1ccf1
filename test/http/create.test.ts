// POST /v1/tasks (contract 3.1): what is taken, what comes back, in which order.

import { describe, expect, it } from "vitest";
import { api, create, KEY, read, start, startWithPlan } from "../support/mock.js";
import { rawCall } from "../support/raw-call.js";

const NOW = "2025-06-15T14:22:00Z";

describe("a created task", () => {
  it("has exactly id, status, tool, created_at, in that order", async () => {
    const mock = await startWithPlan([{ after: "3s", complete: {} }]);
    const answer = await api(mock).post("/v1/tasks").send({ prompt: "Do it", user_id: "u1", mode: "live" });
    expect(answer.status).toBe(200);
    expect(answer.text).toMatch(
      /^\{"id":"task_\d[a-z][A-Z]\d[a-z][A-Z]","status":"running","tool":"any_tool","created_at":"2025-06-15T14:22:00Z"\}$/,
    );
  });

  it("has metadata last when it was sent, also when it is empty", async () => {
    const mock = await startWithPlan([{ after: "3s", complete: {} }]);
    const full = await api(mock)
      .post("/v1/tasks")
      .send({ metadata: { b: 1, a: [null] }, prompt: "Do it" });
    expect(full.text).toMatch(/"created_at":"2025-06-15T14:22:00Z","metadata":\{"b":1,"a":\[null\]\}\}$/);
    const empty = await api(mock).post("/v1/tasks").send({ prompt: "Do it", metadata: {} });
    expect(empty.text).toMatch(/,"metadata":\{\}\}$/);
  });

  it("has sub_agent in place of tool when one was named, and so has every later answer", async () => {
    const mock = await startWithPlan([{ after: "3s", complete: { a: 1 } }]);
    const created = await api(mock)
      .post("/v1/tasks")
      .send({ prompt: "Do it", sub_agent: "crm-agent", metadata: { x: 1 } });
    expect(Object.keys(created.body)).toEqual(["id", "status", "sub_agent", "created_at", "metadata"]);
    expect(created.body.sub_agent).toBe("crm-agent");
    await mock.clock.advance("3s");
    const task = await read(mock, created.body.id);
    expect(Object.keys(task)).toEqual([
      "id",
      "status",
      "sub_agent",
      "created_at",
      "completed_at",
      "result",
      "metadata",
    ]);
  });

  it("is pending when its plan begins with a queue", async () => {
    const mock = await startWithPlan([
      { after: "5s", start: true },
      { after: "1s", complete: {} },
    ]);
    expect(await create(mock)).toMatchObject({ status: "pending" });
  });

  it.each([
    ["user_id null", { user_id: null }],
    ["user_id empty", { user_id: "" }],
    ["an unknown field", { priority: "high", webhook_url: "http://x" }],
    ["a field named constructor", { constructor: { prompt: 1 }, toString: 1, hasOwnProperty: null }],
    ["mode live", { mode: "live" }],
  ])("is made with %s", async (_, fields) => {
    const mock = await startWithPlan([{ after: "3s", complete: {} }]);
    const created = await create(mock, { prompt: "Do it", ...fields });
    expect(Object.keys(created)).toEqual(["id", "status", "tool", "created_at"]);
  });

  it("has an id of the documented form, and every task its own", async () => {
    const mock = await startWithPlan([{ after: "3s", complete: {} }]);
    const ids = [];
    for (let i = 0; i < 40; i += 1) ids.push((await create(mock, { prompt: "The same" })).id);
    for (const id of ids) expect(id).toMatch(/^task_[0-9][a-z][A-Z][0-9][a-z][A-Z]$/);
    expect(new Set(ids).size).toBe(40);
  });
});

describe("the headers of an answer", () => {
  it("are Content-Type, Content-Length, and what node:http itself adds: nothing of the mock", async () => {
    const mock = await start();
    const answers = [
      await api(mock).post("/v1/tasks").send({ prompt: "Do it" }),
      await api(mock).get("/v1/tasks"),
      await api(mock).get("/v1/tasks/task_none"),
    ];
    for (const { headers } of answers) {
      expect(Object.keys(headers).sort()).toEqual(["connection", "content-length", "content-type", "date"]);
      expect(headers["content-type"]).toBe("application/json");
    }
  });

  it("count the body in bytes, not characters", async () => {
    const mock = await start();
    const body = JSON.stringify({ prompt: "Do it", metadata: { ключ: "62°F 😀" } });
    const answer = await rawCall(mock.url, [
      `POST /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    ]);
    expect(answer.headers["content-length"]).toBe(String(Buffer.byteLength(answer.body)));
    expect(answer.body).toContain('"metadata":{"ключ":"62°F 😀"}');
  });
});

describe("metadata", () => {
  it.each([
    ["__proto__", '{"__proto__":{"admin":true},"a":1}'],
    ["constructor", '{"constructor":{"prototype":{"x":1}}}'],
    ["numbers", '{"big":1e+30,"small":-0.5,"zero":0}'],
    ["a lone surrogate", '{"s":"\\ud800"}'],
    ["a key that looks like an index", '{"2":"b","1":"a"}'],
    ["markup", '{"a":"<script>alert(1)</script>"}'],
  ])("with %s comes back safely, as it was sent", async (_, metadata) => {
    const mock = await start();
    const created = await api(mock)
      .post("/v1/tasks")
      .set("Content-Type", "application/json")
      .send(`{"prompt":"Do it","metadata":${metadata}}`);
    expect(created.status).toBe(200);
    expect(created.text).toContain(`"metadata":${metadata}}`);
    const again = await api(mock).get(`/v1/tasks/${created.body.id}`);
    expect(again.text).toContain(`"metadata":${metadata}}`);
    expect(({} as Record<string, unknown>).admin).toBeUndefined();
  });

  it("may nest 100 levels deep", async () => {
    const mock = await start();
    const metadata = JSON.parse(`${'{"a":'.repeat(100)}1${"}".repeat(100)}`);
    expect((await create(mock, { prompt: "Do it", metadata })).metadata).toEqual(metadata);
  });
});

describe("a key that is there twice", () => {
  it("counts as it stands last", async () => {
    const mock = await start();
    const send = (body: string) => api(mock).post("/v1/tasks").set("Content-Type", "application/json").send(body);
    expect((await send('{"prompt":"a","prompt":7}')).status).toBe(400);
    expect((await send('{"prompt":7,"prompt":"a"}')).status).toBe(200);
  });
});

describe("a prompt of 10,000 characters", () => {
  it.each([
    ["letters", "a"],
    ["two-byte letters", "é"],
    ["emoji, each a surrogate pair", "😀"],
    ["lone surrogates", "\ud83d"],
  ])("of %s is taken, and one more is prompt_too_long", async (_, character) => {
    const mock = await start();
    await create(mock, { prompt: character.repeat(10_000) });
    const answer = await api(mock)
      .post("/v1/tasks")
      .send({ prompt: character.repeat(10_001) });
    expect(answer.status).toBe(422);
    expect(answer.body).toEqual({ error: { code: "prompt_too_long", message: expect.stringContaining("10001") } });
  });

  it("is counted by code points: white space at its ends counts, joined emoji count each part", async () => {
    const mock = await start();
    const post = (prompt: string) => api(mock).post("/v1/tasks").send({ prompt });
    expect((await post(`a${" ".repeat(10_000)}`)).status).toBe(422);
    expect((await post("👩‍👩‍👧".repeat(2_001))).status).toBe(422);
    expect((await post("👩‍👩‍👧".repeat(2_000))).status).toBe(200);
  });
});

describe("test mode", () => {
  it("previews the tool, is complete at once, runs no step and sends nothing", async () => {
    const mock = await startWithPlan(
      [
        { after: "1s", progress: "half way" },
        { after: "3s", complete: { a: 1 } },
      ],
      { webhook: () => expect.unreachable("a webhook was sent") },
    );
    const created = await api(mock)
      .post("/v1/tasks")
      .send({ prompt: "Do it", mode: "test", metadata: { k: "v" } });
    expect(created.status).toBe(200);
    expect(created.text).toMatch(
      /^\{"id":"task_\w{6}","status":"complete","tool":"any_tool","created_at":"2025-06-15T14:22:00Z","metadata":\{"k":"v"\}\}$/,
    );
    await mock.clock.advance("25h");
    expect(await read(mock, created.body.id)).toEqual({
      id: created.body.id,
      status: "complete",
      tool: "any_tool",
      created_at: NOW,
      completed_at: NOW,
      result: {},
      metadata: { k: "v" },
    });
    expect(await mock.deliveries.list()).toEqual([]);
    expect((await mock.clock.get()).pending).toEqual([]);
  });

  it("takes none of a fixture's ids and moves no other task's", async () => {
    const mock = await start();
    const prompt = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
    const preview = await create(mock, { prompt, mode: "test" });
    expect(preview).toMatchObject({ tool: "weather", status: "complete" });
    expect(preview.id).not.toBe("task_8xK2mP");
    expect((await create(mock, { prompt })).id).toBe("task_8xK2mP");
  });

  it("cannot be cancelled: it has finished", async () => {
    const mock = await start();
    const { id } = await create(mock, { prompt: "Do it", mode: "test" });
    await api(mock).post(`/v1/tasks/${id}/cancel`).expect(409);
  });
});
