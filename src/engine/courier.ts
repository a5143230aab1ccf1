// Takes events to the handler: opens deliveries, makes attempts when they are due, and books the next by the retry schedule.

import { setMaxListeners } from "node:events";
import {
  type Attempt,
  attemptsMade,
  type Delivery,
  type EventName,
  nextAttemptAt,
  type Outcome,
  type RetrySchedule,
} from "../domain/delivery.js";
import { MockError } from "../domain/errors.js";
import type { Task } from "../domain/task.js";
import { isFinished, statusOf } from "../domain/task.js";
import type { Booking } from "./agenda.js";
import type { Clock } from "./clock.js";
import { type FaultBox, type Strike, webhookDraw } from "./fault-box.js";
import { BENDS, LOST_ANSWER, type Message, type WireFault } from "./webhook-faults.js";

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

export type CourierOptions = {
  clock: Clock;
  /** Real milliseconds, for how long a handler has been at it. */
  monotonic: () => number;
  faults: FaultBox;
  endpoint: () => Endpoint;
  send: Send;
  sign: (body: Buffer, secret: string) => string;
  diagnose: Diagnose;
  onAttempt: (delivery: Delivery, attempt: Attempt) => void;
  onOpen: (delivery: Delivery) => void;
  onStrike: (strike: Strike, delivery: Delivery) => void;
};

export type Courier = {
  /** Starts an event on its way; attempt 1 is due at once. */
  open(task: Task, event: EventName, at: number, body: Buffer): Delivery;
  /** One more attempt now, same bytes. Resolves with it; rejects `MockError` 409 when there is no webhook URL. */
  redeliver(delivery: Delivery): Promise<Attempt>;
  /** Makes the first attempt at once, off the clock's list; `fault` is the one that moved it here, if one did. */
  attemptNow(delivery: Delivery, fault?: string): Promise<void>;
  /** Takes its next attempt off the clock's list, for one who makes it himself. */
  unbook(delivery: Delivery): void;
  /** Lets go of what waits for a further event of a task that will have none. */
  release(taskId: string): void;
  find(id: string): Delivery | undefined;
  of(taskId: string): Delivery[];
  list(): Iterable<Delivery>;
  size(): number;
  isOnTheWire(delivery: Delivery): boolean;
  /** What is on the wire now, and for how many milliseconds of real time. */
  onTheWire(): { delivery: Delivery; forMs: number }[];
  forget(taskId: string): void;
  /** Puts back a delivery read from a file, and books what it is due for. */
  restore(delivery: Delivery, task: Task): void;
  /** Stops; attempts on the wire get `graceMs` of real time. */
  close(abortAfter: () => Promise<void>): Promise<void>;
};

/**
 * `moved`: the attempt that a fault sent at another time, and that fault; no second one strikes it. `late`: by how many
 * virtual milliseconds a live clock had passed the due instant when the attempt now on the wire began; they count for nothing.
 */
type Trip = {
  delivery: Delivery;
  task: Task;
  booking?: Booking;
  wire?: Promise<void>;
  since?: number;
  moved?: { attempt: number; fault: string };
  late: number;
  /** The secret that the signature was made with; undefined when that is not known. */
  signedWith?: string;
};

export function createCourier(options: CourierOptions): Courier {
  const { clock, monotonic, faults, endpoint, send, sign, diagnose, onAttempt, onOpen, onStrike } = options;
  const trips = new Map<string, Trip>();
  const byTask = new Map<string, Trip[]>();
  const heldBack = new Map<string, Trip[]>();
  const abort = new AbortController();
  setMaxListeners(0, abort.signal);

  function book(trip: Trip, at: number): void {
    if (trip.booking) clock.cancel(trip.booking);
    const { delivery } = trip;
    const label = () =>
      `attempt ${attemptsMade(delivery) + 1} of ${delivery.id} (${delivery.event} of ${delivery.taskId})`;
    trip.booking = clock.book(at, label, () => attemptDue(trip));
  }

  /** Books what the retry schedule says, if anything. */
  function bookNext(trip: Trip): void {
    const at = nextAttemptAt(trip.delivery);
    if (at !== null) return void book(trip, at);
    if (trip.booking) clock.cancel(trip.booking);
    trip.booking = undefined;
  }

  /** An attempt's instant has come: a fault may move it, bend it, or leave it alone. */
  function attemptDue(trip: Trip): Promise<void> | undefined {
    trip.booking = undefined;
    if (nextAttemptAt(trip.delivery) === null) return undefined;
    const strike = strikeOn(trip);
    if (strike?.name === "delay" || strike?.name === "reorder") move(trip, strike.name);
    if (strike?.name === "delay") return void delay(trip, strike.param!);
    if (strike?.name === "reorder") return void holdBack(trip);
    return onWire(trip, strike);
  }

  function delay(trip: Trip, by: number): void {
    trip.delivery.notBefore = clock.now() + by;
    bookNext(trip);
  }

  function move(trip: Trip, fault: string): void {
    trip.moved = { attempt: attemptsMade(trip.delivery) + 1, fault };
  }

  /** `fits`: which faults this attempt can meet. */
  function strikeOn(trip: Trip, fits: (name: string) => boolean = () => true): Strike | undefined {
    if (!faults.mayStrike("webhook")) return undefined;
    const { task, delivery, moved } = trip;
    const attempt = attemptsMade(delivery) + 1;
    if (moved?.attempt === attempt) return undefined;
    const strike = faults.strike({
      on: "webhook",
      event: delivery.event,
      attempt,
      taskId: task.id,
      fixture: task.fixture.name,
      draw: webhookDraw(task, delivery.event, delivery.number, attempt),
      only: (name) => fits(name) && name !== "before-response" && (name !== "reorder" || canBeOvertaken(trip)),
    });
    if (strike) onStrike(strike, delivery);
    return strike;
  }

  /** An event can only be overtaken while its task may have another. */
  function canBeOvertaken({ task, delivery }: Trip): boolean {
    return (
      !isFinished(statusOf(task)) ||
      (byTask.get(task.id) ?? []).some(
        (other) => other.delivery.number > delivery.number && other.delivery.attempts.length === 0,
      )
    );
  }

  function holdBack(trip: Trip): void {
    heldBack.set(trip.task.id, [...(heldBack.get(trip.task.id) ?? []), trip]);
  }

  /** Lets go of what waits for event `sent` of the task, or for any: those that came before it. */
  function release(taskId: string, sent = Number.POSITIVE_INFINITY): void {
    const waiting = heldBack.get(taskId);
    if (!waiting) return;
    const [overtaken, still] = [true, false].map((before) =>
      waiting.filter(({ delivery }) => delivery.number < sent === before),
    ) as [Trip[], Trip[]];
    if (still.length > 0) heldBack.set(taskId, still);
    else heldBack.delete(taskId);
    for (const trip of overtaken) book(trip, clock.now());
  }

  /** Makes one attempt after any that is still on the wire. */
  function onWire(trip: Trip, strike?: Strike): Promise<void> {
    const due = trip.wire ? undefined : clock.now();
    const before = trip.wire ?? Promise.resolve();
    const wire = before
      .then(() => {
        trip.late = clock.now() - (due ?? clock.now());
        return attempt(trip, strike);
      })
      .finally(() => {
        if (trip.wire === wire) trip.wire = undefined;
      });
    trip.wire = wire;
    return wire;
  }

  async function attempt(trip: Trip, strike?: Strike): Promise<void> {
    const { delivery } = trip;
    const { url, secret, timeoutMs, retry } = endpoint();
    delivery.url = url;
    if (url === null) return;
    delivery.schedule = retry;
    if (trip.signedWith !== secret) {
      delivery.signature = sign(delivery.body, secret);
      trip.signedWith = secret;
    }
    const bend = strike && BENDS[strike.name];
    const number = attemptsMade(delivery) + 1;
    for (let copy = 0; copy < (bend?.copies ?? 1); copy += 1) {
      const made = await oneRequest(trip, number, url, secret, timeoutMs, strike);
      if (abort.signal.aborted) return;
      delivery.attempts.push(made);
      onAttempt(delivery, made);
    }
    bookNext(trip);
    release(delivery.taskId, delivery.number);
  }

  async function oneRequest(
    trip: Trip,
    number: number,
    url: string,
    secret: string,
    timeoutMs: number,
    strike?: Strike,
  ): Promise<Attempt> {
    const { delivery } = trip;
    const present = () => clock.now() - trip.late;
    const at = present();
    const bend = strike ? BENDS[strike.name] : undefined;
    const message = { body: delivery.body, signature: delivery.signature };
    trip.since = monotonic();
    const sent = bend?.instead
      ? { outcome: bend.instead(strike!.param!), requestHeaders: {}, durationMs: 0 }
      : await send({
          url,
          message: bend?.message?.(message) ?? message,
          timeoutMs,
          wire: bend?.wire?.(strike!.param!) ?? null,
          abort: abort.signal,
        });
    trip.since = undefined;
    const outcome = bend?.loseAnswer && sent.outcome.kind === "answered" ? LOST_ANSWER : sent.outcome;
    const timedOut = outcome.kind === "timed_out";
    return {
      number,
      at,
      endedAt: timedOut ? Math.max(at + timeoutMs, present()) : present(),
      durationMs: timedOut ? timeoutMs : sent.durationMs,
      url,
      fault: strike?.name ?? (trip.moved?.attempt === number ? trip.moved.fault : null),
      outcome,
      requestHeaders: sent.requestHeaders,
      diagnosis: await diagnosisOf(delivery, secret, outcome, bend === undefined),
    };
  }

  /** A refusal that nobody ordered is worth a word. */
  async function diagnosisOf(
    delivery: Delivery,
    secret: string,
    outcome: Outcome,
    unbent: boolean,
  ): Promise<string | null> {
    if (outcome.kind !== "answered" || outcome.status !== 401 || !unbent) return null;
    return diagnose({ body: delivery.body, secret, answer: outcome.body, headers: outcome.headers });
  }

  function admit(trip: Trip): void {
    trips.set(trip.delivery.id, trip);
    const others = byTask.get(trip.task.id);
    if (others) others.push(trip);
    else byTask.set(trip.task.id, [trip]);
  }

  return {
    open(task, event, at, body) {
      const { url, secret, retry } = endpoint();
      const number = (byTask.get(task.id)?.at(-1)?.delivery.number ?? 0) + 1;
      const id = `dlv_${task.id.replace(/^task_/, "")}_${number}`;
      const delivery: Delivery = {
        id,
        number,
        taskId: task.id,
        event,
        firstAt: at,
        body,
        signature: sign(body, secret),
        url,
        schedule: retry,
        attempts: [],
      };
      const trip: Trip = { delivery, task, late: 0, signedWith: secret };
      admit(trip);
      onOpen(delivery);
      bookNext(trip);
      return delivery;
    },
    async redeliver(delivery) {
      const trip = trips.get(delivery.id)!;
      if (endpoint().url === null)
        throw new MockError(
          409,
          "no_webhook_url",
          `${delivery.id} cannot be sent: no webhook URL is set. Give --webhook-url, or PUT /_mock/webhook {"url": "http://…"}.`,
        );
      if (trip.booking) clock.cancel(trip.booking);
      trip.booking = undefined;
      await clock.onTheWire(
        onWire(
          trip,
          strikeOn(trip, (name) => name in BENDS),
        ),
      );
      return delivery.attempts.at(-1)!;
    },
    async attemptNow(delivery, fault) {
      const trip = trips.get(delivery.id)!;
      if (fault !== undefined) move(trip, fault);
      if (trip.booking) clock.cancel(trip.booking);
      await clock.onTheWire(attemptDue(trip) ?? Promise.resolve());
    },
    unbook(delivery) {
      const trip = trips.get(delivery.id)!;
      if (trip.booking) clock.cancel(trip.booking);
      trip.booking = undefined;
    },
    release: (taskId) => release(taskId),
    find: (id) => trips.get(id)?.delivery,
    of: (taskId) => (byTask.get(taskId) ?? []).map((trip) => trip.delivery),
    *list() {
      for (const trip of trips.values()) yield trip.delivery;
    },
    size: () => trips.size,
    isOnTheWire: (delivery) => trips.get(delivery.id)?.wire !== undefined,
    onTheWire: () =>
      [...trips.values()].flatMap(({ delivery, since }) =>
        since === undefined ? [] : [{ delivery, forMs: monotonic() - since }],
      ),
    forget(taskId) {
      for (const trip of byTask.get(taskId) ?? []) {
        if (trip.booking) clock.cancel(trip.booking);
        trips.delete(trip.delivery.id);
      }
      byTask.delete(taskId);
      heldBack.delete(taskId);
    },
    restore(delivery, task) {
      const trip: Trip = { delivery, task, late: 0 };
      admit(trip);
      bookNext(trip);
    },
    async close(abortAfter) {
      const wires = [...trips.values()].flatMap(({ wire }) => (wire ? [wire] : []));
      if (wires.length > 0) await Promise.race([Promise.allSettled(wires), abortAfter()]);
      abort.abort();
    },
  };
}
