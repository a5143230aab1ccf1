// Who has let which service be used: remembered by user and service, so that a later task need not ask (contract 3.5).

import { ASSUMED } from "../contract/assumed.js";
import { END_OF_TIME } from "../domain/duration.js";
import { MockError, said } from "../domain/errors.js";
import type { Json, JsonObject } from "../domain/json.js";
import {
  type Consent,
  type Deadline,
  dataOf,
  type Entry,
  earliest,
  lastEntry,
  statusOf,
  type Task,
  type TaskError,
  type Wait,
} from "../domain/task.js";
import { drawSecret, drawToken, type Random, sealOf } from "./random.js";
import { type AccountState, type Change, type Grant, grantKey } from "./state.js";
import { illegalMove, type TaskRunner } from "./task-runner.js";

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

export type Consents = ReturnType<typeof createConsents>;

/**
 * `account`: the key of its account, so that its pages' addresses, which name no account, are its own. `policy` is what happens
 * on a page nobody clicks, where the step does not say; `pageUrl` makes a token's `auth_url`.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createConsents(
  { grants, pages }: Pick<AccountState, "grants" | "pages">,
  commit: (change: Change) => void,
  random: Random,
  account: string,
  policy: () => Consent,
  pageUrl: (token: string) => string,
) {
  const secret = drawSecret();

  /** What asking would come to at that instant; changes nothing. */
  function foresee({ request }: Pick<Task, "request">, wait: Wait, at: number): WaitFate {
    const grant = wait.service === undefined ? undefined : grants.get(grantKey(request.userId, wait.service));
    if (grant) return isOver(grant, at) ? "over" : "passes";
    return earliest(deadlinesOf(wait, wait.consent ?? policy(), at))?.move === "resume" ? "goes on" : "stays";
  }

  return {
    foresee,
    /** Throws `MockError` 409 `already_approved` where the task would not wait, since the user has approved the service before. */
    refuseUnasked(task: Pick<Task, "request">, wait: Wait, at: number): void {
      const fate = foresee(task, wait, at);
      if (fate === "passes" || fate === "over") throw alreadyApproved(task.request.userId, wait.service!, fate);
    },
    /** The user answered the last wait of this task at `at`: where it was for a service, that is remembered. */
    remember(task: Task, at: number): void {
      const service = serviceOf(task.timeline.findLast(({ move }) => move === "wait"));
      if (typeof service !== "string") return;
      const lasts = lastsOf(task);
      const expiresAt = lasts === undefined || at + lasts > END_OF_TIME ? null : at + lasts;
      commit({ is: "granted", grants: [{ userId: task.request.userId, service, at, expiresAt, lapsed: false }] });
    },
    /** Approved in advance, at `at`; good until revoked. */
    give(userId: string | null, service: string, at: number): Grant {
      const grant: Grant = { userId, service, at, expiresAt: null, lapsed: false };
      commit({ is: "granted", grants: [grant] });
      return grant;
    },
    /** True when there was one. */
    revoke(userId: string | null, service: string, next: AfterRevoking = "ask"): boolean {
      const grant = grants.get(grantKey(userId, service));
      if (!grant) return false;
      if (next === "fail") commit({ is: "granted", grants: [{ ...grant, lapsed: true }] });
      else commit({ is: "revoked", userId, service });
      return true;
    },
    /** The oldest first. */
    list: (): Grant[] => [...grants.values()],
    /** The task that a consent page belongs to. */
    taskOf: (token: string) => pages.get(token),
    /** What a page's form carries to show that the page made it; cannot be guessed, also by whoever knows the seed. */
    sealOf: (token: string) => sealOf(secret, token),
    /** The answer to a wait at `at`: given before, so nobody is asked; to ask, and what happens by itself; or given once and over. */
    ask(task: Task, wait: Wait, at: number): ConsentAnswer {
      const fate = foresee(task, wait, at);
      if (fate === "passes") return { given: true };
      if (fate === "over") {
        commit({ is: "revoked", userId: task.request.userId, service: wait.service! });
        return { given: false, error: tokenExpired(wait.service!) };
      }
      const token = drawPageToken(random, account, task.id, task.timeline.length);
      return {
        given: false,
        token,
        data: shown(wait, pageUrl(token)),
        deadlines: deadlinesOf(wait, wait.consent ?? policy(), at),
      };
    },
  };
}

/** The token of the page of a wait: the account's own, by the key of the account, the task, and the wait's place in its timeline. */
export function drawPageToken(random: Random, account: string, taskId: string, place: number): string {
  return drawToken(random.stream("consent", account, taskId, place));
}

export const DECISIONS = ["approve", "deny"] as const;
export type Decision = (typeof DECISIONS)[number];

const ASKED: Readonly<Record<Decision, string>> = { approve: "be approved", deny: "be denied" };

/** The user answers what the task waits for; `input` is what was asked for beside a yes. Throws `MockError` 409 when it does not wait. */
export function answerWait(runner: TaskRunner, task: Task, decision: Decision, input?: JsonObject): void {
  // In the words of who answers: the move that it would be is none of his.
  if (statusOf(task) !== "waiting") throw illegalMove(task, ASKED[decision]);
  const service = serviceOf(lastEntry(task));
  if (decision === "approve")
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

/** The user said no (code ours). Without a service it was other input that was asked for. */
function denied(service?: string): TaskError {
  return {
    code: ASSUMED.consentErrors.denied,
    message: service === undefined ? "The user declined the request." : `The user denied access to ${service}.`,
    recoverable: true,
    suggestion: service === undefined ? "Ask the user again" : "Ask the user for access again",
  };
}

/** The user did not answer in time (code ours). */
function expired(service?: string): TaskError {
  const what = service === undefined ? "the request" : `the request for ${service}`;
  return {
    code: ASSUMED.consentErrors.expired,
    message: `The user did not answer ${what} in time.`,
    recoverable: true,
    suggestion: "Run the task again and ask the user to answer",
  };
}

/** What was approved before is no longer good (code, message and suggestion as documented). */
function tokenExpired(service: string): TaskError {
  return {
    code: "auth_token_expired",
    message: "The user's OAuth token has expired and automatic refresh failed.",
    tool: service,
    recoverable: true,
    suggestion: "Prompt the user to re-authorize access",
  };
}

/** Somebody wants a task to wait that would not: the service was approved before, and still is, or is so no longer. */
function alreadyApproved(userId: string | null, service: string, fate: "passes" | "over"): MockError {
  const who = userId === null ? "a user without user_id" : userId;
  const then =
    fate === "passes"
      ? "so the task would not wait"
      : "and that is over, so the task would fail with auth_token_expired";
  return new MockError(
    409,
    "already_approved",
    said`${service} was approved before by ${who}, ${then}. ${{ operation: "revokeConsent", text: "DELETE /_mock/consents" }} revokes it.`,
  );
}

/** The service that a wait is for, if it is for one. */
function serviceOf(wait: Entry | undefined): Json | undefined {
  return wait && dataOf(wait)?.service;
}
