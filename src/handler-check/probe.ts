// The probe: a value that changes when the handler has handled an event, read from a URL or from a command's output.

import { exec } from "node:child_process";
import { MockError } from "../domain/errors.js";
import { send } from "./send.js";

/** Reads the value now. Throws an Error that says what is wrong with the probe. */
export type Probe = () => Promise<string>;

const LIMIT_MS = 10_000;

/**
 * `target` is a URL (GET, the answer's body is the value) or a shell command (what it prints is the value). `leftMs`: how long the one
 * who asks can still wait, where that is less than a probe may take.
 */
export function makeProbe(
  target: string,
  { now, insecure = false, leftMs = () => LIMIT_MS }: { now: () => number; insecure?: boolean; leftMs?: () => number },
): Probe {
  const limit = () => Math.max(1, Math.min(LIMIT_MS, Math.ceil(leftMs())));
  return isUrl(target)
    ? () => readUrl(new URL(target), { now, insecure, timeoutMs: limit() })
    : () => readCommand(target, limit());
}

/**
 * A probe that cannot be read before anything is sent, or a value that changes while nothing is sent, is no mistake of the
 * handler. Throws MockError 400 `bad_probe`. A URL at which nobody listens gives that error, for when the handler is seen to be up.
 */
export async function refuseBadProbe(target: string, read: Probe): Promise<MockError | undefined> {
  const values: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const value = await read().catch((error: Error) => {
      if (!isUrl(target)) throw bad(`${error.message}. It must print a value and end with 0`);
      const wrong = bad(
        `${error.message}. Give a URL that answers 200 with a value, such as a count of handled events`,
      );
      if (error instanceof AnsweredOtherwise) throw wrong;
      return wrong;
    });
    if (typeof value !== "string") return value;
    values.push(value);
  }
  if (values[0] === values[1]) return undefined;
  throw bad(
    `its value changes while nothing is sent ("${values[0]}", then "${values[1]}"). Give one that changes only when an event is handled, such as a count of rows`,
  );
}

function bad(message: string): MockError {
  return new MockError(400, "bad_probe", `--probe: ${message}.`);
}

function isUrl(target: string): boolean {
  return /^https?:\/\//i.test(target);
}

type ProbeReading = { now: () => number; insecure: boolean; timeoutMs: number };

async function readUrl(url: URL, { now, insecure, timeoutMs }: ProbeReading): Promise<string> {
  const headers = ["Host", url.host, "Connection", "close"];
  const answer = await send({ url, headers, timeoutMs, now, insecure });
  if (answer.kind === "answered" && answer.status === 200) return answer.body.trim();
  if (answer.kind === "answered") throw new AnsweredOtherwise(`the probe ${url} answered ${answer.status}, not 200`);
  throw new Error(`the probe ${url} cannot be read: ${describe(answer, timeoutMs)}`);
}

/** Somebody is there, and what he says is no value. */
class AnsweredOtherwise extends Error {}

function describe(answer: { kind: string; error?: string }, timeoutMs: number): string {
  return answer.error ?? `gave no answer within ${timeoutMs / 1000} s`;
}

function readCommand(command: string, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    exec(command, { timeout: timeoutMs }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout.trim());
      const why = stderr.trim().split("\n").at(-1) || error.message;
      reject(new Error(`the probe command failed (${error.code ?? error.signal}): ${why}`));
    });
  });
}

/** How far a count went up; undefined when the values are not whole numbers. */
export function countedUp(before: string, after: string): number | undefined {
  const isCount = (value: string) => /^\d{1,15}$/.test(value);
  return isCount(before) && isCount(after) ? Number(after) - Number(before) : undefined;
}
