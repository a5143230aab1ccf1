// The calls to /v1 as records, keys masked.

import { z } from "zod";
import { formatInstant } from "../domain/duration.js";
import { maskSecrets } from "../domain/mask.js";
import type { ApiCallRecord } from "../engine/journal.js";
import { withMark } from "./events.js";
import { instant, listOf, page, pageOf, schemaOf } from "./forms.js";
import { operation } from "./operation.js";
import type { RequestRecord } from "./types.js";

const requestSchema = schemaOf<RequestRecord>()(
  "Request",
  z.object({
    id: z.string(),
    at: instant,
    method: z.string(),
    path: z.string(),
    key: z.string().nullable(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.string(),
    status: z.int().nullable(),
    response_body: z.string(),
    task_id: z.string().nullable(),
    fault: z.string().nullable(),
    duration_ms: z.number(),
  }),
);

/** Headers other than Authorization can carry a key too. */
function withoutKeys(value: string | string[]): string | string[] {
  return typeof value === "string" ? maskSecrets(value) : value.map(maskSecrets);
}

/** A call to `/v1`: the key is masked. */
function requestRecord({ at, number, call }: ApiCallRecord, mark: string): RequestRecord {
  const { method, path, key, headers, body, status, answer, taskId, fault, durationMs } = call;
  const shown = Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, withoutKeys(value)]])),
  );
  return {
    id: withMark(`req_${number}`, mark),
    at: formatInstant(at),
    method,
    path,
    key,
    headers: shown,
    body,
    status,
    response_body: answer,
    task_id: taskId,
    fault,
    duration_ms: durationMs,
  };
}

export const requestOperations = {
  listRequests: operation({
    route: "GET /_mock/requests",
    summary:
      "The calls to /v1, oldest first or newest first, those after one of them, or those about a task; keys are masked.",
    query: z.strictObject({
      ...page,
      order: z.enum(["oldest", "newest"]).default("oldest"),
      after: z.string().optional().meta({ description: "The id of a call: only those that came later." }),
      task_id: z.string().optional(),
    }),
    answer: listOf(requestSchema),
    handle: ({ account, query }) => {
      const { order, after, task_id } = query;
      const from = Number(/^req_(\d+)/.exec(after ?? "")?.[1] ?? 0);
      const fits = account.journal
        .calls()
        .filter(({ number, call }) => number > from && (task_id === undefined || call.taskId === task_id));
      if (order === "newest") fits.reverse();
      return pageOf(fits, query, (one) => requestRecord(one, account.mark));
    },
  }),
};
