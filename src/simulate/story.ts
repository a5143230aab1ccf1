// A story is one bad day as data: tasks with their courses, what the network does to which attempt, and what comes between.

import { LONGEST_MS, parseDuration } from "../domain/duration.js";
import { didYouMean, MockError } from "../domain/errors.js";
import { isJsonObject } from "../domain/json.js";

const COURSE_EVENTS = ["progress", "waiting", "complete", "failed", "cancelled"] as const;
type CourseEvent = (typeof COURSE_EVENTS)[number];
/** An event that the handler hears of; cancelling has none (contract 3.4). */
export type Announced = Exclude<CourseEvent, "cancelled">;
export const ANNOUNCED: readonly Announced[] = ["progress", "waiting", "complete", "failed"];

/** One step of a task's course, `after` the one before it. */
export type CourseStep = { event: CourseEvent; after: string };

/** What befalls one attempt of an event. */
export const MISHAPS = [
  "lost-ack",
  "duplicate",
  "delay",
  "reorder",
  "drop",
  "timeout",
  "truncate",
  "reset",
  "before-response",
] as const;
export type Mishap = (typeof MISHAPS)[number];

/** A stranger's request, made like an attempt of an event: to be refused with 401 (contract 4.1.4). */
export const FORGERIES = [
  "bad-signature",
  "wrong-secret",
  "missing-signature",
  "malformed-signature",
  "tampered-body",
] as const;
export type Forgery = (typeof FORGERIES)[number];

/** Where a forged copy stands to the attempt that it is like: before it, at once with it (it or the attempt first), or after its answer. */
export const PLACES = ["before", "at-once-first", "at-once-last", "after"] as const;
export type ForgeryPlace = (typeof PLACES)[number];

/** A task by its name, and what becomes of it. `times`: so many tasks like it, all begun now; only the first has the name. */
export type TaskStep = { task: string; course: CourseStep[]; times?: number };
/** What happens to attempt `attempt` (1 when absent) of the event `on`: "A.complete", "A.progress#2" for the second one. */
export type MishapStep = { fault: Mishap; on: string; attempt?: number; by?: string };
/** Forged copies of an attempt, `times` of them. */
export type ForgeryStep = { fault: Forgery; on: string; attempt?: number; place?: ForgeryPlace; times?: number };
/** One more attempt now of an event that was sent before. */
export type RedeliveryStep = { redeliver: string };
/** These attempts are on the wire at once and leave in this order: "A.progress", "A.complete@2" for its attempt 2; named twice: with a copy of itself. */
export type OverlapStep = { overlap: string[] };
/** So much time passes before what follows. */
export type PauseStep = { pause: string };

export type StoryStep = TaskStep | MishapStep | ForgeryStep | RedeliveryStep | OverlapStep | PauseStep;
export type Story = { steps: StoryStep[] };

export const isTask = (step: StoryStep): step is TaskStep => "task" in step;
export const isOverlap = (step: StoryStep): step is OverlapStep => "overlap" in step;
export const isRedelivery = (step: StoryStep): step is RedeliveryStep => "redeliver" in step;
export const isPause = (step: StoryStep): step is PauseStep => "pause" in step;
export const isFault = (step: StoryStep): step is MishapStep | ForgeryStep => "fault" in step;
export const isForgeryName = (fault: string): fault is Forgery => (FORGERIES as readonly string[]).includes(fault);
export const isForgery = (step: StoryStep): step is ForgeryStep => isFault(step) && isForgeryName(step.fault);
export const isMishap = (step: StoryStep): step is MishapStep => isFault(step) && !isForgery(step);

/** An attempt of an event of a story's task. `nth`: of the events of that name in the task, from 1. */
export type Position = { task: string; event: Announced; nth: number; attempt: number };

const POSITION = /^([A-Za-z]\w*)\.(progress|waiting|complete|failed)(?:#([1-9]\d{0,3}))?(?:@([1-9]\d?))?$/;

/** "A.progress#2@3" as a position; undefined when it is none. @forTests in all its forms */
export function readPosition(text: string): Position | undefined {
  const [, task, event, nth = "1", attempt = "1"] = POSITION.exec(text) ?? [];
  if (task === undefined) return undefined;
  return { task, event: event as Announced, nth: Number(nth), attempt: Number(attempt) };
}

/** The same of a text in a story that was read, or drawn. */
export function positionIn(text: string): Position {
  const position = readPosition(text);
  if (position === undefined) throw new TypeError(`A story has no position ${text}.`);
  return position;
}

/** The event of a position, as stories write it: "A.progress#2". */
export function nameOf({ task, event, nth }: Omit<Position, "attempt">): string {
  return `${task}.${event}${nth > 1 ? `#${nth}` : ""}`;
}

/** The position, as overlaps write it: "A.progress#2@3". */
export function formatPosition(position: Position): string {
  return `${nameOf(position)}${position.attempt > 1 ? `@${position.attempt}` : ""}`;
}

/** The position that a fault step is about. */
export function positionOf({ on, attempt = 1 }: MishapStep | ForgeryStep): Position {
  return { ...positionIn(on), attempt };
}

/** The events of a course, by the names that positions give them. */
export function eventsOf({ task, course }: TaskStep): Omit<Position, "attempt">[] {
  const seen: Partial<Record<CourseEvent, number>> = {};
  return course.flatMap(({ event }) => {
    seen[event] = (seen[event] ?? 0) + 1;
    return event === "cancelled" ? [] : [{ task, event, nth: seen[event]! }];
  });
}

/** Milliseconds of a duration that has been checked. */
export function msOf(text: string): number {
  return parseDuration(text) ?? 0;
}

const FORM = 'a story is {"steps": [{"task": "A", "course": [{"event": "complete", "after": "1s"}]}, …]}';
const MOST_STEPS = 500;
const MOST_TASKS = 1_000;

/** A story out of JSON that a person may have written. Throws `MockError` 400 `bad_story` naming the step and what is allowed. */
export function readStory(value: unknown): Story {
  if (!isJsonObject(value) || !Array.isArray(value.steps)) throw bad(`${FORM}.`);
  if (value.steps.length > MOST_STEPS) throw bad(`it has ${value.steps.length} steps; at most ${MOST_STEPS}.`);
  const steps = value.steps.map((step, i) => readStep(step, `steps[${i}]`));
  const tasks = steps.filter(isTask);
  if (tasks.length === 0) throw bad(`it has no task, and so no event that could be judged: ${FORM}.`);
  const twice = tasks.find(({ task }, i) => tasks.findIndex((other) => other.task === task) !== i);
  if (twice) throw bad(`there are two tasks ${twice.task}.`);
  if (tasks.reduce((sum, { times = 1 }) => sum + times, 0) > MOST_TASKS) throw bad(`at most ${MOST_TASKS} tasks.`);
  const known = new Set(tasks.flatMap(eventsOf).map(nameOf));
  for (const [i, step] of steps.entries())
    for (const name of namesIn(step))
      if (!known.has(name))
        throw bad(
          `steps[${i}]: no task has the event ${name}.${didYouMean(name, [...known])} Events: ${[...known].join(", ") || "none"}.`,
        );
  return { steps };
}

/** The events that a step speaks of. */
function namesIn(step: StoryStep): string[] {
  if (isFault(step)) return [nameOf(positionIn(step.on))];
  if (isRedelivery(step)) return [nameOf(positionIn(step.redeliver))];
  return isOverlap(step) ? step.overlap.map((text) => nameOf(positionIn(text))) : [];
}

type Fields = Record<string, unknown>;

const KINDS: Record<string, (fields: Fields, where: string) => StoryStep> = {
  task: (fields, where) => ({
    task: textIn(fields, "task", where, /^[A-Za-z]\w*$/, "a name such as A"),
    course: readCourse(fields.course, where),
    ...countIn(fields, "times", where, MOST_TASKS),
  }),
  fault: readFaultStep,
  redeliver: (fields, where) => ({ redeliver: eventIn(fields, "redeliver", where) }),
  overlap: (fields, where) => ({ overlap: readOverlap(fields.overlap, where) }),
  pause: (fields, where) => ({ pause: durationIn(fields, "pause", where) }),
};
const FIELDS: Record<string, readonly string[]> = {
  task: ["task", "course", "times"],
  fault: ["fault", "on", "attempt", "by", "place", "times"],
  redeliver: ["redeliver"],
  overlap: ["overlap"],
  pause: ["pause"],
};

function readStep(value: unknown, where: string): StoryStep {
  const kind = isJsonObject(value) ? Object.keys(KINDS).find((name) => Object.hasOwn(value, name)) : undefined;
  if (kind === undefined || !isJsonObject(value))
    throw bad(`${where} must be an object with one of ${Object.keys(KINDS).join(", ")}.`);
  const odd = Object.keys(value).find((name) => !FIELDS[kind]!.includes(name));
  if (odd !== undefined)
    throw bad(`${where} has no field "${odd}".${didYouMean(odd, FIELDS[kind]!)} Allowed: ${FIELDS[kind]!.join(", ")}.`);
  return KINDS[kind]!(value, where);
}

function readFaultStep(fields: Fields, where: string): StoryStep {
  const known = [...MISHAPS, ...FORGERIES];
  const fault = choiceIn(fields, "fault", where, known);
  const on = eventIn(fields, "on", where);
  const attempt = countIn(fields, "attempt", where, 20);
  if (isForgeryName(fault)) {
    if (fields.by !== undefined) throw bad(`${where}: ${fault} takes no "by".`);
    const place = fields.place === undefined ? {} : { place: choiceIn(fields, "place", where, PLACES) };
    return { fault, on, ...attempt, ...place, ...countIn(fields, "times", where, 100) };
  }
  if (fields.place !== undefined || fields.times !== undefined)
    throw bad(`${where}: ${fault} takes no "place" and no "times".`);
  if (fault === "before-response" && (attempt.attempt ?? 1) !== 1)
    throw bad(`${where}: before-response can only strike attempt 1.`);
  if (fault === "before-response" && readPosition(on)!.nth > 1)
    throw bad(`${where}: before-response strikes the first event of its name, and those before it come early with it.`);
  const by = fields.by === undefined ? {} : { by: durationIn(fields, "by", where) };
  return { fault, on, ...attempt, ...by };
}

function readCourse(value: unknown, where: string): CourseStep[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > 100)
    throw bad(`${where}.course must be a list of 1 to 100 steps such as {"event": "complete", "after": "1s"}.`);
  const course = value.map((step, i) => {
    const at = `${where}.course[${i}]`;
    if (!isJsonObject(step)) throw bad(`${at} must be an object {"event", "after"}.`);
    const after = step.after === undefined ? "1s" : durationIn(step, "after", at);
    return { event: choiceIn(step, "event", at, COURSE_EVENTS), after };
  });
  const end = course.findIndex(({ event }) => event !== "progress" && event !== "waiting");
  if (end >= 0 && end < course.length - 1) throw bad(`${where}.course: nothing comes after ${course[end]!.event}.`);
  return course;
}

function readOverlap(value: unknown, where: string): string[] {
  if (!Array.isArray(value) || value.length < 2 || value.length > 100)
    throw bad(`${where}.overlap must be a list of 2 to 100 attempts such as "A.complete" or "A.complete@2".`);
  return value.map((text) => {
    if (typeof text === "string" && readPosition(text)) return text;
    throw bad(`${where}.overlap: ${JSON.stringify(text)} is no attempt such as "A.complete" or "A.progress#2@3".`);
  });
}

function textIn(fields: Fields, name: string, where: string, form: RegExp, words: string): string {
  const value = fields[name];
  if (typeof value === "string" && form.test(value)) return value;
  throw bad(`${where}.${name} must be ${words}, not ${JSON.stringify(value)}.`);
}

function eventIn(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value === "string" && POSITION.test(value) && !value.includes("@")) return value;
  throw bad(`${where}.${name} must be an event such as "A.complete" or "A.progress#2", not ${JSON.stringify(value)}.`);
}

function durationIn(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  const ms = typeof value === "string" ? parseDuration(value) : undefined;
  if (ms !== undefined && ms <= LONGEST_MS) return value as string;
  throw bad(`${where}.${name} must be a duration such as "1s", not ${JSON.stringify(value)}.`);
}

function choiceIn<T extends string>(fields: Fields, name: string, where: string, known: readonly T[]): T {
  const value = fields[name];
  const found = known.find((one) => one === value);
  if (found !== undefined) return found;
  throw bad(
    `${where}.${name} must be one of ${known.join(", ")}, not ${JSON.stringify(value)}.${didYouMean(String(value), known)}`,
  );
}

function countIn<N extends string>(fields: Fields, name: N, where: string, most: number): { [K in N]?: number } {
  const value = fields[name];
  if (value === undefined) return {};
  if (Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most)
    return { [name]: value } as { [K in N]?: number };
  throw bad(`${where}.${name} must be a whole number from 1 to ${most}, not ${JSON.stringify(value)}.`);
}

function bad(message: string): MockError {
  return new MockError(400, "bad_story", `The story cannot be read: ${message}`);
}
