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
  CreatedTask,
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
  TaskInput,
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
  /**
   * The mock's root, such as http://localhost:7568.
   * @example const inspector = mock.url;
   */
  readonly url: string;
  /**
   * What PLOTON_BASE_URL holds: the root with /v1.
   * @example process.env.PLOTON_BASE_URL = mock.baseUrl;
   */
  readonly baseUrl: string;
  /**
   * A key that reaches this account.
   * @example const headers = { Authorization: `Bearer ${mock.apiKey}` };
   */
  readonly apiKey: string;
  /**
   * What its webhooks are signed with.
   * @example verifySignature(body, signature, mock.webhookSecret);
   */
  readonly webhookSecret: string;
  /**
   * The environment that an app under test wants: PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET, PLOTON_MOCK_URL.
   * @example spawn("node", ["app.js"], { env: { ...process.env, ...mock.env } });
   */
  readonly env: Readonly<Environment>;
  readonly clock: {
    /**
     * The virtual time as ISO 8601 text.
     * @example expect(await mock.clock.now()).toBe("2025-06-15T14:22:00Z");
     */
    now(): Promise<string>;
    /**
     * Its mode, speed and time, and what is booked.
     * @example const { pending } = await mock.clock.get();
     */
    get(): Promise<ClockRecord>;
    /**
     * Changes the mode or the speed; `now` jumps ahead, as an advance does.
     * @example await mock.clock.set({ mode: "instant" });
     */
    set(change: { mode?: ClockRecord["mode"]; speed?: number; now?: string | Date }): Promise<ClockRecord>;
    /**
     * "24h", or {to: "2025-06-15T15:00:00Z"}. Resolves when all that fell due is done and the handler has answered.
     * @example await mock.clock.advance("24h");
     */
    advance(by: DurationText | { by: DurationText } | { to: string | Date }): Promise<AdvanceRecord>;
    /**
     * Plays until nothing is due.
     * @example await mock.clock.runUntilIdle();
     */
    runUntilIdle(): Promise<AdvanceRecord>;
  };
  readonly tasks: {
    /**
     * POST /v1/tasks, as the app under test does it; the prompt alone, or the call's fields.
     * @example const { id } = await mock.tasks.create({ prompt: "Look up the current weather in Paris" });
     */
    create(request: string | TaskInput): Promise<CreatedTask>;
    /**
     * All, newest first unless `order` says otherwise; with `limit` so many.
     * @example const waiting = await mock.tasks.list({ status: "waiting" });
     */
    list(
      query?: Page & {
        task_id?: string;
        status?: TaskRecord["status"];
        user_id?: string;
        since?: string | Date;
        order?: Order;
      },
    ): Promise<TaskRecord[]>;
    /**
     * One task whole: request, fixture and why, plan, timeline, deliveries.
     * @example const { result, deliveries } = await mock.tasks.get(id);
     */
    get(id: string): Promise<TaskRecord>;
    /**
     * A waiting task goes on, with what the user said where it asked.
     * @example await mock.tasks.resume(id);
     */
    resume(id: string, input?: object): Promise<TaskRecord>;
    /**
     * It completes now; comes back when the handler has answered, as each move by hand does.
     * @example await mock.tasks.complete(id, { temperature: "62°F" });
     */
    complete(id: string, result?: object): Promise<TaskRecord>;
    /**
     * It fails now.
     * @example await mock.tasks.fail(id, { code: "tool_error", message: "The CRM is down." });
     */
    fail(id: string, error?: TaskError): Promise<TaskRecord>;
    /**
     * It reports progress now: a text, or the data of the event.
     * @example await mock.tasks.progress(id, "half way");
     */
    progress(id: string, data?: string | object): Promise<TaskRecord>;
    /**
     * It waits for the user from now on.
     * @example await mock.tasks.wait(id, { reason: "Access to the CRM", service: "crm" });
     */
    wait(id: string, wait?: WaitInput): Promise<TaskRecord>;
    /**
     * It is cancelled; no event says so.
     * @example await mock.tasks.cancel(id);
     */
    cancel(id: string): Promise<TaskRecord>;
    /**
     * The user answers what the task waits for, as on its page; a no ends the task, and its handler has heard of it.
     * @example await mock.tasks.answer(id, { decision: "approve", input: { list: "open" } });
     */
    answer(id: string, answer: { decision: "approve" | "deny"; input?: unknown }): Promise<TaskRecord>;
    /**
     * The user says yes, with `input` where something was asked for.
     * @example await mock.tasks.approve(id);
     */
    approve(id: string, input?: unknown): Promise<TaskRecord>;
    /**
     * The user says no: the task fails.
     * @example await mock.tasks.deny(id);
     */
    deny(id: string): Promise<TaskRecord>;
  };
  readonly deliveries: {
    /**
     * All, oldest first unless `order` says otherwise; `status`: what one of the attempts was answered with; `path`: where
     * the handler is asked, whole, or its beginning and a *.
     * @example const [delivery] = await mock.deliveries.list({ task_id: id });
     */
    list(
      query?: Page & {
        task_id?: string;
        event?: DeliveryRecord["event"];
        state?: DeliveryRecord["state"];
        path?: string;
        status?: number;
        since?: string | Date;
        order?: Order;
      },
    ): Promise<DeliveryRecord[]>;
    /**
     * One delivery with its attempts.
     * @example const { attempts } = await mock.deliveries.get(delivery.id);
     */
    get(id: string): Promise<DeliveryRecord>;
    /**
     * One more attempt now, the same bytes; comes back when the handler has answered. With `body` another body, signed anew,
     * which says nothing of the event's own delivery.
     * @example await mock.deliveries.redeliver(delivery.id);
     */
    redeliver(id: string, edit?: { body?: string }): Promise<DeliveryRecord>;
  };
  readonly faults: {
    /**
     * Arms a fault: its text, as on the command line, or its fields.
     * @example await mock.faults.add("webhook lost-ack event=task.complete attempt=1");
     */
    add(fault: FaultInput): Promise<FaultRecord>;
    /**
     * What is armed, and how often it struck.
     * @example const [{ strikes }] = await mock.faults.list();
     */
    list(): Promise<FaultRecord[]>;
    /**
     * One by its id, or all.
     * @example await mock.faults.clear();
     */
    clear(id?: string): Promise<void>;
  };
  readonly requests: {
    /**
     * All, oldest first unless `order` says otherwise; `path` whole, or its beginning and a *.
     * @example const creates = await mock.requests.list({ path: "/v1/tasks" });
     */
    list(
      query?: Page & {
        task_id?: string;
        path?: string;
        status?: number;
        since?: string | Date;
        after?: string;
        order?: Order;
      },
    ): Promise<RequestRecord[]>;
  };
  readonly webhook: {
    /**
     * Where webhooks go, with which secret, timeout and waits between attempts.
     * @example const { url } = await mock.webhook.get();
     */
    get(): Promise<WebhookRecord>;
    /**
     * Serves a handler (an express app, any (req, res) listener) on a port of its own, and sends webhooks there, also
     * after a reset.
     * @example await mock.webhook.serve(app);
     */
    serve(handler: Handler, path?: string): Promise<WebhookRecord>;
    /**
     * Changes what is named; a reset takes it back, unless `keep` says otherwise.
     * @example await mock.webhook.set({ url: "http://localhost:3000/webhook", retry: "none" });
     */
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
    /**
     * What users have approved.
     * @example expect(await mock.consents.list()).toEqual([]);
     */
    list(): Promise<ConsentRecord[]>;
    /**
     * Approves a service for a user in advance: no task of theirs waits for it.
     * @example await mock.consents.grant({ user_id: "user_123", service: "crm" });
     */
    grant(which: { user_id?: string | null; service: string }): Promise<ConsentRecord>;
    /**
     * What one user approved for one service (`user_id: null`: without a user), or all of it. The next task that needs it
     * asks again; with `next: "fail"` that one fails with auth_token_expired, and the one after asks.
     * @example await mock.consents.revoke({ user_id: "user_123", service: "crm", next: "fail" });
     */
    revoke(which?: { user_id?: string | null; service?: string; next?: "ask" | "fail" }): Promise<void>;
  };
  readonly fixtures: {
    /**
     * All, in the order of the search.
     * @example const names = (await mock.fixtures.list()).map(({ name }) => name);
     */
    list(): Promise<FixtureRecord[]>;
    /**
     * Uses a fixture, in the form of a file, for this account; it takes precedence over all others.
     * @example await mock.fixtures.use({ name: "storm", plan: [{ after: "1s", complete: { temperature: "40°F" } }] });
     */
    use(fixture: FixtureFile): Promise<FixtureRecord>;
    /**
     * Stops using one of them, or all.
     * @example await mock.fixtures.restore("storm");
     */
    restore(name?: string): Promise<void>;
    /**
     * Which fixture answers a request, with what plan, and why the others do not.
     * @example const { winner } = await mock.fixtures.explain("Connect to the CRM");
     */
    explain(request: ExplainInput): Promise<ExplanationRecord>;
  };
  /**
   * Waits without sleeping until the task is `settled` (or what is asked for), at most `timeout` of real time ("30s" by
   * default); says what is missing when it gives up.
   * @example const { result } = await mock.waitFor(id);
   */
  waitFor(taskId: string, until?: WaitUntil, options?: { timeout?: DurationText }): Promise<TaskRecord>;
  /**
   * What happened to a task, as about ten lines to paste into a report; with `json` the record that they tell, bytes and
   * signatures included.
   * @example console.log(await mock.story(id));
   */
  story(taskId: string): Promise<string>;
  story(taskId: string, as: { json: true }): Promise<StoryRecord>;
  /**
   * Makes an event happen now: a task of its own that ends in it. `set`: values in its data, by path; `add`: fields that it
   * does not have, to see that a handler lets them be.
   * @example await mock.trigger("task.failed", { set: { "error.code": "auth_token_expired" } });
   */
  trigger(
    event: DeliveryRecord["event"],
    options?: { prompt?: string; user_id?: string; set?: object; add?: object },
  ): Promise<{ task: TaskRecord; delivery: DeliveryRecord }>;
  /**
   * An isolated account of the same mock: the same object, with a key, a clock and a webhook of its own.
   * @example const account = await mock.account({ webhook: app, seed: "my test" });
   */
  account(settings?: (AccountOptions | AccountInput) & { webhook?: string | Handler | null }): Promise<PlotonMock>;
  readonly accounts: {
    /**
     * All accounts of the mock, the default one first.
     * @example const keys = (await mock.accounts.list()).map(({ api_key }) => api_key);
     */
    list(query?: Page): Promise<AccountRecord[]>;
    /**
     * Removes one that nobody closes any more, by its key.
     * @example await mock.accounts.remove("pk_test_old");
     */
    remove(apiKey: string): Promise<void>;
  };
  /**
   * Keeps this moment of the account, for `account({ from })`.
   * @example const account = await mock.account({ from: await mock.checkpoint() });
   */
  checkpoint(): Promise<CheckpointRecord>;
  /**
   * The account as it was when made; the webhook too, unless `keep` names it. The same prompts then get the same ids
   * again, and a handler that deduplicates takes their events for the old ones: with another `seed` they get others.
   * @example await mock.reset({ seed: "another test" });
   */
  reset(change?: { seed?: string | number; keep?: "webhook"[] }): Promise<void>;
  /**
   * Stops a mock that was started here, removes an account that was made here; else does nothing.
   * @example await mock.close();
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};
