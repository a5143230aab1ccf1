// What the emulated API says when it refuses: one template for each row of the error table (contract 2).

import { formatDuration } from "../domain/duration.js";
import type { PlotonError } from "../domain/errors.js";
import { ASSUMED } from "./assumed.js";

const { codes } = ASSUMED;

/** The error envelope as compact JSON: {"error": {"code", "message"}} and nothing else (contract 2). */
export function renderError({ code, message }: Pick<PlotonError, "code" | "message">): string {
  return JSON.stringify({ error: { code, message } });
}

/** 400: the body is not valid JSON, or a field has the wrong type or value; `message` names it (contract 2). */
export function invalidRequest(message: string): PlotonError {
  return { status: 400, code: "invalid_request", message };
}

export function bodyTooLarge(): PlotonError {
  const message = `The request body is larger than ${ASSUMED.maxBodyBytes} bytes.`;
  return { status: ASSUMED.bodyTooLargeStatus, code: "invalid_request", message };
}

export function missingApiKey(): PlotonError {
  return {
    status: 401,
    code: "missing_api_key",
    message: "No API key was provided. Send it in an Authorization header: Bearer <key>.",
  };
}

/** 401 with the one documented message's meaning (contract 2). */
export function invalidApiKey(): PlotonError {
  return {
    status: 401,
    code: "invalid_api_key",
    message:
      "The API key provided is not valid. Check that you are using the correct key and that it has not been revoked.",
  };
}

export function permissionDenied(): PlotonError {
  return { status: 403, code: codes.permissionDenied, message: "The API key does not allow this operation." };
}

export function taskNotFound(id: string): PlotonError {
  return { status: 404, code: codes.taskNotFound, message: `There is no task with the id ${quote(id)}.` };
}

/** 404 for a route that does not exist; `hint` says what the caller may have meant. */
export function routeNotFound(method: string, path: string, hint = ""): PlotonError {
  return {
    status: 404,
    code: codes.notFound,
    message: `There is no route ${method} ${quote(path)}.${hint && ` ${hint}`}`,
  };
}

export function methodNotAllowed(method: string, path: string, allow: string): PlotonError {
  const message = `${method} is not allowed on ${quote(path)}. Allowed: ${allow}.`;
  return { status: 405, code: codes.methodNotAllowed, message, headers: { Allow: allow } };
}

export function taskAlreadyFinished(id: string, status: string): PlotonError {
  return {
    status: 409,
    code: codes.taskAlreadyFinished,
    message: `Task ${id} is already ${status} and cannot be cancelled.`,
  };
}

export function promptTooLong(length: number): PlotonError {
  const message = `prompt is ${length} characters long; at most ${ASSUMED.maxPromptCodePoints} are allowed.`;
  return { status: 422, code: "prompt_too_long", message };
}

/** 429 with Retry-After in whole seconds, rounded up (contract 2). */
export function rateLimitExceeded(retryAfterMs: number): PlotonError {
  const seconds = Math.ceil(retryAfterMs / 1_000);
  return {
    status: 429,
    code: "rate_limit_exceeded",
    message: `Too many requests. Try again in ${formatDuration(seconds * 1_000)}.`,
    headers: { "Retry-After": String(seconds) },
  };
}

export function internalError(status = 500): PlotonError {
  return { status, code: codes.internalError, message: "Something went wrong while the request was processed." };
}

/** At most 100 characters of what the caller sent, so that an answer never grows with the request. */
function quote(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text);
}
