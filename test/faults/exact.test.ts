// The faults that are exact, not timed: before-response, lost-ack, lost-response, reorder, duplicate. The same under every clock.

import { describe, expect, test } from "vitest";
import type { PlotonMock, StartOptions } from "../../src/index.js";
import { gate, until } from "../control/gate.js";
import { startWithPlan } from "../support/mock.js";
import { openWire, rawClient, type Wire } from "./wire.js";

const CLOCKS = ["frozen", "instant", "live"] as const;
const PLAN = [
  { after: "1ms", progress: "one" },
  { after: "1ms", complete: { two: true } },
];
/** Short enough for a live clock, and in order of length. */
const RETRY = "2ms,3ms";

/** Plays the task to its end: by hand when frozen, else by itself. */
async function play(mock: PlotonMock, id: string): Promise<void> {
  if ((await mock.clock.get()).mode === "frozen") await mock.clock.runUntilIdle();
  else await mock.waitFor(id, "delivered");
}

const eventOf = (body: string) => (JSON.parse(body) as { event: string }).event;
const eventsAt = (wire: Wire) => wire.messages().map(({ body }) => eventOf(body));

async function create(mock: PlotonMock): Promise<string> {
  const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
  await client.answered;
  return (JSON.parse(client.text().split("\r\n\r\n")[1]!) as { id: string }).id;
}

describe.each(CLOCKS)("under a clock that is %s", (clock) => {
  const open = (fault: string, wire: Wire, options: StartOptions = {}) =>
    startWithPlan(PLAN, { clock, fault, webhook: wire.url, retry: RETRY, ...options });

  test("before-response: the handler has met and answered the event before a byte of the create call's answer is sent", async () => {
    const handler = gate();
    const wire: Wire = await openWire(() => handler.opened.then(() => 200));
    const mock = await open("webhook before-response event=task.complete", wire);
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" }, () => wire.story.push("client"));
    await until(() => wire.story.length > 0);
    expect(client.text()).toBe("");
    handler.open();
    await client.answered;
    expect(wire.story).toEqual(["handler 1", "answered 1", "handler 2", "answered 2", "client"]);
    expect(eventsAt(wire)).toEqual(["task.progress", "task.complete"]);
    const created = JSON.parse(client.text().split("\r\n\r\n")[1]!) as { id: string; status: string };
    expect(created.status).toBe("running");
    expect(JSON.parse(wire.messages()[1]!.body)).toMatchObject({ event: "task.complete", task_id: created.id });
    const task = await mock.tasks.get(created.id);
    expect(task.status).toBe("complete");
    expect(task.deliveries.map(({ attempts }) => attempts.map(({ fault }) => fault))).toEqual([
      [null],
      ["before-response"],
    ]);
  });

  test("before-response on the first event leaves the rest of the plan to the clock", async () => {
    const wire: Wire = await openWire();
    const mock = await open("webhook before-response", wire);
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" }, () => wire.story.push("client"));
    await client.answered;
    expect(wire.story.indexOf("client")).toBeGreaterThan(wire.story.indexOf("answered 1"));
    const { id } = JSON.parse(client.text().split("\r\n\r\n")[1]!) as { id: string };
    await play(mock, id);
    expect(eventsAt(wire)).toEqual(["task.progress", "task.complete"]);
  });

  test("before-response, refused by the handler: retried like any other", async () => {
    const wire: Wire = await openWire((n) => (n === 1 ? 404 : 200));
    const mock = await open("webhook before-response", wire);
    const id = await create(mock);
    await play(mock, id);
    const [progress] = (await mock.tasks.get(id)).deliveries;
    expect(progress).toMatchObject({
      event: "task.progress",
      state: "delivered",
      attempts: [
        { number: 1, fault: "before-response", response: { status: 404 } },
        { number: 2, fault: null, response: { status: 200 } },
      ],
    });
  });

  /** An instant clock would go on to the hour at once. */
  const expires = clock === "instant" ? {} : { expires: "1h" };
  const ASKS = { wait: { reason: "Access", service: "crm", consent: "ask" as const, ...expires } };

  test("before-response strikes nothing that needs the user first, and is not spent", async () => {
    const wire: Wire = await openWire();
    const plan = [{ after: "1ms", ...ASKS }, { complete: {} }];
    const mock = await startWithPlan(plan, {
      clock,
      fault: "webhook before-response event=task.complete",
      webhook: wire.url,
    });
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    await client.answered;
    const [task] = await mock.tasks.list();
    if (clock === "frozen") await mock.clock.advance("1ms");
    expect(await mock.waitFor(task!.id, "waiting")).toMatchObject({ status: "waiting" });
    expect(await mock.faults.list()).toMatchObject([{ left: 1, strikes: 0 }]);
  });

  test("before-response strikes the question to the user itself", async () => {
    const wire: Wire = await openWire();
    const mock = await startWithPlan([{ after: "1h", ...ASKS }, { complete: {} }], {
      clock,
      fault: "webhook before-response",
      webhook: wire.url,
    });
    await create(mock);
    expect(eventsAt(wire)).toEqual(["task.waiting"]);
    expect((await mock.tasks.list())[0]).toMatchObject({ status: "waiting", deliveries: [{ state: "delivered" }] });
  });

  test("before-response goes past a wait that was approved before, or is approved by itself", async () => {
    const wire: Wire = await openWire();
    const plan = [
      { after: "1h", wait: { reason: "Access", service: "mail", consent: "auto" as const } },
      { after: "1h", ...ASKS, wait: { ...ASKS.wait, service: "mail" } },
      { after: "1h", complete: {} },
    ];
    const mock = await startWithPlan(plan, {
      clock,
      fault: "webhook before-response event=task.complete",
      webhook: wire.url,
    });
    await create(mock);
    expect(eventsAt(wire)).toEqual(["task.waiting", "task.complete"]);
  });

  test("before-response strikes nothing where no event is sent, and is not spent", async () => {
    const mock = await startWithPlan([{ after: "1h", complete: {} }], { clock, fault: "webhook before-response" });
    const id = await create(mock);
    if (clock !== "instant") expect(await mock.tasks.get(id)).toMatchObject({ status: "running" });
    expect(await mock.faults.list()).toMatchObject([{ left: 1, strikes: 0 }]);
  });

  test("lost-ack: processed and answered 200, and sent again with the same bytes", async () => {
    const wire = await openWire();
    const mock = await open("webhook lost-ack event=task.complete attempt=1", wire);
    const id = await create(mock);
    await play(mock, id);
    const completes = wire.messages().filter(({ body }) => eventOf(body) === "task.complete");
    expect(completes).toHaveLength(2);
    expect(completes[0]).toEqual(completes[1]);
    expect(wire.seen.every(({ answered }) => answered)).toBe(true);
    expect((await mock.tasks.get(id)).deliveries[1]!.attempts).toMatchObject([
      { number: 1, fault: "lost-ack", outcome: "lost" },
      { number: 2, fault: null, outcome: "answered" },
    ]);
  });

  test("duplicate: the same bytes twice, one after the other, and no retry", async () => {
    const wire = await openWire();
    const plan = [{ after: "1ms", complete: {} }];
    const mock = await startWithPlan(plan, { clock, fault: "webhook duplicate", webhook: wire.url, retry: RETRY });
    const id = await create(mock);
    await play(mock, id);
    expect(wire.story).toEqual(["handler 1", "answered 1", "handler 2", "answered 2"]);
    expect(wire.seen[0]!.bytes.equals(wire.seen[1]!.bytes)).toBe(true);
    expect((await mock.tasks.get(id)).deliveries[0]!.attempts).toMatchObject([
      { number: 1, fault: "duplicate" },
      { number: 1, fault: "duplicate" },
    ]);
  });

  test("duplicate, and the second is refused: what counts is that one was taken", async () => {
    const wire = await openWire((n) => (n === 2 ? 500 : 200));
    const plan = [{ after: "1ms", complete: {} }];
    const mock = await startWithPlan(plan, { clock, fault: "webhook duplicate", webhook: wire.url, retry: RETRY });
    const id = await create(mock);
    await play(mock, id);
    expect((await mock.tasks.get(id)).deliveries[0]).toMatchObject({ state: "delivered", next_attempt_at: null });
  });

  test("reorder: the end comes before the progress", async () => {
    const wire = await openWire();
    const mock = await open("webhook reorder event=task.progress", wire);
    const id = await create(mock);
    await play(mock, id);
    expect(eventsAt(wire)).toEqual(["task.complete", "task.progress"]);
    expect(wire.story).toEqual(["handler 1", "answered 1", "handler 2", "answered 2"]);
    const [progress, complete] = (await mock.tasks.get(id)).deliveries;
    expect([progress!.attempts[0]!.fault, complete!.attempts[0]!.fault]).toEqual(["reorder", null]);
  });

  test("lost-response: the task is made, its events come, and the caller never hears of it", async () => {
    const wire = await openWire();
    const mock = await open("api lost-response route=create", wire);
    const client = rawClient(mock, "POST /v1/tasks", { prompt: "Do it" });
    expect(await client.ended).toBe("closed");
    expect(client.text()).toBe("");
    const [task] = await mock.tasks.list();
    await play(mock, task!.id);
    expect(eventsAt(wire)).toEqual(["task.progress", "task.complete"]);
    expect((await mock.requests.list())[0]).toMatchObject({
      fault: "lost-response",
      status: null,
      response_body: "",
      task_id: task!.id,
    });
  });

  test("lost-response of a call that is repeated: two tasks, as with the real one", async () => {
    const wire = await openWire();
    const mock = await open("api lost-response route=create", wire);
    await rawClient(mock, "POST /v1/tasks", { prompt: "Do it" }).ended;
    const id = await create(mock);
    expect((await mock.tasks.list()).map((task) => task.id)).toHaveLength(2);
    await play(mock, id);
  });
});
