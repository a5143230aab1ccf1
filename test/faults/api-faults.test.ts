// Each API fault at a raw client: the bytes that came back, what became of the connection, and whether the call was carried out.

import { describe, expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { until } from "../control/gate.js";
import { create, start } from "../support/mock.js";
import { rawClient } from "./wire.js";

type Row = { spec: string; status: number; code: string; header?: string };

const REFUSALS: Row[] = [
  { spec: "api rate-limited", status: 429, code: "rate_limit_exceeded", header: "Retry-After: 1" },
  { spec: "api rate-limited retry_after=2", status: 429, code: "rate_limit_exceeded", header: "Retry-After: 2" },
  { spec: "api rate-limited retry_after=0", status: 429, code: "rate_limit_exceeded", header: "Retry-After: 0" },
  { spec: "api server-error", status: 500, code: "internal_error" },
  { spec: "api server-error status=503", status: 503, code: "internal_error" },
  { spec: "api unauthorized", status: 401, code: "invalid_api_key" },
  { spec: "api forbidden", status: 403, code: "permission_denied" },
];

describe("refusals: the envelope, a connection that lives on, and a call that is not carried out", () => {
  test.each(REFUSALS)("$spec", async ({ spec, status, code, header }) => {
    const mock = await start({ fault: spec });
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    await client.answered;
    const [head = "", body = ""] = client.text().split("\r\n\r\n");
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head).toContain("Content-Type: application/json");
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
    if (header) expect(head.split("\r\n")).toContain(header);
    expect(JSON.parse(body)).toEqual({ error: { code, message: expect.any(String) } });
    expect(await mock.tasks.list()).toEqual([]);
    expect((await mock.requests.list())[0]).toMatchObject({ status, fault: spec.split(" ")[1] });
    client.socket.write(
      "GET /v1/tasks HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer pk_test_mock\r\nConnection: close\r\n\r\n",
    );
    expect(await client.ended).toBe("closed");
    expect(client.text()).toContain('{"data":[],"has_more":false}');
  });
});

describe("broken answers", () => {
  test("malformed-json: the task is made, and its answer is cut short with a length that fits", async () => {
    const mock = await start({ fault: "api malformed-json" });
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    await client.answered;
    const [head = "", body = ""] = client.text().split("\r\n\r\n");
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head).toContain(`Content-Length: ${Buffer.byteLength(body)}`);
    expect(() => JSON.parse(body)).toThrow(SyntaxError);
    const [task] = await mock.tasks.list();
    expect(body).toContain(task!.id);
  });

  test("malformed-json of an answer with other than ASCII is still a whole message", async () => {
    const mock = await start({ now: "2025-06-15T14:22:00Z" });
    const { id } = await create(mock, {
      prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
    });
    await mock.clock.advance("3s");
    await mock.faults.add("api malformed-json");
    const client = rawClient(mock, `GET /v1/tasks/${id}`);
    await client.answered;
    expect(() => JSON.parse(client.text().split("\r\n\r\n")[1]!)).toThrow(SyntaxError);
  });

  test("empty: the task is made, and its answer has no body", async () => {
    const mock = await start({ fault: "api empty" });
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    await client.answered;
    expect(client.text()).toMatch(/^HTTP\/1\.1 200 [\s\S]*Content-Length: 0[\s\S]*\r\n\r\n$/);
    expect(await mock.tasks.list()).toHaveLength(1);
  });

  test("reset: not a byte, a reset, and no task", async () => {
    const mock = await start({ fault: "api reset" });
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    expect(await client.ended).toBe("reset");
    expect(client.text()).toBe("");
    expect(await mock.tasks.list()).toEqual([]);
    expect((await mock.requests.list())[0]).toMatchObject({ status: null, fault: "reset" });
  });

  test("lost-response: not a byte, an orderly end, and a task", async () => {
    const mock = await start({ fault: "api lost-response" });
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    expect(await client.ended).toBe("closed");
    expect(client.text()).toBe("");
    expect(await mock.tasks.list()).toHaveLength(1);
  });

  test("hang: not a byte and no end, while others are answered; no task, and nobody's clock is held", async () => {
    const mock = await start({ fault: "api hang", clock: "instant" });
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    await until(async () => (await mock.requests.list()).length > 0);
    const { id } = await create(mock);
    expect(await mock.waitFor(id, "finished")).toMatchObject({ status: "complete" });
    expect(client.text()).toBe("");
    expect(client.socket.closed).toBe(false);
    expect(await mock.tasks.list()).toHaveLength(1);
    client.socket.destroy();
    expect((await create(mock)).status).toBe("running");
  });

  test("hang does not keep a mock from closing", async () => {
    const mock = await start({ fault: "api hang" });
    const client = rawClient(mock, "GET /v1/tasks");
    await until(async () => (await mock.requests.list()).length > 0);
    await mock.close();
    await client.ended;
    expect(client.text()).toBe("");
  });
});

describe("latency", () => {
  test("a late answer comes whole, after the answers to later calls", async () => {
    const mock = await start({ fault: "api latency by=100ms" });
    const order: string[] = [];
    const late = rawClient(mock, "POST /v1/tasks", { prompt: "late" }, () => order.push("late"));
    await until(async () => (await mock.tasks.list()).length > 0);
    const soon = rawClient(mock, "GET /v1/tasks", undefined, () => order.push("soon"));
    await Promise.all([late.answered, soon.answered]);
    expect(order).toEqual(["soon", "late"]);
    expect(late.text()).toMatch(/^HTTP\/1\.1 200 [\s\S]*"status":"running"/);
    expect((await mock.requests.list()).map(({ fault }) => fault).sort()).toEqual(["latency", null].sort());
  });

  test("a caller that does not wait harms nobody", async () => {
    const mock = await start({ fault: "api latency by=20ms" });
    const late = rawClient(mock, "POST /v1/tasks", { prompt: "late" });
    await until(async () => (await mock.tasks.list()).length > 0);
    late.socket.destroy();
    await until(async () => (await mock.requests.list()).length > 0);
    expect((await create(mock)).status).toBe("running");
  });
});

describe("which calls are struck", () => {
  test("the faults of a route strike that route only, however it is named", async () => {
    const mock = await start();
    for (const [route, ...other] of [
      ["create", "list", "get"],
      ["GET /v1/tasks", "create", "get"],
      ["GET /v1/tasks/:id", "create", "list"],
    ] as const) {
      await mock.faults.clear();
      await mock.faults.add({ on: "api", fault: "forbidden", route, times: 9 });
      const statuses = await tryAll(mock);
      expect(Object.entries(statuses).filter(([, status]) => status === 403)).toHaveLength(1);
      for (const name of other) expect(statuses[name]).not.toBe(403);
    }
  });

  test("a call that is refused anyway is not struck: the fault stays armed", async () => {
    const mock = await start({ fault: "api server-error" });
    const client = rawClient(mock, "POST /v1/tasks", {});
    await client.answered;
    expect(client.text()).toMatch(/^HTTP\/1\.1 400 /);
    expect((await mock.faults.list())[0]).toMatchObject({ left: 1, strikes: 0 });
  });

  async function tryAll(mock: PlotonMock): Promise<Record<string, number>> {
    const call = async (line: string, body?: object) => {
      const client = rawClient(mock, line, body);
      await client.answered;
      client.socket.destroy();
      return {
        status: Number(client.text().split(" ")[1]),
        body: JSON.parse(client.text().split("\r\n\r\n")[1]!) as { id?: string },
      };
    };
    const made = await call("POST /v1/tasks", { prompt: "Do it" });
    const id = made.body.id ?? (await mock.tasks.list()).at(-1)?.id ?? (await mock.trigger("task.complete")).task.id;
    return {
      create: made.status,
      list: (await call("GET /v1/tasks")).status,
      get: (await call(`GET /v1/tasks/${id}`)).status,
    };
  }
});
