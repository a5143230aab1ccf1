// The same bytes at the same handler from two tasks: after a reset, or from two accounts of one seed. Who deduplicates, as the docs
// say, ignores the second, and wonders.

import { type Attempt, type Delivery, isSuccess } from "../domain/delivery.js";
import { seen } from "../domain/lazy.js";
import { dropOldest } from "../domain/oldest.js";

/** So many events are remembered; past that the oldest are forgotten. */
const MOST_HEARD = 10_000;

/** Tells once, and then never again, of an attempt whose bytes the handler has taken before from another delivery. */
export function createEchoWatch(): (delivery: Delivery, attempt: Attempt) => boolean {
  const heard = new Map<string, WeakRef<Delivery>>();
  let told = false;
  return (delivery, { outcome, url, edited }) => {
    if (told || edited || !isSuccess(outcome)) return false;
    // A signature is a function of the secret and the bytes.
    const name = `${url} ${seen(delivery.signature)}`;
    const before = heard.get(name);
    heard.set(name, new WeakRef(delivery));
    if (heard.size > MOST_HEARD) dropOldest(heard);
    told = before !== undefined && before.deref() !== delivery;
    if (told) heard.clear();
    return told;
  };
}

export function echoText({ event, taskId, url }: Delivery): string {
  return `${url} took ${event} of ${taskId} with the same bytes and signature as before a reset, or from another account of the same seed: a handler that ignores what it has had already ignores this one too. Give each test a seed of its own: reset({ seed: "…" }), POST /_mock/reset {"seed": "…"}, or an account with a seed. This is said once.`;
}
