// What holds of every account at every moment, whatever was done to it and by whatever chance: read off the records alone.

import { expect } from "vitest";
import type { ClockRecord, DeliveryRecord, TaskRecord } from "../../src/index.js";
import type { Met } from "./handlers.js";
import { ms, TIMEOUT } from "./reference.js";

/** `retry`: the waits between attempts. `at`: where in the program. */
type Seen = { tasks: TaskRecord[]; clock: ClockRecord; received: Met[]; retry: string[]; at: string };

const LEADS: Record<string, { from: string[]; to: string }> = {
  start: { from: ["pending"], to: "running" },
  progress: { from: ["running"], to: "running" },
  wait: { from: ["running"], to: "waiting" },
  pass: { from: ["running"], to: "running" },
  resume: { from: ["waiting"], to: "running" },
  complete: { from: ["running"], to: "complete" },
  fail: { from: ["running", "waiting"], to: "failed" },
  cancel: { from: ["pending", "running", "waiting"], to: "cancelled" },
};
const TOLD: Record<string, string> = {
  progress: "task.progress",
  wait: "task.waiting",
  complete: "task.complete",
  fail: "task.failed",
};
/** Faults of which the handler sees no whole request. */
const UNSEEN = ["status", "drop", "timeout", "truncate", "reset"];

/** Compares as text first: that is many times faster, and nearly always enough. */
export function same(seen: unknown, expected: unknown, at: string): void {
  if (JSON.stringify(seen) !== JSON.stringify(expected)) expect(seen, at).toEqual(expected);
}

export function expectSound({ tasks, clock, received, retry, at }: Seen): void {
  const wrong: string[] = [];
  const hold = (is: boolean, what: () => string) => void (is || wrong.push(what()));
  for (const task of tasks) {
    timelineIsLegal(task, Date.parse(clock.now), hold);
    same(
      task.deliveries.map(({ event, body }) => [event, JSON.parse(body)]),
      toldBy(task),
      `events and timeline ${at}`,
    );
    for (const delivery of task.deliveries) {
      attemptsAreDue(delivery, retry.map(ms), hold);
      bytesAreEqual(delivery, received, hold);
    }
  }
  expect(wrong, at).toEqual([]);
  const booked = tasks.flatMap((task) =>
    [task.next?.at, ...task.deliveries.map((one) => one.next_attempt_at)].flatMap((one) => one ?? []),
  );
  same(
    clock.pending.map((one) => one.at),
    booked.sort((a, b) => Date.parse(a) - Date.parse(b)),
    `what is booked ${at}`,
  );
}

type Hold = (is: boolean, what: () => string) => void;

/** Contract 3.5; and time goes forward. */
function timelineIsLegal({ id, timeline, status }: TaskRecord, now: number, hold: Hold): void {
  hold(timeline.at(-1)!.status === status, () => `${id} is ${status}, and its timeline says otherwise`);
  for (const [i, { move, status, at }] of timeline.entries()) {
    const before = timeline[i - 1];
    hold(Date.parse(at) <= now, () => `${id} has ${move} at ${at}, which is yet to come`);
    if (!before) continue;
    const leads = LEADS[move];
    hold(Date.parse(at) >= Date.parse(before.at), () => `${id}: ${move} is before ${before.move}`);
    hold(
      leads?.from.includes(before.status) === true && leads.to === status,
      () => `${id}: ${move} leads from ${before.status} to ${status}`,
    );
  }
}

/** Contract 4.2: what its timeline says that the handler is told. */
function toldBy({ id, timeline }: TaskRecord): unknown[] {
  return timeline
    .filter(({ move }) => TOLD[move])
    .map(({ move, at, data }) => [
      TOLD[move],
      {
        event: TOLD[move],
        task_id: id,
        timestamp: `${at.slice(0, 19)}Z`,
        data: move === "fail" ? { error: data } : data,
      },
    ]);
}

/** Contract 4.1.7, 4.1.8: not too many by itself, none after a 200, none before its time, one after the other. */
function attemptsAreDue(
  { id, event, body, state, attempts, next_attempt_at }: DeliveryRecord,
  waits: number[],
  hold: Hold,
): void {
  let due = Date.parse((JSON.parse(body) as { timestamp: string }).timestamp);
  let taken = false;
  for (const [i, { number, at, by, outcome, response }] of attempts.entries()) {
    const last = attempts[i - 1];
    const again = last?.number === number;
    const what = `${id} (${event}), attempt ${number} at ${at}`;
    hold(again || number === (last?.number ?? 0) + 1, () => `${what} comes after ${last?.number}`);
    if (by === "schedule" && !again) {
      hold(number <= waits.length + 1, () => `${what} is one too many`);
      hold(!taken, () => `${what} is sent after a 200`);
      hold(Date.parse(at) >= due, () => `${what} is sent before it is due, ${new Date(due).toISOString()}`);
    }
    taken ||= response?.status === 200;
    due = Date.parse(at) + (outcome === "timed_out" ? ms(TIMEOUT) : 0) + (waits[number - 1] ?? 0);
  }
  hold((state === "delivered") === taken, () => `${id} is ${state}, and a 200 was ${taken ? "" : "not "}there`);
  hold(state === "scheduled" || next_attempt_at === null, () => `${id} is ${state} and has a next attempt`);
}

/** Contract 4.1.9: every genuine request of an event has its bytes and its signature, and as many came as were sent. */
function bytesAreEqual({ id, body, signature, attempts }: DeliveryRecord, received: Met[], hold: Hold): void {
  const came = received.filter((one) => one.genuine && one.body === body);
  hold(
    came.every((one) => one.signature === signature),
    () => `${id} came with another signature`,
  );
  const sent = attempts.filter(
    ({ fault, outcome }) =>
      outcome !== "unreachable" &&
      outcome !== "interrupted" &&
      !/signature|secret|tampered/.test(fault ?? "") &&
      !UNSEEN.includes(fault ?? ""),
  );
  hold(came.length >= sent.length, () => `${id} was sent ${sent.length} times and came ${came.length} times`);
}

/** What GET /v1/tasks and the records say is the same. */
export async function expectShown(
  tasks: TaskRecord[],
  api: (method: string, path: string) => Promise<{ body: string } | null>,
  at: string,
): Promise<void> {
  const { data } = JSON.parse((await api("GET", "?limit=100"))!.body) as { data: unknown[] };
  same(data, tasks.toReversed().slice(0, 100).map(shown), `GET /v1/tasks and the records ${at}`);
}

/** The task as the API shows it (contract 3.2), from its record. */
export function shown({
  id,
  status,
  tool,
  created_at,
  completed_at,
  result,
  error,
  waiting,
}: TaskRecord): Record<string, unknown> {
  return {
    id,
    status,
    tool,
    created_at,
    ...(completed_at && { completed_at }),
    ...(result && { result }),
    ...(error && { error }),
    ...(waiting && { waiting }),
  };
}
