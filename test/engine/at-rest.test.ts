// A task that nobody has looked at lies as a row, with its events; what most lines of the journal tell is read off it. Whoever looks finds
// all as if it had never lain there.

import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { renderTask } from "../../src/contract/tasks.js";
import { eventRecord } from "../../src/control/events.js";
import type { JsonObject } from "../../src/domain/json.js";
import { Lazy, seen } from "../../src/domain/lazy.js";
import type { DataStep, Inferred, Step, Task, TaskRequest } from "../../src/domain/task.js";
import { type Account, createAccount } from "../../src/engine/account.js";
import { plainOf } from "../../src/engine/state.js";
import { isAtRest } from "../../src/engine/tasks.js";
import { fakeTime } from "../support/fake-time.js";

const readResult = (
  { prompt, userId }: Pick<TaskRequest, "prompt" | "userId">,
  { draw, from }: Inferred,
): JsonObject => ({
  said: `${prompt} ${userId} ${draw} ${from}`,
});

function openAccount(caps = { tasks: 1_000, bytes: 10_000_000 }): Account {
  return createAccount(
    {
      ...{ key: null, seed: "1", consent: "auto", rateLimit: null, faults: [], caps },
      clock: { mode: "frozen", speed: 1, now: 0 },
      endpoint: { url: null, secret: "whsec_test_secret", timeoutMs: 30_000, retry: [60_000] },
    },
    {
      real: fakeTime(),
      send: async () => ({
        outcome: { kind: "answered", status: 200, headers: {}, body: "", truncated: false },
        requestHeaders: {},
        durationMs: 1,
      }),
      diagnose: async () => null,
      inferred: readResult,
      consentUrl: (token) => token,
    },
  );
}

const FIXTURE = Object.freeze({ name: "f", why: "it says so", invented: true as const });
const SHARED = Object.freeze({ shared: true });
const error = { code: "x", message: "no" };

/** A plan as fixtures make them: one for all tasks, or one of its own with data that are read off the prompt, shared, or its own. */
function planOf(kind: string, request: TaskRequest, draw: number): readonly Step[] {
  const inferred = { draw, from: 5 };
  const result: Step = {
    ...{ after: 1_000, move: "complete", inferred },
    data: new Lazy(() => readResult(request, inferred)),
  };
  const steps: Record<string, readonly Step[]> = {
    inferred: [result],
    "progress and inferred": [{ after: 300, move: "progress", data: SHARED }, result],
    shared: ONE_FOR_ALL,
    own: [
      { after: 0, move: "start" },
      { after: 700, move: "complete", data: { own: [draw, "ä"] } },
    ],
    fails: [{ after: 500, move: "fail", error: { ...error, message: `no ${draw}` } }],
    waits: [{ after: 100, move: "wait", wait: { reason: "why" } }, result],
    nothing: [],
  };
  return steps[kind]!;
}
const ONE_FOR_ALL = Object.freeze<Step[]>([
  { after: 200, move: "progress", data: SHARED },
  { after: 400, move: "fail", error },
]);

function startOne(account: Account, kind: string, request: TaskRequest, n: number): Task {
  const scenario = { fixture: FIXTURE, tool: "crm", ids: [], faults: [], plan: planOf(kind, request, n / 7) };
  return account.runner.start(request, scenario, n);
}

const atRest = ({ state }: Account) => [...state.tasks.known()].filter((one) => isAtRest(one)).map(({ id }) => id);

/** All that can be seen of an account. */
function allOf(account: Account) {
  const { journal, clock, courier, state } = account;
  return {
    pending: clock.pending(),
    // Bytes that nobody has read need not be told.
    changes: [...account.changes()].map((change) => {
      const { delivery, ...plain } = JSON.parse(JSON.stringify(plainOf(change)));
      return { ...plain, delivery: { ...delivery, body: undefined } };
    }),
    journal: journal.after(0).records.map((record) => JSON.parse(JSON.stringify(eventRecord(record)))),
    newest: [...account.newestFirst()].map(renderTask),
    oldest: [...account.oldestFirst()].map(({ id }) => id),
    deliveries: courier.list().map((one) => ({
      ...{ id: one.id, number: one.number, task: one.taskId, at: one.firstAt, url: one.url, schedule: one.schedule },
      ...{ body: String(seen(one.body)), signature: seen(one.signature), attempts: one.attempts },
    })),
    counts: [state.born, account.taskCount()],
  };
}

describe("a task that nobody has looked at", () => {
  const text = fc.oneof(fc.string({ unit: "binary", maxLength: 20 }), fc.constantFrom("Look it up", "\ud800", ""));
  const request = fc.record<TaskRequest>(
    {
      prompt: text,
      userId: fc.option(text),
      mode: fc.constantFrom("live", "test"),
      metadata: fc.constantFrom('{"a":1}', "{}"),
      subAgent: text,
    },
    { requiredKeys: ["prompt", "userId", "mode"] },
  );
  const kinds = ["inferred", "progress and inferred", "shared", "own", "fails", "waits", "nothing"];
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.record({ start: fc.constantFrom(...kinds), request }) },
    { weight: 3, arbitrary: fc.record({ advance: fc.integer({ min: 1, max: 900 }) }) },
    { weight: 1, arbitrary: fc.record({ look: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ cancel: fc.nat() }) },
    { weight: 1, arbitrary: fc.record({ secret: fc.constantFrom("whsec_one", "whsec_two") }) },
  );

  it("lies as a row, and all that can be seen is as of one who never does", async () => {
    let rested = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 40 }), async (actions) => {
        const [resting, waking] = [openAccount({ tasks: 12, bytes: 1e9 }), openAccount({ tasks: 12, bytes: 1e9 })];
        let n = 0;
        for (const one of actions) {
          n += 1;
          for (const account of [resting, waking]) {
            const ids = [...account.state.tasks.known()].map(({ id }) => id);
            if ("start" in one) {
              const task = startOne(account, one.start, one.request, n);
              if (account === resting) account.letGo(task);
            } else if ("advance" in one) await account.clock.advanceBy(one.advance);
            else if ("look" in one) account.find(ids[one.look % ids.length] ?? "");
            else if ("secret" in one) account.setEndpoint({ secret: one.secret });
            else {
              const task = account.find(ids[one.cancel % ids.length] ?? "");
              if (task && !["complete", "failed", "cancelled"].includes(task.timeline.at(-1)!.status))
                account.runner.move(task, { move: "cancel" }, "hand");
            }
          }
          rested += atRest(resting).length;
          expect(atRest(waking)).toEqual([]);
        }
        expect(allOf(resting)).toEqual(allOf(waking));
        expect(atRest(resting)).toEqual([]);
        await resting.clock.advanceBy(10_000);
        await waking.clock.advanceBy(10_000);
        expect(allOf(resting)).toEqual(allOf(waking));
      }),
      { numRuns: 150 },
    );
    expect(rested).toBeGreaterThan(500);
  });

  const LIVE: TaskRequest = { prompt: "p", userId: "u", mode: "live" };

  test("is found at rest before its end and after it; once somebody has it, it stays in his hands", async () => {
    const account = openAccount();
    const [first, second] = [startOne(account, "inferred", LIVE, 1), startOne(account, "inferred", LIVE, 2)];
    for (const task of [first, second]) account.letGo(task);
    expect(atRest(account)).toEqual([first.id, second.id]);
    const held = account.find(first.id)!;
    await account.clock.advanceBy(1_000);
    expect(atRest(account)).toEqual([second.id]);
    expect(held.timeline.map(({ move }) => move)).toEqual(["create", "complete"]);
    expect(account.find(first.id)).toBe(held);
  });

  test("does not lie down when its maker lets go of it, once somebody else has it", async () => {
    const account = openAccount();
    const task = startOne(account, "inferred", LIVE, 1);
    const held = account.find(task.id);
    account.letGo(task);
    expect(atRest(account)).toEqual([]);
    await account.clock.advanceBy(1_000);
    expect(held).toBe(account.find(task.id));
    expect(held?.timeline).toHaveLength(2);
  });

  test("lies down with the data that were read of it: what was seen stays", async () => {
    const account = openAccount();
    const task = startOne(account, "inferred", LIVE, 1);
    const read = seen((task.plan[0] as DataStep).data);
    account.letGo(task);
    expect(atRest(account)).toEqual([task.id]);
    await account.clock.advanceBy(1_000);
    expect(seen(account.find(task.id)!.timeline[1]!.data!)).toBe(read);
  });

  test("does not lie down while its event may go somewhere, and not once one was sent", async () => {
    const account = openAccount();
    account.setEndpoint({ url: "http://127.0.0.1:1/" });
    const task = startOne(account, "inferred", LIVE, 1);
    account.letGo(task);
    await account.clock.advanceBy(2_000);
    expect(atRest(account)).toEqual([]);
    expect(account.courier.of(task.id).map(({ attempts }) => attempts.length)).toEqual([1]);
  });

  test("can be sent again by its event's id, with the bytes and the signature of when it was opened", async () => {
    const account = openAccount();
    const task = startOne(account, "inferred", LIVE, 1);
    account.letGo(task);
    await account.clock.advanceBy(1_000);
    account.setEndpoint({ url: "http://127.0.0.1:1/", secret: "whsec_other" });
    expect(atRest(account)).toEqual([task.id]);
    const delivery = account.courier.find(`dlv_${task.id.slice("task_".length)}_1`)!;
    expect(String(seen(delivery.body))).toContain(`"said":"p u ${1 / 7} 5"`);
    await account.courier.redeliver(delivery);
    expect(account.courier.find(delivery.id)!.attempts).toHaveLength(1);
  });

  test("has its events among all, in the order in which they were opened, before anybody has looked at it", async () => {
    const account = openAccount();
    const kinds = ["fails", "own", "shared"];
    const tasks = kinds.map((kind, n) => startOne(account, kind, LIVE, n));
    for (const task of tasks) account.letGo(task);
    await account.clock.advanceBy(1_000);
    expect(atRest(account)).toEqual(tasks.map(({ id }) => id));
    const [fails, own, shared] = tasks.map(({ id }) => id);
    expect(account.courier.list().map(({ taskId, event }) => [taskId, event])).toEqual([
      [shared, "task.progress"],
      [fails, "task.failed"],
      [shared, "task.failed"],
      [own, "task.complete"],
    ]);
  });

  test("that was dropped is told of by the journal with the result that it had", async () => {
    const account = openAccount({ tasks: 1, bytes: 1e9 });
    for (let n = 1; n <= 3; n += 1) account.letGo(startOne(account, "inferred", LIVE, n));
    await account.clock.advanceBy(1_000);
    expect(account.taskCount()).toBe(1);
    const results = account.journal.after(0).records.flatMap((record) => {
      const { type, data } = eventRecord(record);
      return type === "task" && (data as JsonObject).move === "complete" ? [(data as JsonObject).data] : [];
    });
    expect(results).toEqual([1, 2, 3].map((n) => ({ said: `p u ${n / 7} 5` })));
  });
});
