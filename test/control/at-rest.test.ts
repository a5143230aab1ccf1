// What may happen to a task that lies as a row because nobody has looked at it, seen over HTTP: beside it runs a mock whose every task is
// looked at as soon as it is made, so that none of them ever lies down. Nobody can tell the two apart.

import { beforeEach, describe, expect, test } from "vitest";
import type { Mock } from "../../src/control/core.js";
import { eventRecord } from "../../src/control/events.js";
import { isAtRest } from "../../src/engine/tasks.js";
import type { FixtureFile } from "../../src/fixtures/fixture.js";
import { connectPlotonMock, type FaultInput, type PlotonMock } from "../../src/index.js";
import type { Options } from "../../src/options.js";
import { dataFile } from "../data/kept.js";
import { fixtureFolder } from "../support/mock.js";
import { recorder } from "../support/receiver.js";
import { openInside } from "./inside.js";

const PROMPTS = [
  "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  "Return name and email of customer 7, key sk_live_abcdefgh12345678",
  "Fail slowly",
  "Steps",
  "Ask first",
  "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  "Return name and email for each contact, page 2",
];
const FIXTURES: FixtureFile[] = [
  {
    name: "slowly",
    when: { prompt: "Fail slowly" },
    tool: "t",
    plan: [{ after: "2s", fail: { code: "slow", message: "It was slow." } }],
  },
  {
    name: "steps",
    when: { prompt: "Steps" },
    tool: "t",
    plan: [
      { after: "1s", progress: "One." },
      { after: "1s", progress: { percent: 50 } },
      { after: "1s", complete: { a: [1] } },
    ],
  },
  {
    name: "asks",
    when: { prompt: "Ask first" },
    tool: "t",
    plan: [
      { after: "1s", wait: { reason: "why", service: "crm", lasts: "20s" } },
      { after: "1s", complete: {} },
    ],
  },
];

/** One of the two mocks: the inside, what its callers have, and its tasks in the order in which they were made. */
type Side = { inside: Mock; mock: PlotonMock; ids: string[] };

let fixtures: string;
beforeEach(() => {
  fixtures = fixtureFolder(...FIXTURES);
});

async function open(options: Partial<Options> = {}): Promise<Side> {
  const inside = await openInside({ fixtures: [fixtures], publicUrl: "http://mock.test", ...options });
  return { inside, mock: await connectPlotonMock(inside.url), ids: [] };
}

/** Makes a task for each prompt; `look`: and looks at it. */
async function createAll(side: Side, look: boolean, prompts = PROMPTS): Promise<void> {
  for (const [n, prompt] of prompts.entries()) {
    const { id } = await side.mock.tasks.create({
      prompt,
      user_id: n % 2 ? `user_${n}` : "user_1",
      metadata: { n, ü: "ä" },
    });
    if (look) side.inside.accounts.main().find(id);
    side.ids.push(id);
  }
}

/** A start lists events in the order of its file: by task where that was written anew meanwhile. */
const byId = <T extends { id: string }>(some: readonly T[]) => some.toSorted((a, b) => a.id.localeCompare(b.id));

const atRest = ({ inside }: Side) =>
  [...inside.accounts.main().state.tasks.known()].filter((one) => isAtRest(one)).map(({ id }) => id);

/** All that can be asked of a mock, as text without what tells two runs apart: addresses, and how long something took. */
async function allOf({ inside, mock, ids }: Side): Promise<string[]> {
  const v1 = async (query: string) => {
    const answer = await fetch(`${mock.baseUrl}/tasks${query}`, {
      headers: { Authorization: `Bearer ${mock.apiKey}` },
    });
    return answer.json();
  };
  const parts: [string, unknown][] = [
    ["pending", await mock.clock.get()],
    ["failed", await mock.tasks.list({ status: "failed" })],
    ["of one user", await v1("?user_id=user_1&limit=2&offset=1")],
    ["by page", await v1("?status=complete&limit=3")],
    ["oldest", await mock.tasks.list({ order: "oldest" })],
    ["newest", await mock.tasks.list()],
    ["deliveries", await mock.deliveries.list()],
    ["deliveries of one", await mock.deliveries.list({ task_id: ids[0]! })],
    ["requests", await mock.requests.list()],
    ["consents", await mock.consents.list()],
    ["journal", inside.accounts.main().journal.after(0).records.map(eventRecord)],
  ];
  for (const { id } of await mock.tasks.list()) parts.push([`story of ${id}`, await mock.story(id)]);
  for (const { id } of await mock.tasks.list()) parts.push([`${id} over /v1`, await v1(`/${id}`)]);
  return parts.map(([name, part]) =>
    `${name}: ${JSON.stringify(part, null, 1)}`
      .replaceAll(inside.url, "http://mock")
      .replace(/"(duration_ms|took_ms)": [\d.]+/g, '"$1": 0')
      .replace(/http:\/\/(127\.0\.0\.1|localhost):\d+/g, "http://there")
      .replace(/127\.0\.0\.1:\d+|localhost:\d+/g, "there")
      .replace(/"date": "[^"]+"/g, '"date": ""')
      .replace(/in [\d.]+ ms/g, "in 0 ms"),
  );
}

type Happening = [name: string, happen: (side: Side) => Promise<unknown>, options?: Partial<Options>];
const to = recorder();

const HAPPENINGS: Happening[] = [
  ["nothing but time", ({ mock }) => mock.clock.advance("1h")],
  ["a cancel before it is due", ({ mock, ids }) => mock.tasks.cancel(ids[0]!)],
  [
    "a cancel over /v1 and once it is over",
    async ({ mock, ids }) => {
      const cancel = (id: string) =>
        fetch(`${mock.baseUrl}/tasks/${id}`, { method: "DELETE", headers: { Authorization: `Bearer ${mock.apiKey}` } });
      await cancel(ids[1]!);
      await mock.clock.advance("10s");
      await cancel(ids[0]!);
    },
  ],
  [
    "moves by hand, before and after a step of its plan",
    async ({ mock, ids }) => {
      await mock.tasks.progress(ids[3]!, "By hand.");
      await mock.clock.advance("1500ms");
      await mock.tasks.complete(ids[3]!, { by: "hand" });
      await mock.tasks.fail(ids[1]!, { code: "broken", message: "It broke." });
      await mock.tasks.wait(ids[2]!, { service: "crm" });
    },
  ],
  [
    "its end, and the same event sent to a handler that came later",
    async ({ mock, ids }) => {
      await mock.clock.advance("1m");
      await mock.webhook.serve(to.listener);
      for (const n of [0, 1, 3]) {
        const [delivery] = await mock.deliveries.list({ task_id: ids[n]! });
        await mock.deliveries.redeliver(delivery!.id);
      }
      await mock.deliveries.redeliver(`dlv_${ids[2]!.slice("task_".length)}_1`);
    },
  ],
  [
    "another secret and a handler while it runs",
    async ({ mock }) => {
      await mock.clock.advance("1s");
      await mock.webhook.set({ secret: "whsec_another_secret" });
      await mock.clock.advance("1s");
      await mock.webhook.serve(to.listener);
      await mock.clock.advance("10s");
    },
  ],
  [
    "faults that strike the events of single tasks",
    async (side) => {
      const { mock } = side;
      await mock.webhook.serve(to.listener);
      for (const [n, fault] of ["drop", "duplicate"].entries())
        await mock.faults.add({ on: "webhook", fault, task_id: side.ids[n]!, times: 1 } as FaultInput);
      await createAll(side, false, ["Steps", "Fail slowly"]);
      await mock.clock.advance("1m");
    },
  ],
  [
    "a wait that is answered, a consent that runs out, and a task that asks again",
    async (side) => {
      const { mock, ids } = side;
      await mock.clock.advance("2s");
      await mock.tasks.approve(ids[4]!);
      await createAll(side, false, ["Ask first"]);
      await mock.clock.advance("5s");
      await mock.clock.advance("1h");
      await createAll(side, false, ["Ask first"]);
      await mock.clock.advance("1d");
    },
    { consent: "ask" },
  ],
  ["a wait for it", ({ mock, ids }) => mock.waitFor(ids[1]!, "settled", { timeout: "5s" }), { clock: "instant" }],
  [
    "a reset that keeps where its webhooks go",
    async (side) => {
      await side.mock.clock.advance("1s");
      await side.mock.webhook.serve(to.listener);
      await side.mock.reset({ keep: ["webhook"] });
      side.ids.length = 0;
      await createAll(side, false);
      await side.mock.clock.advance("2s");
    },
  ],
];

describe("a task that lies as a row is as one that was looked at, after", () => {
  test.each(HAPPENINGS)("%s", async (_name, happen, options) => {
    const [resting, awake] = [await open(options), await open(options)];
    await createAll(resting, false);
    await createAll(awake, true);
    if (options?.clock !== "instant") expect(atRest(resting)).toEqual(resting.ids);
    expect(atRest(awake)).toEqual([]);
    await happen(resting);
    await happen(awake);
    const [rested, looked] = [await allOf(resting), await allOf(awake)];
    for (const [n, part] of looked.entries()) expect(rested[n]).toBe(part);
    expect(rested).toHaveLength(looked.length);
  });
});

describe("a moment in which tasks lie as rows", () => {
  const GOES_ON: [string, (side: Side) => Promise<PlotonMock>][] = [
    ["another account", async ({ mock }) => mock.account({ from: await mock.checkpoint() })],
  ];
  test.each(GOES_ON)(
    "goes on in %s: what it tells and what comes is as of tasks that were looked at",
    async (_name, go) => {
      const told: unknown[] = [];
      for (const look of [false, true]) {
        const side = await open();
        await createAll(side, look);
        await side.mock.clock.advance("2s");
        const there = await go(side);
        await there.clock.advance("1s");
        await side.mock.tasks.cancel(side.ids[1]!);
        await there.clock.advance("1h");
        told.push([await there.tasks.list(), await there.deliveries.list(), await side.mock.tasks.list()]);
      }
      expect(told[0]).toEqual(told[1]);
    },
  );

  test("goes on after a restart, also once the file was written anew, with results and bytes that were never read before", async () => {
    const told: unknown[] = [];
    for (const look of [false, true]) {
      const data = dataFile();
      const first = await open({ data });
      await createAll(first, look);
      await first.mock.clock.advance("2s");
      expect(atRest(first).length > 0).toBe(!look);
      await first.inside.close();
      for (let n = 0; n < 2; n += 1) {
        const again = await open({ data });
        await again.mock.clock.advance("2s");
        if (n === 1) told.push([await again.mock.tasks.list(), byId(await again.mock.deliveries.list())]);
        await again.inside.close();
      }
    }
    expect(told[0]).toEqual(told[1]);
  });
});
