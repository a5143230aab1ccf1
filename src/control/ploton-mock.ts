// The programmatic API as a type: the same object for a mock in this process and for one in another.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { TaskError } from "../domain/task.js";
import type { FixtureFile } from "../fixtures/fixture.js";
import type {
  AccountInput,
  AccountOptions,
  AccountRecord,
  AdvanceRecord,
  CheckpointRecord,
  ClockRecord,
  ConsentRecord,
  DeliveryRecord,
  DurationText,
  Environment,
  ExplainInput,
  ExplanationRecord,
  FaultInput,
  FaultRecord,
  FixtureRecord,
  RequestRecord,
  StoryRecord,
  TaskRecord,
  WaitInput,
  WaitUntil,
  WebhookRecord,
} from "./types.js";

/** A handler as node:http knows it; an express app is one. */
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

type Page = { limit?: number; offset?: number };
type Order = "oldest" | "newest";

/** A mock, or one isolated account of it. */
export type PlotonMock = {
  /** The mock's root, such as http://localhost:7568. */
  readonly url: string;
  /** What PLOTON_BASE_URL holds: the root with /v1. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** The environment that an app under test wants: PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET, PLOTON_MOCK_URL. */
  readonly env: Readonly<Environment>;
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
    /** All, newest first unless `order` says otherwise; with `limit` so many. */
    list(
      query?: Page & { status?: TaskRecord["status"]; user_id?: string; since?: string; order?: Order },
    ): Promise<TaskRecord[]>;
    get(id: string): Promise<TaskRecord>;
    resume(id: string, input?: object): Promise<TaskRecord>;
    complete(id: string, result?: object): Promise<TaskRecord>;
    fail(id: string, error?: TaskError): Promise<TaskRecord>;
    progress(id: string, data?: string | object): Promise<TaskRecord>;
    wait(id: string, wait?: WaitInput): Promise<TaskRecord>;
    cancel(id: string): Promise<TaskRecord>;
    /** The user answers what the task waits for, as on its page; a no ends the task, and its handler has heard of it. */
    answer(id: string, answer: { decision: "approve" | "deny"; input?: unknown }): Promise<TaskRecord>;
    /** The user says yes, with `input` where something was asked for. */
    approve(id: string, input?: unknown): Promise<TaskRecord>;
    /** The user says no: the task fails. */
    deny(id: string): Promise<TaskRecord>;
  };
  readonly deliveries: {
    /** All, oldest first unless `order` says otherwise; `status`: what one of the attempts was answered with. */
    list(
      query?: Page & {
        task_id?: string;
        event?: DeliveryRecord["event"];
        state?: DeliveryRecord["state"];
        status?: number;
        since?: string;
        order?: Order;
      },
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
  readonly requests: {
    /** All, oldest first unless `order` says otherwise; `path` whole, or its beginning and a *. */
    list(
      query?: Page & {
        task_id?: string;
        path?: string;
        status?: number;
        since?: string;
        after?: string;
        order?: Order;
      },
    ): Promise<RequestRecord[]>;
  };
  readonly webhook: {
    get(): Promise<WebhookRecord>;
    /** Serves a handler (an express app, any (req, res) listener) on a port of its own, and sends webhooks there, also after a reset. */
    serve(handler: Handler, path?: string): Promise<WebhookRecord>;
    set(change: {
      url?: string | null;
      secret?: string;
      timeout?: DurationText;
      retry?: DurationText | DurationText[];
      /** A reset puts these back, rather than what was there before them. */
      keep?: boolean;
    }): Promise<WebhookRecord>;
  };
  readonly consents: {
    list(): Promise<ConsentRecord[]>;
    /** Approves a service for a user in advance: no task of theirs waits for it. */
    grant(which: { user_id?: string | null; service: string }): Promise<ConsentRecord>;
    /**
     * What one user approved for one service (`user_id: null`: without a user), or all of it. The next task that needs it asks again; with `next: "fail"` that one
     * fails with auth_token_expired, and the one after asks.
     */
    revoke(which?: { user_id?: string | null; service?: string; next?: "ask" | "fail" }): Promise<void>;
  };
  readonly fixtures: {
    list(): Promise<FixtureRecord[]>;
    /** Uses a fixture, in the form of a file, for this account; it takes precedence over all others. */
    use(fixture: FixtureFile): Promise<FixtureRecord>;
    /** Stops using one of them, or all. */
    restore(name?: string): Promise<void>;
    explain(request: ExplainInput): Promise<ExplanationRecord>;
  };
  /** Waits without sleeping until the task is `settled` (or what is asked for), at most `timeout` of real time ("30s" by default); says what is missing when it gives up. */
  waitFor(taskId: string, until?: WaitUntil, options?: { timeout?: DurationText }): Promise<TaskRecord>;
  /** What happened to a task, as about ten lines to paste into a report; with `json` the record that they tell, bytes and signatures included. */
  story(taskId: string): Promise<string>;
  story(taskId: string, as: { json: true }): Promise<StoryRecord>;
  /** Makes an event happen now: a task of its own that ends in it. */
  trigger(
    event: DeliveryRecord["event"],
    options?: { prompt?: string; user_id?: string; set?: object },
  ): Promise<{ task: TaskRecord; delivery: DeliveryRecord }>;
  /** An isolated account of the same mock: the same object, with a key, a clock and a webhook of its own. */
  account(settings?: (AccountOptions | AccountInput) & { webhook?: string | Handler | null }): Promise<PlotonMock>;
  readonly accounts: {
    /** All accounts of the mock, the default one first. */
    list(query?: Page): Promise<AccountRecord[]>;
    /** Removes one that nobody closes any more, by its key. */
    remove(apiKey: string): Promise<void>;
  };
  /**
   * The account as it was when made; the webhook too, unless `keep` names it. The same prompts then get the same ids again, and a
   * handler that deduplicates takes their events for the old ones: with another `seed` they get others.
   */
  /** Keeps this moment of the account, for `account({ from })`. */
  checkpoint(): Promise<CheckpointRecord>;
  reset(change?: { seed?: string | number; keep?: "webhook"[] }): Promise<void>;
  /** Stops a mock that was started here, removes an account that was made here; else does nothing. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};
