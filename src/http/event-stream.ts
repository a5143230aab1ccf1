// GET /_mock/events: everything as it happens, as server-sent events. Resumable; a slow reader is cut off, never buffered.

import type { Request, Response } from "express";
import type { Mock } from "../control/core.js";
import { eventRecord } from "../control/event-records.js";
import { MockError } from "../domain/errors.js";
import type { Account } from "../engine/account.js";
import type { JournalRecord } from "../engine/journal.js";
import { whenOver } from "./when-over.js";

/** What may wait in the socket of a slow reader, in bytes; past that it is cut off and resumes by Last-Event-ID. */
const MOST_WAITING = 1_048_576;
const HEARTBEAT_MS = 15_000;

/**
 * Streams from the event after `Last-Event-ID` (or ?last_event_id=), or from now. An event `gap` says that some are gone.
 * A past too long for one go ends the stream; the reader asks for the rest as after any break.
 */
export function streamEvents(mock: Mock, account: Account, request: Request, response: Response): void {
  const { journal } = account;
  const { real } = mock;
  const leave = enter(mock);
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",
  });
  response.write(": ploton-mock\n\n");
  const last = lastSeen(request);
  if (last !== undefined) {
    const { records, complete } = journal.after(last);
    if (!complete) response.write("event: gap\ndata: {}\n\n");
    for (const record of records) {
      if (response.writableLength > MOST_WAITING) {
        leave();
        return void response.end();
      }
      response.write(frame(record));
    }
  }
  const stop = journal.listen((record) => {
    if (response.writableLength > MOST_WAITING) response.destroy();
    else response.write(frame(record));
  });
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

function lastSeen(request: Request): number | undefined {
  const given = request.headers["last-event-id"] ?? request.query.last_event_id;
  return typeof given === "string" && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}

let newest: { record: JournalRecord; bytes: Buffer } | undefined;

/** A record as bytes: written out once, as all streams hear of it one after the other. */
function frame(record: JournalRecord): Buffer {
  if (newest?.record !== record) newest = { record, bytes: bytesOf(record) };
  return newest.bytes;
}

function bytesOf(record: JournalRecord): Buffer {
  const event = eventRecord(record);
  return Buffer.from(`id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
}
