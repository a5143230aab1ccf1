// A task that nobody has looked at, laid down flat: what makes it and its events again in one row, and no more. What many tasks have alike,
// a fixture, a plan, data that never change, stands in it by reference.

import { eventOf } from "../contract/webhooks.js";
import { type Delivery, deliveryId } from "../domain/delivery.js";
import type { JsonObject } from "../domain/json.js";
import { isMade } from "../domain/lazy.js";
import { type DataStep, type Entry, type Step, type Task, toldBy } from "../domain/task.js";

/** An event that went nowhere, as a row has it: the place among all that were opened, its schedule, the secret that it is signed with. */
export type Opened = Pick<Delivery, "schedule"> & { place: number; secret: string };

/**
 * A task and its events in one row: number, what was asked, tool, fixture, occurrence; the plan, where it is one for many, else how many steps it has
 * and those; how many entries, and of each five values; of each event three. A step whose data are still to be read off the prompt is four values, after how long, its
 * move, what it is drawn by and counts from; any other is itself.
 */
export type TaskRow = readonly unknown[];
const NONE = -1;

/** The row of a task and of its events; undefined where there is more to it than a row can say. */
export function rowOf(task: Task, events: readonly Opened[]): TaskRow | undefined {
  const { fixture, plan, tool, number, occurrence, request, timeline } = task;
  for (const entry of timeline) if (!isOfItsStep(entry, plan)) return undefined;
  const { prompt, userId, mode, metadata, subAgent } = request;
  const row: unknown[] = [number, prompt, userId, mode, metadata, subAgent, tool, fixture, occurrence];
  if (Object.isFrozen(plan)) row.push(plan);
  else {
    row.push(plan.length);
    for (const step of plan) putStep(row, step);
  }
  row.push(timeline.length);
  for (const { move, at, status, by, step = NONE } of timeline) row.push(move, at, status, by, step);
  for (const { place, schedule, secret } of events) row.push(place, schedule, secret);
  return row.slice(); // as long as it is: what is pushed to has room for more
}

/** Has the entry nothing but what its step has? */
function isOfItsStep(entry: Entry, plan: readonly Step[]): boolean {
  if (entry.token !== undefined || entry.deadlines !== undefined) return false;
  return entry.data === undefined || entry.data === dataOfStep(entry, plan);
}

function dataOfStep(entry: Entry, plan: readonly Step[]): Entry["data"] {
  const step = entry.step === undefined ? undefined : plan[entry.step];
  return step?.move === "fail" && entry.move === "fail" ? step.error : toldBy(entry, plan)?.data;
}

function putStep(row: unknown[], step: Step): void {
  if (!("inferred" in step) || step.inferred === undefined || isMade(step.data)) return void row.push(step);
  const { draw, from } = step.inferred;
  row.push(step.after, step.move, draw, from);
}

/** The task of a row, but for what is made when it is read, and its events. */
export function ofRow(id: string, row: TaskRow): { task: Task; events: Opened[] } {
  let at = 0;
  const next = <T>() => row[at++] as T;
  const number = next<number>();
  const request: Task["request"] = { prompt: next(), userId: next(), mode: next() };
  const [metadata, subAgent] = [next<string | undefined>(), next<string | undefined>()];
  if (metadata !== undefined) request.metadata = metadata;
  if (subAgent !== undefined) request.subAgent = subAgent;
  const [tool, fixture, occurrence] = [next<string>(), next<Task["fixture"]>(), next<number>()];
  const planned = next<Task["plan"] | number>();
  const plan = typeof planned === "number" ? takeTimes(planned, step) : planned;
  const timeline = takeTimes(next(), entry);
  const events: Opened[] = [];
  while (at < row.length) events.push({ place: next(), schedule: next(), secret: next() });
  return { task: { id, number, request, tool, fixture, occurrence, plan, timeline }, events };

  function step(): Step {
    const whole = next<Step | number>();
    if (typeof whole !== "number") return whole;
    return { after: whole, move: next(), inferred: { draw: next(), from: next() } } as Omit<DataStep, "data"> as Step;
  }

  function entry(): Entry {
    const made: Entry = { move: next(), at: next(), status: next(), by: next() };
    const index = next<number>();
    if (index === NONE) return made;
    made.step = index;
    const its = plan[index];
    if (made.move === "fail" && its?.move === "fail") made.data = its.error as JsonObject;
    return made;
  }
}

function takeTimes<T>(count: number, take: () => T): T[] {
  const taken: T[] = [];
  for (let n = 0; n < count; n += 1) taken.push(take());
  return taken;
}

/** The events of a task's timeline as they were opened, with nothing sent yet, and nowhere to go. */
export function eventsOf(
  { id, timeline }: Task,
  events: readonly Opened[],
): (Omit<Delivery, "body" | "signature"> & Opened)[] {
  return timeline
    .filter(({ move }) => eventOf(move))
    .map(({ move, at }, n) => ({
      id: deliveryId(id, n + 1),
      number: n + 1,
      taskId: id,
      event: eventOf(move)!,
      firstAt: at,
      url: null,
      attempts: [],
      ...events[n]!,
    }));
}
