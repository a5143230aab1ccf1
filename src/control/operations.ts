// Every operation of the control API by name, in the order of its documentation.

import type { z } from "zod";
import { accountOperations } from "./accounts.js";
import { briefOperations } from "./brief.js";
import { checkpointOperations } from "./checkpoints.js";
import { clockOperations } from "./clock.js";
import { consentOperations } from "./consents.js";
import { deliveryOperations } from "./deliveries.js";
import { faultOperations } from "./faults.js";
import { fixtureOperations } from "./fixtures.js";
import type { Built } from "./forms.js";
import { mockOperations } from "./mock.js";
import type { Operation } from "./operation.js";
import { requestOperations } from "./requests.js";
import { searchOperations } from "./search.js";
import { storyOperations } from "./story.js";
import { taskOperations } from "./tasks.js";
import { triggerOperations } from "./trigger.js";
import { waitOperations } from "./wait.js";
import { webhookOperations } from "./webhook.js";

export const OPERATIONS = {
  ...mockOperations,
  ...clockOperations,
  ...taskOperations,
  ...storyOperations,
  ...webhookOperations,
  ...deliveryOperations,
  ...requestOperations,
  ...waitOperations,
  ...triggerOperations,
  ...faultOperations,
  ...fixtureOperations,
  ...accountOperations,
  ...checkpointOperations,
  ...consentOperations,
  ...briefOperations,
  ...searchOperations,
} satisfies Record<string, Operation>;

type Operations = typeof OPERATIONS;
export type OperationName = keyof Operations;

/** What a caller gives: the names in the path, and query and body before they are checked; each left out where nothing must be there. */
type InputOf<O> =
  O extends Operation<infer P, infer Q, infer B, z.ZodType>
    ? InputPart<"params", P> &
        InputPart<"query", z.input<Q>> &
        InputPart<"body", B extends Built<infer S> ? z.input<S> : unknown>
    : never;
type InputPart<Name extends string, T> = unknown extends T
  ? unknown
  : Record<never, never> extends T
    ? { [K in Name]?: T }
    : { [K in Name]: T };

type AnswerOf<O> = O extends Operation<infer _P, infer _Q, infer _B, infer A> ? z.output<A> : never;

export type Input<Name extends OperationName> = InputOf<Operations[Name]>;
export type AnswerTo<Name extends OperationName> = AnswerOf<Operations[Name]>;

/** Calls an operation by name. Throws `MockError` with what the operation says. */
export type Transport = <Name extends OperationName>(
  name: Name,
  ...input: Record<never, never> extends Input<Name> ? [input?: Input<Name>] : [input: Input<Name>]
) => Promise<AnswerTo<Name>>;
