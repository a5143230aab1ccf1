// The control API's records as types, for programs: field for field what comes over HTTP.

import type { DeliveryState, EventName } from "../domain/delivery.js";
import type { Json, JsonObject } from "../domain/json.js";
import type { Consent, Status, TaskError } from "../domain/task.js";
import type { Explanation } from "../fixtures/explain.js";

/** Times are ISO 8601 UTC texts, with milliseconds only where they are not whole seconds. */
export type Instant = string;
/** A length of time as text: "500ms", "3s", "1m", "21h48m". */
export type DurationText = string;

export type PlayedRecord = { at: Instant; label: string };
export type ClockRecord = { mode: "live" | "frozen" | "instant"; speed: number; now: Instant; pending: PlayedRecord[] };
export type AdvanceRecord = { now: Instant; played: PlayedRecord[] };

export type AttemptRecord = {
  number: number;
  at: Instant;
  url: string;
  fault: string | null;
  outcome: "answered" | "timed_out" | "unreachable";
  error: string | null;
  /** `hand`: somebody ordered it (redeliver). */
  by: "schedule" | "hand";
  /** Another body than the event's, signed anew; it says nothing of the event's own delivery, and its number is 0. */
  edited: boolean;
  /** `body`: what was sent, where a fault or a hand changed it; null: the delivery's own. */
  request: { headers: Record<string, string>; body: string | null };
  response: { status: number; headers: Record<string, string>; body: string; truncated: boolean } | null;
  duration_ms: number;
  diagnosis: string | null;
};

export type DeliveryRecord = {
  id: string;
  task_id: string;
  event: EventName;
  url: string | null;
  state: DeliveryState;
  next_attempt_at: Instant | null;
  attempts_allowed: number;
  /** The request on the wire; `for_ms` in real time. */
  sending: { attempt: number; since: Instant; for_ms: number } | null;
  body: string;
  signature: string;
  attempts: AttemptRecord[];
};

export type EntryRecord = {
  at: Instant;
  move: string;
  status: Status;
  by: "create" | "plan" | "hand" | "consent";
  step: number | null;
  data: JsonObject | null;
  deadlines?: { at: Instant; move: string }[];
  /** On a wait: the path of its page on the mock. */
  page?: string;
};

export type TaskRecord = {
  id: string;
  status: Status;
  tool?: string;
  sub_agent?: string;
  created_at: Instant;
  completed_at?: Instant;
  result?: JsonObject;
  error?: TaskError;
  waiting?: JsonObject;
  metadata?: JsonObject;
  request: {
    prompt: string;
    user_id: string | null;
    mode: "live" | "test";
    metadata: JsonObject;
    sub_agent: string | null;
  };
  fixture: { name: string; why: string; file: string | null };
  plan: { after: DurationText; move: string; data?: Json }[];
  next: { at: Instant; move: string } | null;
  timeline: EntryRecord[];
  deliveries: DeliveryRecord[];
};

export type FaultRecord = {
  id: string;
  on: "webhook" | "api" | null;
  fault: string;
  times: number | null;
  probability: number | null;
  left: number | null;
  strikes: number;
  spec: string;
  event?: EventName;
  attempt?: number;
  task_id?: string;
  delivery_id?: string;
  fixture?: string;
  route?: string;
  status?: number;
  by?: DurationText;
  retry_after?: number;
};

/** A fault to arm: its spec, or its fields. */
export type FaultInput =
  | string
  | {
      on?: "webhook" | "api";
      fault: string;
      event?: EventName;
      attempt?: number;
      task_id?: string;
      delivery_id?: string;
      fixture?: string;
      route?: string;
      times?: number;
      probability?: number;
      status?: number;
      by?: DurationText;
      retry_after?: number;
    };

export type RequestRecord = {
  id: string;
  at: Instant;
  method: string;
  path: string;
  key: string | null;
  headers: Record<string, string | string[]>;
  body: string;
  status: number | null;
  response_body: string;
  task_id: string | null;
  fault: string | null;
  duration_ms: number;
};

export type WebhookRecord = { url: string | null; secret: string; timeout: DurationText; retry: DurationText[] };
/** `expired`: the next task that needs it fails with auth_token_expired, and the one after asks again. */
export type ConsentRecord = {
  user_id: string | null;
  service: string;
  state: "given" | "expired";
  granted_at: Instant;
  expires_at: Instant | null;
};

/** What an account of its own may have otherwise than the mock, by the names of start's options. */
export type AccountOptions = {
  apiKey?: string;
  webhookUrl?: string | null;
  webhookSecret?: string;
  webhookTimeout?: DurationText;
  retry?: DurationText | DurationText[];
  clock?: "live" | "frozen" | "instant";
  speed?: number;
  now?: Instant;
  seed?: string | number;
  consent?: Consent;
  /** Without a call for this long, in real time, the account goes by itself. */
  idle?: DurationText;
};

/** An account there is; its times are real. `api_key` null: the default one. `idle` null: it stays until it is removed. */
export type AccountRecord = {
  api_key: string | null;
  created_at: Instant;
  last_used_at: Instant | null;
  idle: DurationText | null;
  tasks: number;
};

/** The same as the control API has it: the body of POST /_mock/accounts, with webhook_url for webhookUrl. */
export type AccountInput = { [Name in keyof AccountOptions as SnakeCase<Name>]: AccountOptions[Name] };
type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? First extends Lowercase<First>
    ? `${First}${SnakeCase<Rest>}`
    : `_${Lowercase<First>}${SnakeCase<Rest>}`
  : Name;

export type WaitInput = {
  reason?: string;
  service?: string;
  consent?: Consent;
  expires?: DurationText;
  input_request?: Json;
};
export type WaitUntil = "finished" | "waiting" | "delivered" | "exhausted" | "idle";

export type FixtureRecord = {
  name: string;
  description: string;
  origin: "user" | "shipped" | "program";
  file: string | null;
  priority: number;
  tool: string | null;
  when: JsonObject;
  /** In a file's words; one for each time. */
  plans: JsonObject[][];
};
/** A task request to explain: the prompt alone, or with its other fields. */
export type ExplainInput =
  | string
  | { prompt: string; user_id?: string | null; metadata?: JsonObject; mode?: "live" | "test"; sub_agent?: string };
/** Who answers a request, why, and with what plan; why the others do not; and a fixture ready to paste. */
export type ExplanationRecord = Explanation;
