// Each webhook fault at the receiving end: what bytes came, with what headers, how the connection ended, and what was retried when.

import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { create, start, startWithPlan } from "../support/mock.js";
import { type Message, openWire, type Seen } from "./wire.js";

const WEATHER = {
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
};
const BODY =
  '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}';
const SIGNATURE = "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1";
const HEADERS = ["Host", "User-Agent", "Content-Type", "X-Ploton-Signature", "Content-Length", "Connection"];

/** What arrives when no fault strikes. */
function expectGood({ line, names, headers, body, whole }: Message): void {
  expect(line).toBe("POST /webhook HTTP/1.1");
  expect(names).toEqual(HEADERS);
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "x-ploton-signature": SIGNATURE,
    "content-length": String(Buffer.byteLength(BODY)),
    connection: "close",
  });
  expect(body).toBe(BODY);
  expect(whole).toBe(true);
}

type Row = {
  spec: string;
  /** Statuses that the handler answers with, in turn; then 200. */
  answers?: number[];
  /** What is there after the first attempt was due. */
  arrived: (messages: Message[], seen: Seen[]) => void;
  attempt: object | null;
  /** When the next attempt is due; null: the event is delivered. */
  next: string | null;
};

const half = () =>
  Buffer.from(BODY)
    .subarray(0, Math.floor(Buffer.byteLength(BODY) / 2))
    .toString();
const nothing = (messages: Message[]) => expect(messages).toEqual([]);
const RETRY = "2025-06-15T14:23:03Z";

const ROWS: Row[] = [
  {
    spec: "webhook status",
    arrived: nothing,
    attempt: { fault: "status", outcome: "answered", response: { status: 500, headers: {}, body: "" } },
    next: RETRY,
  },
  { spec: "webhook status status=503", arrived: nothing, attempt: { response: { status: 503 } }, next: RETRY },
  {
    spec: "webhook status status=200",
    arrived: nothing,
    attempt: { fault: "status", response: { status: 200 } },
    next: null,
  },
  {
    spec: "webhook drop",
    arrived: nothing,
    attempt: {
      fault: "drop",
      outcome: "refused",
      error: "connection refused",
      request: { headers: {} },
      response: null,
    },
    next: RETRY,
  },
  {
    spec: "webhook timeout",
    arrived: nothing,
    attempt: {
      fault: "timeout",
      outcome: "timed_out",
      error: "no answer in time",
      response: null,
      duration_ms: 30_000,
    },
    next: "2025-06-15T14:23:33Z",
  },
  {
    spec: "webhook lost-ack",
    arrived: (messages, seen) => {
      expect(messages).toHaveLength(1);
      expectGood(messages[0]!);
      expect(seen[0]).toMatchObject({ answered: true });
    },
    attempt: {
      fault: "lost-ack",
      outcome: "lost",
      error: "the handler answered, and the answer was lost",
      response: null,
    },
    next: RETRY,
  },
  {
    spec: "webhook duplicate",
    arrived: (messages, seen) => {
      expect(messages).toHaveLength(2);
      for (const message of messages) expectGood(message);
      expect(seen[0]!.bytes.equals(seen[1]!.bytes)).toBe(true);
    },
    attempt: { fault: "duplicate", number: 1, outcome: "answered", response: { status: 200 } },
    next: null,
  },
  { spec: "webhook delay by=10s", arrived: nothing, attempt: null, next: "2025-06-15T14:22:13Z" },
  {
    spec: "webhook bad-signature",
    answers: [401],
    arrived: ([message]) => {
      const given = message!.headers["x-ploton-signature"]!;
      expect(given).toMatch(/^[0-9a-f]{64}$/);
      expect([...given].filter((digit, at) => digit !== SIGNATURE[at])).toHaveLength(1);
      expect(message!.body).toBe(BODY);
    },
    attempt: { fault: "bad-signature", response: { status: 401 }, diagnosis: null },
    next: RETRY,
  },
  {
    spec: "webhook wrong-secret",
    answers: [401],
    arrived: ([message]) => {
      const given = message!.headers["x-ploton-signature"];
      expect(given).toBe(createHmac("sha256", "whsec_not_the_secret").update(BODY).digest("hex"));
      expect(message!.body).toBe(BODY);
    },
    attempt: { fault: "wrong-secret", response: { status: 401 }, diagnosis: null },
    next: RETRY,
  },
  {
    spec: "webhook missing-signature",
    answers: [401],
    arrived: ([message]) => {
      expect(message!.names).toEqual(HEADERS.filter((name) => name !== "X-Ploton-Signature"));
      expect(message!.body).toBe(BODY);
    },
    attempt: { fault: "missing-signature", response: { status: 401 }, diagnosis: null },
    next: RETRY,
  },
  {
    spec: "webhook malformed-signature",
    answers: [401],
    arrived: ([message]) => expect(message!.headers["x-ploton-signature"]).toBe("not-a-signature"),
    attempt: { fault: "malformed-signature", request: { headers: { "X-Ploton-Signature": "not-a-signature" } } },
    next: RETRY,
  },
  {
    spec: "webhook tampered-body",
    answers: [401],
    arrived: ([message]) => {
      expect(message!.headers["x-ploton-signature"]).toBe(SIGNATURE);
      expect(JSON.parse(message!.body)).toEqual({ ...JSON.parse(BODY), tampered: true });
      expect(message!.whole).toBe(true);
    },
    attempt: { fault: "tampered-body", response: { status: 401 } },
    next: RETRY,
  },
  {
    spec: "webhook reformatted",
    arrived: ([message]) => {
      const { body, headers } = message!;
      expect(JSON.parse(body)).toEqual(JSON.parse(BODY));
      expect(body).toContain("62\\u00b0F");
      expect(body).toContain('"event": "task.complete",\n');
      expect(body).not.toBe(JSON.stringify(JSON.parse(body)));
      expect(headers["x-ploton-signature"]).toBe(createHmac("sha256", "whsec_test_secret").update(body).digest("hex"));
    },
    attempt: { fault: "reformatted", response: { status: 200 } },
    next: null,
  },
  {
    spec: "webhook truncate",
    arrived: ([message], [one]) => {
      expect(message!.headers).toMatchObject({
        "content-length": String(Buffer.byteLength(BODY)),
        "x-ploton-signature": SIGNATURE,
      });
      expect(message!.body).toBe(half());
      expect(one).toMatchObject({ end: "closed", answered: false });
    },
    attempt: { fault: "truncate", outcome: "unreachable", response: null },
    next: RETRY,
  },
  {
    spec: "webhook reset",
    arrived: ([message], [one]) => {
      expect(message!.whole).toBe(false);
      expect(message!.body).toBe(half());
      expect(one).toMatchObject({ end: "reset", answered: false });
    },
    attempt: { fault: "reset", outcome: "unreachable", response: null },
    next: RETRY,
  },
  {
    spec: "webhook slow by=50ms",
    arrived: (messages, [one]) => {
      expect(messages).toHaveLength(1);
      expectGood(messages[0]!);
      expect(one!.chunks).toBeGreaterThan(2);
    },
    attempt: { fault: "slow", outcome: "answered", response: { status: 200 } },
    next: null,
  },
];

describe("under a frozen clock", () => {
  test.each(ROWS)("$spec", async ({ spec, answers = [], arrived, attempt, next }) => {
    const wire = await openWire((n) => answers[n - 1] ?? 200);
    const mock = await start({ webhook: wire.url, fault: `${spec} event=task.complete attempt=1` });
    await create(mock, WEATHER);
    await mock.clock.advance("3s");
    await wire.quiet();
    arrived(wire.messages(), wire.seen);
    const [delivery] = await mock.deliveries.list();
    expect(delivery!.next_attempt_at).toBe(next);
    expect(delivery!.state).toBe(next === null ? "delivered" : "scheduled");
    if (attempt === null) expect(delivery!.attempts).toEqual([]);
    else expect(delivery!.attempts[0]).toMatchObject({ number: 1, at: "2025-06-15T14:22:03Z", ...attempt });
    await expectRecovery(mock, wire, next);
  });

  /** The next attempt brings the right bytes, at the instant that was said. */
  async function expectRecovery(
    mock: Awaited<ReturnType<typeof start>>,
    wire: Awaited<ReturnType<typeof openWire>>,
    next: string | null,
  ): Promise<void> {
    const before = wire.seen.length;
    if (next !== null) await mock.clock.advance({ to: next });
    else await mock.clock.advance("24h");
    const [delivery] = await mock.deliveries.list();
    expect(delivery!.state).toBe("delivered");
    expect(wire.seen).toHaveLength(before + (next === null ? 0 : 1));
    if (next === null) return;
    expectGood(wire.messages().at(-1)!);
    expect(delivery!.attempts.at(-1)).toMatchObject({ at: next, outcome: "answered" });
    expect((await mock.faults.list())[0]).toMatchObject({ left: 0, strikes: 1 });
  }
});

test("a delayed attempt says that it was, and is the first one still", async () => {
  const wire = await openWire();
  const mock = await start({ webhook: wire.url, fault: "webhook delay by=1h" });
  await create(mock, WEATHER);
  await mock.clock.advance("24h");
  expect((await mock.deliveries.list())[0]!.attempts).toMatchObject([
    { number: 1, at: "2025-06-15T15:22:03Z", fault: "delay" },
  ]);
});

test("a timed out attempt ends a webhook timeout later, whatever it is", async () => {
  const wire = await openWire();
  const mock = await start({ webhook: wire.url, webhookTimeout: "5s", retry: "1m", fault: "webhook timeout times=2" });
  await create(mock, WEATHER);
  await mock.clock.advance("24h");
  expect((await mock.deliveries.list())[0]).toMatchObject({
    state: "exhausted",
    attempts: [
      { at: "2025-06-15T14:22:03Z", duration_ms: 5_000 },
      { at: "2025-06-15T14:23:08Z", duration_ms: 5_000 },
    ],
  });
  expect(wire.seen).toEqual([]);
});

describe("reorder", () => {
  const PLAN = [
    { after: "1s", progress: "one" },
    { after: "1s", progress: "two" },
    { after: "1s", complete: { three: true } },
  ];
  const order = (wire: Awaited<ReturnType<typeof openWire>>) =>
    wire.messages().map(({ body }) => {
      const { data } = JSON.parse(body) as { data: { message?: string } };
      return data.message ?? "three";
    });

  test("an event is held back until the task's next one has been sent", async () => {
    const wire = await openWire();
    const mock = await startWithPlan(PLAN, { webhook: wire.url, fault: "webhook reorder event=task.progress" });
    await create(mock);
    await mock.clock.advance("1s");
    expect(order(wire)).toEqual([]);
    await mock.clock.advance("1s");
    expect(order(wire)).toEqual(["two", "one"]);
    await mock.clock.advance("1s");
    expect(order(wire)).toEqual(["two", "one", "three"]);
    expect((await mock.deliveries.list()).map(({ attempts }) => attempts.map(({ fault }) => fault))).toEqual([
      ["reorder"],
      [null],
      [null],
    ]);
  });

  test("two held back go out in their own order, after the one they waited for", async () => {
    const wire = await openWire();
    const mock = await startWithPlan(PLAN, { webhook: wire.url, fault: "webhook reorder times=2" });
    await create(mock);
    await mock.clock.runUntilIdle();
    expect(order(wire)).toEqual(["three", "one", "two"]);
  });

  test("it waits for the next event, not for a retry of the one before", async () => {
    const wire = await openWire((n) => (n === 1 ? 500 : 200));
    const mock = await startWithPlan(
      [
        { after: "1s", progress: "one" },
        { after: "1s", progress: "two" },
        { after: "1h", complete: {} },
      ],
      { webhook: wire.url },
    );
    await create(mock);
    await mock.clock.advance("1s");
    await mock.faults.add("webhook reorder");
    await mock.clock.advance("30m");
    expect(order(wire)).toEqual(["one", "one"]);
    await mock.clock.advance("1h");
    expect(order(wire)).toEqual(["one", "one", "three", "two"]);
  });

  test("an event that was redelivered meanwhile is due by its schedule, not when the next one has been sent", async () => {
    const wire = await openWire((n) => (n === 1 ? 500 : 200));
    const mock = await startWithPlan(PLAN, { webhook: wire.url, fault: "webhook reorder event=task.progress" });
    await create(mock);
    await mock.clock.advance("1s");
    const [held] = await mock.deliveries.list();
    expect(held).toMatchObject({ state: "scheduled", next_attempt_at: null, attempts: [] });
    const again = await mock.deliveries.redeliver(held!.id);
    expect(again).toMatchObject({ next_attempt_at: "2025-06-15T14:23:01Z", attempts: [{ fault: "reorder" }] });
    await mock.clock.advance("3s");
    expect(order(wire)).toEqual(["one", "two", "three"]);
    await mock.clock.advance("1m");
    expect(order(wire)).toEqual(["one", "two", "three", "one"]);
    expect((await mock.deliveries.get(held!.id)).attempts.map(({ at }) => at)).toEqual([
      "2025-06-15T14:22:01Z",
      "2025-06-15T14:23:01Z",
    ]);
  });

  test("what waits for an event that is never sent, since the URL was taken away, waits no longer and says so", async () => {
    const wire = await openWire();
    const plan = [PLAN[0]!, PLAN[2]!];
    const mock = await startWithPlan(plan, { webhook: wire.url, fault: "webhook reorder event=task.progress" });
    await create(mock);
    await mock.clock.advance("1s");
    await mock.webhook.set({ url: null });
    await mock.clock.advance("1s");
    await mock.webhook.set({ url: wire.url });
    await mock.clock.runUntilIdle();
    const deliveries = await mock.deliveries.list();
    expect(deliveries).toMatchObject([
      { event: "task.progress", state: "undeliverable", next_attempt_at: null },
      { event: "task.complete", state: "undeliverable", next_attempt_at: null },
    ]);
    expect(await mock.deliveries.redeliver(deliveries[0]!.id)).toMatchObject({ state: "delivered" });
  });

  test("with the URL taken away and given back before the next event, both are sent, in the other order", async () => {
    const wire = await openWire();
    const mock = await startWithPlan(PLAN, { webhook: wire.url, fault: "webhook reorder" });
    await create(mock);
    await mock.clock.advance("1s");
    await mock.webhook.set({ url: null });
    await mock.webhook.set({ url: wire.url });
    await mock.clock.runUntilIdle();
    expect(order(wire)).toEqual(["two", "one", "three"]);
  });

  test("a task that ends without another event lets it go", async () => {
    const wire = await openWire();
    const mock = await startWithPlan(PLAN, { webhook: wire.url, fault: "webhook reorder" });
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    await mock.tasks.cancel(id);
    await mock.clock.runUntilIdle();
    expect(order(wire)).toEqual(["one"]);
  });

  test("the last event of a task has nothing to wait for, so it is not struck", async () => {
    const wire = await openWire();
    const mock = await start({ webhook: wire.url, fault: "webhook reorder" });
    await create(mock, WEATHER);
    await mock.clock.advance("3s");
    expect(wire.seen).toHaveLength(1);
    expect((await mock.faults.list())[0]).toMatchObject({ left: 1, strikes: 0 });
  });
});

test("a strike is visible on the attempt, in the journal's events, and on the fault", async () => {
  const wire = await openWire();
  const mock = await start({ webhook: wire.url, fault: "webhook drop" });
  const { id } = await create(mock, WEATHER);
  await mock.clock.advance("3s");
  expect((await mock.tasks.get(id)).deliveries[0]!.attempts[0]!.fault).toBe("drop");
  const stream = await fetch(`${mock.url}/_mock/events?last_event_id=0`, { headers: { Accept: "text/event-stream" } });
  let text = "";
  for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk;
    if (text.includes('"type":"clock"')) break;
  }
  expect(text).toContain('"spec":"webhook drop","task_id":"task_8xK2mP","what":"task.complete dlv_8xK2mP_1"');
  expect((await mock.faults.list())[0]).toMatchObject({ strikes: 1, left: 0 });
});
