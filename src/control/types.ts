// The control API's records as types, for programs: field for field what comes over HTTP. Nothing here, nor in what it imports,
// needs zod, which a user of the package does not have; the schemas beside the operations are held to these types.

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

export type PlayedRecord = { at: Instant; label: string };
export type ClockRecord = { mode: "live" | "frozen" | "instant"; speed: number; now: Instant; pending: PlayedRecord[] };
export type AdvanceRecord = { now: Instant; played: PlayedRecord[] };

export type AttemptRecord = {
  number: number;
  at: Instant;
  url: string;
  fault: string | null;
  /** The HTTP status of the answer; null when there was none. */
  status: number | null;
  outcome: OutcomeKind;
  /** Why there was no answer, in words. */
  error: string | null;
  /** `hand`: somebody ordered it (redeliver). */
  by: "schedule" | "hand";
  /** Another body than the event's, signed anew; it says nothing of the event's own delivery, and its number is 0. */
  edited: boolean;
  /** `body`: what was sent, where a fault or a hand changed it; null: the delivery's own. */
  request: { headers: Record<string, string>; body: string | null; truncated: boolean };
  /** `json`: the body parsed; null where it is no JSON. `truncated`: the body is its first 64 KiB. */
  response: { status: number; headers: Record<string, string>; body: string; json: Json; truncated: boolean } | null;
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
  /** The bytes that are signed, as text; and what they say, null where they are no JSON. */
  body: string;
  json: Json;
  /** Within a task's record a body over 64 KiB is cut there, and `json` is null; the delivery by itself has it whole. */
  truncated: boolean;
  signature: string;
  attempts: AttemptRecord[];
};

export type EntryRecord = {
  at: Instant;
  move: Move;
  status: Status;
  by: EntryBy;
  step: number | null;
  data: JsonObject | null;
  deadlines?: { at: Instant; move: Deadline["move"] }[];
  /** On a wait: the path of its page on the mock. */
  page?: string;
};

/** A step of a plan: how long after the step before, its move, and its data where it has any. */
export type StepRecord = { after: DurationText; move: Step["move"]; data?: JsonObject };

/** A task whole. Data over 64 KiB stands in it once; in any further place is {"$ref": "#/result"}, the way to where it stands. */
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
  fixture: { name: string; why: string; file: string | null; invented: boolean };
  plan: StepRecord[];
  next: { at: Instant; move: Move } | null;
  timeline: EntryRecord[];
  deliveries: DeliveryRecord[];
};

/** A task in a line. `delivery_state`: the worst there is; `worst`: the delivery that most wants to be looked at. */
export type TaskInBrief = {
  id: string;
  number: number;
  status: Status;
  prompt: string;
  user_id: string | null;
  tool: string;
  fixture: string;
  created_at: Instant;
  changed_at: Instant;
  deliveries: number;
  delivery_state: DeliveryState | null;
  delivery_states: string[];
  worst: DeliveryInBrief | null;
};

/** A delivery in a line. `sending`: the number of the attempt on the wire. */
export type DeliveryInBrief = {
  id: string;
  task_id: string;
  event: EventName;
  state: DeliveryState;
  sending: number | null;
  attempts_made: number;
  attempts_allowed: number;
  next_attempt_at: Instant | null;
  attempts: AttemptInBrief[];
};

export type AttemptInBrief = {
  number: number;
  at: Instant;
  status: number | null;
  outcome: OutcomeKind;
  ok: boolean;
  fault: string | null;
  by: AttemptRecord["by"];
  edited: boolean;
};

/** What happened to a task: in lines to read, and the whole record that they tell. */
export type StoryRecord = { lines: string[]; task: TaskRecord };

export type FaultRecord = {
  id: string;
  on: FaultTarget | null;
  fault: FaultName;
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
  route?: RouteName;
  status?: number;
  by?: DurationText;
  retry_after?: number;
};

/** A fault to arm: its spec, or its fields. */
export type FaultInput =
  | string
  | {
      on?: FaultTarget;
      fault: FaultName;
      event?: EventName;
      attempt?: number;
      task_id?: string;
      delivery_id?: string;
      fixture?: string;
      route?: RouteName | RouteAddress;
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
  /** The body parsed; null where it is no JSON. */
  json: Json;
  status: number | null;
  response_body: string;
  response_json: Json;
  task_id: string | null;
  fault: string | null;
  duration_ms: number;
};

/** What an app's environment holds to reach a mock. */
export type Environment = Record<EnvironmentName, string>;

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
/** A moment of an account that was kept: when on its clock, and how many tasks it has. */
export type CheckpointRecord = { id: string; at: Instant; tasks: number };

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
  /** A moment of another account (`checkpoint()`), from which this one goes on; then `seed` and `now` are that one's. */
  from?: CheckpointRecord | string;
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
/**
 * `settled`: finished, and each of its events delivered, given up or without a webhook URL, so that the handler has them all.
 * `waiting`: it waits for the user, and the handler has answered the event that says so.
 */
export type WaitUntil = "settled" | "finished" | "waiting" | "delivered" | "exhausted" | "idle";

export type FixtureRecord = {
  name: string;
  description: string;
  origin: "user" | "shipped" | "program";
  file: string | null;
  priority: number;
  tool: string | null;
  when: JsonObject;
  /** In a file's words; one for each time. */
  plans: StepFile[][];
};
/** What is wrong with a file of fixtures, and where; `text` says it in one line. */
export type FixtureProblemRecord = {
  file: string;
  line: number;
  column: number;
  path: string;
  message: string;
  text: string;
};

/** A task request to explain: the prompt alone, or with its other fields. */
export type ExplainInput =
  | string
  | { prompt: string; user_id?: string | null; metadata?: JsonObject; mode?: "live" | "test"; sub_agent?: string };
/** Who answers a request, why, and with what plan; why the others do not; and a fixture ready to paste. */
export type ExplanationRecord = Explanation;
