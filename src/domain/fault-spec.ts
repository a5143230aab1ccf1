// A fault as one line, "webhook lost-ack event=task.complete attempt=1", written and taken apart.

import { formatDuration } from "./duration.js";
import { MockError } from "./errors.js";
import type { Fault } from "./fault.js";
import { CHAOS, kindOf, type ParamKind } from "./fault-kinds.js";
import { shown } from "./json.js";

/** A fault as one spec, the text that `readFault` reads back. */
export function formatFault(fault: Fault): string {
  const { on, fault: name, param, where, times, probability } = fault;
  if (name === CHAOS) return [on, CHAOS, String(probability)].filter((word) => word !== null).join(" ");
  const kind = kindOf(on!, name);
  const words = [`${on} ${name}`, ...Object.entries(where).map(([key, at]) => `${key}=${quoted(at)}`)];
  if (kind.param) words.push(`${kind.param.name}=${formatParam(kind.param, param!)}`);
  if (probability !== null) words.push(`probability=${probability}`);
  else if (times !== 1) words.push(`times=${times}`);
  return words.join(" ");
}

/** The text of a fault's value: "2s", "503". */
export function formatParam(kind: ParamKind, value: number): string {
  return kind.form === "duration" ? formatDuration(value) : String(value);
}

/** A value of a spec; one with spaces, quotes, backslashes or semicolons in it stands in quotes. */
export function quoted(value: string | number): string {
  const text = String(value);
  return /[\s"\\;]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text;
}

const QUOTED = /"([^"\\]*(?:\\[\s\S][^"\\]*)*)"/g;
const WORD = new RegExp(`(?:${QUOTED.source}|[^\\s"])+`, "g");
const SPEC = new RegExp(`(?:${QUOTED.source}|[^;"])+`, "g");

/** Several specs in one text, parted by semicolons outside quotes. */
export function splitSpecs(text: string): string[] {
  refuseOpenQuote(text);
  return text.match(SPEC) ?? [text];
}

function unquoted(word: string): string {
  return word.replace(QUOTED, (_, inside: string) => inside.replace(/\\(["\\])/g, "$1"));
}

function refuseOpenQuote(text: string): void {
  if (text.replace(QUOTED, "").includes('"'))
    throw new MockError(400, "bad_fault", `${shown(text)} opens a quote and does not close it.`);
}

/** The words of a spec; double quotes keep spaces together, and a quote inside them is \". */
export function fieldsOfSpec(spec: string): Record<string, unknown> {
  refuseOpenQuote(spec);
  const words = spec.match(WORD) ?? [];
  const fields: Record<string, unknown> = {};
  for (const word of words.map(unquoted)) {
    const at = word.indexOf("=");
    if (at > 0) setOnce(fields, word.slice(0, at), word.slice(at + 1), spec);
    else if (fields.fault === CHAOS) setOnce(fields, "probability", word, spec);
    else if (fields.on === undefined && fields.fault === undefined && word !== CHAOS) fields.on = word;
    else setOnce(fields, "fault", word, spec);
  }
  if (fields.on === "webhook" && fields.fault === undefined && fields.status !== undefined) fields.fault = "status";
  return fields;
}

function setOnce(fields: Record<string, unknown>, name: string, value: string, spec: string): void {
  if (Object.hasOwn(fields, name))
    throw new MockError(400, "bad_fault", `"${spec}" gives ${name} twice: "${fields[name]}" and "${value}".`);
  fields[name] = value;
}
