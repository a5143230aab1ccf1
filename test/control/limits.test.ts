// What comes in is bounded before it is looked into: lengths, depths, and how many may wait at once.

import { once } from "node:events";
import net from "node:net";
import { expect, test } from "vitest";
import { startPlotonMock } from "../../src/index.js";
import { create, KEY, read, start } from "../support/mock.js";
import { head, rawCall } from "../support/raw-call.js";
import { readEvents } from "./event-reader.js";
import { until } from "./gate.js";

const LONG = "1".repeat(100_000);

async function post(url: string, path: string, body: unknown, method = "POST") {
  const headers = { "Content-Type": "application/json" };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(`${url}${path}`, { method, headers, body: text });
  return {
    status: answer.status,
    error: ((await answer.json()) as { error?: { code: string; message: string } }).error,
  };
}

test.each<[string, string, string, unknown, number]>([
  ["a duration", "POST", "/_mock/clock/advance", { by: LONG }, 400],
  ["an instant", "POST", "/_mock/clock/advance", { to: LONG }, 400],
  ["a retry schedule", "PUT", "/_mock/webhook", { retry: LONG }, 400],
  ["a wait of a retry schedule", "PUT", "/_mock/webhook", { retry: [LONG] }, 400],
  ["a timeout", "POST", "/_mock/wait", { timeout: LONG }, 400],
  ["a fault's spec", "POST", "/_mock/faults", { spec: LONG }, 400],
  ["a fault's name", "POST", "/_mock/faults", { on: "webhook", fault: LONG }, 400],
  ["a fault's by", "POST", "/_mock/faults", { on: "webhook", fault: "delay", by: LONG }, 400],
  ["a fault's task", "POST", "/_mock/faults", { on: "webhook", fault: "drop", task_id: LONG }, 400],
  ["an unknown field", "POST", "/_mock/trigger", { [LONG]: 1 }, 400],
  ["a path to set", "POST", "/_mock/trigger", { event: "task.complete", set: { [LONG]: 1 } }, 400],
  ["a prompt to explain", "POST", "/_mock/fixtures/explain", { prompt: LONG }, 422],
  ["a prompt to trigger", "POST", "/_mock/trigger", { event: "task.complete", prompt: LONG }, 422],
])("%s of 100,000 characters is refused, and not told back", async (_what, method, path, body, status) => {
  const { url } = await start();
  const answer = await post(url, path, body, method);
  expect(answer.status).toBe(status);
  expect(answer.error!.message.length).toBeLessThan(1_000);
});

test("ten thousand unknown fields make ten complaints", async () => {
  const { url } = await start();
  const { error } = await post(
    url,
    "/_mock/wait",
    Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`f${n}`, n])),
  );
  expect(error!.message.match(/There is no field/g)).toHaveLength(10);
});

test.each(["complete", "progress", "fail", "resume", "wait", "answer"])(
  "%s with 5,000 nested objects is refused, and the task can still be read",
  async (move) => {
    const mock = await start();
    const { id } = await create(mock);
    const deep = `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`;
    const answer = await post(mock.url, `/_mock/tasks/${id}/${move}`, `{"input":${deep}}`);
    expect(answer).toMatchObject({
      status: 400,
      error: { message: "The body must not nest more than 128 levels deep." },
    });
    expect(await read(mock, id)).toMatchObject({ status: "running" });
  },
);

test("in this process, a deep or endless value is refused too", async () => {
  const mock = await start();
  const { id } = await create(mock);
  const endless: Record<string, unknown> = {};
  endless.itself = endless;
  await expect(mock.tasks.complete(id, endless as never)).rejects.toMatchObject({
    status: 400,
    code: "invalid_request",
  });
});

test("a pipelined request whose connection closes before its turn does not hold an instant clock", async () => {
  const mock = await start({ clock: "instant", fault: "api hang route=list" });
  const socket = net.connect(Number(new URL(mock.url).port), "127.0.0.1");
  await once(socket, "connect");
  const get = head("GET /v1/tasks?limit=1 HTTP/1.1");
  socket.write(get + get);
  await until(async () => (await mock.requests.list()).length === 2);
  socket.destroy();
  const { id } = await create(mock);
  expect(await mock.waitFor(id)).toMatchObject({ status: "complete" });
});

test("an advance ends when its client goes away", async () => {
  const mock = await start({ retry: Array.from({ length: 100 }, () => "1s") });
  await mock.webhook.set({ url: "http://127.0.0.1:9/webhook" });
  await create(mock);
  const controller = new AbortController();
  let asked = 0;
  await mock.webhook.serve((_request, response) => {
    asked += 1;
    controller.abort();
    setImmediate(() => response.writeHead(500).end());
  });
  const advance = fetch(`${mock.url}/_mock/clock/advance`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ by: "24h" }),
    signal: controller.signal,
  });
  await expect(advance).rejects.toThrow();
  await until(async () => (await mock.clock.advance("0").catch(() => undefined)) !== undefined);
  expect(asked).toBeLessThan(100);
});

test("an advance past --max-steps is refused and can be gone on with", async () => {
  const mock = await start({ maxSteps: 2 });
  await create(mock);
  await create(mock);
  await create(mock);
  await expect(mock.clock.advance("1h")).rejects.toMatchObject({ code: "too_many_steps" });
  expect((await mock.clock.advance("1h")).played).toHaveLength(1);
});

test("of event streams, waits and accounts there are as many as the options say", async () => {
  const mock = await start({ clock: "live", maxStreams: 1, maxWaits: 1, maxAccounts: 1 });
  const stream = await readEvents(mock.url);
  const second = await fetch(`${mock.url}/_mock/events`);
  expect([second.status, ((await second.json()) as { error: { code: string } }).error.code]).toEqual([
    429,
    "too_many_streams",
  ]);
  stream.response.destroy();
  await until(async () => (await fetchHead(`${mock.url}/_mock/events`)) === 200);

  const { id } = await create(mock);
  const waiting = mock.waitFor(id, "finished");
  await expect(mock.waitFor(id, "finished")).rejects.toMatchObject({ status: 429, code: "too_many_waits" });
  await waiting;
  await mock.waitFor(id, "finished");

  const account = await mock.account();
  await expect(mock.account()).rejects.toMatchObject({ status: 429, code: "too_many_accounts" });
  await account.close();
  await mock.account();
});

/** The status of a stream, which is then let go. */
async function fetchHead(url: string): Promise<number> {
  const gone = new AbortController();
  const { status } = await fetch(url, { signal: gone.signal });
  gone.abort();
  return status;
}

test("a limit that is no number is refused by name", async () => {
  await expect(startPlotonMock({ maxStreams: -1 })).rejects.toMatchObject({
    message: expect.stringMatching(/^maxStreams must be a whole number/),
  });
});

test("a body of the control API over 2 MiB is refused", async () => {
  const { url } = await start();
  const body = JSON.stringify({ result: "x".repeat(2 * 1_048_576) });
  const parts = [
    head("POST /_mock/reset HTTP/1.1", { Authorization: `Bearer ${KEY}`, "Content-Length": body.length }),
    body,
  ];
  expect((await rawCall(url, parts)).status).toBe(413);
});
