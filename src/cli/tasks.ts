// The verbs on tasks: list, show, move by hand, wait for.

import { DURATION_FORM, parseDuration } from "../domain/duration.js";
import type { JsonObject } from "../domain/json.js";
import { STATUSES } from "../domain/task.js";
import type { TaskRecord, WaitUntil } from "../index.js";
import { badUsage, type Command, commandOf, type Given, RUNNING_MOCK, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { attemptText, deliveryRow } from "./deliveries.js";
import { listed, listFlags, noneText } from "./lists.js";
import { READY_FILE, waitUntilReady } from "./ready.js";
import { complain, withProgress } from "./stdio.js";
import { cut, printable, table } from "./terminal.js";

const PROMPT_WIDTH = 60;
const USER_WIDTH = 30;
const TASK = { name: "TASK", required: true } as const;

const FILTERS = listFlags("newest", [
  { flag: "status", value: STATUSES.join("|"), help: "only those in this status" },
  { flag: "user-id", value: "ID", help: "only those of this user" },
]);

export const tasks: Command = {
  name: "tasks",
  summary: "List the tasks, newest first",
  flags: [...FILTERS, ...RUNNING_MOCK],
  examples: [["ploton-mock tasks --status waiting", "who waits for a user"]],
  operations: { listTasks: "" },
  async run(given) {
    const call = await connect(given);
    const found = await listed(given, FILTERS, (query) => call("listTasks", { query }));
    return show(given, found, (list) =>
      list.length === 0 ? noneText("task", "tasks", given, FILTERS) : tasksText(list),
    );
  },
};

export const task: Command = {
  name: "task",
  summary: "Show a task whole: request, fixture, timeline, deliveries",
  words: [TASK],
  flags: RUNNING_MOCK,
  examples: [],
  async run(given) {
    const call = await connect(given);
    return show(given, await call("getTask", { params: idIn(given) }), (record) => taskText(record, given));
  },
};

export const resume: Command = {
  name: "resume",
  summary: "Give a waiting task what it waits for",
  words: [TASK],
  flags: [{ flag: "input", value: "JSON", help: "what the user says, where the task asks for input" }, ...RUNNING_MOCK],
  examples: [],
  async run(given) {
    const call = await connect(given);
    const input = inputOf(textOf(given, "input"));
    return show(given, await call("resumeTask", { params: idIn(given), body: { input } }), statusText);
  },
};

export const cancel: Command = {
  name: "cancel",
  summary: "Cancel a task",
  words: [TASK],
  flags: RUNNING_MOCK,
  examples: [],
  async run(given) {
    const call = await connect(given);
    return show(given, await call("cancelTask", { params: idIn(given) }), statusText);
  },
};

export const wait: Command = {
  name: "wait",
  summary: "Wait until a task, or every task, is where you want it",
  words: [{ name: "TASK", field: "task_id" }],
  flags: [
    {
      flag: "until",
      value: "settled|finished|waiting|delivered|exhausted|idle",
      fallback: "settled",
      help: "what to wait for",
    },
    { flag: "timeout", value: "D", fallback: "30s", help: "give up after this real time" },
    { flag: "ready", help: "until the mock itself answers, in place of a task" },
    READY_FILE,
    ...RUNNING_MOCK,
  ],
  examples: [
    ["ploton-mock wait task_8xK2mP --until delivered", "until its events have arrived"],
    ["ploton-mock wait --ready --timeout 10s", "until a mock that was started just now listens"],
  ],
  notes: "Ends with 1, and says what is missing, when it is not so in time or cannot come to be.",
  async run(given) {
    if (given.flags.ready === true || textOf(given, "ready-file") !== undefined)
      return waitUntilReady(given, patienceOf(given));
    const call = await connect(given);
    const until = textOf(given, "until") as WaitUntil | undefined;
    const body = { task_id: given.words[0], until, timeout: textOf(given, "timeout") };
    const waiting = () => `waiting until ${body.task_id ?? "every task"} is ${until ?? "settled"}`;
    return show(given, await withProgress(call("wait", { body }), waiting), (record) => {
      if ("has_more" in record) return awaitedText(record, given);
      return "id" in record ? statusText(record) : `idle at ${record.now}`;
    });
  },
};

/** A --timeout in real time, in milliseconds. */
export function patienceOf(given: Given): number {
  const text = textOf(given, "timeout") ?? "30s";
  const ms = parseDuration(text);
  if (ms === undefined) throw badUsage(`--timeout must be ${DURATION_FORM}, not ${JSON.stringify(text)}.`);
  return ms;
}

function idIn({ words }: Given): { id: string } {
  return { id: words[0]! };
}

function inputOf(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    throw badUsage(`--input must be JSON, not ${JSON.stringify(text)}.`);
  }
}

function statusText({ id, status }: TaskRecord): string {
  return `${id}  ${status}`;
}

function tasksText(list: readonly TaskRecord[]): string {
  if (list.length === 0) return "There are no tasks.";
  const rows = list.map(({ id, status, tool, fixture, created_at, request }) => [
    id,
    status,
    tool ?? "",
    printable(cut(request.user_id ?? "", USER_WIDTH)),
    fixture.name,
    created_at,
    printable(cut(request.prompt, PROMPT_WIDTH)),
  ]);
  return table([["TASK", "STATUS", "TOOL", "USER", "FIXTURE", "CREATED", "PROMPT"], ...rows]);
}

/** The tasks that were waited for, as many as one answer holds. */
function awaitedText({ data, has_more }: { data: readonly TaskRecord[]; has_more: boolean }, given: Given): string {
  if (has_more) complain(`There are more than these ${data.length}: ${commandOf(given, "tasks")} lists them all.`);
  return tasksText(data);
}

function taskText(record: TaskRecord, given: Given): string {
  const { id, status, request, fixture, timeline, deliveries, waiting, result, error } = record;
  const origin = fixture.invented ? "; its result is invented from the prompt" : "";
  const head = [
    ["task", `${id}  ${status}`],
    ["prompt", cut(request.prompt, 200)],
    ["user", request.user_id ?? "none"],
    ["fixture", `${fixture.name}${fixture.file === null ? "" : ` (${fixture.file})`}: ${fixture.why}${origin}`],
    ["next", nextText(record, given)],
    ...Object.entries({ waiting, result, error }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, JSON.stringify(value)]],
    ),
  ].map((row) => row.map(printable));
  const entries = timeline.map(({ at, move, status: then, by, data }) => [at, move, then, `by ${by}`, dataText(data)]);
  const sent = deliveries.flatMap((one) => [
    `  ${deliveryRow(one).join("  ")}`,
    ...one.attempts.map((each) => `    ${attemptText(each)}`),
  ]);
  return [
    table(head),
    "",
    "timeline",
    indent(table(entries)),
    ...(sent.length > 0 ? ["", "webhooks", ...sent] : []),
  ].join("\n");
}

/** What comes next, by itself or by the user's hand; the page to open is never cut. */
function nextText({ id, status, next, waiting }: TaskRecord, given: Given): string {
  const due = next === null ? [] : [`${next.move} at ${next.at}`];
  if (status !== "waiting") return due[0] ?? "nothing by itself";
  const page = typeof waiting?.auth_url === "string" ? `, or open ${waiting.auth_url}` : "";
  return [...due, `waits for the user: ${commandOf(given, `resume ${id}`)}${page}`].join("; ");
}

function dataText(data: JsonObject | null): string {
  return data === null ? "" : printable(cut(JSON.stringify(data), 100));
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
