// Where and how often a fault strikes, and which of several does.

import { describe, expect, test } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { api, create, fixtureFolder, start, startWithPlan } from "../support/mock.js";
import { eventsOf, recorder } from "../support/receiver.js";

const PLAN = [
  { after: "1s", progress: "one" },
  { after: "1s", complete: { two: true } },
];

/** Per delivery, oldest first: the fault of each attempt. */
async function strikes(mock: PlotonMock): Promise<(string | null)[][]> {
  return (await mock.deliveries.list({ limit: 1_000 })).map(({ attempts }) => attempts.map(({ fault }) => fault));
}

async function play(mock: PlotonMock, bodies: object[] = [{}]): Promise<string[]> {
  const ids: string[] = [];
  for (const body of bodies) ids.push((await create(mock, { prompt: "Do it", ...body })).id);
  await mock.clock.runUntilIdle();
  return ids;
}

describe("where", () => {
  const ROWS: [where: string, struck: (string | null)[][]][] = [
    ["", [["drop", null], [null]]],
    ["event=task.complete", [[null], ["drop", null]]],
    ["event=task.failed", [[null], [null]]],
    ["attempt=1", [["drop", null], [null]]],
    ["attempt=2", [[null], [null]]],
    ["event=task.progress attempt=1", [["drop", null], [null]]],
    ["fixture=any", [["drop", null], [null]]],
    ["fixture=other", [[null], [null]]],
    ["task_id=task_0zZ0zZ", [[null], [null]]],
    [
      "times=2",
      [
        ["drop", null],
        ["drop", null],
      ],
    ],
    ["times=6 event=task.complete", [[null], ["drop", "drop", "drop", "drop", "drop"]]],
  ];
  test.each(ROWS)("webhook drop %s", async (where, struck) => {
    const mock = await startWithPlan(PLAN, { webhook: recorder().listener, fault: `webhook drop ${where}` });
    await play(mock);
    expect(await strikes(mock)).toEqual(struck);
  });

  test("task_id: one task of several", async () => {
    const mock = await startWithPlan([{ after: "1s", complete: {} }], { webhook: recorder().listener });
    const ids = [await create(mock, { prompt: "a" }), await create(mock, { prompt: "b" })].map(({ id }) => id);
    await mock.faults.add({ on: "webhook", fault: "drop", task_id: ids[1], times: 9 });
    await mock.clock.advance("1s");
    expect(await strikes(mock)).toEqual([[null], ["drop"]]);
  });

  test("attempt: the second only, after a first that the handler refused", async () => {
    const mock = await startWithPlan(PLAN, {
      webhook: recorder(() => 500).listener,
      fault: "webhook timeout attempt=2",
    });
    await play(mock);
    expect(await strikes(mock)).toEqual([
      [null, "timeout", null, null, null],
      [null, null, null, null, null],
    ]);
  });
});

describe("how often", () => {
  test("probability is drawn from the seed: the same story again, and another for another seed", async () => {
    const story = async (seed: number) => {
      const mock = await startWithPlan([{ after: "1s", complete: {} }], {
        seed,
        webhook: recorder().listener,
        fault: "webhook drop probability=0.5",
      });
      await play(
        mock,
        Array.from({ length: 40 }, () => ({})),
      );
      return JSON.stringify(await strikes(mock));
    };
    const [one, again, other] = [await story(1), await story(1), await story(2)];
    expect(again).toBe(one);
    expect(other).not.toBe(one);
    const struck = one.match(/"drop"/g)!.length;
    expect(struck).toBeGreaterThan(15);
    expect(struck).toBeLessThan(80);
  });

  test("a draw is the task's own: other tasks before it change nothing", async () => {
    const story = async (others: object[]) => {
      const mock = await startWithPlan([{ after: "1s", complete: {} }], {
        webhook: recorder().listener,
        fault: "webhook drop probability=0.5",
      });
      const ids = await play(mock, [...others, ...Array.from({ length: 20 }, (_, n) => ({ prompt: `task ${n}` }))]);
      const deliveries = await mock.deliveries.list();
      return ids
        .slice(others.length)
        .map((id) => deliveries.find(({ task_id }) => task_id === id)!.attempts.map(({ fault }) => fault));
    };
    expect(await story([{ prompt: "x" }, { prompt: "y" }, { prompt: "z" }])).toEqual(await story([]));
  });

  test("an API fault by probability is drawn by call: the third of the same is the third", async () => {
    const story = async () => {
      const mock = await start({ fault: "api server-error probability=0.5" });
      const statuses = [];
      for (let n = 0; n < 30; n += 1) statuses.push((await api(mock).get("/v1/tasks")).status);
      return statuses;
    };
    const one = await story();
    expect(new Set(one)).toEqual(new Set([200, 500]));
    expect(await story()).toEqual(one);
  });
});

describe("several armed at once: the first that fits, in the order armed; a fixture's own before the account's; one an attempt", () => {
  test("in the order armed", async () => {
    const mock = await startWithPlan(PLAN, {
      webhook: recorder().listener,
      fault: ["webhook timeout", "webhook drop", "webhook lost-ack"],
    });
    await play(mock);
    expect(await strikes(mock)).toEqual([
      ["timeout", null],
      ["drop", "lost-ack", null],
    ]);
  });

  test("one that does not fit is passed over and stays armed", async () => {
    const mock = await startWithPlan(PLAN, {
      webhook: recorder().listener,
      fault: ["webhook timeout event=task.complete", "webhook drop"],
    });
    await play(mock);
    expect(await strikes(mock)).toEqual([
      ["drop", null],
      ["timeout", null],
    ]);
  });

  test("one that moved an attempt is the only one that strikes it", async () => {
    const mock = await startWithPlan([{ complete: {} }], {
      webhook: recorder().listener,
      fault: ["webhook before-response", "webhook delay by=1m", "webhook lost-ack"],
    });
    await play(mock, [{}, {}]);
    expect(await strikes(mock)).toEqual([["before-response"], ["delay"]]);
    expect((await mock.faults.list()).map(({ left }) => left)).toEqual([0, 0, 1]);
  });

  test("a fixture's faults are armed for each of its tasks, and strike before the account's", async () => {
    const { listener, received } = recorder();
    const fixtures = fixtureFolder(
      {
        name: "odd",
        when: { prompt: "odd" },
        plan: PLAN,
        faults: ["webhook drop event=task.complete", { on: "api", fault: "forbidden", route: "get" }],
      },
      { name: "even", when: { prompt: "even" }, plan: PLAN },
    );
    const mock = await start({ fixtures, webhook: listener, fault: "webhook lost-ack event=task.complete" });
    const ids = await play(mock, [{ prompt: "odd" }, { prompt: "odd" }, { prompt: "even" }]);
    expect(await strikes(mock)).toEqual([[null], [null], [null], ["drop", null], ["drop", null], ["lost-ack", null]]);
    expect(eventsOf(received)).toHaveLength(7);
    const statuses = [];
    for (const id of ids) statuses.push((await api(mock).get(`/v1/tasks/${id}`)).status);
    expect(statuses).toEqual([403, 403, 200]);
    expect((await mock.faults.list()).length).toBe(5);
  });
});

describe("chaos", () => {
  test("each attempt and each call draws for itself, any kind, from the seed", async () => {
    const mock = await startWithPlan(PLAN, {
      webhook: recorder().listener,
      webhookTimeout: "1s",
      fault: "webhook chaos 0.9",
    });
    await play(
      mock,
      Array.from({ length: 60 }, (_, n) => ({ prompt: `task ${n}` })),
    );
    const seen = new Set((await strikes(mock)).flat());
    expect(seen.size).toBeGreaterThan(12);
    expect(seen).not.toContain("before-response");
    expect((await mock.faults.list())[0]).toMatchObject({
      on: "webhook",
      fault: "chaos",
      times: null,
      left: null,
      probability: 0.9,
    });
  });

  test("on one side only, where that is asked", async () => {
    const mock = await startWithPlan(PLAN, { webhook: recorder().listener, fault: "api chaos 1" });
    await mock.trigger("task.complete");
    expect((await strikes(mock)).flat()).toEqual([null]);
  });
});
