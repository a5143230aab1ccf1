// Programs that broke a rule once, shrunk; a failure of programs.test.ts prints its line for this list.

import { afterAll, beforeAll, it } from "vitest";
import type { Program } from "./program.js";
import { type Bench, expectKept, expectSameStory, openBench } from "./runner.js";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(() => bench.close());

const NEVER: Program["plans"] = [[{ after: "1h", complete: { done: true } }]];
const AT_ONCE: Program["plans"] = [[{ complete: { done: true } }]];
const ASKS: Program["plans"] = [[{ wait: { reason: "Please.", service: "crm" } }]];
const base: Program = {
  clock: "frozen",
  consent: "ask",
  retry: ["1s", "10s", "100s"],
  faults: [],
  plans: AT_ONCE,
  commands: [],
};

const FOUND: [what: string, program: Program, stranger?: Program][] = [
  [
    "a page of consent that is approved moves its own account's task",
    {
      ...base,
      plans: ASKS,
      commands: [
        { do: "create", prompt: 0 },
        { do: "advance", by: "0s" },
      ],
    },
    {
      ...base,
      plans: ASKS,
      commands: [
        { do: "create", prompt: 0 },
        { do: "advance", by: "0s" },
        { do: "page", task: 0, decision: "approve" },
      ],
    },
  ],
  [
    "a redelivery in the place of a delayed attempt: the next one waits as the schedule says",
    {
      ...base,
      commands: [
        { do: "handler", is: 500 },
        { do: "arm", spec: "webhook delay by=10s" },
        { do: "create", prompt: 0 },
        { do: "advance", by: "0s" },
        { do: "redeliver", delivery: 0 },
        { do: "advance", by: "1s" },
      ],
    },
  ],
  [
    "an event that is held back has no next attempt yet",
    {
      ...base,
      plans: [[{ progress: "1" }]],
      commands: [
        { do: "arm", spec: "webhook reorder" },
        { do: "create", prompt: 0 },
        { do: "advance", by: "0s" },
      ],
    },
  ],
  [
    "before-response strikes nothing that the user has to answer first, and stays armed",
    {
      ...base,
      plans: [[{ wait: { reason: "Please." } }, { progress: "1" }]],
      commands: [
        { do: "arm", spec: "webhook before-response event=task.progress" },
        { do: "create", prompt: 0 },
      ],
    },
  ],
  [
    "a wait by hand for a service that was approved is refused",
    {
      ...base,
      plans: NEVER,
      commands: [
        { do: "create", prompt: 0 },
        { do: "wait", task: 0, service: "crm" },
        { do: "answer", task: 0, decision: "approve" },
        { do: "wait", task: 0, service: "crm" },
      ],
    },
  ],
  [
    "a fault is not spent on an event that has nowhere to go",
    {
      ...base,
      commands: [
        { do: "handler", is: 500 },
        { do: "create", prompt: 0, user: "ann" },
        { do: "complete", task: 0 },
        { do: "url", on: false },
        { do: "arm", spec: "webhook status times=2" },
        { do: "advance", by: "24h" },
      ],
    },
  ],
  [
    "what waits for the wire asks again: nothing is sent by itself after a 200 to a redelivery",
    {
      ...base,
      clock: "live",
      retry: ["1ms", "2ms", "5ms"],
      commands: [
        { do: "create", prompt: 0 },
        { do: "handler", is: "flaky" },
        { do: "pause", ms: 4 },
        { do: "redeliver", delivery: 0 },
      ],
      kind: "hurried",
    },
  ],
  [
    "an account that goes on from another's moment tells of its own page, also in an event that was made before",
    {
      ...base,
      plans: ASKS,
      commands: [{ do: "create", prompt: 0 }, { do: "handler", is: 500 }, { do: "advance", by: "0s" }, { do: "fork" }],
    },
  ],
  [
    "what is held back goes out behind an event that was on the wire when the mock died",
    {
      ...base,
      plans: [[{ progress: "1" }, { progress: "2" }, { after: "1h", complete: { done: true } }]],
      commands: [
        { do: "arm", spec: "webhook reorder" },
        { do: "create", prompt: 0 },
        { do: "handler", is: "kills" },
        { do: "advance", by: "0s" },
        { do: "advance", by: "0s" },
      ],
      kept: "default",
    },
  ],
  [
    "what was set meanwhile gives way to the options of the next start",
    {
      ...base,
      commands: [
        { do: "mode", mode: "live" },
        { do: "url", on: false },
        { do: "restart" },
        { do: "create", prompt: 0 },
        { do: "advance", by: "0s" },
      ],
      kept: "default",
    },
  ],
  [
    "an attempt on the wire is not the end, however the clock and the tasks are read beside it",
    {
      ...base,
      clock: "instant",
      commands: [{ do: "kill" }, { do: "handler", is: 500 }, { do: "create", prompt: 2 }],
      kept: "made",
    },
  ],
];

it.each(FOUND)("%s", (_, program, stranger) =>
  stranger ? expectSameStory(bench, program, stranger) : expectKept(bench, program),
);
