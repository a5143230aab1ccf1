// How commands find the running mock and its account, and what they say where there is none, or something else.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { call, cleanUp, cli, folderWith, mockHere, WEATHER } from "./cli.js";

afterEach(cleanUp);

/** A mock with a task in it, and the ways to say where it is. */
async function mockWithTask() {
  const mock = await mockHere(["--clock", "frozen", "--webhook-secret", "whsec_running"]);
  await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
  return mock;
}

/** A server that is no mock, for the time of `work`. */
async function besideOther(answer: http.RequestListener, work: (url: string, port: number) => Promise<void>) {
  const server = http.createServer(answer).listen(0, "127.0.0.1");
  await new Promise((listening) => server.once("listening", listening));
  const { port } = server.address() as AddressInfo;
  await work(`http://127.0.0.1:${port}`, port).finally(() => server.close());
}

describe("verbs and env find the same mock", () => {
  test.each([
    [
      "by the config file's port",
      (port: number) => ({ cwd: folderWith({ "ploton-mock.config.yaml": `port: ${port}` }) }),
    ],
    ["by PLOTON_MOCK_PORT", (port: number) => ({ env: { PLOTON_MOCK_PORT: String(port) } })],
    ["by PLOTON_MOCK_URL", (port: number) => ({ env: { PLOTON_MOCK_URL: `http://localhost:${port}` } })],
  ])("%s", async (_, settingFor) => {
    const { port, url } = await mockWithTask();
    const setting = settingFor(port);
    expect((await cli(["tasks"], setting)).stdout).toMatch(/task_8xK2mP/);
    const { stdout, stderr } = await cli(["env", "--json"], setting);
    expect(JSON.parse(stdout)).toMatchObject({ PLOTON_MOCK_URL: url, PLOTON_WEBHOOK_SECRET: "whsec_running" });
    expect(stderr).toBe("");
  });
});

test("where no mock answers, env fails, and with --defaults prints what options say, with a comment", async () => {
  const { code, stdout, stderr } = await cli(["env", "-p", "1", "--defaults"]);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: "# No ploton-mock answers at http://localhost:1. This is what the options say.\n",
  });
  expect(stdout).toContain("export PLOTON_WEBHOOK_SECRET=whsec_test_secret\n");
  for (const place of [
    ["-p", "1"],
    ["--url", "http://localhost:1"],
  ])
    expect(await cli(["env", ...place])).toEqual({
      code: 1,
      signal: null,
      stdout: "false\n",
      stderr:
        "ploton-mock: No ploton-mock answers at http://localhost:1. Start one with: npx ploton-mock; or print what the options say with --defaults.\n",
    });
});

test("PLOTON_API_KEY is the account, where PLOTON_MOCK_URL is used", async () => {
  const { url } = await mockWithTask();
  const headers = { "Content-Type": "application/json" };
  await fetch(`${url}/_mock/accounts`, { method: "POST", headers, body: '{"api_key":"pk_test_other"}' });
  const env = { PLOTON_MOCK_URL: url, PLOTON_API_KEY: "pk_test_other" };
  expect((await cli(["tasks"], { env })).stdout).toBe("There are no tasks.\n");
  expect((await cli(["tasks", "--url", url], { env })).stdout).toMatch(/task_8xK2mP/);
  expect((await cli(["env"], { env })).stdout).toContain("PLOTON_API_KEY=pk_test_other\n");
});

describe("another server is no mock", () => {
  const page: http.RequestListener = (_, response) => response.end("<html>hello</html>");
  const missing: http.RequestListener = (_, response) => response.writeHead(404).end("<html>no</html>");
  const json: http.RequestListener = (_, response) => response.writeHead(404).end('{"error":"Not Found"}');

  test.each([
    ["a page", page],
    ["a 404", missing],
    ["JSON", json],
  ])("that answers %s", async (_, answer) => {
    await besideOther(answer, async (url) => {
      for (const verb of [["tasks"], ["wait"]])
        expect(await cli([...verb, "--url", url])).toMatchObject({
          code: 1,
          stdout: "",
          stderr: `ploton-mock: No ploton-mock answers at ${url}: another server does. Give --url, or start one with: npx ploton-mock\n`,
        });
    });
  });

  test("on the port that start wants, and a mock there is said to be one", async () => {
    const { port } = await mockWithTask();
    expect(await cli(["-p", String(port)])).toMatchObject({
      code: 1,
      stderr: `ploton-mock: Port ${port} is taken: a ploton-mock already runs there. Use it, or choose another with --port N, or --port 0 for any free one.\n`,
    });
    await besideOther(page, async (_, taken) => {
      const { stderr } = await cli(["-p", String(taken), "--host", "127.0.0.1"]);
      expect(stderr).toMatch(/is taken by another program/);
    });
  });
});

describe("a verb's error speaks of flags and commands", () => {
  test.each([
    [["advance", "5"], /: DURATION must be a duration such as/],
    [["advance", "999999h"], /: DURATION must be at most 3650d \(ten years\), not "999999h"/],
    [["wait", "--until", "x"], /: --until must be one of settled,/],
    [["deliveries", "--event", "x"], /: --event must be one of/],
    [["trigger", "x"], /: EVENT must be one of/],
    [["redeliver", "dlv_1"], /There is no delivery "dlv_1".* ploton-mock deliveries lists those there are/],
    [["task", "task_1"], /ploton-mock tasks lists those there are/],
    [["fault", "--clear", "q"], /ploton-mock fault --list lists those there are/],
    [["advance", "--to", "2020-01-01T00:00:00Z"], /ploton-mock reset starts it anew/],
  ])("%j", async (args, message) => {
    const { url } = await mockHere(["--clock", "frozen"]);
    expect((await cli(args, { env: { PLOTON_MOCK_URL: url } })).stderr).toMatch(message);
  });

  test("and of the token's flag", async () => {
    const { url } = await mockHere(["--control-token", "t"]);
    const { stderr } = await cli(["tasks", "--url", url]);
    expect(stderr).toBe("ploton-mock: The control API was started with --control-token: give --control-token TOKEN.\n");
    const wrong = await cli(["tasks", "--url", url, "--control-token", "other"]);
    expect(wrong.stderr).toBe("ploton-mock: The --control-token is not the one that this mock was started with.\n");
  });
});
