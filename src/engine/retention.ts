// Keeps memory bounded: the oldest finished tasks go first; a running task or an undelivered event is never dropped.

import { bodySize, type Delivery, deliveryState } from "../domain/delivery.js";
import { dropOldest } from "../domain/oldest.js";
import { isFinished, statusOf, type Task } from "../domain/task.js";

/** How many settled tasks are kept, and about how many bytes they and their deliveries may hold. */
export type AccountCaps = { tasks: number; bytes: number };
export const ACCOUNT_CAPS: AccountCaps = { tasks: 10_000, bytes: 64 * 1_048_576 };

export function createRetention(caps: AccountCaps, drop: (task: Task) => void) {
  const settled = new Map<string, { task: Task; bytes: number }>();
  let bytes = 0;

  function letGo(): void {
    const { task, bytes: freed } = dropOldest(settled)!;
    bytes -= freed;
    drop(task);
  }

  return {
    /** To be called whenever a task or one of its deliveries has moved; a redelivery can set an event on its way again. */
    look(task: Task, deliveries: readonly Delivery[]): void {
      const isOver = isSettled(task, deliveries);
      if (!isOver && !isFinished(statusOf(task))) return;
      const before = settled.get(task.id);
      if (!before && !isOver) return;
      bytes -= before?.bytes ?? 0;
      if (!isOver) return void settled.delete(task.id);
      const size = sizeOf(task, deliveries);
      settled.set(task.id, { task, bytes: size });
      bytes += size;
      while (settled.size > caps.tasks || (bytes > caps.bytes && settled.size > 1)) letGo();
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
