// The programmatic API whole, as one suite: whatever opens a mock is held to the same behaviour.

import { expect, test } from "vitest";
import type { MockError, PlotonMock } from "../../src/index.js";
import { recorder } from "../support/receiver.js";
import { gate } from "./gate.js";

const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
const RESULT = { temperature: "62°F", conditions: "Partly cloudy", humidity: "73%" };

/** Creates a task as the app under test would, with nothing but `mock.env`. */
async function create({ env }: PlotonMock, body: object = { prompt: WEATHER }): Promise<string> {
  const response = await fetch(`${env.PLOTON_BASE_URL}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${env.PLOTON_API_KEY}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { id: string }).id;
}

/** What a call rejects with, as one value. */
async function refusal(call: Promise<unknown>): Promise<Pick<MockError, "status" | "code" | "message">> {
  const error = await call.then(
    () => expect.fail("it was not refused"),
    (reason: MockError) => reason,
  );
  expect(error.name).toBe("MockError");
  return { status: error.status, code: error.code, message: error.message };
}

/** `open` gives a fresh mock with a frozen clock at 2025-06-15T14:22:00Z and no webhook URL. */
export function holdProgrammaticApi(open: () => Promise<PlotonMock>): void {
  test("its secret and its env are those that its webhooks are signed with: set, kept, and as made after a reset", async () => {
    const mock = await open();
    const made = mock.webhookSecret;
    await mock.webhook.set({ secret: "whsec_of_today" });
    expect([mock.webhookSecret, mock.env.PLOTON_WEBHOOK_SECRET]).toEqual(["whsec_of_today", "whsec_of_today"]);
    await mock.reset({ keep: ["webhook"] });
    expect(mock.webhookSecret).toBe((await mock.webhook.get()).secret);
    await mock.reset();
    expect(mock.webhookSecret).toBe((await mock.webhook.get()).secret);
    const account = await mock.account({ webhookSecret: "whsec_of_an_account" });
    await account.webhook.set({ secret: "whsec_of_another" });
    await account.reset();
    expect(account.webhookSecret).toBe("whsec_of_an_account");
    await mock.webhook.set({ secret: made });
    expect(mock.webhookSecret).toBe(made);
  });

  test("it says where it is, and env is what an app under test wants", async () => {
    const mock = await open();
    expect(mock.url).toMatch(/^http:\/\/(localhost|127\.0\.0\.1):\d+$/);
    expect(mock.baseUrl).toBe(`${mock.url}/v1`);
    expect(mock.env).toEqual({
      PLOTON_BASE_URL: mock.baseUrl,
      PLOTON_API_KEY: mock.apiKey,
      PLOTON_WEBHOOK_SECRET: mock.webhookSecret,
      PLOTON_MOCK_URL: mock.url,
    });
    expect(mock.webhookSecret).toBe("whsec_test_secret");
  });

  test("the clock is read, set, advanced by a length or to a time, and run until idle", async () => {
    const mock = await open();
    expect(await mock.clock.now()).toBe("2025-06-15T14:22:00Z");
    await create(mock);
    expect(await mock.clock.get()).toEqual({
      mode: "frozen",
      speed: 1,
      now: "2025-06-15T14:22:00Z",
      pending: [{ at: "2025-06-15T14:22:03Z", label: "task_8xK2mP completes" }],
    });
    expect(await mock.clock.advance("1500ms")).toEqual({ now: "2025-06-15T14:22:01.500Z", played: [] });
    expect(await mock.clock.advance({ to: "2025-06-15T14:22:02Z" })).toMatchObject({ now: "2025-06-15T14:22:02Z" });
    expect(await mock.clock.advance({ by: "1s" })).toEqual({
      now: "2025-06-15T14:22:03Z",
      played: [{ at: "2025-06-15T14:22:03Z", label: "task_8xK2mP completes" }],
    });
    await create(mock, { prompt: "anything at all" });
    const { played } = await mock.clock.runUntilIdle();
    expect(played.length).toBeGreaterThan(0);
    expect(await mock.clock.set({ now: "2025-06-16T00:00:00Z" })).toMatchObject({
      mode: "frozen",
      now: "2025-06-16T00:00:00Z",
    });
  });

  test("a task is created as the app does it, by its prompt or all its fields", async () => {
    const mock = await open();
    const metadata = { run: 7 };
    expect(await mock.tasks.create({ prompt: WEATHER, user_id: "user_1", metadata })).toEqual({
      id: "task_8xK2mP",
      status: "running",
      tool: "weather",
      created_at: "2025-06-15T14:22:00Z",
      metadata,
    });
    const { id } = await mock.tasks.create("anything at all");
    const account = await mock.account();
    await account.tasks.create(WEATHER);
    expect((await mock.tasks.list()).map((task) => task.id)).toEqual([id, "task_8xK2mP"]);
    expect(await account.tasks.list()).toHaveLength(1);
    expect(await mock.requests.list({ status: 200 })).toHaveLength(2);
  });

  test("a create call that the API refuses is thrown with what it says", async () => {
    const mock = await open();
    await mock.faults.add("api server-error times=1");
    expect(await refusal(mock.tasks.create(WEATHER))).toMatchObject({ status: 500 });
    expect(await refusal(mock.tasks.create(""))).toMatchObject({
      status: 400,
      message: expect.stringContaining("prompt"),
    });
    expect(await mock.tasks.list()).toEqual([]);
  });

  test("an error shows the line that asked", async () => {
    const mock = await open();
    const asked: [string, () => Promise<unknown>][] = [
      ["waitFor", () => mock.waitFor("task_1")],
      ["faults.add", () => mock.faults.add("webhook lostack")],
      ["trigger", () => mock.trigger("task.complete", { prompt: "" })],
      ["deliveries.list", () => mock.deliveries.list({ limit: 0 })],
      ["tasks.complete", () => mock.tasks.complete("task_1")],
      ["tasks.create", () => mock.tasks.create("")],
      ["clock.advance", () => mock.clock.advance("3 parsecs" as "3s")],
    ];
    for (const [name, ask] of asked) {
      const error: Error = await ask().then(
        () => expect.fail(`${name} was not refused`),
        (reason: Error) => reason,
      );
      expect(error.stack, name).toMatch(/^MockError: .*\n/);
      expect(error.stack, name).toContain("programmatic-api.ts");
    }
  });

  test("a time may be a Date", async () => {
    const mock = await open();
    const later = new Date("2025-06-15T15:00:00Z");
    expect(await mock.clock.advance({ to: later })).toMatchObject({ now: "2025-06-15T15:00:00Z" });
    await mock.tasks.create(WEATHER);
    expect(await mock.tasks.list({ since: later })).toHaveLength(1);
    expect(await mock.tasks.list({ since: new Date(later.getTime() + 1) })).toEqual([]);
    const account = await mock.account({ now: later });
    expect(await account.clock.now()).toBe("2025-06-15T15:00:00Z");
    expect(await account.clock.advance({ to: "2025-06-16" })).toMatchObject({ now: "2025-06-16T00:00:00Z" });
    expect(await mock.clock.set({ now: new Date("2025-06-15T16:00:00Z") })).toMatchObject({
      now: "2025-06-15T16:00:00Z",
    });
  });

  test("a task is listed, read whole, and moved by hand", async () => {
    const mock = await open();
    const id = await create(mock, { prompt: WEATHER, user_id: "user_1", metadata: { run: 7 } });
    expect(await mock.tasks.get(id)).toMatchObject({
      id,
      status: "running",
      tool: "weather",
      created_at: "2025-06-15T14:22:00Z",
      request: { prompt: WEATHER, user_id: "user_1", mode: "live", metadata: { run: 7 }, sub_agent: null },
      fixture: { name: "weather-san-francisco" },
      plan: [{ after: "3s", move: "complete", data: RESULT }],
      next: { at: "2025-06-15T14:22:03Z", move: "complete" },
      timeline: [{ move: "create", status: "running", by: "create" }],
      deliveries: [],
    });
    expect((await mock.tasks.progress(id, "half way")).timeline.at(-1)).toMatchObject({
      move: "progress",
      data: { message: "half way" },
    });
    expect((await mock.tasks.progress(id, { message: "more", rows: 3 })).timeline.at(-1)?.data).toEqual({
      message: "more",
      rows: 3,
    });
    expect((await mock.tasks.wait(id, { reason: "Which account?", consent: "ask" })).status).toBe("waiting");
    expect((await mock.tasks.resume(id, { account: "main" })).status).toBe("running");
    expect(await mock.tasks.complete(id, { done: true })).toMatchObject({ status: "complete", result: { done: true } });
    const failing = await create(mock, { prompt: "one that fails" });
    expect(await mock.tasks.fail(failing, { code: "boom", message: "Boom." })).toMatchObject({
      status: "failed",
      error: { code: "boom", message: "Boom." },
    });
    const dropped = await create(mock, { prompt: "one that is dropped" });
    expect((await mock.tasks.cancel(dropped)).status).toBe("cancelled");
    expect((await mock.tasks.list()).map((task) => task.id)).toEqual([dropped, failing, id]);
    expect((await mock.tasks.list({ status: "complete" })).map((task) => task.id)).toEqual([id]);
    expect((await mock.tasks.list({ user_id: "user_1" })).map((task) => task.id)).toEqual([id]);
    expect((await mock.tasks.list({ limit: 1, offset: 1 })).map((task) => task.id)).toEqual([failing]);
  });

  test("moves without a value have one of their own", async () => {
    const mock = await open();
    const [first, second] = [await create(mock, { prompt: "one" }), await create(mock, { prompt: "two" })];
    expect((await mock.tasks.progress(first)).timeline.at(-1)?.data).toEqual({ message: "In progress." });
    expect((await mock.tasks.wait(first)).waiting).toEqual({ reason: "The task needs the user." });
    expect((await mock.tasks.resume(first)).status).toBe("running");
    expect((await mock.tasks.complete(first)).result).toEqual({});
    expect((await mock.tasks.fail(second)).error).toEqual({ code: "tool_error", message: "The tool failed." });
  });

  test("what is given to it is copied: a later change of it changes nothing", async () => {
    const mock = await open();
    const id = await create(mock);
    const result = { rows: [1, 2] };
    await mock.tasks.complete(id, result);
    result.rows.push(3);
    expect((await mock.tasks.get(id)).result).toEqual({ rows: [1, 2] });
  });

  test("deliveries are listed by task, event and state, and one goes out again with the same bytes", async () => {
    const mock = await open();
    const { listener, received } = recorder((n) => (n === 1 ? 500 : 200));
    await mock.webhook.serve(listener);
    const id = await create(mock);
    await mock.clock.advance("3s");
    const [delivery] = await mock.deliveries.list({ task_id: id, event: "task.complete", state: "scheduled" });
    expect(delivery).toMatchObject({
      id: "dlv_8xK2mP_1",
      task_id: id,
      event: "task.complete",
      state: "scheduled",
      next_attempt_at: "2025-06-15T14:23:03Z",
      attempts: [
        {
          number: 1,
          at: "2025-06-15T14:22:03Z",
          fault: null,
          outcome: "answered",
          error: null,
          response: { status: 500 },
        },
      ],
    });
    const again = await mock.deliveries.redeliver(delivery!.id);
    expect(again).toMatchObject({
      state: "delivered",
      next_attempt_at: null,
      attempts: [{ number: 1 }, { number: 2 }],
    });
    expect(again).toEqual(await mock.deliveries.get(delivery!.id));
    expect(new Set(received.map(({ body }) => body))).toEqual(new Set([delivery!.body]));
    expect(received.map(({ headers }) => headers["x-ploton-signature"])).toEqual([
      delivery!.signature,
      delivery!.signature,
    ]);
    expect(await mock.deliveries.list({ state: "scheduled" })).toEqual([]);
    expect(await mock.deliveries.list({ event: "task.failed" })).toEqual([]);
    expect(await mock.deliveries.list({ limit: 1, offset: 1 })).toEqual([]);
  });

  test("fixtures are listed, explained, used before all others, and restored", async () => {
    const mock = await open();
    const name = "mine";
    expect((await mock.fixtures.list()).map((one) => one.name)).toContain("weather-san-francisco");
    expect((await mock.fixtures.explain(WEATHER)).winner).toMatchObject({
      name: "weather-san-francisco",
      plan: [{ after: "3s", complete: { temperature: "62°F" } }],
    });
    expect(await mock.fixtures.use({ name, plan: [{ complete: { mine: true } }] })).toMatchObject({
      name,
      origin: "program",
      file: null,
    });
    expect(await mock.fixtures.explain({ prompt: WEATHER, user_id: "user_1" })).toMatchObject({ winner: { name } });
    await mock.fixtures.use({ name, plan: [{ complete: { mine: "again" } }] });
    expect((await mock.fixtures.list()).filter((one) => one.name === name)).toHaveLength(1);
    const id = await create(mock);
    await mock.clock.runUntilIdle();
    expect((await mock.tasks.get(id)).result).toEqual({ mine: "again" });
    await mock.fixtures.restore(name);
    expect((await mock.fixtures.explain(WEATHER)).winner?.name).toBe("weather-san-francisco");
    await mock.fixtures.use({ name, plan: [{ complete: {} }] });
    await mock.fixtures.restore();
    expect((await mock.fixtures.list()).map((one) => one.name)).not.toContain(name);
  });

  test("faults are armed by spec or by fields, counted as they strike, and cleared", async () => {
    const mock = await open();
    const armed = await mock.faults.add("webhook status status=503 event=task.complete attempt=1");
    expect(armed).toEqual({
      id: armed.id,
      on: "webhook",
      fault: "status",
      event: "task.complete",
      attempt: 1,
      status: 503,
      times: 1,
      probability: null,
      left: 1,
      strikes: 0,
      spec: "webhook status event=task.complete attempt=1 status=503",
    });
    const other = await mock.faults.add({ on: "api", fault: "latency", by: "1ms", route: "list", times: 2 });
    expect(other).toMatchObject({ by: "1ms", route: "list", left: 2 });
    await mock.webhook.serve(recorder().listener);
    await create(mock);
    await mock.clock.advance("3s");
    expect((await mock.deliveries.list())[0]?.attempts[0]).toMatchObject({
      fault: "status",
      response: { status: 503 },
    });
    expect((await mock.faults.list()).map(({ id, left, strikes }) => ({ id, left, strikes }))).toEqual([
      { id: armed.id, left: 0, strikes: 1 },
      { id: other.id, left: 2, strikes: 0 },
    ]);
    await mock.faults.clear(other.id);
    expect((await mock.faults.list()).map(({ id }) => id)).toEqual([armed.id]);
    await mock.faults.clear();
    expect(await mock.faults.list()).toEqual([]);
  });

  test("the calls to /v1 are listed, with the key masked", async () => {
    const mock = await open();
    const id = await create(mock);
    const [call] = await mock.requests.list();
    expect(call).toMatchObject({
      method: "POST",
      path: "/v1/tasks",
      key: "pk_test_****",
      body: JSON.stringify({ prompt: WEATHER }),
      status: 200,
      task_id: id,
      fault: null,
    });
    expect(JSON.parse(call!.response_body)).toMatchObject({ id });
    expect(await mock.requests.list({ offset: 1 })).toEqual([]);
  });

  test("the webhook endpoint is shown, and changed in the named fields", async () => {
    const mock = await open();
    const before = await mock.webhook.get();
    expect(before).toEqual({
      url: null,
      secret: "whsec_test_secret",
      timeout: "30s",
      retry: ["1m", "11m", "2h", "21h48m"],
    });
    expect(await mock.webhook.set({ timeout: "5s", retry: "1s,2s" })).toEqual({
      ...before,
      timeout: "5s",
      retry: ["1s", "2s"],
    });
    expect(await mock.webhook.set({ retry: ["3s"] })).toMatchObject({ retry: ["3s"] });
    expect(await mock.webhook.set({ retry: "none", timeout: "30s" })).toMatchObject({ retry: [] });
    await mock.webhook.set({ retry: before.retry });
  });

  test("waitFor gives the task when it is there already", async () => {
    const mock = await open();
    await mock.webhook.serve(recorder().listener);
    const id = await create(mock);
    await mock.clock.advance("3s");
    expect(await mock.waitFor(id)).toMatchObject({ id, status: "complete" });
    expect(await mock.waitFor(id, "delivered")).toMatchObject({ deliveries: [{ state: "delivered" }] });
    expect(await mock.waitFor(id, "idle", { timeout: "1s" })).toMatchObject({ id });
  });

  test("an event can be made to happen now, with values set by path", async () => {
    const mock = await open();
    const { listener, received } = recorder();
    await mock.webhook.serve(listener);
    const { task, delivery } = await mock.trigger("task.complete", { set: { temperature: "80°F" } });
    expect(task).toMatchObject({ status: "complete", result: { temperature: "80°F" } });
    expect(delivery).toMatchObject({ event: "task.complete", state: "delivered" });
    expect(JSON.parse(received[0]!.body)).toMatchObject({ task_id: task.id, data: { temperature: "80°F" } });
  });

  test("an event may have fields that it did not have, in its data and in lists within", async () => {
    const mock = await open();
    const { delivery } = await mock.trigger("task.complete", {
      set: { humidity: "1%" },
      add: { wind: { from: "NW" } },
    });
    expect(delivery.json).toMatchObject({ data: { temperature: "62°F", humidity: "1%", wind: { from: "NW" } } });
    const deals = { prompt: "List the open deals. Return deal name and amount for each deal" };
    const list = await mock.trigger("task.complete", { ...deals, add: { "deals[0].stage": "won", total: 3 } });
    expect(list.delivery.json).toMatchObject({
      data: { deals: expect.arrayContaining([expect.objectContaining({ stage: "won" })]), total: 3 },
    });
    const question = { input_request: { question: "Which list?" } };
    const asked = await mock.trigger("task.waiting", { set: question, add: { "input_request.hint": "the open one" } });
    expect(asked.delivery.json).toMatchObject({
      data: { input_request: { question: "Which list?", hint: "the open one" } },
    });
    const lost = { "weather.wind": 1 };
    expect(await refusal(mock.trigger("task.complete", { add: lost }))).toMatchObject({ code: "unknown_path" });
    expect(await refusal(mock.trigger("task.failed", { add: { "error.hint": 1 } }))).toMatchObject({
      code: "no_such_place",
      message: '"error.hint" cannot be added: an error has its own fields and no others.',
    });
    expect(await refusal(mock.trigger("task.waiting", { add: { hint: 1 } }))).toMatchObject({ code: "no_such_place" });
  });

  test("consents are listed and revoked", async () => {
    const mock = await open();
    const id = await create(mock, { prompt: "needs the CRM", user_id: "user_9" });
    await mock.tasks.wait(id, { reason: "Access", service: "crm", consent: "ask" });
    await mock.tasks.resume(id);
    expect(await mock.consents.list()).toMatchObject([
      { user_id: "user_9", service: "crm", granted_at: "2025-06-15T14:22:00Z" },
    ]);
    await mock.consents.revoke({ user_id: "somebody_else", service: undefined });
    expect(await mock.consents.list()).toHaveLength(1);
    await mock.consents.revoke({ service: "crm", user_id: undefined });
    expect(await mock.consents.list()).toEqual([]);
  });

  test("an account is the same object, alone in its world, and gone once closed", async () => {
    const mock = await open();
    const { listener, received } = recorder();
    await using account = await mock.account({ webhook: listener, seed: 5, now: "2030-01-01T00:00:00Z" });
    expect(account.apiKey).toMatch(/^pk_test_/);
    expect(account.webhookSecret).toMatch(/^whsec_/);
    expect(account.env).toMatchObject({ PLOTON_API_KEY: account.apiKey, PLOTON_BASE_URL: mock.baseUrl });
    const id = await create(account);
    await account.clock.advance("3s");
    expect(received).toHaveLength(1);
    expect(await account.clock.now()).toBe("2030-01-01T00:00:03Z");
    expect(await mock.tasks.list()).toEqual([]);
    expect(await mock.clock.now()).toBe("2025-06-15T14:22:00Z");
    const inner = await account.account();
    expect(await inner.tasks.list()).toEqual([]);
    await inner.close();
    await account.reset();
    expect(await account.clock.now()).toBe("2030-01-01T00:00:00Z");
    expect(await account.tasks.list()).toEqual([]);
    expect(await create(account)).toBe(id);
    await account.close();
    expect(await refusal(account.tasks.list())).toEqual({
      status: 401,
      code: "invalid_api_key",
      message: expect.stringContaining("not valid"),
    });
  });

  test("await using closes it at the end of the block", async () => {
    const mock = await open();
    let key = "";
    {
      await using account = await mock.account();
      key = account.apiKey;
      expect(await account.tasks.list()).toEqual([]);
    }
    const headers = { Authorization: `Bearer ${key}` };
    expect((await fetch(`${mock.baseUrl}/tasks`, { headers })).status).toBe(401);
  });

  test("reset brings back the beginning: tasks, deliveries, journal, faults, used fixtures, consents, clock, counters", async () => {
    const mock = await open();
    const story = async () => {
      const id = await create(mock, { prompt: "the same story twice", user_id: "u" });
      await mock.tasks.wait(id, { reason: "x", service: "crm", consent: "ask" });
      await mock.tasks.resume(id);
      await mock.fixtures.use({ name: "mine", plan: [{ complete: {} }] });
      await mock.faults.add("api latency by=1ms");
      await mock.clock.advance("1h");
      return [id, await mock.tasks.list(), await mock.deliveries.list()];
    };
    const first = await story();
    await mock.reset();
    expect(await mock.tasks.list()).toEqual([]);
    expect(await mock.deliveries.list()).toEqual([]);
    expect(await mock.requests.list()).toEqual([]);
    expect(await mock.faults.list()).toEqual([]);
    expect(await mock.consents.list()).toEqual([]);
    expect((await mock.fixtures.list()).map(({ name }) => name)).not.toContain("mine");
    expect(await mock.clock.now()).toBe("2025-06-15T14:22:00Z");
    expect(await story()).toEqual(first);
  });

  const REFUSALS: [what: string, call: (mock: PlotonMock) => Promise<unknown>, refused: object][] = [
    [
      "an unknown task",
      (mock) => mock.tasks.get("task_0zZ0zZ"),
      {
        status: 404,
        code: "task_not_found",
        message: 'There is no task "task_0zZ0zZ" in this account. tasks.list() lists those there are.',
      },
    ],
    [
      "no id at all",
      (mock) => mock.tasks.get(""),
      { status: 404, code: "not_found", message: 'There is nothing with the id "".' },
    ],
    [
      "an id that would leave its path",
      (mock) => mock.tasks.get(".."),
      { status: 404, code: "not_found", message: 'There is nothing with the id "..".' },
    ],
    [
      "an unknown delivery",
      (mock) => mock.deliveries.redeliver("dlv_1"),
      {
        status: 404,
        code: "delivery_not_found",
        message: 'There is no delivery "dlv_1" in this account. deliveries.list() lists those there are.',
      },
    ],
    [
      "a redelivery to nowhere",
      async (mock) => {
        await create(mock);
        await mock.clock.advance("3s");
        await mock.deliveries.redeliver("dlv_8xK2mP_1");
      },
      {
        status: 409,
        code: "no_webhook_url",
        message:
          'dlv_8xK2mP_1 cannot be sent: no webhook URL is set. Give --webhook-url, or webhook.set({ url: "http://…" }).',
      },
    ],
    [
      "a move that the table does not allow",
      async (mock) => mock.tasks.resume(await create(mock)),
      {
        status: 409,
        code: "illegal_move",
        message: "task_8xK2mP is running, so it cannot resume. Allowed now: progress, wait, complete, fail, cancel.",
      },
    ],
    [
      "a move of a finished task",
      async (mock) => {
        const id = await create(mock);
        await mock.tasks.cancel(id);
        await mock.tasks.complete(id);
      },
      {
        status: 409,
        code: "illegal_move",
        message: "task_8xK2mP is cancelled, so it cannot complete. A finished task takes no move.",
      },
    ],
    [
      "an error without a message",
      async (mock) => mock.tasks.fail(await create(mock), { code: "x" } as never),
      { status: 400, code: "invalid_request", message: "message is required." },
    ],
    [
      "a length of time that is none",
      (mock) => mock.clock.advance("3 weeks"),
      {
        status: 400,
        code: "invalid_request",
        message:
          'What clock.advance() is given must be a duration such as "500ms", "3s", "1m", "2h" or "21h48m", not "3 weeks".',
      },
    ],
    [
      "time that runs backwards",
      (mock) => mock.clock.advance({ to: "2025-06-15T14:21:59Z" }),
      {
        status: 400,
        code: "invalid_request",
        message:
          "The clock stands at 2025-06-15T14:22:00Z and does not go back to 2025-06-15T14:21:59Z. reset() starts it anew.",
      },
    ],
    [
      "an unknown mode of the clock",
      (mock) => mock.clock.set({ mode: "warp" as never }),
      {
        status: 400,
        code: "invalid_request",
        message: 'mode must be one of live, frozen, instant, not "warp".',
      },
    ],
    [
      "a fault that does not exist",
      (mock) => mock.faults.add("webhook lost-akc"),
      {
        status: 400,
        code: "bad_fault",
        message: expect.stringMatching(
          /^There is no webhook fault "lost-akc"\. Did you mean "lost-ack"\? Allowed: status, drop, /,
        ),
      },
    ],
    [
      "a fault that is not armed",
      (mock) => mock.faults.clear("flt_99"),
      {
        status: 404,
        code: "fault_not_found",
        message: 'There is no fault "flt_99". faults.list() lists those there are.',
      },
    ],
    [
      "a fixture that cannot be",
      (mock) => mock.fixtures.use({ name: "odd", plan: [] }),
      { status: 400, code: "bad_fixtures", message: expect.stringContaining("must have at least one step") },
    ],
    [
      "a fixture that is not used",
      (mock) => mock.fixtures.restore("nobody"),
      {
        status: 404,
        code: "fixture_not_found",
        message: 'This account uses no fixture of its own named "nobody". It uses none.',
      },
    ],
    [
      "an unknown field",
      (mock) => mock.webhook.set({ timeuot: "3s" } as never),
      {
        status: 400,
        code: "invalid_request",
        message: 'There is no field timeuot. Did you mean "timeout"? Allowed: url, secret, timeout, retry, keep.',
      },
    ],
    [
      "an unknown query parameter",
      (mock) => mock.deliveries.list({ stat: "delivered" } as never),
      {
        status: 400,
        code: "invalid_request",
        message:
          'There is no query parameter stat. Did you mean "state"? Allowed: limit, offset, task_id, event, state, path, sending, status, since, order.',
      },
    ],
    [
      "a limit past the most",
      (mock) => mock.tasks.list({ limit: 1_001 }),
      { status: 400, code: "invalid_request", message: "limit must be a whole number from 1 to 1000." },
    ],
    [
      "a wait that a frozen clock never ends",
      async (mock) => mock.waitFor(await create(mock)),
      {
        status: 409,
        code: "clock_frozen",
        message:
          "task_8xK2mP is running; complete is due at 2025-06-15T14:22:03Z. The clock is frozen at 2025-06-15T14:22:00Z: advance by 3s.",
      },
    ],
    [
      "an account of a key that is taken",
      async (mock) => {
        await mock.account({ api_key: "pk_test_taken" });
        await mock.account({ api_key: "pk_test_taken" }).finally(() => connectionOf(mock, "pk_test_taken"));
      },
      { status: 409, code: "account_exists", message: "There is an account of the key pk_test_taken already." },
    ],
    [
      "an account of a key that cannot be one",
      (mock) => mock.account({ api_key: "secret" }),
      { status: 400, code: "invalid_request", message: "apiKey must begin with pk_test_ or pk_live_." },
    ],
    [
      "an event whose step has no such value",
      (mock) => mock.trigger("task.complete", { set: { temprature: 1 } }),
      {
        status: 400,
        code: "unknown_path",
        message:
          'There is nothing at "temprature": no "temprature" there. Did you mean "temperature"? Allowed: temperature, conditions, humidity. add takes what is to be new.',
      },
    ],
  ];

  test.each(REFUSALS)("%s is refused with status, code and message", async (_what, call, refused) => {
    expect(await refusal(call(await open()))).toEqual(refused);
  });

  test("one advance at a time: a second one meanwhile is refused", async () => {
    const mock = await open();
    const handler = gate();
    const asked = gate();
    await mock.webhook.serve((_request, response) => {
      asked.open();
      void handler.opened.then(() => response.end());
    });
    await create(mock);
    const first = mock.clock.advance("3s");
    await asked.opened;
    expect(await refusal(mock.clock.runUntilIdle())).toMatchObject({ status: 409, code: "clock_busy" });
    expect(await refusal(mock.clock.advance("1s"))).toEqual({
      status: 409,
      code: "clock_busy",
      message:
        "The clock is already moving (an advance to 2025-06-15T14:22:03Z), so an advance to 2025-06-15T14:22:04Z was refused. Await the first one; a webhook handler must not advance the clock that is delivering to it.",
    });
    handler.open();
    expect((await first).now).toBe("2025-06-15T14:22:03Z");
  });
}

/** Removes the account of a key that a test made by name, so that the next run finds it free. */
async function connectionOf(mock: PlotonMock, key: string): Promise<void> {
  await fetch(`${mock.url}/_mock/accounts/${key}`, { method: "DELETE" });
}
