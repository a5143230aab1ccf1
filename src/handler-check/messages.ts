// The webhook requests that cases send: bodies as Ploton writes them (contract 4.1.14, 4.2), signed or forged.

import type { EventName } from "../domain/delivery.js";
import type { JsonObject } from "../domain/json.js";
import type { Kit, Message } from "./case.js";

export const WEATHER: JsonObject = { temperature: "62°F", conditions: "Partly cloudy", humidity: "73%" };
/** `data` of each documented event (contract 4.2). */
export const EVENT_DATA: Record<EventName, JsonObject> = {
  "task.complete": WEATHER,
  "task.failed": {
    error: {
      code: "auth_token_expired",
      message: "The user's OAuth token has expired and automatic refresh failed.",
      tool: "crm",
      recoverable: true,
      suggestion: "Prompt the user to re-authorize access",
    },
  },
  "task.progress": { message: "Fetched 120 of 300 contacts" },
  "task.waiting": {
    reason: "The user has to connect their CRM account.",
    service: "crm",
    auth_url: "https://connect.example/consent/4f9a",
  },
};
export const TIMESTAMP = "2025-06-15T14:22:03Z";
export const EARLIER = "2025-06-15T14:22:01Z";

/** A webhook body: compact JSON, the keys in the documented order. */
export function eventBody(event: string, taskId: string, data: JsonObject, timestamp = TIMESTAMP): string {
  return JSON.stringify({ event, task_id: taskId, timestamp, data });
}

/** A `task.complete` of a fresh task. */
export function completeBody(kit: Kit, data: JsonObject = WEATHER): string {
  return eventBody("task.complete", kit.task(), data);
}

/** A request with the right signature. */
export function signed(kit: Kit, what: string, body: string | Uint8Array): Message {
  return { what, body: Buffer.from(body as string), signatures: [kit.sign(body)] };
}

/** The signature with its last character changed: as near to the right one as a wrong one can be. */
export function almost(signature: string): string {
  return signature.slice(0, -1) + (signature.endsWith("0") ? "1" : "0");
}

/** Each character of the hex text changed. */
export function inverted(hex: string): string {
  return hex.replace(/[0-9a-f]/g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));
}
