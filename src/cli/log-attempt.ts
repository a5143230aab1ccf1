// What the log says of an event on its way: each attempt, and when the next one is due.

import type { AttemptRecord } from "../control/types.js";
import { formatDuration } from "../domain/duration.js";
import type { JsonObject } from "../domain/json.js";
import { unreachableText } from "./delivery-text.js";
import { clockTime, faultNote, type Line, span, text } from "./log-words.js";
import type { Paint } from "./paint.js";

export function attemptLine(data: JsonObject, paint: Paint, at: string): Line | undefined {
  const { event, task_id, delivery_id, state, attempts_allowed } = data;
  const attempt = data.attempt as AttemptRecord | null;
  if (attempt === null) {
    if (state !== "undeliverable") return undefined;
    return { parts: [text(event), text(task_id), paint(`kept as ${text(delivery_id)}: no webhook URL is set`, "dim")] };
  }
  const count = `${attempt.number}/${text(attempts_allowed)}`;
  return {
    parts: [
      text(event),
      text(task_id),
      count,
      outcomeText(attempt, paint),
      faultNote(attempt.fault, paint),
      nextText(data, at),
    ],
    below: attempt.diagnosis,
  };
}

function outcomeText({ outcome, response, error, duration_ms }: AttemptRecord, paint: Paint): string {
  const time = formatDuration(Math.round(duration_ms));
  if (response)
    return paint(
      `${response.status} in ${time === "0s" ? "under 1ms" : time}`,
      response.status === 200 ? "green" : "red",
    );
  if (outcome === "timed_out") return paint(`timed out after ${time}`, "red");
  return paint(unreachableText(error), "red");
}

function nextText({ next_attempt_at, state, delivery_id }: JsonObject, at: string): string {
  if (state === "exhausted") return `given up; once more: ploton-mock redeliver ${text(delivery_id)}`;
  if (typeof next_attempt_at !== "string") return "";
  const sameDay = next_attempt_at.slice(0, 10) === at.slice(0, 10);
  const when = sameDay ? clockTime(next_attempt_at) : `${next_attempt_at.slice(0, 10)} ${clockTime(next_attempt_at)}`;
  return `next attempt in ${span(at, next_attempt_at)}, at ${when}`;
}
