// The programmatic API: one object over any transport, so that a mock here and one in another process behave alike.

import { MockError } from "../domain/errors.js";
import { isJsonObject, shown } from "../domain/json.js";
import type { Handler, PlotonMock } from "./ploton-mock.js";
import type { ClockRecord, TaskRecord } from "./types.js";

/** Calls an operation of the control API by name. Throws `MockError` with what the operation says. */
export type Transport = (
  name: string,
  input?: { params?: Record<string, string>; query?: object; body?: unknown },
) => Promise<unknown>;

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
export type ServeWebhook = (handler: Handler, path: string) => Promise<{ url: string; close(): Promise<void> }>;

/** Where a handler is asked when nobody says otherwise. */
export const WEBHOOK_PATH = "/webhook";

/** Operations that only read: what was recorded can be looked at after a close, too. */
const READS = /^(?:get|list)/;

export function createClient(
  { url, told = url, apiKey, webhookSecret }: Identity,
  call: Transport,
  reach: Reach,
): PlotonMock {
  const baseUrl = `${url}/v1`;
  let closing: Promise<void> | undefined;
  const isClosed = () => closing !== undefined || reach.isClosed?.() === true;
  const refuseClosed = () => {
    if (isClosed()) throw new MockError(409, "closed", "This mock was closed; start or connect to one anew.");
  };
  const one = async <T>(name: string, input?: Parameters<Transport>[1]) => {
    if (!READS.test(name)) refuseClosed();
    return call(name, input) as Promise<T>;
  };
  const list = async <T>(name: string, query: object = {}) =>
    (await one<{ data: T[] }>(name, { query: texts(query) })).data;
  const task = (name: string, id: string, body?: unknown) => one<TaskRecord>(name, { params: { id }, body });
  const served: { close(): Promise<void> }[] = [];
  const serve = async (handler: Handler, path = WEBHOOK_PATH): Promise<string> => {
    refuseClosed();
    const made = await reach.serve(handler, path);
    served.push(made);
    return made.url;
  };
  const close = () => {
    closing ??= reach.close().then(async () => void (await Promise.all(served.map((one) => one.close()))));
    return closing;
  };
  return {
    url,
    baseUrl,
    apiKey,
    webhookSecret,
    env: {
      PLOTON_BASE_URL: `${told}/v1`,
      PLOTON_API_KEY: apiKey,
      PLOTON_WEBHOOK_SECRET: webhookSecret,
      PLOTON_MOCK_URL: told,
    },
    clock: {
      now: async () => (await one<ClockRecord>("getClock")).now,
      get: () => one("getClock"),
      set: async (change) => one("setClock", { body: fields(change, "clock.set") }),
      advance: (by) => one("advanceClock", { body: isJsonObject(by) ? by : { by } }),
      runUntilIdle: () => one("runUntilIdle"),
    },
    tasks: {
      list: (query) => list("listTasks", query),
      get: (id) => task("getTask", id),
      resume: (id, input) => task("resumeTask", id, { input }),
      complete: (id, result = {}) => task("completeTask", id, { result }),
      fail: async (id, error) => task("failTask", id, fields(error, "tasks.fail")),
      progress: (id, data = {}) =>
        task("progressTask", id, { data: typeof data === "string" ? { message: data } : data }),
      wait: async (id, wait) => task("waitTask", id, fields(wait, "tasks.wait")),
      cancel: (id) => task("cancelTask", id),
    },
    deliveries: {
      list: (query) => list("listDeliveries", query),
      get: (id) => one("getDelivery", { params: { id } }),
      redeliver: (id) => one("redeliver", { params: { id } }),
    },
    faults: {
      add: async (fault) =>
        one("addFault", { body: typeof fault === "string" ? { spec: fault } : fields(fault, "faults.add") }),
      list: () => list("listFaults"),
      clear: async (id) => void (await (id === undefined ? one("clearFaults") : one("clearFault", { params: { id } }))),
    },
    requests: { list: (query) => list("listRequests", query) },
    webhook: {
      get: () => one("getWebhook"),
      set: async (change) => one("setWebhook", { body: fields(change, "webhook.set") }),
      serve: async (handler, path) => one("setWebhook", { body: { url: await serve(handler, path) } }),
    },
    consents: {
      list: () => list("listConsents"),
      revoke: async (which = {}) =>
        void (await one("revokeConsent", {
          query: texts({ ...fields(which, "consents.revoke"), ...(which.user_id === null && { user_id: "" }) }),
        })),
    },
    fixtures: {
      list: () => list("listFixtures", { limit: 1_000 }),
      use: async (fixture) => one("useFixture", { body: fields(fixture, "fixtures.use") }),
      restore: async (name) =>
        void (await (name === undefined ? one("restoreFixtures") : one("restoreFixture", { params: { name } }))),
      explain: async (request) =>
        one("explainFixtures", {
          body: typeof request === "string" ? { prompt: request } : fields(request, "fixtures.explain"),
        }),
    },
    waitFor: (taskId, until = "finished", options = {}) =>
      one("wait", {
        body: { task_id: taskId, until, timeout: fields(options, "the third argument of waitFor").timeout },
      }),
    trigger: async (event, options = {}) => one("trigger", { body: { event, ...fields(options, "trigger") } }),
    async account(given = {}) {
      const { webhook, ...settings } = fields(given, "account");
      const body = snakeCased(typeof webhook === "string" ? { ...settings, webhook_url: webhook } : settings);
      const made = await one<{ api_key: string; webhook_secret: string }>("makeAccount", { body });
      const remove = async () => {
        if (!isClosed()) await one("removeAccount", { params: { key: made.api_key } });
      };
      const identity = { url, apiKey: made.api_key, webhookSecret: made.webhook_secret };
      const account = createClient(identity, reach.as(made.api_key), { ...reach, close: remove, isClosed });
      if (typeof webhook === "function") await account.webhook.serve(webhook);
      return account;
    },
    accounts: {
      list: (query) => list("listAccounts", query),
      remove: async (key) => void (await one("removeAccount", { params: { key } })),
    },
    reset: async () => void (await one("reset")),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** An object of fields, or nothing; with anything else the call was meant otherwise. */
function fields<T>(value: T, method: string): T {
  if (value === undefined || isJsonObject(value)) return value;
  throw new MockError(400, "invalid_request", `${method} takes an object, not ${shown(value)}.`);
}

/** The names of start's options ("webhookUrl") as the control API has them. */
function snakeCased(settings: object): object {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return Object.fromEntries(Object.entries(settings).map(([name, value]) => [snake(name), value]));
}

/** Query values as texts, as they are in a URL. */
function texts(query: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
