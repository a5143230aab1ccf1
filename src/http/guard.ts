// Keeps web pages away from the control API: DNS rebinding, form posts and no-cors requests are refused.

import { isIP } from "node:net";
import type { Request, RequestHandler } from "express";
import { MockError } from "../domain/errors.js";

export type GuardOptions = { host: string; controlToken: string | null };

/** The header that carries the --control-token. */
export const TOKEN_HEADER = "x-ploton-mock-token";
const WILDCARDS = ["0.0.0.0", "::"];

/** Refuses a foreign Host or Origin (403), a state change that is not JSON (415), a missing token (401). */
export function guard({ host, controlToken }: GuardOptions): RequestHandler {
  return (request, _response, next) => {
    refuseForeignHost(request, host);
    refuseForeignOrigin(request);
    if (isStateChange(request) && !isForm(request)) refuseNonJson(request);
    if (controlToken !== null && needsToken(request)) refuseWithoutToken(request, controlToken);
    next();
  };
}

function refuseForeignHost(request: Request, configured: string): void {
  const name = hostName(request.headers.host ?? "");
  if (isLoopback(name) || name === configured.toLowerCase() || (WILDCARDS.includes(configured) && isIP(name) !== 0))
    return;
  throw forbidden(
    `The control API does not answer for the host ${JSON.stringify(name)}: use localhost${isLoopback(configured) ? "" : ` or ${configured}`}, or start with --host ${name || "NAME"}.`,
  );
}

/** A page of the mock itself may call it, and what is no page at all. */
function refuseForeignOrigin(request: Request): void {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  if (origin !== undefined && origin !== `http://${host}`)
    throw forbidden(`The control API refuses requests from pages of ${JSON.stringify(origin)}.`);
  if (site === "cross-site" && isStateChange(request))
    throw forbidden("The control API refuses requests from pages of another site.");
}

function refuseNonJson(request: Request): void {
  const type = request.headers["content-type"];
  const isEmpty =
    type === undefined &&
    (request.headers["content-length"] ?? "0") === "0" &&
    request.headers["transfer-encoding"] === undefined;
  if (isEmpty || /^application\/json\s*(;|$)/i.test(type ?? "")) return;
  throw new MockError(
    415,
    "unsupported_media_type",
    `Send Content-Type: application/json, not ${JSON.stringify(type ?? "none")}.`,
  );
}

function refuseWithoutToken(request: Request, token: string): void {
  if (request.headers[TOKEN_HEADER] === token) return;
  throw new MockError(
    401,
    "missing_control_token",
    `The control API was started with --control-token: send it in the header ${TOKEN_HEADER}.`,
  );
}

function isStateChange({ method }: Request): boolean {
  return method !== "GET" && method !== "HEAD";
}

/** The consent page's form, which is for users and carries its own token. */
function isForm({ path }: Request): boolean {
  return path.startsWith("/_mock/consent/");
}

/** Pages are served without a token: they hold nothing, and ask for it. */
function needsToken(request: Request): boolean {
  return request.path.startsWith("/_mock/") && request.path !== "/_mock/" && !isForm(request);
}

function hostName(host: string): string {
  return host
    .replace(/:\d*$/, "")
    .replace(/^\[|\]$/g, "")
    .toLowerCase();
}

function isLoopback(name: string): boolean {
  return (
    name === "localhost" ||
    name.endsWith(".localhost") ||
    name === "::1" ||
    (isIP(name) === 4 && name.startsWith("127."))
  );
}

function forbidden(message: string): MockError {
  return new MockError(403, "forbidden", message);
}
