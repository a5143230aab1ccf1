// The errors of tasks whose user said no, said nothing, or has withdrawn what was said before (contract 4.3).

import { ASSUMED } from "../contract/assumed.js";
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
