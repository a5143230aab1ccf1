// Numbers that a reader of the README and the docs can check, checked.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDuration } from "../../src/domain/duration.js";
import { create, start } from "../support/mock.js";
import { recorder } from "../support/receiver.js";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const README = read("README.md");
const PROMPT = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";

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
