// The emulated API in the OpenAPI description: its schemas and its paths (contract 2, 3).

import { ASSUMED } from "../contract/assumed.js";
import { CREATE_FIELDS } from "../contract/task-request.js";
import type { JsonObject } from "../domain/json.js";
import { STATUSES } from "../domain/task.js";
import { errors, json, parameter, ref, response } from "./openapi-parts.js";

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
const TASK_ERROR = {
  type: "object",
  required: ["code", "message"],
  properties: {
    code: { type: "string" },
    message: { type: "string" },
    tool: { type: "string" },
    recoverable: { type: "boolean" },
    suggestion: { type: "string" },
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
    error: { $ref: "#/components/schemas/TaskError" },
    waiting: { type: "object", additionalProperties: true },
    ...METADATA,
  },
  additionalProperties: false,
};

/** The schemas that `/v1` speaks in, by name. */
export function emulatedSchemas(): JsonObject {
  return { Error: ERROR, TaskError: TASK_ERROR, CreatedTask: CREATED, Task: TASK, CreateTask: createSchema() };
}

function createSchema(): JsonObject {
  const required = CREATE_FIELDS.filter((field) => field.required).map(({ name }) => name);
  return {
    type: "object",
    required,
    properties: Object.fromEntries(CREATE_FIELDS.map(({ name, schema }) => [name, schema])),
  };
}

export function emulatedPaths(): JsonObject {
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
