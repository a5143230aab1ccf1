// The programmatic API: one object over any transport, so that a mock here and one in another process behave alike.

import { environmentOf } from "../domain/address.js";
import { MockError } from "../domain/errors.js";
import { isJsonObject, shown } from "../domain/json.js";
import { saidInCode } from "./in-code.js";
import type { Transport } from "./operations.js";
import type { Handler, PlotonMock } from "./ploton-mock.js";
import { createTask, everyPage, onlyReads } from "./transports.js";
import type { AccountInput, AccountOptions, StoryRecord, TaskRecord, WebhookRecord } from "./types.js";

/** `told`: the root that others are told, where it is another than the one that is called. */
export type Identity = { url: string; told?: string; apiKey: string; webhookSecret: string };

/** What the object needs beside a transport: the same for another key, and what closing means. */
export type Reach = {
  as(apiKey: string): Transport;
  serve: ServeWebhook;
  close(): Promise<void>;
  /** The mock that an account was made of is closed. */
  isClosed?: () => boolean;
};

/** Serves a handler on a free port; `path` is where it is asked. */
type ServeWebhook = (handler: Handler, path: string) => Promise<{ url: string; close(): Promise<void> }>;

/** Where a handler is asked when nobody says otherwise. */
export const WEBHOOK_PATH = "/webhook";

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: the handle: a line or two for each of its methods.
export function createClient(
  { url, told = url, apiKey, webhookSecret: secret }: Identity,
  transport: Transport,
  reach: Reach,
): PlotonMock {
  const baseUrl = `${url}/v1`;
  let closing: Promise<void> | undefined;
  const isClosed = () => closing !== undefined || reach.isClosed?.() === true;
  const refuseClosed = () => {
    if (isClosed()) throw new MockError(409, "closed", "This mock was closed; start or connect to one anew.");
  };
  const call: Transport = async (name, ...input) => {
    // Made now: what fails later knows nothing of the line that asked.
    const asked = new Error(name);
    try {
      if (isClosed() && !(await onlyReads(name))) refuseClosed();
      return await transport(name, ...input);
    } catch (error) {
      throw saidInCode(error, name, asked);
    }
  };
  const served = new Set<{ close(): Promise<void> }>();
  const serve = async (handler: Handler, path = WEBHOOK_PATH): Promise<string> => {
    refuseClosed();
    const made = await reach.serve(handler, path);
    served.add(made);
    return made.url;
  };
  let webhookSecret = secret;
  /** A webhook's record, which says what its webhooks are signed with from now on. */
  const toWebhook = async (made: Promise<WebhookRecord>): Promise<WebhookRecord> => {
    const record = await made;
    webhookSecret = record.secret;
    return record;
  };
  /** What was served for it ends with it, and so do the accounts that were made of it. */
  const close = () => {
    closing ??= reach.close().then(async () => void (await Promise.all([...served].map((one) => one.close()))));
    return closing;
  };
  function story(id: string): Promise<string>;
  function story(id: string, as: { json: true }): Promise<StoryRecord>;
  async function story(id: string, as?: { json: true }): Promise<string | StoryRecord> {
    const told = await call("getStory", { params: { id } });
    return as?.json ? told : `${told.lines.join("\n")}\n`;
  }
  return {
    url,
    baseUrl,
    apiKey,
    get webhookSecret() {
      return webhookSecret;
    },
    get env() {
      return environmentOf(told, apiKey, webhookSecret);
    },
    clock: {
      now: async () => (await call("getClock")).now,
      get: () => call("getClock"),
      set: async (change) => call("setClock", { body: fields(change, "clock.set") }),
      advance: (by) => call("advanceClock", { body: isJsonObject(by) ? by : { by } }),
      runUntilIdle: () => call("runUntilIdle"),
    },
    tasks: {
      create: async (request) => {
        refuseClosed();
        const body = typeof request === "string" ? { prompt: request } : fields(request, "tasks.create");
        const asked = new Error("createTask");
        return createTask(url, apiKey, body ?? {}).catch((error: unknown) => {
          throw saidInCode(error, "createTask", asked);
        });
      },
      list: (query) => listed(query, (query) => call("listTasks", { query })),
      get: (id) => call("getTask", { params: { id } }),
      resume: (id, input) => call("resumeTask", { params: { id }, body: { input } }),
      complete: (id, result = {}) => call("completeTask", { params: { id }, body: { result } }),
      fail: async (id, error) => call("failTask", { params: { id }, body: fields(error, "tasks.fail") }),
      progress: (id, data = {}) =>
        call("progressTask", { params: { id }, body: { data: typeof data === "string" ? { message: data } : data } }),
      wait: async (id, wait) => call("waitTask", { params: { id }, body: fields(wait, "tasks.wait") }),
      cancel: (id) => call("cancelTask", { params: { id } }),
      answer: async (id, answer) => call("answerWait", { params: { id }, body: fields(answer, "tasks.answer") }),
      approve: (id, input) => call("answerWait", { params: { id }, body: { decision: "approve", input } }),
      deny: (id) => call("answerWait", { params: { id }, body: { decision: "deny" } }),
    },
    deliveries: {
      list: (query) => listed(query, (query) => call("listDeliveries", { query })),
      get: (id) => call("getDelivery", { params: { id } }),
      redeliver: async (id, edit) => call("redeliver", { params: { id }, body: fields(edit, "deliveries.redeliver") }),
    },
    faults: {
      add: async (fault) =>
        call("addFault", { body: typeof fault === "string" ? { spec: fault } : fields(fault, "faults.add") }),
      list: () => listed({}, (query) => call("listFaults", { query })),
      clear: async (id) =>
        void (await (id === undefined ? call("clearFaults") : call("clearFault", { params: { id } }))),
    },
    requests: { list: (query) => listed(query, (query) => call("listRequests", { query })) },
    webhook: {
      get: () => toWebhook(call("getWebhook")),
      set: async (change) => toWebhook(call("setWebhook", { body: fields(change, "webhook.set") })),
      serve: async (handler, path) =>
        toWebhook(call("setWebhook", { body: { url: await serve(handler, path), keep: true } })),
    },
    consents: {
      list: () => listed({}, (query) => call("listConsents", { query })),
      grant: async (which) => call("grantConsent", { body: fields(which, "consents.grant") }),
      revoke: async (which = {}) =>
        void (await call("revokeConsent", {
          query: { ...fields(which, "consents.revoke"), user_id: which.user_id === null ? "" : which.user_id },
        })),
    },
    fixtures: {
      list: () => listed({}, (query) => call("listFixtures", { query })),
      use: async (fixture) => call("useFixture", { body: fields(fixture, "fixtures.use") }),
      restore: async (name) =>
        void (await (name === undefined ? call("restoreFixtures") : call("restoreFixture", { params: { name } }))),
      explain: async (request) =>
        call("explainFixtures", {
          body: typeof request === "string" ? { prompt: request } : fields(request, "fixtures.explain"),
        }),
    },
    waitFor: async (taskId, until = "settled", options = {}) => {
      const { timeout } = fields(options, "the third argument of waitFor");
      // Where a task is named, the answer is that task.
      return (await call("wait", { body: { task_id: taskId, until, timeout } })) as TaskRecord;
    },
    story,
    trigger: async (event, options = {}) => call("trigger", { body: { event, ...fields(options, "trigger") } }),
    async account(given = {}) {
      const { webhook, ...settings } = fields(given, "account");
      const body = snakeCased(typeof webhook === "string" ? { ...settings, webhook_url: webhook } : settings);
      const made = await call("makeAccount", { body });
      const remove = async () => {
        served.delete(account);
        if (!isClosed()) await call("removeAccount", { params: { key: made.api_key } });
      };
      const identity = { url, apiKey: made.api_key, webhookSecret: made.webhook_secret };
      const account: PlotonMock = createClient(identity, reach.as(made.api_key), { ...reach, close: remove, isClosed });
      served.add(account);
      if (typeof webhook === "function") await account.webhook.serve(webhook);
      return account;
    },
    accounts: {
      list: (query) => listed(query, (query) => call("listAccounts", { query })),
      remove: async (key) => void (await call("removeAccount", { params: { key } })),
    },
    checkpoint: () => call("makeCheckpoint"),
    async reset(change) {
      await call("reset", { body: fields(change, "reset") });
      // Its webhook is the one that it was made with again.
      if (webhookSecret !== secret) await toWebhook(call("getWebhook"));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** All there is; with a `limit` so many of them. */
async function listed<Q extends { limit?: number; offset?: number }, T>(
  query: Q = {} as Q,
  page: (query: Q) => Promise<{ data: T[]; has_more: boolean }>,
): Promise<T[]> {
  return query.limit === undefined ? everyPage(query, page) : (await page(query)).data;
}

/** An object of fields, or nothing; with anything else the call was meant otherwise. */
function fields<T>(value: T, method: string): T {
  if (value === undefined || isJsonObject(value)) return value;
  throw new MockError(400, "invalid_request", `${method} takes an object, not ${shown(value)}.`);
}

/** The names of start's options ("webhookUrl") as the control API has them. */
function snakeCased(settings: AccountOptions | AccountInput): AccountInput {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [snake(name), value]));
}
