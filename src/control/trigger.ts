// One event at once: a task of its own whose plan begins with the step that sends it, with values set by hand, and then ends.

import { z } from "zod";
import { firstProblem } from "../contract/task-request.js";
import { eventOf } from "../contract/webhooks.js";
import type { Delivery, EventName } from "../domain/delivery.js";
import { didYouMean, MockError, said } from "../domain/errors.js";
import { isJsonObject, type Json, type JsonObject, shown } from "../domain/json.js";
import { seen } from "../domain/lazy.js";
import type { Scenario } from "../domain/scenario.js";
import type { Step, Task, TaskError, TaskRequest, Wait } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { refuseClosed } from "../engine/clock.js";
import type { Mock } from "./core.js";
import { deliveryRecord, deliverySchema } from "./deliveries.js";
import { eventName, givenObject } from "./forms.js";
import { operation } from "./operation.js";
import { taskRecord, taskSchema } from "./tasks.js";

/** What is triggered when no prompt is given: shipped scenarios that send each event. */
const PROMPTS: Readonly<Record<EventName, string>> = {
  "task.complete": "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  "task.failed": "Pull all contacts from user_123's expired CRM account.",
  "task.progress":
    "Connect to user_123's team chat, find the #engineering channel, and post a summary of their latest invoice from the payment service.",
  "task.waiting":
    "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
};

/** `set`: values at paths that there are; `add`: at paths that there are not. */
type Values = { set?: JsonObject; add?: JsonObject };
type TriggerWish = { event: EventName; prompt?: string; userId?: string | null } & Values;

/**
 * Plays it and sends the event at once, whatever the clock; then the task goes on to its end. Throws `MockError` 400 for an unknown
 * path, 409 when no step sends it or the task would not wait: then nothing was begun.
 */
async function trigger(mock: Mock, account: Account, wish: TriggerWish): Promise<{ task: Task; delivery: Delivery }> {
  const request: TaskRequest = {
    prompt: wish.prompt ?? PROMPTS[wish.event],
    userId: wish.userId ?? null,
    mode: "live",
  };
  const wrong = firstProblem({ prompt: request.prompt, user_id: request.userId });
  if (wrong) throw new MockError(wrong.status, wrong.code, wrong.message);
  const found = await mock.scenarios.find(request, account);
  if ("error" in found) throw new MockError(found.error.status, found.error.code, found.error.message);
  const plan = planOf(await found.foresee(), wish);
  const [step] = plan;
  if (step.move === "wait") account.consents.refuseUnasked({ request }, step.wait, account.clock.now());
  // Nothing has happened up to here, so that what is refused leaves no trace.
  const { scenario, occurrence } = await found.make();
  const task = account.runner.start(request, { ...scenario, plan }, occurrence);
  account.runner.hurry(task, 0);
  const [delivery] = account.courier.of(task.id) as [Delivery];
  await account.courier.attemptNow(delivery, { ordered: true });
  refuseClosed(account.clock.closedBy(), `the trigger of ${wish.event}`);
  return { task, delivery };
}

/** The step that sends the event, at once and with the values set; and, where it is not the task's last, how the task ends. */
function planOf({ fixture, plan }: Scenario, { event, set, add }: TriggerWish): [Step, ...Step[]] {
  const step = plan.find(({ move }) => eventOf(move) === event);
  if (!step)
    throw new MockError(
      409,
      "no_such_step",
      `The plan of ${fixture.name} has no step that sends ${event}; its steps: ${plan.map(({ move }) => move).join(", ")}. Give another prompt.`,
    );
  const first = withValues({ ...step, after: 0 }, { set, add });
  if (isEnd(first)) return [first];
  const last = plan.at(-1)!;
  return [first, isEnd(last) ? last : { after: 0, move: "complete", data: {} }];
}

function isEnd({ move }: Step): boolean {
  return move === "complete" || move === "fail";
}

/**
 * The step with each value set at its path ("temperature", "contacts[0].email"; a failure's "error.code" or "code"; what
 * waits has "reason", "service" and "input_request.…").
 */
function withValues(step: Step, { set = {}, add = {} }: Values): Step {
  const copy = copyOfStep(step);
  if (copy.move === "start") return copy;
  const values: Placed[] = [
    ...Object.entries(set).map(([path, value]) => ({ path, value, isNew: false })),
    ...Object.entries(add).map(([path, value]) => ({ path, value, isNew: true })),
  ];
  if (copy.move === "wait") {
    const within = values.map((one) => ({ ...one, path: withinData(one.path, {}) }));
    return { ...copy, wait: waitWith(copy.wait, within) };
  }
  const data = copy.move === "fail" ? (copy.error as TaskError & JsonObject) : seen(copy.data);
  for (const { path: given, ...one } of values) {
    const path = withinData(given, data);
    const isWhole = copy.move === "fail" && path.startsWith("error.");
    if (one.isNew && copy.move === "fail") throw new MockError(400, "no_such_place", noPlace(given, "an error"));
    setAt(isWhole ? { error: data } : data, { ...one, path });
  }
  return copy;
}

function copyOfStep(step: Step): Step {
  return structuredClone("data" in step ? { ...step, data: seen(step.data) } : step);
}

/** A value for a path; `isNew`: for one that there is not. */
type Placed = { path: string; value: Json; isNew: boolean };

function noPlace(path: string, whole: string): string {
  return `${shown(path)} cannot be added: ${whole} has its own fields and no others.`;
}

/** A path as the event's body has it ("data.temperature") begins below its data. */
function withinData(path: string, data: JsonObject): string {
  return Object.hasOwn(data, "data") ? path : path.replace(/^data\./, "");
}

const AUTH_URL =
  "auth_url cannot be set: it is the page on which the user consents, made for each task. Set service or reason, or input_request for another question.";

/**
 * What is set is what the event shows: a service or an input request, never both (contract 4.2), so that setting the one
 * takes the place of the other. Another question may have any shape, so its first value need not be there before.
 */
function waitWith({ reason, service, inputRequest, ...rest }: Wait, values: readonly Placed[]): Wait {
  const isQuestion = (path: string) => /^input_request(\.|\[|$)/.test(path);
  const asks = values.some(({ path }) => isQuestion(path));
  const shown: JsonObject = { reason, ...(asks ? {} : { service: service ?? "" }), input_request: inputRequest ?? {} };
  for (const { path, value, isNew: isAdded } of values) {
    if (path === "auth_url") throw new MockError(400, "unknown_path", AUTH_URL);
    if (isAdded && !isQuestion(path))
      throw new MockError(400, "no_such_place", noPlace(path, "what waits, beside its input_request,"));
    const isNew = inputRequest === undefined && /^input_request\.[^.[\]]+$/.test(path);
    if (isNew && isJsonObject(shown.input_request))
      put(shown.input_request, path.slice("input_request.".length), value);
    else setAt(shown, { path, value, isNew: isAdded });
  }
  const named = asks ? "" : textOf(shown.service);
  return {
    ...rest,
    reason: textOf(shown.reason),
    ...(named !== "" && { service: named }),
    ...(inputRequest !== undefined || asks ? { inputRequest: shown.input_request } : {}),
  };
}

function setAt(data: JsonObject, { path, value, isNew }: Placed): void {
  const parts = path.replace(/\[(\d+)\]/g, ".$1").split(".");
  let place: Json = data;
  for (const part of parts.slice(0, -1)) place = child(place, part, path);
  const last = parts.at(-1)!;
  const mayBeAdded = isNew && (isJsonObject(place) || (Array.isArray(place) && last === String(place.length)));
  if (!mayBeAdded) child(place, last, path);
  if (Array.isArray(place)) place[Number(last)] = value;
  else put(place as JsonObject, last, value);
}

/** Makes the key the object's own, "__proto__" too. */
function put(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? "");
}

function child(place: Json, part: string, path: string): Json {
  const known = isJsonObject(place) || Array.isArray(place) ? Object.keys(place) : [];
  if (known.includes(part)) return (place as JsonObject)[part]!;
  const allowed = known.length > 0 ? ` Allowed: ${known.join(", ")}.` : "";
  const parts = said`There is nothing at ${shown(path)}: no ${shown(part)} there.${didYouMean(part, known)}${allowed} ${{ field: "add", text: "add" }} takes what is to be new.`;
  throw new MockError(400, "unknown_path", parts);
}

export const triggerOperations = {
  trigger: operation({
    route: "POST /_mock/trigger",
    refuses: [409, 422, 429, 501],
    summary:
      "Plays a task that sends this event at once, whatever the clock, and then goes on to its end; `set` gives values by path, `add` fields that were not there.",
    status: 201,
    body: () =>
      z.strictObject({
        event: eventName(),
        prompt: z.string().min(1).optional(),
        user_id: z.string().nullish(),
        set: givenObject().optional(),
        add: givenObject().optional(),
      }),
    answer: () => z.object({ task: taskSchema(), delivery: deliverySchema() }),
    handle: async ({ mock, account, body: { user_id, ...wish } }) => {
      const made = await trigger(mock, account, { ...wish, userId: user_id ?? null });
      return { task: taskRecord(made.task, account), delivery: deliveryRecord(made.delivery, account) };
    },
  }),
};
