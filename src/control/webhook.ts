// Where an account's webhooks go: URL, secret, timeout, waits between attempts.

import { z } from "zod";
import { formatDuration } from "../domain/duration.js";
import type { Account } from "../engine/account.js";
import { durationText, retry, schemaOf, secret, webhookTimeout, webhookUrl } from "./forms.js";
import { operation } from "./operation.js";
import type { WebhookRecord } from "./types.js";

const webhookSchema = schemaOf<WebhookRecord>()("Webhook", () =>
  z.object({
    url: z.string().nullable(),
    secret: z.string(),
    timeout: durationText(),
    retry: z.array(durationText()),
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
    summary:
      "Changes the named fields; attempts from now on use them. A reset takes them back, unless they were set with keep: true.",
    body: () =>
      z.strictObject({
        url: webhookUrl().optional(),
        secret: secret().optional(),
        timeout: webhookTimeout().optional(),
        retry: retry().optional(),
        keep: z
          .boolean()
          .default(false)
          .meta({ description: "They count as the account's own: a reset puts them back." }),
      }),
    answer: webhookSchema,
    handle: ({ mock, account, body: { url, secret, timeout, retry: waits, keep } }) => {
      const change = {
        ...(url !== undefined && { url }),
        ...(secret !== undefined && { secret }),
        ...(timeout !== undefined && { timeoutMs: timeout }),
        ...(waits !== undefined && { retry: waits }),
      };
      account.setEndpoint(change);
      if (keep) mock.accounts.makeWith(account, change);
      return webhookRecord(account.endpoint);
    },
  }),
};
