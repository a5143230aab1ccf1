// Operations on webhooks: the endpoint, the deliveries with their attempts, and one more attempt.

import { z } from "zod";
import { type Delivery, deliveryState } from "../domain/delivery.js";
import { MockError } from "../domain/errors.js";
import type { Account } from "../engine/account.js";
import { operation } from "./operation.js";
import { deliveryRecord, requestRecordOf, webhookRecord } from "./records.js";
import {
  deliveryAnswer,
  deliveryState as deliveryStates,
  eventName,
  listOf,
  page,
  pageOf,
  requestAnswer,
  retry,
  secret,
  webhookAnswer,
  webhookTimeout,
  webhookUrl,
} from "./schemas.js";

function deliveryOf(account: Account, id: string): Delivery {
  const delivery = account.courier.find(id);
  if (delivery) return delivery;
  throw new MockError(
    404,
    "delivery_not_found",
    `There is no delivery ${JSON.stringify(id)} in this account. GET /_mock/deliveries lists those there are.`,
  );
}

export const deliveryOperations = [
  operation({
    name: "getWebhook",
    route: "GET /_mock/webhook",
    summary: "Where webhooks go, with which secret, timeout and retry schedule.",
    answer: webhookAnswer,
    handle: ({ account }) => webhookRecord(account.endpoint),
  }),
  operation({
    name: "setWebhook",
    route: "PUT /_mock/webhook",
    summary: "Changes the named fields; attempts from now on use them.",
    body: z.strictObject({
      url: webhookUrl().optional(),
      secret: secret().optional(),
      timeout: webhookTimeout().optional(),
      retry: retry().optional(),
    }),
    answer: webhookAnswer,
    handle: ({ account, body: { url, secret, timeout, retry: waits } }) => {
      const { endpoint } = account;
      if (url !== undefined) endpoint.url = url;
      if (secret !== undefined) endpoint.secret = secret;
      if (timeout !== undefined) endpoint.timeoutMs = timeout;
      if (waits !== undefined) endpoint.retry = waits;
      return webhookRecord(endpoint);
    },
  }),
  operation({
    name: "listDeliveries",
    route: "GET /_mock/deliveries",
    summary: "Events on their way and delivered, oldest first, each with its attempts.",
    query: z.strictObject({
      ...page,
      task_id: z.string().optional(),
      event: eventName.optional(),
      state: deliveryStates.optional(),
    }),
    answer: listOf(deliveryAnswer),
    handle: ({ account, query }) => {
      const { task_id, event, state } = query;
      const all = task_id === undefined ? [...account.courier.list()] : account.courier.of(task_id);
      const fits = (one: Delivery) =>
        (event === undefined || one.event === event) && (state === undefined || deliveryState(one) === state);
      return pageOf(all.filter(fits), query, (one) => deliveryRecord(one, account));
    },
  }),
  operation({
    name: "getDelivery",
    route: "GET /_mock/deliveries/:id",
    summary: "One delivery with its attempts.",
    answer: deliveryAnswer,
    handle: ({ account, params }) => deliveryRecord(deliveryOf(account, params.id!), account),
  }),
  operation({
    name: "redeliver",
    route: "POST /_mock/deliveries/:id/redeliver",
    summary:
      "One more attempt now, same bytes; or those of `body`, signed anew, which says nothing of the event's own delivery. Answers with the delivery when the handler has answered.",
    body: z.strictObject({ body: z.string().optional() }),
    answer: deliveryAnswer,
    handle: async ({ account, params, body }) => {
      const delivery = deliveryOf(account, params.id!);
      const edited = body.body === undefined ? undefined : Buffer.from(body.body, "utf8");
      await account.courier.redeliver(delivery, edited);
      return deliveryRecord(delivery, account);
    },
  }),
  operation({
    name: "listRequests",
    route: "GET /_mock/requests",
    summary:
      "The calls to /v1, oldest first or newest first, those after one of them, or those about a task; keys are masked.",
    query: z.strictObject({
      ...page,
      order: z.enum(["oldest", "newest"]).default("oldest"),
      after: z.string().optional().meta({ description: "The id of a call: only those that came later." }),
      task_id: z.string().optional(),
    }),
    answer: listOf(requestAnswer),
    handle: ({ account, query }) => {
      const { order, after, task_id } = query;
      const from = Number(/^req_(\d+)/.exec(after ?? "")?.[1] ?? 0);
      const fits = account.journal
        .calls()
        .filter(({ number, call }) => number > from && (task_id === undefined || call.taskId === task_id));
      if (order === "newest") fits.reverse();
      return pageOf(fits, query, (one) => requestRecordOf(one, account.mark));
    },
  }),
];
