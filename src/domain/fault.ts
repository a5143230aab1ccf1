// A fault: what goes wrong, to what, how often. One reader for the command line, files, fixtures and both APIs.

import type { EventName } from "./delivery.js";

export type FaultTarget = "webhook" | "api";

/** Data that a fault takes: `status` an HTTP status, `byMs` and `retryAfterS` lengths of time. */
export type FaultParams = { status?: number; byMs?: number; retryAfterS?: number };

/** Where a fault strikes; an absent field is no condition. */
export type FaultWhere = { event?: EventName; attempt?: number; taskId?: string; fixture?: string; route?: string };

/** `times` null: without limit. `probability` null: always. `on` null: both targets (chaos). */
export type Fault = {
  on: FaultTarget | null;
  fault: string;
  params: FaultParams;
  where: FaultWhere;
  times: number | null;
  probability: number | null;
};

/** Reads a spec ("webhook lost-ack event=task.complete attempt=1") or its object form. Throws `MockError` 400 `bad_fault`. */
export declare function readFault(value: unknown): Fault;
