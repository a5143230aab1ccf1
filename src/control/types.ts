// The control API's records as types, for programs: field for field what comes over HTTP. Nothing here, nor in what it imports,
// needs zod, which a user of the package does not have; the schemas beside the operations are held to these types. What stands above
// a field is its text in an editor, and, by `node scripts/records-doc.mjs`, in docs/reference/records.md and in the API description.

import type { EnvironmentName } from "../domain/address.js";
import type { DeliveryState, EventName, OutcomeKind } from "../domain/delivery.js";
import type { FaultName, FaultTarget, RouteAddress, RouteName } from "../domain/fault-kinds.js";
import type { Json, JsonObject } from "../domain/json.js";
import type { Consent, Deadline, EntryBy, Move, Status, Step, TaskError } from "../domain/task.js";
import type { Explanation } from "../fixtures/explain.js";
import type { StepFile } from "../fixtures/fixture.js";

/** Times are ISO 8601 UTC texts, with milliseconds only where they are not whole seconds. */
export type Instant = string;
/** A length of time as text: "500ms", "3s", "1m", "21h48m". */
export type DurationText = string;

/** Something that an account's clock plays, or has played. */
export type PlayedRecord = {
  /**
   * When it is due, in virtual time.
   * @example "2025-06-15T14:22:03Z"
   */
  at: Instant;
  /**
   * What it is, in words.
   * @example "task_8xK2mP completes"
   */
  label: string;
};
/** An account's clock. */
export type ClockRecord = {
  /**
   * How time moves.
   * @example "frozen"
   */
  mode: "live" | "frozen" | "instant";
  /**
   * How many times faster than real time a live clock runs.
   * @example 60
   */
  speed: number;
  /**
   * The virtual time.
   * @example "2025-06-15T14:22:00Z"
   */
  now: Instant;
  /**
   * What is booked, soonest first.
   * @example [{ at: "2025-06-15T14:22:03Z", label: "task_8xK2mP completes" }]
   */
  pending: PlayedRecord[];
};
/** What an advance did. */
export type AdvanceRecord = {
  /**
   * The virtual time after it.
   * @example "2025-06-16T14:22:00Z"
   */
  now: Instant;
  /**
   * What fell due on the way, in order.
   * @example [{ at: "2025-06-15T14:22:03Z", label: "task_8xK2mP completes" }]
   */
  played: PlayedRecord[];
};

/** One request to the handler, and what became of it. */
export type AttemptRecord = {
  /**
   * Its place in the retry schedule, from 1; a duplicate (a fault) shares its number, and an edited body has none: 0.
   * @example 1
   */
  number: number;
  /**
   * When it was made, in virtual time.
   * @example "2025-06-15T14:22:03Z"
   */
  at: Instant;
  /**
   * Where it went.
   * @example "http://localhost:3000/webhook"
   */
  url: string;
  /**
   * The fault that bent it; null when none did.
   * @example "lost-ack"
   */
  fault: string | null;
  /**
   * The HTTP status of the answer; null when there was none.
   * @example 200
   */
  status: number | null;
  /**
   * What became of it; `lost`: the handler answered, and a fault lost its answer.
   * @example "answered"
   */
  outcome: OutcomeKind;
  /**
   * Why there was no answer, in words, or what a listener in this process threw; else null.
   * @example "no answer in time"
   */
  error: string | null;
  /**
   * `schedule`, or `hand`: somebody ordered it (redeliver, a move by hand).
   * @example "schedule"
   */
  by: "schedule" | "hand";
  /**
   * Another body than the event's, signed anew; it says nothing of the event's own delivery, and its number is 0.
   * @example false
   */
  edited: boolean;
  /** What was sent. */
  request: {
    /**
     * Its headers, as they were sent.
     * @example { "X-Ploton-Signature": "b1d83446c7d0245d…" }
     */
    headers: Record<string, string>;
    /**
     * Its body, where a fault or a hand changed it; null: the delivery's own.
     * @example null
     */
    body: string | null;
    /**
     * The body is its first 64 KiB, as in a task's record.
     * @example false
     */
    truncated: boolean;
  };
  /** The handler's answer; null when there was none that counts. */
  response: {
    /**
     * Its HTTP status.
     * @example 200
     */
    status: number;
    /**
     * Its headers.
     * @example { "content-type": "text/plain" }
     */
    headers: Record<string, string>;
    /**
     * Its body as text.
     * @example "OK"
     */
    body: string;
    /**
     * What the body says; null where it is no JSON.
     * @example { ok: true }
     */
    json: Json;
    /**
     * The body is its first 64 KiB.
     * @example false
     */
    truncated: boolean;
  } | null;
  /**
   * How long it took, in real milliseconds; the timeout, where it timed out.
   * @example 4.2
   */
  duration_ms: number;
  /**
   * What a refused signature points to, in words; null where there is nothing to say.
   * @example "your handler seems to sign JSON.stringify(JSON.parse(body)): read the raw bytes instead"
   */
  diagnosis: string | null;
};

/** One event on its way to the handler, with its attempts. */
export type DeliveryRecord = {
  /**
   * The delivery's id.
   * @example "dlv_8xK2mP_1"
   */
  id: string;
  /**
   * The task whose event it is.
   * @example "task_8xK2mP"
   */
  task_id: string;
  /**
   * The event.
   * @example "task.complete"
   */
  event: EventName;
  /**
   * Where it goes; null when no webhook URL is set.
   * @example "http://localhost:3000/webhook"
   */
  url: string | null;
  /**
   * `scheduled`: an attempt is due. `delivered`: answered with 200. `exhausted`: given up. `undeliverable`: there is no URL.
   * @example "delivered"
   */
  state: DeliveryState;
  /**
   * When the next attempt is due; null when none is.
   * @example "2025-06-15T14:23:03Z"
   */
  next_attempt_at: Instant | null;
  /**
   * How many attempts the retry schedule allows.
   * @example 5
   */
  attempts_allowed: number;
  /** The request on the wire; null when there is none. */
  sending: {
    /**
     * The number of the attempt.
     * @example 2
     */
    attempt: number;
    /**
     * Since when, in virtual time.
     * @example "2025-06-15T14:23:03Z"
     */
    since: Instant;
    /**
     * For how long, in real milliseconds.
     * @example 1200
     */
    for_ms: number;
  } | null;
  /**
   * The bytes that are signed, as text.
   * @example "{\"event\":\"task.complete\",\"task_id\":\"task_8xK2mP\",…}"
   */
  body: string;
  /**
   * What the body says; null where it is no JSON, and within a task's record where it is over 64 KiB.
   * @example { event: "task.complete", task_id: "task_8xK2mP", timestamp: "2025-06-15T14:22:03Z", data: {} }
   */
  json: Json;
  /**
   * The body is its first 64 KiB, as in a task's record; the delivery by itself has it whole.
   * @example false
   */
  truncated: boolean;
  /**
   * The value of X-Ploton-Signature.
   * @example "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1"
   */
  signature: string;
  /**
   * What was tried so far, oldest first.
   * @example [{ number: 1, outcome: "answered", status: 200 }]
   */
  attempts: AttemptRecord[];
};

/** Something that happened to a task. */
export type EntryRecord = {
  /**
   * When, in virtual time.
   * @example "2025-06-15T14:22:03Z"
   */
  at: Instant;
  /**
   * What happened.
   * @example "complete"
   */
  move: Move;
  /**
   * The status it led to.
   * @example "complete"
   */
  status: Status;
  /**
   * Who made it happen: the create call, the plan, a hand, or the consent page and its policy.
   * @example "plan"
   */
  by: EntryBy;
  /**
   * The index of the step in the plan that it played; null for one made otherwise.
   * @example 0
   */
  step: number | null;
  /**
   * Its data: a result, a progress, a wait, an error; null where it has none.
   * @example { temperature: "62°F" }
   */
  data: JsonObject | null;
  /**
   * On a wait: what happens by itself, and when.
   * @example [{ at: "2025-06-15T14:22:04Z", move: "resume" }]
   */
  deadlines?: {
    /**
     * When, in virtual time.
     * @example "2025-06-15T14:22:04Z"
     */
    at: Instant;
    /**
     * What: it goes on, or it fails.
     * @example "resume"
     */
    move: Deadline["move"];
  }[];
  /**
   * On a wait: the path of its page on the mock.
   * @example "/_mock/consent/ZIzVLUCgDyL4t9MxVWmUeQ"
   */
  page?: string;
};

/** A step of a plan. */
export type StepRecord = {
  /**
   * How long after the step before.
   * @example "3s"
   */
  after: DurationText;
  /**
   * What happens.
   * @example "complete"
   */
  move: Step["move"];
  /**
   * Its data, where it has any.
   * @example { temperature: "62°F" }
   */
  data?: JsonObject;
};

/** The answer to a create call: the task as it begins. */
export type CreatedTask = Pick<TaskRecord, "id" | "status" | "tool" | "sub_agent" | "created_at" | "metadata">;

/** A task whole. Data over 64 KiB stands in it once; in any further place is {"$ref": "#/result"}, the way to where it stands. */
export type TaskRecord = {
  /**
   * The task's id.
   * @example "task_8xK2mP"
   */
  id: string;
  /**
   * Its status now.
   * @example "complete"
   */
  status: Status;
  /**
   * The tool that Ploton chose; absent where a sub-agent took it.
   * @example "weather"
   */
  tool?: string;
  /**
   * The sub-agent that took it, where one was asked for.
   * @example "crm-agent"
   */
  sub_agent?: string;
  /**
   * When it was created.
   * @example "2025-06-15T14:22:00Z"
   */
  created_at: Instant;
  /**
   * When it completed; absent before.
   * @example "2025-06-15T14:22:03Z"
   */
  completed_at?: Instant;
  /**
   * Its result; absent before it is complete.
   * @example { temperature: "62°F" }
   */
  result?: JsonObject;
  /**
   * Why it failed; absent where it has not.
   * @example { code: "tool_error", message: "The CRM is down." }
   */
  error?: TaskError;
  /**
   * What it waits for; absent where it does not.
   * @example { reason: "Access to the CRM", service: "crm", auth_url: "http://localhost:7568/_mock/consent/…" }
   */
  waiting?: JsonObject;
  /**
   * The metadata of the request; absent where it had none.
   * @example { order: "ORD-4711" }
   */
  metadata?: JsonObject;
  /** What the create call asked for, in full. */
  request: {
    /**
     * The prompt.
     * @example "Look up the current weather in San Francisco"
     */
    prompt: string;
    /**
     * The user it is for; null: none.
     * @example "user_123"
     */
    user_id: string | null;
    /**
     * `test`: nothing was executed.
     * @example "live"
     */
    mode: "live" | "test";
    /**
     * Its metadata; {} where it had none.
     * @example { order: "ORD-4711" }
     */
    metadata: JsonObject;
    /**
     * The sub-agent asked for; null: none.
     * @example "crm-agent"
     */
    sub_agent: string | null;
  };
  /** The fixture that answered. */
  fixture: {
    /**
     * Its name.
     * @example "weather-san-francisco"
     */
    name: string;
    /**
     * Why it was this one, in words.
     * @example "the prompt is the same text"
     */
    why: string;
    /**
     * Its file; null where it is in none.
     * @example "ploton-fixtures/weather.yaml"
     */
    file: string | null;
    /**
     * Its result is read off the prompt.
     * @example false
     */
    invented: boolean;
  };
  /**
   * The plan that it was born with.
   * @example [{ after: "3s", move: "complete", data: { temperature: "62°F" } }]
   */
  plan: StepRecord[];
  /** What happens next by itself; null when nothing does. */
  next: {
    /**
     * When, in virtual time.
     * @example "2025-06-15T14:22:03Z"
     */
    at: Instant;
    /**
     * What.
     * @example "complete"
     */
    move: Move;
  } | null;
  /**
   * All that happened to it, oldest first.
   * @example [{ at: "2025-06-15T14:22:00Z", move: "create", status: "running", by: "create" }]
   */
  timeline: EntryRecord[];
  /**
   * Its events, oldest first, each with its attempts.
   * @example [{ event: "task.complete", state: "delivered", attempts: [{ number: 1, status: 200 }] }]
   */
  deliveries: DeliveryRecord[];
};

/** A task in a line. */
export type TaskInBrief = {
  /**
   * The task's id.
   * @example "task_8xK2mP"
   */
  id: string;
  /**
   * Its number in its account, from 1.
   * @example 1
   */
  number: number;
  /**
   * Its status now.
   * @example "running"
   */
  status: Status;
  /**
   * The beginning of its prompt.
   * @example "Look up the current weather in San Francisco"
   */
  prompt: string;
  /**
   * The user it is for; null: none.
   * @example "user_123"
   */
  user_id: string | null;
  /**
   * The tool, or the sub-agent, that took it.
   * @example "weather"
   */
  tool: string;
  /**
   * The name of the fixture that answered.
   * @example "weather-san-francisco"
   */
  fixture: string;
  /**
   * When it was created.
   * @example "2025-06-15T14:22:00Z"
   */
  created_at: Instant;
  /**
   * When something last happened to it.
   * @example "2025-06-15T14:22:03Z"
   */
  changed_at: Instant;
  /**
   * How many deliveries it has.
   * @example 1
   */
  deliveries: number;
  /**
   * The worst state that one of them is in; null: there is none.
   * @example "scheduled"
   */
  delivery_state: DeliveryState | null;
  /**
   * Every state that one of them is in, as the search knows them.
   * @example ["retrying"]
   */
  delivery_states: string[];
  /**
   * The delivery that most wants to be looked at; null: there is none.
   * @example { id: "dlv_8xK2mP_1", state: "scheduled" }
   */
  worst: DeliveryInBrief | null;
};

/** A delivery in a line. */
export type DeliveryInBrief = {
  /**
   * The delivery's id.
   * @example "dlv_8xK2mP_1"
   */
  id: string;
  /**
   * The task whose event it is.
   * @example "task_8xK2mP"
   */
  task_id: string;
  /**
   * The event.
   * @example "task.complete"
   */
  event: EventName;
  /**
   * What has become of it so far.
   * @example "scheduled"
   */
  state: DeliveryState;
  /**
   * The number of the attempt on the wire; null: none is.
   * @example 2
   */
  sending: number | null;
  /**
   * How many attempts of the schedule were made.
   * @example 1
   */
  attempts_made: number;
  /**
   * How many it allows.
   * @example 5
   */
  attempts_allowed: number;
  /**
   * When the next is due; null when none is.
   * @example "2025-06-15T14:23:03Z"
   */
  next_attempt_at: Instant | null;
  /**
   * The last of them, oldest first.
   * @example [{ number: 1, status: 500, outcome: "answered", ok: false }]
   */
  attempts: AttemptInBrief[];
};

/** An attempt in a line. */
export type AttemptInBrief = {
  /**
   * Its place in the retry schedule, from 1; 0 for an edited body.
   * @example 1
   */
  number: number;
  /**
   * When it was made, in virtual time.
   * @example "2025-06-15T14:22:03Z"
   */
  at: Instant;
  /**
   * The HTTP status of the answer; null when there was none.
   * @example 500
   */
  status: number | null;
  /**
   * What became of it.
   * @example "answered"
   */
  outcome: OutcomeKind;
  /**
   * It was answered with 200, and the answer was not lost.
   * @example false
   */
  ok: boolean;
  /**
   * The fault that bent it; null when none did.
   * @example "lost-ack"
   */
  fault: string | null;
  /**
   * `schedule`, or `hand`: somebody ordered it.
   * @example "schedule"
   */
  by: AttemptRecord["by"];
  /**
   * Another body than the event's.
   * @example false
   */
  edited: boolean;
};

/** What happened to a task. */
export type StoryRecord = {
  /**
   * The story in words, keys masked.
   * @example ["task_8xK2mP  complete  weather", "…"]
   */
  lines: string[];
  /**
   * The record that it tells; the bodies of its deliveries are whole here, to be sent again.
   * @example { id: "task_8xK2mP", status: "complete" }
   */
  task: TaskRecord;
};

/** A fault that is armed, and how often it has struck. */
export type FaultRecord = {
  /**
   * The fault's id.
   * @example "flt_1"
   */
  id: string;
  /**
   * What it strikes; null: both, as chaos does.
   * @example "webhook"
   */
  on: FaultTarget | null;
  /**
   * What goes wrong.
   * @example "lost-ack"
   */
  fault: FaultName;
  /**
   * How often it may strike; null: without limit.
   * @example 1
   */
  times: number | null;
  /**
   * How likely it strikes each time; null: for certain.
   * @example 0.2
   */
  probability: number | null;
  /**
   * How often it still may; null: without limit.
   * @example 1
   */
  left: number | null;
  /**
   * How often it has struck.
   * @example 0
   */
  strikes: number;
  /**
   * The same as one text.
   * @example "webhook lost-ack event=task.complete attempt=1"
   */
  spec: string;
  /**
   * Only this event.
   * @example "task.complete"
   */
  event?: EventName;
  /**
   * Only this attempt.
   * @example 1
   */
  attempt?: number;
  /**
   * Only this task.
   * @example "task_8xK2mP"
   */
  task_id?: string;
  /**
   * Only this delivery.
   * @example "dlv_8xK2mP_1"
   */
  delivery_id?: string;
  /**
   * Only tasks of this fixture.
   * @example "weather-san-francisco"
   */
  fixture?: string;
  /**
   * Only this route of the API.
   * @example "create"
   */
  route?: RouteName;
  /**
   * The status that is answered.
   * @example 503
   */
  status?: number;
  /**
   * By how much: the delay, the latency.
   * @example "10s"
   */
  by?: DurationText;
  /**
   * Seconds in Retry-After.
   * @example 2
   */
  retry_after?: number;
};

/** A fault to arm: its spec, or its fields. */
export type FaultInput =
  | string
  | {
      /**
       * What it strikes; left out only for chaos, which then strikes both.
       * @example "webhook"
       */
      on?: FaultTarget;
      /**
       * What goes wrong.
       * @example "lost-ack"
       */
      fault: FaultName;
      /**
       * Only this event.
       * @example "task.complete"
       */
      event?: EventName;
      /**
       * Only this attempt.
       * @example 1
       */
      attempt?: number;
      /**
       * Only this task.
       * @example "task_8xK2mP"
       */
      task_id?: string;
      /**
       * Only this delivery.
       * @example "dlv_8xK2mP_1"
       */
      delivery_id?: string;
      /**
       * Only tasks of this fixture.
       * @example "weather-san-francisco"
       */
      fixture?: string;
      /**
       * Only this route of the API, by name or as method and path.
       * @example "create"
       */
      route?: RouteName | RouteAddress;
      /**
       * How often it may strike; 1 when left out.
       * @example 2
       */
      times?: number;
      /**
       * How likely it strikes each time, drawn from the seed; then `times` is without limit.
       * @example 0.2
       */
      probability?: number;
      /**
       * The status that is answered.
       * @example 503
       */
      status?: number;
      /**
       * By how much: the delay, the latency.
       * @example "10s"
       */
      by?: DurationText;
      /**
       * Seconds in Retry-After.
       * @example 2
       */
      retry_after?: number;
    };

/** A call to `/v1`, and its answer. Keys are masked; bodies are their first 64 KiB. */
export type RequestRecord = {
  /**
   * The call's id.
   * @example "req_1"
   */
  id: string;
  /**
   * When it came, in virtual time.
   * @example "2025-06-15T14:22:00Z"
   */
  at: Instant;
  /**
   * Its method.
   * @example "POST"
   */
  method: string;
  /**
   * Its path.
   * @example "/v1/tasks"
   */
  path: string;
  /**
   * Which kind of key it had; null: none.
   * @example "pk_test_****"
   */
  key: string | null;
  /**
   * Its other headers.
   * @example { "content-type": "application/json" }
   */
  headers: Record<string, string | string[]>;
  /**
   * Its body as text.
   * @example "{\"prompt\":\"Connect to the CRM\"}"
   */
  body: string;
  /**
   * What the body says; null where it is no JSON.
   * @example { prompt: "Connect to the CRM" }
   */
  json: Json;
  /**
   * The status of the answer; null when a fault left it out.
   * @example 200
   */
  status: number | null;
  /**
   * The body of the answer as text.
   * @example "{\"id\":\"task_8xK2mP\",…}"
   */
  response_body: string;
  /**
   * What that says; null where it is no JSON.
   * @example { id: "task_8xK2mP", status: "running" }
   */
  response_json: Json;
  /**
   * The task it was about; null: none.
   * @example "task_8xK2mP"
   */
  task_id: string | null;
  /**
   * The fault that struck it; null when none did.
   * @example "rate-limited"
   */
  fault: string | null;
  /**
   * How long the answer took, in real milliseconds.
   * @example 1.3
   */
  duration_ms: number;
};

/** What an app's environment holds to reach a mock: the four variables by name. */
export type Environment = Record<EnvironmentName, string>;

/** Where an account's webhooks go. */
export type WebhookRecord = {
  /**
   * The handler; null: none, events are recorded.
   * @example "http://localhost:3000/webhook"
   */
  url: string | null;
  /**
   * What they are signed with.
   * @example "whsec_test_secret"
   */
  secret: string;
  /**
   * How long the handler has to answer.
   * @example "30s"
   */
  timeout: DurationText;
  /**
   * The waits before attempts 2, 3, …; empty: a single attempt.
   * @example ["1m", "11m", "2h", "21h48m"]
   */
  retry: DurationText[];
};
/** What a user has approved. */
export type ConsentRecord = {
  /**
   * The user; null: tasks without one.
   * @example "user_123"
   */
  user_id: string | null;
  /**
   * The service.
   * @example "crm"
   */
  service: string;
  /**
   * `expired`: the next task that needs it fails with auth_token_expired, and the one after asks again.
   * @example "given"
   */
  state: "given" | "expired";
  /**
   * When it was given, in virtual time.
   * @example "2025-06-15T14:22:04Z"
   */
  granted_at: Instant;
  /**
   * Until when it is good; null: for good.
   * @example null
   */
  expires_at: Instant | null;
};

/** A moment of an account that was kept. */
export type CheckpointRecord = {
  /**
   * The checkpoint's id.
   * @example "chk_1"
   */
  id: string;
  /**
   * When it was, on the account's clock.
   * @example "2025-06-15T14:22:03Z"
   */
  at: Instant;
  /**
   * How many tasks the account had.
   * @example 3
   */
  tasks: number;
};

/** What an account of its own may have otherwise than the mock, by the names of start's options. */
export type AccountOptions = {
  /**
   * Its key; made up when left out.
   * @example "pk_test_invoices"
   */
  apiKey?: string;
  /**
   * Its handler.
   * @example "http://localhost:3000/webhook"
   */
  webhookUrl?: string | null;
  /**
   * What its webhooks are signed with; made up when left out.
   * @example "whsec_invoices"
   */
  webhookSecret?: string;
  /**
   * How long its handler has to answer.
   * @example "5s"
   */
  webhookTimeout?: DurationText;
  /**
   * The waits before attempts 2, 3, …, or "none".
   * @example ["1m", "10m"]
   */
  retry?: DurationText | DurationText[];
  /**
   * How its time moves.
   * @example "instant"
   */
  clock?: "live" | "frozen" | "instant";
  /**
   * How fast a live clock runs.
   * @example 60
   */
  speed?: number;
  /**
   * Where its clock starts.
   * @example "2025-06-15T14:22:00Z"
   */
  now?: Instant | Date;
  /**
   * What its ids, results and draws come from.
   * @example "invoices"
   */
  seed?: string | number;
  /**
   * What happens on a consent page that nobody clicks.
   * @example "ask"
   */
  consent?: Consent;
  /**
   * Without a call for this long, in real time, the account goes by itself.
   * @example "10m"
   */
  idle?: DurationText;
  /**
   * A moment of another account (`checkpoint()`), from which this one goes on; then `seed` and `now` are that one's.
   * @example await mock.checkpoint()
   */
  from?: CheckpointRecord | string;
};

/** An account there is; its times are real. */
export type AccountRecord = {
  /**
   * Its key; null: the default account.
   * @example "pk_test_invoices"
   */
  api_key: string | null;
  /**
   * When it was made.
   * @example "2025-06-15T14:22:00Z"
   */
  created_at: Instant;
  /**
   * When it was last used; null: never.
   * @example "2025-06-15T14:22:00Z"
   */
  last_used_at: Instant | null;
  /**
   * Unused for so long, it goes by itself; null: it stays until it is removed.
   * @example "10m"
   */
  idle: DurationText | null;
  /**
   * How many tasks it has.
   * @example 3
   */
  tasks: number;
};

/** The same as the control API has it: the body of POST /_mock/accounts, with webhook_url for webhookUrl. */
export type AccountInput = { [Name in keyof AccountOptions as SnakeCase<Name>]: AccountOptions[Name] };
type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeCase<Rest>}`
    : `_${Lowercase<First>}${SnakeCase<Rest>}`
  : Name;

/** What a task that is made to wait waits for. */
export type WaitInput = {
  /**
   * Why, in words for the user.
   * @example "Access to the CRM"
   */
  reason?: string;
  /**
   * The service that it wants access to.
   * @example "crm"
   */
  service?: string;
  /**
   * What happens on its page when nobody clicks.
   * @example "ask"
   */
  consent?: Consent;
  /**
   * After this long unanswered it fails.
   * @example "10m"
   */
  expires?: DurationText;
  /**
   * What it asks the user for, where that is no access.
   * @example { question: "Which list?" }
   */
  input_request?: Json;
};
/**
 * `settled`: finished, and each of its events delivered, given up or without a webhook URL, so that the handler has them all.
 * `waiting`: it waits for the user, and the handler has answered the event that says so.
 */
export type WaitUntil = "settled" | "finished" | "waiting" | "delivered" | "exhausted" | "idle";

/** A fixture as it is used. */
export type FixtureRecord = {
  /**
   * Its name.
   * @example "weather-san-francisco"
   */
  name: string;
  /**
   * What it says of itself; empty where it says nothing.
   * @example "The quickstart's example. Documented result."
   */
  description: string;
  /**
   * Where it comes from: a file of the user, the package, or a program.
   * @example "shipped"
   */
  origin: "user" | "shipped" | "program";
  /**
   * Its file; null where it is in none.
   * @example "ploton-fixtures/weather.yaml"
   */
  file: string | null;
  /**
   * Higher takes precedence.
   * @example 0
   */
  priority: number;
  /**
   * The tool that its tasks name; null: read off the prompt.
   * @example "weather"
   */
  tool: string | null;
  /**
   * Which requests it answers.
   * @example { prompt: { contains: "weather" } }
   */
  when: JsonObject;
  /**
   * Its plans in a file's words, one for each time.
   * @example [[{ after: "3s", complete: { temperature: "62°F" } }]]
   */
  plans: StepFile[][];
};
/** What is wrong with a file of fixtures, and where. */
export type FixtureProblemRecord = {
  /**
   * The file.
   * @example "ploton-fixtures/weather.yaml"
   */
  file: string;
  /**
   * Its line, from 1.
   * @example 6
   */
  line: number;
  /**
   * The column in it, from 1.
   * @example 5
   */
  column: number;
  /**
   * The way to the value; empty for the whole file.
   * @example "plan[0].after"
   */
  path: string;
  /**
   * What is wrong, and what is allowed.
   * @example "It is \"3x\"; it must be a duration …"
   */
  message: string;
  /**
   * All of it in one line.
   * @example "ploton-fixtures/weather.yaml:6:5  plan[0].after  It is \"3x\"; …"
   */
  text: string;
};

/** What a create call holds. */
export type TaskInput = {
  /**
   * The prompt.
   * @example "Connect to the CRM"
   */
  prompt: string;
  /**
   * The user it is for.
   * @example "user_123"
   */
  user_id?: string | null;
  /**
   * Its metadata.
   * @example { order: "ORD-4711" }
   */
  metadata?: JsonObject;
  /**
   * Its mode.
   * @example "live"
   */
  mode?: "live" | "test";
  /**
   * The sub-agent asked for.
   * @example "crm-agent"
   */
  sub_agent?: string;
};

/** A task request to explain: the prompt alone, or with its other fields. */
export type ExplainInput = string | TaskInput;

/** Who answers a request, why, and with what plan; why the others do not; and a fixture ready to paste. */
export type ExplanationRecord = Explanation;

/** A call to `/v1` was answered, or left without an answer. */
export type RequestEvent = {
  /**
   * Its method.
   * @example "POST"
   */
  method: string;
  /**
   * Its path.
   * @example "/v1/tasks"
   */
  path: string;
  /**
   * Which kind of key it had; null: none.
   * @example "pk_test_****"
   */
  key: string | null;
  /**
   * The status of the answer; null when a fault left it out.
   * @example 200
   */
  status: number | null;
  /**
   * The task it was about; null: none.
   * @example "task_8xK2mP"
   */
  task_id: string | null;
  /**
   * That task's tool.
   * @example "weather"
   */
  tool: string | null;
  /**
   * The fixture that answered.
   * @example "weather-san-francisco"
   */
  fixture: string | null;
  /**
   * That task's status at that moment.
   * @example "running"
   */
  task_status: Status | null;
  /**
   * The fault that struck it; null when none did.
   * @example "rate-limited"
   */
  fault: string | null;
  /**
   * How long the answer took, in real milliseconds.
   * @example 1.3
   */
  duration_ms: number;
  /**
   * The error that it was answered with; null when there was none.
   * @example { code: "invalid_request", message: "prompt is required." }
   */
  error: JsonObject | null;
};
/** Something happened to a task. */
export type TaskEvent = {
  /**
   * The task.
   * @example "task_8xK2mP"
   */
  task_id: string;
  /**
   * What happened.
   * @example "complete"
   */
  move: Move;
  /**
   * Its status before; null: it did not exist.
   * @example "running"
   */
  from: Status | null;
  /**
   * Its status now.
   * @example "complete"
   */
  status: Status;
  /**
   * Who made it happen.
   * @example "plan"
   */
  by: EntryBy;
  /**
   * Its tool.
   * @example "weather"
   */
  tool: string;
  /**
   * The fixture that answered.
   * @example "weather-san-francisco"
   */
  fixture: string;
  /**
   * A result that was read off the prompt.
   * @example false
   */
  invented: boolean;
  /**
   * The data of what happened; null where it has none.
   * @example { temperature: "62°F" }
   */
  data: JsonObject | null;
};
/** A delivery was opened or came to nothing, or an attempt of it was made. */
export type DeliveryEvent = {
  /**
   * The delivery.
   * @example "dlv_8xK2mP_1"
   */
  delivery_id: string;
  /**
   * The task whose event it is.
   * @example "task_8xK2mP"
   */
  task_id: string;
  /**
   * The event.
   * @example "task.complete"
   */
  event: EventName;
  /**
   * Where it goes; null when no webhook URL is set.
   * @example "http://localhost:3000/webhook"
   */
  url: string | null;
  /**
   * What has become of it so far.
   * @example "delivered"
   */
  state: DeliveryState;
  /**
   * How many attempts the retry schedule allows.
   * @example 5
   */
  attempts_allowed: number;
  /**
   * The attempt that was made; null: none was.
   * @example { number: 1, outcome: "answered", status: 200 }
   */
  attempt: AttemptRecord | null;
  /**
   * When the next is due; null when none is.
   * @example "2025-06-15T14:23:03Z"
   */
  next_attempt_at: Instant | null;
};
/** A request to the handler goes on the wire. */
export type SendingEvent = {
  /**
   * The delivery.
   * @example "dlv_8xK2mP_1"
   */
  delivery_id: string;
  /**
   * The task whose event it is.
   * @example "task_8xK2mP"
   */
  task_id: string;
  /**
   * The event.
   * @example "task.complete"
   */
  event: EventName;
  /**
   * Where it goes.
   * @example "http://localhost:3000/webhook"
   */
  url: string | null;
  /**
   * The number of the attempt.
   * @example 1
   */
  attempt: number;
};
/** A fault struck. */
export type FaultEvent = {
  /**
   * The fault's id.
   * @example "flt_1"
   */
  id: string;
  /**
   * What went wrong.
   * @example "lost-ack"
   */
  fault: string;
  /**
   * The fault as it was armed.
   * @example "webhook lost-ack attempt=1"
   */
  spec: string;
  /**
   * The task it struck; null: none.
   * @example "task_8xK2mP"
   */
  task_id: string | null;
  /**
   * What it struck, in words.
   * @example "task.complete dlv_8xK2mP_1"
   */
  what: string;
};
/** Somebody moved or changed the clock. */
export type ClockEvent = {
  /**
   * How time moves.
   * @example "frozen"
   */
  mode: string;
  /**
   * How fast a live clock runs.
   * @example 1
   */
  speed: number;
  /**
   * The virtual time.
   * @example "2025-06-15T14:22:03Z"
   */
  now: Instant;
};
/** Something that the log says besides: a hint, a broken file, a bug. */
export type NoteEvent = {
  /**
   * How grave it is.
   * @example "warning"
   */
  level: "info" | "warning" | "error";
  /**
   * What it is, in words.
   * @example "unknown field \"promt\" in POST /v1/tasks: Ploton ignores it. Did you mean \"prompt\"?"
   */
  text: string;
};
/** The account was reset: all that was before is gone. It says no more. */
export type ResetEvent = Record<string, never>;

/** What happens, by the types of the event stream. */
export type EventData = {
  /**
   * A call to `/v1`.
   * @example { method: "POST", path: "/v1/tasks", status: 200 }
   */
  request: RequestEvent;
  /**
   * Something happened to a task.
   * @example { task_id: "task_8xK2mP", move: "complete", status: "complete" }
   */
  task: TaskEvent;
  /**
   * A delivery was opened, or an attempt of it made.
   * @example { delivery_id: "dlv_8xK2mP_1", state: "delivered" }
   */
  delivery: DeliveryEvent;
  /**
   * A request goes on the wire.
   * @example { delivery_id: "dlv_8xK2mP_1", attempt: 1 }
   */
  sending: SendingEvent;
  /**
   * A fault struck.
   * @example { fault: "lost-ack", what: "task.complete dlv_8xK2mP_1" }
   */
  fault: FaultEvent;
  /**
   * The clock was moved or changed.
   * @example { mode: "frozen", now: "2025-06-15T14:22:03Z" }
   */
  clock: ClockEvent;
  /**
   * What the log says besides.
   * @example { level: "warning", text: "…" }
   */
  note: NoteEvent;
  /**
   * The account was reset.
   * @example {}
   */
  reset: ResetEvent;
};
/** One event of the stream: `type` says which `data` it has. */
export type MockEvent = { [Type in keyof EventData]: EventOf<Type> }[keyof EventData];
type EventOf<Type extends keyof EventData> = {
  /**
   * Counts up, and is never used twice.
   * @example 17
   */
  id: number;
  /**
   * What kind of thing happened.
   * @example "delivery"
   */
  type: Type;
  /**
   * When, in virtual time.
   * @example "2025-06-15T14:22:03Z"
   */
  at: Instant;
  /**
   * What happened.
   * @example { delivery_id: "dlv_8xK2mP_1", state: "delivered" }
   */
  data: EventData[Type];
};
