// The description of /v1 and /_mock: valid by itself, and complete.

import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, test } from "vitest";
import { fixtureFolder, start } from "../support/mock.js";
import { describedCalls, openApiOf } from "./described.js";

/** The table of the product page, and what came with it. */
const ROUTES = [
  "POST /v1/tasks",
  "GET /v1/tasks",
  "GET /v1/tasks/{id}",
  "DELETE /v1/tasks/{id}",
  "POST /v1/tasks/{id}/cancel",
  "GET /_mock/health",
  "GET /_mock/contract",
  "GET /_mock/openapi.json",
  "GET /_mock/webhook",
  "PUT /_mock/webhook",
  "GET /_mock/clock",
  "PUT /_mock/clock",
  "POST /_mock/clock/advance",
  "POST /_mock/clock/run-until-idle",
  "GET /_mock/tasks",
  "GET /_mock/tasks/{id}",
  ...["resume", "complete", "fail", "progress", "wait", "cancel"].map((move) => `POST /_mock/tasks/{id}/${move}`),
  "GET /_mock/deliveries",
  "GET /_mock/deliveries/{id}",
  "POST /_mock/deliveries/{id}/redeliver",
  "GET /_mock/faults",
  "POST /_mock/faults",
  "DELETE /_mock/faults",
  "DELETE /_mock/faults/{id}",
  "GET /_mock/fixtures",
  "POST /_mock/fixtures",
  "DELETE /_mock/fixtures",
  "DELETE /_mock/fixtures/{name}",
  "POST /_mock/fixtures/explain",
  "POST /_mock/wait",
  "POST /_mock/trigger",
  "GET /_mock/requests",
  "GET /_mock/events",
  "POST /_mock/reset",
  "POST /_mock/accounts",
  "DELETE /_mock/accounts/{key}",
  "GET /_mock/consent/{token}",
  "POST /_mock/consent/{token}",
];

test("the description is a valid OpenAPI 3.1 document, as a public validator sees it", async () => {
  const document = await openApiOf(await start());
  const validator = new Validator();
  const { valid, errors } = await validator.validate(document);
  expect(errors).toBeUndefined();
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});

test("every route of the product is described", async () => {
  const { paths } = await openApiOf(await start());
  const described = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described).toEqual(expect.arrayContaining(ROUTES));
});

test("operations have names of their own, which a client generator can use", async () => {
  const { paths } = await openApiOf(await start());
  const names = Object.values(paths).flatMap((methods) =>
    Object.values(methods as unknown as Record<string, { operationId: string }>).map(({ operationId }) => operationId),
  );
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) expect(name).toMatch(/^[A-Za-z]\w*$/);
});

type Operation = {
  parameters: { name: string; schema: { default?: unknown; description?: string } }[];
  requestBody?: { required: boolean; content: Record<string, { schema: { properties?: Record<string, object> } }> };
  security: object[];
};

async function operations(): Promise<Record<string, Operation>> {
  const { paths } = await openApiOf(await start());
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, one]) => [`${method.toUpperCase()} ${path}`, one as unknown as Operation]),
  );
  return Object.fromEntries(all);
}

test("records are components: an answer points to them, and none is described twice", async () => {
  const document = (await openApiOf(await start())) as unknown as { components: { schemas: Record<string, object> } };
  const { schemas } = document.components;
  for (const name of ["Task", "TaskRecord", "Delivery", "Attempt", "Fault", "Clock", "Account", "Fixture", "Consent"])
    expect(Object.keys(schemas)).toContain(name);
  const forms = Object.values(schemas).map((schema) => JSON.stringify(schema));
  expect(new Set(forms).size).toBe(forms.length);
  const inPaths = JSON.stringify((document as unknown as { paths: object }).paths);
  expect(forms.filter((form) => form.length > 300 && inPaths.includes(form))).toEqual([]);
});

test("what is filled in when left out is said, of pages as of bodies", async () => {
  const list = (await operations())["GET /_mock/deliveries"]!.parameters;
  expect(list.find(({ name }) => name === "limit")!.schema).toMatchObject({ default: 100, minimum: 1, maximum: 1_000 });
  expect(list.find(({ name }) => name === "offset")!.schema).toMatchObject({ default: 0 });
  expect(list.find(({ name }) => name === "order")!.schema).toMatchObject({ default: "oldest" });
});

test("a body is required where an empty one is refused, and nowhere else", async () => {
  const mock = await start({ fixtures: fixtureFolder() });
  const bodies = Object.entries(await operations()).filter(
    ([route, { requestBody }]) => requestBody && route.includes("/_mock/") && !route.includes("{token}"),
  );
  expect(bodies.length).toBeGreaterThan(15);
  for (const [index, [route, { requestBody }]] of bodies.entries()) {
    const [method = "", path = ""] = route.split(" ");
    const task = await mock.trigger("task.waiting", { user_id: `user_${index}` });
    const target = path.replace("deliveries/{id}", `deliveries/${task.delivery.id}`).replace("{id}", task.task.id);
    const headers = { "Content-Type": "application/json" };
    const { status } = await fetch(`${mock.url}${target}`, { method, headers, body: "{}" });
    expect([route, status === 400]).toEqual([route, requestBody!.required]);
  }
});

test("the key and the token are ways in, and the control API may be entered without", async () => {
  const { components } = (await openApiOf(await start())) as unknown as { components: { securitySchemes: object } };
  expect(components.securitySchemes).toMatchObject({
    key: { type: "http", scheme: "bearer" },
    token: { type: "apiKey", in: "header", name: "X-Ploton-Mock-Token" },
  });
  expect((await operations())["GET /_mock/tasks"]!.security).toEqual([
    {},
    { key: [] },
    { token: [] },
    { key: [], token: [] },
  ]);
});

test("what a length of time looks like is said where one is taken", async () => {
  const { requestBody } = (await operations())["POST /_mock/clock/advance"]!;
  expect(requestBody!.content["application/json"]!.schema.properties!.by).toMatchObject({
    description: expect.stringContaining("500ms"),
    examples: ["1m"],
  });
});

describe("of what a call is refused with", () => {
  type Refusable = { responses: Record<string, object>; requestBody?: object };

  async function refusable(): Promise<[route: string, one: Refusable][]> {
    const all = Object.entries(await operations()) as unknown as [string, Refusable][];
    return all.filter(([route]) => route.includes("/_mock/") && !/\{token\}|events|openapi/.test(route));
  }

  test("an id that nothing has is described as 404, and answered so", async () => {
    const mock = await start();
    const own = (await refusable()).filter(([route]) => /\{\w+\}/.test(route));
    expect(own.length).toBeGreaterThan(15);
    for (const [route, { responses }] of own) {
      const [method = "", path = ""] = route.split(" ");
      const body = { "/answer": { decision: "deny" } }[/\/answer$/.exec(path)?.[0] ?? ""] ?? {};
      const init = method === "GET" ? {} : { body: JSON.stringify(body) };
      const headers = { "Content-Type": "application/json" };
      const { status } = await fetch(`${mock.url}${path.replace(/\{\w+\}/, "nobody")}`, { method, headers, ...init });
      expect([route, status, Object.keys(responses).includes("404")]).toEqual([route, 404, true]);
    }
  });

  test("a body that is no JSON is 415 where there may be one, and is not described where there is none", async () => {
    const mock = await start();
    for (const [route, { responses }] of await refusable()) {
      const [method = "", path = ""] = route.split(" ");
      const isRead = method === "GET";
      expect([route, Object.keys(responses).includes("415")]).toEqual([route, !isRead]);
      if (isRead) continue;
      const init = { method, headers: { "Content-Type": "text/plain" }, body: "x" };
      expect([route, (await fetch(`${mock.url}${path.replace(/\{\w+\}/, "nobody")}`, init)).status]).toEqual([
        route,
        415,
      ]);
    }
  });

  test("a trigger that no fixture answers is refused as described", async () => {
    const mock = await start({ builtinFixtures: false, unmatched: "error" });
    const call = await describedCalls(mock);
    const { status, body } = await call("POST /_mock/trigger", {
      event: "task.complete",
      prompt: "Fly me to the moon",
    });
    expect([status, body.error.code]).toEqual([501, "mock_no_fixture"]);
  });

  test("what only some are refused with is said of these: a wait that is over, a clock that is busy", async () => {
    const with408 = (await refusable()).filter(([, { responses }]) => "408" in responses).map(([route]) => route);
    expect(with408).toEqual(["POST /_mock/wait"]);
    const reads = (await refusable()).filter(([route]) => route.startsWith("GET"));
    expect(reads.filter(([, { responses }]) => "409" in responses || "429" in responses)).toEqual([]);
  });
});
