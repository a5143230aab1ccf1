// Standard output and error: the only place that prints or ends the process.

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
export function printIfRead(text: string, stream: NodeJS.WriteStream = process.stdout): boolean {
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

/** True when the stream is a terminal that shows colours and NO_COLOR does not say otherwise. */
export function hasColours(stream: NodeJS.WriteStream): boolean {
  return stream.isTTY === true && stream.hasColors();
}

/** A handler's or a caller's text may hold control characters; a terminal must not obey them. */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
