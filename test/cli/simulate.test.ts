// `simulate` as a command: exit status, reports, and what it gives to paste, pasted.

import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type SimulationReport, verifySignature } from "../../src/index.js";
import { pythonWith } from "../examples/python.js";
import { ROOT, run } from "../examples/run.js";
import { carryOut, type Event } from "../simulate/handler.js";
import { type Served, serveApp } from "../simulate/served.js";
import { BIN, cleanUp, cli, folderWith } from "./cli.js";

const open: Served[] = [];

afterEach(async () => {
  cleanUp();
  for (const one of open.splice(0)) await one.close();
});

/** A handler that carries out whatever comes, however often, or once. */
async function handler(isRight: boolean, secret = "whsec_test_secret"): Promise<Served> {
  const known = new Set<string>();
  const served = await serveApp({
    verify: (body, header) => verifySignature(body, header, secret),
    take(event: Event, key, app) {
      if (!isRight || !known.has(key)) carryOut(app, event);
      known.add(key);
      return 200;
    },
  });
  open.push(served);
  return served;
}

const readBy = ({ url, root }: Served) => [url, "--probe", `${root}/effects`, "--state", `${root}/state/{task_id}`];

const python = pythonWith(["pytest"]);
const isMissing = python === undefined;

describe("simulate", () => {
  it("ends with 0 and says what was met where nothing is wrong", async () => {
    const { code, stdout, stderr } = await cli(["simulate", ...readBy(await handler(true)), "--seeds", "1..22"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(
      /met: \d+ of \d+[\s\S]*lost-ack +\d+\/15[\s\S]*passed: 22 stories, \d+ requests, seeds 1\.\.22\n$/,
    );
  });

  it("ends with 1 at a failure, told in few lines, with a command that plays it again and a JUnit file", async () => {
    const cwd = folderWith();
    const args = ["simulate", ...readBy(await handler(false)), "--seeds", "1..22", "--junit", "report.xml"];
    const { code, stdout } = await cli(args, { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /✗ effects: 2 effects where 1 event was taken\n +seed \d+, 2 requests, failed 3 of 3 times\n/,
    );
    expect(stdout.slice(0, stdout.indexOf("as a test")).split("\n").length).toBeLessThan(12);
    expect(readFileSync(join(cwd, "report.xml"), "utf8")).toMatch(
      /tests="6" failures="1"[\s\S]*<failure type="effects"/,
    );
    const replay = /^ +npx ploton-mock (.*)$/m.exec(stdout)![1]!;
    const again = await run(["sh", "-c", `node ${BIN} ${replay}`], cwd);
    expect(again).toMatchObject({
      status: 1,
      output: expect.stringContaining("1 failure: 1 story, 2 requests, the story"),
    });
  });

  it("names the variable that holds the secret where what plays it again would show it", async () => {
    const env = { PLOTON_WEBHOOK_SECRET: "whsec_of_this_ci" };
    const args = ["simulate", ...readBy(await handler(false, env.PLOTON_WEBHOOK_SECRET)), "--seeds", "1..22", "--json"];
    const given = await cli([...args, "--secret", env.PLOTON_WEBHOOK_SECRET], { env });
    const { stdout } = await cli(args, { env });
    expect(stdout).not.toContain(env.PLOTON_WEBHOOK_SECRET);
    expect(given.stdout).not.toContain(env.PLOTON_WEBHOOK_SECRET);
    const { replay, test, pytest } = (JSON.parse(stdout) as SimulationReport).failures[0]!;
    expect(replay).toContain('--secret "$PLOTON_WEBHOOK_SECRET"');
    expect(test).toContain("    secret: env.PLOTON_WEBHOOK_SECRET!,\n");
    expect(pytest).toContain('"--secret", os.environ["PLOTON_WEBHOOK_SECRET"],');
    const again = await run(["sh", "-c", `node ${BIN} ${replay.replace(/^npx ploton-mock /, "")}`], folderWith(), env);
    expect(again).toMatchObject({ status: 1, output: expect.stringContaining("1 failure: 1 story, 2 requests") });
  });

  it("plays a story from a file, as the record has it", async () => {
    const served = await handler(false);
    const first = await cli(["simulate", ...readBy(served), "--seeds", "1..22", "--json"]);
    const { failures } = JSON.parse(first.stdout) as SimulationReport;
    const cwd = folderWith({ "story.json": JSON.stringify(failures[0]!.shrunk) });
    const { code, stdout } = await cli(["simulate", ...readBy(served), "--story", "story.json", "--json"], { cwd });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ seeds: null, stories: 1, failures: [{ shrunk: failures[0]!.shrunk }] });
  });

  it("gives a Vitest file that fails as long as the handler does", async () => {
    const failing = await handler(false);
    const { stdout } = await cli(["simulate", ...readBy(failing), "--seeds", "1..22", "--json"]);
    const { test } = (JSON.parse(stdout) as SimulationReport).failures[0]!;
    const fileFor = ({ root }: Served) =>
      test.replaceAll(failing.root, root).replace("ploton-mock", join(ROOT, "dist/index.js"));
    const cwd = folderWith({
      "wrong.test.mjs": fileFor(failing),
      "right.test.mjs": fileFor(await handler(true)),
    });
    symlinkSync(join(ROOT, "node_modules"), join(cwd, "node_modules"));
    const words = [process.execPath, join(ROOT, "node_modules/vitest/vitest.mjs"), "run", "--root", cwd];
    const { status, output } = await run(words, cwd);
    expect(output).toMatch(
      /1 failed \| 1 passed \(2\)[\s\S]*FAIL {2}wrong\.test\.mjs[\s\S]*effects: 2 effects where 1/,
    );
    expect(status).toBe(1);
  });

  it.skipIf(isMissing && !process.env.CI)("gives a pytest file that fails as long as the handler does", async () => {
    const failing = await handler(false);
    const { stdout } = await cli(["simulate", ...readBy(failing), "--seeds", "1..22", "--json"]);
    const { pytest } = (JSON.parse(stdout) as SimulationReport).failures[0]!;
    const fileFor = ({ root }: Served) => pytest.replaceAll(failing.root, root);
    const cwd = folderWith({
      "test_wrong.py": fileFor(failing),
      "test_right.py": fileFor(await handler(true)),
    });
    const { status, output } = await run([python ?? "python3", "-m", "pytest", "-q"], cwd, {
      PLOTON_MOCK_COMMAND: `${process.execPath} ${BIN}`,
    });
    expect(output).toMatch(/effects: 2 effects where 1[\s\S]*FAILED test_wrong\.py[\s\S]*1 failed, 1 passed/);
    expect(status).toBe(1);
  });

  it.each<[string, string[], RegExp]>([
    ["no URL", [], /simulate needs the handler's URL/],
    ["nobody there", ["http://127.0.0.1:1/webhook"], /Nobody listens at/],
    [
      "seeds that are none",
      ["http://localhost:1/", "--seeds", "many"],
      /seeds must be a whole number from 1, or a range/,
    ],
    ["an unknown invariant", ["http://localhost:1/", "--skip", "efects"], /Did you mean "effects"/],
    [
      "a story that is not there",
      ["http://localhost:1/", "--story", "nowhere.json"],
      /The story cannot be read: ENOENT/,
    ],
    ["a story that is no JSON", ["http://localhost:1/", "--story", "{steps"], /--story is no JSON/],
    ["a shard of none", ["http://localhost:1/", "--shard", "5/4"], /--shard 5\/4: the first number/],
    ["seeds that run backwards", ["http://localhost:1/", "--seeds", "5..1"], /--seeds 5\.\.1: the first/],
    [
      "a view of no task",
      ["http://localhost:1/", "--state", "http://localhost:1/"],
      /--state must be a URL with \{task_id\}/,
    ],
  ])("ends with 2 with %s", async (_, args, message) => {
    const { code, stderr } = await cli(["simulate", ...args]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(message) });
  });

  it("ends with 2 where the probe gives no number", async () => {
    const served = await handler(true);
    const { code, stderr } = await cli(["simulate", served.url, "--probe", "echo none"]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/--probe must give a number/) });
  });
});
