// GET /_mock/events: everything as it happens, as server-sent events. Resumable; a slow reader is cut off, never buffered.

import type { IncomingMessage, ServerResponse } from "node:http";
import type { Mock } from "../control/core.js";
import { eventRecord, withMark } from "../control/events.js";
import { MockError } from "../domain/errors.js";
import { maskSecrets } from "../domain/mask.js";
import type { Account } from "../engine/account.js";
import type { JournalRecord } from "../engine/journal.js";
import { whenOver } from "./when-over.js";

/** What may wait in the socket of a slow reader, in bytes; past that it is cut off and resumes by Last-Event-ID. */
const MOST_WAITING = 1_048_576;
const HEARTBEAT_MS = 15_000;
const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store",
  "X-Accel-Buffering": "no",
};

/**
 * Streams from the event after `Last-Event-ID` (or `asked`, the query's), or from now. An event `gap` says that some are gone.
 * A past too long for one go ends the stream; the reader asks for the rest as after any break.
 */
export function streamEvents(
  mock: Mock,
  account: Account,
  request: IncomingMessage,
  response: ServerResponse,
  asked: unknown,
): void {
  const { journal, mark } = account;
  const { real } = mock;
  if (request.method === "HEAD") return void response.writeHead(200, HEADERS).end();
  const leave = enter(mock);
  response.writeHead(200, HEADERS);
  response.write(": ploton-mock\n\n");
  const last = lastSeen(request.headers["last-event-id"] ?? asked, mark);
  if (last !== undefined) {
    const { records, complete } = last === "foreign" ? { ...journal.after(0), complete: false } : journal.after(last);
    if (!complete) response.write("event: gap\ndata: {}\n\n");
    for (const record of records) {
      if (response.writableLength > MOST_WAITING) {
        leave();
        return void response.end();
      }
      response.write(frame(record, mark));
    }
  }
  const stop = journal.listen(
    (record) => {
      if (response.writableLength > MOST_WAITING) response.destroy();
      else response.write(frame(record, mark));
    },
    () => response.end(),
  );
  let cancelBeat = real.after(HEARTBEAT_MS, beat);
  function beat(): void {
    response.write(": still here\n\n");
    cancelBeat = real.after(HEARTBEAT_MS, beat);
  }
  whenOver(request, response, () => {
    leave();
    stop();
    cancelBeat();
  });
}

/** How many streams are open on each mock. */
const streams = new WeakMap<Mock, number>();

/** Counts a stream in; the function it gives counts it out. Throws `MockError` 429 when there are too many. */
function enter(mock: Mock): () => void {
  const open = streams.get(mock) ?? 0;
  const most = mock.options.maxStreams;
  if (open >= most)
    throw new MockError(
      429,
      "too_many_streams",
      `${most} event streams are open already. Close one, or start with a higher --max-streams.`,
    );
  streams.set(mock, open + 1);
  return () => void streams.set(mock, streams.get(mock)! - 1);
}

/** The number of the last event that the reader has, 0 for none; "foreign" when it is one of another account. */
function lastSeen(given: unknown, mark: string): number | "foreign" | undefined {
  const [, number, its = ""] = /^(\d{1,15})(?:_(\w+))?$/.exec(String(given)) ?? [];
  if (number === undefined) return undefined;
  return its === mark || Number(number) === 0 ? Number(number) : "foreign";
}

let newest: { record: JournalRecord; bytes: Buffer } | undefined;

/** A record as bytes: written out once, as all streams hear of it one after the other. */
function frame(record: JournalRecord, mark: string): Buffer {
  if (newest?.record !== record) newest = { record, bytes: bytesOf(record, mark) };
  return newest.bytes;
}

function bytesOf(record: JournalRecord, mark: string): Buffer {
  const event = eventRecord(record);
  return Buffer.from(
    `id: ${withMark(String(event.id), mark)}\nevent: ${event.type}\ndata: ${maskSecrets(JSON.stringify(event))}\n\n`,
  );
}
