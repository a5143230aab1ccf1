// The verbs by which somebody plays a part: the user who answers, Ploton that moves a task, the app that creates one.

import { createTask, UNANSWERED } from "../control/transports.js";
import { MockError } from "../domain/errors.js";
import type { Json, JsonObject } from "../domain/json.js";
import { isJsonObject, shown } from "../domain/json.js";
import type { ConsentRecord, RequestRecord, TaskRecord } from "../index.js";
import { ANY_KEY } from "../index.js";
import { badUsage, type Command, type Flag, type Given, RUNNING_MOCK, textOf } from "./command.js";
import { callerOf, connect, show, targetOf } from "./connect.js";
import { listed, listFlags, noneText } from "./lists.js";
import { patienceOf } from "./tasks.js";
import { cut, printable, table } from "./terminal.js";

const TASK = { name: "TASK", required: true } as const;

const INPUT: Flag = { flag: "input", value: "JSON", help: "what the user says, where the task asks for something" };

export const approve: Command = {
  name: "approve",
  summary: "Say yes to what a task waits for",
  words: [TASK],
  flags: [INPUT, ...RUNNING_MOCK],
  examples: [["ploton-mock approve task_8xK2mP", "as the user would on the page of the wait"]],
  run: (given) => answerWith(given, "approve"),
};

export const deny: Command = {
  name: "deny",
  summary: "Say no to what a task waits for: it fails",
  words: [TASK],
  flags: RUNNING_MOCK,
  examples: [],
  run: (given) => answerWith(given, "deny"),
};

export const answer: Command = {
  name: "answer",
  summary: "Answer what a task waits for: yes, with --input where something was asked, or --decision deny",
  words: [TASK],
  flags: [{ flag: "decision", value: "approve|deny", fallback: "approve", help: "yes or no" }, INPUT, ...RUNNING_MOCK],
  examples: [['ploton-mock answer task_8xK2mP --input \'{"list":"open"}\'', "where it asks which list"]],
  run: (given) => answerWith(given, (textOf(given, "decision") ?? "approve") as "approve" | "deny"),
};

async function answerWith(given: Given, decision: "approve" | "deny"): Promise<number> {
  return move(given, (call, params) =>
    call("answerWait", { params, body: { decision, input: jsonOf(given, "input") } }),
  );
}

type Connected = Awaited<ReturnType<typeof connect>>;

/** Moves the task that is named, and shows what became of it. */
async function move(
  given: Given,
  make: (call: Connected, params: { id: string }) => Promise<TaskRecord>,
): Promise<number> {
  return show(given, await make(await connect(given), { id: given.words[0]! }), movedText);
}

export const complete: Command = {
  name: "complete",
  summary: "Complete a task now; its event is delivered before this ends",
  words: [TASK],
  flags: [{ flag: "result", value: "JSON", fallback: "{}", help: "its result" }, ...RUNNING_MOCK],
  examples: [["ploton-mock complete task_8xK2mP --result '{\"ok\":true}'", "whatever its plan says"]],
  run: (given) =>
    move(given, (call, params) => call("completeTask", { params, body: { result: jsonOf(given, "result") ?? {} } })),
};

/** What the mock says where nothing is given. */
const TOOL_ERROR = { code: "tool_error", message: "The tool failed." };

export const fail: Command = {
  name: "fail",
  summary: "Fail a task now; its event is delivered before this ends",
  words: [TASK],
  flags: [
    { flag: "code", value: "CODE", fallback: TOOL_ERROR.code, help: "the error's code" },
    { flag: "message", value: "TEXT", fallback: TOOL_ERROR.message, help: "the error's message" },
    ...RUNNING_MOCK,
  ],
  examples: [],
  async run(given) {
    const [code, message] = [textOf(given, "code"), textOf(given, "message")];
    const isGiven = code !== undefined || message !== undefined;
    const body = isGiven ? { code: code ?? TOOL_ERROR.code, message: message ?? TOOL_ERROR.message } : {};
    return move(given, (call, params) => call("failTask", { params, body }));
  },
};

export const progress: Command = {
  name: "progress",
  summary: "Report progress of a task now; its event is delivered before this ends",
  words: [TASK],
  flags: [
    { flag: "message", value: "TEXT", fallback: "In progress.", help: "the event's message" },
    { flag: "data", value: "JSON", help: "what else the event holds" },
    ...RUNNING_MOCK,
  ],
  examples: [],
  async run(given) {
    const message = textOf(given, "message");
    const data = () => ({ ...(message !== undefined && { message }), ...jsonOf(given, "data") });
    return move(given, (call, params) => call("progressTask", { params, body: { data: data() } }));
  },
};

export const create: Command = {
  name: "create",
  summary: "Create a task, as your app would",
  words: [{ name: "PROMPT", required: true, field: "prompt" }],
  flags: [
    { flag: "user-id", value: "ID", field: "user_id", help: "the task's user_id" },
    { flag: "metadata", value: "JSON", help: "the task's metadata" },
    { flag: "timeout", value: "D", fallback: "30s", help: "give up after this real time; the task may be there then" },
    ...RUNNING_MOCK,
  ],
  examples: [['ploton-mock create "Look up the weather in Oslo and return temperature"', "one task"]],
  async run(given) {
    const target = await targetOf(given);
    const call = callerOf(target);
    const { PLOTON_API_KEY: key } = await call("getEnvironment");
    const body = { prompt: given.words[0], user_id: textOf(given, "user-id"), metadata: jsonOf(given, "metadata") };
    const apiKey = target.apiKey ?? key ?? ANY_KEY;
    const task = await createTask(target.url, apiKey, body, patienceOf(given)).catch((error: MockError) => {
      if (UNANSWERED.has(error.code)) throw error;
      throw new MockError(error.status, error.code, `The mock answered ${error.status}: ${error.message}`);
    });
    return show(given, task, ({ id, status, tool }) => `${id}  ${status}  ${tool ?? ""}`.trimEnd());
  },
};

const FILTERS = listFlags("newest", [
  { flag: "task", value: "TASK", field: "task_id", help: "only those about this task" },
  { flag: "status", value: "N", help: "only those answered with it" },
  { flag: "path", value: "PATH", help: "only those to this path, or to what begins so: /v1/tasks*" },
]);

export const calls: Command = {
  name: "calls",
  summary: "List the calls to /v1, newest first",
  flags: [...FILTERS, ...RUNNING_MOCK],
  examples: [],
  operations: { listRequests: "" },
  async run(given) {
    const call = await connect(given);
    const found = await listed(given, FILTERS, (query) => call("listRequests", { query }));
    return show(given, found, (list) =>
      list.length === 0
        ? noneText("call", "calls", given, FILTERS)
        : table([["AT", "CALL", "STATUS", "TASK", "FAULT"], ...list.map(callRow)]),
    );
  },
};

function callRow({ at, method, path, status, task_id, fault, response_json }: RequestRecord): string[] {
  return [
    at,
    printable(cut(`${method} ${path}`, 60)),
    [status ?? "none", codeIn(response_json)].join(" ").trimEnd(),
    task_id ?? "",
    fault ?? "",
  ];
}

/** The code of the error that an answer holds; "" where it holds none. */
function codeIn(answer: Json): string {
  const error = isJsonObject(answer) ? answer.error : undefined;
  return isJsonObject(error) && typeof error.code === "string" ? printable(error.code) : "";
}

export const consents: Command = {
  name: "consents",
  summary: "List what users have approved; approve a service in advance, or revoke it",
  flags: [
    { flag: "grant", value: "SERVICE", field: "service", help: "approve this service, so that no task waits for it" },
    { flag: "revoke", value: "SERVICE", help: "revoke it, so that the next task that needs it waits again" },
    {
      flag: "user-id",
      value: "ID",
      field: "user_id",
      help: "of this user; else --grant is for tasks without a user, --revoke for everybody",
    },
    ...RUNNING_MOCK,
  ],
  examples: [
    ["ploton-mock consents --grant crm --user-id user_123", "that user's tasks do not wait for the CRM"],
    ["ploton-mock consents --revoke crm", "whoever approved it"],
  ],
  operations: { grantConsent: "--grant", listConsents: "", revokeConsent: "--revoke" },
  async run(given) {
    const [grant, revoke, user] = [textOf(given, "grant"), textOf(given, "revoke"), textOf(given, "user-id")];
    if (grant !== undefined && revoke !== undefined) throw badUsage("Give --grant or --revoke, not both.");
    if (user !== undefined && grant === undefined && revoke === undefined)
      throw badUsage("--user-id needs --grant SERVICE or --revoke SERVICE: whom it is for.");
    const call = await connect(given);
    if (grant !== undefined) {
      const granted = await call("grantConsent", { body: { user_id: user ?? null, service: grant } });
      return show(given, granted, (one) => consentsText([one]));
    }
    if (revoke === undefined)
      return show(given, await listed(given, [], (query) => call("listConsents", { query })), consentsText);
    const { deleted } = await call("revokeConsent", { query: { service: revoke, user_id: user } });
    return show(given, { revoked: deleted }, () => `revoked: ${deleted}`);
  },
};

function consentsText(list: readonly ConsentRecord[]): string {
  if (list.length === 0) return "No user has approved anything.";
  const rows = list.map(({ user_id, service, state, granted_at }) => [user_id ?? "none", service, state, granted_at]);
  return table([["USER", "SERVICE", "STATE", "SINCE"], ...rows.map((row) => row.map(printable))]);
}

/** The task's status, and what became of the event that the move led to. */
function movedText({ id, status, deliveries }: TaskRecord): string {
  const last = deliveries.at(-1);
  return last ? `${id}  ${status}  ${last.event} ${last.state}` : `${id}  ${status}`;
}

function jsonOf(given: Given, flag: string): JsonObject | undefined {
  const text = textOf(given, flag);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as JsonObject;
  } catch {
    throw badUsage(`--${flag} must be JSON, not ${shown(text)}.`);
  }
}
