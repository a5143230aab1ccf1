// Records that a test asserts on: what became of an attempt in a number and a word, bodies parsed, lists narrowed and whole.

import { expect, test } from "vitest";
import { create, start, startWithPlan } from "../support/mock.js";
import { answering, deadUrl } from "../support/receiver.js";

const DONE = [{ complete: { name: "Zoë 🦊", n: 1 } }];
const no = () =>
  answering('HTTP/1.1 503 No\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"why":"tired"}').then(
    ({ url }) => url,
  );
const ok = () => answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").then(({ url }) => url);

test.each([
  ["answered 200", ok, undefined, 200, "answered", null],
  ["answered 503", no, undefined, 503, "answered", null],
  ["a fault answers", ok, "webhook status=418", 418, "answered", null],
  ["the answer gets lost", ok, "webhook lost-ack", null, "lost", "the handler answered, and the answer was lost"],
  ["no answer in time", ok, "webhook timeout", null, "timed_out", "no answer in time"],
  ["a fault refuses", ok, "webhook drop", null, "refused", "connection refused"],
  ["nobody listens", deadUrl, undefined, null, "refused", expect.stringContaining("ECONNREFUSED")],
  ["a reset on the way", ok, "webhook reset", null, "unreachable", expect.any(String)],
  ["a name nobody has", async () => "http://no-such-host.invalid/", undefined, null, "unreachable", expect.any(String)],
])("an attempt has its status and its outcome: %s", async (_, handler, fault, status, outcome, error) => {
  const mock = await startWithPlan(DONE, { webhook: await handler(), retry: "none", ...(fault && { fault }) });
  await create(mock);
  await mock.clock.runUntilIdle();
  const [delivery] = await mock.deliveries.list();
  expect(delivery!.attempts).toMatchObject([{ status, outcome, error }]);
});

test("what is sent, what is answered and what is asked stand parsed beside the text, null where they are no JSON", async () => {
  const mock = await startWithPlan(DONE, { webhook: await no(), retry: "none" });
  const { id } = await create(mock, { prompt: "Do it", metadata: { a: [1, null] } });
  await mock.clock.runUntilIdle();
  const [delivery] = await mock.deliveries.list();
  expect(delivery!.json).toEqual({
    event: "task.complete",
    task_id: id,
    timestamp: "2025-06-15T14:22:00Z",
    data: { name: "Zoë 🦊", n: 1 },
  });
  expect(JSON.parse(delivery!.body)).toEqual(delivery!.json);
  expect(delivery!.attempts[0]!.response).toMatchObject({ body: '{"why":"tired"', json: null });
  expect(await mock.requests.list()).toMatchObject([
    { json: { prompt: "Do it", metadata: { a: [1, null] } }, response_json: { id, status: "running" } },
  ]);
  await fetch(`${mock.url}/v1/tasks`, {
    method: "POST",
    headers: { Authorization: "Bearer pk_test_mock", "Content-Type": "application/json" },
    body: "{no",
  });
  expect((await mock.requests.list({ order: "newest" }))[0]).toMatchObject({ body: "{no", json: null, status: 400 });
});

test("calls are narrowed by task, path, status and instant, and turned round", async () => {
  const mock = await start();
  const { id } = await create(mock);
  await mock.clock.advance("1m");
  await fetch(`${mock.url}/v1/tasks/${id}`, { headers: { Authorization: "Bearer pk_test_mock" } });
  await fetch(`${mock.url}/v1/tasks/task_none`, { headers: { Authorization: "Bearer pk_test_mock" } });
  const found = async (query: Parameters<typeof mock.requests.list>[0]) =>
    (await mock.requests.list(query)).map(({ method, path }) => `${method} ${path}`);
  const [post, get, lost] = ["POST /v1/tasks", `GET /v1/tasks/${id}`, "GET /v1/tasks/task_none"];
  expect(await found({})).toEqual([post, get, lost]);
  expect(await found({ order: "newest" })).toEqual([lost, get, post]);
  expect(await found({ task_id: id })).toEqual([post, get]);
  expect(await found({ path: "/v1/tasks" })).toEqual([post]);
  expect(await found({ path: "/v1/tasks/*" })).toEqual([get, lost]);
  expect(await found({ status: 404 })).toEqual([lost]);
  expect(await found({ since: "2025-06-15T14:22:30Z" })).toEqual([get, lost]);
  await expect(mock.requests.list({ status: 1 })).rejects.toThrow("status must be a whole number from 100 to 599.");
});

test("deliveries and tasks are narrowed and turned round too", async () => {
  const mock = await startWithPlan(DONE, { webhook: await ok(), fault: "webhook status=500 times=1" });
  const ids: string[] = [];
  for (const prompt of ["one", "two", "three"]) {
    ids.push((await create(mock, { prompt })).id);
    await mock.clock.advance("30s");
  }
  const deliveries = async (query: Parameters<typeof mock.deliveries.list>[0]) =>
    (await mock.deliveries.list(query)).map(({ task_id }) => ids.indexOf(task_id));
  const tasks = async (query: Parameters<typeof mock.tasks.list>[0]) =>
    (await mock.tasks.list(query)).map((task) => ids.indexOf(task.id));
  expect(await deliveries({})).toEqual([0, 1, 2]);
  expect(await deliveries({ order: "newest" })).toEqual([2, 1, 0]);
  expect(await deliveries({ status: 500 })).toEqual([0]);
  expect(await deliveries({ path: "/webhook" })).toEqual([0, 1, 2]);
  expect(await deliveries({ path: "/web*" })).toEqual([0, 1, 2]);
  expect(await deliveries({ path: "/elsewhere" })).toEqual([]);
  expect(await deliveries({ since: "2025-06-15T14:22:30Z" })).toEqual([1, 2]);
  expect(await tasks({})).toEqual([2, 1, 0]);
  expect(await tasks({ task_id: ids[1] })).toEqual([1]);
  expect(await tasks({ order: "oldest" })).toEqual([0, 1, 2]);
  expect(await tasks({ since: "2025-06-15T14:22:30Z" })).toEqual([2, 1]);
  await expect(mock.tasks.list({ order: "random" as "newest" })).rejects.toThrow(
    'order must be one of oldest, newest, not "random".',
  );
});

test("a list that leaves something out says how many it gave; a program's list is whole", async () => {
  const mock = await start();
  const many = 1_003;
  for (let n = 0; n < many; n += 1) await mock.faults.add({ on: "webhook", fault: "drop", task_id: `task_${n}` });
  const answer = await fetch(`${mock.url}/_mock/faults`);
  expect(await answer.json()).toMatchObject({ has_more: true, limit: 100 });
  expect(await (await fetch(`${mock.url}/_mock/faults?limit=1000&offset=1000`)).json()).not.toHaveProperty("limit");
  expect(await mock.faults.list()).toHaveLength(many);
});

test("a task's record has a large result once, the delivery by itself has its bytes whole", async () => {
  const result = { text: "x".repeat(1_000_000) };
  const plan = [{ progress: { message: "y".repeat(1_000_000) } }, { after: "1s", complete: result }];
  const mock = await startWithPlan(plan, { webhook: await ok(), fault: "webhook tampered-body" });
  const { id } = await create(mock);
  await mock.clock.runUntilIdle();
  const text = await (await fetch(`${mock.url}/_mock/tasks/${id}`)).text();
  expect(text.length).toBeLessThan(2_400_000);
  const record = await mock.tasks.get(id);
  expect(record.result).toEqual(result);
  expect(record.plan.map(({ data }) => data)).toEqual([{ $ref: "#/timeline/1/data" }, { $ref: "#/result" }]);
  expect(record.timeline[1]!.data).toMatchObject({ message: plan[0]!.progress!.message });
  expect(record.timeline[2]!.data).toEqual({ $ref: "#/result" });
  expect(record.deliveries[1]).toMatchObject({ truncated: true, json: null });
  expect(record.deliveries[1]!.body).toHaveLength(65_536);
  const whole = await mock.deliveries.get(record.deliveries[1]!.id);
  expect(whole).toMatchObject({ truncated: false, json: { data: result } });
  expect(JSON.parse(whole.body)).toEqual(whole.json);
  const story = (await (
    await fetch(`${mock.url}/_mock/tasks/${id}/story`, { headers: { Accept: "application/json" } })
  ).json()) as { task: typeof record };
  expect(story.task.deliveries[1]!.body).toBe(whole.body);
});

test("results whose types are interfaces are taken", async () => {
  interface Weather {
    temperature: string;
  }
  const weather: Weather = { temperature: "62°F" };
  const mock = await start();
  const { id } = await create(mock);
  expect((await mock.tasks.complete(id, weather)).result).toEqual(weather);
});
