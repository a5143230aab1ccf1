// Tasks, deliveries, faults and clocks as the control API shows them: snake_case, ISO times, one shape for all four skins.

import { taskFields } from "../contract/tasks.js";
import { type Attempt, attemptsAllowed, type Delivery, deliveryState, nextAttemptAt } from "../domain/delivery.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { FAULT_KINDS } from "../domain/fault-kinds.js";
import { formatFault, formatParam } from "../domain/fault-spec.js";
import type { Json, JsonObject } from "../domain/json.js";
import { maskSecrets } from "../domain/mask.js";
import { type Entry, nextDue, type Step, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import type { Clock, Played } from "../engine/clock.js";
import { type Grant, isOver } from "../engine/consents.js";
import type { Armed } from "../engine/fault-box.js";
import type { ApiCallRecord } from "../engine/journal.js";
import { jsonText } from "./exact-json.js";

/** The task as the API shows it, and all that is behind it: request, fixture and why, plan, timeline, deliveries. */
export function taskRecord(task: Task, account: Account): JsonObject {
  return {
    ...taskFields(task),
    ...(task.request.metadata !== undefined && { metadata: jsonText(task.request.metadata) }),
    request: requestRecord(task),
    fixture: { name: task.fixture.name, why: task.fixture.why, file: task.fixture.file ?? null },
    plan: task.plan.map(stepRecord),
    next: dueRecord(task),
    timeline: task.timeline.map(entryRecord),
    deliveries: account.courier.of(task.id).map((one) => deliveryRecord(one, account)),
  };
}

function requestRecord({ request }: Task): JsonObject {
  const { prompt, userId, mode, metadata, subAgent } = request;
  return { prompt, user_id: userId, mode, metadata: jsonText(metadata ?? "{}"), sub_agent: subAgent ?? null };
}

function dueRecord(task: Task): JsonObject | null {
  const due = nextDue(task);
  if (!due) return null;
  return { at: formatInstant(due.at), move: due.index === undefined ? due.move : due.step.move };
}

/** A step of a plan: `after` as a duration, its move, and its data where it has any. */
export function stepRecord(step: Step): JsonObject {
  const after = formatDuration(step.after);
  if (step.move === "start") return { after, move: step.move };
  if (step.move === "wait") return { after, move: step.move, data: waitRecord(step.wait) };
  return { after, move: step.move, data: step.move === "fail" ? step.error : step.data };
}

function waitRecord({
  reason,
  service,
  consent,
  expires,
  lasts,
  inputRequest,
}: Extract<Step, { move: "wait" }>["wait"]): JsonObject {
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
export function entryRecord({ at, move, status, by, step, data, deadlines, token }: Entry): JsonObject {
  const record: JsonObject = { at: formatInstant(at), move, status, by, step: step ?? null, data: data ?? null };
  if (deadlines?.length) record.deadlines = deadlines.map((one) => ({ at: formatInstant(one.at), move: one.move }));
  if (token !== undefined) record.page = consentPath(token);
  return record;
}

/** Where the page of a wait is, below the mock's root. */
export function consentPath(token: string): string {
  return `/_mock/consent/${token}`;
}

/** `sending`: the request that is on the wire, for how long in real time. */
export function deliveryRecord(delivery: Delivery, { courier }: Account): JsonObject {
  const next = nextAttemptAt(delivery);
  const sending = courier.sendingOf(delivery);
  return {
    id: delivery.id,
    task_id: delivery.taskId,
    event: delivery.event,
    url: delivery.url,
    state: deliveryState(delivery),
    next_attempt_at: next === null ? null : formatInstant(next),
    attempts_allowed: attemptsAllowed(delivery.schedule),
    sending: sending
      ? { attempt: sending.attempt, since: formatInstant(sending.at), for_ms: Math.round(sending.forMs) }
      : null,
    body: delivery.body.toString("utf8"),
    signature: delivery.signature,
    attempts: delivery.attempts.map(attemptRecord),
  };
}

/** `request.body`: what was sent, where it was not the event's own body whole. */
export function attemptRecord(attempt: Attempt): JsonObject {
  const { number, at, fault, outcome, requestHeaders, durationMs, diagnosis, url } = attempt;
  const response =
    outcome.kind === "answered"
      ? { status: outcome.status, headers: outcome.headers, body: outcome.body, truncated: outcome.truncated }
      : null;
  return {
    number,
    at: formatInstant(at),
    url,
    fault,
    outcome: outcome.kind,
    error: outcome.kind === "answered" ? null : outcome.error,
    by: attempt.byHand ? "hand" : "schedule",
    edited: attempt.edited === true,
    request: { headers: requestHeaders, body: attempt.sent ?? null },
    response,
    duration_ms: durationMs,
    diagnosis,
  };
}

/** A fault as it was given, and how often it has struck. `left` null: without limit. */
export function faultRecord({ id, fault, left, strikes }: Armed): JsonObject {
  const kind = FAULT_KINDS.find((one) => one.on === fault.on && one.name === fault.fault);
  const param: JsonObject =
    kind?.param && fault.param !== null ? { [kind.param.name]: paramValue(kind.param, fault.param) } : {};
  return {
    id,
    on: fault.on,
    fault: fault.fault,
    ...fault.where,
    ...param,
    times: fault.times,
    probability: fault.probability,
    left,
    strikes,
    spec: formatFault(fault),
  };
}

function paramValue(kind: NonNullable<(typeof FAULT_KINDS)[number]["param"]>, value: number): Json {
  return kind.form === "duration" ? formatParam(kind, value) : value;
}

export const MOST_PENDING = 1_000;

/** `{mode, speed, now, pending}`; of what is pending the first thousand. */
export function clockRecord(clock: Clock, most = MOST_PENDING): JsonObject {
  return {
    mode: clock.mode(),
    speed: clock.speed(),
    now: formatInstant(clock.now()),
    pending: clock.pending().slice(0, most).map(playedRecord),
  };
}

export function playedRecord({ at, label }: Played): JsonObject {
  return { at: formatInstant(at), label };
}

/** `state` is expired once the next task that needs it will find it so. */
export function grantRecord(grant: Grant, now: number): JsonObject {
  const { userId, service, at, expiresAt } = grant;
  return {
    user_id: userId,
    service,
    state: isOver(grant, now) ? "expired" : "given",
    granted_at: formatInstant(at),
    expires_at: expiresAt === null ? null : formatInstant(expiresAt),
  };
}

export function webhookRecord({ url, secret, timeoutMs, retry }: Account["endpoint"]): JsonObject {
  return { url, secret, timeout: formatDuration(timeoutMs), retry: retry.map((wait) => formatDuration(wait)) };
}

/** Headers other than Authorization can carry a key too. */
function withoutKeys(value: string | string[]): Json {
  return typeof value === "string" ? maskSecrets(value) : value.map(maskSecrets);
}

/** An id that is counted in each account, made one of this account alone: `mark` is empty for the default one. */
export function withMark(id: string, mark: string): string {
  return mark === "" ? id : `${id}_${mark}`;
}

/** A call to `/v1`: the key is masked. */
export function requestRecordOf({ at, number, call }: ApiCallRecord, mark: string): JsonObject {
  const { method, path, key, headers, body, status, answer, taskId, fault, durationMs } = call;
  const shown = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, withoutKeys(value)]])),
  );
  return {
    id: withMark(`req_${number}`, mark),
    at: formatInstant(at),
    method,
    path,
    key,
    headers: shown,
    body,
    status,
    response_body: answer,
    task_id: taskId,
    fault,
    duration_ms: durationMs,
  };
}
