// What the mock refuses, as a program reads it: in the names that its code has, and with the line of the code that asked.

import { type MessagePart, MockError } from "../domain/errors.js";
import type { OperationName } from "./operations.js";

/** How a program calls the operations that messages name; what it cannot call stands as HTTP has it. */
const CALLS: Partial<Record<OperationName, string>> = {
  listDeliveries: "deliveries.list()",
  listFaults: "faults.list()",
  listTasks: "tasks.list()",
  removeAccount: "accounts.remove(key)",
  reset: "reset()",
  revokeConsent: "consents.revoke()",
  setWebhook: 'webhook.set({ url: "http://…" })',
};

/** Fields that a call takes without a name, each as the subject of what is said of it. */
const UNNAMED: Partial<Record<OperationName | "createTask", Readonly<Record<string, string>>>> = {
  advanceClock: { by: "What clock.advance() is given" },
  trigger: { event: "The event of trigger()" },
  wait: { task_id: "The task of waitFor()", until: "What waitFor() waits for" },
};

/** The same error in a program's words; `asked` was made where the program called. Settings of accounts are named as start's options are. */
export function saidInCode(error: unknown, name: OperationName | "createTask", asked: Error): unknown {
  if (!(error instanceof MockError)) return error;
  const { status, code, details, parts, message } = error;
  const nameOf = (field: string) => UNNAMED[name]?.[field] ?? (name === "makeAccount" ? camelCased(field) : field);
  const said = parts?.map((part) => wordOf(part, nameOf)).join("");
  const reworded = new MockError(status, code, said ?? message, details);
  const { stack = "" } = asked;
  reworded.stack = `${reworded.name}: ${reworded.message}${stack.slice(Math.max(0, stack.indexOf("\n    at ")))}`;
  return reworded;
}

function wordOf(part: MessagePart, nameOf: (field: string) => string): string {
  if (typeof part === "string") return part;
  if ("operation" in part) return CALLS[part.operation as OperationName] ?? part.text;
  return part.field === "" ? "What was given" : nameOf(part.text);
}

function camelCased(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
