// Tasks as the API shows them: a task's timeline folded into the documented answers (contract 3).

import { formatTime } from "../domain/duration.js";
import type { JsonObject } from "../domain/json.js";
import { dropOldest } from "../domain/oldest.js";
import {
  dataOf,
  type Entry,
  lastEntry,
  STATUSES,
  type Status,
  statusOf,
  type Task,
  type TaskError,
} from "../domain/task.js";
import { ASSUMED } from "./assumed.js";
import { invalidRequest } from "./errors.js";
import type { Checked } from "./task-request.js";

/** The answer to a create, as JSON: exactly id, status, tool, created_at, then metadata when it was sent (contract 3.1). */
export function renderCreated(task: Task): string {
  const first = task.request.mode === "test" ? statusOf(task) : task.timeline[0]!.status;
  return withMetadata(task, head(task, first));
}

/** The answer to a read, a listing and a cancel, as JSON: the head, what its status adds, metadata last (contract 3.2). */
export function renderTask(task: Task): string {
  const last = lastEntry(task);
  const known = rendered.get(last);
  if (known !== undefined) return known;
  const text = withMetadata(task, taskFields(task));
  if (text.length > LONGEST_KEPT) return text;
  rendered.set(last, text);
  if (rendered.size > MOST_KEPT) dropOldest(rendered);
  return text;
}

/** Who polls, reads the same again and again: what a task shows is the same until it has another last entry. */
const rendered = new Map<Entry, string>();
const MOST_KEPT = 64;
const LONGEST_KEPT = 4_096;

type Head = { id: string; status: Status; tool?: string; sub_agent?: string; created_at: string };
type StatusFields = { completed_at?: string; result?: JsonObject; error?: TaskError; waiting?: JsonObject };

/** The same without metadata, as a value. */
export function taskFields(task: Task): Head & StatusFields {
  const status = statusOf(task);
  return Object.assign(head(task, status), statusFields(task, status));
}

function head(task: Task, status: Status): Head {
  const { id, request, tool } = task;
  const created_at = formatTime(task.timeline[0]!.at);
  return request.subAgent === undefined
    ? { id, status, tool, created_at }
    : { id, status, sub_agent: request.subAgent, created_at };
}

/** What each status adds (contract 3.2): complete, failed and waiting each show their entry's data. */
function statusFields(task: Task, status: Status): StatusFields {
  const last = task.timeline.at(-1)!;
  if (status === "complete") return { completed_at: formatTime(last.at), result: dataOf(last) ?? {} };
  if (status === "failed") return { error: dataOf(last) as TaskError };
  return status === "waiting" ? { waiting: dataOf(last)! } : {};
}

/** Metadata goes back as the text that came (contract 1.10). */
function withMetadata({ request }: Task, answer: Head & StatusFields): string {
  const text = JSON.stringify(answer);
  return request.metadata === undefined ? text : `${text.slice(0, -1)},"metadata":${request.metadata}}`;
}

/** What a listing asks for (contract 3.3). */
export type ListQuery = { limit: number; offset: number; status?: Status; userId?: string };

/** Reads the query of a listing, or says which value is wrong (contract 3.3). */
export function parseListQuery(query: URLSearchParams): Checked<ListQuery> {
  const { default: fallback, min, max } = ASSUMED.listLimit;
  const limit = wholeNumber(query, "limit", fallback, min, max);
  const offset = wholeNumber(query, "offset", ASSUMED.listOffset, 0, Number.MAX_SAFE_INTEGER);
  const status = query.get("status");
  if (limit === undefined) return { error: invalidRequest(`limit must be a whole number from ${min} to ${max}.`) };
  if (offset === undefined) return { error: invalidRequest("offset must be a whole number from 0.") };
  if (status !== null && !isStatus(status))
    return { error: invalidRequest(`status must be one of ${STATUSES.join(", ")}.`) };
  const value: ListQuery = { limit, offset };
  if (status !== null) value.status = status as Status;
  if (query.has("user_id")) value.userId = query.get("user_id")!;
  return { value };
}

function wholeNumber(
  query: URLSearchParams,
  name: string,
  fallback: number,
  min: number,
  max: number,
): number | undefined {
  const text = query.get(name);
  if (text === null) return fallback;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  return number >= min && number <= max ? number : undefined;
}

function isStatus(text: string): text is Status {
  return (STATUSES as readonly string[]).includes(text);
}

/** One page of a listing, as JSON: whole tasks, newest first, and whether there are more (contract 3.3). */
export function renderPage(newestFirst: Iterable<Task>, { limit, offset, status, userId }: ListQuery): string {
  const data: string[] = [];
  let passed = 0;
  for (const task of newestFirst) {
    if ((status !== undefined && statusOf(task) !== status) || (userId !== undefined && task.request.userId !== userId))
      continue;
    if (data.length === limit) return pageText(data, true);
    if (passed >= offset) data.push(renderTask(task));
    passed += 1;
  }
  return pageText(data, false);
}

function pageText(data: readonly string[], hasMore: boolean): string {
  return `{"data":[${data.join(",")}],"has_more":${hasMore}}`;
}
