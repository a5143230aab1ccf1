// Everything that happens, in order, for the log, the event stream and the list of requests. Bounded by count and bytes.

import { type Attempt, bodySize, type Delivery } from "../domain/delivery.js";
import type { Entry, Status, Task } from "../domain/task.js";
import type { Strike } from "./faults/fault-box.js";

/** A call to `/v1`. The key is masked; bodies are their first 64 KiB. `durationMs` is real time. */
type ApiCall = {
  method: string;
  path: string;
  key: string | null;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
  status: number | null;
  answer: string;
  taskId: string | null;
  fault: string | null;
  durationMs: number;
};

export const LEVELS = ["info", "warning", "error"] as const;
export type Level = (typeof LEVELS)[number];

/** What can stand in the journal, before it has its number and its instant. */
export type Recorded =
  | { kind: "request"; call: ApiCall; task: Task | null }
  | { kind: "task"; task: Task; entry: Entry; from: Status | null }
  | { kind: "delivery"; delivery: Delivery; attempt: Attempt | null; nextAt: number | null }
  | { kind: "sending"; delivery: Delivery; attempt: number }
  | { kind: "fault"; strike: Strike; taskId: string | null; what: string }
  | { kind: "clock"; mode: string; speed: number }
  | { kind: "note"; level: Level; text: string }
  | { kind: "reset" };

/** A line of the journal: its number (never used twice), and the virtual instant. */
export type JournalRecord = Recorded & { number: number; at: number };

export type Journal = ReturnType<typeof createJournal>;

type JournalListener = { hear: (record: JournalRecord) => void; onEnd?: (() => void) | undefined };

export type ApiCallRecord = { at: number; number: number; call: ApiCall };

/** The caps: how many records, and about how many bytes of bodies they may hold. */
export type JournalCaps = { records: number; bytes: number };
export const JOURNAL_CAPS: JournalCaps = { records: 10_000, bytes: 32 * 1_048_576 };

/** `tell` hears of every record beside the listeners, until another journal takes over. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createJournal(
  now: () => number,
  caps: JournalCaps = JOURNAL_CAPS,
  tell: (record: JournalRecord) => void = () => {},
) {
  let records: JournalRecord[] = [];
  /** The size of each record, beside it: looking into an old one once more to drop it would cost as much as writing it. */
  let sizes: number[] = [];
  let start = 0;
  let bytes = 0;
  let number = 0;
  let listeners = new Set<JournalListener>();
  let told = tell;

  function trim(): void {
    while (start < records.length - 1 && (records.length - start > caps.records || bytes > caps.bytes)) {
      bytes -= sizes[start]!;
      start += 1;
    }
    if (start > 1_024 && start > records.length / 2) {
      records = records.slice(start);
      sizes = sizes.slice(start);
      start = 0;
    }
  }

  return {
    write(recorded: Recorded): JournalRecord {
      number += 1;
      const record = recorded as JournalRecord;
      record.number = number;
      record.at = now();
      const size = sizeOf(record);
      records.push(record);
      sizes.push(size);
      bytes += size;
      trim();
      told(record);
      for (const { hear } of listeners) hear(record);
      return record;
    },
    /** Records after `number`, oldest first; `complete` is false when some of them are gone already, or `number` is not of this mock. */
    after(last: number): { records: JournalRecord[]; complete: boolean } {
      const first = records[start]?.number ?? number + 1;
      const known = last <= number ? last : 0;
      return {
        records: records.slice(start + Math.max(0, known - first + 1)),
        complete: last === known && known >= first - 1,
      };
    },
    calls: (): ApiCallRecord[] =>
      records
        .slice(start)
        .flatMap((record) =>
          record.kind === "request" ? [{ at: record.at, number: record.number, call: record.call }] : [],
        ),
    /** Hears of each record as it is written, until the returned function is called. `onEnd`: there will be no more. */
    listen(hear: JournalListener["hear"], onEnd?: () => void): () => void {
      const among = listeners;
      const listener = { hear, onEnd };
      among.add(listener);
      return () => void among.delete(listener);
    },
    last: () => number,
    /** What a fresh journal takes over from the one it replaces: its listeners and the count. */
    succeed(before: { last(): number; handOver(): Set<JournalListener> }): void {
      number = before.last();
      listeners = before.handOver();
    },
    /** Gives the listeners away: what still ends after a reset is of no account to them. */
    handOver(): Set<JournalListener> {
      const handed = listeners;
      listeners = new Set();
      told = () => {};
      return handed;
    },
    listenerCount: () => listeners.size,
    /** The account is gone: whoever still listens is told so, and forgotten. */
    close(): void {
      const ended = [...listeners];
      listeners.clear();
      for (const { onEnd } of ended) onEnd?.();
    },
  };
}

/** About how many bytes a record keeps alive, also once the task that it is about has been dropped. */
function sizeOf(record: JournalRecord): number {
  const fixed = 600;
  if (record.kind === "request") return fixed + 3 * record.call.body.length + record.call.answer.length;
  if (record.kind === "note") return fixed + record.text.length;
  if (record.kind !== "delivery") return fixed;
  const { attempt, delivery } = record;
  if (!attempt) return fixed + 3 * bodySize(delivery);
  return fixed + (attempt.outcome.kind === "answered" ? attempt.outcome.body.length : 0);
}
