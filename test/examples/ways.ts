// The ways of use as data: a page, the folder of its program, and the command that the page shows and the tests run.

/**
 * `needs`: a command that succeeds where the language is there. `python`: run with our Python package by a python3 that has these modules.
 * `installs`: run as a user's own project, with npm and the packed package.
 */
export type Way = {
  name: string;
  page: string;
  folder: string;
  command: string;
  passes: RegExp;
  needs?: { command: [string, ...string[]]; what: string; isOptional?: true };
  python?: string[];
  installs?: true;
};

export const WAYS: readonly Way[] = [
  {
    name: "vitest",
    page: "vitest.md",
    folder: "vitest",
    command: "npx vitest run",
    passes: /Tests\s+4 passed/,
  },
  {
    name: "unittest",
    page: "python.md",
    folder: "python",
    command: "python3 -m unittest",
    passes: /Ran 2 tests[\s\S]*OK/,
    python: [],
  },
  {
    name: "pytest",
    page: "python.md",
    folder: "python",
    command: "python3 -m pytest",
    passes: /6 passed/,
    python: ["pytest"],
  },
  {
    name: "pytest-xdist",
    page: "python.md",
    folder: "python",
    command: "python3 -m pytest -n 4",
    passes: /6 passed/,
    python: ["pytest", "xdist"],
  },
  {
    name: "pytest under exec",
    page: "python.md",
    folder: "python",
    command: "npx ploton-mock exec --clock frozen -- python3 -m pytest",
    passes: /6 passed/,
    python: ["pytest"],
  },
  {
    name: "go",
    page: "go.md",
    folder: "go",
    command: "npx ploton-mock exec --clock frozen -- go test -count=1 ./...",
    passes: /ok\s+example\.com\/weather/,
    needs: { command: ["go", "version"], what: "Go" },
  },
  { name: "jest", page: "jest.md", folder: "jest", command: "npm test", passes: /Tests:\s+4 passed/, installs: true },
  {
    name: "jest in CommonJS",
    page: "jest.md",
    folder: "jest-commonjs",
    command: "npm test",
    passes: /Tests:\s+2 passed/,
    installs: true,
  },
  {
    name: "ts-jest and nock",
    page: "jest.md",
    folder: "jest-typescript",
    command: "npm test",
    passes: /Tests:\s+1 passed/,
    installs: true,
  },
  {
    name: "playwright",
    page: "playwright.md",
    folder: "playwright",
    command: "npx playwright test",
    passes: /1 passed/,
    needs: { command: ["chromium", "--version"], what: "chromium", isOptional: true },
    installs: true,
  },
];
