// SECURITY.md claims nothing that no test shows: every line under what is defended names a test that is there.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../examples/run.js";

const page = readFileSync(join(ROOT, "SECURITY.md"), "utf8");
const defended = page.slice(page.indexOf("\n## "), page.indexOf("## Not defended against"));
const claims = defended
  .split(/^- /m)
  .slice(1)
  .map((text) => text.split("\n## ")[0]!.replace(/\s+/g, " ").trim());

test("there are claims", () => {
  expect(claims.length).toBeGreaterThan(10);
});

test.each(claims)("%s", (claim) => {
  const [, file, name] = /`(test\/[^`]+\.test\.ts)` "(.+)"$/.exec(claim) ?? [];
  expect(file, "it names a file of tests and a test").toBeDefined();
  expect(existsSync(join(ROOT, file!)), `${file} is there`).toBe(true);
  const names = [...readFileSync(join(ROOT, file!), "utf8").matchAll(/(["`])((?:(?!\1)[^\\\n]|\\.)*)\1/g)].map(
    ([, , text]) => text,
  );
  expect(names.includes(name!), `${file} has a test "${name}"`).toBe(true);
});

test("the page is in the package", () => {
  expect(JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")).files).toContain("SECURITY.md");
});
