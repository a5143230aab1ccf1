// Ids, results and drawn durations are a function of seed, fixture, prompt and how often the prompt came before: nothing else.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FixtureFile } from "../../src/fixtures/fixture.js";
import { type PlotonMock, type StartOptions, startPlotonMock } from "../../src/index.js";
import { create, fixtureFolder, start } from "../support/mock.js";
import { type Told, tellTasks } from "../support/tell-tasks.mjs";

const FIXTURES: FixtureFile[] = [
  {
    name: "drawn",
    when: { prompt: { contains: "drawn" } },
    plan: [
      { after: "1s..1h", progress: "on" },
      {
        after: "0..10s",
        complete: { rows: { $generate: { type: "array", minItems: 3, maxItems: 9, items: { type: "integer" } } } },
      },
    ],
  },
  {
    name: "in-turn",
    when: { prompt: { matches: "in turn for (?<who>\\w+)" } },
    plans: [
      [{ after: "1s", complete: { who: "{{match.who}}", time: "first" } }],
      [{ after: "2s..9s", fail: { code: "x", message: "Second time." } }],
    ],
  },
];

/** A scenario that brings its own faults. */
const FAULTY: FixtureFile = {
  name: "faulty",
  when: { prompt: "faulty" },
  plan: [{ after: "1h", complete: {} }],
  faults: ["api server-error route=cancel"],
};

const PROMPTS = [
  "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  "Connect to the CRM",
  "Return name, email, phone number and signup date for each contact",
  "Get all invoices of last month. Return invoice_id (string), amount (number), due_date (ISO 8601) and paid (boolean).",
  "A drawn duration",
  "Another drawn duration",
  "Something in turn for alice",
  "Something in turn for bob",
  "ünïcödé 😀 Return city and country",
];

/** Each prompt three times. */
const THRICE = [...PROMPTS, ...PROMPTS, ...PROMPTS];

async function tell(prompts: readonly string[], options: StartOptions = {}): Promise<Record<string, Told[]>> {
  return tellTasks(startPlotonMock, { prompts, fixtures: fixtureFolder(...FIXTURES), ...options });
}

/** What the built package tells in a process of its own. */
async function tellElsewhere(prompts: readonly string[], env: Record<string, string>): Promise<Record<string, Told[]>> {
  const program = fileURLToPath(new URL("../support/tell-tasks.mjs", import.meta.url));
  const input = JSON.stringify({ prompts, fixtures: fixtureFolder(...FIXTURES) });
  const { stdout } = await promisify(execFile)(process.execPath, [program, input], {
    env: { PATH: process.env.PATH, ...env },
  });
  return JSON.parse(stdout);
}

describe("the same prompts", () => {
  it("become the same tasks, whatever order they come in and whatever comes between", async () => {
    const expected = await tell(THRICE);
    expect(
      new Set(
        Object.values(expected)
          .flat()
          .map(({ id }) => id),
      ).size,
    ).toBe(THRICE.length);
    const others = fc.array(
      fc.string({ minLength: 1 }).map((text) => `Other ${text}`),
      { maxLength: 10 },
    );
    await fc.assert(
      fc.asyncProperty(others, fc.infiniteStream(fc.nat()), async (between, draws) => {
        const shuffled = [...THRICE, ...between]
          .map((prompt) => ({ prompt, at: draws.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ prompt }) => prompt);
        expect(await tell(shuffled)).toMatchObject(expected);
      }),
      { numRuns: 15 },
    );
  });

  it("become the same tasks in two processes, two time zones and two languages", async () => {
    const here = await tell(THRICE);
    const elsewhere = await Promise.all([
      tellElsewhere(THRICE, { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" }),
      tellElsewhere([...THRICE].reverse(), { TZ: "America/St_Johns" }),
    ]);
    for (const told of elsewhere) expect(told).toEqual(here);
  });

  it("become the same tasks after a reset, and in an account of their own", async () => {
    const mock = await startPlotonMock({ fixtures: fixtureFolder(...FIXTURES) });
    const post = async (key: string) => {
      const ids: string[] = [];
      for (const prompt of THRICE) {
        const response = await fetch(`${mock.baseUrl}/tasks`, {
          method: "POST",
          headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
          body: JSON.stringify({ prompt }),
        });
        ids.push(((await response.json()) as { id: string }).id);
      }
      return ids;
    };
    const first = await post(mock.apiKey);
    await mock.reset();
    expect(await post(mock.apiKey)).toEqual(first);
    expect(await post((await mock.account()).apiKey)).toEqual(first);
    await mock.close();
  });

  it("become other tasks with another seed", async () => {
    const [one, two, alsoTwo] = await Promise.all([
      tell(PROMPTS),
      tell(PROMPTS, { seed: "2" }),
      tell(PROMPTS, { seed: 2 }),
    ]);
    expect(two).toEqual(alsoTwo);
    const drawn = "A drawn duration";
    expect(two![drawn]![0]!.id).not.toBe(one![drawn]![0]!.id);
    expect(two![drawn]![0]!.after).not.toEqual(one![drawn]![0]!.after);
    expect(two![drawn]![0]!.outcome).not.toEqual(one![drawn]![0]!.outcome);
    expect(two![PROMPTS[0]!]![0]!.id).toBe("task_8xK2mP");
  });
});

/** What asks for dates: inferred ones, and those of a JSON Schema. */
const DATED: FixtureFile[] = [
  ...FIXTURES,
  {
    name: "dated",
    when: { prompt: { contains: "dated" } },
    plan: [
      {
        after: "1m",
        complete: { at: { $generate: { type: "string", format: "date-time" } }, read: { $infer: true } },
      },
    ],
  },
];
const DATES = "Something dated. Return name, signup date, due_date and start_time for each contact";

describe("dates in results count from where the account's clock started, so they are the same", () => {
  const results = async (before: (mock: PlotonMock) => Promise<unknown>, options: StartOptions = {}) => {
    const mock = await start({ fixtures: fixtureFolder(...DATED), ...options });
    await before(mock);
    const { id } = await create(mock, { prompt: DATES });
    await mock.clock.runUntilIdle();
    return (await mock.tasks.get(id)).result;
  };
  const nothing = async () => {};

  it.each<[string, (mock: PlotonMock) => Promise<unknown>, StartOptions]>([
    ["after an advance of a year", (mock) => mock.clock.advance("365d"), {}],
    [
      "after other tasks under an instant clock",
      (mock) => create(mock, { prompt: "Return city" }),
      { clock: "instant" },
    ],
    ["after a reset", (mock) => mock.clock.advance("40d").then(() => mock.reset()), {}],
  ])("%s", async (_, before, options) => {
    expect(await results(before, options)).toEqual(await results(nothing));
  });

  it("but another start gives other dates", async () => {
    expect(await results(nothing, { now: "2031-01-01T00:00:00Z" })).not.toEqual(await results(nothing));
  });
});

describe("the faults of calls, drawn from the seed", () => {
  it("are the same whatever other tasks there are, and whatever was armed when they were counted", async () => {
    const statuses = async (stranger: boolean): Promise<number[]> => {
      const mock = await start({ fixtures: fixtureFolder(...FIXTURES, FAULTY) });
      if (stranger) await create(mock, { prompt: "faulty" });
      const { id } = await create(mock, { prompt: "A drawn duration" });
      const headers = { Authorization: "Bearer pk_test_1" };
      const get = async () => (await fetch(`${mock.baseUrl}/tasks/${id}`, { headers })).status;
      for (let n = 0; n < 3; n += 1) await get();
      await mock.faults.add("api server-error route=get probability=0.5");
      const seen: number[] = [];
      for (let n = 0; n < 20; n += 1) seen.push(await get());
      return seen;
    };
    const alone = await statuses(false);
    expect(new Set(alone)).toEqual(new Set([200, 500]));
    expect(await statuses(true)).toEqual(alone);
  });
});
