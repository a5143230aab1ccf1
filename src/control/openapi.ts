// The OpenAPI 3.1 description of `/v1` and `/_mock`: of `/_mock` made from the same schemas that check the requests, each record
// with its name.

import { z } from "zod";
import { ASSUMED } from "../contract/assumed.js";
import { CREATE_FIELDS } from "../contract/task-request.js";
import { DURATION_FORM } from "../domain/duration.js";
import { isJsonObject, type JsonObject } from "../domain/json.js";
import { STATUSES } from "../domain/task.js";
import { eventSchema } from "./event-forms.js";
import { FIELD_TEXTS } from "./field-texts.js";
import type { Operation } from "./operation.js";

type Parts = { paths: JsonObject; schemas: JsonObject };
/** Made once for a set of operations: it takes some fifty milliseconds, and only the address differs from mock to mock. */
const partsMade = new WeakMap<object, Parts>();

function partsOf(operations: Readonly<Record<string, Operation>>): Parts {
  const known = partsMade.get(operations);
  if (known) return known;
  const forms = createForms();
  const paths = {
    ...emulatedPaths(),
    ...controlPaths(operations, forms),
    ...pagePaths(forms.of(eventSchema(), "output")),
  };
  const parts = { paths, schemas: { ...emulatedSchemas(), ...withTexts(forms.named) } };
  partsMade.set(operations, parts);
  return parts;
}

/** The whole document for a mock at `url`. */
export function openApi(operations: Readonly<Record<string, Operation>>, version: string, url: string): JsonObject {
  const { paths, schemas } = partsOf(operations);
  return {
    openapi: "3.1.0",
    info: {
      title: "ploton-mock",
      version,
      summary: "Ploton's tasks API, emulated, and the control API of the emulator.",
      description: `Times are ISO 8601 in UTC. Lengths of time are texts: ${DURATION_FORM}.`,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url }],
    security: [{ key: [] }],
    tags: [
      { name: "v1", description: "The emulated API." },
      { name: "mock", description: "The control API." },
    ],
    paths,
    components: {
      securitySchemes: {
        key: {
          type: "http",
          scheme: "bearer",
          description:
            "pk_test_… or pk_live_…; on the control API it chooses the account, and none is the default one.",
        },
        token: {
          type: "apiKey",
          in: "header",
          name: "X-Ploton-Mock-Token",
          description: "What --control-token asks for.",
        },
      },
      schemas,
    },
  };
}

/** Forms as JSON Schema: those with a name stand once, in `named`, and are pointed to. */
type Forms = { named: Record<string, JsonObject>; of(schema: z.ZodType, io: "input" | "output"): JsonObject };

function createForms(): Forms {
  const named: Record<string, JsonObject> = {};
  return {
    named,
    of(schema, io) {
      const made = z.toJSONSchema(schema, {
        io,
        unrepresentable: "any",
        override: tidy,
      });
      const {
        $schema,
        $defs = {},
        ...form
      } = JSON.parse(JSON.stringify(made).replaceAll('"#/$defs/', '"#/components/schemas/')) as JsonObject & {
        $defs?: Record<string, JsonObject>;
      };
      Object.assign(named, $defs);
      return form;
    },
  };
}

/** With what the types say of each field. */
function withTexts(schemas: Record<string, JsonObject>): JsonObject {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const texts = Object.entries(FIELD_TEXTS[name] ?? {});
      for (const [path, text] of texts) describe(schema, path.split("."), text);
      return [name, schema];
    }),
  );
}

/** Says of one field of a schema what it is: also in what a list of it holds, or where it may be null. */
function describe(schema: JsonObject, [field = "", ...inside]: string[], text: string): void {
  for (const one of [schema, schema.items, ...[schema.anyOf, schema.oneOf].flat()]) {
    const properties = isJsonObject(one) ? one.properties : undefined;
    const found = isJsonObject(properties) ? properties[field] : undefined;
    if (isJsonObject(found) && inside.length > 0) describe(found, inside, text);
    else if (isJsonObject(found)) found.description = text;
  }
}

/** Every whole number is one that a double holds: that need not be said each time. Defaults and examples are said of all that is taken. */
function tidy({
  zodSchema,
  jsonSchema,
}: {
  zodSchema: z.core.$ZodTypes;
  jsonSchema: z.core.JSONSchema.BaseSchema;
}): void {
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (zodSchema instanceof z.ZodDefault) jsonSchema.default = zodSchema.def.defaultValue as typeof jsonSchema.default;
  const examples = z.globalRegistry.get(zodSchema)?.examples as typeof jsonSchema.examples;
  if (examples) jsonSchema.examples = examples;
}

/** With or without a key, with or without a token. */
const CONTROL_SECURITY: JsonObject[] = [{}, { key: [] }, { token: [] }, { key: [], token: [] }];

function controlPaths(operations: Readonly<Record<string, Operation>>, forms: Forms): JsonObject {
  const paths: Record<string, JsonObject> = {};
  for (const [name, operation] of Object.entries(operations)) {
    const path = operation.path.replace(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method]: described(name, operation, forms) };
  }
  return paths;
}

/**
 * What a call may be refused with: a bad request, a caller without token or key, a guest; a body that is too large or no JSON; a bug.
 * Each by itself: a generated client takes `default` for an answer like the others.
 */
function refusalsOf({ method, refuses }: Operation): number[] {
  const ofBody = method === "get" ? [] : [413, 415];
  return [400, 401, 403, ...ofBody, 500, ...refuses].sort((a, b) => a - b);
}

function described(name: string, operation: Operation, forms: Forms): JsonObject {
  const { summary, path, status, query, form, answer, text } = operation;
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, part]) => parameter("path", part!, { type: "string" }, true));
  const done = response("Done.", forms.of(answer(), "output"));
  if (text) Object.assign(done.content as JsonObject, { "text/plain": { schema: { type: "string" } } });
  return {
    operationId: name,
    tags: ["mock"],
    summary,
    security: CONTROL_SECURITY,
    parameters: [...inPath, ...queryParameters(forms.of(query(), "input"))],
    ...(form && {
      requestBody: { required: !form().safeParse({}).success, content: json(forms.of(form(), "input")) },
    }),
    responses: { [status]: done, ...errors(...refusalsOf(operation)) },
  };
}

function queryParameters(form: JsonObject): JsonObject[] {
  const { properties = {}, required = [] } = form as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => parameter("query", name, schema, required.includes(name)));
}

/** What is not an operation with JSON on both sides. */
function pagePaths(event: JsonObject): JsonObject {
  const page = { 200: { description: "The page.", content: { "text/html": {} } } };
  const token = [parameter("path", "token", { type: "string" }, true)];
  return {
    "/_mock/openapi.json": {
      get: {
        operationId: "getOpenApi",
        tags: ["mock"],
        summary: "This document.",
        security: CONTROL_SECURITY,
        responses: { 200: response("OpenAPI 3.1.", { type: "object" }) },
      },
    },
    "/_mock/events": {
      get: {
        operationId: "streamEvents",
        tags: ["mock"],
        summary: "Everything as it happens; resumable by Last-Event-ID.",
        security: CONTROL_SECURITY,
        responses: {
          200: {
            description: "Server-sent events: the data of each is this, as JSON.",
            content: { "text/event-stream": { schema: event } },
          },
        },
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

const ERROR = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message"],
      properties: { code: { type: "string" }, message: { type: "string" }, details: {} },
    },
  },
};
const HEAD = {
  id: { type: "string" },
  status: { type: "string", enum: [...STATUSES] },
  tool: { type: "string" },
  sub_agent: { type: "string" },
  created_at: { type: "string", format: "date-time" },
};
const METADATA = { metadata: { type: "object", additionalProperties: true } };
const CREATED = {
  type: "object",
  required: ["id", "status", "created_at"],
  properties: { ...HEAD, ...METADATA },
  additionalProperties: false,
};
const TASK = {
  type: "object",
  required: ["id", "status", "created_at"],
  properties: {
    ...HEAD,
    completed_at: { type: "string", format: "date-time" },
    result: { type: "object", additionalProperties: true },
    error: ref("TaskError"),
    waiting: { type: "object", additionalProperties: true },
    ...METADATA,
  },
  additionalProperties: false,
};

/** The schemas that `/v1` speaks in, by name. */
function emulatedSchemas(): JsonObject {
  return { Error: ERROR, CreatedTask: CREATED, Task: TASK, CreateTask: createSchema() };
}

function createSchema(): JsonObject {
  const required = CREATE_FIELDS.filter((field) => field.required).map(({ name }) => name);
  return {
    type: "object",
    required,
    properties: Object.fromEntries(CREATE_FIELDS.map(({ name, schema }) => [name, schema])),
  };
}

function emulatedPaths(): JsonObject {
  const task = response("The task.", ref("Task"));
  const id = parameter("path", "id", { type: "string" }, true);
  const { min, max, default: fallback } = ASSUMED.listLimit;
  return {
    "/v1/tasks": {
      post: v1("createTask", "Starts a task.", {
        requestBody: { required: true, content: json(ref("CreateTask")) },
        responses: {
          [ASSUMED.createStatus]: response("The task, as it begins.", ref("CreatedTask")),
          ...errors(400, 401, 403, 413, 422, 429, 500, 501),
        },
      }),
      get: v1("listTasks", "Tasks, newest first.", {
        parameters: [
          parameter("query", "limit", { type: "integer", minimum: min, maximum: max, default: fallback }),
          parameter("query", "offset", { type: "integer", minimum: 0, default: 0 }),
          parameter("query", "status", { type: "string", enum: [...STATUSES] }),
          parameter("query", "user_id", { type: "string" }),
        ],
        responses: {
          200: response("One page.", {
            type: "object",
            required: ["data", "has_more"],
            properties: { data: { type: "array", items: ref("Task") }, has_more: { type: "boolean" } },
            additionalProperties: false,
          }),
          ...errors(400, 401, 403, 429, 500),
        },
      }),
    },
    "/v1/tasks/{id}": {
      get: v1("getTask", "One task.", {
        parameters: [id],
        responses: { 200: task, ...errors(400, 401, 403, 404, 429, 500) },
      }),
      delete: v1("deleteTask", "Cancels a task.", {
        parameters: [id],
        responses: { 200: task, ...errors(400, 401, 403, 404, 409, 429, 500) },
      }),
    },
    "/v1/tasks/{id}/cancel": {
      post: v1("cancelTask", "Cancels a task.", {
        parameters: [id],
        responses: { 200: task, ...errors(400, 401, 403, 404, 409, 429, 500) },
      }),
    },
  };
}

function v1(operationId: string, summary: string, rest: JsonObject): JsonObject {
  return { operationId: `v1_${operationId}`, tags: ["v1"], summary, ...rest };
}

// Small pieces of the document.

function errors(...statuses: number[]): JsonObject {
  return Object.fromEntries(statuses.map((status) => [status, response("Refused.", ref("Error"))]));
}

function response(description: string, schema: JsonObject): JsonObject {
  return { description, content: json(schema) };
}

function json(schema: JsonObject): JsonObject {
  return { "application/json": { schema } };
}

function ref(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` };
}

function parameter(place: "path" | "query", name: string, schema: JsonObject, required = false): JsonObject {
  return { in: place, name, required, schema };
}
