// The life of a mock as other programs see it: when it is ready, where its log goes, who ends it, and that it does not outlive who started it.

import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { BIN, begin, call, cleanUp, cli, folderWith, isRunning, launch, mockHere, startMock } from "./cli.js";

afterEach(cleanUp);

/** A URL where nobody listens. */
const NOWHERE = "http://127.0.0.1:1";

describe("--ready-file", () => {
  test("is there once the mock listens, with url, pid and environment, and gone when it has stopped", async () => {
    const cwd = folderWith();
    const mock = await startMock(["--ready-file", "ready.json", "--webhook-secret", "whsec_x"], { cwd });
    await expect.poll(() => existsSync(join(cwd, "ready.json"))).toBe(true);
    expect(JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8"))).toEqual({
      url: mock.url,
      pid: mock.child.pid,
      env: {
        PLOTON_BASE_URL: `${mock.url}/v1`,
        PLOTON_API_KEY: "pk_test_mock",
        PLOTON_WEBHOOK_SECRET: "whsec_x",
        PLOTON_MOCK_URL: mock.url,
      },
    });
    mock.child.kill("SIGTERM");
    expect(await mock.ended).toMatchObject({ code: 0 });
    expect(existsSync(join(cwd, "ready.json"))).toBe(false);
  });

  test("is for its owner: it holds the key and the secret", async () => {
    const cwd = folderWith();
    await startMock(["--ready-file", "ready.json"], { cwd });
    const file = join(cwd, "ready.json");
    await expect.poll(() => existsSync(file)).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test("of a mock that runs is refused to a second one, with 1, and stays", async () => {
    const cwd = folderWith();
    const mock = await startMock(["--ready-file", "ready.json"], { cwd });
    await expect.poll(() => existsSync(join(cwd, "ready.json"))).toBe(true);
    const second = await cli(["-p", "0", "--ready-file", "ready.json"], { cwd });
    expect(second).toMatchObject({ code: 1, stdout: "" });
    expect(second.stderr).toContain(`that of another ploton-mock, which runs (${mock.url}, pid ${mock.child.pid})`);
    expect(JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8"))).toMatchObject({ pid: mock.child.pid });
  });

  test("that a killed mock left behind is known as such: stop takes it away, wait says whose it was", async () => {
    const pid = await pidOfTheEnded();
    const cwd = folderWith({ "ready.json": JSON.stringify({ url: NOWHERE, pid, env: {} }) });
    const waited = await cli(["wait", "--ready", "--ready-file", "ready.json", "--timeout", "10ms"], { cwd });
    expect(waited).toMatchObject({ code: 1, stderr: expect.stringContaining(`left behind by process ${pid}`) });
    const stopped = await cli(["stop", "--ready-file", "ready.json"], { cwd });
    expect(stopped).toMatchObject({ code: 1, stderr: expect.stringMatching(/has ended without a stop/) });
    expect(existsSync(join(cwd, "ready.json"))).toBe(false);
  });

  test("of a mock that was killed is taken away before the next one listens", async () => {
    const cwd = folderWith({ "ready.json": '{"url":"http://localhost:1","pid":1}' });
    expect(await cli(["--ready-file", "ready.json", "--data", "/no/such/folder/d"], { cwd })).toMatchObject({
      code: 2,
    });
    expect(existsSync(join(cwd, "ready.json"))).toBe(false);
  });

  test("that cannot be written is said, and 2", async () => {
    const { code, stderr } = await cli(["-p", "0", "--ready-file", "no/such/ready.json"]);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        "ploton-mock: --ready-file no/such/ready.json cannot be written: there is no folder no/such. Make it first.\n",
    });
  });
});

/** The number of a process that is over. */
async function pidOfTheEnded(): Promise<number> {
  const over = launch(process.execPath, ["-e", ""], {});
  await over.ended;
  return over.child.pid!;
}

describe("wait --ready", () => {
  test("comes back once the mock answers", async () => {
    const cwd = folderWith();
    const waiting = begin(["wait", "--ready", "--ready-file", "ready.json"], { cwd });
    const mock = await startMock(["--ready-file", "ready.json"], { cwd });
    expect(await waiting.ended).toMatchObject({ code: 0, stdout: `ready at ${mock.url}\n` });
    const { stdout } = await cli(["wait", "--ready", "--json", "--url", mock.url]);
    expect(JSON.parse(stdout)).toMatchObject({ url: mock.url, env: { PLOTON_MOCK_URL: mock.url } });
  });

  test("says after its time that nobody answers, with 1", async () => {
    const late = await cli(["wait", "--ready", "--url", NOWHERE, "--timeout", "10ms"]);
    expect(late).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^ploton-mock: After 0.01 s no ploton-mock answers at http:\/\/127/),
    });
    const other = http.createServer((_, response) => response.end("hello")).listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const taken = await cli(["wait", "--ready", "--url", url, "--timeout", "10ms"]);
    expect(taken.stderr).toContain(`another server answers at ${url}`);
    expect((await cli(["env", "--url", url])).stderr).toMatch(/another server does/);
    other.close();
    const none = await cli(["wait", "--ready", "--ready-file", "none.json", "--timeout", "10ms"]);
    expect(none.stderr).toMatch(/After 0.01 s there is no none\.json/);
    expect(await cli(["wait", "--ready", "--timeout", "soon"])).toMatchObject({ code: 2 });
  });
});

describe("stop", () => {
  test("ends the mock, which ends with 0", async () => {
    const mock = await startMock();
    expect(await cli(["stop", "--url", mock.url])).toMatchObject({ code: 0, stdout: `stopped: ${mock.url}\n` });
    expect(await mock.ended).toMatchObject({ code: 0, stderr: "" });
    expect(await cli(["stop", "--url", mock.url])).toMatchObject({ code: 1, stdout: "" });
  });

  test("wants the control token, as every verb does", async () => {
    const mock = await startMock(["--control-token", "t"]);
    expect(await cli(["stop", "--url", mock.url])).toMatchObject({ code: 1 });
    expect(await cli(["stop", "--url", mock.url, "--control-token", "t"])).toMatchObject({ code: 0 });
  });
});

describe("--detach", () => {
  test("comes back once the mock listens, which runs on until it is stopped", async () => {
    const { code, stdout, stderr } = await cli(["--detach", "-p", "0", "--speed", "2", "--clock", "frozen"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: "ploton-mock: warning: --speed 2 does nothing with --clock frozen: it is for a live clock only.\n",
    });
    const [, url, pid] = /^ploton-mock runs at (\S+) as process (\d+); ploton-mock stop --url \1 ends it\n$/.exec(
      stdout,
    )!;
    expect(await call(`${url}/v1`, "/tasks")).toMatchObject({ status: 200 });
    expect(await cli(["stop", "--url", url!])).toMatchObject({ code: 0 });
    await expect.poll(() => isRunning(Number(pid))).toBe(false);
  });

  test("fails as the mock fails", async () => {
    const taken = await mockHere();
    const { code, stderr } = await cli(["--detach", "-p", String(taken.port)]);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/already runs there/) });
    expect(await cli(["--detach", "--port", "many"])).toMatchObject({ code: 2 });
  });
});

test("--log-file takes the log, at its end and without colours, and the banner stays", async () => {
  const cwd = folderWith({ "mock.log": "of yesterday\n" });
  const mock = begin(["-p", "0", "--log-file", "mock.log"], { cwd });
  const [, url] = await mock.sees(/inspector (\S+)\//);
  await call(`${url}/v1`, "/tasks");
  mock.child.kill("SIGTERM");
  const { stdout } = await mock.ended;
  expect(stdout).not.toContain("GET /v1/tasks");
  expect(readFileSync(join(cwd, "mock.log"), "utf8")).toMatch(
    /^of yesterday\n {2}\d\d:\d\d:\d\d {2}GET \/v1\/tasks {2}200\n.*the mock stops: SIGTERM\.\n$/,
  );
  expect(await cli(["--log-file", "no/such.log"], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--log-file no\/such\.log/),
  });
});

describe("the mock does not outlive who started it", () => {
  /** As npx does: a program that starts the mock by a shell, which has more to do after it. */
  const STARTER = `
    import { spawn } from "node:child_process";
    spawn("sh", ["-c", process.argv[2] + "; true"], { stdio: "inherit" });
    setInterval(() => {}, 1000);`;

  function startBy(command: string, env: Record<string, string> = {}) {
    const cwd = folderWith({ "starter.mjs": STARTER });
    return launch(process.execPath, ["starter.mjs", command], { cwd, env });
  }

  const MOCK = `"${process.execPath}" "${BIN}" --port 0 --log json`;
  const isGone = (url: string) =>
    fetch(url).then(
      () => false,
      () => true,
    );

  test.each([
    ["under npx", MOCK, { npm_command: "exec" }],
    ["with --exit-with-parent", `${MOCK} --exit-with-parent`, {}],
  ])("%s", async (_, command, env) => {
    const starter = startBy(command, env);
    const [, url] = await starter.sees(/"url":"([^"]+)"/);
    starter.child.kill("SIGKILL");
    await expect.poll(() => isGone(url!)).toBe(true);
  });

  test("nor does the command of exec", async () => {
    const starter = startBy(`"${process.execPath}" "${BIN}" exec -- sh -c 'echo $$ runs; exec sleep 60'`);
    const [, pid] = await starter.sees(/(\d+) runs/);
    starter.child.kill("SIGKILL");
    await expect.poll(() => isRunning(Number(pid))).toBe(false);
  });

  test("unless it was not asked to", async () => {
    const starter = startBy(`${MOCK} --no-exit-with-parent --ready-file ready.json`, { npm_command: "exec" });
    const [, url] = await starter.sees(/"url":"([^"]+)"/);
    starter.child.kill("SIGKILL");
    const stopping = await cli(["stop", "--url", url!]);
    expect(stopping).toMatchObject({ code: 0 });
  });
});

test("the command line's own calls take no proxy to this machine", async () => {
  const asked: string[] = [];
  const proxy = http.createServer((request, response) => {
    asked.push(request.url!);
    response.writeHead(502).end();
  });
  await new Promise<void>((listening) => proxy.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const mock = await mockHere();
  // Node 24 takes these; older ones never do.
  const env = { NODE_USE_ENV_PROXY: "1", HTTP_PROXY: url, http_proxy: url };
  expect(await begin(["tasks", "--url", mock.url], { env }).ended).toMatchObject({
    code: 0,
    stdout: "There are no tasks.\n",
  });
  proxy.close();
  expect(asked).toEqual([]);
});

test("a delivery that reaches nobody says that a proxy is not taken", async () => {
  const mock = await startMock(["--clock", "instant", "--retry", "none", "-w", "http://handler.invalid/webhook"], {
    env: { HTTPS_PROXY: "http://proxy.example:3128" },
  });
  await cli(["trigger", "task.complete", "--url", mock.url]);
  const { stdout } = await cli(["deliveries", "--json", "--url", mock.url]);
  expect(stdout).toMatch(/webhooks go straight there, not by the proxy of HTTPS_PROXY/);
});

test("an old Node gets one line", async () => {
  const text = readFileSync(BIN, "utf8")
    .replace("process.versions.node", '"18.20.4"')
    .replace("process.versions.node", '"18.20.4"');
  const cwd = folderWith();
  writeFileSync(join(cwd, "old.mjs"), text);
  expect(await launch(process.execPath, ["old.mjs"], { cwd }).ended).toEqual({
    code: 1,
    signal: null,
    stdout: "",
    stderr: "ploton-mock needs Node 20.19 or newer; this is 18.20.4.\n",
  });
});

test("a shell that evaluates what env prints fails with it", async () => {
  const { stdout, code } = await cli(["env", "--url", NOWHERE]);
  expect({ stdout, code }).toEqual({ stdout: "false\n", code: 1 });
  const script = `set -e; eval "$('${process.execPath}' '${BIN}' env --url ${NOWHERE})"; echo still going`;
  expect(await launch("sh", ["-c", script], {}).ended).toMatchObject({ code: 1, stdout: "" });
});

test("the log tells the start on a file and the stop, with what stopped it", async () => {
  const cwd = folderWith();
  for (let starts = 0; starts < 2; starts += 1) {
    const mock = await startMock(["--data", "mock.log"], { cwd });
    mock.child.kill("SIGTERM");
    const { stdout } = await mock.ended;
    expect(stdout).toContain('"text":"the mock stops: SIGTERM."');
    expect(stdout.includes("--data mock.log goes on with 0 tasks, 0 events due.")).toBe(starts === 1);
  }
});

test("a report that cannot be written is said before the handler is asked", async () => {
  for (const verb of ["check", "simulate"])
    expect(await cli([verb, NOWHERE, "--junit", "no/such/report.xml"])).toMatchObject({
      code: 2,
      stdout: "",
      stderr: "ploton-mock: --junit no/such/report.xml cannot be written: there is no folder no/such. Make it first.\n",
    });
});

test("a checkpoint is written over only where that is asked for", async () => {
  const cwd = folderWith({ "kept.log": "mine" });
  const mock = await mockHere();
  const keep = (...more: string[]) => cli(["checkpoint", "kept.log", "--url", mock.url, ...more], { cwd });
  expect(await keep()).toMatchObject({ code: 1, stderr: expect.stringMatching(/there already; .*--force/) });
  expect(readFileSync(join(cwd, "kept.log"), "utf8")).toBe("mine");
  expect(await keep("--force")).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, "kept.log"), "utf8")).toMatch(/^ploton-mock data /);
});
