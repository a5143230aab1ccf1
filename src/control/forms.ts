// The small forms that operations have in common: what they take, and how their answers are held to the records of types.ts.

import { z } from "zod";
import { ASSUMED } from "../contract/assumed.js";
import { LENGTHS, type Length, MOST_SPEED, readLength } from "../domain/bounds.js";
import { DELIVERY_STATES, EVENTS } from "../domain/delivery.js";
import { DURATION_FORM, TIME_FORM } from "../domain/duration.js";
import type { Json, JsonObject } from "../domain/json.js";
import { isJsonObject, shown } from "../domain/json.js";
import { madeOnce } from "../domain/lazy.js";
import { CONSENTS, STATUSES } from "../domain/task.js";
import type { Same } from "../fixtures/schema.js";
import { readNow, readRetry, readText as readSecret, readSeed, readSpeed, readUrl } from "../option-values.js";
import { CLOCKS } from "../options.js";

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
  return readBy(z.string({ error: ({ input }) => said(input) }), read).meta({ description: form, examples: [example] });
}

export const duration = (length: Length = LENGTHS.virtual) =>
  readText((value) => readLength(value, length), DURATION_FORM, "1m");
export const webhookTimeout = () => duration(LENGTHS.webhookTimeout);
export const time = () => readText(readNow, TIME_FORM, "2025-06-15T14:22:00Z");
export const webhookUrl = () => readBy(z.union([z.string(), z.null()]), readUrl);
export const retry = () =>
  readBy(z.union([z.string(), z.array(z.string())]), readRetry).meta({
    description: `The waits before attempts 2, 3, …: each ${DURATION_FORM}; a list, or one text with commas, or "none".`,
    examples: ["1m,11m,2h,21h48m"],
  });
export const speed = () => readBy(z.number(), readSpeed).meta({ exclusiveMinimum: 0, maximum: MOST_SPEED });
export const seed = () => readBy(z.union([z.string(), z.number()]), readSeed);
export const secret = () => readBy(z.string(), readSecret);
export const apiKey = () => z.string().regex(ASSUMED.keyForm, "must begin with pk_test_ or pk_live_");

export const jsonObject = () =>
  z.custom<JsonObject>(isJsonObject, "must be an object").meta({ type: "object", additionalProperties: true });

/** The same as a program gives it: an interface is as good as a type. */
export const givenObject = () =>
  z
    .custom<object>(isJsonObject, "must be an object")
    .transform((value) => value as JsonObject)
    .meta({ type: "object", additionalProperties: true });

/** Any JSON, as an answer has it. */
export const anyJson = () =>
  z.custom<Json>(() => true).meta({ description: "What the body says; null where it is no JSON." });

/** A whole number in a query, where all is text; programs give it as a number. */
const wholeText = (description: string, least: number, most: number) =>
  z
    .custom<string | number>(
      (value) => isWhole(value) && Number(value) >= least && Number(value) <= most,
      `must be a whole number from ${least} to ${most}`,
    )
    .transform(Number)
    .meta({ description, type: "integer", minimum: least, maximum: most });

export const wholeNumber = (description: string, least: number, most: number, fallback: number) =>
  wholeText(description, least, most).default(fallback);

function isWhole(value: unknown): boolean {
  return (typeof value === "string" || typeof value === "number") && /^\d{1,16}$/.test(String(value));
}

/** The most that one answer of a list holds. */
export const MOST_LISTED = 1_000;

/** `limit` and `offset` of every list. */
export const page = () => ({
  limit: wholeNumber("how many at most", 1, MOST_LISTED, 100),
  offset: wholeNumber("how many to pass over", 0, Number.MAX_SAFE_INTEGER, 0),
});

/** What narrows a list, by name. */
export const since = () => time().optional();
export const httpStatus = (description: string) => wholeText(description, 100, 599).optional();
export const pathFilter = (example: string) =>
  z
    .string()
    .optional()
    .meta({ description: `The whole path, or its beginning and a *: ${example}` });
/** Whether a path is the one that a filter asks for; a query counts only where the filter has one. */
export function isPath(path: string, wanted: string): boolean {
  if (wanted.endsWith("*")) return path.startsWith(wanted.slice(0, -1));
  return path === wanted || path.split("?")[0] === wanted;
}
export const order = (fallback: "oldest" | "newest") => z.enum(["oldest", "newest"]).default(fallback);

export const clockMode = () => z.enum(CLOCKS);
export const consent = () => z.enum(CONSENTS);
export const eventName = () => z.enum(EVENTS);
export const taskStatus = () => z.enum(STATUSES);
export const deliveryState = () => z.enum(DELIVERY_STATES);

export const instant = () => z.string().meta({ format: "date-time" });
/** A length of time in an answer. */
export const durationText = () => z.string().meta({ description: DURATION_FORM, examples: ["21h48m"] });

export const taskError = madeOnce(() =>
  z
    .strictObject({
      code: z.string().min(1),
      message: z.string().min(1),
      tool: z.string().optional(),
      recoverable: z.boolean().optional(),
      suggestion: z.string().optional(),
    })
    .meta({ id: "TaskError" }),
);

/** A schema that is built when it is first asked for: a call needs that of its own body and query, the description all. */
export type Built<S extends z.ZodType> = () => S;

/** What a schema that is built makes of what it is given. */
export type OutputOf<B extends Built<z.ZodType>> = z.output<ReturnType<B>>;

/** The schema of a record, by its name in the API description. Does not compile unless it is T field for field. */
export function schemaOf<T>() {
  return <S extends z.ZodType>(
    name: string,
    build: () => Same<z.output<S>, T> extends true ? S : { differs: [z.output<S>, T] },
  ): Built<z.ZodType<T>> => madeOnce(() => (build() as unknown as z.ZodType<T>).meta({ id: name }));
}

/** `limit` where there are more: it is why they are not all here. */
export type List<T> = { data: T[]; has_more: boolean; limit?: number };

/** The members of a list of `item`. */
export const listFields = <T>(item: Built<z.ZodType<T>>) => ({
  data: z.array(item()),
  has_more: z.boolean(),
  limit: z.int().optional().meta({ description: "Where there are more: how many were given at most." }),
});

/** A list of `item` in the envelope {data, has_more}. */
export function listOf<T>(item: Built<z.ZodType<T>>): Built<z.ZodType<List<T>>> {
  return () => z.object(listFields(item));
}

/** One page of `items`, rendered. */
export function pageOf<T, R>(
  items: Iterable<T>,
  { limit, offset }: { limit: number; offset: number },
  render: (item: T) => R,
): List<R> {
  const data: R[] = [];
  let passed = 0;
  for (const item of items) {
    if (passed === offset + limit) return { data, has_more: true, limit };
    if (passed >= offset) data.push(render(item));
    passed += 1;
  }
  return { data, has_more: false };
}
