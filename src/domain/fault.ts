// A fault: what goes wrong, to what, how often.

import type { EventName } from "./delivery.js";
import type { FaultName, FaultTarget, RouteName } from "./fault-kinds.js";

export type { FaultTarget } from "./fault-kinds.js";

/** The one value that some faults take, in the unit of its kind: an HTTP status, milliseconds, or seconds. */
type FaultParam = number;

/** Where a fault strikes; an absent field is no condition. */
export type FaultWhere = {
  event?: EventName;
  attempt?: number;
  task_id?: string;
  delivery_id?: string;
  fixture?: string;
  route?: RouteName;
};

/** `on` null: both targets (chaos). `times` null: without limit. `probability` null: always. */
export type Fault = {
  on: FaultTarget | null;
  fault: FaultName;
  param: FaultParam | null;
  where: FaultWhere;
  times: number | null;
  probability: number | null;
};
