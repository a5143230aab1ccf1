// Operations on tasks: see them whole, and make a move by hand.

import { z } from "zod";
import { ASSUMED } from "../contract/assumed.js";
import { MockError } from "../domain/errors.js";
import { isJsonObject, type Json, type JsonObject, shown } from "../domain/json.js";
import { statusOf, type Task, type TaskError, type Wait } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { answerWait, DECISIONS } from "../engine/consents.js";
import type { MoveData } from "../engine/task-runner.js";
import { type Operation, operation } from "./operation.js";
import { taskRecord } from "./records.js";
import { consent, duration, jsonObject, listOf, page, pageOf, taskAnswer, taskError, taskStatus } from "./schemas.js";
import { storyOf } from "./story.js";

export function taskOf(account: Account, id: string): Task {
  const task = account.find(id);
  if (task) return task;
  throw new MockError(
    404,
    "task_not_found",
    `There is no task ${JSON.stringify(id)} in this account. GET /_mock/tasks lists those there are.`,
  );
}

const waitBody = z.strictObject({
  reason: z.string().min(1).default("The task needs the user."),
  service: z.string().min(1).optional(),
  consent: consent.optional(),
  expires: duration().optional(),
  input_request: z.unknown().optional(),
});

function waitOf({ input_request, ...rest }: z.output<typeof waitBody>): Wait {
  return input_request === undefined ? rest : { ...rest, inputRequest: input_request as Wait["inputRequest"] };
}

/** The user's input as an entry's data. */
function inputOf(input: unknown): JsonObject | undefined {
  return input === undefined || isJsonObject(input) ? input : { input: input as Json };
}

/** A body of two shapes: {name: …} alone, or what would stand there itself. What is a mixture of both is refused. */
function memberOrWhole(body: JsonObject, name: string): Json {
  if (!Object.hasOwn(body, name)) return body;
  const others = Object.keys(body).filter((key) => key !== name);
  if (others.length > 0)
    throw badBody(
      `${name} cannot stand beside ${others.join(", ")}: give {"${name}": …} alone, with all of it in there.`,
    );
  return body[name]!;
}

function badBody(message: string): MockError {
  return new MockError(400, "invalid_request", message);
}

/** An object, or a list, which is wrapped as it is in a fixture (contract 5.11). */
function resultOf(result: Json): JsonObject {
  if (isJsonObject(result)) return result;
  if (Array.isArray(result)) return { [ASSUMED.wrappedArrayKey]: result };
  throw badBody(`result must be an object ({} for nothing) or a list, not ${shown(result)}.`);
}

/** An object, or a text, which is its message, as in a fixture. */
function progressOf(data: Json): JsonObject {
  if (isJsonObject(data)) return { message: "In progress.", ...data };
  if (typeof data === "string" && data !== "") return { message: data };
  throw badBody(`data must be an object with a message, or a text, not ${shown(data)}.`);
}

/** A move by hand: POST /_mock/tasks/:id/NAME. */
function moveOperation<B extends z.ZodType>(
  name: MoveData["move"],
  summary: string,
  body: B,
  moveOf: (body: z.output<B>) => MoveData,
): Operation {
  return operation<never, z.ZodType>({
    name: `${name}Task`,
    route: `POST /_mock/tasks/:id/${name}`,
    summary,
    body,
    answer: taskAnswer,
    handle: ({ account, params, body }) => {
      const task = taskOf(account, params.id!);
      account.runner.move(task, moveOf(body as z.output<B>), "hand");
      return taskRecord(task, account);
    },
  });
}

const toolError = { code: "tool_error", message: "The tool failed." };
/** {error}, or the error object itself, or nothing. */
const failBody = z
  .strictObject({ error: taskError.optional(), ...taskError.partial().shape })
  .superRefine(({ error, ...itself }, context) => {
    const names = Object.keys(itself);
    if (names.length === 0) return;
    if (error)
      return context.addIssue({ code: "custom", path: ["error"], message: `cannot stand beside ${names.join(", ")}` });
    for (const name of ["code", "message"])
      if (!names.includes(name)) context.addIssue({ code: "custom", path: [name], message: "is required" });
  });

function errorOf({ error, ...itself }: z.output<typeof failBody>): TaskError {
  return error ?? (itself.code === undefined ? toolError : (itself as TaskError));
}

export const taskOperations = [
  operation({
    name: "listTasks",
    route: "GET /_mock/tasks",
    summary: "All tasks of the account, newest first, each whole.",
    query: z.strictObject({ ...page, status: taskStatus.optional(), user_id: z.string().optional() }),
    answer: listOf(taskAnswer),
    handle: ({ account, query }) => {
      const { status, user_id } = query;
      const fits = (task: Task) =>
        (status === undefined || statusOf(task) === status) &&
        (user_id === undefined || task.request.userId === user_id);
      return pageOf([...account.newestFirst()].filter(fits), query, (task) => taskRecord(task, account));
    },
  }),
  operation({
    name: "getTask",
    route: "GET /_mock/tasks/:id",
    summary: "One task whole: request, fixture and why, plan, timeline, deliveries.",
    answer: taskAnswer,
    handle: ({ account, params }) => taskRecord(taskOf(account, params.id!), account),
  }),
  operation({
    name: "getStory",
    route: "GET /_mock/tasks/:id/story",
    summary:
      "What happened to a task, attempt by attempt: as lines of text, or, asked for JSON, with the whole record that they tell.",
    answer: z.object({ lines: z.array(z.string()), task: taskAnswer }),
    text: ({ lines }: { lines: string[] }) => `${lines.join("\n")}\n`,
    handle: ({ account, params }) => storyOf(taskOf(account, params.id!), account),
  }),
  moveOperation(
    "resume",
    "The user's input arrives: a waiting task goes on.",
    z.strictObject({ input: z.unknown().optional() }),
    ({ input }) => (input === undefined ? { move: "resume" } : { move: "resume", data: inputOf(input) }),
  ),
  operation({
    name: "answerWait",
    route: "POST /_mock/tasks/:id/answer",
    summary:
      "The user answers, as on the page of the wait: approve, with `input` where other input was asked for, or deny.",
    body: z.strictObject({ decision: z.enum(DECISIONS), input: z.unknown().optional() }),
    answer: taskAnswer,
    handle: ({ account, params, body: { decision, input } }) => {
      const task = taskOf(account, params.id!);
      answerWait(account.runner, task, decision, inputOf(input));
      return taskRecord(task, account);
    },
  }),
  moveOperation(
    "complete",
    "The task completes now. The body is {result}, or the result itself; a list in {result} is wrapped.",
    jsonObject(),
    (body) => ({ move: "complete", data: resultOf(memberOrWhole(body, "result")) }),
  ),
  moveOperation("fail", "The task fails now. The body is {error}, or the error object itself.", failBody, (body) => ({
    move: "fail",
    error: errorOf(body),
  })),
  moveOperation(
    "progress",
    "The task reports progress. The body is {data}, or the event's data itself.",
    jsonObject(),
    (body) => ({ move: "progress", data: progressOf(memberOrWhole(body, "data")) }),
  ),
  moveOperation("wait", "The task pauses for the user.", waitBody, (body) => ({ move: "wait", wait: waitOf(body) })),
  moveOperation("cancel", "The task is cancelled.", z.strictObject({}), () => ({ move: "cancel" })),
];
