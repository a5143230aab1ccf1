// What was closed says so, and a store that somebody else writes too is left to him.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAccount } from "../../src/engine/account.js";
import { ACCOUNT_CAPS } from "../../src/engine/retention.js";
import { startPlotonMock } from "../../src/index.js";
import { fakeTime } from "../support/fake-time.js";

test("a mock that was closed refuses every call, and closes its accounts in silence", async () => {
  const mock = await startPlotonMock();
  const account = await mock.account({ webhookUrl: "http://localhost:9/webhook", webhookSecret: "whsec_own" });
  expect(await account.webhook.get()).toMatchObject({ url: "http://localhost:9/webhook", secret: "whsec_own" });
  await mock.close();
  await expect(mock.clock.advance("3s")).rejects.toMatchObject({ code: "closed" });
  await account.close();
});

test("the key that the mock shows cannot be made an account of its own", async () => {
  await using mock = await startPlotonMock();
  await expect(mock.account({ apiKey: mock.apiKey })).rejects.toMatchObject({ status: 409, code: "account_exists" });
});

test("an unknown setting of an account is refused by its name", async () => {
  await using mock = await startPlotonMock();
  await expect(mock.account({ webhookUlr: "x" } as object)).rejects.toThrow('Did you mean "webhookUrl"?');
});

test("a second mock on one file refuses to start, and says who has it; the first goes on, and once it is closed the file is free", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-"));
  const data = join(folder, "state.log");
  const first = await startPlotonMock({ data });
  const refused = startPlotonMock({ data });
  await expect(refused).rejects.toMatchObject({ status: 409, code: "data_in_use" });
  await expect(refused).rejects.toThrow(`${first.url}, pid ${process.pid}`);
  await first.trigger("task.complete");
  await first.close();
  const second = await startPlotonMock({ data });
  expect(await second.tasks.list()).toHaveLength(1);
  await second.close();
  rmSync(folder, { recursive: true });
});

test("a live clock that was advanced does not go back with a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-"));
  const data = join(folder, "state.json");
  const first = await startPlotonMock({ data, clock: "live" });
  const { now } = await first.clock.advance("48h");
  await first.trigger("task.complete");
  await first.close();
  const second = await startPlotonMock({ data, clock: "live" });
  expect(Date.parse(await second.clock.now())).toBeGreaterThanOrEqual(Date.parse(now));
  await second.close();
  rmSync(folder, { recursive: true });
});

test("a mock whose port is taken sends nothing of what its file has overdue", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-"));
  const data = join(folder, "state.json");
  const calls: string[] = [];
  await using holder = await startPlotonMock();
  const { url: webhook } = await holder.webhook.serve((request, response) => {
    calls.push(request.url!);
    response.writeHead(503).end();
  });
  const first = await startPlotonMock({ data, webhook });
  await first.trigger("task.complete");
  await first.close();
  const port = Number(new URL(holder.url).port);
  const refused = startPlotonMock({ data, webhook, clock: "instant", port });
  await expect(refused).rejects.toMatchObject({ code: "port_taken" });
  await using third = await startPlotonMock({ data, webhook, clock: "instant" });
  const [task] = await third.tasks.list();
  await third.waitFor(task!.id, "exhausted");
  expect(calls).toHaveLength(5);
  await third.close();
  rmSync(folder, { recursive: true });
});

test("a stop waits half a second for a handler that hangs, and no longer", async () => {
  const real = fakeTime();
  const account = createAccount(
    {
      key: null,
      seed: "1",
      clock: { mode: "instant", speed: 1, now: 0 },
      endpoint: { url: "http://localhost:9/", secret: "whsec_test_secret", timeoutMs: 30_000, retry: [] },
      consent: "auto",
      rateLimit: null,
      faults: [],
      caps: ACCOUNT_CAPS,
    },
    {
      real,
      send: () => new Promise(() => {}),
      diagnose: async () => null,
      consentUrl: (token) => token,
    },
  );
  const plan = [{ after: 0, move: "complete" as const, data: {} }];
  const scenario = { fixture: { name: "f", why: "" }, tool: "t", ids: [], plan, faults: [] };
  account.runner.start({ prompt: "p", userId: null, mode: "live" }, scenario, 0);
  await real.settle();
  expect(account.courier.onTheWire()).toHaveLength(1);
  let isOver = false;
  void account.close("closed").then(() => {
    isOver = true;
  });
  await real.pass(499);
  expect(isOver).toBe(false);
  await real.pass(1);
  expect(isOver).toBe(true);
});
