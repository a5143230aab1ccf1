// What nobody looks at is never made: of tasks that come to their end, the result, the event's bytes and its signature.

import { expect, test } from "vitest";
import { renderTask } from "../../src/contract/tasks.js";
import type { JsonObject } from "../../src/domain/json.js";
import { isMade, Lazy, seen } from "../../src/domain/lazy.js";
import { createAccount } from "../../src/engine/account.js";
import { copyOf } from "../../src/engine/state.js";
import { loadMakers } from "../../src/fixtures/makers.js";
import { matchFixture } from "../../src/fixtures/match.js";
import { makeScenario } from "../../src/fixtures/plan.js";
import { checkFixture } from "../../src/fixtures/read.js";
import { fakeTime } from "../support/fake-time.js";

function setup({ url = null as string | null, tasks = 100 } = {}) {
  const sent: string[] = [];
  const account = createAccount(
    {
      key: null,
      seed: "1",
      clock: { mode: "frozen", speed: 1, now: 0 },
      endpoint: { url, secret: "whsec_test_secret", timeoutMs: 30_000, retry: [] },
      consent: "auto",
      rateLimit: null,
      faults: [],
      caps: { tasks, bytes: 1_000_000 },
    },
    {
      real: fakeTime(),
      send: async ({ message: { body } }) => {
        sent.push(String(body));
        return { outcome: { kind: "timed_out", error: "" }, requestHeaders: {}, durationMs: 1 };
      },
      diagnose: async () => null,
      consentUrl: (token) => token,
    },
  );
  let calls = 0;
  const make = (): JsonObject => {
    calls += 1;
    return { calls };
  };
  const start = (occurrence = 0) =>
    account.runner.start(
      { prompt: "p", userId: null, mode: "live" },
      {
        fixture: { name: "f", why: "" },
        tool: "general",
        ids: [],
        plan: [{ after: 1_000, move: "complete", data: new Lazy(make), inferred: { draw: 1, from: 0 } }],
        faults: [],
      },
      occurrence,
    );
  return { account, start, sent, made: () => calls };
}

test("the results of fifty tasks that nobody reads are never made, also once they are dropped", async () => {
  const { account, start, made } = setup({ tasks: 10 });
  for (let n = 0; n < 50; n += 1) start(n);
  await account.clock.advanceBy(1_000);
  expect(account.taskCount()).toBe(10);
  expect(made()).toBe(0);
});

test("a result that is read is made once, however often and wherever it is read", async () => {
  const { account, start, made } = setup();
  const task = start();
  await account.clock.advanceBy(1_000);
  const [delivery] = account.courier.of(task.id);
  expect(JSON.parse(renderTask(task)).result).toEqual({ calls: 1 });
  expect(JSON.parse(renderTask(task)).result).toEqual({ calls: 1 });
  expect(JSON.parse(seen(delivery!.body).toString("utf8")).data).toEqual({ calls: 1 });
  expect(made()).toBe(1);
});

test("with a webhook URL the event is made when it is sent", async () => {
  const { account, start, sent, made } = setup({ url: "http://x/" });
  start();
  expect(made()).toBe(0);
  await account.clock.advanceBy(1_000);
  expect(sent).toHaveLength(1);
  expect(JSON.parse(sent[0]!).data).toEqual({ calls: 1 });
  expect(made()).toBe(1);
});

test("a checkpoint is no reader: what goes on from it makes the same when it is asked", async () => {
  const { account, start, made } = setup();
  start();
  await account.clock.advanceBy(1_000);
  expect(made()).toBe(0);
  account.changes().map(copyOf);
  expect(made()).toBe(0);
});

test("what is read off a prompt is not read for the plan", async () => {
  await loadMakers(["infer"]);
  const fixture = await checkFixture({ name: "a", plan: [{ after: "3s", complete: { $infer: true } }] });
  const request = { prompt: "Return name and email of each contact", userId: null, mode: "live" } as const;
  const match = matchFixture(fixture, request);
  const [step] = makeScenario(fixture, match as never, request, () => 0.5, 0).plan;
  if (step?.move !== "complete") throw new Error("it does not complete");
  expect(isMade(step.data)).toBe(false);
  expect(seen(step.data)).toHaveProperty("contacts");
  expect(isMade(step.data)).toBe(true);
});
