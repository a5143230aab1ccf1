// One request to the handler as a fault may have bent it, and the attempt that it makes.

import type { Attempt, Delivery, Outcome } from "../domain/delivery.js";
import type { Clock } from "./clock.js";
import type { Strike } from "./fault-box.js";
import type { Diagnose, Endpoint, Send, Trip } from "./trip.js";
import { BENDS, type Bend, LOST_ANSWER } from "./webhook-faults.js";

export type AttempterOptions = {
  clock: Clock;
  /** Real milliseconds, for how long a handler has been at it. */
  monotonic: () => number;
  send: Send;
  diagnose: Diagnose;
  abort: AbortSignal;
};

/** Where an attempt goes: an endpoint that has a URL. */
export type Target = Endpoint & { url: string };

/** Makes one attempt, numbered by its place in the retry schedule. Never rejects. */
export type MakeAttempt = (trip: Trip, number: number, target: Target, strike?: Strike) => Promise<Attempt>;

export function createAttempter({ clock, monotonic, send, diagnose, abort }: AttempterOptions): MakeAttempt {
  async function sendBent({ delivery }: Trip, { url, timeoutMs }: Target, bend: Bend | undefined, param: number) {
    if (bend?.instead) return { outcome: bend.instead(param), requestHeaders: {}, durationMs: 0 };
    const message = { body: delivery.body, signature: delivery.signature };
    const bent = bend?.message?.(message) ?? message;
    return send({ url, message: bent, timeoutMs, wire: bend?.wire?.(param) ?? null, abort });
  }

  /** A refusal that nobody ordered is worth a word. */
  function diagnosisOf(
    { body }: Delivery,
    secret: string,
    outcome: Outcome,
    bend?: Bend,
  ): Promise<string | null> | null {
    if (outcome.kind !== "answered" || outcome.status !== 401 || bend) return null;
    return diagnose({ body, secret, answer: outcome.body, headers: outcome.headers });
  }

  return async (trip, number, target, strike) => {
    const { delivery } = trip;
    const { url, secret, timeoutMs } = target;
    const present = () => clock.now() - trip.late;
    const at = present();
    const bend = strike && BENDS[strike.name];
    trip.since = monotonic();
    const sent = await sendBent(trip, target, bend, strike?.param ?? 0);
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
      diagnosis: await diagnosisOf(delivery, secret, outcome, bend),
    };
  };
}
