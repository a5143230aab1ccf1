// Who has let which service be used: remembered by user and service, so that a later task need not ask (contract 3.5).

import { ASSUMED } from "../contract/assumed.js";
import { END_OF_TIME } from "../domain/duration.js";
import type { JsonObject } from "../domain/json.js";
import {
  type Consent,
  type Deadline,
  earliest,
  lastEntry,
  statusOf,
  type Task,
  type TaskError,
  type Wait,
} from "../domain/task.js";
import { alreadyApproved, denied, expired, tokenExpired } from "./consent-errors.js";
import { drawSecret, drawToken, type Random, sealOf } from "./random.js";
import type { TaskRunner } from "./task-runner.js";

/** What a user has approved. `expiresAt` null: until revoked. `lapsed`: withdrawn so that the next task finds a dead token. */
export type Grant = {
  userId: string | null;
  service: string;
  at: number;
  expiresAt: number | null;
  lapsed: boolean;
};

/** What the next task does that needs a revoked consent: ask again, or fail with auth_token_expired and the one after asks. */
export const AFTER_REVOKING = ["ask", "fail"] as const;
export type AfterRevoking = (typeof AFTER_REVOKING)[number];

/** Given before; to be asked for; or given once and no longer good, which ends the task. */
export type ConsentAnswer =
  | { given: true }
  | { given: false; token: string; data: JsonObject; deadlines: Deadline[] }
  | { given: false; error: TaskError };

/**
 * What a wait comes to: `passes` (approved before, so nobody is asked), `over` (approved once and no longer good, which ends the
 * task), `goes on` (asked, and approved by itself) or `stays` (asked, and it is the user's turn).
 */
export type WaitFate = "passes" | "over" | "goes on" | "stays";

export type Consents = {
  /** The user answered the last wait of this task at `at`: where it was for a service, that is remembered. */
  remember(task: Task, at: number): void;
  /** Approved in advance, at `at`; good until revoked. */
  give(userId: string | null, service: string, at: number): Grant;
  /** True when there was one. */
  revoke(userId: string | null, service: string, next?: AfterRevoking): boolean;
  /** The oldest first. */
  list(): Grant[];
  /** Puts back a grant read from a file. */
  restore(grant: Grant): void;
  /** The task that a consent page belongs to. */
  taskOf(token: string): string | undefined;
  /** What a page's form carries to show that the page made it; cannot be guessed, also by whoever knows the seed. */
  sealOf(token: string): string;
  /** Takes on the pages of a task with a past. */
  adopt(task: Task): void;
  forget(task: Task): void;
  ask(task: Task, wait: Wait, at: number): ConsentAnswer;
  /** What asking would come to at that instant; changes nothing. */
  foresee(task: Task, wait: Wait, at: number): WaitFate;
  /** Throws `MockError` 409 `already_approved` where the task would not wait, since the user has approved the service before. */
  refuseUnasked(task: Pick<Task, "request">, wait: Wait, at: number): void;
};

/** How many grants are remembered; past that the oldest are asked for again. */
const MOST_GRANTS = 100_000;

/**
 * `account`: the key of its account, so that its pages' addresses, which name no account, are its own. `policy` is what happens
 * on a page nobody clicks, where the step does not say; `pageUrl` makes a token's `auth_url`.
 */
export function createConsents(
  random: Random,
  account: string,
  policy: () => Consent,
  pageUrl: (token: string) => string,
): Consents {
  const grants = new Map<string, Grant>();
  const pages = new Map<string, string>();
  const secret = drawSecret();

  function keep(grant: Grant): void {
    grants.set(keyOf(grant.userId, grant.service), grant);
    if (grants.size > MOST_GRANTS) grants.delete(grants.keys().next().value!);
  }

  function foresee({ request }: Pick<Task, "request">, wait: Wait, at: number): WaitFate {
    const grant = wait.service === undefined ? undefined : grants.get(keyOf(request.userId, wait.service));
    if (grant) return isOver(grant, at) ? "over" : "passes";
    return earliest(deadlinesOf(wait, wait.consent ?? policy(), at))?.move === "resume" ? "goes on" : "stays";
  }

  return {
    foresee,
    refuseUnasked(task, wait, at) {
      const fate = foresee(task, wait, at);
      if (fate === "passes" || fate === "over") throw alreadyApproved(task.request.userId, wait.service!, fate);
    },
    remember(task, at) {
      const service = task.timeline.findLast(({ move }) => move === "wait")?.data?.service;
      const lasts = lastsOf(task);
      const expiresAt = lasts === undefined || at + lasts > END_OF_TIME ? null : at + lasts;
      if (typeof service === "string") keep({ userId: task.request.userId, service, at, expiresAt, lapsed: false });
    },
    give(userId, service, at) {
      const grant: Grant = { userId, service, at, expiresAt: null, lapsed: false };
      keep(grant);
      return grant;
    },
    revoke(userId, service, next = "ask") {
      const grant = grants.get(keyOf(userId, service));
      if (grant && next === "fail") grant.lapsed = true;
      return grant !== undefined && (next === "fail" || grants.delete(keyOf(userId, service)));
    },
    list: () => [...grants.values()],
    restore: keep,
    taskOf: (token) => pages.get(token),
    sealOf: (token) => sealOf(secret, token),
    adopt(task) {
      for (const { token } of task.timeline) if (token) pages.set(token, task.id);
    },
    forget(task) {
      for (const { token } of task.timeline) if (token) pages.delete(token);
    },
    ask(task, wait, at) {
      const fate = foresee(task, wait, at);
      if (fate === "passes") return { given: true };
      if (fate === "over") {
        grants.delete(keyOf(task.request.userId, wait.service!));
        return { given: false, error: tokenExpired(wait.service!) };
      }
      const token = drawToken(random.stream("consent", account, task.id, task.timeline.length));
      pages.set(token, task.id);
      return {
        given: false,
        token,
        data: shown(wait, pageUrl(token)),
        deadlines: deadlinesOf(wait, wait.consent ?? policy(), at),
      };
    },
  };
}

export const DECISIONS = ["approve", "deny"] as const;
export type Decision = (typeof DECISIONS)[number];

/** The user answers what the task waits for; `input` is what was asked for beside a yes. Throws `MockError` 409 when it does not wait. */
export function answerWait(runner: TaskRunner, task: Task, decision: Decision, input?: JsonObject): void {
  const service = lastEntry(task).data?.service;
  if (decision === "approve" || statusOf(task) !== "waiting")
    runner.move(task, input === undefined ? { move: "resume" } : { move: "resume", data: input }, "consent");
  else runner.move(task, { move: "fail", error: denied(typeof service === "string" ? service : undefined) }, "consent");
}

/** True for a grant that was given and is no longer good. */
export function isOver({ lapsed, expiresAt }: Grant, at: number): boolean {
  return lapsed || (expiresAt !== null && expiresAt <= at);
}

/** How long the approval of the task's last wait is good for, where its step says so. */
function lastsOf(task: Task): number | undefined {
  const step = task.plan[task.timeline.findLast(({ move }) => move === "wait")?.step ?? -1];
  return step?.move === "wait" ? step.wait.lasts : undefined;
}

/** The `data` of task.waiting (contract 4.2): with a service its page, with other input the request. */
function shown(wait: Wait, url: string): JsonObject {
  if (wait.service !== undefined) return { reason: wait.reason, service: wait.service, auth_url: url };
  return wait.inputRequest === undefined
    ? { reason: wait.reason }
    : { reason: wait.reason, input_request: wait.inputRequest };
}

/** What a wait does by itself, by policy; the earliest counts, and of two at one instant the first listed. */
function deadlinesOf(wait: Wait, consent: Consent, at: number): Deadline[] {
  const deadlines: Deadline[] = [];
  const answered = at + ASSUMED.autoConsentAfterMs;
  if (consent === "auto") deadlines.push({ at: answered, move: "resume" });
  if (consent === "deny") deadlines.push({ at: answered, move: "fail", error: denied(wait.service) });
  if (wait.expires !== undefined) deadlines.push({ at: at + wait.expires, move: "fail", error: expired(wait.service) });
  return deadlines.filter((deadline) => deadline.at <= END_OF_TIME);
}

function keyOf(userId: string | null, service: string): string {
  return JSON.stringify([userId, service]);
}
