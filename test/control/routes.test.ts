// Every route of the control API: its shape (held against the description), and what it refuses.

import http from "node:http";
import { beforeEach, describe, expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { type Body, type Call, describedCalls } from "./described.js";

const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
const KEY = { Authorization: "Bearer pk_test_mock" };

let mock: PlotonMock;
let call: Call;
beforeEach(async () => {
  mock = await start({ webhook: recorder().listener });
  call = await describedCalls(mock);
});

async function create(body: object = { prompt: WEATHER }): Promise<string> {
  return (await call("POST /v1/tasks", body, KEY)).body.id;
}

describe("the shapes of answers", () => {
  test("health, contract and clock", async () => {
    expect((await call("GET /_mock/health")).body).toEqual({
      status: "ok",
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      clock: { mode: "frozen", now: "2025-06-15T14:22:00Z" },
    });
    const { data } = (await call("GET /_mock/contract")).body;
    const page = (await call("GET /_mock/contract?limit=2&offset=1")).body;
    expect(page).toMatchObject({ data: data.slice(1, 3), has_more: true });
    expect(data.length).toBeGreaterThan(40);
    expect(data.every(({ mark }: { mark: string }) => /^(documented|inferred|assumed)$/.test(mark))).toBe(true);
    expect((await call("GET /_mock/clock")).body).toEqual({
      mode: "frozen",
      speed: 1,
      now: "2025-06-15T14:22:00Z",
      pending: [],
    });
  });

  test("a whole story: tasks in every status, deliveries in every state, faults, requests, fixtures, consents", async () => {
    await call("PUT /_mock/webhook", { retry: "none" });
    const done = await create();
    const failed = await create({
      prompt: "Pull all contacts from user_123's expired CRM account.",
      metadata: { a: [1] },
    });
    const waiting = await create({ prompt: "wait", user_id: "u" });
    await call(`POST /_mock/tasks/${waiting}/wait`, { service: "crm", consent: "deny", expires: "1h" });
    const cancelled = await create({ prompt: "cancel" });
    await call(`POST /v1/tasks/${cancelled}/cancel`, undefined, KEY);
    await call("POST /_mock/faults", { spec: "webhook drop event=task.failed" });
    await call("POST /_mock/faults", { on: "api", fault: "rate-limited", route: "list", retry_after: 3 });
    await call("POST /_mock/faults", { fault: "chaos", probability: 0.000001 });
    expect((await call("GET /v1/tasks", undefined, KEY)).status).toBe(429);
    await call("POST /_mock/clock/advance", { by: "10s" });
    await call("PUT /_mock/webhook", { url: null });
    await create({ prompt: "nobody hears of it" });
    await call("POST /_mock/clock/run-until-idle");
    for (const id of [done, failed, waiting, cancelled]) {
      expect((await call(`GET /_mock/tasks/${id}`)).body.id).toBe(id);
      await call(`GET /v1/tasks/${id}`, undefined, KEY);
    }
    const tasks = (await call("GET /_mock/tasks")).body.data;
    expect(tasks.map(({ status }: { status: string }) => status)).toEqual([
      "complete",
      "cancelled",
      "failed",
      "failed",
      "complete",
    ]);
    const deliveries = (await call("GET /_mock/deliveries")).body.data;
    expect(new Set(deliveries.map(({ state }: { state: string }) => state))).toEqual(
      new Set(["delivered", "exhausted", "undeliverable"]),
    );
    for (const { id } of deliveries) await call(`GET /_mock/deliveries/${id}`);
    expect((await call("GET /_mock/faults")).body.data).toHaveLength(3);
    expect((await call("GET /_mock/requests")).body.data.length).toBeGreaterThan(5);
    await call("GET /v1/tasks", undefined, KEY);
    expect((await call("GET /_mock/fixtures")).body).toMatchObject({ has_more: false, problems: [] });
    await call("GET /_mock/consents");
    expect((await call(`GET /_mock/tasks/${done}/fixture`)).body.yaml).toContain("plan:");
  });

  test("what is made answers 201, and what is taken away says how much", async () => {
    const fixture = { name: "mine", plan: [{ after: "1s", complete: {} }] };
    expect((await call("POST /_mock/fixtures", fixture)).status).toBe(201);
    expect((await call("POST /_mock/fixtures/explain", { prompt: "x" })).body.winner.name).toBe("mine");
    expect((await call("DELETE /_mock/fixtures/mine")).body).toEqual({ deleted: 1 });
    expect((await call("DELETE /_mock/fixtures")).body).toEqual({ deleted: 0 });
    const { status, body } = await call("POST /_mock/faults", { spec: "api hang route=get" });
    expect(status).toBe(201);
    expect((await call(`DELETE /_mock/faults/${body.id}`)).body).toEqual({ deleted: 1 });
    expect((await call("DELETE /_mock/faults")).body).toEqual({ deleted: 0 });
    const account = await call("POST /_mock/accounts", { clock: "instant", seed: 9, now: "2030-01-01T00:00:00+02:00" });
    expect(account.status).toBe(201);
    const { api_key } = account.body;
    const own = await describedCalls(mock, api_key);
    expect((await own("GET /_mock/clock")).body).toMatchObject({ mode: "instant", now: "2029-12-31T22:00:00Z" });
    expect((await call(`DELETE /_mock/accounts/${api_key}`)).body).toEqual({ deleted: 1 });
    expect((await call(`DELETE /_mock/accounts/${api_key}`)).status).toBe(404);
    expect((await own("GET /_mock/clock")).status).toBe(401);
    expect((await call("POST /_mock/reset")).body).toEqual({ reset: true });
    expect((await call("POST /_mock/trigger", { event: "task.waiting" })).status).toBe(201);
    for (const path of ["error.code", "code"])
      expect(await call("POST /_mock/trigger", { event: "task.failed", set: { [path]: "quota" } })).toMatchObject({
        status: 201,
        body: { task: { error: { code: "quota" } } },
      });
    const waiting = (set: object) => call("POST /_mock/trigger", { event: "task.waiting", set });
    expect((await waiting({ service: "chat", reason: "Who is it?" })).body.task.waiting).toMatchObject({
      service: "chat",
      reason: "Who is it?",
      auth_url: expect.any(String),
    });
    const asked = await waiting({ "input_request.type": "choice", "input_request.options": ["a", "b"] });
    expect(asked.body.task.waiting).toMatchObject({ input_request: { type: "choice", options: ["a", "b"] } });
    expect(asked.body.task.waiting).not.toHaveProperty("auth_url");
    const input = { type: "text", ask: { label: "Name" } };
    const wait = { name: "asks", plan: [{ wait: { reason: "r", input_request: input } }, { complete: {} }] };
    await call("POST /_mock/fixtures", wait);
    expect((await waiting({ "input_request.ask.label": "Age" })).body.task.waiting).toEqual({
      reason: "r",
      input_request: { ...input, ask: { label: "Age" } },
    });
    expect(await waiting({ "input_request.tipe": "text" })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringMatching(/Did you mean "type"/) } },
    });
    await call("DELETE /_mock/fixtures");
    for (const [path, message] of [
      ["auth_url", /auth_url cannot be set: it is the page/],
      ["inputRequest.type", /Did you mean "input_request"/],
      ["expires", /Allowed: reason, service, input_request/],
    ] as const)
      expect(await waiting({ [path]: "x" })).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringMatching(message) } },
      });
    expect((await call("POST /_mock/wait", { until: "idle" })).status).toBe(409);
    await call("POST /_mock/clock/run-until-idle");
    expect((await call("POST /_mock/wait", { until: "idle" })).body.mode).toBe("frozen");
    await create();
    await call("POST /_mock/clock/run-until-idle");
    const [task] = (await call("GET /_mock/tasks")).body.data;
    expect((await call("POST /_mock/wait", { task_id: task.id, until: "finished" })).body.id).toBe(task.id);
    await call("POST /_mock/reset");
    await create();
    await call("POST /_mock/clock/run-until-idle");
    expect((await call("POST /_mock/wait", { until: "delivered" })).body.data).toHaveLength(1);
  });

  test("errors of /v1 are as described", async () => {
    for (const [route, body, headers, status] of [
      ["POST /v1/tasks", {}, KEY, 400],
      ["POST /v1/tasks", "{", KEY, 400],
      ["POST /v1/tasks", { prompt: "x".repeat(10_001) }, KEY, 422],
      ["POST /v1/tasks", { prompt: "x", metadata: { big: "x".repeat(1_100_000) } }, KEY, 413],
      ["POST /v1/tasks", { prompt: "x" }, {}, 401],
      ["GET /v1/tasks?limit=0", undefined, KEY, 400],
      ["GET /v1/tasks/task_0zZ0zZ", undefined, KEY, 404],
      ["DELETE /v1/tasks/task_0zZ0zZ", undefined, KEY, 404],
    ] as const)
      expect((await call(route, body, headers)).status).toBe(status);
  });
});

describe("what is refused", () => {
  const REFUSED: [route: string, body: unknown, status: number, message: string | RegExp][] = [
    ["POST /_mock/clock/advance", {}, 400, 'The body must have either "by" (such as "24h") or "to" (a time).'],
    ["POST /_mock/clock/advance", { by: "1s", to: "2025-06-15T14:22:01Z" }, 400, /either "by"/],
    ["POST /_mock/clock/advance", { by: 5 }, 400, /^by must be a duration such as/],
    ["POST /_mock/clock/advance", { by: "-1s" }, 400, /^by must be a duration such as/],
    [
      "POST /_mock/clock/advance",
      { to: "tomorrow" },
      400,
      /^to must be an ISO 8601 time in UTC such as .* not "tomorrow"\.$/,
    ],
    [
      "POST /_mock/clock/advance",
      { to: "2025-12-01 10:00" },
      400,
      'to must be 2025-12-01T10:00:00Z, if that is what "2025-12-01 10:00" means.',
    ],
    ["POST /_mock/clock/advance", { to: "2024-01-01T00:00:00Z" }, 400, /does not go back/],
    ["POST /_mock/clock/advance", { to: "2024-01-01" }, 400, /does not go back/],
    ["POST /_mock/clock/advance", { bye: "1s" }, 400, /^There is no field bye\. Did you mean "by"\? Allowed: by, to\./],
    ["PUT /_mock/clock", { now: "2024-01-01T00:00:00Z" }, 400, /does not go back/],
    ["PUT /_mock/clock", { speed: 0 }, 400, "speed must be a number over 0 and at most 1000000, not 0."],
    [
      "PUT /_mock/clock",
      { mode: "liv" },
      400,
      'mode must be one of live, frozen, instant, not "liv". Did you mean "live"?',
    ],
    ["PUT /_mock/clock", "[]", 400, "The body must be of type object."],
    ["POST /_mock/clock/run-until-idle", { limit: 5 }, 400, "There is no field limit. None is taken here."],
    ["PUT /_mock/webhook", { url: "ftp://x" }, 400, /^url must be a URL such as .*\(http or https\)/],
    ["PUT /_mock/webhook", { url: 7 }, 400, /^url /],
    ["PUT /_mock/webhook", { retry: "soon" }, 400, /^retry must be waits such as "1m,11m,2h", or "none"/],
    ["PUT /_mock/webhook", { secret: "" }, 400, "secret must not be empty."],
    ["GET /_mock/tasks?limit=0", undefined, 400, "limit must be a whole number from 1 to 1000."],
    ["GET /_mock/tasks?limit=1e3", undefined, 400, "limit must be a whole number from 1 to 1000."],
    ["GET /_mock/tasks?offset=-1", undefined, 400, /^offset must be a whole number from 0/],
    ["GET /_mock/tasks?status=done", undefined, 400, /^status must be one of pending, running, .*, not "done"\.$/],
    ["GET /_mock/tasks?userid=x", undefined, 400, /^There is no query parameter userid\. Did you mean "user_id"\?/],
    ["GET /_mock/deliveries?event=task.done", undefined, 400, /^event must be one of task\.complete/],
    ["GET /_mock/deliveries?state=lost", undefined, 400, /^state must be one of scheduled, delivered/],
    ["GET /_mock/tasks/task_1", undefined, 404, /^There is no task "task_1" in this account/],
    ["GET /_mock/deliveries/dlv_1", undefined, 404, /^There is no delivery "dlv_1"/],
    ["POST /_mock/deliveries/dlv_1/redeliver", {}, 404, /^There is no delivery "dlv_1"/],
    ["POST /_mock/tasks/task_1/complete", {}, 404, /^There is no task/],
    ["DELETE /_mock/faults/flt_1", undefined, 404, /^There is no fault "flt_1"/],
    ["DELETE /_mock/fixtures/none", undefined, 404, /It uses none\.$/],
    ["DELETE /_mock/accounts/pk_test_none", undefined, 404, /no made account of that key/],
    [
      "POST /_mock/accounts",
      { key: "pk_test_x" },
      400,
      /^There is no field key\. Did you mean "api_key"\?|^There is no field key\. Allowed/,
    ],
    ["POST /_mock/accounts", { seed: "" }, 400, /^seed /],
    [
      "POST /_mock/wait",
      { until: "done" },
      400,
      'until must be one of settled, finished, waiting, delivered, exhausted, idle, not "done".',
    ],
    ["POST /_mock/wait", { task_id: "task_1" }, 404, /^There is no task/],
    ["POST /_mock/wait", { timeout: "forever" }, 400, /^timeout must be a duration/],
    ["POST /_mock/trigger", {}, 400, /^event /],
    ["POST /_mock/trigger", { event: "task.done" }, 400, /^event must be one of task\.complete/],
    [
      "POST /_mock/trigger",
      { event: "task.progress", prompt: WEATHER },
      409,
      /has no step that sends task\.progress; its steps: complete\./,
    ],
    ["POST /_mock/fixtures", { name: "x", plan: [], plann: [] }, 400, /plann/],
    ["POST /_mock/fixtures/explain", {}, 400, "prompt is required."],
    [
      "POST /_mock/fixtures/explain",
      { prompt: "x", usr_id: "u" },
      400,
      /^There is no field usr_id\. Did you mean "user_id"\?/,
    ],
    ["POST /_mock/faults", { spec: "api hang", on: "api" }, 400, "Give spec alone, or the fields without it."],
    ["POST /_mock/reset", { hard: true }, 400, "There is no field hard. Allowed: seed, keep."],
  ];

  test.each(REFUSED)("%s %j: %i", async (route, body, status, message) => {
    const answer = await call(route, body);
    expect(answer).toMatchObject({ status, body: { error: { code: expect.any(String) } } });
    if (typeof message === "string") expect(answer.body.error.message).toBe(message);
    else expect(answer.body.error.message).toMatch(message);
  });

  test("a body that is no JSON", async () => {
    const answer = await call("POST /_mock/clock/advance", '{"by":');
    expect(answer).toMatchObject({ status: 400, body: { error: { code: "invalid_request" } } });
    expect(answer.body.error.message).toMatch(/^The request body is not valid JSON: /);
  });

  test.each([
    [
      "in another charset",
      '"utf-16"',
      { "Content-Type": "application/json; charset=utf-16" },
      415,
      /application\/json; charset=utf-16/,
    ],
    [
      "compressed",
      '{"by":"1s"}',
      { "Content-Encoding": "gzip" },
      400,
      /compressed \(Content-Encoding: gzip\): send the JSON as it is/,
    ],
    ["that is not UTF-8", Buffer.from('{"by":"\xff"}', "latin1"), {}, 400, /not valid UTF-8/],
    ["too large", `"${"x".repeat(2 * 1_048_576)}"`, {}, 413, "The body is larger than 2097152 bytes."],
    [
      "with a number that would become another",
      '{"by":12345678901234567890}',
      {},
      400,
      /12345678901234567890 is too big a number/,
    ],
  ])("a body %s", async (_, body, headers, status, message) => {
    const sent = { "Content-Type": "application/json", ...headers };
    const answer = await fetch(`${mock.url}/_mock/clock/advance`, { method: "POST", headers: sent, body });
    expect(answer.status).toBe(status);
    expect(((await answer.json()) as Body).error.message).toMatch(message);
  });

  test("a path that is no percent-encoded text", async () => {
    const answer = await fetch(`${mock.url}/_mock/tasks/%E0%A4`);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as Body).error.message).toBe('"%E0%A4" in the path is not percent-encoded UTF-8.');
  });

  test("nothing for a slash at the end, a host in the request's target, or a letter written with a percent sign", async () => {
    const id = await create();
    for (const path of ["/_mock/tasks/", `/_mock/tasks/${id}/`, `/_mock/tasks/${id.replace("task", "t%61sk")}`])
      expect((await fetch(`${mock.url}${path}`)).status).toBe(200);
    const absolute = await new Promise<number | undefined>((resolve, reject) => {
      const { port } = new URL(mock.url);
      const path = "http://localhost/_mock/tasks?limit=1";
      http
        .get({ port, path, headers: { Host: "localhost" } }, ({ statusCode }) => resolve(statusCode))
        .on("error", reject);
    });
    expect(absolute).toBe(200);
  });

  test.each([
    [undefined, "text/plain"],
    ["*/*", "text/plain"],
    ["text/html, */*;q=0.1", "text/plain"],
    ["application/json, text/plain, */*", "application/json"],
    ["text/plain;q=0.5, application/json", "application/json"],
    ["image/png", "application/json"],
  ])("nothing for Accept %j, which says whether a story comes as lines", async (accept, type) => {
    const id = await create();
    const headers: Record<string, string> = accept === undefined ? {} : { Accept: accept };
    const answer = await fetch(`${mock.url}/_mock/tasks/${id}/story`, { headers });
    expect(answer.headers.get("content-type")).toBe(`${type}; charset=utf-8`);
  });

  test("unknown routes and other methods, with what there is", async () => {
    const ask = async (method: string, path: string) => {
      const response = await fetch(`${mock.url}${path}`, { method, headers: { "Content-Type": "application/json" } });
      const allow = response.headers.get("allow");
      return { status: response.status, allow, ...((await response.json()) as Body).error };
    };
    expect(await ask("GET", "/_mock/taks")).toMatchObject({ status: 404, code: "not_found" });
    expect(await ask("PUT", "/_mock/tasks")).toMatchObject({
      status: 405,
      allow: "GET",
      message: "PUT is not allowed on /_mock/tasks. Allowed: GET.",
    });
    expect(await ask("POST", "/_mock/webhook")).toMatchObject({
      status: 405,
      message: expect.stringContaining("GET, PUT"),
    });
    expect(await ask("GET", "/tasks")).toMatchObject({
      status: 404,
      message: expect.stringContaining("must end in /v1"),
    });
    expect(await ask("GET", "/_MOCK/tasks")).toMatchObject({ status: 404 });
  });

  test("a task that a later page would show is not lost: limit, offset and has_more walk a list once", async () => {
    for (let n = 0; n < 5; n += 1) await create({ prompt: `task ${n}` });
    for (const list of ["tasks", "requests"]) {
      const pages = [];
      for (let offset = 0; ; offset += 2) {
        const { data, has_more } = (await call(`GET /_mock/${list}?limit=2&offset=${offset}`)).body;
        pages.push(data.map(({ id }: { id: string }) => id));
        if (!has_more) break;
      }
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(new Set(pages.flat()).size).toBe(5);
    }
    expect((await call("GET /_mock/tasks?limit=5")).body.has_more).toBe(false);
    expect((await call("GET /_mock/tasks?offset=99")).body).toEqual({ data: [], has_more: false });
  });
});

describe("time", () => {
  test("a second advance while one runs is refused, and the first goes on", async () => {
    const meet: { answer?: () => void } = {};
    const asked = new Promise<void>((resolve) => {
      void mock.webhook.serve((_request, response) => {
        meet.answer = () => response.end();
        resolve();
      });
    });
    await mock.webhook.get();
    await create();
    const first = call("POST /_mock/clock/advance", { by: "3s" });
    await asked;
    for (const route of ["POST /_mock/clock/advance", "POST /_mock/clock/run-until-idle", "PUT /_mock/clock"]) {
      const second = await call(
        route,
        route.startsWith("PUT") ? { now: "2026-01-01T00:00:00Z" } : route.endsWith("advance") ? { by: "1s" } : {},
      );
      expect(second).toMatchObject({ status: 409, body: { error: { code: "clock_busy" } } });
    }
    meet.answer!();
    expect((await first).body.now).toBe("2025-06-15T14:22:03Z");
  });

  test("run-until-idle stops at 10,000 steps, says what is left, and can be called again", async () => {
    await call("PUT /_mock/webhook", { retry: Array.from({ length: 100 }, () => "1s") });
    await call("POST /_mock/faults", { spec: "webhook drop probability=1" });
    for (let n = 0; n < 100; n += 1) await create({ prompt: `task ${n}` });
    const stopped = await call("POST /_mock/clock/run-until-idle");
    expect(stopped).toMatchObject({ status: 409, body: { error: { code: "not_idle" } } });
    expect(stopped.body.error.message).toMatch(
      /^10000 steps were played and \d+ are still booked; the next is .* at .*\. .* Call again to go on\.$/,
    );
    const rest = await call("POST /_mock/clock/run-until-idle");
    expect(rest.status).toBe(200);
    expect((await call("GET /_mock/deliveries?state=exhausted&limit=1000")).body.data).toHaveLength(100);
  });

  test("the clock is set to another mode and speed, and jumps ahead by now", async () => {
    await create();
    expect(
      (await call("PUT /_mock/clock", { now: "2025-06-15T15:00:00Z", mode: "instant", speed: 60 })).body,
    ).toMatchObject({
      mode: "instant",
      speed: 60,
      now: "2025-06-15T15:00:00Z",
    });
    expect((await call("GET /_mock/tasks")).body.data[0]).toMatchObject({
      status: "complete",
      completed_at: "2025-06-15T14:22:03Z",
    });
    const { pending } = (await call("PUT /_mock/clock", { mode: "frozen" })).body;
    expect(pending).toEqual([]);
  });

  test("attempts from the change on go where the endpoint then points, with its secret", async () => {
    const { listener, received } = recorder();
    await create();
    const { url } = await mock.webhook.serve(listener);
    await call("PUT /_mock/webhook", { secret: "whsec_other" });
    await call("POST /_mock/clock/advance", { by: "3s" });
    const [delivery] = (await call("GET /_mock/deliveries")).body.data;
    expect(delivery.url).toBe(url);
    expect(received[0]!.headers["x-ploton-signature"]).toBe(delivery.signature);
    expect(delivery.signature).not.toBe("b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1");
  });

  test("a reset takes changes of it back, unless it is to be kept", async () => {
    const made = (await call("GET /_mock/webhook")).body;
    const changed = (await call("PUT /_mock/webhook", { timeout: "7s", url: null })).body;
    await call("POST /_mock/reset", { keep: ["webhook"] });
    expect((await call("GET /_mock/webhook")).body).toEqual(changed);
    await call("POST /_mock/reset");
    expect((await call("GET /_mock/webhook")).body).toEqual(made);
  });
});
