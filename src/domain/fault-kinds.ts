// Every fault there is, as data: what it strikes, what it takes, what it does in words.

import { LENGTHS, type Length } from "./bounds.js";

export type FaultTarget = "webhook" | "api";

/** A value that a fault may be given: its name in specs and JSON, what it is when left out, and its bounds (a duration has its own). */
export type ParamKind = {
  name: "status" | "by" | "retry_after";
  fallback: number;
  form: "duration" | { least: number; most: number };
  /** The bounds of a duration. */
  length?: Length;
};

/** `onlyFirst`: it can strike attempt 1 only, where a task is created. `needsNext`: it can strike an event only that its task follows with another. `neverDrawn`: chaos leaves it out. */
type Row = {
  on: FaultTarget;
  name: string;
  text: string;
  param?: ParamKind;
  onlyFirst?: true;
  needsNext?: true;
  neverDrawn?: true;
};

const status = (least: number): ParamKind => ({ name: "status", fallback: 500, form: { least, most: 599 } });
const by = (fallbackMs: number, length: Length): ParamKind => ({
  name: "by",
  fallback: fallbackMs,
  form: "duration",
  length,
});

/** The table of faults; `chaos` stands for any of them. What each does is in `engine/faults/` and `http/api-faults.ts`, by name. */
const TABLE = [
  {
    on: "webhook",
    name: "status",
    param: status(200),
    text: "the attempt counts as answered so; the handler never sees it",
  },
  { on: "webhook", name: "drop", text: "the connection is refused; the handler never sees it" },
  {
    on: "webhook",
    name: "timeout",
    text: "no answer within the webhook timeout, in virtual time; the handler never sees it",
  },
  { on: "webhook", name: "lost-ack", text: "the handler processes it and answers, and the answer is lost" },
  { on: "webhook", name: "duplicate", text: "the same bytes arrive twice" },
  { on: "webhook", name: "delay", param: by(10_000, LENGTHS.virtual), text: "sent later, in virtual time" },
  { on: "webhook", name: "reorder", needsNext: true, text: "held back until the task's next event has been sent" },
  { on: "webhook", name: "bad-signature", text: "a signature of the right form that is not the right one" },
  { on: "webhook", name: "wrong-secret", text: "signed with another secret" },
  { on: "webhook", name: "missing-signature", text: "no signature header" },
  { on: "webhook", name: "malformed-signature", text: "a signature header that is no signature" },
  { on: "webhook", name: "tampered-body", text: "the body changes after it was signed" },
  {
    on: "webhook",
    name: "reformatted",
    // Attempts of one event have the same bytes (contract 4.1.9); only who asks for others gets them.
    neverDrawn: true,
    text: "the same event with other white space and escapes, rightly signed",
  },
  { on: "webhook", name: "truncate", text: "the body is cut short and the connection closed" },
  { on: "webhook", name: "reset", text: "the connection is reset half way through the body" },
  {
    on: "webhook",
    name: "slow",
    param: by(5_000, LENGTHS.real),
    text: "the body drips in over this long, in real time",
  },
  { on: "webhook", name: "before-response", onlyFirst: true, text: "delivered before the create call is answered" },
  {
    on: "api",
    name: "rate-limited",
    param: { name: "retry_after", fallback: 1, form: { least: 0, most: 86_400 } },
    text: "429 with Retry-After; the call is not carried out",
  },
  {
    on: "api",
    name: "server-error",
    param: status(500),
    text: "a 5xx with the error envelope; the call is not carried out",
  },
  { on: "api", name: "unauthorized", text: "401 invalid_api_key; the call is not carried out" },
  { on: "api", name: "forbidden", text: "403 permission_denied; the call is not carried out" },
  { on: "api", name: "latency", param: by(2_000, LENGTHS.real), text: "answered this much later, in real time" },
  { on: "api", name: "hang", text: "never answered; the call is not carried out" },
  { on: "api", name: "reset", text: "the connection is reset; the call is not carried out" },
  { on: "api", name: "malformed-json", text: "carried out, and the answer's JSON is cut short" },
  { on: "api", name: "empty", text: "carried out, and the answer's body is empty" },
  { on: "api", name: "lost-response", text: "carried out, and the answer never arrives" },
] as const satisfies readonly Row[];

/** The names of the faults on each target. */
export type FaultNames = { [T in FaultTarget]: Extract<(typeof TABLE)[number], { on: T }>["name"] };
export type WebhookFault = FaultNames["webhook"];
export type ApiFault = FaultNames["api"];
type KindName = WebhookFault | ApiFault;
export type FaultKind = Omit<Row, "name"> & { name: KindName };

export const FAULT_KINDS: readonly FaultKind[] = TABLE;

export const CHAOS = "chaos";
/** What a fault may be called. */
export type FaultName = KindName | typeof CHAOS;
export const FAULT_NAMES = [...new Set(TABLE.map(({ name }) => name)), CHAOS] as const;

/** What people call a fault that is named otherwise here, on the same target. */
export const OTHER_NAMES: { readonly [T in FaultTarget]: Readonly<Record<string, FaultNames[T]>> } = {
  webhook: {
    hang: "timeout",
    "lost-response": "lost-ack",
    latency: "delay",
    "malformed-json": "truncate",
    refuse: "drop",
    "server-error": "status",
    twice: "duplicate",
  },
  api: {
    "429": "rate-limited",
    "500": "server-error",
    "lost-ack": "lost-response",
    delay: "latency",
    drop: "reset",
    slow: "latency",
    status: "server-error",
    timeout: "hang",
    truncate: "malformed-json",
  },
};

/** The kinds for one target, or all of them. */
export function kindsOn(on: FaultTarget | null): FaultKind[] {
  return FAULT_KINDS.filter((kind) => on === null || kind.on === on);
}

/** The kind of a name on a target. */
export function kindOf(on: FaultTarget, name: FaultName): FaultKind {
  return FAULT_KINDS.find((kind) => kind.on === on && kind.name === name)!;
}

/** The routes of the emulated API by name; a fault's `route` is the name or the method and path. */
export const ROUTES = {
  create: "POST /v1/tasks",
  list: "GET /v1/tasks",
  get: "GET /v1/tasks/:id",
  cancel: "POST /v1/tasks/:id/cancel",
  delete: "DELETE /v1/tasks/:id",
} as const;
export type RouteName = keyof typeof ROUTES;
/** Such as "POST /v1/tasks". */
export type RouteAddress = (typeof ROUTES)[RouteName];
