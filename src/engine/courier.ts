// Takes events to the handler: opens deliveries, makes attempts when they are due, and books the next by the retry schedule.

import { announcement } from "../contract/webhooks.js";
import {
  type Attempt,
  attemptsMade,
  type Delivery,
  deliveryId,
  deliveryState,
  type EventName,
  isHeldBack,
  movedNow,
  nextAttemptAt,
  tasksOfDelivery,
} from "../domain/delivery.js";
import { MockError, said } from "../domain/errors.js";
import type { FaultKind, WebhookFault } from "../domain/fault-kinds.js";
import { isMade, seen } from "../domain/lazy.js";
import { type Entry, isFinished, statusOf, type Task } from "../domain/task.js";
import {
  type AttemptOrder,
  type Diagnose,
  interrupted,
  makeAttempt,
  prepareAttempt,
  type Send,
  type Target,
} from "./attempt.js";
import { type Clock, refuseClosed } from "./clock.js";
import { type FaultBox, type Strike, webhookDraw } from "./faults/fault-box.js";
import { WEBHOOK_EFFECTS } from "./faults/webhook-effects.js";
import type { AccountState, Change, Endpoint } from "./state.js";
import type { Booking } from "./timer-queue.js";

export type CourierOptions = {
  state: AccountState;
  commit: (change: Change) => void;
  /** Sees to it that all that happened is kept, before a handler hears of it. */
  keep: () => void;
  clock: Clock;
  /** Real milliseconds, for how long a handler has been at it. */
  monotonic: () => number;
  faults: FaultBox;
  send: Send;
  sign: (body: Buffer, secret: string) => string;
  diagnose: Diagnose;
  /** Hears of a delivery that was opened or came to nothing (`attempt` null), and of each attempt. */
  onChange: (delivery: Delivery, attempt: Attempt | null) => void;
  onStrike: (strike: Strike, delivery: Delivery) => void;
  /** A request of this attempt goes on the wire. */
  onSending: (delivery: Delivery, attempt: number) => void;
};

export type Courier = ReturnType<typeof createCourier>;

/**
 * A delivery under way: its next attempt as it is booked; the one on the wire, or whoever waits for it; since when the request
 * is out, by the monotonic clock; and the secret that the signature was made with, where that is known.
 */
type InFlight = {
  booking?: Booking | undefined;
  wire?: Promise<void> | undefined;
  sending?: Sending | undefined;
  signedWith?: string;
};

/** A request on the wire: which attempt, its virtual instant, and the real one by the monotonic clock. */
type Sending = { attempt: number; at: number; since: number };

/** How an attempt is made: as a fault has it, by whose order, with which other bytes. */
type How = { strike?: Strike<WebhookFault> | undefined; byHand?: boolean; edited?: Buffer | undefined };

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createCourier(options: CourierOptions) {
  const { state, commit, keep, clock, monotonic, faults, send, sign, diagnose, onChange, onStrike, onSending } =
    options;
  const flights = new Map<string, InFlight>();
  const abort = new AbortController();
  let closing = false;

  /** Those of a task that the engine holds. */
  const of = (taskId: string): readonly Delivery[] => state.deliveriesOf.get(taskId) ?? [];
  const taskOf = (delivery: Delivery) => state.tasks.lend(delivery.taskId)!;

  function flightOf({ id }: Delivery): InFlight {
    const known = flights.get(id) ?? {};
    flights.set(id, known);
    return known;
  }

  function unbook(delivery: Delivery): void {
    const flight = flights.get(delivery.id);
    if (flight?.booking) clock.cancel(flight.booking);
    if (flight) flight.booking = undefined;
  }

  /** Books what the retry schedule says, if anything. */
  function bookNext(delivery: Delivery): void {
    unbook(delivery);
    const at = nextAttemptAt(delivery);
    if (at === null) return;
    flightOf(delivery).booking = clock.book(
      at,
      () => labelOf(delivery),
      () => attemptDue(delivery),
    );
  }

  /** An attempt's instant has come; behind one that is on the wire it asks again whether it is due. */
  function attemptDue(delivery: Delivery): Promise<void> | undefined {
    flightOf(delivery).booking = undefined;
    return inTurn(delivery, () => makeDue(delivery));
  }

  /** Makes the attempt that is due now, if one is: a fault may move it, bend it, or leave it alone. */
  function makeDue(delivery: Delivery): Promise<void> | undefined {
    const at = nextAttemptAt(delivery);
    if (at === null || at > clock.now()) return void bookNext(delivery);
    const target = targetOf(delivery);
    if (!target) return undefined;
    const strike = strikeOn(delivery, ({ needsNext }) => !needsNext || canBeOvertaken(delivery));
    const move = strike && WEBHOOK_EFFECTS[strike.name].move;
    if (!move) return attempt(delivery, target, { strike });
    put(delivery, strike.name, move(clock.now(), strike.param ?? 0));
    bookNext(delivery);
  }

  /** Makes an attempt that somebody ordered, whether or not one is due. */
  function makeOrdered(delivery: Delivery, edited?: Buffer): Promise<void> | undefined {
    const target = targetOf(delivery);
    if (!target) return undefined;
    const strike = edited ? undefined : strikeOn(delivery, ({ name }) => !effectOf(name).move);
    return attempt(delivery, target, { strike, byHand: true, edited });
  }

  /** Puts the next attempt at another time. */
  function put(delivery: Delivery, fault: string, until: number | null): void {
    commit({ is: "moved", delivery: delivery.id, moved: { attempt: attemptsMade(delivery) + 1, fault, until } });
  }

  /** `fits`: which faults this attempt can meet, of those that do not come before it. */
  function strikeOn(delivery: Delivery, fits: (kind: FaultKind) => boolean): Strike<WebhookFault> | undefined {
    if (!faults.mayStrike("webhook") || movedNow(delivery)) return undefined;
    const task = taskOf(delivery);
    const number = attemptsMade(delivery) + 1;
    const strike = faults.strike({
      on: "webhook",
      event: delivery.event,
      attempt: number,
      taskId: task.id,
      deliveryId: delivery.id,
      fixture: task.fixture.name,
      draw: webhookDraw(task, delivery.event, delivery.number, number),
      only: (kind) => !effectOf(kind.name).early && fits(kind),
    });
    if (strike) onStrike(strike, delivery);
    return strike;
  }

  /** An event can only be overtaken while its task may have another. */
  function canBeOvertaken(delivery: Delivery): boolean {
    const isToCome = (other: Delivery) =>
      other.number > delivery.number && attemptsMade(other) === 0 && deliveryState(other) === "scheduled";
    return !isFinished(statusOf(taskOf(delivery))) || of(delivery.taskId).some(isToCome);
  }

  /** Lets go of what waited for event `sent` of the task, or for any. */
  function release(taskId: string, sent = Number.POSITIVE_INFINITY): void {
    for (const delivery of of(taskId)) if (delivery.number < sent && isHeldBack(delivery)) letGo(delivery);
  }

  function letGo(delivery: Delivery): void {
    put(delivery, delivery.moved!.fault, clock.now());
    bookNext(delivery);
  }

  /** Does the work now, or once the attempt that is on the wire is over. */
  function inTurn(delivery: Delivery, work: () => Promise<void> | undefined): Promise<void> | undefined {
    const flight = flightOf(delivery);
    const begin = () => (closing || !state.deliveries.has(delivery.id) ? undefined : work());
    const begun = flight.wire ? flight.wire.then(begin) : begin();
    if (!begun) return undefined;
    const wire = begun.finally(() => {
      if (flight.wire === wire) flight.wire = undefined;
    });
    flight.wire = wire;
    return wire;
  }

  /** Where an attempt goes now. Without a URL it goes nowhere: then nobody needs to wait for this event any more. */
  function targetOf(delivery: Delivery): Target | undefined {
    const target = { ...state.endpoint };
    if (hasUrl(target)) return target;
    commit({ is: "unsent", delivery: delivery.id });
    onChange(delivery, null);
    release(delivery.taskId, delivery.number);
    return undefined;
  }

  async function attempt(delivery: Delivery, target: Target, { strike, byHand = false, edited }: How): Promise<void> {
    const due = clock.now();
    await undefined; // from here on a live clock shows how late its timer was
    const late = clock.now() - due;
    const number = edited ? 0 : attemptsMade(delivery) + 1;
    const order: AttemptOrder = { number, byHand, ...(edited && { edited }) };
    const copies = strike ? (effectOf(strike.name).copies ?? 1) : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      const made = await attemptOnce(delivery, target, order, strike, late);
      if (abort.signal.aborted) return;
      commit({ is: "ended", delivery: delivery.id, n: delivery.attempts.length, attempt: made });
      onChange(delivery, made);
    }
    bookNext(delivery);
    if (!edited) release(delivery.taskId, delivery.number);
  }

  async function attemptOnce(
    delivery: Delivery,
    target: Target,
    order: AttemptOrder,
    strike: Strike<WebhookFault> | undefined,
    late: number,
  ): Promise<Attempt> {
    const flight = flightOf(delivery);
    const at = clock.now() - late;
    const body = seen(delivery.body);
    const signature = flight.signedWith === target.secret ? seen(delivery.signature) : sign(body, target.secret);
    flight.signedWith = target.secret;
    const prepared = prepareAttempt({ delivery, own: { body, signature }, order, target, strike, at }, sign);
    const { begun } = prepared;
    commit({ is: "begun", delivery: delivery.id, schedule: target.retry, signature, attempt: begun });
    return makeAttempt(prepared, target, late, {
      clock,
      send,
      diagnose,
      onWire(isThere) {
        flight.sending = isThere ? { attempt: order.number, at, since: monotonic() } : undefined;
        if (!isThere) return;
        keep();
        onSending(delivery, order.number);
      },
      abort: abort.signal,
    });
  }

  /** Waits for an attempt that was begun off the clock's list; `ordered`: somebody asked for just this one. */
  async function onTheWire(delivery: Delivery, wire: Promise<void> | undefined, ordered: boolean): Promise<void> {
    if (wire) await clock.onTheWire(wire, () => labelOf(delivery), ordered);
  }

  return {
    /** Starts the event of a task's last entry on its way; attempt 1 is due at once. Its bytes are made with the entry's data, and signed when first asked for. */
    open(task: Task, event: EventName, entry: Entry): Delivery {
      const { url, secret, retry } = state.endpoint;
      const number = of(task.id).length + 1;
      const id = deliveryId(task.id, number);
      const opened = { id, number, taskId: task.id, event, firstAt: entry.at, url, schedule: retry, attempts: [] };
      const delivery = opened as Omit<Delivery, "body" | "signature"> as Delivery;
      if (isMade(entry.data)) delivery.body = announcement(event, task, entry);
      commit({ is: "opened", delivery });
      onChange(delivery, null);
      if (url === null) {
        release(task.id, number);
        return delivery;
      }
      flightOf(delivery).signedWith = secret;
      bookNext(delivery);
      return delivery;
    },
    /**
     * One more attempt now, same bytes; or `edited` ones, signed anew, which no fault strikes and which say nothing of the event's
     * own delivery. Rejects `MockError` 409: no webhook URL, or the account was reset or closed meanwhile.
     */
    async redeliver(delivery: Delivery, edited?: Buffer): Promise<void> {
      if (state.endpoint.url === null)
        throw new MockError(
          409,
          "no_webhook_url",
          said`${delivery.id} cannot be sent: no webhook URL is set. Give --webhook-url, or ${{ operation: "setWebhook", text: 'PUT /_mock/webhook {"url": "http://…"}' }}.`,
        );
      const wire = inTurn(delivery, () => makeOrdered(delivery, edited));
      await onTheWire(delivery, wire, true);
      refuseClosed(clock.closedBy(), `the redelivery of ${delivery.id}`);
    },
    /**
     * Makes the first attempt at once, off the clock's list. `ordered`: somebody asked for just this event, and waits for it;
     * `fault` is the one that moved it here, if one did.
     */
    async attemptNow(delivery: Delivery, { ordered, fault }: { ordered: boolean; fault?: string }): Promise<void> {
      if (fault !== undefined) put(delivery, fault, clock.now());
      unbook(delivery);
      await onTheWire(delivery, attemptDue(delivery), ordered);
    },
    /** Takes its next attempt off the clock's list, for one who makes it himself. */
    unbook,
    /** Lets go of what waits for a further event of a task that will have none. */
    release: (taskId: string) => release(taskId),
    find(id: string): Delivery | undefined {
      for (const taskId of tasksOfDelivery(id)) state.tasks.get(taskId);
      return state.deliveries.get(id);
    },
    /** A task's, for one who may hold on to them. */
    of(taskId: string): readonly Delivery[] {
      state.tasks.get(taskId);
      return of(taskId);
    },
    /** All of them, in the order in which they were opened. */
    list(): Delivery[] {
      state.tasks.wakeAll();
      return [...state.deliveries.values()].sort((a, b) => a.place! - b.place!);
    },
    isOnTheWire: ({ id }: Delivery): boolean => flights.get(id)?.wire !== undefined,
    /** What is on the wire now, and for how many milliseconds of real time. */
    onTheWire: (): { delivery: Delivery; forMs: number }[] =>
      [...flights].flatMap(([id, { sending }]) => {
        const delivery = state.deliveries.get(id);
        return sending && delivery ? [{ delivery, forMs: monotonic() - sending.since }] : [];
      }),
    /** The request of it that is on the wire now, if one is: which attempt, since when, for how many real milliseconds. */
    sendingOf({ id }: Delivery): { attempt: number; at: number; forMs: number } | undefined {
      const sending = flights.get(id)?.sending;
      return sending && { attempt: sending.attempt, at: sending.at, forMs: monotonic() - sending.since };
    },
    /** Lets go of a task's deliveries before they are forgotten. */
    forget(taskId: string): void {
      for (const delivery of of(taskId)) {
        unbook(delivery);
        flights.delete(delivery.id);
      }
    },
    /** Takes on the deliveries of a past: what was on the wire when it ended is over, and what is due is booked. */
    adopt(): void {
      for (const [id, begun] of [...state.begun]) {
        const delivery = state.deliveries.get(id)!;
        const attempt = interrupted(begun);
        commit({ is: "ended", delivery: id, n: delivery.attempts.length, attempt });
        onChange(delivery, attempt);
        if (!begun.edited) release(delivery.taskId, delivery.number);
      }
      for (const delivery of state.deliveries.values()) {
        if (isHeldBack(delivery) && !canBeOvertaken(delivery)) letGo(delivery);
        else if (deliveryState(delivery) === "scheduled") bookNext(delivery);
      }
    },
    /** Stops; attempts on the wire get until `abortAfter`. */
    async close(abortAfter: () => Promise<void>): Promise<void> {
      closing = true;
      const wires = [...flights.values()].flatMap(({ wire }) => (wire ? [wire] : []));
      if (wires.length > 0) await Promise.race([Promise.allSettled(wires), abortAfter()]);
      abort.abort();
    },
  };
}

/** What the next attempt is called. */
function labelOf(delivery: Delivery): string {
  return `attempt ${attemptsMade(delivery) + 1} of ${delivery.id} (${delivery.event} of ${delivery.taskId})`;
}

function effectOf(name: FaultKind["name"]) {
  return WEBHOOK_EFFECTS[name as WebhookFault];
}

function hasUrl(endpoint: Endpoint): endpoint is Target {
  return endpoint.url !== null;
}
