// The calls to /v1 as records, keys masked.

import { z } from "zod";
import { formatInstant } from "../domain/duration.js";
import { maskSecrets } from "../domain/mask.js";
import type { ApiCallRecord } from "../engine/journal.js";
import { parsed, withMark } from "./events.js";
import {
  anyJson,
  httpStatus,
  instant,
  isPath,
  listOf,
  order,
  page,
  pageOf,
  pathFilter,
  schemaOf,
  since,
} from "./forms.js";
import { operation } from "./operation.js";
import type { RequestRecord } from "./types.js";

const requestSchema = schemaOf<RequestRecord>()("RequestRecord", () =>
  z.object({
    id: z.string(),
    at: instant(),
    method: z.string(),
    path: z.string(),
    key: z.string().nullable(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.string(),
    json: anyJson(),
    status: z.int().nullable(),
    response_body: z.string(),
    response_json: anyJson(),
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
    json: parsed(body),
    status,
    response_body: answer,
    response_json: parsed(answer),
    task_id: taskId,
    fault,
    duration_ms: durationMs,
  };
}

export const requestOperations = {
  listRequests: operation({
    route: "GET /_mock/requests",
    summary:
      "The calls to /v1, oldest first or newest first; those about a task, to a path, answered with a status, since an instant, after one of them. Keys are masked.",
    query: () =>
      z.strictObject({
        ...page(),
        task_id: z.string().optional(),
        path: pathFilter("/v1/tasks*"),
        status: httpStatus("What it was answered with."),
        since: since(),
        after: z.string().optional().meta({ description: "The id of a call: only those that came later." }),
        order: order("oldest"),
      }),
    answer: listOf(requestSchema),
    handle: ({ account, query }) => {
      const { after, task_id, path, status, since = Number.NEGATIVE_INFINITY } = query;
      const from = Number(/^req_(\d+)/.exec(after ?? "")?.[1] ?? 0);
      const fits = account.journal
        .calls()
        .filter(
          ({ number, at, call }) =>
            number > from &&
            at >= since &&
            (task_id === undefined || call.taskId === task_id) &&
            (path === undefined || isPath(call.path, path)) &&
            (status === undefined || call.status === status),
        );
      if (query.order === "newest") fits.reverse();
      return pageOf(fits, query, (one) => requestRecord(one, account.mark));
    },
  }),
};
