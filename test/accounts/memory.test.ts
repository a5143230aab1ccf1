// A removed account is gone from memory as well, whoever heard of it meanwhile: the log, an event stream, a wait.

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, onTestFinished, test } from "vitest";
import type { Mock } from "../../src/control/core.js";
import { openMock } from "../../src/mock.js";
import { DEFAULTS } from "../../src/options.js";
import { readEvents } from "../control/event-reader.js";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const PROMPT = "Pull all contacts and return name and email for each contact";

async function open(): Promise<Mock> {
  const mock = await openMock({ ...DEFAULTS, port: 0, clock: "frozen", watch: false, log: "silent" });
  onTestFinished(() => mock.close());
  mock.accounts.listen(() => {});
  return mock;
}

/** Makes an account, works with it by HTTP, removes it; what is left is a look at whether it is still held. */
async function comeAndGo({ accounts, url }: Mock, work: (headers: Record<string, string>) => Promise<unknown>) {
  const key = accounts.make({}).settings.key!;
  const held = new WeakRef(accounts.admit(`Bearer ${key}`).account);
  const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
  const body = JSON.stringify({ prompt: PROMPT });
  expect((await fetch(`${url}/v1/tasks`, { method: "POST", headers, body })).status).toBe(200);
  await work(headers);
  await fetch(`${url}/_mock/accounts/${key}`, { method: "DELETE", headers: { "Content-Type": "application/json" } });
  return held;
}

/** How many of them are still held once everything that can go has gone. */
async function stillHeld(held: readonly WeakRef<object>[]): Promise<number> {
  for (let round = 0; round < 20; round += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    collect();
    if (held.every((one) => one.deref() === undefined)) return 0;
  }
  return held.filter((one) => one.deref() !== undefined).length;
}

async function post(url: string, headers: Record<string, string>, body: object = {}): Promise<unknown> {
  return (await fetch(url, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

const WAYS: [string, (mock: Mock, headers: Record<string, string>) => Promise<unknown>][] = [
  ["ran its tasks", ({ url }, headers) => post(`${url}/_mock/clock/run-until-idle`, headers)],
  ["was reset", ({ url }, headers) => post(`${url}/_mock/reset`, headers)],
  ["was listened to by an open stream", ({ url }, headers) => readEvents(url, headers)],
  ["was waited on", async ({ url }, headers) => void post(`${url}/_mock/wait`, headers, { timeout: "1h" })],
  [
    "used a fixture and a fault of its own",
    async ({ url }, headers) => {
      await post(`${url}/_mock/fixtures`, headers, { name: "mine", plan: [{ complete: { $infer: true } }] });
      await post(`${url}/_mock/faults`, headers, { spec: "webhook drop" });
    },
  ],
];

test.each(WAYS)("an account that %s is let go once it is removed", async (_, work) => {
  const mock = await open();
  const held = [];
  for (let n = 0; n < 5; n += 1) held.push(await comeAndGo(mock, (headers) => work(mock, headers)));
  expect(await stillHeld(held)).toBe(0);
});

test("an open stream of a removed account ends", async () => {
  const mock = await open();
  const key = mock.accounts.make({}).settings.key!;
  const events = await readEvents(mock.url, { Authorization: `Bearer ${key}` });
  await mock.accounts.remove(key);
  expect(await events.next()).toBeUndefined();
});
