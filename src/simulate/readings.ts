// How an app is read from outside: how many effects it has carried out, and its view of a task; by function, URL or command.

import { type MessagePart, MockError, said } from "../domain/errors.js";
import { makeProbe } from "../handler-check/probe.js";
import { send } from "../handler-check/send.js";
import type { Subject } from "./trial.js";

type StateAnswer = string | { status?: string } | null | undefined;
/** A function, or what `--probe` takes: a URL or a shell command that gives the number. */
export type EffectsReader = string | (() => number | Promise<number>);
/** A function, or a URL with {task_id} in it that answers {status}. */
export type StateReader = string | ((taskId: string) => StateAnswer | Promise<StateAnswer>);

const LIMIT_MS = 10_000;

export function readerOfEffects(reader: EffectsReader, now: () => number): Required<Subject>["effects"] {
  const read: () => unknown = typeof reader === "string" ? makeProbe(reader, { now }) : reader;
  return async () => {
    const value = await readOf("effects", read);
    const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    throw bad(
      said`${{ field: "effects", text: "effects" }} must give a number, how many effects there have been in all, not ${String(JSON.stringify(value)).slice(0, 80)}.`,
    );
  };
}

export function readerOfState(reader: StateReader, now: () => number): Required<Subject>["state"] {
  const read = typeof reader === "string" ? stateAt(reader, now) : reader;
  return async (taskId) => statusOf(await readOf("state", () => read(taskId)));
}

/** What cannot be read is no mistake of the handler. */
async function readOf<T>(what: string, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof MockError) throw error;
    throw bad(
      said`${{ field: what, text: what }} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function stateAt(target: string, now: () => number): (taskId: string) => Promise<StateAnswer> {
  if (!target.includes("{task_id}") || !/^https?:\/\//i.test(target))
    throw new MockError(
      400,
      "bad_option",
      said`${{ field: "state", text: "state" }} must be a URL with {task_id} in it, such as http://localhost:3000/tasks/{task_id}, not "${target}".`,
    );
  return async (taskId) => {
    const url = new URL(target.replaceAll("{task_id}", encodeURIComponent(taskId)));
    const headers = ["Host", url.host, "Connection", "close"];
    const answer = await send({ url, headers, timeoutMs: LIMIT_MS, now });
    if (answer.kind !== "answered") throw new Error(`${url} gives no answer`);
    // A task that the app does not know.
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw new Error(`${url} answered ${answer.status}, not 200`);
    return parsed(answer.body);
  };
}

/** {"status": "running"}, "running" or running. */
function parsed(text: string): StateAnswer {
  try {
    return JSON.parse(text) as StateAnswer;
  } catch {
    return text.trim();
  }
}

function statusOf(answer: StateAnswer): string {
  const status = typeof answer === "object" && answer !== null ? answer.status : answer;
  return status === undefined || status === null ? "" : String(status);
}

/** A number that moves while nothing is sent cannot say how many effects an event had. */
export async function refuseMovingProbe({ effects }: Subject): Promise<void> {
  if (!effects) return;
  const [first, second] = [await effects(), await effects()];
  if (first === second) return;
  throw bad(
    `effects changes while nothing is sent (${first}, then ${second}): give a number that only an event changes, such as a count of rows.`,
  );
}

function bad(message: string | readonly MessagePart[]): MockError {
  return new MockError(400, "bad_probe", message);
}
