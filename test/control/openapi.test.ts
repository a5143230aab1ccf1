// The description of /v1 and /_mock: valid by itself, and complete.

import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "vitest";
import { start } from "../support/mock.js";
import { openApiOf } from "./described.js";

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
