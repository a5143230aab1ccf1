// The Python package: its own suite, alone and side by side, and what is built of it, used as an installation would be.

import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, type TestContext, test } from "vitest";
import { FROM_SOURCE, pythonWith, withPackage } from "../examples/python.js";
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

const suite = (python: string, ...words: string[]) =>
  run([python, "-m", "pytest", "-q", ...words], join(ROOT, "python/tests"), {
    ...withPackage(python),
    ...FROM_SOURCE,
  });

test("its routes and records are those of the OpenAPI document", () => {
  const script = join(ROOT, "scripts/python-api.mjs");
  expect(() => execFileSync(process.execPath, [script, "--check"], { stdio: "pipe" })).not.toThrow();
});

test("its own suite passes, held to the OpenAPI document of a running mock", { timeout: 300_000 }, async (context) => {
  const { status, output } = await suite(needed(context, "pytest"));
  expect(output).toMatch(/\d+ passed/);
  expect(status, output).toBe(0);
});

test("its suite passes with four workers on one mock", { timeout: 300_000 }, async (context) => {
  const { status, output } = await suite(needed(context, "pytest", "xdist"), "-n", "4", "--ignore=test_plugin.py");
  expect(output).toMatch(/\d+ passed/);
  expect(status, output).toBe(0);
});
test("its types, and a program that uses them, are right to mypy, strict", { timeout: 300_000 }, async (context) => {
  const python = needed(context, "mypy", "pytest");
  const { status, output } = await run([python, "-m", "mypy", "--cache-dir", devNull], join(ROOT, "python"));
  expect(output).toMatch(/Success: no issues found/);
  expect(status, output).toBe(0);
});

test("and to pyright, strict, which installs a package", { timeout: 300_000 }, async (context) => {
  if (process.env.EXAMPLES !== "all") context.skip("it installs a package: EXAMPLES=all npm test");
  const python = needed(context, "pytest");
  const words = ["npx", "--yes", "pyright@1.1.414", "-p", ".", "--pythonpath", python];
  const { status, output } = await run(words, join(ROOT, "python"));
  expect(output).toMatch(/^0 errors, 0 warnings/m);
  expect(status, output).toBe(0);
});

test("a wheel and an sdist of the same version are built, and pytest finds the plugin", {
  timeout: 300_000,
}, async (context) => {
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
