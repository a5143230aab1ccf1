// GET /_mock/events: everything as it happens, as server-sent events. Resumable; a slow reader is cut off, never buffered.

import type { Request, Response } from "express";
import { eventRecord } from "../control/event-records.js";
import type { Account } from "../engine/account.js";
import type { RealTime } from "../engine/clock.js";
import type { JournalRecord } from "../engine/journal.js";

/** What may wait in the socket of a slow reader, in bytes; past that it is cut off and resumes by Last-Event-ID. */
const MOST_WAITING = 4 * 1_048_576;
const HEARTBEAT_MS = 15_000;

/**
 * Streams from the event after `Last-Event-ID` (or ?last_event_id=), or from now. An event `gap` says that some are gone.
 * A past too long for one go ends the stream; the reader asks for the rest as after any break.
 */
export function streamEvents(account: Account, request: Request, response: Response, real: RealTime): void {
  const { journal } = account;
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
      if (response.writableLength > MOST_WAITING) return void response.end();
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
  response.on("close", () => {
    stop();
    cancelBeat();
  });
}

function lastSeen(request: Request): number | undefined {
  const given = request.headers["last-event-id"] ?? request.query.last_event_id;
  return typeof given === "string" && /^\d{1,15}$/.test(given) ? Number(given) : undefined;
}

function frame(record: JournalRecord): string {
  const event = eventRecord(record);
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}
