// The control API and the pages on express: everything that is not `/v1`.

import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response } from "express";
import { ASK_FOR_PARTS, type Mock } from "../control/core.js";
import { exactJson } from "../control/exact-json.js";
import { type Operation, perform } from "../control/operation.js";
import { OPERATIONS } from "../control/operations.js";
import { MockError } from "../domain/errors.js";
import { numberProblem } from "../domain/json-text.js";
import type { Account } from "../engine/account.js";
import { consentPages } from "./consent-page.js";
import { keepOut } from "./control-caller.js";
import { streamEvents } from "./event-stream.js";
import { inspector } from "./inspector.js";
import type { Listener } from "./ploton-api.js";
import { whenOver } from "./when-over.js";

/** Reading a larger body as JSON would hold up everything else. */
const MOST_BODY = "2mb";

export function createControlApp(mock: Mock): Listener {
  const app = express();
  app.disable("x-powered-by");
  app.enable("case sensitive routing");
  app.set("etag", false);
  app.set("query parser", "simple");
  app.use(inspector(mock.real.wall()));
  app.use(consentPages(mock));
  const enter = keepOut(mock.options.controlToken);
  app.get("/_mock/events", enter, (request, response) =>
    streamEvents(mock, accountOf(mock, request), request, response),
  );
  app.get("/_mock/openapi.json", enter, async (_request, response) => {
    const { openApi } = await import("../control/openapi.js");
    response.json(openApi(OPERATIONS, mock.version, mock.told));
  });
  const readJson = express.json({ limit: MOST_BODY, strict: false, verify: refuseLostDigits });
  for (const operation of Object.values(OPERATIONS))
    app[operation.method](operation.path, enter, readJson, serve(operation, mock));
  app.use(noRoute(mock));
  app.use(answerError);
  return app;
}

function serve(operation: Operation, mock: Mock): RequestHandler {
  return async (request, response) => {
    const account = accountOf(mock, request);
    const gone = new AbortController();
    whenOver(request, response, () => gone.abort());
    const { params, query, body } = request;
    const answer = await perform(operation, {
      mock,
      account,
      params: params as Record<string, string>,
      query,
      body,
      signal: gone.signal,
    });
    if (response.destroyed) return;
    const asText = operation.text && request.accepts(["text/plain", "application/json"]) === "text/plain";
    if (asText)
      response
        .status(operation.status)
        .type("text/plain")
        .send(operation.text!(answer as never));
    else response.status(operation.status).type("json").send(exactJson(answer));
  };
}

/** A number that would become another one is refused, as it is in files. */
function refuseLostDigits(_request: unknown, _response: unknown, body: Buffer): void {
  const problem = numberProblem(body);
  if (problem !== undefined) throw new Error(problem);
}

/** The account that the Authorization header chooses; with none, the default one. */
function accountOf(mock: Mock, request: Request): Account {
  const { authorization } = request.headers;
  if (authorization === undefined) return mock.accounts.useMain();
  const { account, error } = mock.accounts.admit(authorization);
  if (error) throw new MockError(error.status, error.code, error.message);
  return account;
}

/** An app whose base URL lacks `/v1` seldom shows this answer, so the log says it too. */
function noRoute({ accounts }: Mock): RequestHandler {
  return (request, response) => {
    const { method, path } = request;
    const allowed = allowedOn(path).join(", ");
    if (allowed !== "") {
      response.set("Allow", allowed);
      throw new MockError(405, "method_not_allowed", `${method} is not allowed on ${path}. Allowed: ${allowed}.`);
    }
    const lacksPrefix = /^\/tasks\b/.test(path);
    const hint = lacksPrefix ? "PLOTON_BASE_URL must end in /v1." : "See /_mock/openapi.json for the routes.";
    const message = `There is no route ${method} ${JSON.stringify(path.slice(0, 100))}. ${hint}`;
    if (lacksPrefix) accounts.main().journal.write({ kind: "note", level: "warning", text: message });
    throw new MockError(404, "not_found", message);
  };
}

function allowedOn(path: string): string[] {
  return Object.values(OPERATIONS)
    .filter((one) => matches(one.path, path))
    .map(({ method }) => method.toUpperCase());
}

function matches(template: string, path: string): boolean {
  const [parts, given] = [template.split("/"), path.split("/")];
  return parts.length === given.length && parts.every((part, at) => part.startsWith(":") || part === given[at]);
}

/** The error envelope of Ploton, with `details` where there are any, and the message in parts for a client that asks for them. */
const answerError: ErrorRequestHandler = (error, request: Request, response: Response, _next) => {
  if (response.headersSent) return void response.destroy();
  const { status, code, message, details, parts } = asMockError(error);
  const asked = parts !== undefined && request.headers[ASK_FOR_PARTS.toLowerCase()] !== undefined && { parts };
  response.status(status).json({ error: { code, message, ...(details !== undefined && { details }), ...asked } });
};

function asMockError(
  error: Error & { status?: number; type?: string; limit?: number },
): Pick<MockError, "status" | "code" | "message" | "details" | "parts"> {
  if (error instanceof MockError) return error;
  if (error.type === "entity.verify.failed") return new MockError(400, "invalid_request", error.message);
  if (error.type === "entity.too.large")
    return new MockError(413, "invalid_request", `The body is larger than ${error.limit} bytes.`);
  if (error.type?.startsWith("entity.") || error.type?.startsWith("encoding.") || error.type?.startsWith("charset."))
    return new MockError(400, "invalid_request", `The body is not valid JSON: ${error.message}.`);
  if (error.status !== undefined && error.status < 500)
    return new MockError(error.status, "invalid_request", `${error.message}.`);
  return new MockError(500, "internal_error", `ploton-mock has a bug: ${error.stack ?? error.message}`);
}
