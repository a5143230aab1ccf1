// A task is a plan that the clock plays; each step played adds an entry to its timeline, and everything visible is read off it.

import { END_OF_TIME } from "./duration.js";
import type { Json, JsonObject } from "./json.js";
import { type MaybeLazy, seen } from "./lazy.js";

export const STATUSES = ["pending", "running", "waiting", "complete", "failed", "cancelled"] as const;
export type Status = (typeof STATUSES)[number];

/** What can happen to a task. `create` is its first entry; `pass` is a wait that an earlier consent already answered. */
export type Move = "create" | "start" | "progress" | "wait" | "pass" | "resume" | "complete" | "fail" | "cancel";

type Transition = { from: readonly Status[]; to: Status };

/** The transition table (contract 3.5). `progress` and `pass` leave the status as it is: running. */
export const TRANSITIONS: Readonly<Record<Exclude<Move, "create">, Transition>> = {
  start: { from: ["pending"], to: "running" },
  progress: { from: ["running"], to: "running" },
  wait: { from: ["running"], to: "waiting" },
  pass: { from: ["running"], to: "running" },
  resume: { from: ["waiting"], to: "running" },
  complete: { from: ["running"], to: "complete" },
  fail: { from: ["running", "waiting"], to: "failed" },
  cancel: { from: ["pending", "running", "waiting"], to: "cancelled" },
};

/** The object a failed task carries (contract 4.3). `code` and `message` always; the rest may be there. */
export type TaskError = {
  /**
   * What went wrong, as a word for programs.
   * @example "auth_token_expired"
   */
  code: string;
  /**
   * What went wrong, for people.
   * @example "The user's OAuth token has expired and automatic refresh failed."
   */
  message: string;
  /**
   * The tool that it went wrong in.
   * @example "crm"
   */
  tool?: string;
  /**
   * Whether trying again may help.
   * @example true
   */
  recoverable?: boolean;
  /**
   * What to do.
   * @example "Prompt the user to re-authorize access"
   */
  suggestion?: string;
};

export const CONSENTS = ["auto", "ask", "deny"] as const;
/** What happens on a consent page that nobody clicks: approved after a moment, left open, or denied after a moment. */
export type Consent = (typeof CONSENTS)[number];

/** What a `wait` step asks of the user, and what happens when nobody answers. In milliseconds: `expires`, the time to answer; `lasts`, how long an approval is good for. */
export type Wait = {
  reason: string;
  service?: string;
  consent?: Consent;
  expires?: number;
  lasts?: number;
  inputRequest?: Json;
};

/** What data that is read off the prompt is made of beside it, when it is first looked at: a number that was drawn, and the instant from which dates count. */
export type Inferred = { draw: number; from: number };

/** One step of a plan: `after` milliseconds from the step before, one move with its data. */
export type Step =
  | { after: number; move: "start" }
  | { after: number; move: "progress"; data: MaybeLazy<JsonObject>; inferred?: Inferred }
  | { after: number; move: "wait"; wait: Wait }
  | { after: number; move: "complete"; data: MaybeLazy<JsonObject>; inferred?: Inferred }
  | { after: number; move: "fail"; error: TaskError };

/** A step whose entry has the step's own data. */
export type DataStep = Extract<Step, { move: "progress" | "complete" }>;

/** The step that an entry played and whose data is the entry's; undefined: its data is its own. */
export function toldBy({ step: index, move }: Entry, plan: readonly Step[]): DataStep | undefined {
  const step = index === undefined ? undefined : plan[index];
  return step?.move === move && (step.move === "progress" || step.move === "complete") ? step : undefined;
}

/** Who made an entry: the plan, a person or program by hand, the consent page or its policy. */
export type EntryBy = "create" | "plan" | "hand" | "consent";

/**
 * What happened, when (epoch milliseconds), and the status it led to. `step` is the index in the plan that it played.
 * `data`: progress and complete as sent, `wait` as shown ({reason, service, auth_url}), `fail` the error object.
 * `deadline`: on a wait, what happens by itself and when.
 */
export type Entry = {
  move: Move;
  at: number;
  status: Status;
  by: EntryBy;
  step?: number;
  data?: MaybeLazy<JsonObject>;
  deadlines?: Deadline[];
  token?: string;
};

/** Something that a waiting task does by itself at an instant unless it has moved on before. */
export type Deadline = { at: number; move: "resume" } | { at: number; move: "fail"; error: TaskError };

/**
 * A task request as the caller made it (contract 3.1). `metadata` and `subAgent` are absent when they were not sent. `metadata` is
 * an object's JSON text, compact: it comes back as it was sent (contract 1.10), and is read only where something looks into it.
 */
export type TaskRequest = {
  prompt: string;
  userId: string | null;
  mode: "live" | "test";
  metadata?: string;
  subAgent?: string;
};

/** Which fixture answered, and why. `file` is absent for one that was made in a program. `invented`: its result is read off the prompt. */
export type FixtureRef = { name: string; why: string; file?: string; invented?: true };

/** A task: what was asked, what is planned, what happened. Only `timeline` changes, and it only grows. */
export type Task = {
  id: string;
  number: number;
  request: TaskRequest;
  tool: string;
  fixture: FixtureRef;
  occurrence: number;
  plan: readonly Step[];
  timeline: Entry[];
};

/** What a plan wants next: a step of the plan, or a waiting task's deadline, and the instant it is due. */
export type Due = { at: number; step: Step; index: number } | (Deadline & { index?: undefined });

/** The newest entry; a task always has one. */
export function lastEntry(task: Task): Entry {
  return task.timeline.at(-1)!;
}

/** The task's status now: what its last entry led to. */
export function statusOf(task: Task): Status {
  return lastEntry(task).status;
}

/** What an entry carries, if anything. */
export function dataOf({ data }: Pick<Entry, "data">): JsonObject | undefined {
  return data && seen(data);
}

/** Does the entry carry a result that was read off the prompt? */
export function isInvented({ fixture }: { fixture: Pick<FixtureRef, "invented"> }, { move, step }: Entry): boolean {
  return fixture.invented === true && step !== undefined && move === "complete";
}

/** True once nothing can happen to a task any more (contract 3.5). */
export function isFinished(status: Status): boolean {
  return status === "complete" || status === "failed" || status === "cancelled";
}

/** Does the table allow `move` from `status`? */
export function isAllowed(status: Status, move: Exclude<Move, "create">): boolean {
  return TRANSITIONS[move].from.includes(status);
}

/** The moves that the table allows from `status`. */
export function allowedMoves(status: Status): Move[] {
  return (Object.keys(TRANSITIONS) as Exclude<Move, "create">[]).filter((move) =>
    TRANSITIONS[move].from.includes(status),
  );
}

/** When is this task due next, and for what? Undefined when nothing will happen by itself. Pure. */
export function nextDue(task: Task): Due | undefined {
  const last = lastEntry(task);
  if (isFinished(last.status)) return undefined;
  if (last.status === "waiting") return earliest(last.deadlines ?? []);
  const index = nextStepOf(task);
  const step = task.plan[index];
  if (step === undefined) return undefined;
  const at = anchorOf(task) + step.after;
  return at <= END_OF_TIME ? { at, step, index } : undefined;
}

/** The first step of the plan that was not played. */
function nextStepOf({ timeline }: Task): number {
  for (let at = timeline.length - 1; at > 0; at -= 1) {
    const { step } = timeline[at]!;
    if (step !== undefined) return step + 1;
  }
  return 0;
}

/** The instant from which the next step counts: the last entry that was created, planned or resumed. */
function anchorOf({ timeline }: Task): number {
  for (let at = timeline.length - 1; ; at -= 1) {
    const entry = timeline[at]!;
    if (entry.step !== undefined || entry.move === "create" || entry.move === "resume") return entry.at;
  }
}

/** What a wait does by itself: the earliest of its deadlines, and of two at one instant the first listed. */
export function earliest(deadlines: readonly Deadline[]): Deadline | undefined {
  return deadlines.reduce<Deadline | undefined>(
    (first, next) => (first && first.at <= next.at ? first : next),
    undefined,
  );
}
