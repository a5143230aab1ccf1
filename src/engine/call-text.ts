// A call to `/v1` as text: the journal keeps thousands of them, and hardly any is looked at.

import type { ApiCall, Recorded, TaskOfCall } from "./journal.js";

/** What is written of a call. */
export type CallLine = Omit<Extract<Recorded, { kind: "request" }>, "kind">;

/** Headers come alike again and again: the last ones, and their text. */
let lastHeaders: ApiCall["headers"] = {};
let lastText = "{}";

function textOfHeaders(headers: ApiCall["headers"]): string {
  if (!isAlike(headers, lastHeaders)) {
    lastHeaders = headers;
    lastText = JSON.stringify(headers);
  }
  return lastText;
}

function isAlike(some: ApiCall["headers"], others: ApiCall["headers"]): boolean {
  let left = Object.keys(others).length;
  for (const name in some) {
    if (some[name] !== others[name]) return false;
    left -= 1;
  }
  return left === 0;
}

export function textOfCall({ call, task }: CallLine): string {
  const { method, path, key, headers, body, status, answer, taskId, fault, durationMs } = call;
  const values = [method, path, key, body, status, answer, taskId, fault, durationMs];
  if (task) values.push(task.tool, task.fixture, task.status);
  return `[${textOfHeaders(headers)},${JSON.stringify(values).slice(1)}`;
}

export function callOfText(text: string): CallLine {
  const [headers, method, path, key, body, status, answer, taskId, fault, durationMs, ...about] = JSON.parse(text);
  const [tool, fixture, itsStatus] = about as [string, string, TaskOfCall["status"]];
  return {
    call: { method, path, key, headers, body, status, answer, taskId, fault, durationMs } as ApiCall,
    task: about.length > 0 ? { tool, fixture, status: itsStatus } : null,
  };
}
