// Takes events to the handler: opens deliveries, makes attempts when they are due, and books the next by the retry schedule.

import {
  type Attempt,
  attemptsMade,
  type Delivery,
  deliveryState,
  type EventName,
  isHeldBack,
  movedNow,
  nextAttemptAt,
} from "../domain/delivery.js";
import { MockError } from "../domain/errors.js";
import type { Task } from "../domain/task.js";
import { isFinished, statusOf } from "../domain/task.js";
import { createAttempter, type Order, type Target } from "./attempt.js";
import { type Clock, refuseClosed } from "./clock.js";
import { type FaultBox, type Strike, webhookDraw } from "./fault-box.js";
import { createTrips, type Diagnose, type Endpoint, type Send, type Trip } from "./trip.js";
import { BENDS, MOVES } from "./webhook-faults.js";

export type CourierOptions = {
  clock: Clock;
  /** Real milliseconds, for how long a handler has been at it. */
  monotonic: () => number;
  faults: FaultBox;
  endpoint: () => Endpoint;
  send: Send;
  sign: (body: Buffer, secret: string) => string;
  diagnose: Diagnose;
  /** Hears of a delivery that was opened or came to nothing (`attempt` null), and of each attempt. */
  onChange: (delivery: Delivery, attempt: Attempt | null) => void;
  onStrike: (strike: Strike, delivery: Delivery) => void;
  /** A request of this attempt goes on the wire. */
  onSending: (delivery: Delivery, attempt: number) => void;
};

export type Courier = {
  /** Starts an event on its way; attempt 1 is due at once. */
  open(task: Task, event: EventName, at: number, body: Buffer): Delivery;
  /**
   * One more attempt now, same bytes; or `edited` ones, signed anew, which no fault strikes and which say nothing of the event's
   * own delivery. Rejects `MockError` 409: no webhook URL, or the account was reset or closed meanwhile.
   */
  redeliver(delivery: Delivery, edited?: Buffer): Promise<void>;
  /**
   * Makes the first attempt at once, off the clock's list. `ordered`: somebody asked for just this event, and waits for it;
   * `fault` is the one that moved it here, if one did.
   */
  attemptNow(delivery: Delivery, how: { ordered: boolean; fault?: string }): Promise<void>;
  /** Takes its next attempt off the clock's list, for one who makes it himself. */
  unbook(delivery: Delivery): void;
  /** Lets go of what waits for a further event of a task that will have none. */
  release(taskId: string): void;
  find(id: string): Delivery | undefined;
  of(taskId: string): Delivery[];
  list(): Iterable<Delivery>;
  isOnTheWire(delivery: Delivery): boolean;
  /** The request of it that is on the wire now, if one is: which attempt, since when, for how many real milliseconds. */
  sendingOf(delivery: Delivery): { attempt: number; at: number; forMs: number } | undefined;
  /** What is on the wire now, and for how many milliseconds of real time. */
  onTheWire(): { delivery: Delivery; forMs: number }[];
  forget(taskId: string): void;
  /** Puts back deliveries read from a file, in the order of their events, and books what they are due for. */
  restore(deliveries: readonly Delivery[], taskOf: (id: string) => Task): void;
  /** Stops; attempts on the wire get `graceMs` of real time. */
  close(abortAfter: () => Promise<void>): Promise<void>;
};

/** How an attempt is made: as a fault has it, by whose order, with which other bytes. */
type How = { strike?: Strike; byHand?: boolean; edited?: Buffer };

export function createCourier(options: CourierOptions): Courier {
  const { clock, monotonic, faults, endpoint, send, sign, diagnose, onChange, onStrike, onSending } = options;
  const trips = createTrips();
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
  let closing = false;

  function book(trip: Trip, at: number): void {
    unbook(trip);
    const { delivery } = trip;
    trip.booking = clock.book(
      at,
      () => labelOf(delivery),
      () => attemptDue(trip),
    );
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

  /** An attempt's instant has come; behind one that is on the wire it asks again whether it is due. */
  function attemptDue(trip: Trip): Promise<void> | undefined {
    trip.booking = undefined;
    return inTurn(trip, () => makeDue(trip));
  }

  /** Makes the attempt that is due now, if one is: a fault may move it, bend it, or leave it alone. */
  function makeDue(trip: Trip): Promise<void> | undefined {
    const at = nextAttemptAt(trip.delivery);
    if (at === null || at > clock.now()) return void bookNext(trip);
    const target = targetOf(trip);
    if (!target) return undefined;
    const strike = strikeOn(trip, (name) => name in BENDS || mayMove(trip, name));
    const move = strike && MOVES[strike.name];
    if (!move) return attempt(trip, target, { strike });
    put(trip, strike.name, move(clock.now(), strike.param ?? 0));
    bookNext(trip);
  }

  /** Makes an attempt that somebody ordered, whether or not one is due. */
  function makeOrdered(trip: Trip, edited?: Buffer): Promise<void> | undefined {
    const target = targetOf(trip);
    if (!target) return undefined;
    const strike = edited ? undefined : strikeOn(trip, (name) => name in BENDS);
    return attempt(trip, target, { strike, byHand: true, edited });
  }

  /** Puts the next attempt at another time. */
  function put({ delivery }: Trip, fault: string, until: number | null): void {
    delivery.moved = { attempt: attemptsMade(delivery) + 1, fault, until };
  }

  /** `fits`: which faults this attempt can meet. */
  function strikeOn(trip: Trip, fits: (name: string) => boolean): Strike | undefined {
    const { task, delivery } = trip;
    if (!faults.mayStrike("webhook") || movedNow(delivery)) return undefined;
    const attempt = attemptsMade(delivery) + 1;
    const strike = faults.strike({
      on: "webhook",
      event: delivery.event,
      attempt,
      taskId: task.id,
      deliveryId: delivery.id,
      fixture: task.fixture.name,
      draw: webhookDraw(task, delivery.event, delivery.number, attempt),
      only: fits,
    });
    if (strike) onStrike(strike, delivery);
    return strike;
  }

  function mayMove(trip: Trip, name: string): boolean {
    return name in MOVES && (name !== "reorder" || canBeOvertaken(trip));
  }

  /** An event can only be overtaken while its task may have another. */
  function canBeOvertaken({ task, delivery }: Trip): boolean {
    const isToCome = (other: Delivery) =>
      other.number > delivery.number && attemptsMade(other) === 0 && deliveryState(other) === "scheduled";
    return !isFinished(statusOf(task)) || trips.of(task.id).some((other) => isToCome(other.delivery));
  }

  /** Lets go of what waited for event `sent` of the task, or for any. */
  function release(taskId: string, sent = Number.POSITIVE_INFINITY): void {
    for (const trip of trips.of(taskId)) if (trip.delivery.number < sent && isHeldBack(trip.delivery)) letGo(trip);
  }

  function letGo(trip: Trip): void {
    put(trip, trip.delivery.moved!.fault, clock.now());
    bookNext(trip);
  }

  /** Does the work now, or once the attempt that is on the wire is over. */
  function inTurn(trip: Trip, work: () => Promise<void> | undefined): Promise<void> | undefined {
    const begin = () => (closing ? undefined : work());
    const begun = trip.wire ? trip.wire.then(begin) : begin();
    if (!begun) return undefined;
    const wire = begun.finally(() => {
      if (trip.wire === wire) trip.wire = undefined;
    });
    trip.wire = wire;
    return wire;
  }

  /** Where an attempt goes now. Without a URL it goes nowhere: then nobody needs to wait for this event any more. */
  function targetOf({ delivery }: Trip): Target | undefined {
    const target = { ...endpoint() };
    delivery.url = target.url;
    if (hasUrl(target)) return target;
    onChange(delivery, null);
    release(delivery.taskId, delivery.number);
    return undefined;
  }

  async function attempt(trip: Trip, target: Target, { strike, byHand = false, edited }: How): Promise<void> {
    const { delivery } = trip;
    const due = clock.now();
    delivery.schedule = target.retry;
    signFor(trip, target.secret);
    await undefined; // from here on a live clock shows how late its timer was
    trip.late = clock.now() - due;
    const bend = strike && BENDS[strike.name];
    const number = edited ? 0 : attemptsMade(delivery) + 1;
    const order: Order = { number, byHand, ...(edited && { edited }) };
    for (let copy = 0; copy < (bend?.copies ?? 1); copy += 1) {
      const made = await makeAttempt(trip, order, target, strike);
      if (abort.signal.aborted) return;
      delivery.attempts.push(made);
      onChange(delivery, made);
    }
    bookNext(trip);
    if (!edited) release(delivery.taskId, delivery.number);
  }

  function signFor(trip: Trip, secret: string): void {
    if (trip.signedWith === secret) return;
    trip.delivery.signature = sign(trip.delivery.body, secret);
    trip.signedWith = secret;
  }

  /** Waits for an attempt that was begun off the clock's list; `ordered`: somebody asked for just this one. */
  async function onTheWire({ delivery }: Trip, wire: Promise<void> | undefined, ordered: boolean): Promise<void> {
    if (wire) await clock.onTheWire(wire, () => labelOf(delivery), ordered);
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
      onChange(delivery, null);
      bookNext(trip);
      if (url === null) release(task.id, number);
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
      const wire = inTurn(trip, () => makeOrdered(trip, edited));
      await onTheWire(trip, wire, true);
      refuseClosed(clock.closedBy(), `the redelivery of ${delivery.id}`);
    },
    async attemptNow(delivery, { ordered, fault }) {
      const trip = trips.get(delivery.id)!;
      if (fault !== undefined) put(trip, fault, clock.now());
      unbook(trip);
      await onTheWire(trip, attemptDue(trip), ordered);
    },
    unbook: (delivery) => unbook(trips.get(delivery.id)!),
    release: (taskId) => release(taskId),
    find: (id) => trips.get(id)?.delivery,
    of: (taskId) => trips.of(taskId).map((trip) => trip.delivery),
    *list() {
      for (const trip of trips.all()) yield trip.delivery;
    },
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
    },
    restore(deliveries, taskOf) {
      const back = deliveries.map((delivery) => ({ delivery, task: taskOf(delivery.taskId), late: 0 }));
      for (const trip of back) trips.add(trip);
      for (const trip of back) {
        if (isHeldBack(trip.delivery) && !canBeOvertaken(trip)) letGo(trip);
        else bookNext(trip);
      }
    },
    async close(abortAfter) {
      closing = true;
      const wires = [...trips.all()].flatMap(({ wire }) => (wire ? [wire] : []));
      if (wires.length > 0) await Promise.race([Promise.allSettled(wires), abortAfter()]);
      abort.abort();
    },
  };
}

/** What the next attempt is called. */
export function labelOf(delivery: Delivery): string {
  return `attempt ${attemptsMade(delivery) + 1} of ${delivery.id} (${delivery.event} of ${delivery.taskId})`;
}

function hasUrl(endpoint: Endpoint): endpoint is Target {
  return endpoint.url !== null;
}
