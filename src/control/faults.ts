// Faults as records: arm, list, clear; and every kind there is, for a form.

import { z } from "zod";
import { attemptsAllowed } from "../domain/delivery.js";
import { MockError } from "../domain/errors.js";
import {
  FAULT_KINDS,
  FAULT_NAMES,
  type FaultName,
  type ParamKind,
  ROUTES,
  type RouteAddress,
  type RouteName,
} from "../domain/fault-kinds.js";
import { formatFault, formatParam } from "../domain/fault-spec.js";
import { readFault } from "../domain/read-fault.js";
import type { Armed } from "../engine/state.js";
import { durationText, eventName, listOf, page, pageOf, schemaOf } from "./forms.js";
import { notFound, operation } from "./operation.js";
import type { FaultInput, FaultRecord } from "./types.js";

const routeNames = Object.keys(ROUTES) as RouteName[];

/** Where it strikes, and the value that some take, as fields. */
const conditions = () => ({
  event: eventName().optional(),
  attempt: z.int().optional(),
  task_id: z.string().optional(),
  delivery_id: z.string().optional(),
  fixture: z.string().optional(),
});
const values = () => ({ status: z.int().optional(), by: durationText().optional(), retry_after: z.int().optional() });

const faultSchema = schemaOf<FaultRecord>()("Fault", () =>
  z.object({
    id: z.string(),
    on: z.enum(["webhook", "api"]).nullable(),
    fault: z.enum(FAULT_NAMES),
    times: z.int().nullable(),
    probability: z.number().nullable(),
    left: z.int().nullable(),
    strikes: z.int(),
    spec: z.string(),
    ...conditions(),
    route: z.enum(routeNames).optional(),
    ...values(),
  }),
);

const kindSchema = () =>
  z.object({
    on: z.enum(["webhook", "api"]),
    fault: z.string(),
    text: z.string(),
    param: z
      .object({
        name: z.string(),
        form: z.enum(["duration", "number"]),
        default: z.int(),
        least: z.int().optional(),
        most: z.int().optional(),
      })
      .nullable(),
  });

/** A fault as it was given, and how often it has struck. `left` null: without limit. */
function faultRecord({ id, fault, left, strikes }: Armed): FaultRecord {
  const kind = FAULT_KINDS.find((one) => one.on === fault.on && one.name === fault.fault);
  return {
    id,
    on: fault.on,
    fault: fault.fault as FaultName,
    ...fault.where,
    ...(kind?.param && fault.param !== null && paramField(kind.param, fault.param)),
    times: fault.times,
    probability: fault.probability,
    left,
    strikes,
    spec: formatFault(fault),
  };
}

/** Its value by the name it has: {status: 503}, {by: "2s"}. */
function paramField(kind: ParamKind, value: number): Pick<FaultRecord, ParamKind["name"]> {
  return { [kind.name]: kind.form === "duration" ? formatParam(kind, value) : value };
}

function paramRecord({ name, fallback, form }: ParamKind) {
  return form === "duration"
    ? { name, form, default: fallback }
    : { name, form: "number" as const, default: fallback, ...form };
}

/** {spec: "webhook lost-ack attempt=1"} or {on, fault, …}; `readFault` names what is wrong. */
const faultBody = () =>
  z.looseObject({
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

const addresses = Object.values(ROUTES) as RouteAddress[];

/** The same in full, for whoever reads the description. */
const faultFields = schemaOf<Exclude<FaultInput, string>>()("FaultInput", () =>
  z.object({
    on: z.enum(["webhook", "api"]).optional(),
    fault: z.enum(FAULT_NAMES),
    ...conditions(),
    route: z.enum([...routeNames, ...addresses]).optional(),
    times: z.int().optional(),
    probability: z.number().optional(),
    ...values(),
  }),
);

const faultForm = () =>
  z.union([
    z.strictObject({ spec: z.string().meta({ examples: ["webhook lost-ack event=task.complete attempt=1"] }) }),
    faultFields(),
  ]);

function faultNotFound(id: string): MockError {
  return notFound("fault", id, { operation: "listFaults", text: "GET /_mock/faults" });
}

export const faultOperations = {
  addFault: operation({
    route: "POST /_mock/faults",
    summary: "Arms a fault: {on, fault, where, how often}, or {spec} as on the command line.",
    status: 201,
    body: faultBody,
    form: faultForm,
    answer: faultSchema,
    handle: ({ account, body }) => {
      const { spec, ...fields } = body;
      if (spec !== undefined && Object.keys(fields).length > 0)
        throw new MockError(400, "bad_fault", "Give spec alone, or the fields without it.");
      const armed = account.faults.add(readFault(spec ?? fields, attemptsAllowed(account.endpoint.retry)));
      return faultRecord(armed);
    },
  }),
  listFaults: operation({
    route: "GET /_mock/faults",
    summary:
      "What is armed, with how often each may strike and has struck; the account's first, then those of fixtures.",
    query: () => z.strictObject({ ...page() }),
    answer: listOf(faultSchema),
    handle: ({ account, query }) => pageOf(account.faults.list(), query, faultRecord),
  }),
  getFault: operation({
    route: "GET /_mock/faults/:id",
    refuses: [404],
    summary: "One fault.",
    answer: faultSchema,
    handle: ({ account, params }) => {
      const armed = account.faults.find(params.id);
      if (!armed) throw faultNotFound(params.id);
      return faultRecord(armed);
    },
  }),
  clearFaults: operation({
    route: "DELETE /_mock/faults",
    summary: "Takes all faults out, also those that fixtures have armed for the tasks there are.",
    answer: () => z.object({ deleted: z.int() }),
    handle: ({ account }) => ({ deleted: account.faults.clear() }),
  }),
  clearFault: operation({
    route: "DELETE /_mock/faults/:id",
    refuses: [404],
    summary: "Takes one fault out.",
    answer: () => z.object({ deleted: z.int() }),
    handle: ({ account, params }) => {
      const deleted = account.faults.clear(params.id);
      if (deleted === 0) throw faultNotFound(params.id);
      return { deleted };
    },
  }),
  listFaultKinds: operation({
    route: "GET /_mock/fault-kinds",
    summary: "Every fault there is: what it strikes, what it does, the value it takes; and the routes by name.",
    answer: () => z.object({ data: z.array(kindSchema()), routes: z.record(z.string(), z.string()) }),
    handle: () => ({
      data: FAULT_KINDS.map(({ on, name, text, param }) => ({
        on,
        fault: name,
        text,
        param: param ? paramRecord(param) : null,
      })),
      routes: ROUTES,
    }),
  }),
};
