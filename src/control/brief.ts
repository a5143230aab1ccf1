// Tasks and deliveries in a line each: for lists of thousands.

import { z } from "zod";
import {
  type Attempt,
  attemptsAllowed,
  attemptsMade,
  type Delivery,
  type DeliveryState,
  deliveryState,
  isSuccess,
  nextAttemptAt,
  OUTCOMES,
} from "../domain/delivery.js";
import { formatInstant } from "../domain/duration.js";
import { lastEntry, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import {
  deliveryState as deliveryStates,
  eventName,
  instant,
  listOf,
  page,
  pageOf,
  schemaOf,
  taskStatus,
} from "./forms.js";
import { operation } from "./operation.js";
import { chosenTasks, found } from "./search.js";
import type { AttemptInBrief, DeliveryInBrief, TaskInBrief } from "./types.js";

/** How much of a prompt is shown in brief, in characters. */
const MOST_PROMPT = 200;

const attemptSchema = schemaOf<AttemptInBrief>()("AttemptInBrief", () =>
  z.object({
    number: z.int(),
    at: instant(),
    status: z.int().nullable(),
    outcome: z.enum(OUTCOMES),
    ok: z.boolean(),
    fault: z.string().nullable(),
    by: z.enum(["schedule", "hand"]),
    edited: z.boolean(),
  }),
);

const deliverySchema = schemaOf<DeliveryInBrief>()("DeliveryInBrief", () =>
  z.object({
    id: z.string(),
    task_id: z.string(),
    event: eventName(),
    state: deliveryStates(),
    sending: z.int().nullable(),
    attempts_made: z.int(),
    attempts_allowed: z.int(),
    next_attempt_at: instant().nullable(),
    attempts: z.array(attemptSchema()),
  }),
);

const taskSchema = schemaOf<TaskInBrief>()("TaskInBrief", () =>
  z.object({
    id: z.string(),
    number: z.int(),
    status: taskStatus(),
    prompt: z.string(),
    user_id: z.string().nullable(),
    tool: z.string(),
    fixture: z.string(),
    created_at: instant(),
    changed_at: instant(),
    deliveries: z.int(),
    delivery_state: deliveryStates().nullable(),
    delivery_states: z.array(z.string()),
    worst: deliverySchema().nullable(),
  }),
);

/** The worst state comes first: one look says whether anything is wrong. */
const WORST: readonly DeliveryState[] = ["exhausted", "scheduled", "undeliverable", "delivered"];

function attemptBrief({ number, at, outcome, fault, byHand, edited }: Attempt): AttemptInBrief {
  return {
    number,
    at: formatInstant(at),
    status: outcome.kind === "answered" ? outcome.status : null,
    outcome: outcome.kind,
    ok: isSuccess(outcome),
    fault,
    by: byHand ? "hand" : "schedule",
    edited: edited === true,
  };
}

function deliveryBriefOf(delivery: Delivery, { courier }: Account, most = Number.POSITIVE_INFINITY): DeliveryInBrief {
  const next = nextAttemptAt(delivery);
  return {
    id: delivery.id,
    task_id: delivery.taskId,
    event: delivery.event,
    state: deliveryState(delivery),
    sending: courier.sendingOf(delivery)?.attempt ?? null,
    attempts_made: attemptsMade(delivery),
    attempts_allowed: attemptsAllowed(delivery.schedule),
    next_attempt_at: next === null ? null : formatInstant(next),
    attempts: delivery.attempts.slice(-most).map(attemptBrief),
  };
}

/** In brief a delivery with hundreds of attempts shows the newest of them. */
const MOST_ATTEMPTS = 12;

/** The one that most wants to be looked at; of several alike the newest. */
function worstOf(deliveries: readonly Delivery[], { courier }: Account): Delivery | undefined {
  const rank = (one: Delivery) => (courier.sendingOf(one) ? -1 : WORST.indexOf(deliveryState(one)));
  return [...deliveries].reverse().sort((a, b) => rank(a) - rank(b))[0];
}

function briefOf(task: Task, account: Account): TaskInBrief {
  const deliveries = account.courier.of(task.id);
  const states = deliveries.map(deliveryState);
  const worst = worstOf(deliveries, account);
  return {
    id: task.id,
    number: task.number,
    status: statusOf(task),
    prompt: Array.from(task.request.prompt.slice(0, MOST_PROMPT * 2))
      .slice(0, MOST_PROMPT)
      .join(""),
    user_id: task.request.userId,
    tool: task.request.subAgent ?? task.tool,
    fixture: task.fixture.name,
    created_at: formatInstant(task.timeline[0]!.at),
    changed_at: formatInstant(lastEntry(task).at),
    deliveries: states.length,
    delivery_state: WORST.find((state) => states.includes(state)) ?? null,
    delivery_states: [...new Set(deliveries.flatMap((one) => wordsOf(one, account)))],
    worst: worst ? deliveryBriefOf(worst, account, 1) : null,
  };
}

/** Where a delivery stands, in the words that a list is filtered by. */
function wordsOf(delivery: Delivery, { courier }: Account): string[] {
  const state = deliveryState(delivery);
  const isRetrying = state === "scheduled" && delivery.attempts.length > 0;
  return [...(courier.sendingOf(delivery) ? ["sending"] : []), ...(isRetrying ? ["retrying"] : []), state];
}

export const briefOperations = {
  listTasksInBrief: operation({
    route: "GET /_mock/tasks-in-brief",
    summary: "All tasks of the account in a line each, newest first: for lists of thousands.",
    query: () => z.strictObject({ ...page(), ids: z.string().optional() }),
    answer: listOf(taskSchema),
    handle: ({ account, query }) => pageOf(chosenTasks(account, query.ids), query, (task) => briefOf(task, account)),
  }),
  listDeliveriesInBrief: operation({
    route: "GET /_mock/deliveries-in-brief",
    summary: `All deliveries of the account in a line each, newest first, with what became of their last ${MOST_ATTEMPTS} attempts.`,
    query: () => z.strictObject({ ...page(), ids: z.string().optional() }),
    answer: listOf(deliverySchema),
    handle: ({ account, query }) => {
      const { courier } = account;
      const all = query.ids === undefined ? courier.list().reverse() : found(query.ids, courier.find);
      return pageOf(all, query, (one) => deliveryBriefOf(one, account, MOST_ATTEMPTS));
    },
  }),
};
