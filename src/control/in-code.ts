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

/** The same error in a program's words; `asked` was made where the program called. Settings of accounts are named as start's options are. */
export function saidInCode(error: unknown, name: OperationName | "createTask", asked: Error): unknown {
  if (!(error instanceof MockError)) return error;
  const { status, code, details, parts, message } = error;
  const nameOf = name === "makeAccount" ? camelCased : (field: string) => field;
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
