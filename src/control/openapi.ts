// The OpenAPI 3.1 description of `/v1` and `/_mock`, made from the same schemas that check the requests.

import { z } from "zod";
import type { JsonObject } from "../domain/json.js";
import { emulatedPaths, emulatedSchemas } from "./openapi-emulated.js";
import { json, parameter, ref, response } from "./openapi-parts.js";
import type { Operation } from "./operation.js";

/** The whole document for a mock at `url`. */
export function openApi(operations: readonly Operation[], version: string, url: string): JsonObject {
  return {
    openapi: "3.1.0",
    info: {
      title: "ploton-mock",
      version,
      summary: "Ploton's tasks API, emulated, and the control API of the emulator.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url }],
    security: [{ key: [] }],
    tags: [
      { name: "v1", description: "The emulated API." },
      { name: "mock", description: "The control API." },
    ],
    paths: { ...emulatedPaths(), ...controlPaths(operations), ...pagePaths() },
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: emulatedSchemas(),
    },
  };
}

function controlPaths(operations: readonly Operation[]): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method]: describe(operation) };
  }
  return paths;
}

function describe({ name, summary, path, status, query, body, answer }: Operation): JsonObject {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, part]) => parameter("path", part!, { type: "string" }, true));
  return {
    operationId: name,
    tags: ["mock"],
    summary,
    security: [{ key: [] }, {}],
    parameters: [...inPath, ...queryParameters(query)],
    ...(body && { requestBody: { required: !body.safeParse({}).success, content: json(schemaOf(body, "input")) } }),
    responses: { [status]: response("Done.", schemaOf(answer, "output")), default: response("Refused.", ref("Error")) },
  };
}

function queryParameters(query: z.ZodType): JsonObject[] {
  const { properties = {}, required = [] } = schemaOf(query, "input") as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => parameter("query", name, schema, required.includes(name)));
}

/** What is not an operation with JSON on both sides. */
function pagePaths(): JsonObject {
  const page = { 200: { description: "The page.", content: { "text/html": {} } } };
  const token = [parameter("path", "token", { type: "string" }, true)];
  return {
    "/_mock/openapi.json": {
      get: {
        operationId: "getOpenApi",
        tags: ["mock"],
        summary: "This document.",
        responses: { 200: response("OpenAPI 3.1.", { type: "object" }) },
      },
    },
    "/_mock/events": {
      get: {
        operationId: "streamEvents",
        tags: ["mock"],
        summary: "Everything as it happens; resumable by Last-Event-ID.",
        responses: { 200: { description: "Server-sent events.", content: { "text/event-stream": {} } } },
      },
    },
    "/_mock/consent/{token}": {
      get: {
        operationId: "showConsent",
        tags: ["mock"],
        summary: "The consent page that auth_url points at.",
        parameters: token,
        responses: page,
      },
      post: {
        operationId: "answerConsent",
        tags: ["mock"],
        summary: "The answer of its form.",
        parameters: token,
        requestBody: { content: { "application/x-www-form-urlencoded": {} } },
        responses: page,
      },
    },
  };
}

function schemaOf(schema: z.ZodType, io: "input" | "output"): JsonObject {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest as JsonObject;
}
