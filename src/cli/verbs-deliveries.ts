// The verbs on webhooks: list them, send one again, make one happen.

import type { Json, JsonObject } from "../domain/json.js";
import type { DeliveryRecord, PlotonMock } from "../index.js";
import { type Run, textOf, textsOf } from "./command.js";
import { connect, show } from "./connect.js";
import { attemptText, deliveryRow } from "./delivery-text.js";
import { badUsage } from "./parse.js";
import { noneText, table } from "./table.js";

type Query = NonNullable<Parameters<PlotonMock["deliveries"]["list"]>[0]>;

export const deliveries: Run = async (given) => {
  const mock = await connect(given);
  const query = {
    task_id: textOf(given, "task"),
    event: textOf(given, "event"),
    state: textOf(given, "state"),
  } as Query;
  return show(given, await mock.deliveries.list(query), (list) =>
    list.length === 0
      ? noneText("delivery", "deliveries", { task: query.task_id, event: query.event, state: query.state })
      : table([["DELIVERY", "TASK", "EVENT", "STATE", "ATTEMPTS", ""], ...list.map(deliveryRow)]),
  );
};

export const redeliver: Run = async (given) => {
  const mock = await connect(given);
  return show(given, await mock.deliveries.redeliver(given.words[0]!), lastAttemptText);
};

export const trigger: Run = async (given) => {
  const mock = await connect(given);
  const event = given.words[0] as DeliveryRecord["event"];
  const wish = {
    prompt: textOf(given, "prompt"),
    user_id: textOf(given, "user-id"),
    set: valuesOf(textsOf(given, "set")),
  };
  return show(given, await mock.trigger(event, wish), ({ delivery }) => lastAttemptText(delivery));
};

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
