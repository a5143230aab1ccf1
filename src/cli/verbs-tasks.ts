// The verbs on tasks: list, show, move by hand, wait for.

import type { JsonObject } from "../domain/json.js";
import type { TaskRecord, WaitUntil } from "../index.js";
import { type Run, textOf } from "./command.js";
import { caller, connect, show } from "./connect.js";
import { attemptText, deliveryRow } from "./delivery-text.js";
import { printable } from "./output.js";
import { badUsage } from "./parse.js";
import { withProgress } from "./progress.js";
import { cut, noneText, table } from "./table.js";

const PROMPT_WIDTH = 60;

export const tasks: Run = async (given) => {
  const mock = await connect(given);
  const status = textOf(given, "status") as TaskRecord["status"] | undefined;
  return show(given, await mock.tasks.list({ status }), (list) => tasksText(list, { status }));
};

export const task: Run = async (given) => {
  const mock = await connect(given);
  return show(given, await mock.tasks.get(given.words[0]!), taskText);
};

export const resume: Run = async (given) => {
  const mock = await connect(given);
  return show(given, await mock.tasks.resume(given.words[0]!, inputOf(textOf(given, "input"))), statusText);
};

export const cancel: Run = async (given) => {
  const mock = await connect(given);
  return show(given, await mock.tasks.cancel(given.words[0]!), statusText);
};

export const wait: Run = async (given) => {
  const until = textOf(given, "until") as WaitUntil | undefined;
  const body = { task_id: given.words[0], until, timeout: textOf(given, "timeout") };
  const work = (await caller(given))("wait", { body });
  const record = await withProgress(
    work,
    () => `waiting until ${body.task_id ?? "every task"} is ${body.until ?? "settled"}`,
  );
  return show(given, record, () => {
    if ("data" in record) return tasksText(record.data);
    return "id" in record ? statusText(record) : `idle at ${record.now}`;
  });
};

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

function tasksText(list: readonly TaskRecord[], filter: { status?: string } = {}): string {
  if (list.length === 0) return noneText("task", "tasks", filter);
  const rows = list.map(({ id, status, tool, fixture, created_at, request }) => [
    id,
    status,
    tool ?? "",
    fixture.name,
    created_at,
    printable(cut(request.prompt, PROMPT_WIDTH)),
  ]);
  return table([["TASK", "STATUS", "TOOL", "FIXTURE", "CREATED", "PROMPT"], ...rows]);
}

function taskText(record: TaskRecord): string {
  const { id, status, request, fixture, timeline, deliveries } = record;
  const head = [
    ["task", `${id}  ${status}`],
    ["prompt", cut(request.prompt, 200)],
    ["user", request.user_id ?? "none"],
    ["fixture", `${fixture.name}${fixture.file === null ? "" : ` (${fixture.file})`}: ${fixture.why}`],
    ["next", nextText(record)],
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
function nextText({ id, status, next, waiting }: TaskRecord): string {
  const due = next === null ? [] : [`${next.move} at ${next.at}`];
  if (status !== "waiting") return due[0] ?? "nothing by itself";
  const page = typeof waiting?.auth_url === "string" ? `, or open ${waiting.auth_url}` : "";
  return [...due, `waits for the user: ploton-mock resume ${id}${page}`].join("; ");
}

function dataText(data: JsonObject | null): string {
  return data === null ? "" : printable(cut(JSON.stringify(data), 100));
}

function indent(text: string): string {
  return text.replace(/^/gm, "  ");
}
