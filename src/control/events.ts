// The journal as events: what the stream, the log and the inspector hear, one flat record each. The log hears of them from the
// first moment on, so nothing here loads a schema.

import { ASSUMED } from "../contract/assumed.js";
import { type Attempt, attemptsAllowed, deliveryState, type Outcome, thrownIn } from "../domain/delivery.js";
import { formatInstant } from "../domain/duration.js";
import { formatFault } from "../domain/fault-spec.js";
import type { Json, JsonObject } from "../domain/json.js";
import { dataOf as carriedBy, isInvented } from "../domain/task.js";
import type { JournalRecord } from "../engine/journal.js";
import type { AttemptRecord, EventData, MockEvent } from "./types.js";

/** Of a body that is shown in part, so much is shown, in bytes; as of an answer (contract: the first 64 KiB). */
export const MOST_SHOWN = ASSUMED.maxAnswerBytes;

/** `request.body`: what was sent, where it was not the event's own body whole; cut where `cut` says so. */
export function attemptRecord(attempt: Attempt, cut = false): AttemptRecord {
  const { number, at, fault, outcome, requestHeaders, durationMs, diagnosis, url, sent = null } = attempt;
  const truncated = cut && sent !== null && sent.length > MOST_SHOWN;
  return {
    number,
    at: formatInstant(at),
    url,
    fault,
    status: outcome.kind === "answered" ? outcome.status : null,
    outcome: outcome.kind,
    error: outcome.kind === "answered" ? thrownIn(outcome) : outcome.error,
    by: attempt.byHand ? "hand" : "schedule",
    edited: attempt.edited === true,
    request: { headers: requestHeaders, body: truncated ? sent.slice(0, MOST_SHOWN) : sent, truncated },
    response: responseOf(outcome),
    duration_ms: durationMs,
    diagnosis,
  };
}

function responseOf(outcome: Outcome): AttemptRecord["response"] {
  if (outcome.kind !== "answered") return null;
  const { status, headers, body, truncated } = outcome;
  return { status, headers, body, json: truncated ? null : parsed(body), truncated };
}

/** What a text says as JSON; null where it is none. */
export function parsed(text: string): Json {
  if (!/^\s*[[{"\d\-tfn]/.test(text)) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** An id that is counted in each account, made one of this account alone: `mark` is empty for the default one. */
export function withMark(id: string, mark: string): string {
  return mark === "" ? id : `${id}_${mark}`;
}

/** A line of the journal as an event of the stream. */
export function eventRecord(record: JournalRecord): MockEvent {
  const { number: id, kind: type } = record;
  // What dataOf gives is the data of the record's own kind.
  return { id, type, at: formatInstant(record.at), data: dataOf(record) } as MockEvent;
}

type OfKind<K extends JournalRecord["kind"]> = Extract<JournalRecord, { kind: K }>;

function dataOf(record: JournalRecord): EventData[keyof EventData] {
  const render = DATA[record.kind] as (record: JournalRecord) => EventData[keyof EventData];
  return render(record);
}

/** What each kind of record says of itself. */
const DATA: { [K in keyof EventData]: (record: OfKind<K>) => EventData[K] } = {
  request: ({ call: { method, path, key, status, taskId, fault, durationMs, answer }, task }) => ({
    method,
    path,
    key,
    status,
    task_id: taskId,
    tool: task?.tool ?? null,
    fixture: task?.fixture ?? null,
    task_status: task?.status ?? null,
    fault,
    duration_ms: durationMs,
    error: errorOf(answer, status),
  }),
  task: ({ task, entry, from }) => ({
    task_id: task.id,
    move: entry.move,
    from,
    status: entry.status,
    by: entry.by,
    tool: task.tool,
    fixture: task.fixture.name,
    invented: isInvented(task, entry),
    data: carriedBy(entry) ?? null,
  }),
  delivery: ({ delivery, attempt, nextAt }) => ({
    delivery_id: delivery.id,
    task_id: delivery.taskId,
    event: delivery.event,
    url: delivery.url,
    state: deliveryState(delivery),
    attempts_allowed: attemptsAllowed(delivery.schedule),
    attempt: attempt && attemptRecord(attempt),
    next_attempt_at: nextAt === null ? null : formatInstant(nextAt),
  }),
  sending: ({ delivery, attempt }) => ({
    delivery_id: delivery.id,
    task_id: delivery.taskId,
    event: delivery.event,
    url: delivery.url,
    attempt,
  }),
  fault: ({ strike, taskId, what }) => ({
    id: strike.armed.id,
    fault: strike.name,
    spec: formatFault(strike.armed.fault),
    task_id: taskId,
    what,
  }),
  clock: ({ mode, speed, at }) => ({ mode, speed, now: formatInstant(at) }),
  note: ({ level, text }) => ({ level, text }),
  reset: () => ({}),
};

/** The code and message of a refused call. */
function errorOf(answer: string, status: number | null): JsonObject | null {
  if (status === null || status < 400) return null;
  try {
    return (JSON.parse(answer) as { error: JsonObject }).error ?? null;
  } catch {
    return null;
  }
}
