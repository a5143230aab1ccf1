// The verbs on webhooks: list them, send one again, make one happen; and how a delivery and its attempts are said.

import { EVENTS } from "../domain/delivery.js";
import { formatDuration } from "../domain/duration.js";
import type { Json, JsonObject } from "../domain/json.js";
import type { AttemptRecord, DeliveryRecord } from "../index.js";
import { badUsage, type Command, RUNNING_MOCK, textOf, textsOf } from "./command.js";
import { connect, show } from "./connect.js";
import { listed, listFlags, noneText } from "./lists.js";
import { noAnswerText } from "./log-lines.js";
import { readInput } from "./stdio.js";
import { printable, table } from "./terminal.js";

const STATES = "scheduled|delivered|exhausted|undeliverable";
const FILTERS = listFlags("oldest", [
  { flag: "task", value: "TASK", field: "task_id", help: "only those of this task" },
  { flag: "event", value: "EVENT", help: `only this event: ${EVENTS.join(", ")}` },
  { flag: "state", value: STATES, help: "only those in this state" },
  { flag: "status", value: "N", help: "only those with an attempt that was answered so" },
  { flag: "path", value: "PATH", help: "only those to this path of the handler, or to what begins so: /webhook*" },
]);

export const deliveries: Command = {
  name: "deliveries",
  summary: "List the events on their way and delivered",
  flags: [...FILTERS, ...RUNNING_MOCK],
  examples: [["ploton-mock deliveries --order newest --limit 10", "what happened last"]],
  operations: { listDeliveries: "" },
  async run(given) {
    const call = await connect(given);
    const found = await listed(given, FILTERS, (query) => call("listDeliveries", { query }));
    return show(given, found, (list) =>
      list.length === 0
        ? noneText("delivery", "deliveries", given, FILTERS)
        : table([["DELIVERY", "TASK", "EVENT", "STATE", "LAST", "ATTEMPTS", ""], ...list.map(deliveryRow)]),
    );
  },
};

const ENDS = "Ends with 1 when the handler did not answer 200.";

/** 1 for an attempt that was not answered with 200; none was made where no webhook URL is set. */
function statusOf({ attempts }: DeliveryRecord): number {
  const last = attempts.at(-1);
  return last === undefined || last.status === 200 ? 0 : 1;
}

export const redeliver: Command = {
  name: "redeliver",
  summary: "Send an event once more now, the same bytes",
  words: [{ name: "DELIVERY", required: true }],
  flags: [
    { flag: "body", value: "FILE", help: "send what this file holds (-: standard input) in its place, signed anew" },
    ...RUNNING_MOCK,
  ],
  examples: [["ploton-mock redeliver dlv_8xK2mP_1 --body edited.json", "what does my handler make of this?"]],
  notes: ENDS,
  async run(given) {
    const call = await connect(given);
    const file = textOf(given, "body");
    const body = file === undefined ? undefined : (await readInput(file)).toString("utf8");
    const delivery = await call("redeliver", { params: { id: given.words[0]! }, body: { body } });
    show(given, delivery, lastAttemptText);
    return statusOf(delivery);
  },
};

export const trigger: Command = {
  name: "trigger",
  summary: "Make an event happen at once: a task of its own that ends in it",
  words: [{ name: "EVENT", required: true, field: "event" }],
  flags: [
    { flag: "prompt", value: "P", help: "play the fixture that answers this prompt" },
    { flag: "user-id", value: "ID", help: "the task's user_id" },
    {
      flag: "set",
      value: "PATH=VALUE",
      list: true,
      single: true,
      help: "a value in the event's data, as JSON or text",
    },
    { flag: "add", value: "PATH=VALUE", list: true, single: true, help: "a field that its data does not have" },
    ...RUNNING_MOCK,
  ],
  examples: [["ploton-mock trigger task.complete --set temperature=70°F", `events: ${EVENTS.join(", ")}`]],
  notes: ENDS,
  async run(given) {
    const call = await connect(given);
    const body = {
      event: given.words[0] as DeliveryRecord["event"],
      prompt: textOf(given, "prompt"),
      user_id: textOf(given, "user-id"),
      set: valuesOf(textsOf(given, "set")),
      add: valuesOf(textsOf(given, "add")),
    };
    const triggered = await call("trigger", { body });
    show(given, triggered, ({ delivery }) => lastAttemptText(delivery));
    return statusOf(triggered.delivery);
  },
};

/** Delivery, task, event, state, the last answer or why there was none, and when the next attempt is due. */
export function deliveryRow({ id, task_id, event, state, attempts, next_attempt_at }: DeliveryRecord): string[] {
  const next = next_attempt_at === null ? "" : `next at ${next_attempt_at}`;
  const last = attempts.at(-1);
  return [id, task_id, event, state, last ? outcomeOf(last) : "", `${attempts.length} sent`, next];
}

/** "attempt 1 at 2025-06-15T14:22:03Z: 401 in 4ms [fault]" */
export function attemptText(attempt: AttemptRecord): string {
  const { number, at, fault, diagnosis } = attempt;
  const notes = [fault === null ? "" : ` [${fault}]`, diagnosis === null ? "" : `\n      ${printable(diagnosis)}`];
  return `attempt ${number} at ${at}: ${outcomeOf(attempt)}${notes.join("")}`;
}

function outcomeOf({ outcome, status, error, duration_ms }: AttemptRecord): string {
  if (status !== null) return `${status} in ${formatDuration(Math.max(1, Math.round(duration_ms)))}`;
  if (outcome === "timed_out") return `timed out after ${formatDuration(Math.round(duration_ms))} of real time`;
  return noAnswerText(outcome, error);
}

function lastAttemptText(delivery: DeliveryRecord): string {
  const last = delivery.attempts.at(-1);
  const sent = last === undefined ? "not sent: no webhook URL is set" : attemptText(last);
  return `${deliveryRow(delivery).slice(0, 4).join("  ")}\n  ${sent}`;
}

/** PATH=VALUE, the value as JSON where it is JSON, else as text. */
export function valuesOf(settings: readonly string[]): JsonObject {
  return Object.fromEntries(
    settings.map((setting) => {
      const at = setting.indexOf("=");
      if (at <= 0) throw badUsage(`${JSON.stringify(setting)} must have the form PATH=VALUE.`);
      return [setting.slice(0, at), valueOfText(setting.slice(at + 1))];
    }),
  );
}

function valueOfText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
