// `check` against real handlers in processes of their own.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { cleanUp, cli, folderWith, launch, mockHere } from "./cli.js";

afterEach(cleanUp);

async function handlerUrl(file: string): Promise<string> {
  const path = fileURLToPath(new URL(`../handlers/${file}`, import.meta.url));
  const running = launch(process.execPath, [path], { env: { PORT: "0", PLOTON_WEBHOOK_SECRET: "whsec_test_secret" } });
  const [url] = await running.sees(/http:\/\/\S+/);
  return url;
}

test("a correct handler passes with 0", async () => {
  const url = await handlerUrl("correct-handler.mjs");
  const { code, stdout } = await cli(["check", url, "--secret", "whsec_test_secret"]);
  expect(stdout).toMatch(/^ {2}✓ .*\n[\s\S]*\n {2}\d+ passed, 0 failed, 0 warnings/);
  expect(code).toBe(0);
});

test("a mistake is named with why and mend, in JSON and JUnit too, and 1", async () => {
  const url = await handlerUrl("bad/answers-204.mjs");
  const cwd = folderWith();
  const { code, stdout } = await cli(["check", url, "--only", "event-*", "--junit", "report.xml", "--json"], { cwd });
  expect(code).toBe(1);
  const report = JSON.parse(stdout) as { handler: string; passed: boolean; cases: { verdict: string }[] };
  expect(report).toMatchObject({ handler: url, passed: false });
  expect(report.cases.some(({ verdict }) => verdict === "fail")).toBe(true);
  expect(readFileSync(join(cwd, "report.xml"), "utf8")).toMatch(/^<\?xml [\s\S]*<failure /);
  const people = await cli(["check", url, "--only", "event-*"]);
  expect(people.stdout).toMatch(/✗ .*\n[\s\S]*why {4}\S[\s\S]*mend {3}\S/);
});

test("a handler that cannot be reached is 2", async () => {
  const { code, stdout } = await cli(["check", "http://127.0.0.1:1/webhook"]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/can't be reached/);
});

test("a wrong path is one failure, said at the top with what it explains folded, and 1", async () => {
  const mock = await mockHere();
  const { code, stdout } = await cli(["check", `${mock.url}/nowhere`]);
  expect(stdout).toMatch(
    /^ {2}✗ There is no handler at \/nowhere: it answers 404 to every event\.\n {6}shown {2}by event-complete\n/,
  );
  expect(stdout).toMatch(/folds {2}\d\d more cases: event-failed, /);
  expect(stdout).toMatch(/ 0 passed, 1 failed, 0 warnings, \d\d skipped\n$/);
  expect(code).toBe(1);
});

test("a probe command that cannot run is 2", async () => {
  const url = await handlerUrl("correct-handler.mjs");
  expect(await cli(["check", url, "--probe", "no-such-command-at-all"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/--probe: the probe command failed \(127\)/),
  });
});

test("no case at all is 2, and so is a budget that is no time", async () => {
  const url = "http://127.0.0.1:1/";
  expect(await cli(["check", url, "--only", "burst", "--skip", "*"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--only and --skip leave no case/),
  });
  expect(await cli(["check", url, "--budget", "soon"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/--budget takes a duration such as .*, not "soon"/),
  });
});

test("help names the cases", async () => {
  const { stdout } = await cli(["check", "--help"]);
  expect(stdout).toMatch(/event-complete, event-failed/);
  expect(stdout).toMatch(/still-\s*alive/);
});

test("the URL may come from the config file; without any it is asked for", async () => {
  const cwd = folderWith({ "ploton-mock.config.yaml": "webhook-url: http://127.0.0.1:1/from-file\n" });
  expect(await cli(["check"], { cwd })).toMatchObject({
    code: 2,
    stdout: expect.stringMatching(/from-file can't be reached/),
  });
  expect(await cli(["check"])).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/check needs the handler's URL/),
  });
});

test("an unknown case is guessed", async () => {
  const { code, stderr } = await cli(["check", "http://127.0.0.1:1/", "--only", "event-complet"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(/There is no case "event-complet"\. Did you mean/);
});
