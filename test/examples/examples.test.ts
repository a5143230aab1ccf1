// Every program under examples/ runs and passes. A language that is not there is skipped, in CI a failure.

import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fromSource, pythonWith, withPackage } from "./python.js";
import { here, installed, isInstalled, ROOT, run } from "./run.js";
import { WAYS, type Way } from "./ways.js";

const CI = process.env.CI === "true";
const INSTALLS = process.env.EXAMPLES === "all";

/** Why a way cannot be run here, if so. */
function missing({ needs, python, installs }: Way): string | undefined {
  if (installs && !INSTALLS) return "it installs packages: EXAMPLES=all npm test";
  if (needs && !isInstalled(needs.command) && !(CI && !needs.isOptional)) return `${needs.what} is not installed`;
  if (python && pythonWith(python) === undefined && !CI) return `there is no python3 with ${python.join(", ")}`;
  return undefined;
}

describe.concurrent("the example passes", () => {
  for (const way of WAYS) {
    test(way.installs ? `${way.name}, which installs packages` : way.name, { timeout: 300_000 }, async ({
      skip,
      expect,
    }) => {
      const why = missing(way);
      if (why) skip(why);
      const { status, output } = way.installs ? await runInstalled(way) : await runHere(way);
      expect(status, output).toBe(0);
      expect(output).toMatch(way.passes);
    });
  }
});

function runHere({ command, folder, python }: Way) {
  const env = python
    ? { ...withPackage(pythonWith(python) ?? "python3"), ...(python.includes("pytest") && fromSource(python)) }
    : {};
  return run(here(command), join(ROOT, "examples", folder), env);
}

async function runInstalled({ command, folder }: Way) {
  const project = await installed(folder);
  try {
    expect(project.installing.status, project.installing.output).toBe(0);
    return await run(command.split(" "), project.path, { CHROMIUM_PATH: chromium() });
  } finally {
    project.remove();
  }
}

/** The browser that Playwright is to use in place of one of its own. */
function chromium(): string {
  const found = (process.env.PATH ?? "").split(":").map((folder) => join(folder, "chromium"));
  return process.env.CHROMIUM_PATH ?? found.find((path) => isInstalled([path, "--version"])) ?? "";
}

test("a TypeScript project sees the package's types", { timeout: 120_000 }, async () => {
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { status, output } = await run([process.execPath, tsc, "-p", "examples/vitest", "--singleThreaded"], ROOT);
  expect(status, output).toBe(0);
});
