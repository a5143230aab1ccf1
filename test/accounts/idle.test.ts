// The accounts there are, and those that go by themselves when nobody uses them any more.

import { expect, test } from "vitest";
import { createAccounts } from "../../src/engine/accounts.js";
import { ACCOUNT_CAPS } from "../../src/engine/retention.js";
import { fakeTime } from "../support/fake-time.js";
import { api, start } from "../support/mock.js";

const WALL = Date.parse("2025-06-15T14:22:00Z");

function accountsIn(real = fakeTime(WALL)) {
  const said: string[] = [];
  const accounts = createAccounts(
    {
      key: null,
      seed: "1",
      clock: { mode: "frozen", speed: 1, now: 0 },
      endpoint: { url: null, secret: "whsec_test_secret", timeoutMs: 30_000, retry: [] },
      consent: "auto",
      rateLimit: null,
      faults: [],
      caps: ACCOUNT_CAPS,
    },
    {
      real,
      send: () => Promise.reject(new Error("nothing is sent")),
      diagnose: async () => null,
      consentUrl: (token) => token,
    },
    { only: [] },
  );
  accounts.listen((record) => record.kind === "note" && said.push(record.text));
  const use = (key: string) => accounts.admit(`Bearer ${key}`);
  return { accounts, real, said, use };
}

test("an account that nobody uses for its idle time goes by itself, and the log says so", async () => {
  const { accounts, real, said, use } = accountsIn();
  const { key } = accounts.make({}, 60_000).settings;
  await real.pass(59_000);
  use(key!);
  await real.pass(59_000);
  expect(accounts.isMade(key!)).toBe(true);
  await real.pass(1_000);
  expect(accounts.isMade(key!)).toBe(false);
  expect(use(key!).error?.status).toBe(401);
  expect(said).toEqual([`the account of the key …${key!.slice(-4)} was not used for 1m, so it was removed.`]);
});

test("each goes in its own time, whichever was made first; without an idle time none does", async () => {
  const { accounts, real } = accountsIn();
  const [slow, quick, staying] = [accounts.make({}, 3_600_000), accounts.make({}, 1_000), accounts.make({})];
  const there = () => [slow, quick, staying].map(({ settings }) => accounts.isMade(settings.key!));
  await real.pass(1_000);
  expect(there()).toEqual([true, false, true]);
  await real.pass(3_600_000);
  expect(there()).toEqual([false, false, true]);
  await real.pass(86_400_000);
  expect(there()).toEqual([false, false, true]);
});

test("an account that somebody waits on or listens to is in use, for as long as that lasts", async () => {
  const { accounts, real } = accountsIn();
  const account = accounts.make({}, 60_000);
  const stop = account.journal.listen(() => {});
  await real.pass(600_000);
  expect(accounts.isMade(account.settings.key!)).toBe(true);
  stop();
  await real.pass(120_000);
  expect(accounts.isMade(account.settings.key!)).toBe(false);
});

test("a reset account is the same one: it still goes when nobody uses it", async () => {
  const { accounts, real } = accountsIn();
  const account = accounts.make({}, 60_000);
  await accounts.reset(account);
  await real.pass(60_000);
  expect(accounts.isMade(account.settings.key!)).toBe(false);
});

test("nothing is left to wait for once all accounts are closed", async () => {
  const { accounts, real } = accountsIn();
  accounts.make({}, 60_000);
  await accounts.close();
  expect(real.waits()).toEqual([]);
});

test("the list has every account, the default one first, with its last use and its tasks", async () => {
  const mock = await start();
  const account = await mock.account({ idle: "10m" });
  await mock.account({ apiKey: "pk_test_quiet" });
  await api(mock, account.apiKey).post("/v1/tasks").send({ prompt: "Do it" }).expect(200);
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
  expect(await mock.accounts.list()).toEqual([
    { api_key: null, created_at: time, last_used_at: time, idle: null, tasks: 0 },
    { api_key: account.apiKey, created_at: time, last_used_at: time, idle: "10m", tasks: 1 },
    { api_key: "pk_test_quiet", created_at: time, last_used_at: null, idle: null, tasks: 0 },
  ]);
  expect(await mock.accounts.list({ limit: 1, offset: 1 })).toHaveLength(1);
});

test("what a crashed worker left behind is removed by its key", async () => {
  const mock = await start();
  await mock.account({ apiKey: "pk_test_left_over" });
  await mock.accounts.remove("pk_test_left_over");
  expect(await mock.accounts.list()).toHaveLength(1);
  await api(mock, "pk_test_left_over").get("/v1/tasks").expect(401);
  await expect(mock.accounts.remove("pk_test_left_over")).rejects.toMatchObject({ status: 404 });
});

test.each(["0s", "30d", "soon"])("an idle time of %s is refused", async (idle) => {
  const mock = await start();
  await expect(mock.account({ idle })).rejects.toThrow(/^idle must be /);
});
