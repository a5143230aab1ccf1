// A delivery is one event on its way: a list of attempts, and a retry schedule that says when the next one is due.

import { END_OF_TIME } from "./duration.js";
import { isMade, type MaybeLazy, seen } from "./lazy.js";

export const EVENTS = ["task.complete", "task.failed", "task.progress", "task.waiting"] as const;
/** The documented webhook events (contract 4.2). */
export type EventName = (typeof EVENTS)[number];

/** The waits before attempts 2, 3, … in milliseconds (contract 4.1.8). Empty: a single attempt. */
export type RetrySchedule = readonly number[];

/**
 * `answered`: within the time. `lost`: the handler answered, and a fault lost its answer. `timed_out`. `refused`: nothing listens
 * there, or a fault plays that. `unreachable`: any other way of not being answered. `interrupted`: the process that sent it died.
 */
export const OUTCOMES = ["answered", "lost", "timed_out", "refused", "unreachable", "interrupted"] as const;
export type OutcomeKind = (typeof OUTCOMES)[number];

/** What became of one HTTP request to the handler. The answer's body is its first 64 KiB. */
export type Outcome =
  | { kind: "answered"; status: number; headers: Record<string, string>; body: string; truncated: boolean }
  | { kind: Exclude<OutcomeKind, "answered">; error: string };

/**
 * One try at the handler. `number` is its place in the retry schedule; a duplicate (a fault) shares it, and one with an edited
 * body has none: 0. `at` and `endedAt` in virtual epoch milliseconds; `durationMs` as measured on the wire, or the timeout where
 * it timed out. `fault` names what bent it, `diagnosis` what a refused signature points to. `sent`: the body that went over the
 * wire, where it was not the event's own. `byHand`: somebody ordered it.
 */
export type Attempt = {
  number: number;
  at: number;
  endedAt: number;
  durationMs: number;
  url: string;
  fault: string | null;
  outcome: Outcome;
  requestHeaders: Record<string, string>;
  diagnosis: string | null;
  sent?: string;
  byHand?: true;
  edited?: true;
};

/**
 * A fault has put one attempt at another time: not before `until`, or, where that is null, held back until the task's next event
 * has been sent. No second fault strikes that attempt.
 */
export type Moved = { attempt: number; fault: string; until: number | null };

/**
 * One event on its way. `body` are the bytes that every attempt sends; `firstAt` is when attempt 1 is due. `place`: how many its account
 * had opened before.
 */
export type Delivery = {
  id: string;
  place?: number;
  number: number;
  taskId: string;
  event: EventName;
  firstAt: number;
  moved?: Moved;
  body: MaybeLazy<Buffer>;
  signature: MaybeLazy<string>;
  url: string | null;
  schedule: RetrySchedule;
  attempts: Attempt[];
};

/** What an event is called: its task's name, and which of the task's events it is. */
export function deliveryId(taskId: string, number: number): string {
  return `${ID}${taskId.startsWith(TASK_ID) ? taskId.slice(TASK_ID.length) : taskId}_${number}`;
}

/** The tasks that an event of this name may belong to. */
export function tasksOfDelivery(id: string): string[] {
  const name = id.startsWith(ID) ? id.slice(ID.length, id.lastIndexOf("_")) : "";
  return [`${TASK_ID}${name}`, name];
}

const ID = "dlv_";
const TASK_ID = "task_";

/** About how many bytes a body that is still to be made will have: results that are made when first read are read off prompts. */
const UNREAD_BYTES = 4_096;

/** How many bytes the body has, or about how many it will have; does not have it made. */
export function bodySize(delivery: Delivery): number {
  return isMade(delivery.body) ? seen(delivery.body).length : UNREAD_BYTES;
}

/** The header in which a listener's server says what the listener threw, as text in percent-encoding; ours, never Ploton's. */
export const THROWN_HEADER = "x-ploton-mock-thrown";

/** What the listener threw, where it was served here and did. */
export function thrownIn(outcome: Outcome): string | null {
  const told = outcome.kind === "answered" ? outcome.headers[THROWN_HEADER] : undefined;
  return told === undefined ? null : decoded(told);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const DELIVERY_STATES = ["scheduled", "delivered", "exhausted", "undeliverable"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** The only status that counts as delivered (contract 4.1.5). */
export const SUCCESS_STATUS = 200;

/** 200 and nothing else is success (contract 4.1.5). */
export function isSuccess(outcome: Outcome): boolean {
  return outcome.kind === "answered" && outcome.status === SUCCESS_STATUS;
}

/** How many attempts the schedule gives an event: the first, and one after each wait. */
export function attemptsAllowed(schedule: RetrySchedule): number {
  return schedule.length + 1;
}

/** Where a delivery stands. Read off its attempts. */
export function deliveryState(delivery: Delivery): DeliveryState {
  if (delivery.attempts.some((attempt) => !attempt.edited && isSuccess(attempt.outcome))) return "delivered";
  if (delivery.url === null) return "undeliverable";
  return attemptsMade(delivery) >= attemptsAllowed(delivery.schedule) ? "exhausted" : "scheduled";
}

/** How far along its retry schedule a delivery is. */
export function attemptsMade(delivery: Delivery): number {
  return lastOfSchedule(delivery)?.number ?? 0;
}

/** The last attempt that sent the event itself: what was edited on its way says nothing of it. */
function lastOfSchedule({ attempts }: Delivery): Attempt | undefined {
  return attempts.findLast(({ edited }) => !edited);
}

/** When is the next attempt due, in virtual epoch milliseconds? Null when no instant is known at which it is made by itself. Pure. */
export function nextAttemptAt(delivery: Delivery): number | null {
  if (deliveryState(delivery) !== "scheduled") return null;
  const last = lastOfSchedule(delivery);
  const due = last === undefined ? delivery.firstAt : last.endedAt + delivery.schedule[last.number - 1]!;
  const moved = movedNow(delivery);
  if (moved?.until === null) return null;
  const at = Math.max(due, moved?.until ?? due);
  return at <= END_OF_TIME ? at : null;
}

/** How a fault has moved the next attempt, if one has. */
export function movedNow(delivery: Delivery): Moved | undefined {
  return delivery.moved?.attempt === attemptsMade(delivery) + 1 ? delivery.moved : undefined;
}

/** True while the event waits for its task's next one to be sent. */
export function isHeldBack(delivery: Delivery): boolean {
  return deliveryState(delivery) === "scheduled" && movedNow(delivery)?.until === null;
}
