// Plays tasks: brings them into the world, books each one's next due instant on the clock, checks every move against the table, and
// adds the entry.

import { MockError } from "../domain/errors.js";
import type { JsonObject } from "../domain/json.js";
import type { MaybeLazy } from "../domain/lazy.js";
import { maskSecrets } from "../domain/mask.js";
import type { Scenario } from "../domain/scenario.js";
import {
  allowedMoves,
  type Due,
  type Entry,
  type EntryBy,
  isAllowed,
  lastEntry,
  type Move,
  nextDue,
  type Status,
  statusOf,
  type Task,
  type TaskError,
  type TaskRequest,
  TRANSITIONS,
  type Wait,
} from "../domain/task.js";
import type { Clock } from "./clock.js";
import type { Consents } from "./consents.js";
import { armedBy } from "./faults/fault-box.js";
import { drawTaskId, type Random } from "./random.js";
import type { AccountState, Born, Change } from "./state.js";
import { type Birth, isBirth } from "./tasks.js";
import type { Booking, Work } from "./timer-queue.js";

/** A move with what it carries. */
export type MoveData =
  | { move: "start" | "pass" | "resume" | "cancel"; data?: JsonObject }
  | { move: "progress" | "complete"; data: MaybeLazy<JsonObject> }
  | { move: "wait"; wait: Wait }
  | { move: "fail"; error: TaskError };

export type TaskRunnerOptions = {
  state: AccountState;
  commit: (change: Change) => void;
  clock: Clock;
  random: Random;
  consents: Consents;
  /** The ids that fixtures list are given out; an account of another seed than theirs draws its own. */
  hasListedIds: boolean;
  /** Hears of each entry once it is there. */
  onEntry: (task: Task, entry: Entry, from: Status | null) => void;
};

export type TaskRunner = ReturnType<typeof createTaskRunner>;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createTaskRunner({ state, commit, clock, random, consents, hasListedIds, onEntry }: TaskRunnerOptions) {
  const { tasks } = state;
  /** By the handle of a task: its next instant, as it is booked. */
  const bookings: (Booking | undefined)[] = [];
  /** What is being played, or broke off: that is told by its name of then. */
  let playing: { handle: number; due: Due } | undefined;
  /** What is booked for a task: what its plan says when the instant comes. */
  const work: Work = {
    label(handle) {
      const task = tasks.glanceAt(handle);
      const due = playing?.handle === handle ? playing.due : nextDue(task)!;
      playing = undefined;
      return `${task.id} ${labelOf(due)}`;
    },
    job(handle) {
      const task = tasks.lendAt(handle);
      const due = nextDue(task)!;
      playing = { handle, due };
      play(task, due);
      playing = undefined;
      tasks.rest(handle);
    },
  };

  function book(task: Task): void {
    const handle = tasks.handleOf(task.id)!;
    const booked = bookings[handle];
    if (booked) clock.cancel(booked);
    const at = nextDue(task)?.at;
    bookings[handle] = at === undefined ? undefined : clock.bookFor(at, work, handle);
  }

  function bookBirth({ id, due: at }: Birth<Born>): void {
    if (at === null) return;
    const handle = tasks.handleOf(id)!;
    bookings[handle] = clock.bookFor(at, work, handle);
  }

  function play(task: Task, due: Due): void {
    if (due.index !== undefined) apply(task, due.step, "plan", due.index);
    else apply(task, due, "consent");
  }

  function apply(task: Task, asked: MoveData, by: EntryBy, step?: number): Entry {
    const from = statusOf(task);
    if (!isAllowed(from, asked.move)) throw illegalMove(task, asked.move);
    const at = clock.now();
    const carried = carriedBy(task, asked, at, step);
    const entry: Entry = { move: carried.move, at, status: TRANSITIONS[carried.move].to, by };
    if (step !== undefined) entry.step = step;
    if (carried.data !== undefined) entry.data = carried.data;
    if (carried.deadlines !== undefined) entry.deadlines = carried.deadlines;
    if (carried.token !== undefined) entry.token = carried.token;
    commit({ is: "entry", task: task.id, n: task.timeline.length, entry });
    book(task);
    onEntry(task, entry, from);
    return entry;
  }

  /** The move as it comes out, with what its entry carries beside the data of its step: a wait may pass, or end the task. */
  function carriedBy(
    task: Task,
    asked: MoveData,
    at: number,
    step?: number,
  ): Pick<Entry, "data" | "deadlines" | "token"> & { move: Exclude<Move, "create"> } {
    if (asked.move === "fail") return { move: "fail", data: asked.error };
    if (asked.move !== "wait") return step === undefined ? withData(asked) : { move: asked.move };
    const answer = consents.ask(task, asked.wait, at);
    if (answer.given) return { move: "pass" };
    if ("error" in answer) return { move: "fail", data: answer.error };
    const { data, deadlines, token } = answer;
    return { move: "wait", data, deadlines, token };
  }

  /** A fixture's own id while one is left, else one that is drawn. */
  function idFor(
    { request, fixture, occurrence }: Pick<Task, "request" | "fixture" | "occurrence">,
    ids: readonly string[],
  ): { id: string; listed: boolean } {
    const own = ids.find((id) => !state.taken.has(id) && !tasks.has(id));
    if (own !== undefined) return { id: own, listed: true };
    const draw = random.stream("id", fixture.name, request.mode, request.prompt, occurrence);
    for (;;) {
      const id = drawTaskId(draw);
      if (!tasks.has(id)) return { id, listed: false };
    }
  }

  return {
    /** A task is born; its first entry is made and its next instant booked. */
    start(request: TaskRequest, scenario: Scenario, occurrence: number): Task {
      const { fixture, tool, ids, faults } = scenario;
      const testing = request.mode === "test";
      const plan = testing ? [] : scenario.plan;
      const { id, listed } = idFor({ request, fixture, occurrence }, testing || !hasListedIds ? [] : ids);
      const first: Entry = { move: "create", at: clock.now(), status: firstStatus(plan, testing), by: "create" };
      const prompt = maskSecrets(request.prompt);
      const task: Task = {
        id,
        number: state.born + 1,
        request: prompt === request.prompt ? request : { ...request, prompt },
        tool,
        fixture,
        occurrence,
        plan,
        timeline: [first],
      };
      const born: Change & { is: "born" } = { is: "born", task };
      if (faults.length > 0) born.faults = armedBy(id, faults);
      if (listed) born.listed = true;
      commit(born);
      book(task);
      onEntry(task, first, null);
      return task;
    },
    /**
     * Makes a move now. Throws `MockError` 409: `illegal_move` with the status and the allowed moves, `already_approved` for a wait
     * that would not wait. Then nothing has changed.
     */
    move(task: Task, asked: MoveData, by: EntryBy): Entry {
      if (asked.move === "wait" && isAllowed(statusOf(task), "wait"))
        consents.refuseUnasked(task, asked.wait, clock.now());
      return apply(task, asked, by);
    },
    /** Plays the plan at once, without its waits, up to and with its step `index`; stops early at a wait nobody answers. */
    hurry(task: Task, index: number): void {
      for (let due = nextDue(task); due; due = nextDue(task)) {
        play(task, due);
        if ((lastEntry(task).step ?? -1) >= index) return;
      }
    },
    /** Takes on a task with a past, and books what it is due for. */
    adopt(one: Task | Birth<Born>): void {
      if (isBirth(one)) bookBirth(one);
      else book(one);
    },
  };
}

/** `pending` only when the plan begins with a queue; `complete` at once in test mode (contract 3.1). */
function firstStatus(plan: Task["plan"], testing: boolean): Status {
  if (testing) return "complete";
  return plan[0]?.move === "start" ? "pending" : "running";
}

function withData<M extends Move>({
  move,
  data,
}: {
  move: M;
  data?: MaybeLazy<JsonObject>;
}): {
  move: M;
  data?: MaybeLazy<JsonObject>;
} {
  return data === undefined ? { move } : { move, data };
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

/** `move`: what was asked of the task, as in "it cannot complete" or "it cannot be approved". */
export function illegalMove(task: Task, move: string): MockError {
  const status = statusOf(task);
  const allowed = allowedMoves(status).filter((other) => !ONLY_BY_PLAN.includes(other));
  return new MockError(
    409,
    "illegal_move",
    `${task.id} is ${status}, so it cannot ${move}. ${allowed.length > 0 ? `Allowed now: ${allowed.join(", ")}.` : "A finished task takes no move."}`,
    { status, allowed },
  );
}
