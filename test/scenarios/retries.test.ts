// A day of retries against a real handler, redelivery by hand, and deliveries that meet the end of the mock (contract 4.1).

import http, { type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import type { StepFile } from "../../src/fixtures/fixture.js";
import { type PlotonMock, type StartOptions, startPlotonMock } from "../../src/index.js";
import { api, create, read, startWithPlan } from "../support/mock.js";
import { eventsOf, rawReceiver, recorder, serve } from "../support/receiver.js";

const PLAN: StepFile[] = [{ after: "3s", complete: { a: 1 } }];
const COMPLETED = Date.parse("2025-06-15T14:22:03Z");

/** When each attempt of the one delivery was made, in milliseconds after the event. */
async function attemptTimes(mock: PlotonMock): Promise<number[]> {
  const [delivery] = await mock.deliveries.list();
  return delivery!.attempts.map(({ at }) => Date.parse(at) - COMPLETED);
}

const S = 1_000;
const M = 60 * S;
const H = 60 * M;

describe("the retry schedule", () => {
  it.each<[string, StartOptions["retry"], number[]]>([
    ["as assumed of Ploton", undefined, [0, M, 12 * M, 2 * H + 12 * M, 24 * H]],
    ["none", "none", [0]],
    ["an empty list", [], [0]],
    ["one wait", "5s", [0, 5 * S]],
    ["a text with commas", "1s, 2s ,500ms", [0, S, 3 * S, 3.5 * S]],
    ["a list", ["1h", "1h30m"], [0, H, 2.5 * H]],
    ["waits of nothing", "0,0", [0, 0, 0]],
  ])("%s is kept to exactly", async (_, retry, expected) => {
    const { listener, received } = recorder(() => 500);
    const mock = await startWithPlan(PLAN, { webhook: listener, retry });
    await create(mock);
    await mock.clock.advance("40h");
    expect(await attemptTimes(mock)).toEqual(expected);
    expect(received).toHaveLength(expected.length);
    expect((await mock.deliveries.list())[0]).toMatchObject({ state: "exhausted", next_attempt_at: null });
    expect((await mock.clock.get()).pending).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])("ends with success at attempt %d, and no further one is made", async (nth) => {
    const { listener, received } = recorder((n) => (n === nth ? 200 : 500));
    const mock = await startWithPlan(PLAN, { webhook: listener });
    await create(mock);
    await mock.clock.advance("40h");
    expect(received).toHaveLength(nth);
    const [delivery] = await mock.deliveries.list();
    expect(delivery).toMatchObject({ state: "delivered", next_attempt_at: null });
    expect(delivery!.attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5].slice(0, nth));
  });

  it("makes no attempt a millisecond early", async () => {
    const { listener, received } = recorder(() => 500);
    const mock = await startWithPlan(PLAN, { webhook: listener });
    await create(mock);
    await mock.clock.advance("2999ms");
    expect(received).toHaveLength(0);
    await mock.clock.advance("1ms");
    expect(received).toHaveLength(1);
    expect((await mock.deliveries.list())[0]).toMatchObject({
      state: "scheduled",
      next_attempt_at: "2025-06-15T14:23:03Z",
    });
    await mock.clock.advance("59999ms");
    expect(received).toHaveLength(1);
    await mock.clock.advance("1ms");
    expect(received).toHaveLength(2);
  });

  it("leaves the task as it is when an event is given up", async () => {
    const { listener } = recorder(() => 500);
    const mock = await startWithPlan(PLAN, { webhook: listener });
    const { id } = await create(mock);
    await mock.clock.advance("40h");
    expect(await read(mock, id)).toMatchObject({ status: "complete", result: { a: 1 } });
  });
});

describe("the events of one task", () => {
  it("do not hold each other back: a later one arrives while an earlier one is still retried", async () => {
    const { listener, received } = recorder((_, { body }) => (body.includes("task.progress") ? 500 : 200));
    const mock = await startWithPlan([{ after: "1s", progress: "half way" }, ...PLAN], {
      webhook: listener,
      retry: "1m",
    });
    await create(mock);
    await mock.clock.advance("1h");
    expect(eventsOf(received)).toEqual(["task.progress", "task.complete", "task.progress"]);
    expect((await mock.deliveries.list()).map(({ event, state }) => [event, state])).toEqual([
      ["task.progress", "exhausted"],
      ["task.complete", "delivered"],
    ]);
  });

  it("of one instant arrive in the order they happened", async () => {
    const { listener, received } = recorder();
    const mock = await startWithPlan([{ progress: "one" }, { progress: "two" }, { complete: {} }], {
      webhook: listener,
    });
    await create(mock);
    await mock.clock.advance("0");
    expect(received.map(({ body }) => JSON.parse(body).data.message ?? "done")).toEqual(["one", "two", "done"]);
  });
});

describe("a handler that asks back", () => {
  it("sees the task as its event tells it", async () => {
    const seen: unknown[] = [];
    let mock: PlotonMock;
    const webhook = (request: IncomingMessage, response: ServerResponse) => {
      let body = "";
      request.setEncoding("utf8").on("data", (chunk) => (body += chunk));
      request.on("end", async () => {
        const event = JSON.parse(body);
        const { body: task } = await api(mock).get(`/v1/tasks/${event.task_id}`);
        seen.push([event.event, task.status, task.completed_at === event.timestamp]);
        response.writeHead(200).end();
      });
    };
    const plan: StepFile[] = [
      { progress: "on" },
      { after: "1s", wait: { reason: "Please.", service: "crm" } },
      { after: "1s", complete: {} },
    ];
    mock = await startWithPlan(plan, { webhook });
    await create(mock);
    await mock.clock.advance("1m");
    expect(seen).toEqual([
      ["task.progress", "running", false],
      ["task.waiting", "waiting", false],
      ["task.complete", "complete", true],
    ]);
  });

  it("may create the next task and cancel this one's successor before it answers", async () => {
    let mock: PlotonMock;
    let created = 0;
    const webhook = async (_: IncomingMessage, response: ServerResponse) => {
      if (created < 5) {
        created += 1;
        const { id } = await create(mock, { prompt: `Next ${created}` });
        if (created === 5) await api(mock).delete(`/v1/tasks/${id}`).expect(200);
      }
      response.writeHead(200).end();
    };
    mock = await startWithPlan(PLAN, { webhook });
    await create(mock);
    await mock.clock.advance("1h");
    const statuses = (await mock.tasks.list()).map(({ status }) => status);
    expect(statuses).toEqual(["cancelled", "complete", "complete", "complete", "complete", "complete"]);
  });

  it("cannot move the clock that is delivering to it", async () => {
    let mock: PlotonMock;
    let answer: unknown;
    const webhook = async (_: IncomingMessage, response: ServerResponse) => {
      answer = await mock.clock.advance("1h").catch((error: unknown) => error);
      response.writeHead(200).end();
    };
    mock = await startWithPlan(PLAN, { webhook });
    await create(mock);
    await mock.clock.advance("3s");
    expect(answer).toMatchObject({ status: 409, code: "clock_busy", message: expect.stringContaining("handler") });
    expect((await mock.deliveries.list())[0]!.state).toBe("delivered");
  });
});

describe("a redelivery", () => {
  it("of a delivered event sends the same bytes and signature once more, and books nothing", async () => {
    const { listener, received } = recorder((n) => (n === 2 ? 500 : 200));
    const mock = await startWithPlan(PLAN, { webhook: listener });
    await create(mock);
    await mock.clock.advance("1h");
    const [before] = await mock.deliveries.list();
    const after = await mock.deliveries.redeliver(before!.id);
    expect(received).toHaveLength(2);
    expect(received[1]!.bytes).toEqual(received[0]!.bytes);
    expect(received[1]!.headers["x-ploton-signature"]).toBe(received[0]!.headers["x-ploton-signature"]);
    expect(after).toMatchObject({
      state: "delivered",
      next_attempt_at: null,
      attempts: [{ number: 1 }, { number: 2, at: "2025-06-15T15:22:00Z" }],
    });
    expect((await mock.clock.get()).pending).toEqual([]);
  });

  it("of a scheduled event that succeeds ends its retries", async () => {
    const { listener, received } = recorder((n) => (n === 1 ? 500 : 200));
    const mock = await startWithPlan(PLAN, { webhook: listener });
    await create(mock);
    await mock.clock.advance("10s");
    const [scheduled] = await mock.deliveries.list();
    expect(await mock.deliveries.redeliver(scheduled!.id)).toMatchObject({ state: "delivered", next_attempt_at: null });
    await mock.clock.advance("40h");
    expect(received).toHaveLength(2);
  });

  it("of an exhausted event is one more attempt; when it fails nothing else follows", async () => {
    const { listener, received } = recorder(() => 500);
    const mock = await startWithPlan(PLAN, { webhook: listener });
    await create(mock);
    await mock.clock.advance("40h");
    const [exhausted] = await mock.deliveries.list();
    const after = await mock.deliveries.redeliver(exhausted!.id);
    expect(after).toMatchObject({ state: "exhausted", next_attempt_at: null });
    expect(after.attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    await mock.clock.advance("40h");
    expect(received).toHaveLength(6);
  });

  it("of an exhausted event delivers it when the handler is well again", async () => {
    const { listener } = recorder((n) => (n <= 5 ? 500 : 200));
    const mock = await startWithPlan(PLAN, { webhook: listener });
    await create(mock);
    await mock.clock.advance("40h");
    const [exhausted] = await mock.deliveries.list();
    expect(await mock.deliveries.redeliver(exhausted!.id)).toMatchObject({ state: "delivered" });
  });

  it("asked for several times at once is made as often, one after the other", async () => {
    let open = 0;
    let most = 0;
    const webhook = (request: IncomingMessage, response: ServerResponse) => {
      open += 1;
      most = Math.max(most, open);
      request.resume().on("end", () =>
        setImmediate(() => {
          open -= 1;
          response.writeHead(200).end();
        }),
      );
    };
    const mock = await startWithPlan(PLAN, { webhook });
    await create(mock);
    await mock.clock.advance("3s");
    const [delivery] = await mock.deliveries.list();
    await Promise.all([1, 2, 3].map(() => mock.deliveries.redeliver(delivery!.id)));
    expect((await mock.deliveries.get(delivery!.id)).attempts.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(most).toBe(1);
  });

  it("of an unknown id is 404", async () => {
    const mock = await startWithPlan(PLAN);
    await expect(mock.deliveries.redeliver("dlv_none")).rejects.toMatchObject({ status: 404 });
  });
});

describe("without a webhook URL", () => {
  it("an event is recorded as undeliverable and refuses redelivery; once there is a URL it goes, with retries", async () => {
    const { listener, received } = recorder((n) => (n === 1 ? 500 : 200));
    const mock = await startWithPlan(PLAN);
    const { id } = await create(mock);
    await mock.clock.advance("40h");
    const [delivery] = await mock.deliveries.list();
    const nowhere = { task_id: id, state: "undeliverable", url: null, attempts: [], next_attempt_at: null };
    expect(delivery).toMatchObject(nowhere);
    await expect(mock.deliveries.redeliver(delivery!.id)).rejects.toMatchObject({
      status: 409,
      message: expect.stringContaining("webhook.set({ url"),
    });
    const url = await serve(http.createServer(listener));
    await mock.webhook.set({ url });
    await mock.clock.advance("40h");
    expect(await mock.deliveries.get(delivery!.id)).toMatchObject(nowhere);
    const sent = await mock.deliveries.redeliver(delivery!.id);
    expect(sent).toMatchObject({ state: "scheduled", url, attempts: [{ number: 1, outcome: "answered" }] });
    await mock.clock.advance("1m");
    expect(await mock.deliveries.get(delivery!.id)).toMatchObject({ state: "delivered" });
    expect(received.map(({ body }) => body)).toEqual([delivery!.body, delivery!.body]);
  });
});

describe("closing the mock", () => {
  it("during a delivery ends the advance that waits for it, and rejects nothing unheard", async () => {
    const arrived = { tell: () => {} };
    const arrival = new Promise<void>((resolve) => {
      arrived.tell = resolve;
    });
    const url = await rawReceiver((socket) => socket.once("data", () => arrived.tell()));
    const mock = await startPlotonMock({ webhook: url });
    await create(mock, { prompt: "Do it" });
    const advance = mock.clock.advance("24h");
    await arrival;
    await mock.close();
    await advance.catch(() => {});
    await mock.close();
  });

  it("lets a delivery on the wire end when the handler answers within a second", async () => {
    const arrived = { tell: (_: ServerResponse) => {} };
    const arrival = new Promise<ServerResponse>((resolve) => {
      arrived.tell = resolve;
    });
    const mock = await startWithPlan(PLAN, {
      webhook: (request, response) => void request.resume().on("end", () => arrived.tell(response)),
    });
    await create(mock);
    const advance = mock.clock.advance("3s");
    const response = await arrival;
    const closed = mock.close();
    response.writeHead(200).end();
    await expect(advance).rejects.toMatchObject({ status: 409, code: "closed" });
    await closed;
    expect((await mock.deliveries.list())[0]!.state).toBe("delivered");
  });
});
