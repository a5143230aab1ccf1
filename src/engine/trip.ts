// What is on its way: each delivery with its task and where it stands between attempts, found by id and by task.

import type { Delivery, Outcome, RetrySchedule } from "../domain/delivery.js";
import type { Task } from "../domain/task.js";
import type { Booking } from "./agenda.js";
import type { Message, WireFault } from "./webhook-faults.js";

/** Where webhooks go. `url` null: events are recorded only. `timeoutMs` of real time for an answer. */
export type Endpoint = { url: string | null; secret: string; timeoutMs: number; retry: RetrySchedule };

/** One HTTP request to the handler: the outside that the courier stands on. Never rejects. */
export type Send = (request: {
  url: string;
  message: Message;
  timeoutMs: number;
  wire: WireFault | null;
  abort: AbortSignal;
}) => Promise<{ outcome: Outcome; requestHeaders: Record<string, string>; durationMs: number }>;

/** Says what a refused signature points to, or nothing (product: diagnose). */
export type Diagnose = (refused: {
  body: Buffer;
  secret: string;
  answer: string;
  headers: Record<string, string>;
}) => Promise<string | null>;

/**
 * `late`: by how many virtual milliseconds a live clock had passed the due instant when the attempt now on the wire began; they
 * count for nothing.
 */
export type Trip = {
  delivery: Delivery;
  task: Task;
  booking?: Booking;
  wire?: Promise<void>;
  sending?: Sending;
  late: number;
  /** The secret that the signature was made with; undefined when that is not known. */
  signedWith?: string;
};

/** A request on the wire: which attempt, its virtual instant, and the real one by the monotonic clock. */
export type Sending = { attempt: number; at: number; since: number };

export type Trips = {
  add(trip: Trip): void;
  get(id: string): Trip | undefined;
  of(taskId: string): readonly Trip[];
  all(): Iterable<Trip>;
  /** Takes out all of a task's, and gives them back. */
  remove(taskId: string): readonly Trip[];
};

export function createTrips(): Trips {
  const byId = new Map<string, Trip>();
  const byTask = new Map<string, Trip[]>();
  return {
    add(trip) {
      byId.set(trip.delivery.id, trip);
      const others = byTask.get(trip.task.id);
      if (others) others.push(trip);
      else byTask.set(trip.task.id, [trip]);
    },
    get: (id) => byId.get(id),
    of: (taskId) => byTask.get(taskId) ?? [],
    all: () => byId.values(),
    remove(taskId) {
      const gone = byTask.get(taskId) ?? [];
      for (const { delivery } of gone) byId.delete(delivery.id);
      byTask.delete(taskId);
      return gone;
    },
  };
}
