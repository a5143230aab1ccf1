// What a story does on the wire: real requests, in the order that the story says, in no real time.

import { expect, it } from "vitest";
import { type SimulateOptions, simulate } from "../../src/index.js";
import type { StoryStep, TaskStep } from "../../src/simulate/story.js";
import { carryOut, makeHandler, readings, rightHandler } from "./handler.js";

const task = (name: string, ...course: [TaskStep["course"][number]["event"], string?][]): TaskStep => ({
  task: name,
  course: course.map(([event, after = "1s"]) => ({ event, after })),
});

/** What the handler sees of a story, and what was found. */
async function played(steps: StoryStep[], app = rightHandler(), more: Partial<SimulateOptions> = {}) {
  const report = await simulate({ ...readings(app), story: { steps }, ...more });
  return { seen: app.seen, report };
}

const two = task("A", ["progress"], ["complete"]);

it.each<[string, StoryStep[], string[]]>([
  ["a task with its course", [two], ["A.progress", "A.complete"]],
  [
    "a wait that is answered",
    [task("A", ["waiting"], ["progress"], ["failed"])],
    ["A.waiting", "A.progress", "A.failed"],
  ],
  ["tasks like it", [{ ...task("A", ["complete"]), times: 3 }], ["A.complete", "B.complete", "C.complete"]],
  ["a cancelled one", [task("A", ["progress"], ["cancelled"])], ["A.progress"]],
  ["a lost answer", [two, { fault: "lost-ack", on: "A.progress" }], ["A.progress", "A.complete", "A.progress"]],
  ["a duplicate", [two, { fault: "duplicate", on: "A.progress" }], ["A.progress", "A.progress", "A.complete"]],
  ["a refused connection", [two, { fault: "drop", on: "A.progress" }], ["A.complete", "A.progress"]],
  ["a timeout", [two, { fault: "timeout", on: "A.progress" }], ["A.complete", "A.progress"]],
  ["a delay", [two, { fault: "delay", on: "A.progress", by: "5s" }], ["A.complete", "A.progress"]],
  ["an event held back", [two, { fault: "reorder", on: "A.progress" }], ["A.complete", "A.progress"]],
  ["the last one held back, for nothing", [two, { fault: "reorder", on: "A.complete" }], ["A.progress", "A.complete"]],
  [
    "a second progress",
    [task("A", ["progress"], ["progress"], ["complete"]), { fault: "duplicate", on: "A.progress#2" }],
    ["A.progress", "A.progress", "A.progress", "A.complete"],
  ],
  ["a redelivery", [two, { pause: "1m" }, { redeliver: "A.progress" }], ["A.progress", "A.complete", "A.progress"]],
  [
    "a pause between",
    [task("A", ["complete", "5s"]), { pause: "1s" }, task("B", ["complete", "1s"])],
    ["A.complete", "B.complete"],
  ],
  [
    "a stranger before",
    [two, { fault: "bad-signature", on: "A.complete", times: 2 }],
    ["A.progress", "A.complete", "A.complete", "A.complete"],
  ],
  [
    "a stranger after",
    [task("A", ["complete"]), { fault: "missing-signature", on: "A.complete", place: "after" }],
    ["A.complete", "A.complete"],
  ],
  [
    "before the response",
    [task("A", ["progress", "3s"], ["complete"]), { fault: "before-response", on: "A.progress" }],
    ["A.progress", "A.complete"],
  ],
  [
    "before the response, up to the last of several events, and with it those before",
    [
      task("A", ["progress", "3s"], ["complete"]),
      task("B", ["complete", "1s"]),
      { fault: "before-response", on: "A.complete" },
    ],
    ["A.progress", "A.complete", "B.complete"],
  ],
  ["two at once, in the other order", [two, { overlap: ["A.complete", "A.progress"] }], ["A.complete", "A.progress"]],
  [
    "a retry at once with a redelivery",
    [
      task("A", ["complete"]),
      task("B", ["complete"]),
      { overlap: ["A.complete@2", "B.complete@2"] },
      { pause: "1m" },
      { redeliver: "B.complete" },
      { redeliver: "A.complete" },
    ],
    ["A.complete", "B.complete", "A.complete", "B.complete"],
  ],
])("%s reaches the handler as the story says", async (_, steps, expected) => {
  const { seen, report } = await played(steps);
  const names = new Map([...new Set(seen.map((one) => one[0]!))].map((name, i) => [name, String.fromCharCode(65 + i)]));
  expect(seen.map((one) => names.get(one[0]!) + one.slice(1))).toEqual(expected);
  expect(report).toMatchObject({ passed: true, stories: 1, requests: expected.length, seeds: null });
});

it("requests that overlap are in flight at once: each is answered only when all have come", async () => {
  const waiting: (() => void)[] = [];
  const app = makeHandler({
    async take(event, _, app) {
      carryOut(app, event);
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        if (waiting.length === 4) for (const go of waiting.splice(0)) go();
      });
      return 200;
    },
  });
  const tasks = ["A", "B", "C", "D"].map((name) => task(name, ["complete"]));
  const { report } = await played([...tasks, { overlap: tasks.map(({ task }) => `${task}.complete`) }], app);
  expect(report).toMatchObject({ passed: true, requests: 4 });
});

it("a request that is broken off is not taken for an event, and its retry is", async () => {
  for (const fault of ["truncate", "reset"] as const) {
    const { seen, report } = await played([task("A", ["complete"]), { fault, on: "A.complete" }]);
    expect(seen).toEqual(["A.complete"]);
    expect(report).toMatchObject({ passed: true, requests: 2 });
  }
});

it("an event's timestamp is never in the handler's future, and no two stories share a second", async () => {
  const stamps: string[] = [];
  const app = makeHandler({
    take(event, _, app) {
      stamps.push(event.timestamp);
      carryOut(app, event);
      return 200;
    },
  });
  await simulate({ ...readings(app), seeds: 40, skip: ["effects", "state"] });
  expect(stamps.every((stamp) => Date.parse(stamp) <= Date.now())).toBe(true);
});

it("a first arrival that comes late is late by the handler's own clock, too", async () => {
  const app = makeHandler({ take: ({ timestamp }) => (Date.now() - Date.parse(timestamp) > 300_000 ? 400 : 200) });
  const steps: StoryStep[] = [
    task("A", ["complete"]),
    { fault: "drop", on: "A.complete" },
    { fault: "drop", on: "A.complete", attempt: 2 },
  ];
  const { report } = await played(steps, app, { skip: ["effects", "state"] });
  expect(report.failures[0]).toMatchObject({ invariant: "taken", shrunk: { requests: 2 } });
  expect((await played([task("A", ["complete"])], app, { skip: ["effects", "state"] })).report.passed).toBe(true);
});
