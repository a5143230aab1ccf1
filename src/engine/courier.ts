// Takes events to the handler: opens deliveries, makes attempts when they are due, and books the next by the retry schedule.

import { type Attempt, attemptsMade, type Delivery, type EventName, nextAttemptAt } from "../domain/delivery.js";
import { MockError } from "../domain/errors.js";
import type { Task } from "../domain/task.js";
import { isFinished, statusOf } from "../domain/task.js";
import { createAttempter, type Order, type Target } from "./attempt.js";
import type { Clock } from "./clock.js";
import { type FaultBox, type Strike, webhookDraw } from "./fault-box.js";
import { createHeldBack } from "./held-back.js";
import { createTrips, type Diagnose, type Endpoint, type Send, type Trip } from "./trip.js";
import { BENDS } from "./webhook-faults.js";

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
  /** A request of this attempt goes on the wire. */
  onSending: (delivery: Delivery, attempt: number) => void;
};

export type Courier = {
  /** Starts an event on its way; attempt 1 is due at once. */
  open(task: Task, event: EventName, at: number, body: Buffer): Delivery;
  /**
   * One more attempt now, same bytes; or `edited` ones, signed anew, which no fault strikes and which say nothing of the event's
   * own delivery. Resolves with it; rejects `MockError` 409 when there is no webhook URL.
   */
  redeliver(delivery: Delivery, edited?: Buffer): Promise<Attempt>;
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
  /** The request of it that is on the wire now, if one is: which attempt, since when, for how many real milliseconds. */
  sendingOf(delivery: Delivery): { attempt: number; at: number; forMs: number } | undefined;
  /** What is on the wire now, and for how many milliseconds of real time. */
  onTheWire(): { delivery: Delivery; forMs: number }[];
  forget(taskId: string): void;
  /** Puts back a delivery read from a file, and books what it is due for. */
  restore(delivery: Delivery, task: Task): void;
  /** Stops; attempts on the wire get `graceMs` of real time. */
  close(abortAfter: () => Promise<void>): Promise<void>;
};

export function createCourier(options: CourierOptions): Courier {
  const { clock, monotonic, faults, endpoint, send, sign, diagnose, onAttempt, onOpen, onStrike, onSending } = options;
  const trips = createTrips();
  const heldBack = createHeldBack();
  const abort = new AbortController();
  const makeAttempt = createAttempter({
    clock,
    monotonic,
    send,
    sign,
    diagnose,
    onSending: ({ delivery }, attempt) => onSending(delivery, attempt),
    abort: abort.signal,
  });

  function book(trip: Trip, at: number): void {
    unbook(trip);
    const { delivery } = trip;
    const label = () =>
      `attempt ${attemptsMade(delivery) + 1} of ${delivery.id} (${delivery.event} of ${delivery.taskId})`;
    trip.booking = clock.book(at, label, () => attemptDue(trip));
  }

  /** Books what the retry schedule says, if anything. */
  function bookNext(trip: Trip): void {
    const at = nextAttemptAt(trip.delivery);
    if (at === null) unbook(trip);
    else book(trip, at);
  }

  function unbook(trip: Trip): void {
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
    if (strike?.name === "reorder") return void heldBack.hold(trip);
    return onWire(trip, { strike });
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
      deliveryId: delivery.id,
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
      trips.of(task.id).some((other) => other.delivery.number > delivery.number && other.delivery.attempts.length === 0)
    );
  }

  /** Books what waited for event `sent` of the task, or for any. */
  function release(taskId: string, sent = Number.POSITIVE_INFINITY): void {
    for (const trip of heldBack.letGo(taskId, sent)) book(trip, clock.now());
  }

  /** Makes one attempt after any that is still on the wire. */
  function onWire(trip: Trip, how: How): Promise<void> {
    const due = trip.wire ? undefined : clock.now();
    const before = trip.wire ?? Promise.resolve();
    const wire = before
      .then(() => {
        trip.late = clock.now() - (due ?? clock.now());
        return attempt(trip, how);
      })
      .finally(() => {
        if (trip.wire === wire) trip.wire = undefined;
      });
    trip.wire = wire;
    return wire;
  }

  async function attempt(trip: Trip, { strike, byHand = false, edited }: How): Promise<void> {
    if (abort.signal.aborted) return;
    const { delivery } = trip;
    const target = { ...endpoint() };
    delivery.url = target.url;
    if (!hasUrl(target)) return;
    delivery.schedule = target.retry;
    signFor(trip, target.secret);
    const bend = strike && BENDS[strike.name];
    const number = edited ? 0 : attemptsMade(delivery) + 1;
    const order: Order = { number, byHand, ...(edited && { edited }) };
    for (let copy = 0; copy < (bend?.copies ?? 1); copy += 1) {
      const made = await makeAttempt(trip, order, target, strike);
      if (abort.signal.aborted) return;
      delivery.attempts.push(made);
      onAttempt(delivery, made);
    }
    bookNext(trip);
    release(delivery.taskId, delivery.number);
  }

  function signFor(trip: Trip, secret: string): void {
    if (trip.signedWith === secret) return;
    trip.delivery.signature = sign(trip.delivery.body, secret);
    trip.signedWith = secret;
  }

  return {
    open(task, event, at, body) {
      const { url, secret, retry } = endpoint();
      const number = (trips.of(task.id).at(-1)?.delivery.number ?? 0) + 1;
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
      trips.add(trip);
      onOpen(delivery);
      bookNext(trip);
      return delivery;
    },
    async redeliver(delivery, edited) {
      const trip = trips.get(delivery.id)!;
      if (endpoint().url === null)
        throw new MockError(
          409,
          "no_webhook_url",
          `${delivery.id} cannot be sent: no webhook URL is set. Give --webhook-url, or PUT /_mock/webhook {"url": "http://…"}.`,
        );
      unbook(trip);
      await clock.onTheWire(
        onWire(trip, { byHand: true, ...(edited ? { edited } : { strike: strikeOn(trip, (name) => name in BENDS) }) }),
      );
      return delivery.attempts.at(-1)!;
    },
    async attemptNow(delivery, fault) {
      const trip = trips.get(delivery.id)!;
      if (fault !== undefined) move(trip, fault);
      unbook(trip);
      await clock.onTheWire(attemptDue(trip) ?? Promise.resolve());
    },
    unbook: (delivery) => unbook(trips.get(delivery.id)!),
    release: (taskId) => release(taskId),
    find: (id) => trips.get(id)?.delivery,
    of: (taskId) => trips.of(taskId).map((trip) => trip.delivery),
    *list() {
      for (const trip of trips.all()) yield trip.delivery;
    },
    size: trips.size,
    isOnTheWire: (delivery) => trips.get(delivery.id)?.wire !== undefined,
    onTheWire: () =>
      [...trips.all()].flatMap(({ delivery, sending }) =>
        sending === undefined ? [] : [{ delivery, forMs: monotonic() - sending.since }],
      ),
    sendingOf(delivery) {
      const { sending } = trips.get(delivery.id) ?? {};
      return sending && { attempt: sending.attempt, at: sending.at, forMs: monotonic() - sending.since };
    },
    forget(taskId) {
      for (const trip of trips.remove(taskId)) unbook(trip);
      heldBack.letGo(taskId, Number.POSITIVE_INFINITY);
    },
    restore(delivery, task) {
      const trip: Trip = { delivery, task, late: 0 };
      trips.add(trip);
      bookNext(trip);
    },
    async close(abortAfter) {
      const wires = [...trips.all()].flatMap(({ wire }) => (wire ? [wire] : []));
      if (wires.length > 0) await Promise.race([Promise.allSettled(wires), abortAfter()]);
      abort.abort();
    },
  };
}

/** How an attempt is made: what a fault does to it, whether somebody ordered it, and what he sends in place of the event. */
type How = { strike?: Strike | undefined; byHand?: boolean; edited?: Buffer };

function hasUrl(endpoint: Endpoint): endpoint is Target {
  return endpoint.url !== null;
}
