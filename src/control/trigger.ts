// One event at once: a task of its own whose plan is the one step that sends it, with values set by hand.

import { firstProblem } from "../contract/task-request.js";
import { eventOf } from "../contract/webhooks.js";
import type { Delivery, EventName } from "../domain/delivery.js";
import { didYouMean, MockError } from "../domain/errors.js";
import { isJsonObject, type Json, type JsonObject, shown } from "../domain/json.js";
import type { Step, Task, TaskError, TaskRequest, Wait } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import type { Mock } from "./core.js";

/** What is triggered when no prompt is given: shipped scenarios that send each event. */
const PROMPTS: Readonly<Record<EventName, string>> = {
  "task.complete": "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
  "task.failed": "Pull all contacts from user_123's expired CRM account.",
  "task.progress":
    "Connect to user_123's team chat, find the #engineering channel, and post a summary of their latest invoice from the payment service.",
  "task.waiting":
    "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.",
};

export type TriggerWish = { event: EventName; prompt?: string; userId?: string | null; set?: JsonObject };

/** Plays it and sends the event at once, whatever the clock. Throws `MockError` 400 for an unknown path, 409 when no step sends it. */
export async function trigger(
  mock: Mock,
  account: Account,
  wish: TriggerWish,
): Promise<{ task: Task; delivery: Delivery }> {
  const request: TaskRequest = {
    prompt: wish.prompt ?? PROMPTS[wish.event],
    userId: wish.userId ?? null,
    mode: "live",
  };
  const wrong = firstProblem({ prompt: request.prompt, user_id: request.userId });
  if (wrong) throw new MockError(wrong.status, wrong.code, wrong.message);
  const found = await mock.findScenario(request, account);
  if ("error" in found) throw new MockError(found.error.status, found.error.code, found.error.message);
  const { scenario, occurrence } = await found.make();
  const step = scenario.plan.find(({ move }) => eventOf(move) === wish.event);
  if (!step)
    throw new MockError(
      409,
      "no_such_step",
      `The plan of ${scenario.fixture.name} has no step that sends ${wish.event}; its steps: ${scenario.plan.map(({ move }) => move).join(", ")}. Give another prompt.`,
    );
  const task = account.start(
    request,
    { ...scenario, plan: [withValues({ ...step, after: 0 }, wish.set ?? {})] },
    occurrence,
  );
  account.runner.hurry(task, 0);
  const delivery = account.courier.of(task.id).find(({ event }) => event === wish.event);
  if (!delivery)
    throw new MockError(
      409,
      "already_approved",
      `${task.id} did not wait: this user has approved the service before. DELETE /_mock/consents revokes it.`,
    );
  if (delivery.url !== null) await account.courier.attemptNow(delivery);
  return { task, delivery };
}

/**
 * The step with each value set at its path ("temperature", "contacts[0].email"; a failure's "error.code" or "code"; what
 * waits has "reason", "service" and "input_request.…").
 */
function withValues(step: Step, set: JsonObject): Step {
  const copy = structuredClone(step);
  if (copy.move === "start") return copy;
  if (copy.move === "wait") return { ...copy, wait: waitWith(copy.wait, set) };
  const data = copy.move === "fail" ? (copy.error as TaskError & JsonObject) : copy.data;
  for (const [path, value] of Object.entries(set)) {
    const isWhole = copy.move === "fail" && path.startsWith("error.");
    setAt(isWhole ? { error: data } : data, path, value);
  }
  return copy;
}

const AUTH_URL =
  "auth_url cannot be set: it is the page on which the user consents, made for each task. Set service or reason, or input_request for another question.";

/**
 * What is set is what the event shows: a service or an input request, never both (contract 4.2), so that setting the one
 * takes the place of the other. Another question may have any shape, so its first value need not be there before.
 */
function waitWith({ reason, service, inputRequest, ...rest }: Wait, set: JsonObject): Wait {
  const paths = Object.keys(set);
  const asks = paths.some((path) => /^input_request(\.|\[|$)/.test(path));
  const shown: JsonObject = { reason, ...(asks ? {} : { service: service ?? "" }), input_request: inputRequest ?? {} };
  for (const [path, value] of Object.entries(set)) {
    if (path === "auth_url") throw new MockError(400, "unknown_path", AUTH_URL);
    const isNew = inputRequest === undefined && /^input_request\.[^.[\]]+$/.test(path);
    if (isNew && isJsonObject(shown.input_request))
      put(shown.input_request, path.slice("input_request.".length), value);
    else setAt(shown, path, value);
  }
  const named = asks ? "" : textOf(shown.service);
  return {
    ...rest,
    reason: textOf(shown.reason),
    ...(named !== "" && { service: named }),
    ...(inputRequest !== undefined || asks ? { inputRequest: shown.input_request } : {}),
  };
}

function setAt(data: JsonObject, path: string, value: Json): void {
  const parts = path.replace(/\[(\d+)\]/g, ".$1").split(".");
  let place: Json = data;
  for (const part of parts.slice(0, -1)) place = child(place, part, path);
  const last = parts.at(-1)!;
  child(place, last, path);
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
  throw new MockError(
    400,
    "unknown_path",
    `There is nothing at ${shown(path)}: no ${shown(part)} there.${didYouMean(part, known)}${known.length > 0 ? ` Allowed: ${known.join(", ")}.` : ""}`,
  );
}
