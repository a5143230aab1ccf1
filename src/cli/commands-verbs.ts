// The control API's verbs, against a running mock.

import { EVENTS } from "../domain/delivery.js";
import type { Command } from "./command.js";
import { RUNNING_MOCK } from "./flags.js";

const TASK = { name: "TASK", required: true } as const;
const STATES = "scheduled|delivered|exhausted|undeliverable";

export const VERB_COMMANDS: readonly Command[] = [
  {
    name: "tasks",
    summary: "List the tasks, newest first",
    flags: [
      {
        flag: "status",
        value: "STATUS",
        help: "only those that are pending, running, waiting, complete, failed or cancelled",
      },
      ...RUNNING_MOCK,
    ],
    examples: [["ploton-mock tasks --status waiting", "who waits for a user"]],
    load: async () => (await import("./verbs-tasks.js")).tasks,
  },
  {
    name: "task",
    summary: "Show a task whole: request, fixture, timeline, deliveries",
    words: [TASK],
    flags: RUNNING_MOCK,
    examples: [],
    load: async () => (await import("./verbs-tasks.js")).task,
  },
  {
    name: "resume",
    summary: "Give a waiting task what it waits for",
    words: [TASK],
    flags: [
      { flag: "input", value: "JSON", help: "what the user says, where the task asks for input" },
      ...RUNNING_MOCK,
    ],
    examples: [],
    load: async () => (await import("./verbs-tasks.js")).resume,
  },
  {
    name: "cancel",
    summary: "Cancel a task",
    words: [TASK],
    flags: RUNNING_MOCK,
    examples: [],
    load: async () => (await import("./verbs-tasks.js")).cancel,
  },
  {
    name: "wait",
    summary: "Wait until a task, or every task, is where you want it",
    words: [{ name: "TASK" }],
    flags: [
      {
        flag: "until",
        value: "finished|waiting|delivered|exhausted|idle",
        fallback: "finished",
        help: "what to wait for",
      },
      { flag: "timeout", value: "D", fallback: "30s", help: "give up after this real time" },
      ...RUNNING_MOCK,
    ],
    examples: [["ploton-mock wait task_8xK2mP --until delivered", "until its events have arrived"]],
    notes: "Ends with 1, and says what is missing, when it is not so in time or cannot come to be.",
    load: async () => (await import("./verbs-tasks.js")).wait,
  },
  {
    name: "deliveries",
    summary: "List the events on their way and delivered",
    flags: [
      { flag: "task", value: "TASK", help: "only those of this task" },
      { flag: "event", value: "EVENT", help: `only this event: ${EVENTS.join(", ")}` },
      { flag: "state", value: STATES, help: "only those in this state" },
      ...RUNNING_MOCK,
    ],
    examples: [],
    load: async () => (await import("./verbs-deliveries.js")).deliveries,
  },
  {
    name: "redeliver",
    summary: "Send an event once more now, the same bytes",
    words: [{ name: "DELIVERY", required: true }],
    flags: RUNNING_MOCK,
    examples: [],
    load: async () => (await import("./verbs-deliveries.js")).redeliver,
  },
  {
    name: "trigger",
    summary: "Make an event happen at once: a task of its own that ends in it",
    words: [{ name: "EVENT", required: true }],
    flags: [
      { flag: "prompt", value: "P", help: "play the fixture that answers this prompt" },
      { flag: "user-id", value: "ID", help: "the task's user_id" },
      {
        flag: "set",
        value: "PATH=VALUE",
        list: true,
        single: true,
        help: "a value in the event's data, as JSON or text",
      },
      ...RUNNING_MOCK,
    ],
    examples: [["ploton-mock trigger task.complete --set temperature=70°F", `events: ${EVENTS.join(", ")}`]],
    load: async () => (await import("./verbs-deliveries.js")).trigger,
  },
  {
    name: "advance",
    summary: "Move the mock's clock, and everything that falls due",
    words: [{ name: "DURATION" }],
    flags: [{ flag: "to", value: "TIME", help: "to this instant, in place of a duration" }, ...RUNNING_MOCK],
    examples: [["ploton-mock advance 24h", "all five attempts, in milliseconds"]],
    load: async () => (await import("./verbs-clock.js")).advance,
  },
  {
    name: "fault",
    summary: "Arm a fault, list those that are armed, or clear them",
    words: [{ name: "SPEC", many: true }],
    flags: [
      { flag: "list", help: "list what is armed" },
      { flag: "clear", help: "[ID]  clear the fault of this id, or all" },
      ...RUNNING_MOCK,
    ],
    examples: [
      ["ploton-mock fault webhook lost-ack event=task.complete attempt=1", "the answer gets lost, so it is sent again"],
      ["ploton-mock fault --clear flt_1", "without an id: all"],
    ],
    load: async () => (await import("./verbs-faults.js")).fault,
  },
  {
    name: "accounts",
    summary: "List the accounts, or remove one that nobody uses any more",
    flags: [
      { flag: "remove", value: "KEY", help: "remove the account of this key; it is refused from then on" },
      ...RUNNING_MOCK,
    ],
    examples: [["ploton-mock accounts --remove pk_test_left_over", "after a worker that crashed"]],
    load: async () => (await import("./verbs-accounts.js")).accounts,
  },
  {
    name: "reset",
    summary: "Put the account back to how it was when made",
    flags: RUNNING_MOCK,
    examples: [],
    load: async () => (await import("./verbs-clock.js")).reset,
  },
];
