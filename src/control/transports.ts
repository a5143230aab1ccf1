// The two ways to call an operation: in this process, and over HTTP.

import http from "node:http";
import https from "node:https";
import { isLoopback } from "../domain/address.js";
import { connectionWords } from "../domain/connection.js";
import { type MessagePart, MockError, said } from "../domain/errors.js";
import { type Json, shown } from "../domain/json.js";
import type { Account } from "../engine/account.js";
import { ASK_FOR_PARTS, MARK, type Mock } from "./core.js";
import type { AnswerTo, OperationName, Transport } from "./operations.js";
import type { CreatedTask } from "./types.js";

/** Calls a mock of this process as the account of `apiKey`; null: the default account. */
export function inProcess(mock: Mock, apiKey: string | null): Transport {
  return async <Name extends OperationName>(name: Name, input: AnyInput = {}) => {
    refuseStray(input.params ?? {});
    const { OPERATIONS, perform, refuseDeep } = await load();
    refuseDeep(input.body);
    const account = accountOf(mock, apiKey);
    const query = plain(input.query);
    const body = plain(input.body, written);
    return plain(await perform(OPERATIONS[name], { mock, account, ...input, query, body })) as AnswerTo<Name>;
  };
}

/** What any operation may be given. */
type AnyInput = { params?: Record<string, string>; query?: object; body?: unknown };

/** As over HTTP: the same account, and the same refusal of a key that is wrong or revoked. */
function accountOf({ accounts }: Mock, apiKey: string | null): Account {
  if (apiKey === null) return accounts.useMain();
  const { account, error } = accounts.admit(`Bearer ${apiKey}`);
  if (error) throw new MockError(error.status, error.code, error.message);
  return account;
}

/** Calls a mock that another process runs. `token`: what its --control-token asks for. */
export function overHttp(url: string, apiKey: string | null, token?: string): Transport {
  return async <Name extends OperationName>(name: Name, { params = {}, query = {}, body }: AnyInput = {}) => {
    refuseStray(params);
    const { method, path } = (await load()).OPERATIONS[name];
    const filled = path.replace(/:(\w+)/g, (_, part: string) => encodeURIComponent(params[part]!));
    const search = new URLSearchParams(texts(query)).toString();
    const target = `${url}${filled}${search && `?${search}`}`;
    const headers: Record<string, string> = {
      "Content-Type": "application/json",
      Accept: "application/json",
      [ASK_FOR_PARTS]: "yes",
    };
    if (apiKey !== null) headers.Authorization = `Bearer ${apiKey}`;
    if (token !== undefined) headers["X-Ploton-Mock-Token"] = token;
    const text = method === "get" ? undefined : written(body ?? {});
    const response = await reach(target, { method: method.toUpperCase(), headers, body: text }, url);
    return (await answerOf(response, url)) as AnswerTo<Name>;
  };
}

/**
 * POST /v1/tasks, as an app does it that has this key; with `patienceMs` it waits no longer than that. Throws `MockError` with what
 * the API answers instead of a task.
 */
export async function createTask(url: string, apiKey: string, body: object, patienceMs?: number): Promise<CreatedTask> {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${apiKey}` };
  const signal = patienceMs === undefined ? undefined : AbortSignal.timeout(patienceMs);
  const request = { method: "POST", headers, body: written(body), signal };
  const response = await reach(`${url}/v1/tasks`, request, url);
  // What the API answers bears no mark: nothing of the mock's own stands in it.
  return (await answerOf({ ...response, isMock: true }, url)) as CreatedTask;
}

/** Query values as texts, as they are in a URL. */
function texts(query: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value instanceof Date ? value.toISOString() : String(value)]],
    ),
  );
}

/** A name that a program left out is said; what would change the path of a request names nothing. */
function refuseStray(params: Record<string, unknown>): void {
  const texts: [string, string][] = Object.entries(params).map(([name, value]) => {
    if (typeof value === "string") return [name, value];
    throw new MockError(400, "invalid_request", `The ${name} must be a text, not ${shown(value)}.`);
  });
  const stray = texts.find(([, value]) => /^\.{0,2}$/.test(value));
  if (stray)
    throw new MockError(404, "not_found", `There is nothing with the ${stray[0]} ${JSON.stringify(stray[1])}.`);
}

type LoadedOperations = Pick<typeof import("./operations.js"), "OPERATIONS"> &
  Pick<typeof import("./operation.js"), "perform" | "refuseDeep">;
let loading: Promise<LoadedOperations> | undefined;

/** Once, and one module after the other: Jest's loader fails on two imports that are under way at the same time. */
function load(): Promise<LoadedOperations> {
  loading ??= (async () => ({ ...(await import("./operations.js")), ...(await import("./operation.js")) }))();
  return loading;
}

/** Does it only read? What was recorded can be looked at after a close, too. */
export async function onlyReads(name: OperationName): Promise<boolean> {
  return (await load()).OPERATIONS[name].method === "get";
}

/** The most that one answer holds. */
const WHOLE_PAGE = 1_000;

/** All that a list holds, page after page. */
export async function everyPage<Q extends { offset?: number }, T>(
  query: Q,
  page: (query: Q & { limit: number; offset: number }) => Promise<{ data: T[]; has_more: boolean }>,
): Promise<T[]> {
  const found: T[] = [];
  for (let { offset = 0 } = query; ; offset += WHOLE_PAGE) {
    const { data, has_more } = await page({ ...query, limit: WHOLE_PAGE, offset });
    found.push(...data);
    if (!has_more) return found;
  }
}

/** How long a mock on this machine may take to say that it is there, in milliseconds. */
const PATIENCE_MS = 3_000;

/** True when a mock answers at `url` soon, be it only to ask for a token or to refuse the name. */
export async function isMockAt(url: string): Promise<boolean> {
  return (await whoIsAt(url)) === "mock";
}

/** Who answers there soon. */
export async function whoIsAt(url: string): Promise<"mock" | "another server" | "nobody"> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const asked = exchange(`${url}/_mock/health`, { method: "GET", headers: {}, signal, insecure: true });
  return asked.then(
    ({ isMock }) => (isMock ? "mock" : "another server"),
    () => "nobody",
  );
}

type FilledRequest = {
  method: string;
  headers: Record<string, string>;
  body?: string;
  signal?: AbortSignal;
  insecure?: true;
};
type Response = { status: number; isMock: boolean; text: string };

async function reach(target: string, request: FilledRequest, url: string): Promise<Response> {
  try {
    return await exchange(target, request);
  } catch (error) {
    const [first] = (error instanceof AggregateError ? error.errors : [error]) as NodeJS.ErrnoException[];
    if (first?.code === "ABORT_ERR") throw unanswered("no_answer", `No answer came from ${url} in time`);
    const reason = connectionWords(first?.code, new URL(url)) ?? first?.message ?? String(error);
    if (BROKEN.has(first?.code))
      throw unanswered("connection_broken", `The connection to ${url} closed before an answer came (${reason})`);
    throw new MockError(503, "unreachable", `No mock answers at ${url} (${reason}). Start one with: npx ploton-mock`);
  }
}

/** Somebody took the connection, and let go of it. */
const BROKEN: ReadonlySet<string | undefined> = new Set(["ECONNRESET", "EPIPE"]);

/** The codes of calls that nobody answered, or not so that it can be read; any other is that of an answer. */
export const UNANSWERED: ReadonlySet<string> = new Set([
  "unreachable",
  "no_answer",
  "connection_broken",
  "broken_answer",
]);

/** A call that may have been carried out, for all that its answer says. */
function unanswered(code: string, what: string): MockError {
  const tasks = { operation: "listTasks", text: "GET /_mock/tasks" };
  const faults = { operation: "listFaults", text: "GET /_mock/faults" };
  return new MockError(
    503,
    code,
    said`${what}. What it asked for may be done all the same: see ${tasks}, and ${faults} for a fault that struck it.`,
  );
}

/** One request. To this machine it never takes a proxy, whatever the environment says: that would reach another machine's localhost. */
function exchange(target: string, { method, headers, body, signal, insecure }: FilledRequest): Promise<Response> {
  const url = new URL(target);
  const client = url.protocol === "https:" ? https : http;
  // An agent of its own takes no proxy; the global one does, where Node was told to.
  const agent = isLoopback(url.hostname) ? new client.Agent() : undefined;
  const length = body === undefined ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, ...length }, agent, signal, rejectUnauthorized: !insecure };
    const request = client.request(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          isMock: response.headers[MARK.toLowerCase()] !== undefined,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

async function answerOf(response: Response, url: string): Promise<unknown> {
  const answer = parse(response.text);
  // Another server on that port may answer anything: its pages are not worth showing.
  if (!response.isMock)
    throw new MockError(
      503,
      "not_a_mock",
      said`No ploton-mock answers at ${url}: another server does. Give ${{ field: "url", text: "its URL" }}, or start one with: npx ploton-mock`,
    );
  if (response.status < 400) {
    if (answer !== undefined) return answer;
    const what = response.text === "" ? "is empty" : `is no JSON: ${shown(response.text.slice(0, 200))}`;
    throw unanswered("broken_answer", `The answer ${response.status} of ${url} ${what}`);
  }
  const { code, message, details, parts } = (answer as { error?: ErrorBody } | undefined)?.error ?? {
    code: "internal_error",
    message: `It answered ${response.status}: ${response.text.slice(0, 200)}`,
  };
  throw new MockError(response.status, code, parts ?? message, details);
}

type ErrorBody = { code: string; message: string; details?: Json; parts?: MessagePart[] };

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What would have gone or come over HTTP: a copy that shares nothing with the mock. */
function plain<T>(value: T, write: (value: unknown) => string = JSON.stringify): T {
  return value === undefined ? value : JSON.parse(write(value));
}

/** What a program gives, as JSON. Throws `MockError` 400 for what would arrive as something else, or not at all. */
function written(body: unknown): string {
  try {
    return JSON.stringify(body, refuseUnwritable);
  } catch (error) {
    if (error instanceof MockError) throw error;
    throw new MockError(400, "invalid_request", `What was given cannot be written as JSON: ${String(error)}.`);
  }
}

function refuseUnwritable(key: string, value: unknown): unknown {
  if (typeof value !== "bigint" && !(typeof value === "number" && !Number.isFinite(value))) return value;
  throw new MockError(400, "invalid_request", `${key} is ${value}, which JSON cannot hold: give it as text.`);
}
