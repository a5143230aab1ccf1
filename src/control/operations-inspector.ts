// Operations that a screen needs: tasks in brief, what an app's environment holds, the kinds of faults for a form.

import { z } from "zod";
import { type DeliveryState, deliveryState } from "../domain/delivery.js";
import { formatInstant } from "../domain/duration.js";
import { FAULT_KINDS, ROUTES } from "../domain/fault-kinds.js";
import { lastEntry, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { ANY_KEY } from "./core.js";
import { operation } from "./operation.js";
import { deliveryState as deliveryStates, listOf, page, pageOf, taskStatus } from "./schemas.js";

/** How much of a prompt is shown in brief, in characters. */
const MOST_PROMPT = 200;

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

function briefOf(task: Task, account: Account) {
  const states = account.courier.of(task.id).map(deliveryState);
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
  };
}

/** The tasks of these ids ("task_1,task_2") that there are, or all. */
function chosen(account: Account, ids: string | undefined): Task[] {
  return ids === undefined
    ? [...account.newestFirst()]
    : ids.split(",").flatMap((id) => {
        const task = account.find(id);
        return task ? [task] : [];
      });
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
