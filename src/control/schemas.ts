// The forms that control operations take and give: checks of requests, and the source of the API description.

import { z } from "zod";
import { ASSUMED } from "../contract/assumed.js";
import { LENGTHS, type Length, MOST_SPEED, readLength } from "../domain/bounds.js";
import { DELIVERY_STATES, EVENTS } from "../domain/delivery.js";
import { DURATION_FORM, TIME_FORM } from "../domain/duration.js";
import type { JsonObject } from "../domain/json.js";
import { isJsonObject, shown } from "../domain/json.js";
import { CONSENTS, STATUSES } from "../domain/task.js";
import { readNow, readRetry, readText as readSecret, readSeed, readSpeed, readUrl } from "../option-values.js";
import { CLOCKS } from "../options.js";
import { MOST_PENDING } from "./records.js";

/** Reads with a function that throws its complaint. */
function readBy<T>(inner: z.ZodType, read: (value: unknown) => T) {
  return inner.transform((value, context) => {
    try {
      return read(value);
    } catch (error) {
      context.addIssue({
        code: "custom",
        message: (error instanceof Error ? error.message : String(error)).replace(/\.$/, ""),
      });
      return z.NEVER;
    }
  });
}

/** Text that `read` understands, or throws its complaint ("must be …"). */
function readText<T>(read: (value: unknown) => T, form: string, example: string) {
  const said = (value: unknown) => (value === undefined ? undefined : `must be ${form}, not ${shown(value)}`);
  return readBy(z.string({ error: ({ input }) => said(input) }), read).meta({ examples: [example] });
}

export const duration = (length: Length = LENGTHS.virtual) =>
  readText((value) => readLength(value, length), DURATION_FORM, "1m");
export const webhookTimeout = () => duration(LENGTHS.webhookTimeout);
export const time = () => readText(readNow, TIME_FORM, "2025-06-15T14:22:00Z");
export const webhookUrl = () => readBy(z.union([z.string(), z.null()]), readUrl);
export const retry = () => readBy(z.union([z.string(), z.array(z.string())]), readRetry);
export const speed = () => readBy(z.number(), readSpeed).meta({ exclusiveMinimum: 0, maximum: MOST_SPEED });
export const seed = () => readBy(z.union([z.string(), z.number()]), readSeed);
export const secret = () => readBy(z.string(), readSecret);
export const apiKey = () => z.string().regex(ASSUMED.keyForm, "must begin with pk_test_ or pk_live_");

export const jsonObject = () =>
  z.custom<JsonObject>(isJsonObject, "must be an object").meta({ type: "object", additionalProperties: true });

const wholeText = (name: string, least: number, most: number, fallback: number) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,15}$/.test(text) && Number(text) >= least && Number(text) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number)
    .default(fallback)
    .meta({ description: name, type: "integer", minimum: least, maximum: most });

/** `limit` and `offset` of every list. */
export const page = {
  limit: wholeText("how many at most", 1, 1_000, 100),
  offset: wholeText("how many to pass over", 0, Number.MAX_SAFE_INTEGER, 0),
};

/** How much of what is booked is listed. */
export const pendingLimit = wholeText("how many of what is booked to list at most", 0, MOST_PENDING, MOST_PENDING);

export const clockMode = z.enum(CLOCKS);
export const consent = z.enum(CONSENTS);
export const eventName = z.enum(EVENTS);
export const taskStatus = z.enum(STATUSES);
export const deliveryState = z.enum(DELIVERY_STATES);

const instant = z.string().meta({ format: "date-time" });
const anything = z.unknown();

export const played = z.object({ at: instant, label: z.string() });
export const clockAnswer = z.object({ mode: clockMode, speed: z.number(), now: instant, pending: z.array(played) });
export const playedAnswer = z.object({ now: instant, played: z.array(played) });

export const taskError = z.strictObject({
  code: z.string().min(1),
  message: z.string().min(1),
  tool: z.string().optional(),
  recoverable: z.boolean().optional(),
  suggestion: z.string().optional(),
});

export const attemptAnswer = z.object({
  number: z.int(),
  at: instant,
  url: z.string(),
  fault: z.string().nullable(),
  outcome: z.enum(["answered", "timed_out", "unreachable"]),
  error: z.string().nullable(),
  by: z.enum(["schedule", "hand"]),
  edited: z.boolean(),
  request: z.object({ headers: z.record(z.string(), z.string()), body: z.string().nullable() }),
  response: z
    .object({ status: z.int(), headers: z.record(z.string(), z.string()), body: z.string(), truncated: z.boolean() })
    .nullable(),
  duration_ms: z.number(),
  diagnosis: z.string().nullable(),
});

export const deliveryAnswer = z.object({
  id: z.string(),
  task_id: z.string(),
  event: eventName,
  url: z.string().nullable(),
  state: deliveryState,
  next_attempt_at: instant.nullable(),
  attempts_allowed: z.int(),
  sending: z.object({ attempt: z.int(), since: instant, for_ms: z.number() }).nullable(),
  body: z.string(),
  signature: z.string(),
  attempts: z.array(attemptAnswer),
});

const entryAnswer = z.object({
  at: instant,
  move: z.string(),
  status: taskStatus,
  by: z.enum(["create", "plan", "hand", "consent"]),
  step: z.int().nullable(),
  data: anything,
  deadlines: z.array(z.object({ at: instant, move: z.string() })).optional(),
  page: z.string().optional(),
});

export const taskAnswer = z.object({
  id: z.string(),
  status: taskStatus,
  tool: z.string().optional(),
  sub_agent: z.string().optional(),
  created_at: instant,
  completed_at: instant.optional(),
  result: z.record(z.string(), anything).optional(),
  error: taskError.optional(),
  waiting: z.record(z.string(), anything).optional(),
  metadata: z.record(z.string(), anything).optional(),
  request: z.object({
    prompt: z.string(),
    user_id: z.string().nullable(),
    mode: z.enum(["live", "test"]),
    metadata: z.record(z.string(), anything),
    sub_agent: z.string().nullable(),
  }),
  fixture: z.object({ name: z.string(), why: z.string(), file: z.string().nullable() }),
  plan: z.array(z.object({ after: z.string(), move: z.string(), data: anything.optional() })),
  next: z.object({ at: instant, move: z.string() }).nullable(),
  timeline: z.array(entryAnswer),
  deliveries: z.array(deliveryAnswer),
});

export const faultAnswer = z.looseObject({
  id: z.string(),
  on: z.enum(["webhook", "api"]).nullable(),
  fault: z.string(),
  times: z.int().nullable(),
  probability: z.number().nullable(),
  left: z.int().nullable(),
  strikes: z.int(),
  spec: z.string(),
});

export const requestAnswer = z.object({
  id: z.string(),
  at: instant,
  method: z.string(),
  path: z.string(),
  key: z.string().nullable(),
  headers: z.record(z.string(), anything),
  body: z.string(),
  status: z.int().nullable(),
  response_body: z.string(),
  task_id: z.string().nullable(),
  fault: z.string().nullable(),
  duration_ms: z.number(),
});

export const webhookAnswer = z.object({
  url: z.string().nullable(),
  secret: z.string(),
  timeout: z.string(),
  retry: z.array(z.string()),
});
export const grantAnswer = z.object({
  user_id: z.string().nullable(),
  service: z.string(),
  state: z.enum(["given", "expired"]),
  granted_at: instant,
  expires_at: instant.nullable(),
});

/** A list of `item` in the envelope {data, has_more}. */
export function listOf(item: z.ZodType): z.ZodType {
  return z.object({ data: z.array(item), has_more: z.boolean() });
}

/** One page of `items`, rendered. */
export function pageOf<T>(
  items: readonly T[],
  { limit, offset }: { limit: number; offset: number },
  render: (item: T) => unknown,
): { data: unknown[]; has_more: boolean } {
  return { data: items.slice(offset, offset + limit).map(render), has_more: items.length > offset + limit };
}
