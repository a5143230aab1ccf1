// Where an account's webhooks go: URL, secret, timeout, waits between attempts.

import { z } from "zod";
import { formatDuration } from "../domain/duration.js";
import type { Account } from "../engine/account.js";
import { durationText, retry, schemaOf, secret, webhookTimeout, webhookUrl } from "./forms.js";
import { operation } from "./operation.js";
import type { WebhookRecord } from "./types.js";

const webhookSchema = schemaOf<WebhookRecord>()(
  "Webhook",
  z.object({
    url: z.string().nullable(),
    secret: z.string(),
    timeout: durationText,
    retry: z.array(durationText),
  }),
);

function webhookRecord({ url, secret, timeoutMs, retry }: Account["endpoint"]): WebhookRecord {
  return { url, secret, timeout: formatDuration(timeoutMs), retry: retry.map((wait) => formatDuration(wait)) };
}

export const webhookOperations = {
  getWebhook: operation({
    route: "GET /_mock/webhook",
    summary: "Where webhooks go, with which secret, timeout and retry schedule.",
    answer: webhookSchema,
    handle: ({ account }) => webhookRecord(account.endpoint),
  }),
  setWebhook: operation({
    route: "PUT /_mock/webhook",
    summary: "Changes the named fields; attempts from now on use them.",
    body: z.strictObject({
      url: webhookUrl().optional(),
      secret: secret().optional(),
      timeout: webhookTimeout().optional(),
      retry: retry().optional(),
    }),
    answer: webhookSchema,
    handle: ({ account, body: { url, secret, timeout, retry: waits } }) => {
      const { endpoint } = account;
      if (url !== undefined) endpoint.url = url;
      if (secret !== undefined) endpoint.secret = secret;
      if (timeout !== undefined) endpoint.timeoutMs = timeout;
      if (waits !== undefined) endpoint.retry = waits;
      return webhookRecord(endpoint);
    },
  }),
};
