// Whatever plans there are, whatever the handler answers and whoever meddles: what holds of every task and delivery (contract 3.5, 4.1).

import fc from "fast-check";
import { expect, it } from "vitest";
import { type Move, TRANSITIONS } from "../../src/domain/task.js";
import type { FixtureFile, StepFile } from "../../src/fixtures/fixture.js";
import { type PlotonMock, startPlotonMock, type TaskRecord } from "../../src/index.js";
import { api, create, fixtureFolder, read } from "../support/mock.js";
import { type Received, recorder } from "../support/receiver.js";

const WAITS = [1_000, 10_000, 100_000];

const after = fc.constantFrom("0", "1s", "7s", "2m");
const middle: fc.Arbitrary<StepFile> = fc.oneof(
  fc.record({ after, progress: fc.constantFrom("a", "b") }),
  fc.record({
    after,
    wait: fc.record(
      {
        reason: fc.constant("Please."),
        service: fc.constantFrom("crm", "chat"),
        consent: fc.constantFrom("auto" as const, "ask" as const, "deny" as const),
        expires: fc.constantFrom("1s", "3s", "1h"),
      },
      { requiredKeys: ["reason"] },
    ),
  }),
);
const last: fc.Arbitrary<StepFile> = fc.oneof(
  fc.record({ after, complete: fc.constant({ done: true }) }),
  fc.record({ after, fail: fc.constant({ code: "x", message: "No." }) }),
);
const plan = fc
  .tuple(fc.boolean(), fc.array(middle, { maxLength: 4 }), fc.option(last))
  .map(([queued, steps, end]): StepFile[] => [
    ...(queued ? [{ after: "3s", start: true as const }] : []),
    ...steps,
    ...(end ? [end] : []),
  ])
  .filter((steps) => steps.length > 0);

type Action = {
  do: "create" | "advance" | "cancel" | "delete" | "resume" | "complete" | "fail" | "progress" | "wait" | "redeliver";
  which: number;
  by: string;
};
const action: fc.Arbitrary<Action> = fc.record({
  do: fc.constantFrom(
    "create",
    "create",
    "advance",
    "advance",
    "advance",
    "cancel",
    "delete",
    "resume",
    "complete",
    "fail",
    "progress",
    "wait",
    "redeliver",
  ),
  which: fc.nat(20),
  by: fc.constantFrom("0", "1ms", "1s", "1500ms", "11s", "2m", "1h"),
});

/** Does it, where there is something to do it to; a refusal is a 409 and nothing else. */
async function act(mock: PlotonMock, { do: what, which, by }: Action): Promise<void> {
  if (what === "create") return void (await create(mock, { prompt: `Do ${which % 3}`, user_id: `user_${which % 2}` }));
  if (what === "advance") return void (await mock.clock.advance(by));
  const things = what === "redeliver" ? await mock.deliveries.list() : await mock.tasks.list();
  const thing = things[which % things.length];
  if (!thing) return;
  if (what === "delete") return expect([200, 409]).toContain((await api(mock).delete(`/v1/tasks/${thing.id}`)).status);
  const done = what === "redeliver" ? mock.deliveries.redeliver(thing.id) : mock.tasks[what](thing.id);
  await (done as Promise<unknown>).catch((error: unknown) =>
    expect(error).toMatchObject({ status: 409, code: "illegal_move" }),
  );
}

const EVENT_OF: Record<string, string> = {
  progress: "task.progress",
  wait: "task.waiting",
  complete: "task.complete",
  fail: "task.failed",
};

/** Each move from where the table lets it, to where it leads; time never back, never ahead. */
function expectLegal(timeline: TaskRecord["timeline"], now: number): void {
  expect(["pending", "running"]).toContain(timeline[0]!.status);
  for (const [i, { move, status, at }] of timeline.entries()) {
    expect(Date.parse(at)).toBeLessThanOrEqual(now);
    const before = timeline[i - 1];
    if (!before) continue;
    expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(before.at));
    const { from, to } = TRANSITIONS[move as Exclude<Move, "create">];
    expect([from.includes(before.status), to]).toEqual([true, status]);
  }
}

async function expectAllWell(mock: PlotonMock, received: readonly Received[], redelivered: boolean): Promise<void> {
  const now = Date.parse(await mock.clock.now());
  let attempts = 0;
  for (const task of await mock.tasks.list()) {
    expectLegal(task.timeline, now);
    const shown = await read(mock, task.id);
    expect(shown.status).toBe(task.timeline.at(-1)!.status);
    expect("result" in shown).toBe(shown.status === "complete");
    expect("error" in shown).toBe(shown.status === "failed");
    expect("waiting" in shown).toBe(shown.status === "waiting");
    const told = task.timeline.filter(({ move }) => EVENT_OF[move] !== undefined);
    expect(task.deliveries.map(({ event }) => event)).toEqual(told.map(({ move }) => EVENT_OF[move]));
    task.deliveries.forEach((delivery, i) => {
      const body = JSON.parse(delivery.body);
      expect(Object.keys(body)).toEqual(["event", "task_id", "timestamp", "data"]);
      expect(body).toMatchObject({
        event: delivery.event,
        task_id: task.id,
        timestamp: `${told[i]!.at.slice(0, 19)}Z`,
      });
      attempts += delivery.attempts.length;
      expect(delivery.attempts.map(({ number }) => number)).toEqual(delivery.attempts.map((_, n) => n + 1));
      const success = delivery.attempts.some(({ response }) => response?.status === 200);
      expect(delivery.state === "delivered").toBe(success);
      expect(delivery.next_attempt_at === null).toBe(delivery.state !== "scheduled");
      if (redelivered) return;
      const due = [0, ...WAITS].map(
        (_, n) => Date.parse(told[i]!.at) + WAITS.slice(0, n).reduce((sum, wait) => sum + wait, 0),
      );
      expect(delivery.attempts.map(({ at }) => Date.parse(at))).toEqual(due.slice(0, delivery.attempts.length));
      expect(delivery.attempts.findIndex(({ response }) => response?.status === 200)).toBe(
        success ? delivery.attempts.length - 1 : -1,
      );
    });
  }
  expect(received).toHaveLength(attempts);
  for (const { at } of (await mock.clock.get()).pending) expect(Date.parse(at)).toBeGreaterThanOrEqual(now);
}

it("every course of tasks and deliveries keeps the contract", async () => {
  const statuses = fc.array(fc.constantFrom(200, 200, 500, 302), { minLength: 1, maxLength: 10 });
  const plans = fc.array(plan, { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(plans, statuses, fc.array(action, { maxLength: 25 }), async (given, answers, actions) => {
      const { listener, received } = recorder((n) => answers[n % answers.length]!);
      const fixture: FixtureFile = { name: "any", plans: given, repeat: "cycle" };
      const mock = await startPlotonMock({
        webhook: listener,
        retry: ["1s", "10s", "100s"],
        consent: "ask",
        fixtures: fixtureFolder(fixture),
      });
      try {
        let redelivered = false;
        for (const one of actions) {
          await act(mock, one);
          redelivered ||= one.do === "redeliver";
          await expectAllWell(mock, received, redelivered);
        }
        await mock.clock.runUntilIdle();
        await expectAllWell(mock, received, redelivered);
        expect((await mock.clock.get()).pending).toEqual([]);
      } finally {
        await mock.close();
      }
    }),
    { numRuns: 40 },
  );
});
