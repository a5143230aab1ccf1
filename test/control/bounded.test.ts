// What is kept is bounded, by count and by bytes: tasks and deliveries by retention, happenings by the journal.

import { describe, expect, test } from "vitest";
import type { Attempt, Delivery } from "../../src/domain/delivery.js";
import type { Task } from "../../src/domain/task.js";
import { createJournal } from "../../src/engine/journal.js";
import { createRetention } from "../../src/engine/retention.js";

const BIG = 1_000_000_000;

function task(id: string, status: "running" | "complete" = "complete", prompt = ""): Task {
  return {
    id,
    number: 1,
    request: { prompt, userId: null, mode: "live" },
    tool: "t",
    fixture: { name: "f", why: "" },
    occurrence: 0,
    plan: [],
    timeline: [{ move: status === "running" ? "create" : "complete", at: 0, status, by: "plan" }],
  };
}

function attempt(number: number, status: number, body = ""): Attempt {
  const outcome = { kind: "answered" as const, status, headers: {}, body, truncated: false };
  return {
    number,
    at: 0,
    endedAt: 0,
    durationMs: 0,
    url: "",
    fault: null,
    outcome,
    requestHeaders: {},
    diagnosis: null,
  };
}

function delivery(...attempts: Attempt[]): Delivery {
  return {
    id: "dlv_1",
    number: 1,
    taskId: "t",
    event: "task.complete",
    firstAt: 0,
    body: Buffer.alloc(10),
    signature: "",
    url: "http://localhost",
    schedule: [1_000],
    attempts,
  };
}

describe("retention", () => {
  /** One with these caps, and the ids it has dropped, in order. */
  function keep(tasks: number, bytes = BIG) {
    const dropped: string[] = [];
    return { retention: createRetention({ tasks, bytes }, (id) => dropped.push(id)), dropped };
  }

  test("drops the tasks that finished first once there are too many", () => {
    const { retention, dropped } = keep(2);
    for (const id of ["a", "b", "c", "d"]) retention.look(task(id), []);
    expect(dropped).toEqual(["a", "b"]);
  });

  test("drops in the order of finishing, not of creation", () => {
    const { retention, dropped } = keep(1);
    const late = task("late", "running");
    retention.look(late, []);
    retention.look(task("early"), []);
    late.timeline.push({ move: "complete", at: 1, status: "complete", by: "plan" });
    retention.look(late, []);
    expect(dropped).toEqual(["early"]);
  });

  test("never drops a running task", () => {
    const { retention, dropped } = keep(1, 1);
    for (let n = 0; n < 50; n += 1) retention.look(task(`t${n}`, "running", "x".repeat(1_000)), []);
    expect(dropped).toEqual([]);
  });

  test("never drops an event that is still to be delivered", () => {
    const { retention, dropped } = keep(1);
    for (let n = 0; n < 50; n += 1) retention.look(task(`t${n}`), [delivery(attempt(1, 500))]);
    expect(dropped).toEqual([]);
    retention.look(task("done"), [delivery(attempt(1, 200))]);
    retention.look(task("exhausted"), [delivery(attempt(1, 500), attempt(2, 500))]);
    expect(dropped).toEqual(["done"]);
  });

  test("an event that a redelivery has set on its way again is not dropped, and counts again once it is there", () => {
    const { retention, dropped } = keep(1);
    const nowhere = { ...delivery(), url: null };
    const waiting = task("again");
    retention.look(waiting, [nowhere]);
    nowhere.url = "http://localhost" as never;
    nowhere.attempts.push(attempt(1, 500));
    retention.look(waiting, [nowhere]);
    retention.look(task("b"), []);
    retention.look(task("c"), []);
    expect(dropped).toEqual(["b"]);
    nowhere.attempts.push(attempt(2, 200));
    retention.look(waiting, [nowhere]);
    expect(dropped).toEqual(["b", "c"]);
  });

  test("by bytes: prompts, bodies and answers count, what was dropped does not, and the newest stays", () => {
    const { retention, dropped } = keep(1_000, 100_000);
    for (let n = 0; n < 10; n += 1) retention.look(task(`p${n}`, "complete", "x".repeat(20_000)), []);
    expect(dropped).toEqual(["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"]);
    retention.look(task("answered"), [delivery(attempt(1, 200, "x".repeat(40_000)))]);
    expect(dropped.at(-1)).toBe("p8");
    retention.look(task("huge", "complete", "x".repeat(500_000)), []);
    expect(dropped.slice(-2)).toEqual(["p9", "answered"]);
  });

  test("what a kept task gains later is counted too", () => {
    const { retention, dropped } = keep(1_000, 100_000);
    const one = delivery(attempt(1, 200));
    retention.look(task("before"), []);
    retention.look(task("one"), [one]);
    for (let n = 2; n < 6; n += 1) {
      one.attempts.push(attempt(n, 200, "x".repeat(30_000)));
      retention.look(task("one"), [one]);
    }
    expect(dropped).toContain("before");
  });
});

describe("the journal", () => {
  const note = (text = "") => ({ kind: "note" as const, level: "info" as const, text });

  test("keeps the newest records, and says when some are gone", () => {
    const journal = createJournal(() => 0, { records: 5, bytes: BIG });
    for (let n = 0; n < 5_000; n += 1) journal.write(note());
    expect(journal.after(0)).toMatchObject({ complete: false });
    expect(journal.after(0).records.map(({ number }) => number)).toEqual([4_996, 4_997, 4_998, 4_999, 5_000]);
    expect(journal.after(4_997)).toMatchObject({
      complete: true,
      records: [{ number: 4_998 }, { number: 4_999 }, { number: 5_000 }],
    });
    expect(journal.after(4_995).complete).toBe(true);
    expect(journal.after(4_994).complete).toBe(false);
    expect(journal.after(5_000)).toEqual({ complete: true, records: [] });
  });

  test("a place it never gave is a gap, and everything follows", () => {
    const journal = createJournal(() => 0);
    journal.write(note());
    expect(journal.after(99)).toMatchObject({ complete: false, records: [{ number: 1 }] });
  });

  test("big bodies make it forget sooner", () => {
    const journal = createJournal(() => 0, { records: 1_000, bytes: 100_000 });
    for (let n = 0; n < 100; n += 1) journal.write(note("x".repeat(10_000)));
    expect(journal.after(0).records.length).toBeLessThan(11);
    const body = Buffer.alloc(30_000);
    journal.write({ kind: "delivery", delivery: { ...delivery(), body }, attempt: null, nextAt: null });
    expect(journal.after(0).records.length).toBeLessThan(3);
    journal.write({
      kind: "delivery",
      delivery: delivery(),
      attempt: attempt(1, 200, "x".repeat(99_000)),
      nextAt: null,
    });
    expect(journal.after(0).records).toHaveLength(1);
  });

  test("a fresh one takes over the count and the listeners; the old one is heard no more", () => {
    const heard: number[] = [];
    const old = createJournal(() => 0);
    const stop = old.listen(({ number }) => heard.push(number));
    old.write(note());
    const fresh = createJournal(() => 0);
    fresh.succeed(old);
    old.write(note());
    fresh.write(note());
    expect(heard).toEqual([1, 2]);
    expect(fresh.listenerCount()).toBe(1);
    stop();
    fresh.write(note());
    expect(heard).toEqual([1, 2]);
    expect(fresh.listenerCount()).toBe(0);
  });
});
