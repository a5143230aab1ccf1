// The agent's app beside `ploton-mock start`, each a process of its own, as a developer has them.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reportText } from "../../src/handler-check/report-text.js";
import { checkHandler } from "../../src/handler-check/runner.js";
import { connectPlotonMock, type PlotonMock } from "../../src/index.js";
import { clock } from "../handler-check/clock.js";
import { cleanEnvironment, PLOTON_MOCK, ROOT } from "./run.js";

const children: ChildProcess[] = [];
let mock: PlotonMock;
let app: string;

/** Starts a Node program; resolves with the first line that fits, as it matched. */
function start(args: string[], env: Record<string, string>, line: RegExp): Promise<RegExpExecArray> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env: { ...cleanEnvironment(), ...env } });
  children.push(child);
  const printed: string[] = [];
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (text) => {
        printed.push(text);
        const found = line.exec(text);
        if (found) resolve(found);
      });
    child.once("exit", () => reject(new Error(`It ended early:\n${printed.join("\n")}`)));
  });
}

beforeAll(async () => {
  const options = ["start", "--port", "0", "--clock", "frozen"];
  const [, url] = await start([PLOTON_MOCK, ...options], {}, /(http:\/\/localhost:\d+)\/v1/);
  mock = await connectPlotonMock(url);
  const env = { ...mock.env, PORT: "0" };
  const [, address] = await start([join("examples", "agent-app", "app.js")], env, /listening on (\S+)/);
  app = address!;
  await mock.webhook.set({ url: `${app}/webhook` });
});

afterAll(async () => {
  for (const child of children) {
    const ended = once(child, "exit");
    if (child.kill()) await ended;
  }
});

async function ask(prompt: string): Promise<string> {
  const headers = { "Content-Type": "application/json" };
  const body = JSON.stringify({ prompt, user_id: "user_123" });
  const response = await fetch(`${app}/ask`, { method: "POST", headers, body });
  expect(response.status).toBe(202);
  return ((await response.json()) as { task: string }).task;
}

async function known(task: string): Promise<unknown> {
  return (await fetch(`${app}/tasks/${task}`)).json();
}

test("the app hears how its task went", async () => {
  const task = await ask(
    "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  );
  expect(await known(task)).toEqual({ status: "running" });
  await mock.clock.advance("3s");
  expect(await known(task)).toMatchObject({ status: "complete", result: { temperature: "62°F" } });
});

test("the app knows where to send its user, then goes on", async () => {
  const task = await ask(
    "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
  );
  await mock.clock.advance("1s");
  expect(await known(task)).toMatchObject({ status: "waiting", askTheUserToOpen: expect.stringContaining(mock.url) });
  await mock.clock.runUntilIdle();
  expect(await known(task)).toMatchObject({ status: "complete" });
});

test("a webhook that comes before the create call is answered loses nothing", async () => {
  await mock.faults.add("webhook before-response");
  const task = await ask(
    "Pull all active subscriptions for user_123. Return plan name, amount, and next billing date.",
  );
  expect(await known(task)).toMatchObject({ status: "complete" });
});

test("the app's handler passes check", async () => {
  const report = await checkHandler({ ...clock, url: `${app}/webhook`, secret: mock.webhookSecret });
  expect(report.passed, reportText(report)).toBe(true);
});
