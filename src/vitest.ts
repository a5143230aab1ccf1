// ploton-mock/vitest: a `test` with a ready, isolated `ploton` in each test.

import { test as base } from "vitest";
import { type AccountOptions, type Handler, type PlotonMock, type StartOptions, startPlotonMock } from "./index.js";

type Fixtures = {
  /**
   * The options of the mock that a file's tests share.
   * @example test.override({ plotonOptions: { fixtures: "my-fixtures" } });
   */
  plotonOptions: StartOptions;
  /**
   * The options of a test's own account: of all tests of a file, or of those in a `describe` that says so for itself.
   * @example
   * describe("an app that polls", () => {
   *   test.override({ plotonAccount: { clock: "instant" } });
   *   test("…", async ({ ploton }) => {});
   * });
   */
  plotonAccount: AccountOptions & { webhook?: string | Handler | null };
  /**
   * The mock that a file's tests share.
   * @example
   * test("two accounts", async ({ plotonServer }) => {
   *   const other = await plotonServer.account();
   * });
   */
  plotonServer: PlotonMock;
  /**
   * An account of it for this test alone: its own key, clock, tasks, webhook and faults; gone when the test ends. Its seed is the
   * test's name, so that no two tests send the same bytes, and every run sends the same. A webhook in `plotonOptions` is each
   * test's to begin with, with the secret that its handler knows. When the test fails, the stories of its tasks are printed.
   * @example
   * test("the report is there", async ({ ploton }) => {
   *   await ploton.webhook.serve(app);
   *   await ploton.clock.advance("3s");
   * });
   */
  ploton: PlotonMock;
};

/**
 * Vitest's `test`, with `ploton`. One mock is started for a file, one account made for a test that asks for it.
 * @example
 * test("the weather is there", async ({ ploton }) => {
 *   await fetch(`${ploton.baseUrl}/tasks`, { method: "POST", body: "{}" });
 * });
 */
export const test = base.extend<Fixtures>({
  plotonOptions: [{}, { scope: "file" }],
  plotonAccount: {},
  plotonServer: [
    async ({ plotonOptions }, use) => {
      const mock = await startPlotonMock(plotonOptions);
      await use(mock);
      await mock.close();
    },
    { scope: "file" },
  ],
  ploton: async ({ plotonServer, plotonOptions, plotonAccount, task }, use) => {
    const { url, secret } = await plotonServer.webhook.get();
    const account = await plotonServer.account({
      ...(url !== null && { webhookUrl: url, webhookSecret: secret }),
      seed: seedOf(task, plotonOptions.seed),
      ...plotonAccount,
    });
    await use(withPatience(account, task.timeout));
    if (task.result?.state === "fail") await tellStories(account);
    await account.close();
  },
});
/**
 * The same by its other name.
 * @example it("asks the user", async ({ ploton }) => void (await ploton.trigger("task.waiting")));
 */
export const it = test;

/** What this file uses of Vitest's test. */
type TestTask = { name: string; suite?: Named | undefined; file: { name: string } };
type Named = { name: string; suite?: Named | undefined };

/** How often each name came: two tests of one name, or one that is tried again, are to send other bytes, too. */
const seen = new Map<string, number>();

/** File, suites and name of a test, and how often that came before; beside a seed of its maker's. */
function seedOf({ name, suite, file }: TestTask, own: string | number = ""): string {
  const names = [name];
  for (let above = suite; above; above = above.suite) names.unshift(above.name);
  const full = [own, file.name, ...names].filter((part) => part !== "").join(" > ");
  const count = seen.get(full) ?? 0;
  seen.set(full, count + 1);
  return count === 0 ? full : `${full} (${count + 1})`;
}

/** The limit of a wait, in milliseconds: of the mock itself, and before a test's own. */
const LONGEST_WAIT = 30_000;
const BEFORE_THE_TEST = 1_000;

/** Waits end before the test does, so that what they say is seen rather than the runner's "timed out". */
function withPatience(account: PlotonMock, limit: number): PlotonMock {
  const left =
    limit > 0 && limit < Number.POSITIVE_INFINITY ? Math.max(limit - BEFORE_THE_TEST, limit / 2) : LONGEST_WAIT;
  const timeout = `${Math.round(Math.min(left, LONGEST_WAIT))}ms`;
  return { ...account, waitFor: (id, until, options) => account.waitFor(id, until, { timeout, ...options }) };
}

/** So many tasks of a failed test are told of, the last ones. */
const MOST_TOLD = 5;

async function tellStories(account: PlotonMock): Promise<void> {
  const tasks = await account.tasks.list({ limit: MOST_TOLD });
  const stories = await Promise.all(tasks.reverse().map(({ id }) => account.story(id)));
  if (stories.length > 0) console.error(`What happened on the mock:\n\n${stories.join("\n")}`);
}
