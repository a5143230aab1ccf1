// The control API behind a plain (req, res) listener, as /v1 is: each operation by its route, the event stream, the description. What is
// none of these may be one of the pages, which are loaded when first asked for.

import type { IncomingMessage, ServerResponse } from "node:http";
import { type ParsedUrlQuery, parse } from "node:querystring";
import { parseJson } from "../contract/task-request.js";
import { ASK_FOR_PARTS, type Mock } from "../control/core.js";
import { exactJson } from "../control/exact-json.js";
import { type Operation, perform } from "../control/operation.js";
import { OPERATIONS } from "../control/operations.js";
import type { Awaitable } from "../domain/awaitable.js";
import { MockError } from "../domain/errors.js";
import type { Json } from "../domain/json.js";
import { numberProblem } from "../domain/json-text.js";
import type { Account } from "../engine/account.js";
import { wholeBody } from "./body.js";
import { refuseCaller } from "./control-caller.js";
import { streamEvents } from "./event-stream.js";
import { type Listener, splitUrl } from "./ploton-api.js";
import { whenOver } from "./when-over.js";

/** Reading a larger body as JSON would hold up everything else. */
const MOST_BODY = 2 * 1_048_576;

/** Says which run of the mock answers, so that a page that was left open knows a restart from a break. */
const RUN_HEADER = "X-Ploton-Mock-Run";

/** A request to one of the routes. */
type Asked = {
  request: IncomingMessage;
  response: ServerResponse;
  params: Record<string, string>;
  query: ParsedUrlQuery;
};
/** `path` in express's form. */
type ControlRoute = { method: string; path: string; answer: (asked: Asked) => Awaitable<void> };

/** Every route there is. @forTests that try something on every route */
export function controlRoutes(mock: Mock): ControlRoute[] {
  const operations = Object.values(OPERATIONS).map((operation) => ({
    method: operation.method.toUpperCase(),
    path: operation.path,
    answer: (asked: Asked) => carryOut(operation, mock, asked),
  }));
  return [
    ...operations,
    {
      method: "GET",
      path: "/_mock/events",
      answer: ({ request, response, query }) =>
        streamEvents(mock, accountOf(mock, request), request, response, query.last_event_id),
    },
    {
      method: "GET",
      path: "/_mock/openapi.json",
      async answer({ response }) {
        const { openApi } = await import("../control/openapi.js");
        send(response, 200, "application/json", JSON.stringify(openApi(OPERATIONS, mock.version, mock.told)));
      },
    },
  ];
}

/** Answers everything that is not `/v1`. Never throws: a bug of ours is a 500. */
export function createControlApi(mock: Mock): Listener {
  const routes = controlRoutes(mock).map((route) => ({ ...route, parts: partsOf(route.path) }));
  const run = String(mock.real.wall());
  let pages: Promise<Pages> | undefined;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path, query] = splitUrl(request.url ?? "/");
    const given = partsOf(path);
    const there = routes.filter(({ parts }) => isAt(parts, given));
    const method = request.method === "HEAD" ? "GET" : request.method;
    const route = there.find((one) => one.method === method);
    if (route) {
      refuseCaller(request, mock.options.controlToken);
      return route.answer({ request, response, params: paramsIn(route.parts, given), query: parse(query) });
    }
    pages ??= import("./pages.js").then(({ createPages }) => createPages(mock));
    (await pages)(request, response, (error) => {
      const allowed = there.map((one) => one.method).join(", ");
      if (!error && allowed !== "") response.setHeader("Allow", allowed);
      answerError(error ?? noRoute(mock, request.method!, path, allowed), request, response);
    });
  }

  return (request, response) => {
    response.setHeader(RUN_HEADER, run);
    answer(request, response).catch((error: Error) => answerError(error, request, response));
  };
}

/** Answers, or says that it is no page, or what went wrong. */
export type Pages = (request: IncomingMessage, response: ServerResponse, next: (error?: Error) => void) => void;

/** The parts of a path; a slash at its end counts for nothing. */
function partsOf(path: string): string[] {
  return path.replace(/(?<=.)\/$/, "").split("/");
}

function isAt(parts: readonly string[], given: readonly string[]): boolean {
  return (
    parts.length === given.length &&
    parts.every((part, at) => (part.startsWith(":") ? given[at] !== "" : part === given[at]))
  );
}

function paramsIn(parts: readonly string[], given: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    parts.flatMap((part, at) => (part.startsWith(":") ? [[part.slice(1), decoded(given[at]!)]] : [])),
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    const shown = JSON.stringify(part.slice(0, 100));
    throw new MockError(400, "invalid_request", `${shown} in the path is not percent-encoded UTF-8.`);
  }
}

async function carryOut(operation: Operation, mock: Mock, { request, response, params, query }: Asked): Promise<void> {
  const bytes = operation.method === "get" ? undefined : await wholeBody(request, MOST_BODY);
  if (bytes === "gone") return;
  const body = bytes?.length ? jsonIn(bytes, request) : undefined;
  const account = accountOf(mock, request);
  const gone = new AbortController();
  whenOver(request, response, () => gone.abort());
  const answer = await perform(operation, { mock, account, params, query, body, signal: gone.signal });
  if (response.destroyed) return;
  if (operation.text && (await takesText(request)))
    send(response, operation.status, "text/plain", operation.text(answer as never));
  else send(response, operation.status, "application/json", exactJson(answer));
}

/** Throws `MockError` 400, also for a number that would become another one, as it is in files. */
function jsonIn(bytes: Buffer, { headers }: IncomingMessage): Json {
  const { value, error } = parseJson(bytes, headers["content-type"], headers["content-encoding"]);
  if (error) throw new MockError(error.status, error.code, error.message);
  const problem = numberProblem(bytes);
  if (problem !== undefined) throw new MockError(400, "invalid_request", problem);
  return value;
}

/** Whoever does not say what he would have gets text. */
async function takesText(request: IncomingMessage): Promise<boolean> {
  const { default: Negotiator } = await import("negotiator");
  return new Negotiator(request).mediaType(["text/plain", "application/json"]) === "text/plain";
}

/** The account that the Authorization header chooses; with none, the default one. */
function accountOf(mock: Mock, request: IncomingMessage): Account {
  const { authorization } = request.headers;
  if (authorization === undefined) return mock.accounts.useMain();
  const { account, error } = mock.accounts.admit(authorization);
  if (error) throw new MockError(error.status, error.code, error.message);
  return account;
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response
    .writeHead(status, { "Content-Type": `${type}; charset=utf-8`, "Content-Length": Buffer.byteLength(text) })
    .end(text);
}

/** What is said of a path that is no page, at which only the `allowed` methods do something. An app whose base URL lacks `/v1` seldom shows this answer, so the log says it too. */
function noRoute({ accounts }: Mock, method: string, path: string, allowed: string): MockError {
  if (allowed !== "")
    return new MockError(405, "method_not_allowed", `${method} is not allowed on ${path}. Allowed: ${allowed}.`);
  const lacksPrefix = /^\/tasks\b/.test(path);
  const hint = lacksPrefix ? "PLOTON_BASE_URL must end in /v1." : "See /_mock/openapi.json for the routes.";
  const message = `There is no route ${method} ${JSON.stringify(path.slice(0, 100))}. ${hint}`;
  if (lacksPrefix) accounts.main().journal.write({ kind: "note", level: "warning", text: message });
  return new MockError(404, "not_found", message);
}

/** The error envelope of Ploton, with `details` where there are any, and the message in parts for a client that asks for them. */
function answerError(error: Error, request: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  const { status, code, message, details, parts } = asMockError(error);
  const asked = parts !== undefined && request.headers[ASK_FOR_PARTS.toLowerCase()] !== undefined && { parts };
  const envelope = { error: { code, message, ...(details !== undefined && { details }), ...asked } };
  send(response, status, "application/json", JSON.stringify(envelope));
}

function asMockError(
  error: Error & { status?: number },
): Pick<MockError, "status" | "code" | "message" | "details" | "parts"> {
  if (error instanceof MockError) return error;
  if (error.status !== undefined && error.status < 500)
    return new MockError(error.status, "invalid_request", `${error.message}.`);
  return new MockError(500, "internal_error", `ploton-mock has a bug: ${error.stack ?? error.message}`);
}
