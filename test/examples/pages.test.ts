// The pages on ways of use show the programs as they are, byte for byte, and the commands that the tests run.
// After a change to an example, `npx vitest run test/examples/pages.test.ts -u` brings its page up to date.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./run.js";
import { WAYS } from "./ways.js";

const FOLDER = join(ROOT, "docs/ways-of-use");
const PAGES = readdirSync(FOLDER);
/** A link to a program, and the block that shows it. */
const SHOWN = /^(\[`(examples\/[^`]+)`\]\(\.\.\/\.\.\/\2\)\n\n```\w+\n)[\s\S]*?(^```$)/gm;

const textOf = (page: string) => readFileSync(join(FOLDER, page), "utf8");

/** The page with every program in it as the file has it now. */
function renewed(page: string): string {
  return textOf(page).replace(SHOWN, (_, head: string, file: string, end: string) => {
    return `${head}${readFileSync(join(ROOT, file), "utf8")}${end}`;
  });
}

test.each(PAGES)("%s shows its programs as they are", async (page) => {
  await expect(renewed(page)).toMatchFileSnapshot(join(FOLDER, page));
});

test("every program is on a page", () => {
  const shown = new Set(PAGES.flatMap((page) => [...textOf(page).matchAll(SHOWN)].map(([, , file]) => file)));
  const folders = new Set([...WAYS.map(({ folder }) => folder), "agent-app"]);
  const files = [...folders].flatMap((folder) =>
    readdirSync(join(ROOT, "examples", folder))
      .filter((file) => /\.(?:[jt]s|py|go)$/.test(file) && !file.startsWith("vitest.config"))
      .map((file) => `examples/${folder}/${file}`),
  );
  expect(files.length).toBeGreaterThan(12);
  expect(files.filter((file) => !shown.has(file))).toEqual([]);
});

test.each(WAYS)("the page on $name shows the command", ({ page, command }) => {
  expect(textOf(page)).toContain(command);
});
