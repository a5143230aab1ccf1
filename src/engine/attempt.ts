// One request to the handler as a fault may have bent it, and the attempt that it makes.

import { type Attempt, type Delivery, movedNow, type Outcome, thrownIn } from "../domain/delivery.js";
import type { WebhookFault } from "../domain/fault-kinds.js";
import type { Clock } from "./clock.js";
import type { Strike } from "./faults/fault-box.js";
import {
  bend,
  breaksOff,
  type Effect,
  firstHalf,
  LOST_ANSWER,
  WEBHOOK_EFFECTS,
  type WireFault,
  type WireMessage,
} from "./faults/webhook-effects.js";
import type { Begun, Endpoint } from "./state.js";

/** One HTTP request to the handler: the outside that the courier stands on. Never rejects. */
export type Send = (request: {
  url: string;
  message: WireMessage;
  timeoutMs: number;
  wire: WireFault | null;
  abort: AbortSignal;
}) => Promise<{ outcome: Outcome; requestHeaders: Record<string, string>; durationMs: number }>;

/** Says what an answer that is no success points to, or nothing (product: diagnose). */
export type Diagnose = (refused: {
  status: number;
  body: Buffer;
  secret: string;
  answer: string;
  headers: Record<string, string>;
}) => Promise<string | null>;

/** Where an attempt goes: an endpoint that has a URL. */
export type Target = Endpoint & { url: string };

/** Which attempt it is. `byHand`: somebody ordered it. `edited`: other bytes than the event's, signed anew. */
export type AttemptOrder = { number: number; byHand: boolean; edited?: Buffer };

/** An attempt about to be made: what is known of it by now, what goes over the wire, and how. */
export type PreparedAttempt = { begun: Begun; message: WireMessage; effect: Effect; param: number };

/** What an attempt is: of which event, with its `own` bytes, by whose order, to where, struck by what; `at` in virtual epoch milliseconds. */
export type AttemptOf = {
  delivery: Delivery;
  own: WireMessage;
  order: AttemptOrder;
  target: Target;
  strike: Strike<WebhookFault> | undefined;
  at: number;
};

/** `sign` makes the signature of bytes that are not the event's own. */
export function prepareAttempt(
  { delivery, own: event, order, target, strike, at }: AttemptOf,
  sign: (body: Buffer, secret: string) => string,
): PreparedAttempt {
  const effect: Effect = strike ? WEBHOOK_EFFECTS[strike.name] : {};
  const param = strike?.param ?? 0;
  const { number, byHand, edited } = order;
  const bytes = effect.event?.(edited ?? event.body) ?? edited;
  const own = bytes ? { body: bytes, signature: sign(bytes, target.secret) } : event;
  const message = bend(effect, own);
  const moved = movedNow(delivery);
  const begun: Begun = { number, at, url: target.url, fault: strike?.name ?? faultThatMoved(moved, number) };
  const arrives = effect.wire && breaksOff(effect.wire(param)) ? firstHalf(message.body) : message.body;
  if (arrives !== event.body && !effect.instead) begun.sent = arrives.toString("utf8");
  if (byHand) begun.byHand = true;
  if (edited) begun.edited = true;
  return { begun, message, effect, param };
}

function faultThatMoved(moved: Delivery["moved"], number: number): string | null {
  return moved?.attempt === number ? moved.fault : null;
}

export type MakerOptions = {
  clock: Clock;
  send: Send;
  diagnose: Diagnose;
  /** A request goes on the wire, and has come back. */
  onWire: (isThere: boolean) => void;
  abort: AbortSignal;
};

/** Makes a prepared attempt. `late`: by how many virtual milliseconds the clock is past its instant; they count for nothing. Never rejects. */
export async function makeAttempt(
  { begun, message, effect, param }: PreparedAttempt,
  { secret, timeoutMs }: Target,
  late: number,
  { clock, send, diagnose, onWire, abort }: MakerOptions,
): Promise<Attempt> {
  const sent = async () => {
    onWire(true);
    const wire = effect.wire?.(param) ?? null;
    const answer = await send({ url: begun.url, message, timeoutMs, wire, abort });
    onWire(false);
    return answer;
  };
  const diagnosisOf = (outcome: Outcome): Promise<string | null> | string | null => {
    const thrown = thrownIn(outcome);
    if (thrown !== null) return `the listener threw: ${thrown}`;
    if (!isRefusal(outcome, effect)) return null;
    return diagnose({
      status: outcome.status,
      body: message.body,
      secret,
      answer: outcome.body,
      headers: outcome.headers,
    });
  };
  const its = effect.instead ? { outcome: effect.instead(param), requestHeaders: {}, durationMs: 0 } : await sent();
  const outcome = effect.loseAnswer && its.outcome.kind === "answered" ? LOST_ANSWER : its.outcome;
  const timedOut = outcome.kind === "timed_out";
  const { number, at, url, fault, sent: bytes, byHand, edited } = begun;
  return {
    number,
    at,
    url,
    fault,
    endedAt: timedOut ? at + timeoutMs : clock.now() - late,
    durationMs: timedOut ? timeoutMs : its.durationMs,
    outcome,
    requestHeaders: its.requestHeaders,
    diagnosis: await diagnosisOf(outcome),
    ...(bytes !== undefined && { sent: bytes }),
    ...(byHand && { byHand }),
    ...(edited && { edited }),
  };
}

type Answered = Extract<Outcome, { kind: "answered" }>;

/** An answer that is no success, and that nobody ordered, is worth a word. */
function isRefusal(outcome: Outcome, effect: Effect): outcome is Answered {
  return outcome.kind === "answered" && outcome.status !== 200 && Object.keys(effect).length === 0;
}

/** What became of an attempt that was begun and whose end nobody saw: it counts, and it ended where it began. */
export function interrupted(begun: Begun): Attempt {
  return {
    ...begun,
    endedAt: begun.at,
    durationMs: 0,
    outcome: { kind: "interrupted", error: "the mock was stopped before the handler had answered" },
    requestHeaders: {},
    diagnosis: null,
  };
}
