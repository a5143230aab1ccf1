// The errors of tasks whose user said no, said nothing, or has withdrawn what was said before (contract 4.3).

import { ASSUMED } from "../contract/assumed.js";
import { MockError, said } from "../domain/errors.js";
import type { TaskError } from "../domain/task.js";

/** The user said no (code ours). Without a service it was other input that was asked for. */
export function denied(service?: string): TaskError {
  return {
    code: ASSUMED.consentErrors.denied,
    message: service === undefined ? "The user declined the request." : `The user denied access to ${service}.`,
    recoverable: true,
    suggestion: service === undefined ? "Ask the user again" : "Ask the user for access again",
  };
}

/** The user did not answer in time (code ours). */
export function expired(service?: string): TaskError {
  const what = service === undefined ? "the request" : `the request for ${service}`;
  return {
    code: ASSUMED.consentErrors.expired,
    message: `The user did not answer ${what} in time.`,
    recoverable: true,
    suggestion: "Run the task again and ask the user to answer",
  };
}

/** What was approved before is no longer good (code, message and suggestion as documented). */
export function tokenExpired(service: string): TaskError {
  return {
    code: "auth_token_expired",
    message: "The user's OAuth token has expired and automatic refresh failed.",
    tool: service,
    recoverable: true,
    suggestion: "Prompt the user to re-authorize access",
  };
}

/** Somebody wants a task to wait that would not: the service was approved before, and still is, or is so no longer. */
export function alreadyApproved(userId: string | null, service: string, fate: "passes" | "over"): MockError {
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
