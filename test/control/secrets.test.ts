// Keys and the secret stay where they belong: no journal, event or log line carries one whole.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { eventRecord } from "../../src/control/events.js";
import { startPlotonMock } from "../../src/index.js";
import { recorder } from "../support/receiver.js";
import { readEvents } from "./event-reader.js";
import { openInside } from "./inside.js";

const KEY = "pk_live_4f9kQ2-hush.hush";
const OTHER_KEY = "pk_test_made_for_one";
const SECRET = "whsec_nobody_else_may_know";
const HUSH = /hush|made_for_one|nobody_else|Basic abc/;

/** Everything that a client may do with a key: good, wrong, in the wrong place. */
async function story(url: string, key = KEY): Promise<void> {
  const json = { "Content-Type": "application/json" };
  const create = { method: "POST", body: JSON.stringify({ prompt: "Do it" }) };
  for (const authorization of [`Bearer ${key}`, key, `Basic abc`, `bearer  ${key}`, `Bearer ${key}x y`])
    await fetch(`${url}/v1/tasks`, { ...create, headers: { ...json, Authorization: authorization } });
  await fetch(`${url}/v1/tasks?api_key=${key}`, { headers: { "X-Api-Key": key, Cookie: `key=${key}; other=1` } });
  await fetch(`${url}/v1/nothing`, { headers: { Authorization: `Bearer ${key}` } });
}

test("neither events nor the list of requests have a whole key or the secret", async () => {
  const mock = await openInside({ webhookSecret: SECRET, webhookUrl: "http://localhost:1/" });
  const reader = await readEvents(mock.url);
  const { journal, clock } = mock.accounts.main();
  await story(mock.url);
  await clock.runUntilIdle(100);
  const records = journal.after(0).records;
  expect(records.length).toBeGreaterThan(10);
  expect(JSON.stringify(records.map(eventRecord))).not.toMatch(HUSH);
  expect(JSON.stringify(await reader.take(records.length))).not.toMatch(HUSH);
  const requests = await (await fetch(`${mock.url}/_mock/requests`)).text();
  expect(requests).not.toMatch(HUSH);
  expect(JSON.parse(requests).data.map(({ key }: { key: string }) => key)).toEqual(
    expect.arrayContaining(["pk_live_****", "****", null]),
  );
  expect(JSON.parse(requests).data.at(-2).headers).toMatchObject({
    "x-api-key": "pk_live_****",
    cookie: "key=pk_live_****; other=1",
  });
});

test("a made account's key and secret are said once, to whoever made it", async () => {
  const mock = await openInside();
  const made = await fetch(`${mock.url}/_mock/accounts`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ api_key: OTHER_KEY, webhook_secret: SECRET }),
  });
  expect(await made.json()).toEqual({ api_key: OTHER_KEY, webhook_secret: SECRET });
  await story(mock.url, OTHER_KEY);
  expect(await (await fetch(`${mock.url}/_mock/requests`)).text()).not.toMatch(HUSH);
  for (const account of mock.accounts.all())
    expect(JSON.stringify(account.journal.after(0).records.map(eventRecord))).not.toMatch(HUSH);
});

test("a handler that refuses the signature gets a diagnosis without the secret in it", async () => {
  const { listener } = recorder(() => 401);
  const mock = await startPlotonMock({ webhookSecret: SECRET, webhook: listener });
  await story(mock.url);
  await mock.clock.runUntilIdle();
  const deliveries = await mock.deliveries.list();
  expect(deliveries[0]?.attempts).toHaveLength(5);
  expect(JSON.stringify(deliveries)).not.toMatch(HUSH);
  await mock.close();
});

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

test.runIf(existsSync(CLI))("the log has neither", async () => {
  const args = ["start", "--port", "0", "--clock", "instant", "--log", "json", "--webhook-url", "http://localhost:1/"];
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env.PATH, PLOTON_WEBHOOK_SECRET: SECRET },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let log = "";
  let told = false;
  for await (const chunk of child.stdout) {
    log += chunk;
    const url = /http:\/\/localhost:\d{2,}/.exec(log)?.[0];
    if (url && !told) {
      told = true;
      await story(url);
      await fetch(`${url}/_mock/wait`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: '{"until":"idle"}',
      });
      child.kill();
    }
  }
  const lines = log.trim().split("\n");
  expect(lines.length).toBeGreaterThan(8);
  expect(lines.slice(1).join("\n")).not.toMatch(/hush|made_for_one|Basic abc/);
  expect(
    lines.filter((line) => line.includes(SECRET)).length,
    "the secret is said at most once, by the banner",
  ).toBeLessThanOrEqual(1);
});
