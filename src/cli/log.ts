// The log: every line of the journal as it is written, for people or for programs.

import type { Writable } from "node:stream";
import type { Mock } from "../control/core.js";
import { eventRecord } from "../control/events.js";
import { maskSecrets } from "../domain/mask.js";
import { realTime } from "../engine/clock.js";
import type { Options } from "../options.js";
import { createLineWriter } from "./log-lines.js";
import { printIfRead } from "./stdio.js";
import { createPaint, hasColours } from "./terminal.js";

/** Where a log goes: standard output or error, or a file. */
type Stream = Writable & { isTTY?: boolean; hasColors?: () => boolean };

/** Prints the mock's journal from now on; the function it gives prints what is left and stops. */
export function startLog(mock: Mock, log: Options["log"], stream: Stream = process.stdout): () => void {
  if (log === "silent") return () => {};
  const write = createBatch(stream);
  if (log === "json") write.add(JSON.stringify(listeningRecord(mock)));
  const linesOf = createLineWriter(createPaint(hasColours(stream)), mock.url);
  const stop = mock.accounts.listen((record, key) => {
    const event = eventRecord(record);
    const account = key === null ? undefined : shortKey(key);
    for (const line of log === "json" ? [JSON.stringify({ ...event, account })] : linesOf(event, account))
      write.add(maskSecrets(line));
  });
  return () => {
    stop();
    write.flush();
  };
}

/** Which account it was, without its key: "…x3Fq". */
function shortKey(key: string): string {
  return `…${key.slice(-4)}`;
}

/** The first line of `--log json`: where the mock is. */
function listeningRecord({ url, baseUrl, version, options, accounts }: Mock): object {
  const { url: webhookUrl } = accounts.main().endpoint;
  const port = Number(new URL(url).port || 80);
  const told = options.publicUrl === null ? {} : { public_url: options.publicUrl };
  return {
    type: "listening",
    url,
    base_url: baseUrl,
    ...told,
    port,
    webhook_url: webhookUrl && maskSecrets(webhookUrl),
    version,
  };
}

/** Lines that are written together, so that a busy mock does not write each by itself. */
function createBatch(stream: Stream) {
  let lines: string[] = [];
  let dropped = 0;

  function flush(): void {
    if (lines.length === 0) return;
    const lost = dropped > 0 ? `${dropped} lines were dropped: nobody reads this pipe.\n` : "";
    const count = lines.length;
    const taken = printIfRead(`${lost}${lines.join("\n")}\n`, stream);
    dropped = taken ? 0 : dropped + count;
    lines = [];
  }
  return {
    add(line: string): void {
      lines.push(line);
      if (lines.length === 1) realTime.soon(flush);
    },
    flush,
  };
}
