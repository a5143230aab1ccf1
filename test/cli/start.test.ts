// `ploton-mock` as a user meets it first: the banner, the curl line, the addresses, the end.

import { chmodSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { begin, call, cleanUp, cli, folderWith, launch, mockHere, startMock, WEATHER } from "./cli.js";
import { startHandler } from "./handler.js";

afterEach(cleanUp);

const URL_LINE = /inspector (http:\/\/localhost:(\d+))\/$/m;

describe("the banner", () => {
  test("says in at most twelve lines where everything is", async () => {
    const mock = begin(["-p", "0", "-w", "http://localhost:3000/webhook"]);
    const [, url] = await mock.sees(URL_LINE);
    await mock.sees(/curl .*\n/);
    mock.child.kill("SIGTERM");
    const { stdout } = await mock.ended;
    expect(stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(12);
    expect(stdout).toContain(`PLOTON_BASE_URL         ${url}/v1\n`);
    expect(stdout).toMatch(/^ {2}PLOTON_API_KEY +pk_test_mock /m);
    expect(stdout).toMatch(/^ {2}PLOTON_WEBHOOK_SECRET +whsec_test_secret$/m);
    expect(stdout).toMatch(/^ {2}webhooks +http:\/\/localhost:3000\/webhook +5 attempts over 24h$/m);
    expect(stdout).toMatch(/^ {2}fixtures +\d+ shipped/m);
    expect(stdout).toMatch(/^ {2}clock +live/m);
  });

  test("has a curl line that works when it is pasted into a shell", async () => {
    const mock = begin(["-p", "0"]);
    const [line] = await mock.sees(/curl http.*(?=\n)/);
    const { stdout, code } = await launch("sh", ["-c", line], {}).ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ id: "task_8xK2mP", status: "running", tool: "weather" });
  });

  test("says how to set a webhook URL when there is none", async () => {
    await begin(["-p", "0"]).sees(/webhooks +none +set one with --webhook-url http:/);
  });

  test("says where the user's fixtures came from", async () => {
    const cwd = folderWith({ "mine.yaml": "name: mine\nwhen: { prompt: mine }\nplan: [{ complete: {} }]\n" });
    await begin(["-p", "0", "-f", "mine.yaml"], { cwd }).sees(/fixtures +\d+ shipped, 1 from mine\.yaml/);
  });

  test("tells a frozen clock's time and how to move it", async () => {
    await begin(["-p", "0", "--clock", "frozen"]).sees(
      /clock +frozen at 2025-06-15T14:22:00Z +ploton-mock advance 3s --url http:\/\/localhost:\d+ moves it$/m,
    );
  });

  test("warns that others can reach the control API when they can", async () => {
    await begin(["-p", "0", "--host", "0.0.0.0"]).sees(/warning: on 0\.0\.0\.0 other machines may reach the mock/);
  });

  test("warns of it in every form of the log", async () => {
    const said = /on 0\.0\.0\.0 other machines may reach the mock/;
    const json = await startMock(["--host", "0.0.0.0"]);
    expect(JSON.parse((await json.sees(/^\{.*"note".*\}$/m))[0])).toMatchObject({
      type: "note",
      data: { level: "warning", text: expect.stringMatching(said) },
    });
    await begin(["-p", "0", "--host", "0.0.0.0", "--log", "silent"]).sees(said, "stderr");
  });

  test("tells the public URL, and the log where the mock is as well", async () => {
    const pretty = begin(["-p", "0", "--public-url", "https://mock.example"]);
    await pretty.sees(/inspector https:\/\/mock\.example\/$/m);
    await pretty.sees(/PLOTON_BASE_URL +https:\/\/mock\.example\/v1$/m);
    await pretty.sees(/curl https:\/\/mock\.example\/v1\/tasks/);
    const mock = await startMock(["--public-url", "https://mock.example"]);
    expect(mock.url).toMatch(/^http:\/\/localhost:/);
    const { stdout } = await cli(["env", "--url", mock.url]);
    expect(stdout).toContain("PLOTON_BASE_URL=https://mock.example/v1\n");
    const unasked = await cli(["env", "--defaults", "--port", "1", "--public-url", "https://mock.example"]);
    expect(unasked.stdout).toContain("PLOTON_MOCK_URL=https://mock.example\n");
  });

  test("is not there with --log silent, which prints nothing at all", async () => {
    const probe = await startMock();
    const { port } = probe;
    probe.child.kill("SIGKILL");
    await probe.ended;
    const mock = begin(["-p", String(port), "--log", "silent"]);
    await expect
      .poll(() => call(`http://127.0.0.1:${port}/v1`, "/tasks").catch(() => undefined))
      .toMatchObject({ status: 200 });
    mock.child.kill("SIGTERM");
    expect(await mock.ended).toMatchObject({ code: 0, stdout: "", stderr: "" });
  });
});

describe("the address", () => {
  test("is both loopback addresses, on the port that is printed", async () => {
    const { port } = await mockHere();
    const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
      addresses?.some(({ address }) => address === "::1"),
    );
    for (const host of ["127.0.0.1", ...(hasIpv6 ? ["[::1]"] : []), "localhost"])
      expect(await call(`http://${host}:${port}/v1`, "/tasks")).toMatchObject({ status: 200 });
  });

  test("that is taken is one line that says how to choose another, and 1", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    const { code, stdout, stderr } = await cli(["-p", String(port)]);
    server.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      `ploton-mock: Port ${port} is taken by another program. Choose another with --port N, or --port 0 for any free one.\n`,
    );
  });
});

describe("the end", () => {
  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("comes at once and with 0 on %s", async (signal) => {
    const mock = await startMock();
    mock.child.kill(signal);
    expect(await mock.ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  });

  test("waits no longer than a moment for a delivery that is on the wire", async () => {
    const handler = await startHandler(() => null);
    const longerThanThisTest = ["--webhook-timeout", "10m"];
    const mock = await startMock(["--clock", "instant", "-w", handler.url, ...longerThanThisTest]);
    const arrived = handler.next();
    await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
    await arrived;
    mock.child.kill("SIGINT");
    expect(await mock.ended).toMatchObject({ code: 0 });
    await handler.close();
  });

  test("is forced by a later signal, but not by the same Ctrl-C heard twice", async () => {
    const handler = await startHandler(() => null);
    const [patient, forced] = await Promise.all(
      [0, 1].map(() => startMock(["--clock", "instant", "--retry", "none", "-w", handler.url])),
    );
    for (const mock of [patient!, forced!]) {
      const arrived = handler.next();
      await call(mock.baseUrl, "/tasks", { prompt: WEATHER });
      await arrived;
    }
    patient!.child.kill("SIGINT");
    patient!.child.kill("SIGTERM");
    const again = setInterval(() => forced!.child.kill("SIGINT"), 50);
    expect(await forced!.ended).toMatchObject({ code: 130 });
    clearInterval(again);
    expect(await patient!.ended).toMatchObject({ code: 0 });
    await handler.close();
  });

  test("is not held up by callers that keep their connections open", async () => {
    const mock = await startMock();
    await call(mock.baseUrl, "/tasks");
    mock.child.kill("SIGTERM");
    expect(await mock.ended).toMatchObject({ code: 0 });
  });
});

test.runIf(process.platform === "linux")("--open opens the inspector in the browser", async () => {
  const folder = folderWith({ "xdg-open": '#!/bin/sh\necho "$1" > "$(dirname "$0")/opened"\n' });
  chmodSync(join(folder, "xdg-open"), 0o755);
  const mock = await startMock(["--open"], { env: { PATH: `${folder}:${process.env.PATH}` } });
  await expect
    .poll(() => readFileSync(join(folder, "opened"), { encoding: "utf8", flag: "a+" }))
    .toBe(`${mock.url}/\n`);
});

test("a broken fixture is told with file, line, column and path, each problem on its line, and 2", async () => {
  const cwd = folderWith({
    "broken.yaml": "name: broken\nwhen: { promt: hello }\nplan:\n  - after: soon\n    complete: {}\n",
  });
  const { code, stdout, stderr } = await cli(["-p", "0", "-f", "broken.yaml"], { cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^broken\.yaml:2:\d+ {2}when\S* {2}.*prompt/m);
  expect(stderr).toMatch(/\nploton-mock: nothing was started; fix the fixtures first\.\n$/);
  expect(stderr).toMatch(/^broken\.yaml:4:\d+ {2}plan\[0\]\.after {2}/m);
});

test("what --data gives back is in the banner", async () => {
  const cwd = folderWith();
  const first = await startMock(["--data", "d.json", "--clock", "frozen"], { cwd });
  await call(first.baseUrl, "/tasks", { prompt: WEATHER });
  first.child.kill("SIGTERM");
  await first.ended;
  const again = begin(["-p", "0", "--data", "d.json", "--clock", "frozen"], { cwd });
  await again.sees(/data +d\.json +1 task, 0 events due\n/);
});
