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
 * A command that fails before anything is sent, or a value that changes while nothing is sent, is no mistake of the
 * handler. Throws MockError 400 `bad_probe`. A URL that does not answer is left to the cases: the handler may be down.
 */
export async function refuseBadProbe(target: string, read: Probe): Promise<void> {
  const values: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const value = await read().catch((error: Error) => {
      if (isUrl(target)) return undefined;
      throw bad(`${error.message}. It must print a value and end with 0`);
    });
    if (value === undefined) return;
    values.push(value);
  }
  if (values[0] === values[1]) return;
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
  const what = answer.kind === "answered" ? `answered ${answer.status}` : describe(answer, timeoutMs);
  throw new Error(`the probe ${url} ${what}, not 200`);
}

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
