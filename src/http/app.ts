// One door: who may talk to the mock is decided here; then `/v1` goes to the emulated API, everything else to the control API and the
// pages, which are loaded when first asked for.

import type { IncomingMessage, ServerResponse } from "node:http";
import { renderError } from "../contract/errors.js";
import { MARK } from "../control/core.js";
import type { PlotonError } from "../domain/errors.js";
import type { Guard } from "./guard.js";
import type { Listener } from "./ploton-api.js";

/** `tell` hears of what was refused, each text once. */
export type Rooms = {
  guard: Guard;
  api: Listener;
  openRest: () => Promise<Listener>;
  tell: (refused: string) => void;
  version: string;
};

/** On everything that is ours; `/v1` answers as Ploton does, and without a key, which no page can send along, it says nothing. */
const PROTECTION = { "Cross-Origin-Resource-Policy": "same-origin", "X-Content-Type-Options": "nosniff" };

export function createApp({ guard, api, openRest, tell, version }: Rooms): Listener {
  const ours = { ...PROTECTION, [MARK]: version };
  let rest: Promise<Listener> | undefined;
  const tellOnce = once(tell);
  return (request, response) => {
    const refusal = guard.refusal(request);
    if (refusal) {
      tellOnce(refusal.message);
      return refuse(response, refusal, ours);
    }
    const guest = guard.allowedOrigin(request);
    if (guest !== undefined && welcome(guest, request, response)) return;
    if (isApi(request.url ?? "/")) return api(request, response);
    response.setHeaders(new Map(Object.entries(ours)));
    rest ??= openRest();
    rest.then((listener) => listener(request, response)).catch((error: Error) => response.destroy(error));
  };
}

function refuse(response: ServerResponse, refusal: PlotonError, ours: Readonly<Record<string, string>>): void {
  const body = renderError(refusal);
  const length = Buffer.byteLength(body);
  response
    .writeHead(refusal.status, { "Content-Type": "application/json", "Content-Length": length, ...ours })
    .end(body);
}

/** Lets a page of an --allowed-origin read what it asks for; true when its preflight was answered with that. */
function welcome(origin: string, { method, headers }: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Access-Control-Expose-Headers", "*");
  response.setHeader("Vary", "Origin");
  const asked = headers["access-control-request-method"];
  if (method !== "OPTIONS" || asked === undefined) return false;
  const wanted = headers["access-control-request-headers"];
  const isPrivate = headers["access-control-request-private-network"] !== undefined;
  response.writeHead(204, {
    "Access-Control-Allow-Methods": asked,
    ...(wanted !== undefined && { "Access-Control-Allow-Headers": wanted }),
    ...(isPrivate && { "Access-Control-Allow-Private-Network": "true" }),
  });
  response.end();
  return true;
}

/** How many different texts are told at all: whoever is refused chooses them. */
const MOST_TOLD = 100;

function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text) || told.size >= MOST_TOLD) return;
    told.add(text);
    tell(text);
  };
}

/** The path is `/v1` or below it, also in a proxy's absolute form. */
function isApi(target: string): boolean {
  const path = target.startsWith("/") ? target : target.replace(/^[a-z]+:\/\/[^/]*/i, "");
  return /^\/v1(?:[/?]|$)/.test(path);
}
