// One programmatic API: in process, over HTTP, and over HTTP to another process.

import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { connectPlotonMock, type MockError, type PlotonMock, startPlotonMock } from "../../src/index.js";
import { start } from "../support/mock.js";
import { holdProgrammaticApi } from "./programmatic-api.js";

describe("startPlotonMock: in this process", () => {
  holdProgrammaticApi(() => start());
});

describe("connectPlotonMock: over HTTP", () => {
  holdProgrammaticApi(async () => {
    const mock = await connectPlotonMock((await start()).url);
    onTestFinished(() => mock.close());
    return mock;
  });
});

const CLI = fileURLToPath(new URL("../../dist/cli.js", import.meta.url));

describe.runIf(existsSync(CLI))("connectPlotonMock: to a mock that another process runs", () => {
  let child: ChildProcess;
  let url = "";
  beforeAll(async () => {
    child = spawn(process.execPath, [CLI, "start", "--port", "0", "--clock", "frozen", "--log", "json"], {
      env: { PATH: process.env.PATH },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let printed = "";
    for await (const chunk of child.stdout!) {
      printed += chunk;
      url = /http:\/\/[\w.[\]:]+:\d+/.exec(printed)?.[0] ?? "";
      if (url !== "") break;
    }
    child.stdout!.resume();
  });
  afterAll(() => void child?.kill());

  holdProgrammaticApi(async () => {
    const mock = await connectPlotonMock(url);
    await mock.reset();
    await mock.webhook.set({ url: null, keep: true });
    onTestFinished(() => mock.close());
    return mock;
  });
});

test("two mocks in one process share nothing", async () => {
  const [one, other] = [await start(), await start({ seed: 2, now: "2031-01-01T00:00:00Z" })];
  await one.faults.add("api latency by=1ms");
  await one.fixtures.use({ name: "mine", plan: [{ complete: { mine: true } }] });
  const account = await one.account();
  await create(one);
  await one.clock.advance("1h");
  expect(await other.tasks.list()).toEqual([]);
  expect(await other.requests.list()).toEqual([]);
  expect(await other.faults.list()).toEqual([]);
  expect((await other.fixtures.list()).map(({ name }) => name)).not.toContain("mine");
  expect(await other.clock.now()).toBe("2031-01-01T00:00:00Z");
  const headers = { Authorization: `Bearer ${account.apiKey}` };
  await fetch(`${other.baseUrl}/tasks`, { headers });
  expect(await account.requests.list()).toEqual([]);
  await one.close();
  expect((await fetch(`${other.baseUrl}/tasks`, { headers })).status).toBe(200);
});

test("a mock that was closed answers no more, and closing it again does no harm", async () => {
  const mock = await startPlotonMock();
  await mock.close();
  await expect(fetch(mock.url)).rejects.toThrow();
  await mock.close();
});

test("closing a connection leaves the mock that it was to", async () => {
  const mock = await start();
  const connection = await connectPlotonMock(mock.url);
  await connection.close();
  expect((await fetch(`${mock.url}/_mock/health`)).status).toBe(200);
});

test("a connection may name the base URL, and an account by its key", async () => {
  const mock = await start();
  const account = await mock.account({ now: "2030-01-01T00:00:00Z" });
  const connection = await connectPlotonMock(`${mock.baseUrl}/`, { apiKey: account.apiKey });
  expect(await connection.clock.now()).toBe("2030-01-01T00:00:00Z");
  expect(connection.env).toEqual(account.env);
});

test("where no mock answers, connecting says so and what to do", async () => {
  const mock = await startPlotonMock();
  await mock.close();
  await expect(connectPlotonMock(mock.url)).rejects.toMatchObject({
    status: 503,
    code: "unreachable",
    message: expect.stringMatching(/^No mock answers at .* Start one with: npx ploton-mock$/),
  });
  await expect(connectPlotonMock("not a url")).rejects.toMatchObject({ code: "bad_option" });
});

test.each([
  ["lost-response", "connection_broken", /closed before an answer came/, 1],
  ["reset", "connection_broken", /closed before an answer came/, 0],
  ["malformed-json", "broken_answer", /is no JSON/, 1],
  ["empty", "broken_answer", /is empty/, 1],
] as const)(
  "a task whose creation meets %s is not taken for one that no mock heard of",
  async (fault, code, what, made) => {
    const mock = await start();
    for (const one of [mock, await connectPlotonMock(mock.url)]) {
      const before = (await one.tasks.list()).length;
      await one.faults.add({ on: "api", fault });
      const error = await one.tasks.create("Do it").catch((error: unknown) => error as MockError);
      expect(error).toMatchObject({ name: "MockError", status: 503, code, message: expect.stringMatching(what) });
      expect((error as MockError).message).toMatch(/ see tasks\.list\(\), and faults\.list\(\) for a fault/);
      expect((error as MockError).stack).toContain("programmatic-api.test.ts");
      expect((await one.tasks.list()).length - before).toBe(made);
    }
  },
);

test("a webhook may be given as a URL, as a listener, or not at all", async () => {
  const mock = await start({ webhook: "http://localhost:1/hook" });
  expect((await mock.webhook.get()).url).toBe("http://localhost:1/hook");
  const served = await start({ webhook: (_request, response) => void response.end(), webhookPath: "/here" });
  expect((await served.webhook.get()).url).toMatch(/^http:\/\/localhost:\d+\/here$/);
  expect((await (await start()).webhook.get()).url).toBeNull();
});

test.each([[5], [{}], [false]])("a webhook that is neither is refused: %j", async (webhook) => {
  await expect(start({ webhook } as never)).rejects.toMatchObject({
    code: "bad_option",
    message: expect.stringMatching(/^webhook must be a \(req, res\) listener/),
  });
});

function create(mock: PlotonMock) {
  const headers = { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" };
  return fetch(`${mock.baseUrl}/tasks`, { method: "POST", headers, body: JSON.stringify({ prompt: "Do it" }) });
}

test("a connection without a key tells the app one that the mock accepts", async () => {
  await using mock = await startPlotonMock({ apiKey: ["pk_test_only"] });
  const connection = await connectPlotonMock(mock.url);
  expect(connection.env).toEqual(mock.env);
  const headers = { Authorization: `Bearer ${connection.apiKey}` };
  expect((await fetch(`${connection.baseUrl}/tasks`, { headers })).status).toBe(200);
});
