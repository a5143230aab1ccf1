// Operations on accounts and consents: isolation, reset, and what users have approved.

import { z } from "zod";
import { LENGTHS } from "../domain/bounds.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { MockError } from "../domain/errors.js";
import type { AccountSettings } from "../engine/account.js";
import type { Tenant } from "../engine/accounts.js";
import { AFTER_REVOKING } from "../engine/consents.js";
import { ANY_KEY, type Mock } from "./core.js";
import { operation } from "./operation.js";
import { grantRecord } from "./records.js";
import {
  apiKey,
  clockMode,
  consent,
  duration,
  grantAnswer,
  listOf,
  page,
  pageOf,
  retry,
  secret,
  seed,
  speed,
  time,
  webhookTimeout,
  webhookUrl,
} from "./schemas.js";

const accountBody = z.strictObject({
  api_key: apiKey().optional(),
  webhook_url: webhookUrl().optional(),
  webhook_secret: secret().optional(),
  webhook_timeout: webhookTimeout().optional(),
  retry: retry().optional(),
  clock: clockMode.optional(),
  speed: speed().optional(),
  now: time().optional(),
  seed: seed().optional(),
  consent: consent.optional(),
  idle: duration(LENGTHS.idle).optional().meta({ description: "Without a call for this long, it goes by itself." }),
});

const accountAnswer = z.object({
  api_key: z.string().nullable().meta({ description: "null: the default account" }),
  created_at: z.string().meta({ format: "date-time" }),
  last_used_at: z.string().meta({ format: "date-time" }).nullable(),
  idle: z.string().nullable(),
  tasks: z.int(),
});

/** Real times, as each account's own clock may be anywhere. */
function accountRecord({ account, madeAt, usedAt, idleMs }: Tenant) {
  return {
    api_key: account.settings.key,
    created_at: formatInstant(madeAt),
    last_used_at: usedAt === null ? null : formatInstant(usedAt),
    idle: idleMs === null ? null : formatDuration(idleMs),
    tasks: account.taskCount(),
  };
}

/** What an account's maker asks for, over the mock's own settings. */
function settingsOf(body: z.output<typeof accountBody>, settings: AccountSettings): Partial<AccountSettings> {
  const { endpoint, clock } = settings;
  return {
    ...(body.api_key !== undefined && { key: body.api_key }),
    seed: body.seed ?? settings.seed,
    consent: body.consent ?? settings.consent,
    clock: { mode: body.clock ?? clock.mode, speed: body.speed ?? clock.speed, now: body.now ?? clock.now },
    endpoint: {
      url: body.webhook_url ?? null,
      secret: body.webhook_secret as string,
      timeoutMs: body.webhook_timeout ?? endpoint.timeoutMs,
      retry: body.retry ?? endpoint.retry,
    },
  };
}

/** The keys that the mock itself tells people to use reach the default account, whatever happens. */
function isShown({ options }: Mock, key: string): boolean {
  return key === ANY_KEY || options.apiKey.includes(key);
}

export const accountOperations = [
  operation({
    name: "listAccounts",
    route: "GET /_mock/accounts",
    summary:
      "The accounts there are, the default one first: key, last use in real time, how many tasks, and after how long unused it goes by itself.",
    query: z.strictObject({ ...page }),
    answer: listOf(accountAnswer),
    handle: ({ mock, query }) => pageOf(mock.accounts.list(), query, accountRecord),
  }),
  operation({
    name: "makeAccount",
    route: "POST /_mock/accounts",
    summary: "Makes an isolated account, reached by a key of its own.",
    status: 201,
    body: accountBody,
    answer: z.object({ api_key: z.string(), webhook_secret: z.string() }),
    handle: ({ mock, body }) => {
      if (body.api_key !== undefined && isShown(mock, body.api_key))
        throw new MockError(
          409,
          "account_exists",
          `${body.api_key} is the key of the default account; choose another.`,
        );
      if (body.api_key !== undefined && mock.accounts.isMade(body.api_key))
        throw new MockError(409, "account_exists", `There is an account of the key ${body.api_key} already.`);
      const most = mock.options.maxAccounts;
      if (mock.accounts.all().length > most)
        throw new MockError(
          429,
          "too_many_accounts",
          `There are ${most} made accounts already. Remove one (DELETE /_mock/accounts/:key), or start with a higher --max-accounts.`,
        );
      const account = mock.accounts.make(settingsOf(body, mock.accounts.main().settings), body.idle);
      return { api_key: account.settings.key, webhook_secret: account.endpoint.secret };
    },
  }),
  operation({
    name: "removeAccount",
    route: "DELETE /_mock/accounts/:key",
    summary: "Removes a made account; its key is refused from now on.",
    answer: z.object({ deleted: z.int() }),
    handle: async ({ mock, params }) => {
      if (await mock.accounts.remove(params.key!)) return { deleted: 1 };
      throw new MockError(
        404,
        "account_not_found",
        "There is no made account of that key; the default account cannot be removed.",
      );
    },
  }),
  operation({
    name: "reset",
    route: "POST /_mock/reset",
    summary:
      "The account as it was when made: tasks, deliveries, journal, faults, used fixtures, consents, clock, counters.",
    body: z.strictObject({}),
    answer: z.object({ reset: z.literal(true) }),
    handle: async ({ mock, account }) => {
      await mock.accounts.reset(account);
      return { reset: true };
    },
  }),
  operation({
    name: "listConsents",
    route: "GET /_mock/consents",
    summary: "What users have approved; a task that needs it does not wait again.",
    query: z.strictObject({ ...page }),
    answer: listOf(grantAnswer),
    handle: ({ account, query }) =>
      pageOf(account.consents.list(), query, (grant) => grantRecord(grant, account.clock.now())),
  }),
  operation({
    name: "revokeConsent",
    route: "DELETE /_mock/consents",
    summary:
      "Revokes what a user approved (an empty user_id: what was approved without one); without user_id and service, all of it. The next task that needs it asks again, or, with next=fail, ends in auth_token_expired.",
    query: z.strictObject({
      user_id: z.string().optional(),
      service: z.string().optional(),
      next: z.enum(AFTER_REVOKING).default("ask"),
    }),
    answer: z.object({ deleted: z.int() }),
    handle: ({ account, query: { user_id, service, next } }) => {
      const fits = account.consents
        .list()
        .filter(
          (grant) =>
            (user_id === undefined || (grant.userId ?? "") === user_id) &&
            (service === undefined || grant.service === service),
        );
      for (const grant of fits) account.consents.revoke(grant.userId, grant.service, next);
      return { deleted: fits.length };
    },
  }),
];
