// What can be known of an attempt: that it is on the wire, what was really sent, by whom it was ordered.

import supertest from "supertest";
import { expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { signBody } from "../../src/index.js";
import { create, start, startWithPlan } from "../support/mock.js";
import { afterRequest, answering, rawReceiver, recorder } from "../support/receiver.js";
import { readEvents, type Sent } from "./event-reader.js";

const DONE = [{ complete: { name: "Zoë 🦊" } }];

async function delivered(mock: PlotonMock): Promise<string> {
  const { id } = await create(mock);
  await mock.clock.advance("1s");
  return (await mock.deliveries.list({ task_id: id }))[0]!.id;
}

test("a request on the wire is an event of its own, and stands in the delivery until it is answered", async () => {
  let answer = () => {};
  const url = await rawReceiver((socket) =>
    afterRequest(socket, () => {
      answer = () => void socket.end("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    }),
  );
  const mock = await startWithPlan(DONE, { webhook: url });
  const events = await readEvents(mock.url);
  const { id } = await create(mock);
  const advance = mock.clock.advance("1s");
  let began: Sent | undefined;
  while (began?.event !== "sending") began = await events.next();
  expect(began.data.data).toMatchObject({ task_id: id, event: "task.complete", url, attempt: 1 });
  const { body } = await supertest(mock.url).get("/_mock/deliveries?sending=true").expect(200);
  const [on] = body.data;
  expect(on).toMatchObject({ state: "scheduled", sending: { attempt: 1, since: "2025-06-15T14:22:00Z" } });
  const stillSending = async () => {
    answer();
    return (await mock.deliveries.list())[0]!.sending;
  };
  await expect.poll(stillSending).toBeNull();
  expect((await supertest(mock.url).get("/_mock/deliveries?sending=true")).body.data).toEqual([]);
  await advance;
});

test.each([
  ["tampered-body", (body: string) => `${body.slice(0, -1)},"tampered":true}`],
  ["truncate", (body: string) => body.slice(0, -1)],
] as const)("%s: the attempt has the bytes that arrived", async (fault, atMost) => {
  const { url, requests } = await answering("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
  const arrived: Buffer[] = [];
  const raw = await rawReceiver((socket) => socket.on("data", (chunk) => arrived.push(chunk)));
  const mock = await startWithPlan(DONE, {
    webhook: fault === "truncate" ? raw : url,
    webhookTimeout: "1s",
    fault: `webhook ${fault}`,
    retry: "none",
  });
  const [delivery] = [await mock.deliveries.get(await delivered(mock))];
  const [attempt] = delivery!.attempts;
  const bytes = Buffer.concat(fault === "truncate" ? arrived : requests).toString("utf8");
  expect(attempt!.request.body).toBe(bytes.slice(bytes.indexOf("\r\n\r\n") + 4));
  expect(attempt!.request.body!.length).toBeLessThanOrEqual(atMost(delivery!.body).length);
  expect(attempt!.request.body).not.toBe(delivery!.body);
});

test("an attempt by the schedule sends the event's own bytes, and one by hand says so", async () => {
  const { listener } = recorder();
  const mock = await startWithPlan(DONE, { webhook: listener });
  const id = await delivered(mock);
  const { attempts } = await mock.deliveries.redeliver(id);
  expect(attempts).toMatchObject([
    { number: 1, by: "schedule", edited: false, request: { body: null } },
    { number: 2, by: "hand", edited: false, request: { body: null } },
  ]);
});

test("an edited body is signed anew, and says nothing of the event's own delivery", async () => {
  const { listener, received } = recorder((n) => (n === 1 ? 500 : 200));
  const mock = await startWithPlan(DONE, { webhook: listener });
  const id = await delivered(mock);
  const before = await mock.deliveries.get(id);
  const body = '{"event":"task.complete","data":{"ü":1}}';
  const after = await mock.deliveries.redeliver(id, { body });
  expect(received[1]).toMatchObject({
    body,
    headers: { "x-ploton-signature": signBody(body, mock.webhookSecret) },
  });
  expect(after.attempts[1]).toMatchObject({
    number: 0,
    by: "hand",
    edited: true,
    request: { body },
    response: { status: 200 },
  });
  expect(after).toMatchObject({ state: "scheduled", next_attempt_at: before.next_attempt_at });
  await mock.clock.advance("1m");
  expect((await mock.deliveries.get(id)).attempts.at(-1)).toMatchObject({ number: 2, by: "schedule" });
});

test("a fault for one delivery strikes no other of its task", async () => {
  const { listener } = recorder();
  const mock = await start({ webhook: listener });
  await mock.fixtures.use({ name: "two", when: {}, plan: [{ progress: "a" }, { progress: "b" }] });
  const { id } = await create(mock);
  await mock.faults.add({ on: "webhook", fault: "status", status: 500, delivery_id: `dlv_${id.slice(5)}_2` });
  await mock.clock.advance("1s");
  const all = await mock.deliveries.list();
  expect(all.map(({ attempts }) => attempts[0]!.response?.status)).toEqual([200, 500]);
});
