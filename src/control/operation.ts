// An operation of the control API as data: method, path, what it takes, what it answers, what it does.

import { z } from "zod";
import type { Awaitable } from "../domain/awaitable.js";
import { didYouMean, type MessagePart, MockError, nearestWords, said } from "../domain/errors.js";
import { isDeeperThan, type Json, shown } from "../domain/json.js";
import { madeOnce } from "../domain/lazy.js";
import type { Account } from "../engine/account.js";
import type { Mock } from "./core.js";
import type { Built } from "./forms.js";

/** The names in a path of express's form: "id" of /_mock/tasks/:id. */
type Params<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Record<Name, string> & Params<Rest>
  : Path extends `${string}:${infer Name}`
    ? Record<Name, string>
    : unknown;

type Method = "get" | "put" | "post" | "delete";
type PathOf<Route extends string> = Route extends `${string} ${infer Path}` ? Path : never;

/** What an operation is given: the mock, the account it acts on, and its checked input. */
export type Call<P, Query, Body> = {
  mock: Mock;
  account: Account;
  params: P;
  query: Query;
  body: Body;
  signal?: AbortSignal;
};

/** What an operation may be refused with, beside what each is refused with for a bad request, caller or mock. */
export type RefusedWith = 404 | 408 | 409 | 422 | 429 | 501;

/**
 * `path` in express's form (/_mock/tasks/:id). `status` of success, 200 unless said. `answer` describes what comes back. `form`
 * describes the body where the check of it is left to another.
 */
export type Operation<
  P = unknown,
  Q extends z.ZodType = z.ZodType,
  B extends Built<z.ZodType> | null = Built<z.ZodType> | null,
  A extends z.ZodType = z.ZodType,
> = {
  method: Method;
  path: string;
  summary: string;
  status: number;
  refuses: readonly RefusedWith[];
  query: Built<Q>;
  body: B;
  form: Built<z.ZodType> | null;
  answer: Built<A>;
  /** The answer as text, for a caller that does not ask for JSON. */
  text?: (answer: never) => string;
  handle: (call: Call<never, never, never>) => unknown;
  /** The names in the path, for the compiler alone. */
  params?: P;
};

type Definition<R extends string, Q extends z.ZodType, B extends Built<z.ZodType> | null, A extends z.ZodType> = {
  route: R;
  summary: string;
  status?: number;
  refuses?: readonly RefusedWith[];
  query?: Built<Q>;
  body?: B;
  form?: Built<z.ZodType>;
  answer: Built<A>;
  text?: (answer: z.output<A>) => string;
  handle: (
    call: Call<Params<PathOf<R>>, z.output<Q>, B extends Built<infer S> ? z.output<S> : undefined>,
  ) => Awaitable<NoInfer<z.output<A>>>;
};

/** How deep a body may nest objects and lists: what goes deeper could be stored and never shown again. */
const DEEPEST_BODY = 128;
/** So many complaints are made of one request. */
const MOST_COMPLAINTS = 10;

/** All that was given: no field of it. */
const WHOLE_BODY: MessagePart = { field: "", text: "The body" };

const NO_QUERY = () => z.strictObject({});

/** Defines an operation: its handler sees the types of its own schemas, and answers with what `answer` describes. */
export function operation<
  R extends `${Uppercase<Method>} ${string}`,
  A extends z.ZodType,
  Q extends z.ZodType = ReturnType<typeof NO_QUERY>,
  B extends Built<z.ZodType> | null = null,
>(definition: Definition<R, Q, B, A>): Operation<Params<PathOf<R>>, Q, B, A> {
  const { route, summary, status = 200, refuses = [], answer, text, handle } = definition;
  const { query = NO_QUERY, body = null, form = body } = definition;
  const [method, path] = route.split(" ") as [string, string];
  return {
    method: method.toLowerCase() as Method,
    path,
    summary,
    status,
    refuses,
    query: madeOnce(query as Built<Q>),
    body: (body && madeOnce(body)) as B,
    form,
    answer,
    ...(text && { text }),
    handle,
  };
}

/** Checks the input of an operation and carries it out. Throws `MockError` 400 `invalid_request` naming the field. */
export async function perform(
  operation: Operation,
  call: {
    mock: Mock;
    account: Account;
    params?: Record<string, string>;
    query?: unknown;
    body?: unknown;
    signal?: AbortSignal;
  },
): Promise<unknown> {
  refuseDeep(call.body);
  const query = checked(operation.query(), call.query ?? {}, "query parameter");
  const body = operation.body ? checked(operation.body(), call.body ?? {}, "field") : undefined;
  const answer = await operation.handle({
    ...call,
    params: (call.params ?? {}) as never,
    query: query as never,
    body: body as never,
  });
  call.account.keep();
  return answer;
}

/** What is asked for by an id that nothing has. `list`: the operation that tells those there are. */
export function notFound(what: string, id: string, list: { operation: string; text: string }, where = ""): MockError {
  const place = where && ` ${where}`;
  const parts = said`There is no ${what} ${JSON.stringify(id)}${place}. ${list} lists those there are.`;
  return new MockError(404, `${what}_not_found`, parts);
}

/** Throws `MockError` 400 for a body that nests too deep to be looked into, copied or shown. */
export function refuseDeep(body: unknown): void {
  if (isDeeperThan((body ?? null) as Json, DEEPEST_BODY))
    throw new MockError(
      400,
      "invalid_request",
      said`${WHOLE_BODY} must not nest more than ${String(DEEPEST_BODY)} levels deep.`,
    );
}

/** A value that fits the schema, or `MockError` 400 with every complaint in one sentence each. */
export function checked<T extends z.ZodType>(schema: T, value: unknown, what: string): z.output<T> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new MockError(
    400,
    "invalid_request",
    result.error.issues
      .slice(0, MOST_COMPLAINTS)
      .flatMap((issue, at) => [...(at > 0 ? [" "] : []), ...complaint(issue, schema, value, what)]),
  );
}

function complaint(issue: z.core.$ZodIssue, schema: z.ZodType, value: unknown, what: string): MessagePart[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys
      .slice(0, MOST_COMPLAINTS)
      .flatMap((key, at) => [...(at > 0 ? [" "] : []), ...unknownKey(key, issue.path, keysOf(schema), what)]);
  const given = valueAt(value, issue.path);
  const message =
    issue.message === "Invalid input: expected string, received undefined" ? "is required" : wording(issue, given);
  const guess = issue.code === "invalid_value" && typeof given === "string" ? didYouMean(given, namesIn(issue)) : "";
  const field = fieldName(issue.path);
  if (field !== "") return [{ field, text: field }, ` ${message}.${guess}`];
  return what === "field" ? [WHOLE_BODY, ` ${message}.${guess}`] : [`${message}.${guess}`];
}

/** What was given at a place. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((place, part) => (place as Record<PropertyKey, unknown> | undefined)?.[part], value);
}

function namesIn({ values }: z.core.$ZodIssueInvalidValue): string[] {
  return values.map(String);
}

/** A key that nothing takes: which, the one that was meant, those that there are; each a field, for a skin with names of its own. */
function unknownKey(key: string, path: readonly PropertyKey[], known: readonly string[], what: string): MessagePart[] {
  const name = (field: string): MessagePart => ({ field, text: field });
  const [nearest] = nearestWords(key, known);
  const meant: MessagePart[] = nearest === undefined ? [] : [' Did you mean "', name(nearest), '"?'];
  const names = known.flatMap((one, at) => [...(at > 0 ? [", "] : []), name(one)]);
  const allowed: MessagePart[] = known.length > 0 ? [" Allowed: ", ...names, "."] : [" None is taken here."];
  return [`There is no ${what} `, name(fieldName([...path, key])), ".", ...meant, ...allowed];
}

/** zod's words in ours, where a person would stumble over them. */
function wording(issue: z.core.$ZodIssue, given: unknown): string {
  if (issue.message.startsWith("must be ")) return issue.message;
  if (issue.code === "invalid_type")
    return issue.message.includes("received undefined")
      ? "is required"
      : `must be ${issue.expected === "int" ? "a whole number" : `of type ${issue.expected}`}`;
  if (issue.code === "invalid_union") return `must be of type ${typesOf(issue).join(" or ")}`;
  if (issue.code === "too_small" && issue.origin === "string") return "must not be empty";
  if (issue.code === "too_small" || issue.code === "too_big") return `must be ${boundOf(issue)}`;
  if (issue.code === "invalid_value") {
    const allowed = namesIn(issue);
    const not = given === undefined ? "" : `, not ${shown(given)}`;
    return `must be ${allowed.length === 1 ? JSON.stringify(allowed[0]) : `one of ${allowed.join(", ")}`}${not}`;
  }
  return issue.message.replace(/^Invalid input: /, "").replace(/\.$/, "");
}

/** What a union takes. */
function typesOf({ errors }: z.core.$ZodIssueInvalidUnion): string[] {
  return errors.flat().flatMap((issue) => (issue.code === "invalid_type" ? [issue.expected] : []));
}

/** A field's place, as people write it; a name that nobody would write is cut short. */
export function fieldName(path: readonly PropertyKey[]): string {
  const name = path
    .map((part, at) => (typeof part === "number" ? `[${part}]` : `${at > 0 ? "." : ""}${String(part)}`))
    .join("");
  return name.length > 100 ? shown(name) : name;
}

function boundOf(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (issue.code === "too_small") return `${issue.inclusive ? "at least" : "over"} ${issue.minimum}`;
  return `${issue.inclusive ? "at most" : "under"} ${issue.maximum}`;
}

function keysOf(schema: z.ZodType): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
