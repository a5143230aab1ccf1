// The emulated API behind a plain (req, res) listener. Order of checks: route, key, rate limit, body, resource (contract 2).

import type { IncomingMessage, ServerResponse } from "node:http";
import { ASSUMED } from "../contract/assumed.js";
import { bodyTooLarge, methodNotAllowed, rateLimitExceeded, routeNotFound } from "../contract/errors.js";
import { type Awaitable, andThen } from "../domain/awaitable.js";
import { MockError, type PlotonError } from "../domain/errors.js";
import type { ApiFault } from "../domain/fault-kinds.js";
import type { Account } from "../engine/account.js";
import type { RealTime } from "../engine/clock.js";
import { countName } from "../engine/counter.js";
import type { Strike } from "../engine/faults/fault-box.js";
import type { Scenarios } from "../scenarios.js";
import { OpenCall } from "./api-call.js";
import { API_FAULTS } from "./api-faults.js";
import { findRoute, type Prepared, type Route, type RouteContext } from "./api-routes.js";
import { readBody } from "./body.js";
import { whenOver } from "./when-over.js";

/** What the API needs of the rest. `admit` gives the account of a header's key; with a wrong key the default one, and the error. */
export type ApiDeps = {
  admit(authorization: string | undefined): { account: Account; error?: PlotonError };
  findScenario: Scenarios["find"];
  real: RealTime;
};

export type Listener = (request: IncomingMessage, response: ServerResponse) => void;

/** Answers `/v1` (contract 1 to 3). Never throws: a bug of ours is a 500 with the envelope, and a note in the journal. */
export function createPlotonApi(deps: ApiDeps): Listener {
  return (request, response) => {
    const { account, error } = deps.admit(request.headers.authorization);
    const [path, query] = splitUrl(request.url ?? "/");
    const method = request.method ?? "GET";
    const call = new OpenCall(request, response, path, account, deps.real.monotonic);
    const found = findRoute(method, path);
    if (!found) return call.refuse(routeNotFound(method, path, hintFor(path)));
    if ("allow" in found) return call.refuse(methodNotAllowed(method, path, found.allow));
    if (error) return call.refuse(error);
    const letGo = account.clock.hold(() => `${method} ${path}`);
    whenOver(request, response, letGo);
    account.clock.catchUp();
    const wait = account.admit();
    if (wait !== undefined) return call.refuse(rateLimitExceeded(wait));
    const { route, id } = found;
    const admitted: Admitted = { route, id, query, request, response, call, account, deps, letGo };
    if (route.name === "create") readBody(request, ASSUMED.maxBodyBytes, (body) => serveUnlessItFails(admitted, body));
    else serveUnlessItFails(admitted, NO_BODY);
  };
}

/** Done at once where nothing has to be waited for, and goes on by itself where something has. */
function serveUnlessItFails(admitted: Admitted, body: Buffer | "gone" | "too large"): void {
  try {
    const going = serve(admitted, body);
    if (going) going.catch((reason: unknown) => failed(admitted, reason));
  } catch (reason) {
    failed(admitted, reason);
  }
}

function failed({ request: { method, url }, response, call, account }: Admitted, reason: unknown): void {
  if (reason instanceof MockError) {
    call.refuse(reason);
    return;
  }
  const text = `${method} ${splitUrl(url!)[0]}: ${(reason as Error).stack ?? reason}`;
  account.journal.write({ kind: "note", level: "error", text });
  if (!response.headersSent)
    call.refuse({ status: 500, code: ASSUMED.codes.internalError, message: "ploton-mock has a bug: see its log." });
}

const NO_BODY = Buffer.alloc(0);

/** A call to a route that there is, by somebody whom its account has let in. */
type Admitted = {
  route: Route;
  id: string;
  query: string;
  request: IncomingMessage;
  response: ServerResponse;
  call: OpenCall;
  account: Account;
  deps: ApiDeps;
  letGo: () => void;
};

function serve(admitted: Admitted, body: Buffer | "gone" | "too large"): Awaitable<void> {
  const { route, id, query, request, call, account, deps } = admitted;
  if (body === "gone") return call.leave();
  if (body === "too large") return call.refuse(bodyTooLarge());
  call.received(body);
  const context: RouteContext = {
    account,
    body,
    contentType: request.headers["content-type"],
    contentEncoding: request.headers["content-encoding"],
    query: () => new URLSearchParams(query),
    id,
    findScenario: deps.findScenario,
  };
  return andThen(route.prepare(context), (prepared) => carryOut(admitted, prepared));
}

function carryOut({ route, call, account, deps, letGo }: Admitted, prepared: Prepared): Awaitable<void> {
  if (prepared.error) return call.refuse(prepared.error);
  const strike = strikeOn(account, route, prepared);
  if (!strike)
    return andThen(prepared.carryOut(), (done) => {
      call.answer(done);
      if (route.name === "create") account.letGo(done.task!);
    });
  call.struckBy(strike.name);
  const later = (ms: number) => new Promise<void>((resolve) => void deps.real.after(ms, resolve));
  return API_FAULTS[strike.name]({
    call,
    param: strike.param ?? 0,
    carryOut: async () => prepared.carryOut(),
    later,
    letGo,
  });
}

/** The fault that strikes this call. Each call is counted, armed or not, so that its draw depends on nothing else. */
function strikeOn(
  account: Account,
  route: Route,
  { taskId, fixture, about, counted }: Prepared & { error?: undefined },
): Strike<ApiFault> | undefined {
  const nth = account.calls.up(counted ?? countName([route.name, ...about].join("\n")));
  if (!account.faults.mayStrike("api")) return undefined;
  const strike = account.faults.strike({
    on: "api",
    route: route.name,
    taskId,
    fixture,
    draw: [route.name, ...about, nth],
  });
  if (strike) account.journal.write({ kind: "fault", strike, taskId: taskId ?? null, what: `${route.name} call` });
  return strike;
}

/** Path and query of a request target; a proxy's absolute form counts by its path. */
export function splitUrl(target: string): [path: string, query: string] {
  const local = target.startsWith("/") ? target : target.replace(/^[a-z]+:\/\/[^/]*/i, "");
  const at = local.indexOf("?");
  return at === -1 ? [local, ""] : [local.slice(0, at), local.slice(at + 1)];
}

/** What the caller of an unknown route may have meant. */
function hintFor(path: string): string {
  if (path.startsWith("/v1/v1/")) return "The base URL ends in /v1 already.";
  if (path.endsWith("/") && findRoute("GET", path.slice(0, -1))) return "Leave out the slash at the end.";
  if (path.startsWith("/v1/subagents")) return "Sub-agents are not emulated.";
  return "Routes: /v1/tasks, /v1/tasks/:id, /v1/tasks/:id/cancel.";
}
