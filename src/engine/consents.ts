// Who has let which service be used: remembered by user and service, so that a later task need not ask (contract 3.5).

import { ASSUMED } from "../contract/assumed.js";
import type { JsonObject } from "../domain/json.js";
import type { Consent, Deadline, Task, TaskError, Wait } from "../domain/task.js";
import { drawToken, type Random } from "./random.js";

export type Grant = { userId: string | null; service: string; at: number };

export type Consents = {
  has(userId: string | null, service: string): boolean;
  give(userId: string | null, service: string, at: number): void;
  /** True when there was one. */
  revoke(userId: string | null, service: string): boolean;
  list(): Grant[];
  /** The task that a consent page belongs to. */
  taskOf(token: string): string | undefined;
  /** Takes on the pages of a task with a past. */
  adopt(task: Task): void;
  forget(task: Task): void;
  ask(
    task: Task,
    wait: Wait,
    at: number,
  ): { given: true } | { given: false; token: string; data: JsonObject; deadlines: Deadline[] };
};

/** `policy` is what happens on a page nobody clicks, where the step does not say; `pageUrl` makes a token's `auth_url`. */
export function createConsents(random: Random, policy: () => Consent, pageUrl: (token: string) => string): Consents {
  const grants = new Map<string, Grant>();
  const pages = new Map<string, string>();

  return {
    has: (userId, service) => grants.has(keyOf(userId, service)),
    give: (userId, service, at) => void grants.set(keyOf(userId, service), { userId, service, at }),
    revoke: (userId, service) => grants.delete(keyOf(userId, service)),
    list: () => [...grants.values()],
    taskOf: (token) => pages.get(token),
    adopt(task) {
      for (const { token } of task.timeline) if (token) pages.set(token, task.id);
    },
    forget(task) {
      for (const { token } of task.timeline) if (token) pages.delete(token);
    },
    ask(task, wait, at) {
      if (wait.service !== undefined && grants.has(keyOf(task.request.userId, wait.service))) return { given: true };
      const token = drawToken(random.stream("consent", task.id, task.timeline.length));
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
  const service = wait.service ?? "the user";
  if (consent === "auto") deadlines.push({ at: at + ASSUMED.autoConsentAfterMs, move: "resume" });
  if (consent === "deny") deadlines.push({ at: at + ASSUMED.autoConsentAfterMs, move: "fail", error: denied(service) });
  if (wait.expires !== undefined) deadlines.push({ at: at + wait.expires, move: "fail", error: expired(service) });
  return deadlines;
}

/** The error of a task whose user said no (contract 4.3; code ours). */
export function denied(service: string): TaskError {
  return {
    code: ASSUMED.consentErrors.denied,
    message: `The user denied access to ${service}.`,
    recoverable: true,
    suggestion: "Ask the user for access again",
  };
}

/** The error of a task whose user did not answer in time (contract 4.3; code ours). */
export function expired(service: string): TaskError {
  return {
    code: ASSUMED.consentErrors.expired,
    message: `The user did not answer the request for ${service} in time.`,
    recoverable: true,
    suggestion: "Run the task again and ask the user to answer",
  };
}

function keyOf(userId: string | null, service: string): string {
  return JSON.stringify([userId, service]);
}
