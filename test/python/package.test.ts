// The Python package: its own suite, alone and side by side, and what is built of it, used as an installation would be.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { fromSource, pythonWith, withPackage } from "../examples/python.js";
import { ROOT, run } from "../examples/run.js";

const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

/** A Python that has the modules; where none has, the test is skipped, in CI failed. */
function needed(context: TestContext, ...modules: string[]): string {
  const python = pythonWith(modules);
  if (python !== undefined) return python;
  const what = `This needs a python3 with ${modules.join(", ")} on the path`;
  if (process.env.CI === "true") throw new Error(`${what}: install it.`);
  return context.skip(what);
}

/** Building and checking are of .ci/run, beside lint and types. */
function builds(context: TestContext): void {
  if (process.env.EXAMPLES !== "all") context.skip("it builds or installs: EXAMPLES=all npm test");
}

const suite = (python: string, modules: readonly string[], ...words: string[]) =>
  run([python, "-m", "pytest", "-q", ...words], join(ROOT, "python/tests"), {
    ...withPackage(python),
    ...fromSource(modules),
  });

test("its routes and records are those of the OpenAPI document", () => {
  const script = join(ROOT, "scripts/python-api.mjs");
  expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
});

const SIDE_BY_SIDE = ["test_client.py", "test_openapi.py"];

test("its own suite passes, its clients with four workers on one mock", { timeout: 300_000 }, async (context) => {
  const modules = ["pytest", "xdist"];
  const python = needed(context, ...modules);
  const runs = [
    await suite(python, modules, "-n", "4", ...SIDE_BY_SIDE),
    await suite(python, modules, ...SIDE_BY_SIDE.map((file) => `--ignore=${file}`)),
  ];
  for (const { status, output } of runs) {
    expect(output).toMatch(/\d+ passed/);
    expect(output).not.toContain("skipped");
    expect(status, output).toBe(0);
  }
});

test("its own suite passes without workers, where there is no xdist", { timeout: 300_000 }, async (context) => {
  if (pythonWith(["pytest", "xdist"])) context.skip("xdist is there");
  const { status, output } = await suite(needed(context, "pytest"), ["pytest"]);
  expect(output).toMatch(/\d+ passed/);
  expect(status, output).toBe(0);
});

test("its types, and a program that uses them, are right to mypy, strict", { timeout: 300_000 }, async (context) => {
  builds(context);
  const python = needed(context, "mypy", "pytest");
  const { status, output } = await run([python, "-m", "mypy", "--cache-dir", devNull], join(ROOT, "python"));
  expect(output).toMatch(/Success: no issues found/);
  expect(status, output).toBe(0);
});

test("and to pyright, strict, which installs a package", { timeout: 300_000 }, async (context) => {
  builds(context);
  const python = needed(context, "pytest");
  const words = ["npx", "--yes", "pyright@1.1.414", "-p", ".", "--pythonpath", python];
  const { status, output } = await run(words, join(ROOT, "python"));
  expect(output).toMatch(/^0 errors, 0 warnings/m);
  expect(status, output).toBe(0);
});

test("a wheel and an sdist of the same version are built, and pytest finds the plugin", {
  timeout: 300_000,
}, async (context) => {
  builds(context);
  const python = needed(context, "pytest", "build", "setuptools", "wheel");
  const folder = mkdtempSync(join(tmpdir(), "ploton-python-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const source = join(folder, "source");
  cpSync(join(ROOT, "python"), source, { recursive: true, dereference: true });
  const built = await run([python, "-m", "build", "--no-isolation", "--outdir", folder], source);
  expect(built.status, built.output).toBe(0);
  const wheel = `ploton_mock-${version}-py3-none-any.whl`;
  expect(readdirSync(folder)).toEqual(expect.arrayContaining([wheel, expect.stringMatching(/^ploton[-_]mock-.*gz$/)]));

  const site = join(folder, "site");
  const unpacked = await run([python, "-m", "zipfile", "-e", join(folder, wheel), site], folder);
  expect(unpacked.status, unpacked.output).toBe(0);
  expect(readdirSync(join(site, "ploton_mock"))).toEqual(expect.arrayContaining(["py.typed", "keeper.py"]));
  writeFileSync(
    join(folder, "test_installed.py"),
    "import ploton_mock\n\n\ndef test_it_is_there(ploton):\n    assert ploton.clock.now()\n    assert ploton_mock.__file__.startswith(" +
      `${JSON.stringify(site)})\n`,
  );
  const used = await run([python, "-m", "pytest", "-q", "test_installed.py"], folder, withPackage(python, site));
  expect(used.output).toMatch(/1 passed/);
  expect(used.status, used.output).toBe(0);
});
