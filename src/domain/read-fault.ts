// Reads a fault from its spec or its fields: one reader for the command line, files, fixtures and both APIs.

import { FAULT_COUNT, LENGTHS, readLength } from "./bounds.js";
import { EVENTS, type EventName } from "./delivery.js";
import { didYouMean, MockError } from "./errors.js";
import type { Fault, FaultWhere } from "./fault.js";
import {
  CHAOS,
  type FaultKind,
  type FaultTarget,
  kindsOn,
  OTHER_NAMES,
  type ParamKind,
  ROUTES,
  type RouteName,
} from "./fault-kinds.js";
import { fieldsOfSpec } from "./fault-spec.js";
import { isJsonObject, shown } from "./json.js";

const TARGETS: readonly FaultTarget[] = ["webhook", "api"];
const WHERE_ON: Record<FaultTarget, readonly string[]> = {
  webhook: ["event", "attempt", "task_id", "delivery_id", "fixture"],
  api: ["task_id", "fixture", "route"],
};
/** No spec, and no text in one, is longer; what is longer is not looked into. */
const LONGEST_SPEC = 2_000;
const LONGEST_TEXT = 1_000;
const EXAMPLE = '"webhook lost-ack event=task.complete attempt=1"';

/**
 * Reads a fault from its spec ("webhook lost-ack event=task.complete attempt=1", "chaos 0.2") or its object form
 * ({on, fault, event, attempt, task_id, delivery_id, fixture, route, times, probability, status, by, retry_after}).
 * `attempts` is how many the retry schedule allows. Throws `MockError` 400 `bad_fault` naming the word and what is allowed.
 */
export function readFault(value: unknown, attempts?: number): Fault {
  if (typeof value === "string" && value.length > LONGEST_SPEC)
    throw bad(`A fault's spec has at most ${LONGEST_SPEC} characters, not ${value.length}. Example: ${EXAMPLE}.`);
  const fields = typeof value === "string" ? fieldsOfSpec(value) : value;
  if (!isJsonObject(fields)) throw bad(`A fault is a text such as ${EXAMPLE}, or an object {on, fault, …}.`);
  return isChaos(fields) ? readChaos(fields) : readOne(fields, attempts);
}

function isChaos(fields: Record<string, unknown>): boolean {
  return fields.fault === CHAOS;
}

function readChaos(fields: Record<string, unknown>): Fault {
  refuseUnknown(
    fields,
    ["on", "fault", "probability"],
    `"${CHAOS}" takes a probability and nothing else, as in "chaos 0.2"`,
  );
  const on = fields.on === undefined || fields.on === null ? null : readTarget(fields.on);
  if (absent(fields.probability)) throw bad(`"${CHAOS}" needs a probability, as in "${CHAOS} 0.2".`);
  const probability = readProbability(fields.probability, `"${CHAOS}": probability`);
  return { on, fault: CHAOS, param: null, where: {}, times: null, probability };
}

function readOne(fields: Record<string, unknown>, attempts?: number): Fault {
  const on = readTarget(fields.on, fields.fault);
  const kind = readKind(on, fields.fault);
  const paramName = kind.param ? [kind.param.name] : [];
  const allowed = ["on", "fault", ...WHERE_ON[on], "times", "probability", ...paramName];
  refuseUnknown(fields, allowed, `"${on} ${kind.name}" takes ${allowed.slice(2).join(", ")}`);
  const probability = absent(fields.probability) ? null : readProbability(fields.probability);
  if (probability !== null && !absent(fields.times))
    throw bad("Give times or probability, not both: with a probability a fault strikes without limit.");
  return {
    on,
    fault: kind.name,
    param: kind.param ? readParam(kind.param, fields[kind.param.name]) : null,
    where: readWhere(kind, fields, attempts),
    times: probability === null ? readCount("times", fields.times ?? 1) : null,
    probability,
  };
}

/** `fault`: its name, which says what it strikes where nothing else does. */
function readTarget(value: unknown, fault?: unknown): FaultTarget {
  const target = TARGETS.find((one) => one === value);
  if (target) return target;
  if (absent(value)) {
    const meant = TARGETS.filter((on) => kindsOn(on).some(({ name }) => name === fault));
    const guess = meant.length === 1 ? ` ${show(fault)} strikes "${meant[0]}".` : "";
    throw bad(`A fault says first what it strikes: "webhook" or "api".${guess} Example: ${EXAMPLE}.`);
  }
  if (value === CHAOS)
    throw bad(`"${CHAOS}" is a fault, not what one strikes: {"fault":"${CHAOS}","probability":0.2}.`);
  throw bad(
    `A fault strikes "webhook" or "api", not ${show(value)}.${hint(value, [...TARGETS, CHAOS])} Example: ${EXAMPLE}.`,
  );
}

function readKind(on: FaultTarget, value: unknown): FaultKind {
  const kinds = kindsOn(on);
  const kind = kinds.find((one) => one.name === value);
  if (kind) return kind;
  const names = kinds.map((one) => one.name);
  if (absent(value)) throw bad(`Which ${on} fault? Allowed: ${names.join(", ")}.`);
  throw bad(
    `There is no ${on} fault ${show(value)}.${otherName(on, value) ?? hint(value, names)} Allowed: ${names.join(", ")}.`,
  );
}

function otherName(on: FaultTarget, value: unknown): string | undefined {
  const others: Readonly<Record<string, string>> = OTHER_NAMES[on];
  return typeof value === "string" && Object.hasOwn(others, value) ? ` Did you mean "${others[value]}"?` : undefined;
}

function readWhere(kind: FaultKind, fields: Record<string, unknown>, attempts?: number): FaultWhere {
  const where = readFields(kind, fields);
  if (attempts !== undefined) refuseBeyond(attempts, where);
  if (kind.needsNext && isLast(where.event))
    throw bad(
      `${kind.name} can never strike ${where.event}: it is a task's last event. Allowed: ${EVENTS.filter((event) => !isLast(event)).join(", ")}.`,
    );
  if (where.task_id !== undefined && (where.route === "create" || where.route === "list"))
    throw bad(
      `route=${where.route} with task_id can never strike: such a call is about no task yet known. Allowed with task_id: get, cancel, delete.`,
    );
  if (where.fixture !== undefined && where.route === "list")
    throw bad(
      "route=list with fixture can never strike: a list is about no fixture. Allowed with fixture: create, get, cancel, delete.",
    );
  return where;
}

/** True for the events after which a task has no other. */
function isLast(event: EventName | undefined): boolean {
  return event === "task.complete" || event === "task.failed";
}

function readFields(kind: FaultKind, fields: Record<string, unknown>): FaultWhere {
  const where: FaultWhere = {};
  if (!absent(fields.event)) where.event = readEvent(fields.event);
  if (!absent(fields.attempt)) where.attempt = readAttempt(kind, fields.attempt);
  if (!absent(fields.task_id)) where.task_id = readText("task_id", fields.task_id);
  if (!absent(fields.delivery_id)) where.delivery_id = readText("delivery_id", fields.delivery_id);
  if (!absent(fields.fixture)) where.fixture = readText("fixture", fields.fixture);
  if (!absent(fields.route)) where.route = readRoute(fields.route);
  return where;
}

function readEvent(value: unknown): EventName {
  const event = EVENTS.find((one) => one === value);
  if (event) return event;
  throw bad(`There is no event ${show(value)}.${hint(value, EVENTS)} Allowed: ${EVENTS.join(", ")}.`);
}

/** Throws `MockError` 400 `bad_fault` when a fault waits for an attempt that the retry schedule never makes. */
export function refuseBeyond(attempts: number, { attempt = 1 }: FaultWhere): void {
  if (attempt <= attempts) return;
  throw bad(
    `attempt=${attempt} can never strike: the retry schedule makes ${attempts} ${attempts === 1 ? "attempt" : "attempts"}. Allowed: 1${attempts === 1 ? "" : ` to ${attempts}`}.`,
  );
}

function readAttempt(kind: FaultKind, value: unknown): number {
  const attempt = readCount("attempt", value);
  if (kind.onlyFirst && attempt !== 1)
    throw bad(`${kind.name} can only strike attempt 1, not ${attempt}: later attempts come after the answer anyway.`);
  return attempt;
}

function readRoute(value: unknown): RouteName {
  const names = Object.keys(ROUTES) as RouteName[];
  const route = names.find((name) => value === name || value === ROUTES[name]);
  if (route) return route;
  throw bad(
    `There is no route ${show(value)}. Allowed: ${names.map((name) => `${name} (${ROUTES[name]})`).join(", ")}.`,
  );
}

function readParam(kind: ParamKind, value: unknown): number {
  if (absent(value)) return kind.fallback;
  if (kind.form === "duration") {
    try {
      return readLength(value, kind.length ?? LENGTHS.virtual);
    } catch (error) {
      throw bad(`${kind.name} ${(error as Error).message}`);
    }
  }
  const number = wholeNumber(value);
  const { least, most } = kind.form;
  if (number === undefined || number < least || number > most)
    throw bad(`${kind.name} must be a whole number from ${least} to ${most}, not ${show(value)}.`);
  return number;
}

function readProbability(value: unknown, name = "probability"): number {
  const number =
    typeof value === "number" ? value : typeof value === "string" && value.trim() !== "" ? Number(value) : Number.NaN;
  if (number > 0 && number <= 1) return number;
  throw bad(`${name} must be a number over 0 and at most 1, not ${show(value)}.`);
}

function readCount(name: string, value: unknown): number {
  const number = wholeNumber(value);
  const { least, most } = FAULT_COUNT;
  if (number !== undefined && number >= least && number <= most) return number;
  const range = number !== undefined && number > most ? `from ${least} to ${most}` : `from ${least}`;
  throw bad(`${name} must be a whole number ${range}, not ${show(value)}.`);
}

function readText(name: string, value: unknown): string {
  if (typeof value === "string" && value !== "" && value.length <= LONGEST_TEXT) return value;
  throw bad(`${name} must be a text of at most ${LONGEST_TEXT} characters, not ${show(value)}.`);
}

function wholeNumber(value: unknown): number | undefined {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && /^\d{1,9}$/.test(value)
        ? Number(value)
        : Number.NaN;
  return Number.isSafeInteger(number) ? number : undefined;
}

function refuseUnknown(fields: Record<string, unknown>, allowed: readonly string[], takes: string): void {
  const unknown = Object.keys(fields).find((name) => !allowed.includes(name));
  if (unknown !== undefined) throw bad(`${takes}; ${show(unknown)} is not one of them.${didYouMean(unknown, allowed)}`);
}

function absent(value: unknown): boolean {
  return value === undefined || value === null;
}

function show(value: unknown): string {
  return value === undefined ? "nothing" : shown(value);
}

function hint(value: unknown, known: readonly string[]): string {
  return typeof value === "string" ? didYouMean(value, known) : "";
}

function bad(message: string): MockError {
  return new MockError(400, "bad_fault", message);
}
