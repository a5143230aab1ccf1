// One request to the handler as a fault may have bent it, and the attempt that it makes.

import { type Attempt, movedNow, type Outcome, thrownIn } from "../domain/delivery.js";
import type { Clock } from "./clock.js";
import type { Strike } from "./fault-box.js";
import type { Diagnose, Endpoint, Send, Trip } from "./trip.js";
import { BENDS, type Bend, firstHalf, LOST_ANSWER, type Message, type WireFault } from "./webhook-faults.js";

export type AttempterOptions = {
  clock: Clock;
  /** Real milliseconds, for how long a handler has been at it. */
  monotonic: () => number;
  send: Send;
  sign: (body: Buffer, secret: string) => string;
  diagnose: Diagnose;
  /** A request goes on the wire. */
  onSending: (trip: Trip, attempt: number) => void;
  abort: AbortSignal;
};

/** Where an attempt goes: an endpoint that has a URL. */
export type Target = Endpoint & { url: string };

/** Which attempt it is. `byHand`: somebody ordered it. `edited`: other bytes than the event's, signed anew. */
export type Order = { number: number; byHand: boolean; edited?: Buffer };

/** Makes one attempt, numbered by its place in the retry schedule. Never rejects. */
export type MakeAttempt = (trip: Trip, order: Order, target: Target, strike?: Strike) => Promise<Attempt>;

export function createAttempter({
  clock,
  monotonic,
  send,
  sign,
  diagnose,
  onSending,
  abort,
}: AttempterOptions): MakeAttempt {
  /** What goes over the wire: the event as it is, or edited and signed anew, and then as the fault has it. */
  function messageOf(
    { delivery }: Trip,
    { secret }: Target,
    edited: Buffer | undefined,
    bend: Bend | undefined,
  ): Message {
    const message = edited
      ? { body: edited, signature: sign(edited, secret) }
      : { body: delivery.body, signature: delivery.signature };
    return bend?.message?.(message) ?? message;
  }

  async function sendBent(trip: Trip, { number }: Order, target: Target, message: Message, strike?: Strike) {
    const bend = strike && BENDS[strike.name];
    const param = strike?.param ?? 0;
    if (bend?.instead) return { outcome: bend.instead(param), requestHeaders: {}, durationMs: 0 };
    const { url, timeoutMs } = target;
    trip.sending = { attempt: number, at: clock.now() - trip.late, since: monotonic() };
    onSending(trip, number);
    const sent = await send({ url, message, timeoutMs, wire: bend?.wire?.(param) ?? null, abort });
    trip.sending = undefined;
    return sent;
  }

  /** A refusal that nobody ordered is worth a word. */
  function diagnosisOf(body: Buffer, secret: string, outcome: Outcome, bend?: Bend): Promise<string | null> | null {
    const thrown = thrownIn(outcome);
    if (thrown !== null) return Promise.resolve(`the listener threw: ${thrown}`);
    if (outcome.kind !== "answered" || outcome.status !== 401 || bend) return null;
    return diagnose({ body, secret, answer: outcome.body, headers: outcome.headers });
  }

  return async (trip, order, target, strike) => {
    const { url, secret, timeoutMs } = target;
    const { number, byHand, edited } = order;
    const present = () => clock.now() - trip.late;
    const at = present();
    const moved = movedNow(trip.delivery);
    const bend = strike && BENDS[strike.name];
    const message = messageOf(trip, target, edited, bend);
    const { outcome: its, requestHeaders, durationMs } = await sendBent(trip, order, target, message, strike);
    const outcome = bend?.loseAnswer && its.kind === "answered" ? LOST_ANSWER : its;
    const timedOut = outcome.kind === "timed_out";
    const made: Attempt = {
      number,
      at,
      endedAt: timedOut ? at + timeoutMs : present(),
      durationMs: timedOut ? timeoutMs : durationMs,
      url,
      fault: strike?.name ?? (moved?.attempt === number ? moved.fault : null),
      outcome,
      requestHeaders,
      diagnosis: await diagnosisOf(message.body, secret, outcome, bend),
    };
    const sent = bend?.wire && breaksOff(bend.wire(0)) ? firstHalf(message.body) : message.body;
    if (sent !== trip.delivery.body && !bend?.instead) made.sent = sent.toString("utf8");
    if (byHand) made.byHand = true;
    if (edited) made.edited = true;
    return made;
  };
}

function breaksOff({ kind }: WireFault): boolean {
  return kind !== "slow";
}
