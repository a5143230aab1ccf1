// Standard input, output and error: the only place that reads, prints or ends the process.

import { readFile } from "node:fs/promises";
import type { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { MockError } from "../domain/errors.js";
import { realTime } from "../engine/clock.js";

/** How much an unread pipe may hold back before log lines are dropped, in bytes. */
const MOST_UNREAD = 8 * 1_048_576;

/** A reader that goes away (`| head`) must not stop a mock. */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

/** Prints lines unless so much is unread already that they would only fill the memory. */
export function printIfRead(text: string, stream: Writable = process.stdout): boolean {
  if (stream.writableLength > MOST_UNREAD) return false;
  stream.write(text);
  return true;
}

/** Ends the process once what was printed has been taken, or after `patienceMs`. */
export async function leave(code: number, patienceMs?: number): Promise<never> {
  const written = Promise.all(
    [process.stdout, process.stderr].map((stream) => new Promise((done) => stream.write("", done))),
  );
  const patience = patienceMs === undefined ? [] : [new Promise<void>((done) => realTime.after(patienceMs, done))];
  await Promise.race([written, ...patience]);
  process.exit(code);
}

/** The bytes of `file`; without one, or with "-", of standard input. Throws `MockError` `bad_usage`. */
export async function readInput(file: string | undefined): Promise<Buffer> {
  if (file !== undefined && file !== "-") {
    return readFile(file).catch((error: NodeJS.ErrnoException) => {
      const why =
        error.code === "ENOENT" ? "it does not exist" : error.code === "EISDIR" ? "it is a folder" : error.message;
      throw new MockError(400, "bad_usage", `${file} cannot be read: ${why}.`);
    });
  }
  if (process.stdin.isTTY) complain("Reading from the keyboard; Ctrl-D ends it.");
  return buffer(process.stdin);
}

// Work that takes longer than a second shows on a terminal how far it is, in a line that goes away again.

const FIRST_MS = 1_000;
const EVERY_MS = 250;
const CLEAR_LINE = "\r\u001b[2K";

const pause = (ms: number) => new Promise<void>((resolve) => realTime.after(ms, resolve));

/** Does anybody see how far long work is? */
export function isWatched(): boolean {
  return process.stderr.isTTY === true;
}

/** What `work` gives. `describe` says how far it is; what it throws is no matter. */
export async function withProgress<T>(work: Promise<T>, describe: () => Promise<string> | string): Promise<T> {
  if (!isWatched()) return work;
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  const ended = work.then(done, done);
  for (let wait = FIRST_MS; ; wait = EVERY_MS) {
    await Promise.race([ended, pause(wait)]);
    if (isDone) break;
    const text = await Promise.resolve(describe()).catch(() => "");
    if (!isDone) process.stderr.write(`${CLEAR_LINE}  ${text}`);
  }
  process.stderr.write(CLEAR_LINE);
  return work;
}

/** A line that says which of many steps is going on; on anything but a terminal it shows nothing. */
export function showStep(): { show(text: string): void; clear(): void } {
  const write = (text: string) => void (isWatched() && process.stderr.write(text));
  return { show: (text) => write(`${CLEAR_LINE}  ${text}`), clear: () => write(CLEAR_LINE) };
}
