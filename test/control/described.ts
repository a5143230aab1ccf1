// Calls over HTTP whose every answer is held against the mock's own OpenAPI description.

import { Ajv2020 } from "ajv/dist/2020.js";
import formatsPlugin from "ajv-formats";
import { expect } from "vitest";
import type { PlotonMock } from "../../src/index.js";

type Described = { paths: Record<string, Record<string, { responses: Record<string, object> }>> };
type Answer = { status: number; body: Body; headers: Headers };
// biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came back.
export type Body = any;
export type Call = (route: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;

type Description = { document: Described; ajv: Ajv2020 };
/** By its text: it is the same for every mock of the same options, and compiling it takes longer than a test. */
const known = new Map<string, Description>();

async function descriptionOf({ url }: Pick<PlotonMock, "url">): Promise<Description> {
  const text = (await (await fetch(`${url}/_mock/openapi.json`)).text()).replaceAll(url, "");
  const before = known.get(text);
  if (before) return before;
  const document = JSON.parse(text) as Described;
  const ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  formatsPlugin.default(ajv);
  ajv.addSchema(document, "openapi");
  const made = { document, ajv };
  known.set(text, made);
  return made;
}

export async function openApiOf(mock: Pick<PlotonMock, "url">): Promise<Described> {
  return (await (await fetch(`${mock.url}/_mock/openapi.json`)).json()) as Described;
}

/** Calls "METHOD /path?query" with a JSON body; fails when the answer is not as described. `key` chooses the account. */
export async function describedCalls(mock: Pick<PlotonMock, "url">, key?: string): Promise<Call> {
  const { document, ajv } = await descriptionOf(mock);
  return async (route, body, headers = {}) => {
    const [method = "", target = ""] = route.split(" ");
    const sent: Record<string, string> = { ...(key !== undefined && { Authorization: `Bearer ${key}` }), ...headers };
    if (method !== "GET") sent["Content-Type"] ??= "application/json";
    const text = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(`${mock.url}${target}`, { method, headers: sent, body: text });
    const answer = { status: response.status, headers: response.headers, body: await response.json() };
    hold(ajv, document, method.toLowerCase(), target.split("?")[0]!, answer);
    return answer;
  };
}

function hold(ajv: Ajv2020, { paths }: Described, method: string, path: string, { status, body }: Answer): void {
  const template = Object.keys(paths).find((one) => pattern(one).test(path) && paths[one]![method]);
  expect(template, `${method} ${path} is described`).toBeDefined();
  const responses = paths[template!]![method]!.responses;
  const key = responses[status] ? String(status) : "default";
  expect(Object.keys(responses), `${status} of ${method} ${path} is described`).toContain(key);
  const pointer = ["paths", template!, method, "responses", key, "content", "application/json", "schema"];
  const fits = ajv.getSchema(`openapi#/${pointer.map(escaped).join("/")}`)!;
  expect(fits(body) || ajv.errorsText(fits.errors), `the answer of ${method} ${path}`).toBe(true);
}

/** Templates without parameters come first where both fit, as they do in the document. */
function pattern(template: string): RegExp {
  return new RegExp(`^${template.replace(/[.]/g, "\\.").replace(/\{\w+\}/g, "[^/]+")}$`);
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"));
}
