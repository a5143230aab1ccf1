// An account: what it gives out stays given out, also when the task that had it is gone.

import { expect, test } from "vitest";
import type { Scenario } from "../../src/domain/scenario.js";
import { createAccount } from "../../src/engine/account.js";
import { realTime } from "../../src/engine/clock.js";

test("the ids of a fixture are taken once, and not again when the oldest tasks have been dropped", () => {
  const account = createAccount(
    {
      key: null,
      seed: "1",
      clock: { mode: "frozen", speed: 1, now: 0 },
      endpoint: { url: null, secret: "whsec_test_secret", timeoutMs: 30_000, retry: [] },
      consent: "auto",
      rateLimit: null,
      faults: [],
      caps: { tasks: 1, bytes: 1_000_000 },
    },
    {
      real: realTime,
      send: () => Promise.reject(new Error("nothing is sent")),
      diagnose: async () => null,
      consentUrl: (token) => token,
    },
  );
  const scenario: Scenario = {
    fixture: { name: "f", why: "" },
    tool: "general",
    ids: ["task_8xK2mP"],
    plan: [],
    faults: [],
  };
  const born = [0, 1, 2].map((occurrence) => {
    const task = account.runner.start({ prompt: "p", userId: null, mode: "live" }, scenario, occurrence);
    account.runner.move(task, { move: "complete", data: {} }, "hand");
    return task.id;
  });
  expect(born[0]).toBe("task_8xK2mP");
  expect(account.find("task_8xK2mP")).toBeUndefined();
  expect(new Set(born).size).toBe(3);
});
