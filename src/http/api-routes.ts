// The routes of the emulated API (contract 3): what each is about to do, so that a fault can strike before it does.

import { ASSUMED } from "../contract/assumed.js";
import { taskAlreadyFinished, taskNotFound } from "../contract/errors.js";
import { parseCreate } from "../contract/task-request.js";
import { parseListQuery, renderCreated, renderPage, renderTask } from "../contract/tasks.js";
import { type Awaitable, andThen } from "../domain/awaitable.js";
import type { PlotonError } from "../domain/errors.js";
import type { RouteName } from "../domain/fault-kinds.js";
import { isFinished, statusOf, type Task, type TaskRequest } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import type { FoundScenario, Scenarios } from "../scenarios.js";
import type { Done } from "./api-call.js";
import { noteIgnored } from "./ignored-hint.js";
import { noteRead } from "./polling-hint.js";

export type RouteContext = {
  account: Account;
  body: Buffer;
  contentType: string | undefined;
  contentEncoding: string | undefined;
  query: () => URLSearchParams;
  id: string;
  findScenario: Scenarios["find"];
};

/** What a route is about to do, before any fault: refuse, or carry it out. `about` names the call for seeded draws; it counts as `counted`, or by that. */
export type Prepared =
  | { error: PlotonError }
  | {
      error?: undefined;
      taskId?: string;
      fixture?: string;
      about: readonly string[];
      counted?: string;
      carryOut: () => Done | Promise<Done>;
    };

export type Route = { name: RouteName; prepare: (context: RouteContext) => Awaitable<Prepared> };
type ApiPath = { path: string; methods: Readonly<Record<string, Route>> };

const PATHS: readonly ApiPath[] = [
  {
    path: "/v1/tasks",
    methods: { GET: { name: "list", prepare: list }, POST: { name: "create", prepare: create } },
  },
  {
    path: "/v1/tasks/:id",
    methods: { GET: { name: "get", prepare: get }, DELETE: { name: "delete", prepare: cancel } },
  },
  { path: "/v1/tasks/:id/cancel", methods: { POST: { name: "cancel", prepare: cancel } } },
];

/** Every route there is, `path` in express's form. @forTests that try something on every route, as they read express's off its router */
export const API_ROUTES = PATHS.flatMap(({ path, methods }) =>
  Object.keys(methods).map((method) => ({ method, path })),
);

/** What stands before an id and after it; without `after` there is none. */
const PATTERNS = PATHS.map(({ path, methods }) => {
  const [before, after] = path.split(":id");
  return { before: before!, after, methods };
});

/** The route of a method (HEAD is GET's, contract 1.11) and path with the id in it; `allow` when the path is known and the method is not. */
export function findRoute(method: string, path: string): { route: Route; id: string } | { allow: string } | undefined {
  for (const { before, after, methods } of PATTERNS) {
    const id = after === undefined ? (path === before ? "" : undefined) : idBetween(path, before, after);
    if (id === undefined) continue;
    const wanted = method === "HEAD" ? "GET" : method;
    const route = Object.hasOwn(methods, wanted) ? methods[wanted] : undefined;
    return route ? { route, id: decoded(id) } : { allow: Object.keys(methods).join(", ") };
  }
  return undefined;
}

/** A segment of a path; undefined when the path is not of this form. */
function idBetween(path: string, before: string, after: string): string | undefined {
  if (!path.startsWith(before) || !path.endsWith(after)) return undefined;
  const id = path.slice(before.length, path.length - after.length);
  return id === "" || id.includes("/") ? undefined : id;
}

function decoded(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function create({ account, body, contentType, contentEncoding, findScenario }: RouteContext): Awaitable<Prepared> {
  const checked = parseCreate(body, contentType, contentEncoding);
  if (checked.ignored?.length) noteIgnored(account, checked.ignored);
  if (checked.error) return checked;
  const request = checked.value;
  const prepared = (found: FoundScenario | { error: PlotonError }): Prepared =>
    "error" in found ? found : toBegin(account, request, found);
  return andThen(findScenario(request, account), prepared);
}

function toBegin(account: Account, request: TaskRequest, { fixture, name, make }: FoundScenario): Prepared {
  const carryOut = () => andThen(make(), (made) => begin(account, request, made));
  return { fixture, about: [fixture, request.prompt], counted: name, carryOut };
}

/** Starts the task; the answer waits only when a fault delivers an event before it. */
function begin(
  account: Account,
  request: TaskRequest,
  { scenario, occurrence }: Awaited<ReturnType<FoundScenario["make"]>>,
): Done | Promise<Done> {
  const task = account.runner.start(request, scenario, occurrence);
  const done = { answer: { status: ASSUMED.createStatus, body: renderCreated(task) }, task };
  return account.deliverEarly(task)?.then(() => done) ?? done;
}

function get({ account, id }: RouteContext): Prepared {
  const task = account.find(id);
  if (!task) return { error: taskNotFound(id) };
  return aboutTask(task, () => {
    noteRead(account, task);
    return whole(task, 200);
  });
}

function cancel({ account, id }: RouteContext): Prepared {
  const task = account.find(id);
  if (!task) return { error: taskNotFound(id) };
  const status = statusOf(task);
  if (isFinished(status)) return { error: taskAlreadyFinished(id, status) };
  return aboutTask(task, () => {
    account.runner.move(task, { move: "cancel" }, "hand");
    return whole(task, ASSUMED.cancelStatus);
  });
}

function aboutTask(task: Task, carryOut: () => Done): Prepared {
  return { taskId: task.id, fixture: task.fixture.name, about: [task.id], carryOut };
}

function whole(task: Task, status: number): Done {
  return { answer: { status, body: renderTask(task) }, task };
}

function list({ account, query }: RouteContext): Prepared {
  const checked = parseListQuery(query());
  if (checked.error) return checked;
  const page = () => renderPage(account.newestFirst(), checked.value);
  return { about: [], carryOut: () => ({ answer: { status: 200, body: page() } }) };
}
