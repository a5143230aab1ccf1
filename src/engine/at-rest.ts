// A task that nobody has looked at, as text: what makes it and its events again, and no more. What many tasks have alike, a fixture, a plan,
// data that never change, stands beside the texts once, and they name it.

import { eventOf } from "../contract/webhooks.js";
import { type Delivery, deliveryId } from "../domain/delivery.js";
import type { JsonObject } from "../domain/json.js";
import { Lazy } from "../domain/lazy.js";
import {
  type DataStep,
  type Entry,
  type EntryBy,
  MOVES,
  STATUSES,
  type Step,
  type Task,
  type TaskRequest,
  toldBy,
} from "../domain/task.js";

/** What is alike, each with a number for as long as a text names it. */
export function createShared() {
  const numbers = new Map<unknown, number>();
  const values: unknown[] = [];
  const uses: number[] = [];
  const free: number[] = [];
  return {
    use(value: unknown): number {
      const number = numbers.get(value) ?? free.pop() ?? values.length;
      if (!numbers.has(value)) {
        numbers.set(value, number);
        values[number] = value;
        uses[number] = 0;
      }
      uses[number]! += 1;
      return number;
    },
    /** The value of a number, of which one use is over. */
    take(number: number): unknown {
      const value = values[number];
      uses[number]! -= 1;
      if (uses[number] === 0) {
        numbers.delete(value);
        values[number] = undefined;
        free.push(number);
      }
      return value;
    },
    value: (number: number): unknown => values[number],
    get size(): number {
      return numbers.size;
    },
  };
}

export type Shared = ReturnType<typeof createShared>;
/** Gives a shared value by its number. */
type Take = Pick<Shared, "take">["take"];

/** An event that went nowhere, as a text has it: the place among all that were opened, its schedule, the secret that it is signed with. */
export type Opened = Pick<Delivery, "schedule"> & { place: number; secret: string };

/**
 * What stands in a text behind the numbers of what it shares, in this order; of each entry five values, of each event three. A plan is one number where it is shared, else so many
 * steps below zero, each of them what it is itself, or after how long, its move, and of what its data is read or made.
 */
type Form = (number | string | Step | null)[];
const NONE = -1;
const BEGINS = "[";

const MODES = ["live", "test"] as const satisfies readonly TaskRequest["mode"][];
const BY = ["create", "plan", "hand", "consent"] as const satisfies readonly EntryBy[];

/** The text of a task and of its events; undefined where there is more to it than a text can say. */
export function textOf(task: Task, events: readonly Opened[], shared: Shared): string | undefined {
  const { fixture, plan, tool, number, occurrence, request, timeline } = task;
  if (!Object.isFrozen(fixture)) return undefined;
  for (const entry of timeline) if (!isOfItsStep(entry, plan)) return undefined;
  const { prompt, userId, mode, metadata = null, subAgent = null } = request;
  const used: number[] = [];
  const use = (value: unknown): number => {
    const its = shared.use(value);
    used.push(its);
    return its;
  };
  const form: Form = [use(fixture), number, occurrence, tool, prompt, userId, MODES.indexOf(mode), metadata, subAgent];
  if (Object.isFrozen(plan)) form.push(use(plan));
  else {
    form.push(NONE - plan.length);
    for (const step of plan) putStep(form, step, use);
  }
  form.push(timeline.length);
  for (const { move, at, status, by, step = NONE } of timeline)
    form.push(MOVES.indexOf(move), at, STATUSES.indexOf(status), BY.indexOf(by), step);
  for (const { place, schedule, secret } of events) form.push(place, use(schedule), use(secret));
  return `${used.join()}${JSON.stringify(form)}`;
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

function putStep(form: Form, step: Step, use: (value: unknown) => number): void {
  if (step.move !== "progress" && step.move !== "complete") return void form.push(step);
  const { after, move, inferred, data } = step;
  if (inferred && data instanceof Lazy) form.push(after, MOVES.indexOf(move), NONE, inferred.draw, inferred.from);
  else if (Object.isFrozen(data)) form.push(after, MOVES.indexOf(move), use(data));
  else form.push(step);
}

/** The text goes unread, and uses nothing any more. */
export function letGoOf(text: string, take: Take): void {
  for (const number of text.slice(0, text.indexOf(BEGINS)).split(",")) take(Number(number));
}

/** The task of a text, but for what is made when it is read, and its events. What is shared counts as used no more. */
export function ofText(id: string, text: string, take: Take): { task: Task; events: Opened[] } {
  const form = JSON.parse(text.slice(text.indexOf(BEGINS))) as Form;
  let at = 0;
  const next = () => form[at++];
  const number = () => form[at++] as number;
  const fixture = take(number()) as Task["fixture"];
  const [itsNumber, occurrence, tool] = [number(), number(), next() as string];
  const request: TaskRequest = { prompt: next() as string, userId: next() as string | null, mode: MODES[number()]! };
  const [metadata, subAgent] = [next(), next()];
  if (metadata !== null) request.metadata = metadata as string;
  if (subAgent !== null) request.subAgent = subAgent as string;
  const planned = number();
  const plan = planned >= 0 ? (take(planned) as Step[]) : takeTimes(NONE - planned, step);
  const timeline = takeTimes(number(), entry);
  const events: Opened[] = [];
  while (at < form.length)
    events.push({
      place: number(),
      schedule: take(number()) as Delivery["schedule"],
      secret: take(number()) as string,
    });
  const task: Task = { id, number: itsNumber, request, tool, fixture, occurrence, plan, timeline };
  return { task, events };

  function step(): Step {
    const whole = next();
    if (typeof whole !== "number") return whole as Step;
    const [after, move, data] = [whole, MOVES[number()] as DataStep["move"], number()];
    if (data !== NONE) return { after, move, data: take(data) as JsonObject };
    return { after, move, inferred: { draw: number(), from: number() } } as Omit<DataStep, "data"> as Step;
  }

  function entry(): Entry {
    const made: Entry = { move: MOVES[number()]!, at: number(), status: STATUSES[number()]!, by: BY[number()]! };
    const index = number();
    if (index === NONE) return made;
    made.step = index;
    const planned = plan[index];
    if (made.move === "fail" && planned?.move === "fail") made.data = planned.error;
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
