// What the log says of each event, for people: one line, and what it points to indented below it.

import type { AttemptRecord, MockEvent } from "../control/types.js";
import { formatDuration, parseTime } from "../domain/duration.js";
import type { JsonObject } from "../domain/json.js";
import { commandAt } from "./command.js";
import { type Paint, printable, wrap } from "./terminal.js";

/** The parts of a line; those that are empty are left out. `below` stands under it. */
type LogLine = { parts: (string | null | undefined | false)[]; below?: string | null };
/** `url` of the mock; `account` names a made one. */
type Where = { url: string; account: string | undefined };
/** `paint` colours, `at` is when it was. */
type LineOf = (data: JsonObject, paint: Paint, at: string, where: Where) => LogLine | undefined;

const INDENT = " ".repeat(12);

/** Makes the lines of events; `account` names a made one. The day is told when it changes, the same advice only once in a row. */
export function createLineWriter(paint: Paint, url: string): (event: MockEvent, account?: string) => string[] {
  let day: string | undefined;
  let advice = "";
  return ({ type, at, data }, account) => {
    const line = LINES[type](data as JsonObject, paint, at, { url, account });
    if (!line) return [];
    const isNewDay = day !== undefined && day !== at.slice(0, 10);
    day = at.slice(0, 10);
    const parts = line.parts.filter((part) => typeof part === "string" && part !== "");
    const who = account === undefined ? [] : [paint(account, "dim")];
    const text = `  ${[paint(clockTime(at), "dim"), ...who, ...parts].join("  ")}`;
    const said = line.below ?? "";
    const again = said !== "" && said === advice;
    if (said !== "") advice = said;
    const below = (again ? "as above" : said)
      .split("\n")
      .flatMap((one) => (one === "" ? [] : wrap(printable(one), 100)));
    return [
      ...(isNewDay ? [paint(`  ${day}`, "dim")] : []),
      text,
      ...below.map((one) => `${INDENT}${paint(one, "yellow")}`),
    ];
  };
}

const LINES: Record<MockEvent["type"], LineOf> = {
  request: requestLine,
  task: taskLine,
  delivery: attemptLine,
  sending: () => undefined,
  fault: ({ spec, what, task_id }, paint) => ({
    parts: [paint("fault", "yellow"), text(spec), "on", text(what), text(task_id)],
  }),
  clock: ({ mode, now }) => ({ parts: ["clock", text(mode), text(now)] }),
  note: noteLine,
  reset: () => ({ parts: ["reset"] }),
};

function requestLine(data: JsonObject, paint: Paint): LogLine {
  const { method, path, status, task_id, tool, fixture, task_status, fault, error } = data;
  const code = typeof status === "number" ? status : null;
  const shown = code === null ? paint("no answer", "red") : paint(String(code), code < 400 ? "green" : "yellow");
  const isCreate = method === "POST" && path === "/v1/tasks";
  const about = isCreate ? [text(tool), fixture ? `(${text(fixture)})` : ""] : [text(task_status)];
  const { code: word, message } = (error ?? {}) as JsonObject;
  return {
    parts: [`${text(method)} ${text(path)}`, shown, text(task_id), ...about, faultNote(fault, paint), text(word)],
    below: message ? text(message) : null,
  };
}

function noteLine({ level, text: said }: JsonObject, paint: Paint): LogLine {
  const [first, ...rest] = String(said).split("\n");
  const word = level === "info" ? "note" : paint(text(level), level === "error" ? "red" : "yellow");
  return { parts: [word, text(first)], below: rest.join("\n") };
}

const NOTHING_READ = 'the prompt names no fields, so the result is {}; ploton-mock explain "…" shows what is read';

/** Moves that leave a task in its status, where their name alone says too little. */
const STAYED: Readonly<Record<string, string>> = { pass: "goes on: the user has approved this before" };

function taskLine(data: JsonObject, paint: Paint): LogLine | undefined {
  const { task_id, move, from, status, by, invented, data: details } = data;
  if (move === "create") return undefined;
  const moved =
    from === status
      ? (STAYED[text(move)] ?? text(move))
      : `${text(from)} → ${paint(text(status), status === "failed" ? "red" : "bold")}`;
  const { message, reason, auth_url, code } = (details ?? {}) as JsonObject;
  const by_hand = by === "hand" || by === "consent" ? `(by ${by})` : "";
  const parts = [text(task_id), moved, text(reason) || text(code), text(message), text(auth_url), by_hand];
  if (invented !== true) return { parts };
  const isEmpty = Object.keys((details ?? {}) as JsonObject).length === 0;
  return {
    parts: [text(task_id), moved, paint("invented from the prompt", "dim")],
    below: isEmpty ? NOTHING_READ : null,
  };
}

function attemptLine(data: JsonObject, paint: Paint, at: string, where: Where): LogLine | undefined {
  const { event, task_id, delivery_id, state, attempts_allowed } = data;
  const attempt = data.attempt as AttemptRecord | null;
  if (attempt === null) {
    if (state !== "undeliverable") return undefined;
    return { parts: [text(event), text(task_id), paint(`kept as ${text(delivery_id)}: no webhook URL is set`, "dim")] };
  }
  const isBeyond = attempt.number > Number(attempts_allowed);
  const count = isBeyond ? `attempt ${attempt.number}, by hand` : `${attempt.number}/${text(attempts_allowed)}`;
  return {
    parts: [
      text(event),
      text(task_id),
      count,
      outcomeText(attempt, paint),
      faultNote(attempt.fault, paint),
      nextText(data, at, where),
    ],
    below: attempt.diagnosis,
  };
}

/** Why no answer came; a handler whose answer was lost was reached. */
export function noAnswerText(outcome: AttemptRecord["outcome"], error: string | null): string {
  const why = printable(error ?? "");
  return outcome === "lost" ? why : `${outcome} (${why})`;
}

function outcomeText({ outcome, status, error, duration_ms }: AttemptRecord, paint: Paint): string {
  const time = formatDuration(Math.round(duration_ms));
  if (status !== null)
    return paint(`${status} in ${time === "0s" ? "under 1ms" : time}`, status === 200 ? "green" : "red");
  if (outcome === "timed_out") return paint(`timed out after ${time}`, "red");
  return paint(noAnswerText(outcome, error), "red");
}

function nextText({ next_attempt_at, state, delivery_id }: JsonObject, at: string, where: Where): string {
  if (state === "exhausted") return `given up; once more${againText(`redeliver ${text(delivery_id)}`, where)}`;
  if (typeof next_attempt_at !== "string") return "";
  const sameDay = next_attempt_at.slice(0, 10) === at.slice(0, 10);
  const when = sameDay ? clockTime(next_attempt_at) : `${next_attempt_at.slice(0, 10)} ${clockTime(next_attempt_at)}`;
  return `next attempt in ${span(at, next_attempt_at)}, at ${when}`;
}

/** A command to paste; the key of a made account is put in by who has it, as the log masks keys. */
function againText(words: string, { url, account }: Where): string {
  const command = commandAt(url, words);
  return account === undefined ? `: ${command}` : `, with the account's KEY: ${command} --api-key KEY`;
}

/** The time of day of an ISO time. */
function clockTime(at: string): string {
  return at.slice(11, 19);
}

/** How long from one ISO time to another, as text. */
function span(from: string, to: string): string {
  const ms = parseTime(to)! - parseTime(from)!;
  return formatDuration(ms < 1_000 ? Math.max(0, ms) : Math.round(ms / 1_000) * 1_000);
}

/** The name of the fault that struck, marked. */
function faultNote(fault: unknown, paint: Paint): string {
  return fault ? paint(`[${text(fault)}]`, "yellow") : "";
}

/** A value as text that a terminal can show; "" for none. */
function text(value: unknown): string {
  return value === null || value === undefined ? "" : printable(String(value));
}
