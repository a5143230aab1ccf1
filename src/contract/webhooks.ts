// Which entries of a task's timeline Ploton announces, the exact bytes of the announcement, and its headers (contract 4.1.2, 4.1.14, 4.2).

import type { EventName } from "../domain/delivery.js";
import { formatTime } from "../domain/duration.js";
import { dataOf, type Entry, type Move, type Task } from "../domain/task.js";
import { ASSUMED } from "./assumed.js";

/** The moves that are announced. `cancel` has no event (contract 3.4). */
const EVENT_OF: Partial<Record<Move, EventName>> = {
  complete: "task.complete",
  fail: "task.failed",
  progress: "task.progress",
  wait: "task.waiting",
};

/** The event that tells of an entry, if one does. */
export function eventOf(move: Move): EventName | undefined {
  return EVENT_OF[move];
}

/** The bytes that announce an entry as this event: compact JSON, event, task_id, timestamp, data. */
export function announcement(event: EventName, task: Task, entry: Entry): Buffer {
  const carried = dataOf(entry) ?? {};
  const data = entry.move === "fail" ? { error: carried } : carried;
  const payload = { event, task_id: task.id, timestamp: formatTime(entry.at), data };
  return Buffer.from(JSON.stringify(payload), "utf8");
}

/** A header of a request; a name may come twice. */
export type Header = readonly [name: string, value: string];

/**
 * The headers of a webhook request, in their order: the documented ones and what HTTP itself needs, nothing else (contract 4.1.2).
 * `signatures`: the values of the signature header; one, unless a fault or a check wants none or more.
 */
export function webhookHeaders(host: string, body: Uint8Array, signatures: readonly string[]): Header[] {
  return [
    ["Host", host],
    ["User-Agent", ASSUMED.userAgent],
    ["Content-Type", "application/json"],
    ...signatures.map((signature) => [ASSUMED.signatureHeader, signature] as const),
    ["Content-Length", String(body.length)],
    ["Connection", "close"],
  ];
}
