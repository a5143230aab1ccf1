// Deliveries: each event on its way with its attempts, as records; and one more attempt.

import { z } from "zod";
import {
  type Attempt,
  attemptsAllowed,
  type Delivery,
  deliveryState,
  nextAttemptAt,
  OUTCOMES,
} from "../domain/delivery.js";
import { formatInstant } from "../domain/duration.js";
import { seen } from "../domain/lazy.js";
import type { Account } from "../engine/account.js";
import { attemptRecord, MOST_SHOWN } from "./events.js";
import { jsonText } from "./exact-json.js";
import {
  anyJson,
  deliveryState as deliveryStates,
  eventName,
  httpStatus,
  instant,
  isPath,
  listOf,
  order,
  page,
  pageOf,
  pathFilter,
  schemaOf,
  since,
} from "./forms.js";
import { notFound, operation } from "./operation.js";
import type { AttemptRecord, DeliveryRecord } from "./types.js";

export const attemptSchema = schemaOf<AttemptRecord>()("Attempt", () =>
  z.object({
    number: z.int(),
    at: instant(),
    url: z.string(),
    fault: z.string().nullable(),
    status: z.int().nullable().meta({ description: "Of the answer; null when there was none." }),
    outcome: z.enum(OUTCOMES),
    error: z.string().nullable(),
    by: z.enum(["schedule", "hand"]),
    edited: z.boolean(),
    request: z.object({
      headers: z.record(z.string(), z.string()),
      body: z.string().nullable(),
      truncated: z.boolean(),
    }),
    response: z
      .object({
        status: z.int(),
        headers: z.record(z.string(), z.string()),
        body: z.string(),
        json: anyJson(),
        truncated: z.boolean(),
      })
      .nullable(),
    duration_ms: z.number(),
    diagnosis: z.string().nullable(),
  }),
);

export const deliverySchema = schemaOf<DeliveryRecord>()("Delivery", () =>
  z.object({
    id: z.string(),
    task_id: z.string(),
    event: eventName(),
    url: z.string().nullable(),
    state: deliveryStates(),
    next_attempt_at: instant().nullable(),
    attempts_allowed: z.int(),
    sending: z.object({ attempt: z.int(), since: instant(), for_ms: z.number() }).nullable(),
    body: z.string().meta({ description: "The bytes that are signed, as text." }),
    json: anyJson(),
    truncated: z.boolean().meta({ description: "The body is its first 64 KiB, as in a task's record." }),
    signature: z.string(),
    attempts: z.array(attemptSchema()),
  }),
);

/** How a task's record shows bodies over 64 KiB, of which it has the data already: in part, or whole, and never as `json` besides. */
type WithinTask = "cut" | "whole";

/** `sending`: the request that is on the wire, for how long in real time. */
export function deliveryRecord(delivery: Delivery, { courier }: Account, within?: WithinTask): DeliveryRecord {
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
    ...bodyOf(delivery, within),
    signature: seen(delivery.signature),
    attempts: delivery.attempts.map((one) => attemptRecord(one, within === "cut")),
  };
}

function bodyOf(delivery: Delivery, within?: WithinTask): Pick<DeliveryRecord, "body" | "json" | "truncated"> {
  const body = seen(delivery.body);
  const isLarge = body.length > MOST_SHOWN;
  const truncated = isLarge && within === "cut";
  const text = (truncated ? body.subarray(0, MOST_SHOWN) : body).toString("utf8");
  return { body: text, json: isLarge && within ? null : jsonText(text), truncated };
}

/** Where it goes, and where its attempts went, which may be elsewhere by now. */
function pathsOf({ url, attempts }: Delivery): string[] {
  const urls = new Set([url, ...attempts.map((one) => one.url)]);
  return [...urls].flatMap((one) => {
    if (one === null || !URL.canParse(one)) return [];
    const { pathname, search } = new URL(one);
    return [pathname + search];
  });
}

function deliveryOf(account: Account, id: string): Delivery {
  const delivery = account.courier.find(id);
  if (delivery) return delivery;
  throw notFound("delivery", id, { operation: "listDeliveries", text: "GET /_mock/deliveries" }, "in this account");
}

export const deliveryOperations = {
  listDeliveries: operation({
    route: "GET /_mock/deliveries",
    summary:
      "Events on their way and delivered, oldest first or newest first, each with its attempts; those of a task, of an event, in a state, to a path of the handler, with an attempt answered with a status, since an instant.",
    query: () =>
      z.strictObject({
        ...page(),
        task_id: z.string().optional(),
        event: eventName().optional(),
        state: deliveryStates().optional(),
        path: pathFilter("/webhook*"),
        sending: z.enum(["true"]).optional().meta({ description: "Only those with a request on the wire." }),
        status: httpStatus("What one of its attempts was answered with."),
        since: since().meta({ description: "Its first attempt was due then or later." }),
        order: order("oldest"),
      }),
    answer: listOf(deliverySchema),
    handle: ({ account, query }) => {
      const { task_id, event, state, path, sending, status, since = Number.NEGATIVE_INFINITY } = query;
      const all = task_id === undefined ? account.courier.list() : account.courier.of(task_id);
      const isAnswered = ({ outcome }: Attempt) => outcome.kind === "answered" && outcome.status === status;
      const fits = all.filter(
        (one) =>
          one.firstAt >= since &&
          (event === undefined || one.event === event) &&
          (state === undefined || deliveryState(one) === state) &&
          (path === undefined || pathsOf(one).some((each) => isPath(each, path))) &&
          (sending === undefined || account.courier.sendingOf(one) !== undefined) &&
          (status === undefined || one.attempts.some(isAnswered)),
      );
      if (query.order === "newest") fits.reverse();
      return pageOf(fits, query, (one) => deliveryRecord(one, account));
    },
  }),
  getDelivery: operation({
    route: "GET /_mock/deliveries/:id",
    refuses: [404],
    summary: "One delivery with its attempts.",
    answer: deliverySchema,
    handle: ({ account, params }) => deliveryRecord(deliveryOf(account, params.id), account),
  }),
  redeliver: operation({
    route: "POST /_mock/deliveries/:id/redeliver",
    refuses: [404, 409],
    summary:
      "One more attempt now, same bytes; or those of `body`, signed anew, which says nothing of the event's own delivery. Answers with the delivery when the handler has answered.",
    body: () => z.strictObject({ body: z.string().optional() }),
    answer: deliverySchema,
    handle: async ({ account, params, body }) => {
      const delivery = deliveryOf(account, params.id);
      const edited = body.body === undefined ? undefined : Buffer.from(body.body, "utf8");
      await account.courier.redeliver(delivery, edited);
      return deliveryRecord(delivery, account);
    },
  }),
};
