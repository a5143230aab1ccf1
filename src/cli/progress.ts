// Work that takes longer than a second shows on a terminal how far it is, in a line that goes away again.

import { realTime } from "../engine/clock.js";

const FIRST_MS = 1_000;
const EVERY_MS = 250;
const CLEAR_LINE = "\r\u001b[2K";

const pause = (ms: number) => new Promise<void>((resolve) => realTime.after(ms, resolve));

/** What `work` gives. `describe` says how far it is; what it throws is no matter. */
export async function withProgress<T>(work: Promise<T>, describe: () => Promise<string> | string): Promise<T> {
  if (!process.stderr.isTTY) return work;
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
  const write = (text: string) => void (process.stderr.isTTY && process.stderr.write(text));
  return { show: (text) => write(`${CLEAR_LINE}  ${text}`), clear: () => write(CLEAR_LINE) };
}
