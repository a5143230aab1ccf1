// POST /v1/tasks as it arrives: from bytes to a task request, or to the error that the table gives (contract 2, 3.1).

import type { PlotonError } from "../domain/errors.js";
import { isDeeperThan, isJsonObject, type Json, type JsonObject } from "../domain/json.js";
import { memberText } from "../domain/json-text.js";
import type { TaskRequest } from "../domain/task.js";
import { ASSUMED } from "./assumed.js";
import { invalidRequest, promptTooLong } from "./errors.js";

export type Checked<T> = { value: T; error?: undefined } | { error: PlotonError; value?: undefined };
/** `ignored`: the fields that are not known. Of a refused request, too: one of them may be a slip of what is missing. */
type CheckedCreate = Checked<TaskRequest> & { ignored?: readonly string[] };

/** A field of the request: its JSON Schema (for the API description), and what is wrong with a value, if anything. */
type Field = { name: string; required?: true; schema: JsonObject; problem: (value: Json) => string | undefined };

/** The fields of a create request in the order they are checked; any other field is ignored (contract 3.1). */
export const CREATE_FIELDS: readonly Field[] = [
  {
    name: "prompt",
    required: true,
    schema: {
      type: "string",
      minLength: 1,
      maxLength: ASSUMED.maxPromptCodePoints,
      description: "What is to be done, in plain language.",
    },
    problem: (value) => {
      if (typeof value !== "string") return "must be a string";
      return value.trim() === "" ? "must not be empty" : undefined;
    },
  },
  {
    name: "user_id",
    schema: { type: ["string", "null"], description: "The end user the task is for." },
    problem: (value) => (value === null || typeof value === "string" ? undefined : "must be a string"),
  },
  {
    name: "metadata",
    schema: { type: "object", additionalProperties: true, description: "Arbitrary key-value pairs, echoed." },
    problem: (value) => {
      if (!isJsonObject(value)) return "must be an object";
      return isDeeperThan(value, ASSUMED.maxNesting)
        ? `must not nest more than ${ASSUMED.maxNesting} levels deep`
        : undefined;
    },
  },
  {
    name: "mode",
    schema: {
      type: "string",
      enum: ["live", "test"],
      default: "live",
      description: "test: preview the tool, execute nothing.",
    },
    problem: (value) => (value === "live" || value === "test" ? undefined : 'must be "live" or "test"'),
  },
  {
    name: "sub_agent",
    schema: { type: "string", description: "The id of the sub-agent that takes it." },
    problem: (value) => (typeof value === "string" ? undefined : "must be a string"),
  },
];

const KNOWN = new Set(CREATE_FIELDS.map(({ name }) => name));

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Reads the body of a create request (raw bytes, its Content-Type and -Encoding) or says which row of the error table it meets. */
export function parseCreate(
  body: Uint8Array,
  contentType: string | undefined,
  contentEncoding: string | undefined,
): CheckedCreate {
  const parsed = parseJson(body, contentType, contentEncoding);
  if (parsed.error) return parsed;
  const fields = parsed.value;
  if (!isJsonObject(fields)) return refuse("The request body must be a JSON object.");
  const error = firstProblem(fields);
  const ignored = Object.keys(fields).filter((name) => !KNOWN.has(name));
  return error ? { error, ignored } : { value: requestOf(fields, body), ignored };
}

/** Some editors and shells put three bytes before a text in UTF-8. */
const MARK = [0xef, 0xbb, 0xbf];
const hasMark = (body: Uint8Array) => MARK.every((byte, i) => body[i] === byte);

/** The JSON of a body that must have one (its raw bytes, its Content-Type and -Encoding), or what is wrong with it. */
export function parseJson(body: Uint8Array, contentType: string | undefined, encoding = "identity"): Checked<Json> {
  if (!/^(?:identity)?$/i.test(encoding.trim()))
    return refuse(
      `The request body is compressed (Content-Encoding: ${encoding.slice(0, 100)}): send the JSON as it is, without that header.`,
    );
  if (!isJsonType(contentType))
    return refuse(
      `The request body is not JSON: send Content-Type: application/json${contentType === undefined ? "" : `, not ${JSON.stringify(contentType.slice(0, 100))}`}.`,
    );
  if (body.length === 0) return refuse("The request body is empty; it must be a JSON object.");
  if (hasMark(body)) return refuse("The request body begins with a byte order mark (BOM): send the JSON without it.");
  try {
    return { value: JSON.parse(utf8.decode(body)) as Json };
  } catch (error) {
    return refuse(
      `The request body is not valid JSON${error instanceof SyntaxError ? `: ${error.message}` : ": it is not valid UTF-8"}.`,
    );
  }
}

/** `application/json` with or without parameters; in any other charset than UTF-8 it is not JSON (contract 1.8). */
export function isJsonType(contentType: string | undefined): boolean {
  if (contentType === "application/json") return true;
  const [type, ...parameters] = (contentType ?? "")
    .toLowerCase()
    .split(";")
    .map((part) => part.trim());
  const charset = parameters
    .find((one) => one.startsWith("charset="))
    ?.slice("charset=".length)
    .replaceAll('"', "");
  return type === "application/json" && (charset === undefined || charset === "utf-8" || charset === "utf8");
}

/** The first row of the error table that these fields meet; undefined: none. */
export function firstProblem(fields: JsonObject): PlotonError | undefined {
  for (const { name, required, problem } of CREATE_FIELDS) {
    const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (value === undefined) {
      if (required) return invalidRequest(`${name} is required.`);
      continue;
    }
    const wrong = problem(value);
    if (wrong) return invalidRequest(`${name} ${wrong}.`);
  }
  const length = codePoints(fields.prompt as string);
  return length > ASSUMED.maxPromptCodePoints ? promptTooLong(length) : undefined;
}

function requestOf(fields: JsonObject, body: Uint8Array): TaskRequest {
  const request: TaskRequest = {
    prompt: fields.prompt as string,
    userId: (fields.user_id as string | null | undefined) ?? null,
    mode: (fields.mode as "live" | "test" | undefined) ?? "live",
  };
  if (Object.hasOwn(fields, "metadata")) request.metadata = memberText(body, "metadata")!;
  if (Object.hasOwn(fields, "sub_agent")) request.subAgent = fields.sub_agent as string;
  return request;
}

/** Characters are Unicode code points (contract 2). */
function codePoints(text: string): number {
  if (text.length <= ASSUMED.maxPromptCodePoints) return text.length;
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function refuse(message: string): { error: PlotonError } {
  return { error: invalidRequest(message) };
}
