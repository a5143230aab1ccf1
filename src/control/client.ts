// The programmatic API: one object over any transport, so that a mock here and one in another process behave alike.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { JsonObject } from "../domain/json.js";
import type { TaskError } from "../domain/task.js";
import type { FixtureFile } from "../fixtures/fixture.js";
import type {
  AccountInput,
  AdvanceRecord,
  ClockRecord,
  ConsentRecord,
  DeliveryRecord,
  DurationText,
  ExplainInput,
  ExplanationRecord,
  FaultInput,
  FaultRecord,
  FixtureRecord,
  RequestRecord,
  TaskRecord,
  WaitInput,
  WaitUntil,
  WebhookRecord,
} from "./types.js";

/** Calls an operation of the control API by name. Throws `MockError` with what the operation says. */
export type Transport = (
  name: string,
  input?: { params?: Record<string, string>; query?: object; body?: unknown },
) => Promise<unknown>;

type Page = { limit?: number; offset?: number };

/** A mock, or one isolated account of it. */
export type PlotonMock = {
  /** The mock's root, such as http://localhost:7568. */
  readonly url: string;
  /** What PLOTON_BASE_URL holds: the root with /v1. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** The environment that an app under test wants: PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET, PLOTON_MOCK_URL. */
  readonly env: Readonly<Record<string, string>>;
  readonly clock: {
    /** The virtual time as ISO 8601 text. */
    now(): Promise<string>;
    get(): Promise<ClockRecord>;
    set(change: { mode?: ClockRecord["mode"]; speed?: number; now?: string }): Promise<ClockRecord>;
    /** "24h", or {to: "2025-06-15T15:00:00Z"}. Resolves when all that fell due is done and the handler has answered. */
    advance(by: DurationText | { by: DurationText } | { to: string }): Promise<AdvanceRecord>;
    /** Plays until nothing is due. */
    runUntilIdle(): Promise<AdvanceRecord>;
  };
  readonly tasks: {
    list(query?: Page & { status?: TaskRecord["status"]; user_id?: string }): Promise<TaskRecord[]>;
    get(id: string): Promise<TaskRecord>;
    resume(id: string, input?: JsonObject): Promise<TaskRecord>;
    complete(id: string, result?: JsonObject): Promise<TaskRecord>;
    fail(id: string, error?: TaskError): Promise<TaskRecord>;
    progress(id: string, data?: string | JsonObject): Promise<TaskRecord>;
    wait(id: string, wait?: WaitInput): Promise<TaskRecord>;
    cancel(id: string): Promise<TaskRecord>;
  };
  readonly deliveries: {
    list(
      query?: Page & { task_id?: string; event?: DeliveryRecord["event"]; state?: DeliveryRecord["state"] },
    ): Promise<DeliveryRecord[]>;
    get(id: string): Promise<DeliveryRecord>;
    redeliver(id: string): Promise<DeliveryRecord>;
  };
  readonly faults: {
    add(fault: FaultInput): Promise<FaultRecord>;
    list(): Promise<FaultRecord[]>;
    /** One by its id, or all. */
    clear(id?: string): Promise<void>;
  };
  readonly requests: { list(query?: Page): Promise<RequestRecord[]> };
  readonly webhook: {
    get(): Promise<WebhookRecord>;
    /** Serves a handler (an express app, any (req, res) listener) on a port of its own, and sends webhooks there. */
    serve(handler: Handler, path?: string): Promise<WebhookRecord>;
    set(change: {
      url?: string | null;
      secret?: string;
      timeout?: DurationText;
      retry?: DurationText | DurationText[];
    }): Promise<WebhookRecord>;
  };
  readonly consents: {
    list(): Promise<ConsentRecord[]>;
    /**
     * What one user approved for one service (`user_id: null`: without a user), or all of it. The next task that needs it asks again; with `next: "fail"` that one
     * fails with auth_token_expired, and the one after asks.
     */
    revoke(which?: { user_id?: string | null; service?: string; next?: "ask" | "fail" }): Promise<void>;
  };
  readonly fixtures: {
    list(): Promise<FixtureRecord[]>;
    /** Uses a fixture, in the form of a file, for this account; it goes before all others. */
    use(fixture: FixtureFile): Promise<FixtureRecord>;
    /** Stops using one of them, or all. */
    restore(name?: string): Promise<void>;
    explain(request: ExplainInput): Promise<ExplanationRecord>;
  };
  /** Waits without sleeping, at most `timeout` of real time ("30s" by default); says what is missing when it gives up. */
  waitFor(taskId: string, until?: WaitUntil, options?: { timeout?: DurationText }): Promise<TaskRecord>;
  /** Makes an event happen now: a task of its own that ends in it. */
  trigger(
    event: DeliveryRecord["event"],
    options?: { prompt?: string; user_id?: string; set?: JsonObject },
  ): Promise<{ task: TaskRecord; delivery: DeliveryRecord }>;
  /** An isolated account of the same mock: the same object, with a key, a clock and a webhook of its own. */
  account(settings?: AccountInput & { webhook?: string | Handler | null }): Promise<PlotonMock>;
  /** The account as it was when made. */
  reset(): Promise<void>;
  /** Stops a mock that was started here, removes an account that was made here; else does nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type Identity = { url: string; apiKey: string; webhookSecret: string };

/** What the object needs beside a transport: the same for another key, and what closing means. */
export type Reach = { as(apiKey: string): Transport; serve: ServeWebhook; close(): Promise<void> };

/** A handler as node:http knows it; an express app is one. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;
/** Serves a handler on a free port; `path` is where it is asked. */
export type ServeWebhook = (handler: Handler, path: string) => Promise<{ url: string; close(): Promise<void> }>;

/** Where a handler is asked when nobody says otherwise. */
export const WEBHOOK_PATH = "/webhook";

export function createClient({ url, apiKey, webhookSecret }: Identity, call: Transport, reach: Reach): PlotonMock {
  const baseUrl = `${url}/v1`;
  const one = <T>(name: string, input?: Parameters<Transport>[1]) => call(name, input) as Promise<T>;
  const list = async <T>(name: string, query: object = {}) =>
    (await one<{ data: T[] }>(name, { query: texts(query) })).data;
  const task = (name: string, id: string, body?: unknown) => one<TaskRecord>(name, { params: { id }, body });
  const served: { close(): Promise<void> }[] = [];
  const serve = async (handler: Handler, path = WEBHOOK_PATH): Promise<string> => {
    const made = await reach.serve(handler, path);
    served.push(made);
    return made.url;
  };
  let closing: Promise<void> | undefined;
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
      PLOTON_BASE_URL: baseUrl,
      PLOTON_API_KEY: apiKey,
      PLOTON_WEBHOOK_SECRET: webhookSecret,
      PLOTON_MOCK_URL: url,
    },
    clock: {
      now: async () => (await one<ClockRecord>("getClock")).now,
      get: () => one("getClock"),
      set: (change) => one("setClock", { body: change }),
      advance: (by) => one("advanceClock", { body: typeof by === "string" ? { by } : by }),
      runUntilIdle: () => one("runUntilIdle"),
    },
    tasks: {
      list: (query) => list("listTasks", query),
      get: (id) => task("getTask", id),
      resume: (id, input) => task("resumeTask", id, { input }),
      complete: (id, result = {}) => task("completeTask", id, { result }),
      fail: (id, error) => task("failTask", id, error),
      progress: (id, data = {}) =>
        task("progressTask", id, { data: typeof data === "string" ? { message: data } : data }),
      wait: (id, wait) => task("waitTask", id, wait),
      cancel: (id) => task("cancelTask", id),
    },
    deliveries: {
      list: (query) => list("listDeliveries", query),
      get: (id) => one("getDelivery", { params: { id } }),
      redeliver: (id) => one("redeliver", { params: { id } }),
    },
    faults: {
      add: (fault) => one("addFault", { body: typeof fault === "string" ? { spec: fault } : fault }),
      list: () => list("listFaults"),
      clear: async (id) => void (await (id === undefined ? one("clearFaults") : one("clearFault", { params: { id } }))),
    },
    requests: { list: (query) => list("listRequests", query) },
    webhook: {
      get: () => one("getWebhook"),
      set: (change) => one("setWebhook", { body: change }),
      serve: async (handler, path) => one("setWebhook", { body: { url: await serve(handler, path) } }),
    },
    consents: {
      list: () => list("listConsents"),
      revoke: async (which = {}) =>
        void (await one("revokeConsent", {
          query: texts({ ...which, ...(which.user_id === null && { user_id: "" }) }),
        })),
    },
    fixtures: {
      list: () => list("listFixtures", { limit: 1_000 }),
      use: (fixture) => one("useFixture", { body: fixture }),
      restore: async (name) =>
        void (await (name === undefined ? one("restoreFixtures") : one("restoreFixture", { params: { name } }))),
      explain: (request) =>
        one("explainFixtures", { body: typeof request === "string" ? { prompt: request } : request }),
    },
    waitFor: (taskId, until = "finished", { timeout } = {}) =>
      one("wait", { body: { task_id: taskId, until, timeout } }),
    trigger: (event, options = {}) => one("trigger", { body: { event, ...options } }),
    async account({ webhook, ...settings } = {}) {
      const body = typeof webhook === "string" ? { ...settings, webhook_url: webhook } : settings;
      const made = await one<{ api_key: string; webhook_secret: string }>("makeAccount", { body });
      const remove = () => one("removeAccount", { params: { key: made.api_key } }).then(() => {});
      const identity = { url, apiKey: made.api_key, webhookSecret: made.webhook_secret };
      const account = createClient(identity, reach.as(made.api_key), { ...reach, close: remove });
      if (typeof webhook === "function") await account.webhook.serve(webhook);
      return account;
    },
    reset: async () => void (await one("reset")),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Query values as texts, as they are in a URL. */
function texts(query: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  );
}
