// An event on its way and its attempts, as a row and as a line.

import { formatDuration } from "../domain/duration.js";
import type { AttemptRecord, DeliveryRecord } from "../index.js";
import { printable } from "./output.js";

/** Delivery, task, event, state, and when the next attempt is due. */
export function deliveryRow({ id, task_id, event, state, attempts, next_attempt_at }: DeliveryRecord): string[] {
  const next = next_attempt_at === null ? "" : `next at ${next_attempt_at}`;
  return [id, task_id, event, state, `${attempts.length} sent`, next];
}

/** "attempt 1 at 2025-06-15T14:22:03Z: 401 in 4ms [fault]" */
export function attemptText(attempt: AttemptRecord): string {
  const { number, at, fault, diagnosis } = attempt;
  const notes = [fault === null ? "" : ` [${fault}]`, diagnosis === null ? "" : `\n      ${printable(diagnosis)}`];
  return `attempt ${number} at ${at}: ${outcomeOf(attempt)}${notes.join("")}`;
}

function outcomeOf({ outcome, response, error, duration_ms }: AttemptRecord): string {
  if (response !== null) return `${response.status} in ${formatDuration(Math.max(1, Math.round(duration_ms)))}`;
  if (outcome === "timed_out") return `timed out after ${formatDuration(Math.round(duration_ms))}`;
  return unreachableText(error);
}

/** Why no answer came, without the fault's name, which stands beside it; a handler whose answer was lost was reached. */
export function unreachableText(error: string | null): string {
  const why = printable((error ?? "").replace(/ \(fault: [\w-]+\)$/, ""));
  return why.startsWith("the handler answered") ? why : `unreachable (${why})`;
}
