// What each webhook fault does to an attempt, as data: put it at another time, answer in the handler's place, change the message,
// or break the wire.

import { signBody } from "../../contract/signature.js";
import type { Outcome } from "../../domain/delivery.js";
import type { WebhookFault } from "../../domain/fault-kinds.js";

/** What goes over the wire: the body's bytes, and the signature header's value (null: no such header). */
export type WireMessage = { body: Buffer; signature: string | null };

/** How the bytes are put on the wire when not whole and at once. `byMs` in real milliseconds. */
export type WireFault = { kind: "truncate" } | { kind: "reset" } | { kind: "slow"; byMs: number };

/**
 * `move` puts the attempt at another time: until which instant; null: until the task's next event has been sent. `early`: it is
 * made before the call that creates the task is answered. The others bend the attempt when it is made. `instead`: this is the outcome,
 * and nothing is sent. `event`: the event in other bytes, which are signed as its own are. `body`, `signature`: what is sent in place of the event's own.
 */
export type Effect = {
  move?: (now: number, param: number) => number | null;
  early?: true;
  instead?: (param: number) => Outcome;
  event?: (body: Buffer) => Buffer;
  body?: (body: Buffer) => Buffer;
  signature?: (signature: string | null, body: Buffer) => string | null;
  wire?: (param: number) => WireFault;
  loseAnswer?: true;
  copies?: 2;
};

const OTHER_SECRET = "whsec_not_the_secret";

export const WEBHOOK_EFFECTS: Readonly<Record<WebhookFault, Effect>> = {
  status: { instead: (status) => ({ kind: "answered", status, headers: {}, body: "", truncated: false }) },
  drop: { instead: () => ({ kind: "refused", error: "connection refused" }) },
  timeout: { instead: () => ({ kind: "timed_out", error: "no answer in time" }) },
  "lost-ack": { loseAnswer: true },
  duplicate: { copies: 2 },
  delay: { move: (now, by) => now + by },
  reorder: { move: () => null },
  "bad-signature": { signature: (signature) => otherDigit(signature!) },
  "wrong-secret": { signature: (_, body) => signBody(body, OTHER_SECRET) },
  "missing-signature": { signature: () => null },
  "malformed-signature": { signature: () => "not-a-signature" },
  "tampered-body": { body: tampered },
  reformatted: { event: reformatted },
  truncate: { wire: () => ({ kind: "truncate" }) },
  reset: { wire: () => ({ kind: "reset" }) },
  slow: { wire: (byMs) => ({ kind: "slow", byMs }) },
  "before-response": { early: true },
};

/** The message as a fault has it. */
export function bend({ body, signature }: Effect, message: WireMessage): WireMessage {
  return {
    body: body?.(message.body) ?? message.body,
    signature: signature ? signature(message.signature, message.body) : message.signature,
  };
}

/** Does the body arrive in part only? */
export function breaksOff({ kind }: WireFault): boolean {
  return kind !== "slow";
}

/** Of a body that breaks off, the part that arrives: about a half, never of a character. */
export function firstHalf(body: Buffer): Buffer {
  let end = Math.floor(body.length / 2);
  while (end > 0 && (body[end]! & 0xc0) === 0x80) end -= 1;
  return body.subarray(0, end);
}

/** What an answer that got lost looks like from the sender's side. */
export const LOST_ANSWER: Outcome = {
  kind: "lost",
  error: "the handler answered, and the answer was lost",
};

/** The same signature with its first digit changed: right in form, wrong in value. */
function otherDigit(signature: string): string {
  return (signature.startsWith("0") ? "1" : "0") + signature.slice(1);
}

/** The same JSON with one more member, which the signature does not cover. */
function tampered(body: Buffer): Buffer {
  return Buffer.concat([body.subarray(0, -1), Buffer.from(',"tampered":true}')]);
}

const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g;

/** The same JSON with a space or a line break after each token and non-ASCII characters as escapes; numbers as they stand. */
function reformatted(body: Buffer): Buffer {
  const tokens = body.toString("utf8").match(TOKENS) ?? [];
  const written = tokens.map((token) => {
    if (token === "{" || token === ",") return `${token}\n `;
    return token === ":"
      ? ": "
      : token.replace(/[^\x20-\x7e]/g, escaped).replace(/(\\.)|\//g, (_, kept?: string) => kept ?? "\\/");
  });
  return Buffer.from(written.join(""), "utf8");
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
