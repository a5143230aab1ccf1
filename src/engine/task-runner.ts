// Plays tasks: books each task's next due instant on the clock, checks every move against the table, appends the entry.

import { MockError } from "../domain/errors.js";
import type { JsonObject } from "../domain/json.js";
import {
  allowedMoves,
  type Deadline,
  type Due,
  type Entry,
  type EntryBy,
  lastEntry,
  type Move,
  nextDue,
  type Status,
  statusOf,
  type Task,
  type TaskError,
  TRANSITIONS,
  type Wait,
} from "../domain/task.js";
import type { Booking } from "./agenda.js";
import type { Clock } from "./clock.js";

/** What the runner needs to know of consent: who has given it, what to do without it, where its page is. */
export type ConsentDesk = {
  /** The answer to a wait at `at`: given before, so nobody is asked; to ask, and what happens by itself; or given once and over, which ends the task. */
  ask(
    task: Task,
    wait: Wait,
    at: number,
  ):
    | { given: true }
    | { given: false; token: string; data: JsonObject; deadlines: Deadline[] }
    | { given: false; error: TaskError };
  /** Throws `MockError` 409 where a wait would not wait. */
  refuseUnasked(task: Task, wait: Wait, at: number): void;
};

/** A move with what it carries. */
export type MoveData =
  | { move: "start" | "pass" | "resume" | "cancel"; data?: JsonObject }
  | { move: "progress" | "complete"; data: JsonObject }
  | { move: "wait"; wait: Wait }
  | { move: "fail"; error: TaskError };

export type TaskRunner = {
  /** Gives a new task its first entry and books what it is due for. */
  start(task: Task): void;
  /**
   * Makes a move now. Throws `MockError` 409: `illegal_move` with the status and the allowed moves, `already_approved` for a wait
   * that would not wait. Then nothing has changed.
   */
  move(task: Task, move: MoveData, by: EntryBy): Entry;
  /** Plays the plan at once, without its waits, up to and with its step `index`; stops early at a wait nobody answers. */
  hurry(task: Task, index: number): void;
  /** Takes on a task with a past, and books what it is due for. */
  adopt(task: Task): void;
};

export function createTaskRunner(
  clock: Clock,
  desk: ConsentDesk,
  onEntry: (task: Task, entry: Entry, from: Status | null) => void,
): TaskRunner {
  const bookings = new Map<string, Booking>();

  function book(task: Task): void {
    const booked = bookings.get(task.id);
    if (booked) clock.cancel(booked);
    const due = nextDue(task);
    if (due === undefined) return void bookings.delete(task.id);
    bookings.set(
      task.id,
      clock.book(
        due.at,
        () => `${task.id} ${labelOf(due)}`,
        () => play(task, due),
      ),
    );
  }

  function play(task: Task, due: Due): void {
    if (due.index !== undefined) apply(task, due.step, "plan", due.index);
    else apply(task, due, "consent");
  }

  function apply(task: Task, asked: MoveData, by: EntryBy, step?: number): Entry {
    const from = statusOf(task);
    if (!isAllowed(from, asked.move)) throw illegalMove(task, asked.move);
    const at = clock.now();
    const entry = entryOf(task, asked, at);
    const made: Entry = { ...entry, at, by, status: TRANSITIONS[entry.move].to };
    if (step !== undefined) made.step = step;
    task.timeline.push(made);
    book(task);
    onEntry(task, made, from);
    return made;
  }

  function entryOf(
    task: Task,
    asked: MoveData,
    at: number,
  ): Pick<Entry, "data" | "deadlines" | "token"> & { move: Exclude<Move, "create"> } {
    if (asked.move === "fail") return { move: "fail", data: asked.error };
    if (asked.move !== "wait") return "data" in asked ? { move: asked.move, data: asked.data } : { move: asked.move };
    const answer = desk.ask(task, asked.wait, at);
    if (answer.given) return { move: "pass" };
    if ("error" in answer) return { move: "fail", data: answer.error };
    const { data, deadlines, token } = answer;
    return { move: "wait", data, deadlines, token };
  }

  return {
    start(task) {
      const status = firstStatus(task);
      const entry: Entry = { move: "create", at: clock.now(), status, by: "create" };
      task.timeline.push(entry);
      book(task);
      onEntry(task, entry, null);
    },
    move(task, asked, by) {
      if (asked.move === "wait" && isAllowed(statusOf(task), "wait")) desk.refuseUnasked(task, asked.wait, clock.now());
      return apply(task, asked, by);
    },
    hurry(task, index) {
      for (let due = nextDue(task); due; due = nextDue(task)) {
        play(task, due);
        if ((lastEntry(task).step ?? -1) >= index) return;
      }
    },
    adopt: book,
  };
}

/** `pending` only when the plan begins with a queue; `complete` at once in test mode (contract 3.1). */
function firstStatus({ plan, request }: Task): Status {
  if (request.mode === "test") return "complete";
  return plan[0]?.move === "start" ? "pending" : "running";
}

function isAllowed(from: Status, move: Move): boolean {
  return allowedMoves(from).includes(move);
}

function labelOf(due: Due): string {
  if (due.index === undefined)
    return due.move === "resume" ? "resumes: the wait is answered" : `fails: ${due.error.code}`;
  return {
    start: "starts",
    progress: "reports progress",
    wait: "waits for the user",
    complete: "completes",
    fail: "fails",
  }[due.step.move];
}

/** Moves that there is no way to make by hand. */
const ONLY_BY_PLAN: readonly Move[] = ["start", "pass"];

function illegalMove(task: Task, move: Move): MockError {
  const status = statusOf(task);
  const allowed = allowedMoves(status).filter((other) => !ONLY_BY_PLAN.includes(other));
  return new MockError(
    409,
    "illegal_move",
    `${task.id} is ${status}, so it cannot ${move}. ${allowed.length > 0 ? `Allowed now: ${allowed.join(", ")}.` : "A finished task takes no move."}`,
    { status, allowed },
  );
}
