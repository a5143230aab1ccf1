// What the fuzzer tries: calls on every route with every field of the API's own description, bytes that are hardly HTTP,
// fixtures and schemas, handlers that misbehave, files that appear in a watched folder.

import fc from "fast-check";
import { schemas, texts, values } from "./hostile-values.js";

type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  enum?: unknown[];
  anyOf?: Schema[];
  examples?: unknown[];
};
type Parameter = { name: string; in: string; schema?: Schema };
type Described = {
  paths: Record<
    string,
    Record<string, { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }>
  >;
};

export const HANDLERS = ["ok", "500", "reset", "garbage", "half", "flood", "silent", "redirect", "headers"] as const;

export type Case =
  | { kind: "call"; method: string; path: string; body?: unknown }
  | { kind: "raw"; text: string; cut: boolean }
  | { kind: "fixture"; fixture: unknown; prompt: string; metadata?: unknown }
  | { kind: "handler"; handler: (typeof HANDLERS)[number]; prompt: string }
  | { kind: "file"; name: string; text: string };

/** Every operation of the description, with its parameters and body filled by right values and by hostile ones. */
function calls(description: Described, ids: readonly string[]): fc.Arbitrary<Case> {
  // What stops the mock when it is asked to is not asked.
  const paths = Object.entries(description.paths).filter(([path]) => path !== "/_mock/stop");
  const operations = paths.flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  return fc.constantFrom(...operations).chain(({ path, method, operation }) => {
    const { parameters = [], requestBody } = operation;
    const schema = requestBody && Object.values(requestBody.content)[0]?.schema;
    const named = (place: string) => parameters.filter((one) => one.in === place);
    return fc
      .record({
        inPath: fc.tuple(...named("path").map(() => fc.oneof(fc.constantFrom(...ids), texts.filter(isShort)))),
        inQuery: fc.tuple(...named("query").map(() => fc.option(texts.filter(isShort)))),
        body: schema ? bodyOf(schema) : fc.constant(undefined),
      })
      .map(({ inPath, inQuery, body }): Case => {
        let filled = path;
        for (const [at, { name }] of named("path").entries())
          filled = filled.replace(`{${name}}`, encoded(inPath[at] as string) || "%00");
        const query = named("query").flatMap(({ name }, at) =>
          inQuery[at] === null ? [] : [`${name}=${encoded(inQuery[at] as string)}`],
        );
        return { kind: "call", method, path: query.length > 0 ? `${filled}?${query.join("&")}` : filled, body };
      });
  });
}

function isShort(text: string): boolean {
  return text.length < 3_000;
}

function encoded(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, "?"));
}

function bodyOf(schema: Schema): fc.Arbitrary<unknown> {
  const fields = Object.entries(schema.properties ?? {}).map(
    ([name, field]) => [name, fc.oneof(right(field), values)] as const,
  );
  const record = fc.record(Object.fromEntries(fields), { requiredKeys: [] });
  return fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: values });
}

/** A value that the schema allows, as far as one sees at once. */
function right({ type, enum: allowed, examples, anyOf, properties }: Schema): fc.Arbitrary<unknown> {
  if (allowed && allowed.length > 0) return fc.constantFrom(...allowed);
  if (examples && examples.length > 0) return fc.constantFrom(...examples);
  if (anyOf && anyOf.length > 0) return fc.oneof(...anyOf.map(right));
  if (type === "integer" || type === "number") return fc.constantFrom(1, 2, 100);
  if (type === "boolean") return fc.boolean();
  if (type === "string") return texts;
  if (type === "object" && properties)
    return fc.record(Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, right(one)])));
  return values;
}

const raws: fc.Arbitrary<Case> = fc
  .record({
    line: fc.constantFrom(
      "GET /v1/tasks HTTP/1.1",
      "POST /v1/tasks HTTP/1.1",
      "GET /_mock/events HTTP/1.1",
      "POST /_mock/reset HTTP/1.1",
      "GET //_mock/health HTTP/1.1",
      "GET /%5fmock/../v1/tasks HTTP/1.1",
      "GET http://localhost/v1/tasks HTTP/1.1",
      "OPTIONS * HTTP/1.1",
      "CONNECT localhost:80 HTTP/1.1",
      "GET / HTTP/0.9",
      "\u0016\u0003\u0001",
      "PRI * HTTP/2.0",
    ),
    headers: fc.array(
      fc.constantFrom(
        "Host: localhost",
        "Authorization: Bearer pk_test_mock",
        "Content-Type: application/json",
        "Content-Length: 5",
        "Content-Length: 99999999999",
        "Content-Length: -1",
        "Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked, chunked",
        "Expect: 100-continue",
        "Expect: what",
        "Upgrade: websocket\r\nConnection: Upgrade",
        "Last-Event-ID: 0",
        "Last-Event-ID: 99999999999999999999",
        `X: ${"y".repeat(15_000)}`,
        "no colon",
        ": empty",
        "\0: nul",
      ),
      { maxLength: 6 },
    ),
    body: fc.constantFrom(
      "",
      "{}",
      '{"prompt":"x"}',
      "5\r\n{}{}{\r\n",
      "0\r\n\r\n",
      "\xff".repeat(100),
      "GET / HTTP/1.1\r\n\r\n".repeat(200),
    ),
    cut: fc.boolean(),
  })
  .map(
    ({ line, headers, body, cut }): Case => ({
      kind: "raw",
      text: `${[line, ...headers].join("\r\n")}\r\n\r\n${body}`,
      cut,
    }),
  );

const prompts = fc.oneof(
  texts,
  fc.constantFrom("x", "weather in Bern", "Return name, email and company for each contact."),
);

/** Results that generate, infer and echo, and expressions of every kind. */
const fixtures: fc.Arbitrary<Case> = fc
  .record({
    when: fc.oneof(
      fc.constant(undefined),
      fc.record({
        prompt: fc.record({
          matches: fc.oneof(texts, fc.constantFrom("^(\\w+\\s?)*$", "(.*)*x", "(?<x>.*).*.*.*y", "(a|a)*b")),
        }),
      }),
      fc.record({ prompt: fc.record({ contains: fc.oneof(texts, fc.array(texts, { maxLength: 3 })) }) }),
      values,
    ),
    complete: fc.oneof(
      fc.record({ a: fc.record({ $generate: schemas }) }),
      fc.record({ a: fc.constantFrom("{{prompt}}", "{{metadata}}", "{{match.x}}", "{{metadata.a.a}}") }),
      fc
        .constantFrom(100, 3_000)
        .map((count) => ({ a: Array.from({ length: count }, () => "{{prompt}}{{metadata}}") })),
      fc.constant({ $infer: true }),
      values,
    ),
    extra: fc.dictionary(fc.constantFrom("priority", "tool", "ids", "repeat", "plans", "description", "nmae"), values, {
      maxKeys: 2,
    }),
    prompt: prompts,
    metadata: fc.oneof(fc.constant({}), values),
  })
  .map(
    ({ when, complete, extra, prompt, metadata }): Case => ({
      kind: "fixture",
      fixture: { name: "fuzzed", ...(when !== undefined && { when }), plan: [{ complete }], ...extra },
      prompt,
      metadata,
    }),
  );

const handlers: fc.Arbitrary<Case> = fc.record({
  kind: fc.constant("handler" as const),
  handler: fc.constantFrom(...HANDLERS),
  prompt: fc.constantFrom(
    "Connect to the CRM",
    "Connect to user_123's team chat, find the #engineering channel, and post a summary of their latest invoice from the payment service.",
  ),
});

const files: fc.Arbitrary<Case> = fc.record({
  kind: fc.constant("file" as const),
  name: fc.constantFrom("a.yaml", "b.json", "c.yml"),
  text: fc.oneof(
    texts.map((text) => text.slice(0, 20_000)),
    fc.constantFrom(
      "name: a\nplan: [{ complete: {} }]\n",
      "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b, *b, *b, *b, *b]\n",
      `${"[".repeat(5_000)}`,
      `${"- ".repeat(3_000)}a`,
      `name: a\nids: [${"task_a, ".repeat(1_000)}]\nplan: []\n`,
      `${"k: {".repeat(400)}`,
    ),
    schemas.map((schema) => JSON.stringify({ name: "a", plan: [{ complete: { a: { $generate: schema } } }] })),
  ),
});

/** All kinds of cases. `ids`: tasks, deliveries and names that are there. */
export function cases(description: unknown, ids: readonly string[]): fc.Arbitrary<Case> {
  return fc.oneof(
    { weight: 8, arbitrary: calls(description as Described, ids) },
    { weight: 2, arbitrary: raws },
    { weight: 3, arbitrary: fixtures },
    { weight: 1, arbitrary: handlers },
    { weight: 1, arbitrary: files },
  );
}
