// Operations that a screen needs: tasks and deliveries in brief, a search, what an app's environment holds, the kinds of faults for a form.

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
} from "../domain/delivery.js";
import { formatInstant } from "../domain/duration.js";
import { FAULT_KINDS, ROUTES } from "../domain/fault-kinds.js";
import { lastEntry, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { ANY_KEY, type Mock } from "./core.js";
import { operation } from "./operation.js";
import { deliveryState as deliveryStates, eventName, listOf, page, pageOf, taskStatus } from "./schemas.js";
import { readSearch } from "./search.js";

/** How much of a prompt is shown in brief, in characters. */
const MOST_PROMPT = 200;

/** A delivery in a line, its worst news first: `status` and `outcome` are those of its last attempt. */
const deliveryBrief = z.object({
  id: z.string(),
  task_id: z.string(),
  event: eventName,
  state: deliveryStates,
  sending: z.int().nullable(),
  attempts_made: z.int(),
  attempts_allowed: z.int(),
  next_attempt_at: z.string().nullable(),
  attempts: z.array(
    z.object({
      number: z.int(),
      at: z.string(),
      status: z.int().nullable(),
      outcome: z.string(),
      ok: z.boolean(),
      fault: z.string().nullable(),
      by: z.enum(["schedule", "hand"]),
      edited: z.boolean(),
    }),
  ),
});

const brief = z.object({
  id: z.string(),
  number: z.int(),
  status: taskStatus,
  prompt: z.string(),
  user_id: z.string().nullable(),
  tool: z.string(),
  fixture: z.string(),
  created_at: z.string(),
  changed_at: z.string(),
  deliveries: z.int(),
  delivery_state: deliveryStates.nullable(),
  delivery_states: z.array(z.string()),
  worst: deliveryBrief.nullable(),
});

const kind = z.object({
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

/** The worst state comes first: one look says whether anything is wrong. */
const WORST: readonly DeliveryState[] = ["exhausted", "scheduled", "undeliverable", "delivered"];

function attemptBrief({ number, at, outcome, fault, byHand, edited }: Attempt) {
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

function deliveryBriefOf(delivery: Delivery, { courier }: Account, most = Number.POSITIVE_INFINITY) {
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

function briefOf(task: Task, account: Account) {
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

/** The tasks of these ids ("task_1,task_2") that there are, or all. */
function chosen(account: Account, ids: string | undefined): Task[] {
  return ids === undefined ? [...account.newestFirst()] : found(ids, account.find);
}

function found<T>(ids: string, find: (id: string) => T | undefined): T[] {
  return ids.split(",").flatMap((id) => find(id) ?? []);
}

const LONGEST_SEARCH = 1_000;
/** A search through many bodies lets others have their turn this often, in milliseconds. */
const TURN_MS = 10;

async function search(
  { real }: Mock,
  account: Account,
  { q, ids }: { q: string; ids?: string | undefined },
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const terms = readSearch(q);
  const { courier } = account;
  const isSending = (delivery: Delivery) => courier.sendingOf(delivery) !== undefined;
  const hits: string[] = [];
  let turn = real.monotonic();
  for (const task of chosen(account, ids)) {
    const searched = { task, deliveries: courier.of(task.id), isSending };
    if (terms.every((fits) => fits(searched))) hits.push(task.id);
    if (real.monotonic() - turn < TURN_MS) continue;
    await new Promise<void>((resolve) => real.soon(resolve));
    if (signal?.aborted) return hits;
    turn = real.monotonic();
  }
  return hits;
}

export const inspectorOperations = [
  operation({
    name: "listTasksInBrief",
    route: "GET /_mock/tasks-in-brief",
    summary: "All tasks of the account in a line each, newest first: for lists of thousands.",
    query: z.strictObject({ ...page, ids: z.string().optional() }),
    answer: listOf(brief),
    handle: ({ account, query }) => pageOf(chosen(account, query.ids), query, (task) => briefOf(task, account)),
  }),
  operation({
    name: "listDeliveriesInBrief",
    route: "GET /_mock/deliveries-in-brief",
    summary: `All deliveries of the account in a line each, newest first, with what became of their last ${MOST_ATTEMPTS} attempts.`,
    query: z.strictObject({ ...page, ids: z.string().optional() }),
    answer: listOf(deliveryBrief),
    handle: ({ account, query }) => {
      const { courier } = account;
      const all = query.ids === undefined ? [...courier.list()].reverse() : found(query.ids, courier.find);
      return pageOf(all, query, (one) => deliveryBriefOf(one, account, MOST_ATTEMPTS));
    },
  }),
  operation({
    name: "searchTasks",
    route: "GET /_mock/search",
    summary:
      'The ids of the tasks that a search finds, newest first: user:user_7 webhook:retrying answer:5xx event:task.failed meta.order:ORD-4711 "a phrase".',
    query: z.strictObject({ q: z.string().max(LONGEST_SEARCH), ids: z.string().optional() }),
    answer: z.object({ ids: z.array(z.string()) }),
    handle: async ({ mock, account, query, signal }) => ({
      ids: await search(mock, account, query, signal),
    }),
  }),
  operation({
    name: "getEnvironment",
    route: "GET /_mock/environment",
    summary: "What an app's environment holds to reach this mock as this account.",
    answer: z.record(z.string(), z.string()),
    handle: ({ mock, account }) => ({
      PLOTON_BASE_URL: `${mock.told}/v1`,
      PLOTON_API_KEY: account.settings.key ?? mock.options.apiKey[0] ?? ANY_KEY,
      PLOTON_WEBHOOK_SECRET: account.endpoint.secret,
      PLOTON_MOCK_URL: mock.told,
    }),
  }),
  operation({
    name: "listFaultKinds",
    route: "GET /_mock/fault-kinds",
    summary: "Every fault there is: what it strikes, what it does, the value it takes; and the routes by name.",
    answer: z.object({ data: z.array(kind), routes: z.record(z.string(), z.string()) }),
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
];

function paramRecord({ name, fallback, form }: NonNullable<(typeof FAULT_KINDS)[number]["param"]>) {
  return form === "duration"
    ? { name, form: "duration", default: fallback }
    : { name, form: "number", default: fallback, ...form };
}
