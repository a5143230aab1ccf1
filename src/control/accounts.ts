// Accounts: an isolated one made, those there are, reset.

import { z } from "zod";
import { LENGTHS } from "../domain/bounds.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { MockError, said } from "../domain/errors.js";
import type { Account, AccountSettings } from "../engine/account.js";
import { type Checkpoint, KEPT, type Tenant } from "../engine/accounts.js";
import { checkpointOf } from "./checkpoints.js";
import { ANY_KEY, type Mock } from "./core.js";
import {
  apiKey,
  clockMode,
  consent,
  duration,
  durationText,
  instant,
  listOf,
  type OutputOf,
  page,
  pageOf,
  retry,
  schemaOf,
  secret,
  seed,
  speed,
  time,
  webhookTimeout,
  webhookUrl,
} from "./forms.js";
import { operation } from "./operation.js";
import type { AccountRecord } from "./types.js";

const keptOnes = () => z.array(z.enum(KEPT), `must be a list: ${JSON.stringify(KEPT)}`);

const accountBody = () =>
  z.strictObject({
    api_key: apiKey().optional(),
    webhook_url: webhookUrl().optional(),
    webhook_secret: secret().optional(),
    webhook_timeout: webhookTimeout().optional(),
    retry: retry().optional(),
    clock: clockMode().optional(),
    speed: speed().optional(),
    now: time().optional(),
    seed: seed().optional(),
    consent: consent().optional(),
    idle: duration(LENGTHS.idle).optional().meta({ description: "Without a call for this long, it goes by itself." }),
    from: z
      .union([z.string(), z.looseObject({ id: z.string() })])
      .optional()
      .meta({ description: "A checkpoint, or its id: the account goes on from that moment." }),
  });

const accountSchema = schemaOf<AccountRecord>()("Account", () =>
  z.object({
    api_key: z.string().nullable().meta({ description: "null: the default account" }),
    created_at: instant(),
    last_used_at: instant().nullable(),
    idle: durationText().nullable(),
    tasks: z.int(),
  }),
);

/** Real times, as each account's own clock may be anywhere. */
function accountRecord({ account, madeAt, usedAt, idleMs }: Tenant): AccountRecord {
  return {
    api_key: account.settings.key,
    created_at: formatInstant(madeAt),
    last_used_at: usedAt === null ? null : formatInstant(usedAt),
    idle: idleMs === null ? null : formatDuration(idleMs),
    tasks: account.taskCount(),
  };
}

/** What an account's maker asks for, over the mock's own settings. */
function settingsOf(body: OutputOf<typeof accountBody>, settings: AccountSettings): Partial<AccountSettings> {
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

/** An account that goes on from a moment, with what its maker asks for set from there on. */
function forkOf({ accounts }: Mock, body: OutputOf<typeof accountBody>, checkpoint: Checkpoint): Account {
  for (const name of ["seed", "now"] as const)
    if (body[name] !== undefined)
      throw new MockError(400, "invalid_request", `${name} cannot stand beside from: it is that of the checkpoint.`);
  const {
    api_key,
    consent,
    webhook_url: url,
    webhook_secret: secret,
    webhook_timeout,
    retry,
    clock: mode,
    speed,
  } = body;
  const endpoint = { url, secret, timeoutMs: webhook_timeout, retry };
  const given = Object.fromEntries(Object.entries(endpoint).filter(([, value]) => value !== undefined));
  return accounts.fork(
    checkpoint,
    { ...(api_key !== undefined && { key: api_key }), ...(consent !== undefined && { consent }) },
    {
      ...(Object.keys(given).length > 0 && { endpoint: given }),
      ...((mode !== undefined || speed !== undefined) && { clock: { mode, speed } }),
    },
    body.idle,
  );
}

/** The keys that the mock itself tells people to use reach the default account, whatever happens. */
function isShown({ options }: Mock, key: string): boolean {
  return key === ANY_KEY || options.apiKey.includes(key);
}

export const accountOperations = {
  listAccounts: operation({
    route: "GET /_mock/accounts",
    summary:
      "The accounts there are, the default one first: key, last use in real time, how many tasks, and after how long unused it goes by itself.",
    query: () => z.strictObject({ ...page() }),
    answer: listOf(accountSchema),
    handle: ({ mock, query }) => pageOf(mock.accounts.list(), query, accountRecord),
  }),
  makeAccount: operation({
    route: "POST /_mock/accounts",
    refuses: [404, 409, 429],
    summary: "Makes an isolated account, reached by a key of its own.",
    status: 201,
    body: accountBody,
    answer: () => z.object({ api_key: z.string(), webhook_secret: z.string() }),
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
          said`There are ${String(most)} made accounts already. Remove one (${{ operation: "removeAccount", text: "DELETE /_mock/accounts/:key" }}), or start with a higher --max-accounts.`,
        );
      const { settings, endpoint } =
        body.from === undefined
          ? mock.accounts.make(settingsOf(body, mock.accounts.main().settings), body.idle)
          : forkOf(mock, body, checkpointOf(mock, typeof body.from === "string" ? body.from : body.from.id));
      return { api_key: settings.key!, webhook_secret: endpoint.secret };
    },
  }),
  removeAccount: operation({
    route: "DELETE /_mock/accounts/:key",
    refuses: [404],
    summary: "Removes a made account; its key is refused from now on.",
    answer: () => z.object({ deleted: z.int() }),
    handle: async ({ mock, params }) => {
      if (await mock.accounts.remove(params.key)) return { deleted: 1 };
      throw new MockError(
        404,
        "account_not_found",
        "There is no made account of that key; the default account cannot be removed.",
      );
    },
  }),
  reset: operation({
    route: "POST /_mock/reset",
    summary:
      "The account as it was when made: tasks, deliveries, journal, faults, used fixtures, consents, clock, counters, and the webhook unless it is to be kept. With another seed it gives other ids, so that a handler that deduplicates does not take the next test's events for the last one's.",
    body: () => z.strictObject({ seed: seed().optional(), keep: keptOnes().optional() }),
    answer: () => z.object({ reset: z.literal(true) }),
    handle: async ({ mock, account, body }) => {
      await mock.accounts.reset(account, body);
      return { reset: true as const };
    },
  }),
};
