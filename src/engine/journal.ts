// Everything that happens, in order, for the log, the event stream and the list of requests. Bounded by count and bytes.

import { type Attempt, bodySize, type Delivery } from "../domain/delivery.js";
import type { Entry, FixtureRef, Status, Task } from "../domain/task.js";
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
  | { kind: "request"; call: ApiCall; task: TaskOfCall | null }
  | { kind: "task"; task: Task; entry: Entry; from: Status | null }
  | { kind: "delivery"; delivery: Delivery; attempt: Attempt | null; nextAt: number | null; taskNumber?: number }
  | { kind: "sending"; delivery: Delivery; attempt: number }
  | { kind: "fault"; strike: Strike; taskId: string | null; what: string }
  | { kind: "clock"; mode: string; speed: number }
  | { kind: "note"; level: Level; text: string }
  | { kind: "reset" };

/** What a call was about, as it was when it was answered. */
type TaskOfCall = { tool: string; fixture: string; status: Status };

/** What a line says of its task. */
type TaskOfLine = { id: string; tool: string; fixture: Pick<FixtureRef, "name" | "invented"> };

/** A line of the journal: its number (never used twice), and the virtual instant. */
export type JournalRecord = (
  | Exclude<Recorded, { kind: "task" }>
  | (Omit<Extract<Recorded, { kind: "task" }>, "task"> & { task: TaskOfLine })
) & { number: number; at: number };

export type Journal = ReturnType<typeof createJournal>;

type JournalListener = { hear: (record: JournalRecord) => void; onEnd?: (() => void) | undefined };

export type ApiCallRecord = { at: number; number: number; call: ApiCall };

/** The caps: how many records, and about how many bytes of bodies they may hold. */
export type JournalCaps = { records: number; bytes: number };
export const JOURNAL_CAPS: JournalCaps = { records: 10_000, bytes: 32 * 1_048_576 };

/** The ring has so many places at least; as many as a power of two, always. */
const FEWEST = 16;

/**
 * A line as it is kept: as it is, or, as a number, which entry of its task it tells of (1 the first, 3 the next), or which event that goes
 * nowhere (2 the first).
 */
type Kept = JournalRecord | number;

/** A task by its number, with its events: they are there until `keepWhole` is called. */
export type TaskByNumber = (number: number) => { task: Task; deliveries: readonly Delivery[] };

/** `tell` hears of every record beside the listeners, until another journal takes over. */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createJournal(
  now: () => number,
  caps: JournalCaps = JOURNAL_CAPS,
  tell: (record: JournalRecord) => void = () => {},
  taskOf?: TaskByNumber,
) {
  /** The lines, each at the place of its number in a ring that is as long as it had to be; beside it how much each holds, its instant, the number of its task. */
  let ring: (Kept | undefined)[] = [];
  let sizes: number[] = [];
  let instants: number[] = [];
  let tasks: number[] = [];
  let count = 0;
  let bytes = 0;
  let number = 0;
  let listeners = new Set<JournalListener>();
  let told = tell;

  const first = () => number - count + 1;
  const placeOf = (itsNumber: number) => itsNumber & (ring.length - 1);

  function add(record: JournalRecord, kept: Kept, task = 0): void {
    if (count === ring.length) lengthen();
    number += 1;
    count += 1;
    const place = placeOf(number);
    ring[place] = kept;
    sizes[place] = sizeOf(record);
    instants[place] = record.at;
    tasks[place] = task;
    bytes += sizes[place];
    while (count > 1 && (count > caps.records || bytes > caps.bytes)) dropOldest();
  }

  function dropOldest(): void {
    const place = placeOf(first());
    bytes -= sizes[place]!;
    ring[place] = undefined;
    count -= 1;
  }

  function lengthen(): void {
    const length = Math.max(FEWEST, 2 * ring.length);
    const places = Array.from({ length: count }, (_, n) => placeOf(first() + n));
    const turned = <T>(some: readonly T[], none: T): T[] => {
      const made = new Array<T>(length).fill(none);
      for (const [n, place] of places.entries()) made[(first() + n) & (length - 1)] = some[place]!;
      return made;
    };
    sizes = turned(sizes, 0);
    instants = turned(instants, 0.5); // no whole number: the array is one of such from the beginning
    tasks = turned(tasks, 0);
    ring = turned<Kept | undefined>(ring, undefined);
  }

  /** What a line is kept as, and the number of the task that it names. */
  function keptOf(recorded: Recorded, record: JournalRecord): [Kept, task?: number] {
    if (taskOf && recorded.kind === "task") return [2 * recorded.task.timeline.length - 1, recorded.task.number];
    if (!taskOf || recorded.kind !== "delivery") return [record];
    const { attempt, delivery, taskNumber } = recorded;
    return attempt || delivery.url !== null || taskNumber === undefined ? [record] : [2 * delivery.number, taskNumber];
  }

  /** The lines from a number on, as they were written. */
  function from(least: number): JournalRecord[] {
    const lines: JournalRecord[] = [];
    for (let its = Math.max(least, first()); its <= number; its += 1) lines.push(read(its));
    return lines;
  }

  function read(its: number): JournalRecord {
    const place = placeOf(its);
    const kept = ring[place]!;
    const at = instants[place]!;
    if (typeof kept !== "number") return kept;
    return readOf(taskOf!(tasks[place]!), kept, its, at);
  }

  function readOf(known: ReturnType<TaskByNumber>, kept: number, its: number, at: number): JournalRecord {
    const { task, deliveries } = known;
    if (kept % 2 === 0)
      return { kind: "delivery", number: its, at, delivery: deliveries[kept / 2 - 1]!, attempt: null, nextAt: null };
    const place = (kept - 1) / 2;
    const entry = task.timeline[place]!;
    return { kind: "task", number: its, at, task, entry, from: task.timeline[place - 1]?.status ?? null };
  }

  return {
    write(recorded: Recorded): JournalRecord {
      const record = recorded as JournalRecord;
      record.number = number + 1;
      record.at = now();
      add(record, ...keptOf(recorded, record));
      told(record);
      for (const { hear } of listeners) hear(record);
      return record;
    },
    /** Records after `number`, oldest first; `complete` is false when some of them are gone already, or `number` is not of this mock. */
    after(last: number): { records: JournalRecord[]; complete: boolean } {
      const known = last <= number ? last : 0;
      return { records: from(known + 1), complete: last === known && known >= first() - 1 };
    },
    calls(): ApiCallRecord[] {
      const calls: ApiCallRecord[] = [];
      for (let its = first(); its <= number; its += 1) {
        const kept = ring[placeOf(its)]!;
        if (typeof kept !== "number" && kept.kind === "request")
          calls.push({ at: kept.at, number: its, call: kept.call });
      }
      return calls;
    },
    /** Hears of each record as it is written, until the returned function is called. `onEnd`: there will be no more. */
    listen(hear: JournalListener["hear"], onEnd?: () => void): () => void {
      const among = listeners;
      const listener = { hear, onEnd };
      among.add(listener);
      return () => void among.delete(listener);
    },
    /** The number of the oldest line, and of the newest. */
    first,
    last: () => number,
    /** A task goes, of which no line was written after line `last`: what lines say of it is kept with them. */
    keepWhole(gone: number, last: number): void {
      for (let its = first(); its <= last; its += 1) {
        const [place, kept] = [placeOf(its), ring[placeOf(its)]!];
        if (typeof kept !== "number" || tasks[place] !== gone) continue;
        const line = read(its);
        ring[place] = line.kind === "task" ? { ...line, task: ofLine(line.task) } : line;
      }
    },
    /** What a fresh journal takes over from the one it replaces: its listeners and the count. */
    succeed(before: { last(): number; handOver(): Set<JournalListener> }): void {
      const lines = from(first());
      while (count > 0) dropOldest();
      number = before.last();
      for (const line of lines) add(Object.assign(line, { number: number + 1 }), line);
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

function ofLine({ id, tool, fixture: { name, invented } }: TaskOfLine): TaskOfLine {
  return { id, tool, fixture: invented ? { name, invented } : { name } };
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
