// Tasks as records: as the API shows them, and all that is behind that; and moves made by hand.

import { z } from "zod";
import { ASSUMED } from "../contract/assumed.js";
import { taskFields } from "../contract/tasks.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { MockError } from "../domain/errors.js";
import { isJsonObject, type Json, type JsonObject, shown } from "../domain/json.js";
import { seen } from "../domain/lazy.js";
import {
  dataOf,
  type Entry,
  type Move,
  nextDue,
  type Status,
  type Step,
  statusOf,
  type Task,
  type TaskError,
  TRANSITIONS,
  type Wait,
} from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { refuseClosed } from "../engine/clock.js";
import { answerWait, DECISIONS } from "../engine/consents.js";
import type { MoveData } from "../engine/task-runner.js";
import { deliveryRecord, deliverySchema } from "./deliveries.js";
import { MOST_SHOWN } from "./events.js";
import { jsonText } from "./exact-json.js";
import {
  type Built,
  consent,
  duration,
  durationText,
  givenObject,
  instant,
  jsonObject,
  listOf,
  type OutputOf,
  order,
  page,
  pageOf,
  schemaOf,
  since,
  taskError,
  taskStatus,
} from "./forms.js";
import { notFound, operation } from "./operation.js";
import type { EntryRecord, StepRecord, TaskRecord } from "./types.js";

export const move = () => z.enum(["create", ...(Object.keys(TRANSITIONS) as Exclude<Move, "create">[])]);
export const entryBy = () => z.enum(["create", "plan", "hand", "consent"]);

const stepSchema = schemaOf<StepRecord>()("Step", () =>
  z.object({
    after: durationText(),
    move: z.enum(["start", "progress", "wait", "complete", "fail"]),
    data: jsonObject().optional(),
  }),
);

const entrySchema = schemaOf<EntryRecord>()("TimelineEntry", () =>
  z.object({
    at: instant(),
    move: move(),
    status: taskStatus(),
    by: entryBy(),
    step: z.int().nullable(),
    data: jsonObject().nullable(),
    deadlines: z.array(z.object({ at: instant(), move: z.enum(["resume", "fail"]) })).optional(),
    page: z.string().optional(),
  }),
);

export const taskSchema = schemaOf<TaskRecord>()("TaskRecord", () =>
  z.object({
    id: z.string(),
    status: taskStatus(),
    tool: z.string().optional(),
    sub_agent: z.string().optional(),
    created_at: instant(),
    completed_at: instant().optional(),
    result: jsonObject().optional(),
    error: taskError().optional(),
    waiting: jsonObject().optional(),
    metadata: jsonObject().optional(),
    request: z.object({
      prompt: z.string(),
      user_id: z.string().nullable(),
      mode: z.enum(["live", "test"]),
      metadata: jsonObject(),
      sub_agent: z.string().nullable(),
    }),
    fixture: z.object({
      name: z.string(),
      why: z.string(),
      file: z.string().nullable(),
      invented: z.boolean().meta({ description: "Its result is read off the prompt." }),
    }),
    plan: z.array(stepSchema()),
    next: z.object({ at: instant(), move: move() }).nullable(),
    timeline: z.array(entrySchema()),
    deliveries: z.array(deliverySchema()),
  }),
);

/** The task as the API shows it, and all that is behind it. `whole`: the bodies of its deliveries are not cut, to be sent again. */
export function taskRecord(task: Task, account: Account, whole = false): TaskRecord {
  const { request, fixture, plan, timeline } = task;
  const places = placesOf(task);
  const placeOfStep = (index: number) => places[timeline.findIndex(({ step }) => step === index)];
  return {
    ...taskFields(task),
    ...(request.metadata !== undefined && { metadata: jsonText(request.metadata) }),
    request: requestOf(task),
    fixture: {
      name: fixture.name,
      why: fixture.why,
      file: fixture.file ?? null,
      invented: fixture.invented === true,
    },
    plan: plan.map((step, index) => stepRecord(step, placeOfStep(index))),
    next: nextOf(task),
    timeline: timeline.map((entry, index) =>
      entryRecord(entry, places[index] === ownPlace(index) ? undefined : places[index]),
    ),
    deliveries: account.courier.of(task.id).map((one) => deliveryRecord(one, account, whole ? "whole" : "cut")),
  };
}

const AT_THE_TOP: Partial<Record<Status, string>> = { complete: "#/result", failed: "#/error", waiting: "#/waiting" };

/** Where the data of each entry stands, if it is too large to stand in every place: at the top of the record, or in the entry. */
function placesOf({ timeline }: Task): (string | undefined)[] {
  return timeline.map(({ data, status }, index) => {
    if (data === undefined || JSON.stringify(data).length <= MOST_SHOWN) return undefined;
    return (index === timeline.length - 1 ? AT_THE_TOP[status] : undefined) ?? ownPlace(index);
  });
}

function ownPlace(index: number): string {
  return `#/timeline/${index}/data`;
}

function requestOf({ request }: Task): TaskRecord["request"] {
  const { prompt, userId, mode, metadata, subAgent } = request;
  return { prompt, user_id: userId, mode, metadata: jsonText(metadata ?? "{}"), sub_agent: subAgent ?? null };
}

function nextOf(task: Task): TaskRecord["next"] {
  const due = nextDue(task);
  if (!due) return null;
  return { at: formatInstant(due.at), move: due.index === undefined ? due.move : due.step.move };
}

/** A step of a plan: `after` as a duration, its move, and its data where it has any; or the place where that stands already. */
function stepRecord(step: Step, place: string | undefined): StepRecord {
  const after = formatDuration(step.after);
  if (place !== undefined) return { after, move: step.move, data: { $ref: place } };
  if (step.move === "start") return { after, move: step.move };
  if (step.move === "wait") return { after, move: step.move, data: waitData(step.wait) };
  return { after, move: step.move, data: step.move === "fail" ? step.error : seen(step.data) };
}

function waitData({ reason, service, consent, expires, lasts, inputRequest }: Wait): JsonObject {
  const all = {
    reason,
    service,
    consent,
    expires: expires === undefined ? undefined : formatDuration(expires),
    lasts: lasts === undefined ? undefined : formatDuration(lasts),
    input_request: inputRequest,
  };
  return JSON.parse(JSON.stringify(all)) as JsonObject;
}

/** An entry of a timeline. `step` is the index in the plan that it played, null for one made otherwise. */
function entryRecord(entry: Entry, place: string | undefined): EntryRecord {
  const { at, move, status, by, step, deadlines, token } = entry;
  const data = place === undefined ? (dataOf(entry) ?? null) : { $ref: place };
  const record: EntryRecord = { at: formatInstant(at), move, status, by, step: step ?? null, data };
  if (deadlines?.length) record.deadlines = deadlines.map((one) => ({ at: formatInstant(one.at), move: one.move }));
  if (token !== undefined) record.page = `/_mock/consent/${token}`;
  return record;
}

export function taskOf(account: Account, id: string): Task {
  const task = account.find(id);
  if (task) return task;
  throw notFound("task", id, { operation: "listTasks", text: "GET /_mock/tasks" }, "in this account");
}

const waitBody = () =>
  z.strictObject({
    reason: z.string().min(1).default("The task needs the user."),
    service: z.string().min(1).optional(),
    consent: consent().optional(),
    expires: duration().optional(),
    input_request: z.unknown().optional(),
  });

function waitOf({ input_request, ...rest }: OutputOf<typeof waitBody>): Wait {
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

/** Makes a move by hand and delivers the event that it leads to at once, whatever the clock; answers when the handler has. */
async function byHand(account: Account, task: Task, what: string, make: () => void): Promise<TaskRecord> {
  const { courier, clock } = account;
  const before = courier.of(task.id).length;
  make();
  for (const delivery of courier.of(task.id).slice(before)) await courier.attemptNow(delivery, { ordered: true });
  refuseClosed(clock.closedBy(), `the ${what} of ${task.id}`);
  return taskRecord(task, account);
}

/** A move by hand: POST /_mock/tasks/:id/NAME. */
function moveOperation<M extends MoveData["move"], Body, Given>(
  name: M,
  summary: string,
  body: Built<z.ZodType<Body, Given>>,
  moveOf: (body: Body) => MoveData,
) {
  return operation({
    route: `POST /_mock/tasks/:id/${name}`,
    refuses: [404, 409],
    summary,
    body,
    answer: taskSchema,
    handle: ({ account, params, body }) => {
      const task = taskOf(account, params.id);
      return byHand(account, task, name, () => account.runner.move(task, moveOf(body), "hand"));
    },
  });
}

const toolError = { code: ASSUMED.consentErrors.toolError, message: "The tool failed." };
/** {error}, or the error object itself, or nothing. */
const failBody = () =>
  z
    .strictObject({ error: taskError().optional(), ...taskError().partial().shape })
    .superRefine(({ error, ...itself }, context) => {
      const names = Object.keys(itself);
      if (names.length === 0) return;
      if (error)
        return context.addIssue({
          code: "custom",
          path: ["error"],
          message: `cannot stand beside ${names.join(", ")}`,
        });
      for (const name of ["code", "message"])
        if (!names.includes(name)) context.addIssue({ code: "custom", path: [name], message: "is required" });
    });

function errorOf({ error, ...itself }: OutputOf<typeof failBody>): TaskError {
  return error ?? (itself.code === undefined ? toolError : (itself as TaskError));
}

function* thatFit(tasks: Iterable<Task>, fits: (task: Task) => boolean): Generator<Task> {
  for (const task of tasks) if (fits(task)) yield task;
}

export const taskOperations = {
  listTasks: operation({
    route: "GET /_mock/tasks",
    summary:
      "All tasks of the account, newest first or oldest first, each whole; that of an id, those in a status, of a user, created since an instant.",
    query: () =>
      z.strictObject({
        ...page(),
        task_id: z.string().optional(),
        status: taskStatus().optional(),
        user_id: z.string().optional(),
        since: since(),
        order: order("newest"),
      }),
    answer: listOf(taskSchema),
    handle: ({ account, query }) => {
      const { task_id, status, user_id, since = Number.NEGATIVE_INFINITY } = query;
      const fits = (task: Task) =>
        task.timeline[0]!.at >= since &&
        (status === undefined || statusOf(task) === status) &&
        (user_id === undefined || task.request.userId === user_id);
      const all = query.order === "oldest" ? account.oldestFirst() : account.newestFirst();
      const those = task_id === undefined ? all : [account.find(task_id)].filter((one) => one !== undefined);
      return pageOf(thatFit(those, fits), query, (task) => taskRecord(task, account));
    },
  }),
  getTask: operation({
    route: "GET /_mock/tasks/:id",
    refuses: [404],
    summary: "One task whole: request, fixture and why, plan, timeline, deliveries.",
    answer: taskSchema,
    handle: ({ account, params }) => taskRecord(taskOf(account, params.id), account),
  }),
  resumeTask: moveOperation(
    "resume",
    "The user's input arrives: a waiting task goes on.",
    () => z.strictObject({ input: z.unknown().optional() }),
    ({ input }) => (input === undefined ? { move: "resume" } : { move: "resume", data: inputOf(input) }),
  ),
  answerWait: operation({
    route: "POST /_mock/tasks/:id/answer",
    refuses: [404, 409],
    summary:
      "The user answers, as on the page of the wait: approve, with `input` where other input was asked for, or deny.",
    body: () => z.strictObject({ decision: z.enum(DECISIONS), input: z.unknown().optional() }),
    answer: taskSchema,
    handle: ({ account, params, body: { decision, input } }) => {
      const task = taskOf(account, params.id);
      return byHand(account, task, "answer", () => answerWait(account.runner, task, decision, inputOf(input)));
    },
  }),
  completeTask: moveOperation(
    "complete",
    "The task completes now. The body is {result}, or the result itself; a list in {result} is wrapped.",
    givenObject,
    (body) => ({ move: "complete", data: resultOf(memberOrWhole(body, "result")) }),
  ),
  failTask: moveOperation(
    "fail",
    "The task fails now. The body is {error}, or the error object itself.",
    failBody,
    (body) => ({
      move: "fail",
      error: errorOf(body),
    }),
  ),
  progressTask: moveOperation(
    "progress",
    "The task reports progress. The body is {data}, or the event's data itself.",
    givenObject,
    (body) => ({ move: "progress", data: progressOf(memberOrWhole(body, "data")) }),
  ),
  waitTask: moveOperation("wait", "The task pauses for the user.", waitBody, (body) => ({
    move: "wait",
    wait: waitOf(body),
  })),
  cancelTask: moveOperation(
    "cancel",
    "The task is cancelled.",
    () => z.strictObject({}),
    () => ({ move: "cancel" }),
  ),
};
