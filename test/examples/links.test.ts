// What the prose points at is there: links between pages, and the files that CONTRIBUTING.md and the decisions name.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "./run.js";

const DECISIONS = readdirSync(join(ROOT, "docs/decisions")).map((file) => `docs/decisions/${file}`);
const PAGES = [
  "CONTRIBUTING.md",
  ...DECISIONS,
  ...readdirSync(join(ROOT, "docs/ways-of-use")).map((file) => `docs/ways-of-use/${file}`),
];

/** A page without the programs that it shows. */
const textOf = (page: string) => readFileSync(join(ROOT, page), "utf8").replace(/^```[\s\S]*?^```$/gm, "");

test.each(PAGES)("%s links to pages that are there", (page) => {
  const targets = [...textOf(page).matchAll(/\]\(([^)#:]+)\)/g)].map(([, target]) => target!);
  expect(targets.filter((target) => !existsSync(join(ROOT, dirname(page), target)))).toEqual([]);
});

/** What of the tree is in the package. */
const PACKED = (JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { files: string[] }).files;
const isPacked = (path: string) =>
  PACKED.some(
    (name) => path === name || path.startsWith(`${name}/`) || (name === "docs/*.md" && /^docs\/[^/]+\.md$/.test(path)),
  );

const PACKED_PAGES = ["README.md", "SECURITY.md", "CONTRIBUTING.md", "bench/README.md", ...pagesBelow("docs")].filter(
  isPacked,
);

/** The Markdown below a folder. */
function pagesBelow(folder: string): string[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return files.filter((file) => file.endsWith(".md")).map((file) => join(folder, file));
}

test.each(PACKED_PAGES)("what %s links to and shows is in the installed package, too", (page) => {
  const links = textOf(page).matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)|(?:src|srcset)="([^":]+)"/g);
  const targets = [...links].map(([, link, image]) => join(dirname(page), (link ?? image)!));
  expect(targets.filter((target) => !isPacked(target))).toEqual([]);
});

/** `src/contract/ledger-*.ts` is there when some file of the folder begins and ends so. */
function isThere(path: string): boolean {
  if (!path.includes("*")) return existsSync(join(ROOT, path));
  const [begin = "", end = ""] = path.split("*");
  const folder = dirname(`${begin}x`);
  return readdirSync(join(ROOT, folder)).some((file) => `${folder}/${file}`.startsWith(begin) && file.endsWith(end));
}

test.each(["CONTRIBUTING.md", ...DECISIONS])("%s names files that are there", (page) => {
  const paths = [...textOf(page).matchAll(/`((?:src|test|examples|scripts|docs|bench|fixtures|inspector)\/[^`\s]*)`/g)];
  expect(paths.map(([, path]) => path!).filter((path) => !isThere(path))).toEqual([]);
});

test("decisions are numbered once each", () => {
  const numbers = DECISIONS.map((file) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(file)?.[1]);
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(numbers.length);
});
