// Every operation of the control API, in the order of its documentation.

import type { Operation } from "./operation.js";
import { accountOperations } from "./operations-accounts.js";
import { clockOperations } from "./operations-clock.js";
import { deliveryOperations } from "./operations-deliveries.js";
import { faultOperations } from "./operations-faults.js";
import { fixtureOperations } from "./operations-fixtures.js";
import { flowOperations } from "./operations-flow.js";
import { inspectorOperations } from "./operations-inspector.js";
import { mockOperations } from "./operations-mock.js";
import { taskOperations } from "./operations-tasks.js";

export const OPERATIONS: readonly Operation[] = [
  ...mockOperations,
  ...clockOperations,
  ...taskOperations,
  ...deliveryOperations,
  ...flowOperations,
  ...faultOperations,
  ...fixtureOperations,
  ...accountOperations,
  ...inspectorOperations,
];
