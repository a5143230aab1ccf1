// Keeps memory bounded: the oldest finished tasks go first; a running task or an undelivered event is never dropped.

import { bodySize, type Delivery, deliveryState } from "../domain/delivery.js";
import { isFinished, statusOf, type Task } from "../domain/task.js";
import { createNames } from "./names.js";

/** How many settled tasks are kept, and about how many bytes they and their deliveries may hold. */
export type AccountCaps = { tasks: number; bytes: number };
export const ACCOUNT_CAPS: AccountCaps = { tasks: 10_000, bytes: 64 * 1_048_576 };

export function createRetention(caps: AccountCaps, drop: (id: string, lastLine: number) => void) {
  /** The ids, the one that was settled first at the front; beside each how many bytes it holds, and the last line of the journal that may tell of it. */
  const settled = createNames();
  const sizes: number[] = [];
  const lastLines: number[] = [];
  let bytes = 0;

  function takeOut(handle: number): void {
    bytes -= sizes[handle]!;
    settled.remove(handle);
  }

  function dropOldest(): void {
    const oldest = settled.oldest!;
    const id = settled.nameOf(oldest);
    const lastLine = lastLines[oldest]!;
    takeOut(oldest);
    drop(id, lastLine);
  }

  return {
    /** To be called whenever a task or one of its deliveries has moved; a redelivery can set an event on its way again. */
    look(task: Task, deliveries: readonly Delivery[], lastLine = 0): void {
      const isOver = isSettled(task, deliveries);
      if (!isOver && !isFinished(statusOf(task))) return;
      const before = settled.find(task.id);
      if (before === undefined && !isOver) return;
      if (!isOver) return void takeOut(before!);
      const handle = settled.add(task.id);
      const size = sizeOf(task, deliveries);
      bytes += size - (before === undefined ? 0 : sizes[handle]!);
      sizes[handle] = size;
      lastLines[handle] = lastLine;
      while (settled.size > caps.tasks || (bytes > caps.bytes && settled.size > 1)) dropOldest();
    },
  };
}

function isSettled(task: Task, deliveries: readonly Delivery[]): boolean {
  return isFinished(statusOf(task)) && deliveries.every((delivery) => deliveryState(delivery) !== "scheduled");
}

/** About how many bytes of memory a task and its deliveries hold. */
function sizeOf({ request, timeline }: Task, deliveries: readonly Delivery[]): number {
  const metadata = request.metadata?.length ?? 0;
  const sent = deliveries.reduce(
    (sum, delivery) =>
      sum +
      600 +
      bodySize(delivery) +
      delivery.attempts.reduce(
        (all, { outcome }) => all + 600 + (outcome.kind === "answered" ? outcome.body.length : 0),
        0,
      ),
    0,
  );
  return 800 + request.prompt.length * 2 + metadata + timeline.length * 200 + sent;
}
