// What pages and comments name is there: files by their path, links between pages, and CONTRIBUTING's words in the source.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { expect, test } from "vitest";
import { ROOT } from "../examples/run.js";

const TOP = [
  "bench",
  "bin",
  "docs",
  "examples",
  "fixtures",
  "inspector",
  "python",
  "scripts",
  "src",
  "test",
  "vectors",
];
const NOT_OURS = /(?:^|\/)(?:node_modules|dist|build|__pycache__)\//;

/** Every file of the project, from its top. */
const FILES = [
  ...readdirSync(ROOT, { withFileTypes: true }).flatMap((one) => (one.isFile() ? [one.name] : [])),
  ...TOP.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map(
      (name) => `${folder}/${name.split(sep).join("/")}`,
    ),
  ),
].filter((file) => !NOT_OURS.test(file) && statSync(join(ROOT, file)).isFile());
const NAMES = new Set(FILES.map((file) => basename(file)));
const read = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** Pages that speak of the project as it is; the changelog speaks of what it was. */
const PAGES = FILES.filter((file) => file.endsWith(".md") && file !== "CHANGELOG.md");
const CODE = FILES.filter((file) => /^(?:src|test|scripts|bench|inspector|python)\/.*\.(?:ts|mjs|js|py)$/.test(file));

const EXTENSION = "(?:ts|mjs|js|py|md|ya?ml|html|css)";
const PATH = new RegExp(`(?<![\\w/.@:<-])((?:[\\w-]+/)+[\\w.-]*\\w\\.${EXTENSION})\\b`, "g");
/** The folders of the project, as a path to a file in one begins; what begins otherwise is somebody else's. */
const FOLDERS = new Set(FILES.flatMap((file) => file.split("/").slice(0, -1)));

/** A path from the top, from `src/`, or from where it is named. */
function isThere(path: string, from: string): boolean {
  return [path, join("src", path), join(dirname(from), path)].some((one) => existsSync(join(ROOT, one)));
}

function lostPaths(text: string, from: string): string[] {
  return [...text.matchAll(PATH)]
    .map(([, path]) => path!)
    .filter((path) => FOLDERS.has(path.split("/")[0]!) && !isThere(path, from))
    .map((path) => `${from}: ${path}`);
}

/** Pages without what a shell or a user's own project says. */
function prose(page: string): string {
  return page.replace(/^ *```[\s\S]*?^ *```/gm, "");
}

/** The comments of a program, a line each. */
function comments(code: string): string {
  return code
    .split("\n")
    .map((line) => /(?:^|\s)(?:\/\/|\/?\*\*?|#) .*/.exec(line)?.[0] ?? "")
    .join("\n");
}

test("pages name files that are there", () => {
  expect(PAGES.length).toBeGreaterThan(50);
  expect(PAGES.flatMap((page) => lostPaths(prose(read(page)), page))).toEqual([]);
});

test("comments name files that are there", () => {
  expect(CODE.flatMap((file) => lostPaths(comments(read(file)), file))).toEqual([]);
});

test("decisions and CONTRIBUTING name our modules as they are called now", () => {
  const pages = PAGES.filter((page) => /^(?:docs\/decisions\/|CONTRIBUTING)/.test(page));
  const lost = pages.flatMap((page) =>
    [...prose(read(page)).matchAll(/`([a-z][\w-]*\.ts)`/g)]
      .filter(([, name]) => !NAMES.has(name!))
      .map(([, name]) => `${page}: ${name}`),
  );
  expect(lost).toEqual([]);
});

test("every page links to, and shows, what is there", () => {
  const lost = PAGES.flatMap((page) =>
    [...prose(read(page)).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)|(?:src|srcset)="([^":]+)"/g)]
      .map(([, link, image]) => link ?? image!)
      .filter((target) => !existsSync(join(ROOT, dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(lost).toEqual([]);
});

test("the words of CONTRIBUTING are words of the source", () => {
  const page = read("CONTRIBUTING.md");
  const words = page.slice(page.indexOf("## Words"), page.indexOf("## What is assumed"));
  const source = FILES.filter((file) => file.startsWith("src/") && !file.startsWith("src/infer/"));
  const code = source.map((file) => `${basename(file)}\n${read(file)}`).join("\n");
  const ours = [...words.matchAll(/\*\*(\w+)\*\*|`(\w+Error)`/g)].map(([, bold, error]) => bold ?? error!);
  expect(ours.length).toBeGreaterThan(20);
  expect(ours.filter((word) => !new RegExp(`\\b${word}`, "i").test(code))).toEqual([]);
});
