// What each webhook fault does to an attempt, as data: answer in the handler's place, change the message, or break the wire.

import { signBody } from "../contract/signature.js";
import type { Outcome } from "../domain/delivery.js";

/** What goes over the wire: the body's bytes, and the signature header's value (null: no such header). */
export type Message = { body: Buffer; signature: string | null };

/** How the bytes are put on the wire when not whole and at once. `byMs` in real milliseconds. */
export type WireFault = { kind: "truncate" } | { kind: "reset" } | { kind: "slow"; byMs: number };

/** How a fault bends an attempt. `instead`: this is the outcome, and nothing is sent. */
export type Bend = {
  instead?: (param: number) => Outcome;
  message?: (message: Message) => Message;
  wire?: (param: number) => WireFault;
  loseAnswer?: true;
  copies?: 2;
};

const OTHER_SECRET = "whsec_not_the_secret";

/** By fault name. What moves an attempt rather than bending it is in `MOVES`, and `before-response` in `overtake.ts`. */
export const BENDS: Readonly<Record<string, Bend>> = {
  status: { instead: (status) => ({ kind: "answered", status, headers: {}, body: "", truncated: false }) },
  drop: { instead: () => ({ kind: "refused", error: "connection refused (fault: drop)" }) },
  timeout: { instead: () => ({ kind: "timed_out", error: "no answer in time (fault: timeout)" }) },
  "lost-ack": { loseAnswer: true },
  duplicate: { copies: 2 },
  "bad-signature": { message: ({ body, signature }) => ({ body, signature: otherDigit(signature!) }) },
  "wrong-secret": { message: ({ body }) => ({ body, signature: signBody(body, OTHER_SECRET) }) },
  "missing-signature": { message: ({ body }) => ({ body, signature: null }) },
  "malformed-signature": { message: ({ body }) => ({ body, signature: "not-a-signature" }) },
  "tampered-body": { message: ({ body, signature }) => ({ body: tampered(body), signature }) },
  truncate: { wire: () => ({ kind: "truncate" }) },
  reset: { wire: () => ({ kind: "reset" }) },
  slow: { wire: (byMs) => ({ kind: "slow", byMs }) },
};

/** Of a body that breaks off, the part that arrives: about a half, never of a character. */
export function firstHalf(body: Buffer): Buffer {
  let end = Math.floor(body.length / 2);
  while (end > 0 && (body[end]! & 0xc0) === 0x80) end -= 1;
  return body.subarray(0, end);
}

/** Faults that put an attempt at another time: until which instant; null: until the task's next event has been sent. */
export const MOVES: Readonly<Record<string, (now: number, param: number) => number | null>> = {
  delay: (now, by) => now + by,
  reorder: () => null,
};

/** What an answer that got lost looks like from the sender's side. */
export const LOST_ANSWER: Outcome = {
  kind: "lost",
  error: "the handler answered, and the answer was lost (fault: lost-ack)",
};

/** The same signature with its first digit changed: right in form, wrong in value. */
function otherDigit(signature: string): string {
  return (signature.startsWith("0") ? "1" : "0") + signature.slice(1);
}

/** The same JSON with one more member, which the signature does not cover. */
function tampered(body: Buffer): Buffer {
  return Buffer.concat([body.subarray(0, -1), Buffer.from(',"tampered":true}')]);
}
