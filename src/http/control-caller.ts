// What a route of the control API asks of a caller: JSON, and the --control-token. It stands on each route, so no spelling of a path passes it.

import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isJsonType } from "../contract/task-request.js";
import { MockError } from "../domain/errors.js";

/** The header that carries the --control-token. */
export const TOKEN_HEADER = "x-ploton-mock-token";

/** Refuses a caller without the token (401), and a state change that is not JSON (415), which a form cannot send. */
export function refuseCaller(request: IncomingMessage, token: string | null): void {
  if (token !== null) refuseWithoutToken(request, token);
  if (request.method !== "GET" && request.method !== "HEAD") refuseNonJson(request);
}

function refuseWithoutToken({ headers }: IncomingMessage, token: string): void {
  const given = headers[TOKEN_HEADER];
  if (typeof given === "string" && isSame(given, token)) return;
  throw given === undefined
    ? new MockError(
        401,
        "missing_control_token",
        `The control API was started with --control-token: send it in the header ${TOKEN_HEADER}.`,
      )
    : new MockError(
        401,
        "wrong_control_token",
        `The token in the header ${TOKEN_HEADER} is not the one that this mock was started with.`,
      );
}

/** The cookie of a browser that has given the token. */
const SESSION = "ploton-mock-session";

/** True for a program that sends the token, and for a browser that has given it to one of the pages. */
export function isAdmitted({ headers }: IncomingMessage, token: string): boolean {
  const given = headers[TOKEN_HEADER];
  if (typeof given === "string" && isSame(given, token)) return true;
  const cookie = new RegExp(`(?:^|;\\s*)${SESSION}=([0-9a-f]+)`).exec(headers.cookie ?? "")?.[1] ?? "";
  return isSame(cookie, sessionOf(token));
}

/** The cookie for whoever gives the right token; undefined for any other. */
export function sessionFor(given: unknown, token: string): { name: string; value: string } | undefined {
  return typeof given === "string" && isSame(given, token) ? { name: SESSION, value: sessionOf(token) } : undefined;
}

/** Not the token itself: it must not lie about in a browser. */
function sessionOf(token: string): string {
  return createHmac("sha256", token).update("ploton-mock session").digest("hex");
}

/** Compared in constant time, whatever its length. */
function isSame(given: string, secret: string): boolean {
  const [a, b] = [given, secret].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}

function refuseNonJson({ headers }: IncomingMessage): void {
  const type = headers["content-type"];
  const isEmpty =
    type === undefined && (headers["content-length"] ?? "0") === "0" && headers["transfer-encoding"] === undefined;
  if (isEmpty || isJsonType(type)) return;
  throw new MockError(
    415,
    "unsupported_media_type",
    `Send Content-Type: application/json, not ${JSON.stringify(type ?? "none")}.`,
  );
}
