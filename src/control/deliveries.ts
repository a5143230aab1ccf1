// Deliveries: each event on its way with its attempts, as records; and one more attempt.

import { z } from "zod";
import { attemptsAllowed, type Delivery, deliveryState, nextAttemptAt } from "../domain/delivery.js";
import { formatInstant } from "../domain/duration.js";
import { MockError, said } from "../domain/errors.js";
import type { Account } from "../engine/account.js";
import { attemptRecord } from "./events.js";
import { deliveryState as deliveryStates, eventName, instant, listOf, page, pageOf, schemaOf } from "./forms.js";
import { operation } from "./operation.js";
import type { AttemptRecord, DeliveryRecord } from "./types.js";

const attemptSchema = schemaOf<AttemptRecord>()(
  "Attempt",
  z.object({
    number: z.int(),
    at: instant,
    url: z.string(),
    fault: z.string().nullable(),
    outcome: z.enum(["answered", "timed_out", "unreachable"]),
    error: z.string().nullable(),
    by: z.enum(["schedule", "hand"]),
    edited: z.boolean(),
    request: z.object({ headers: z.record(z.string(), z.string()), body: z.string().nullable() }),
    response: z
      .object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string(), truncated: z.boolean() })
      .nullable(),
    duration_ms: z.number(),
    diagnosis: z.string().nullable(),
  }),
);

export const deliverySchema = schemaOf<DeliveryRecord>()(
  "Delivery",
  z.object({
    id: z.string(),
    task_id: z.string(),
    event: eventName,
    url: z.string().nullable(),
    state: deliveryStates,
    next_attempt_at: instant.nullable(),
    attempts_allowed: z.int(),
    sending: z.object({ attempt: z.int(), since: instant, for_ms: z.number() }).nullable(),
    body: z.string(),
    signature: z.string(),
    attempts: z.array(attemptSchema),
  }),
);

/** `sending`: the request that is on the wire, for how long in real time. */
export function deliveryRecord(delivery: Delivery, { courier }: Account): DeliveryRecord {
  const next = nextAttemptAt(delivery);
  const sending = courier.sendingOf(delivery);
  return {
    id: delivery.id,
    task_id: delivery.taskId,
    event: delivery.event,
    url: delivery.url,
    state: deliveryState(delivery),
    next_attempt_at: next === null ? null : formatInstant(next),
    attempts_allowed: attemptsAllowed(delivery.schedule),
    sending: sending
      ? { attempt: sending.attempt, since: formatInstant(sending.at), for_ms: Math.round(sending.forMs) }
      : null,
    body: delivery.body.toString("utf8"),
    signature: delivery.signature,
    attempts: delivery.attempts.map(attemptRecord),
  };
}

function deliveryOf(account: Account, id: string): Delivery {
  const delivery = account.courier.find(id);
  if (delivery) return delivery;
  throw new MockError(
    404,
    "delivery_not_found",
    said`There is no delivery ${JSON.stringify(id)} in this account. ${{ operation: "listDeliveries", text: "GET /_mock/deliveries" }} lists those there are.`,
  );
}

export const deliveryOperations = {
  listDeliveries: operation({
    route: "GET /_mock/deliveries",
    summary: "Events on their way and delivered, oldest first, each with its attempts.",
    query: z.strictObject({
      ...page,
      task_id: z.string().optional(),
      event: eventName.optional(),
      state: deliveryStates.optional(),
      sending: z.enum(["true"]).optional().meta({ description: "Only those with a request on the wire." }),
    }),
    answer: listOf(deliverySchema),
    handle: ({ account, query }) => {
      const { task_id, event, state, sending } = query;
      const all = task_id === undefined ? [...account.courier.list()] : account.courier.of(task_id);
      const fits = (one: Delivery) =>
        (event === undefined || one.event === event) &&
        (state === undefined || deliveryState(one) === state) &&
        (sending === undefined || account.courier.sendingOf(one) !== undefined);
      return pageOf(all.filter(fits), query, (one) => deliveryRecord(one, account));
    },
  }),
  getDelivery: operation({
    route: "GET /_mock/deliveries/:id",
    summary: "One delivery with its attempts.",
    answer: deliverySchema,
    handle: ({ account, params }) => deliveryRecord(deliveryOf(account, params.id), account),
  }),
  redeliver: operation({
    route: "POST /_mock/deliveries/:id/redeliver",
    summary:
      "One more attempt now, same bytes; or those of `body`, signed anew, which says nothing of the event's own delivery. Answers with the delivery when the handler has answered.",
    body: z.strictObject({ body: z.string().optional() }),
    answer: deliverySchema,
    handle: async ({ account, params, body }) => {
      const delivery = deliveryOf(account, params.id);
      const edited = body.body === undefined ? undefined : Buffer.from(body.body, "utf8");
      await account.courier.redeliver(delivery, edited);
      return deliveryRecord(delivery, account);
    },
  }),
};
