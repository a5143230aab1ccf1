// The fault `reorder`: events held back until a later one of their task has been sent.

import type { Trip } from "./trip.js";

export type HeldBack = {
  hold(trip: Trip): void;
  /** Lets go of what waits for event number `sent` of the task: those that came before it. Infinity: all. */
  letGo(taskId: string, sent: number): readonly Trip[];
};

export function createHeldBack(): HeldBack {
  const byTask = new Map<string, readonly Trip[]>();
  return {
    hold(trip) {
      byTask.set(trip.task.id, [...(byTask.get(trip.task.id) ?? []), trip]);
    },
    letGo(taskId, sent) {
      const waiting = byTask.get(taskId);
      if (!waiting) return [];
      const still = waiting.filter(({ delivery }) => delivery.number >= sent);
      if (still.length > 0) byTask.set(taskId, still);
      else byTask.delete(taskId);
      return waiting.filter(({ delivery }) => delivery.number < sent);
    },
  };
}
