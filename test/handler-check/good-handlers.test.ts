// Every correct handler passes every case, with no failure, no warning and nothing skipped.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reportText } from "../../src/handler-check/report-text.js";
import { checkHandler } from "../../src/handler-check/runner.js";
import { clock } from "./clock.js";
import {
  type Command,
  isInstalled,
  nodeProgram,
  ROOT,
  type Running,
  SECRET,
  startHandler,
  temporaryFolder,
} from "./start-handler.js";

const folder = temporaryFolder();
afterAll(folder.remove);

type Language = { name: string; needs: [program: string, ...args: string[]]; command: () => Command };

const path = (file: string) => join(ROOT, "examples/handlers", file);

const LANGUAGES: readonly Language[] = [
  { name: "node-http", needs: ["node", "-v"], command: () => nodeProgram("examples/handlers/node-http/handler.mjs") },
  { name: "express", needs: ["node", "-v"], command: () => nodeProgram("examples/handlers/express/handler.mjs") },
  { name: "fastify", needs: ["node", "-v"], command: () => nodeProgram("examples/handlers/fastify/handler.mjs") },
  {
    name: "python",
    needs: ["python3", "--version"],
    command: () => ({ command: "python3", args: [path("python/handler.py")] }),
  },
  {
    name: "php",
    needs: ["php", "-v"],
    command: () => ({
      command: "php",
      args: ["-S", "localhost:0", path("php/handler.php")],
      env: { HANDLED_FILE: join(folder.path, "handled.txt") },
    }),
  },
  {
    name: "ruby",
    needs: ["ruby", "-e", 'require "webrick"'],
    command: () => ({ command: "ruby", args: [path("ruby/handler.rb")] }),
  },
  { name: "go", needs: ["go", "version"], command: buildGo },
];

function buildGo(): Command {
  const program = join(folder.path, "handler");
  execFileSync("go", ["build", "-o", program, path("go/handler.go")], {
    stdio: "pipe",
    env: { ...process.env, GO111MODULE: "off" },
  });
  return { command: program, args: [] };
}

describe.each(LANGUAGES)("the correct handler in $name", ({ needs: [program, ...args], command }) => {
  const isMissing = !isInstalled(program, ...args);
  let handler: Running;

  beforeAll(async () => {
    if (isMissing) return;
    handler = await startHandler(command());
  }, 180_000);
  afterAll(() => handler?.stop());

  test.skipIf(isMissing && !process.env.CI)("passes every case", async () => {
    expect(isMissing, `${program} is not installed`).toBe(false);
    const report = await checkHandler({ ...clock, url: handler.url, secret: SECRET, probe: handler.probe });
    const others = report.cases.filter(({ verdict }) => verdict !== "pass");
    expect(others, reportText(report)).toEqual([]);
    expect(report.passed).toBe(true);
  });
});
