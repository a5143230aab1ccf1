// Operations on faults: arm, list, clear.

import { z } from "zod";
import { attemptsAllowed } from "../domain/delivery.js";
import { MockError } from "../domain/errors.js";
import { readFault } from "../domain/read-fault.js";
import { operation } from "./operation.js";
import { faultRecord } from "./records.js";
import { faultAnswer, listOf, page, pageOf } from "./schemas.js";

/** {spec: "webhook lost-ack attempt=1"} or {on, fault, …}; `readFault` names what is wrong. */
const faultBody = z.looseObject({
  spec: z.string().optional(),
  on: z.string().nullish(),
  fault: z.string().optional(),
  event: z.string().nullish(),
  attempt: z.union([z.number(), z.string()]).nullish(),
  task_id: z.string().nullish(),
  delivery_id: z.string().nullish(),
  fixture: z.string().nullish(),
  route: z.string().nullish(),
  times: z.union([z.number(), z.string()]).nullish(),
  probability: z.union([z.number(), z.string()]).nullish(),
});

function faultNotFound(id: string): MockError {
  return new MockError(
    404,
    "fault_not_found",
    `There is no fault ${JSON.stringify(id)}. GET /_mock/faults lists those there are.`,
  );
}

export const faultOperations = [
  operation({
    name: "addFault",
    route: "POST /_mock/faults",
    summary: "Arms a fault: {on, fault, where, how often}, or {spec} as on the command line.",
    status: 201,
    body: faultBody,
    answer: faultAnswer,
    handle: ({ account, body }) => {
      const { spec, ...fields } = body;
      if (spec !== undefined && Object.keys(fields).length > 0)
        throw new MockError(400, "bad_fault", "Give spec alone, or the fields without it.");
      const armed = account.faults.add(readFault(spec ?? fields, attemptsAllowed(account.endpoint.retry)));
      return faultRecord(armed);
    },
  }),
  operation({
    name: "listFaults",
    route: "GET /_mock/faults",
    summary:
      "What is armed, with how often each may strike and has struck; the account's first, then those of fixtures.",
    query: z.strictObject({ ...page }),
    answer: listOf(faultAnswer),
    handle: ({ account, query }) => pageOf(account.faults.list(), query, faultRecord),
  }),
  operation({
    name: "getFault",
    route: "GET /_mock/faults/:id",
    summary: "One fault.",
    answer: faultAnswer,
    handle: ({ account, params }) => {
      const armed = account.faults.find(params.id!);
      if (!armed) throw faultNotFound(params.id!);
      return faultRecord(armed);
    },
  }),
  operation({
    name: "clearFaults",
    route: "DELETE /_mock/faults",
    summary: "Takes all faults out, also those that fixtures have armed for the tasks there are.",
    answer: z.object({ deleted: z.int() }),
    handle: ({ account }) => ({ deleted: account.faults.clear() }),
  }),
  operation({
    name: "clearFault",
    route: "DELETE /_mock/faults/:id",
    summary: "Takes one fault out.",
    answer: z.object({ deleted: z.int() }),
    handle: ({ account, params }) => {
      const deleted = account.faults.clear(params.id!);
      if (deleted === 0) throw faultNotFound(params.id!);
      return { deleted };
    },
  }),
];
