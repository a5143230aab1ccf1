// GET /_mock/events: everything as it happens, in order, resumable, and no burden to anybody who does not read.

import net from "node:net";
import { expect, test } from "vitest";
import { eventSchema } from "../../src/control/event-forms.js";
import { JOURNAL_CAPS } from "../../src/engine/journal.js";
import { create, start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { readEvents } from "./event-reader.js";
import { gate, until } from "./gate.js";
import { openInside } from "./inside.js";

const WEATHER = {
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
};

test("a task's story is told in order, each event with its number, its virtual time and its data", async () => {
  const mock = await start({ webhook: recorder((n) => (n === 1 ? 500 : 200)).listener });
  const reader = await readEvents(mock.url);
  expect(reader.response.headers["content-type"]).toBe("text/event-stream; charset=utf-8");
  expect(reader.response.headers["cache-control"]).toBe("no-store");
  await mock.faults.add("webhook delay by=2s");
  await create(mock, WEATHER);
  await mock.clock.advance("5m");
  const sent = await reader.take(10);
  expect(sent.map(({ event, data }) => [event, data.at])).toEqual([
    ["task", "2025-06-15T14:22:00Z"],
    ["request", "2025-06-15T14:22:00Z"],
    ["task", "2025-06-15T14:22:03Z"],
    ["delivery", "2025-06-15T14:22:03Z"],
    ["fault", "2025-06-15T14:22:03Z"],
    ["sending", "2025-06-15T14:22:05Z"],
    ["delivery", "2025-06-15T14:22:05Z"],
    ["sending", "2025-06-15T14:23:05Z"],
    ["delivery", "2025-06-15T14:23:05Z"],
    ["clock", "2025-06-15T14:27:00Z"],
  ]);
  expect(sent.at(-2)?.data).toMatchObject({
    data: { event: "task.complete", state: "delivered", attempt: { number: 2 } },
  });
});

test("an event has the fields that its type describes, and no others", async () => {
  const mock = await start({ webhook: recorder((n) => (n === 1 ? 500 : 200)).listener });
  const reader = await readEvents(mock.url);
  await mock.faults.add("webhook delay by=2s");
  await create(mock, { ...WEATHER, mod: "live" });
  await mock.clock.advance("5m");
  await mock.reset();
  const sent = await reader.take(12);
  expect(new Set(sent.map(({ event }) => event))).toEqual(
    new Set(["request", "task", "delivery", "sending", "fault", "clock", "note", "reset"]),
  );
  for (const { data } of sent) expect(eventSchema().parse(data)).toEqual(data);
});

test("numbers count up by one and are the ids to resume from", async () => {
  const mock = await start();
  const reader = await readEvents(mock.url);
  for (let n = 0; n < 3; n += 1) await create(mock, { prompt: `task ${n}` });
  const sent = await reader.take(6);
  const ids = sent.map(({ id }) => Number(id));
  expect(ids).toEqual(ids.map((_, at) => ids[0]! + at));
  expect(sent.map(({ data }) => data.id)).toEqual(ids);
});

test("a reader that comes back gets exactly what it missed, by header or by query", async () => {
  const mock = await start();
  const reader = await readEvents(mock.url);
  await create(mock, { prompt: "one" });
  const [first, second] = await reader.take(2);
  reader.response.destroy();
  await create(mock, { prompt: "two" });
  for (const again of [
    await readEvents(mock.url, { "Last-Event-ID": first!.id! }),
    await readEvents(mock.url, {}, `?last_event_id=${first!.id}`),
  ]) {
    const missed = await again.take(3);
    expect(missed[0]).toEqual(second);
    expect(missed.map(({ id }) => Number(id))).toEqual([2, 3, 4].map((n) => Number(first!.id) + n - 1));
    expect(missed.every(({ event }) => event !== "gap")).toBe(true);
  }
});

test("an account's stream tells of that account only", async () => {
  const mock = await start();
  const account = await mock.account();
  const reader = await readEvents(mock.url, { Authorization: `Bearer ${account.apiKey}` });
  await create(mock, { prompt: "for the default account" });
  const headers = { Authorization: `Bearer ${account.apiKey}` };
  await fetch(`${mock.baseUrl}/tasks/task_0zZ0zZ`, { headers });
  expect((await reader.next())?.data).toMatchObject({
    type: "request",
    data: { status: 404, path: "/v1/tasks/task_0zZ0zZ" },
  });
});

test("the stream survives a reset: it is told, and goes on with the new account, with no number twice", async () => {
  const mock = await start();
  const reader = await readEvents(mock.url);
  await create(mock, WEATHER);
  await mock.reset();
  await create(mock, WEATHER);
  const sent = await reader.take(5);
  expect(sent.map(({ event }) => event)).toEqual(["task", "request", "reset", "task", "request"]);
  expect(new Set(sent.map(({ id }) => id)).size).toBe(5);
});

test("what still ends after a reset is not told, so that numbers stay in order", async () => {
  const asked = gate();
  const handler = gate();
  const mock = await start({
    webhook: (_request, response) => {
      asked.open();
      void handler.opened.then(() => response.end());
    },
  });
  const reader = await readEvents(mock.url);
  await create(mock, WEATHER);
  const advance = mock.clock.advance("3s");
  await asked.opened;
  const reset = mock.reset();
  handler.open();
  await Promise.allSettled([advance, reset]);
  await create(mock, WEATHER);
  const sent = await reader.take(8);
  expect(sent.map(({ event }) => event)).toEqual([
    "task",
    "request",
    "task",
    "delivery",
    "sending",
    "reset",
    "task",
    "request",
  ]);
  const ids = sent.map(({ id }) => Number(id));
  expect(ids).toEqual([...ids].sort((a, b) => a - b));
});

test("a reader whose place is gone is told so by a gap, and goes on with what there is", async () => {
  const mock = await openInside();
  const { journal } = mock.accounts.main();
  for (let n = 0; n <= JOURNAL_CAPS.records; n += 1) journal.write({ kind: "note", level: "info", text: `note ${n}` });
  const reader = await readEvents(mock.url, { "Last-Event-ID": "0" });
  expect(await reader.next()).toEqual({ id: null, event: "gap", data: {} });
  expect((await reader.next())?.data).toMatchObject({ type: "note", data: { text: "note 1" } });
  const [fresh, ahead] = [
    await readEvents(mock.url, { "Last-Event-ID": "1" }),
    await readEvents(mock.url, { "Last-Event-ID": "999999" }),
  ];
  expect((await fresh.next())?.event).toBe("note");
  expect((await ahead.next())?.event).toBe("gap");
});

test("a past too long for one go comes in parts: each ends, and the next goes on where it stopped", async () => {
  const mock = await openInside();
  const { journal } = mock.accounts.main();
  const text = "x".repeat(50_000);
  for (let n = 0; n < 300; n += 1) journal.write({ kind: "note", level: "info", text });
  journal.write({ kind: "note", level: "info", text: "the end" });
  let last = "1";
  let parts = 0;
  for (let found = false; !found; parts += 1) {
    const reader = await readEvents(mock.url, { "Last-Event-ID": last });
    for (let sent = await reader.next(); sent; sent = await reader.next()) {
      expect(Number(sent.id)).toBe(Number(last) + 1);
      last = sent.id!;
      found = (sent.data.data as { text: string }).text === "the end";
      if (found) break;
    }
  }
  expect(parts).toBeGreaterThan(1);
});

test("a reader that does not read is cut off, and what waits for it is bounded", async () => {
  const mock = await openInside();
  const { journal } = mock.accounts.main();
  const before = journal.listenerCount();
  const socket = net.connect(Number(new URL(mock.url).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.pause();
  socket.write("GET /_mock/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await until(() => journal.listenerCount() > before);
  const text = "x".repeat(100_000);
  let written = 0;
  while (journal.listenerCount() > before && written < 200_000_000) {
    journal.write({ kind: "note", level: "info", text });
    written += text.length;
    await new Promise((resolve) => void setImmediate(resolve));
  }
  expect(journal.listenerCount()).toBe(before);
  expect(written).toBeLessThan(32_000_000);
  socket.destroy();
});

test("a reader that goes away is listened for no longer", async () => {
  const mock = await openInside();
  const { journal } = mock.accounts.main();
  const before = journal.listenerCount();
  const reader = await readEvents(mock.url);
  await until(() => journal.listenerCount() > before);
  reader.response.destroy();
  await until(() => journal.listenerCount() === before);
});
