// The small form that a wait makes: Approve and Deny, a choice, or a text; and what the user entered, read back.

import { isJsonObject, type Json, type JsonObject } from "../domain/json.js";

type Option = { value: string; label: string };

/**
 * What `input_request` asks for: {type: "approval" | "choice" | "text", label?, options?: (text or {value, label})[]}.
 * `other`: of another shape; it is shown as it is, with a text to answer in.
 */
export type ConsentForm =
  | { type: "approval"; label: string }
  | { type: "choice"; label: string; options: Option[] }
  | { type: "text"; label: string }
  | { type: "other"; shown: Json };

/** The form for the data of a wait's entry: a service, or a wait for nothing in particular, is approved or denied. */
export function formOf(data: JsonObject): ConsentForm {
  const asked = data.input_request;
  if (typeof data.service === "string" || asked === undefined) return { type: "approval", label: "" };
  if (!isJsonObject(asked)) return { type: "other", shown: asked };
  const label = typeof asked.label === "string" ? asked.label : "";
  if (asked.type === "approval") return { type: "approval", label };
  if (asked.type === "text") return { type: "text", label };
  const options = optionsOf(asked.options);
  return asked.type === "choice" && options ? { type: "choice", label, options } : { type: "other", shown: asked };
}

/** What was entered, as the data of the resume entry; or a sentence that says what is missing. Undefined: nothing was asked but a yes. */
export function enteredIn(
  form: ConsentForm,
  data: JsonObject,
  fields: Record<string, unknown>,
): { input: JsonObject | undefined } | { missing: string } {
  if (form.type === "approval") return { input: isJsonObject(data.input_request) ? { approved: true } : undefined };
  if (form.type === "choice") {
    const chosen = form.options.find(({ value }) => value === fields.choice);
    return chosen ? { input: { choice: chosen.value } } : { missing: "Choose one of the options." };
  }
  const text = typeof fields.text === "string" ? fields.text.replaceAll("\r\n", "\n") : "";
  return text.trim() === "" ? { missing: "Enter something." } : { input: { text } };
}

function optionsOf(value: Json | undefined): Option[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const options = value.map(optionOf);
  return options.every((one) => one !== undefined) ? options : undefined;
}

function optionOf(value: Json): Option | undefined {
  if (typeof value === "string" || typeof value === "number") return { value: String(value), label: String(value) };
  if (!isJsonObject(value) || (typeof value.value !== "string" && typeof value.value !== "number")) return undefined;
  const text = String(value.value);
  return { value: text, label: typeof value.label === "string" ? value.label : text };
}
