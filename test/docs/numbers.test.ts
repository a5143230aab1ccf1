// Numbers that a reader of the README and the docs can check, checked.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { simulate } from "../../src/cli/simulate.js";
import { ASSUMED } from "../../src/contract/assumed.js";
import { MOST_SHOWN } from "../../src/control/events.js";
import type { Operation } from "../../src/control/operation.js";
import { OPERATIONS } from "../../src/control/operations.js";
import { parseDuration } from "../../src/domain/duration.js";
import { readFault } from "../../src/domain/read-fault.js";
import { FALLBACK } from "../../src/fixtures/library.js";
import { signBody } from "../../src/index.js";
import { DEFAULTS } from "../../src/options.js";
import { api, create, start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const README = read("README.md");
const PROMPT = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";

const PACKAGE = JSON.parse(read("package.json")) as {
  version: string;
  engines: { node: string };
  dependencies?: Record<string, string>;
};

function shipped(): { name: string; text: string }[] {
  const files = readdirSync(new URL("../../fixtures/", import.meta.url)).filter((file) => file.endsWith(".yaml"));
  return files.map((file) => ({ name: file.replace(".yaml", ""), text: read(`fixtures/${file}`) }));
}

/** A constant of a module, as it is written there. */
function constant(file: string, name: string): number {
  const [, value] = new RegExp(`const ${name} = ([\\d_]+);`).exec(read(file)) ?? [];
  return Number(value?.replaceAll("_", ""));
}

const flagOf = (flag: string) => simulate.flags.find((one) => one.flag === flag)?.fallback;
const seedsOfSimulate = () => flagOf("seeds");

/** Node's three handlers are of one language. */
function languages(): Set<string> {
  const handlers = readdirSync(new URL("../../examples/handlers/", import.meta.url));
  return new Set(handlers.map((one) => (["express", "fastify", "node-http"].includes(one) ? "node" : one)));
}

async function weatherTakes(): Promise<string | undefined> {
  const mock = await start();
  const { id } = await create(mock, { prompt: PROMPT });
  await mock.clock.runUntilIdle();
  return (await mock.tasks.get(id)).completed_at;
}

async function unmatched(): Promise<number> {
  const mock = await start({ unmatched: "error" });
  return (await api(mock).post("/v1/tasks").send({ prompt: "Juggle five balls" })).status;
}

const signed = () => /```json\n(.*)\n```/.exec(read("docs/verifying-the-signature.md"))![1]!;

/** How many a list gives when nobody says, and at most. */
function limitsOf({ query }: Pick<Operation, "query">): unknown[] {
  const takes = (limit: number) => query().safeParse({ limit }).success;
  return [query().safeParse({}).data, takes(1_000), takes(1_001)];
}

/** What the page says, or the test: a number that is no longer there is no longer to be checked. */
function said(text: string, page = README): void {
  expect(page.replace(/\s+/g, " ")).toContain(text);
}

test("five attempts over 24 hours, by the waits that the README names", async () => {
  said("(`1m, 11m, 2h, 21h48m`)");
  said("5 attempts over 24h");
  const mock = await start();
  const { retry } = await mock.webhook.get();
  expect(retry).toEqual(["1m", "11m", "2h", "21h48m"]);
  expect(retry.reduce((sum, wait) => sum + parseDuration(wait)!, 0)).toBe(24 * 3_600_000);
});

test("a day from the create is four attempts, as the task itself takes 3 s; a day from its end, 25 hours and idle are five", async () => {
  const attempts = async (go: (mock: Awaited<ReturnType<typeof start>>) => Promise<unknown>) => {
    const mock = await start({ webhook: recorder(() => 500).listener });
    const { id } = await create(mock, { prompt: PROMPT });
    await go(mock);
    return (await mock.tasks.get(id)).deliveries[0]!.attempts.length;
  };
  expect(await attempts(({ clock }) => clock.advance("24h"))).toBe(4);
  expect(await attempts(async ({ clock }) => [await clock.advance("3s"), await clock.advance("24h")])).toBe(5);
  expect(await attempts(({ clock }) => clock.advance("25h"))).toBe(5);
  expect(await attempts(({ clock }) => clock.runUntilIdle())).toBe(5);
});

test("what Vitest's page says of limits: waits end after 4 s, where the test's own limit is 5", () => {
  said("(after 4 s, where that is 5)", read("docs/ways-of-use/vitest.md"));
  expect(/BEFORE_THE_TEST = ([\d_]+)/.exec(read("src/vitest.ts"))![1]).toBe("1_000");
});

test("a wait in a program gives up after 30 s", () => {
  said("at most 30 s of real time", read("docs/programmatic-api.md"));
  expect(/DEFAULT_TIMEOUT_MS = ([\d_]+)/.exec(read("src/control/wait.ts"))![1]).toBe("30_000");
});

/** A sentence of a page with a number in it, and what holds the number: what is here is derived or carried out, none is written twice. */
const NUMBERS: [page: string, text: string, is: () => unknown, number: unknown][] = [
  ["README.md", "Node 20.19 or newer", () => PACKAGE.engines.node, ">=20.19"],
  ["README.md", "The package has no runtime dependencies", () => PACKAGE.dependencies, undefined],
  ["README.md", "ploton-mock 1.1.0", () => PACKAGE.version, "1.1.0"],
  ["README.md", "12 shipped", () => shipped().filter(({ name }) => name !== FALLBACK).length, 12],
  [
    "README.md",
    "Only four shipped results are documented; every other fixture says that its result is invented",
    () => [
      shipped().filter(({ text }) => /Documented result/.test(text)).length,
      shipped().filter(({ text }) => !/Documented result|invented/i.test(text)),
    ],
    [4, []],
  ],
  ["README.md", "inspector http://localhost:7568/", () => DEFAULTS.port, 7568],
  ["README.md", "approves after 2 seconds", () => ASSUMED.autoConsentAfterMs, 2_000],
  ["README.md", "plays a thousand histories", () => seedsOfSimulate(), "1..1000"],
  ["README.md", "Correct handlers in five languages", () => languages().size, 5],
  ["README.md", "see the signed result arrive three seconds later", () => weatherTakes(), "2025-06-15T14:22:03Z"],
  ["README.md", "`--unmatched error` answers 501", () => unmatched(), 501],
  [
    "docs/inspector.md",
    "over two minutes longer times are drawn closer",
    () => constant("inspector/axis-scale.js", "EVEN_UP_TO_MS"),
    120_000,
  ],
  ["docs/inspector.md", "five attempts over 24 hours", () => DEFAULTS.retry.length + 1, 5],
  ["docs/simulation.md", "(`--timeout`, 10 s)", () => constant("src/simulate/readings.ts", "LIMIT_MS"), 10_000],
  ["docs/simulation.md", "(`--settle`, 3 s)", () => flagOf("settle"), "3s"],
  ["docs/simulation.md", "`--seeds 1..1000` is the default", () => seedsOfSimulate(), "1..1000"],
  [
    "docs/simulation.md",
    "is played three times more",
    () => constant("src/simulate/cut-down.ts", "CONFIRMING_RUNS"),
    3,
  ],
  [
    "docs/simulation.md",
    '`--fault "chaos 0.2"` unless faults are given',
    () => read("src/cli/exec.ts").includes('CHAOS = "chaos 0.2"'),
    true,
  ],
  [
    "docs/simulation.md",
    "refuses events older than five minutes is found by that, since a third attempt comes after twelve",
    () => (DEFAULTS.retry[0]! + DEFAULTS.retry[1]!) / 60_000,
    12,
  ],
  [
    "docs/verifying-the-signature.md",
    "64 lower-case hex characters",
    () => /^[0-9a-f]{64}$/.test(signBody("", "x")),
    true,
  ],
  ["docs/verifying-the-signature.md", "the signature of these 161 bytes", () => Buffer.byteLength(signed()), 161],
  [
    "docs/verifying-the-signature.md",
    "is `b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1`",
    () => signBody(signed(), "whsec_test_secret"),
    "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1",
  ],
  ["docs/verifying-the-signature.md", "no other 2xx, within 30 seconds", () => DEFAULTS.webhookTimeout, 30_000],
  [
    "docs/write-a-scenario.md",
    "`auto` approves after 2 s, `ask` leaves it open, `deny` denies after 2 s",
    () => ASSUMED.autoConsentAfterMs,
    2_000,
  ],
  [
    "docs/ways-of-use/an-app-while-you-write-it.md",
    "again after 1 minute, then 11, then 2 hours",
    () => DEFAULTS.retry.slice(0, 3),
    [1, 11, 120].map((minutes) => minutes * 60_000),
  ],
  [
    "docs/ways-of-use/python.md",
    "Pure Python 3.9 or later, no dependencies",
    () =>
      /requires-python = ">=3.9"[\s\S]*dependencies = \[\]|requires-python = ">=3.9"(?![\s\S]*\ndependencies)/.test(
        read("python/pyproject.toml"),
      ),
    true,
  ],
  ["docs/reference/faults.md", "How often: `times` (1)", () => readFault("webhook drop").times, 1],
  [
    "docs/programmatic-api.md",
    "(100 unless given, at most 1,000)",
    () => limitsOf(OPERATIONS.listDeliveries),
    [expect.objectContaining({ limit: 100 }), true, false],
  ],
  ["docs/programmatic-api.md", "data over 64 KiB stands once", () => MOST_SHOWN, 64 * 1_024],
  [
    "docs/reference/control-api.md",
    "at most 10000 steps",
    () => constant("src/control/clock.ts", "MOST_STEPS"),
    10_000,
  ],
  [
    "docs/reference/control-api.md",
    "their last 12 attempts",
    () => constant("src/control/brief.ts", "MOST_ATTEMPTS"),
    12,
  ],
];

test.each(NUMBERS)("%s: %s", async (page, text, is, number) => {
  said(text, read(page));
  expect(await is()).toEqual(number);
});

/** Without programs, code, addresses and what is quoted. */
const proseOf = (page: string) =>
  page
    .replace(/^```[\s\S]*?^```$/gm, "")
    .replace(/`[^`]*`|\]\([^)]*\)|<[^>]*>|"[^"]*"/g, "")
    .replace(/\s+/g, " ");

/** Numbers that another test holds: it names the README, and finds the number there. */
const HELD_ELSEWHERE: [text: string, test: string][] = [["178 of 240 prompts (74%)", "test/infer/corpus.test.ts"]];

test("no other sentence of the README has a number in it", () => {
  for (const [, test] of HELD_ELSEWHERE) expect(read(test)).toContain("README.md");
  const held = [...NUMBERS.map(([, text]) => text), ...HELD_ELSEWHERE.map(([text]) => text)];
  const left = held.reduce((rest, text) => rest.replace(proseOf(text), ""), proseOf(README));
  const numbers =
    /[^.:|]*\b(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand)\b[^.:|]*/gi;
  expect((left.match(numbers) ?? []).map((one) => one.trim())).toEqual([]);
});
