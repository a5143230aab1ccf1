// From a story that fails to the shortest that still does: what can be left out is left out.

import {
  eventsOf,
  formatPosition,
  isFault,
  isForgery,
  isOverlap,
  isPause,
  isRedelivery,
  isTask,
  msOf,
  nameOf,
  type Position,
  positionIn,
  positionOf,
  type Story,
  type StoryStep,
  type TaskStep,
} from "./story.js";

/** Does this story still fail, and with how many requests? Undefined: it does not. `accept` is called when it is taken for the best so far. */
export type StillFails = (story: Story) => Promise<{ requests: number; accept: () => void } | undefined>;

/** At most so many stories are tried. */
const MOST_TRIES = 400;

/** Leaves out one thing after the other until nothing can go: fewer requests count first, then less to read. */
export async function shrink(story: Story, requests: number, stillFails: StillFails): Promise<void> {
  let best = { story, requests, weight: weightOf(story) };
  const tried = new Set<string>([JSON.stringify(story)]);

  /** The first of the simpler ones that fails and is shorter. */
  async function step(): Promise<typeof best | undefined> {
    for (const candidate of simpler(best.story)) {
      const text = JSON.stringify(candidate);
      if (tried.has(text) || !candidate.steps.some(isTask)) continue;
      if (tried.size > MOST_TRIES) return undefined;
      tried.add(text);
      const failed = await stillFails(candidate);
      if (!failed) continue;
      const weight = weightOf(candidate);
      if (failed.requests > best.requests || (failed.requests === best.requests && weight >= best.weight)) continue;
      failed.accept();
      return { story: candidate, requests: failed.requests, weight };
    }
    return undefined;
  }

  for (let next = await step(); next; next = await step()) best = next;
}

/** How much there is to read in a story. */
function weightOf({ steps }: Story): number {
  return steps.reduce((sum, step) => sum + weightOfStep(step), 0);
}

function weightOfStep(step: StoryStep): number {
  if (isTask(step))
    return (
      10 * (step.times ?? 1) +
      step.course.reduce((sum, { after }) => sum + 10 + (after === "1s" ? 0 : after === "0s" ? 1 : 2), 0)
    );
  if (isOverlap(step)) return 5 + 5 * step.overlap.length;
  if (isPause(step)) return 3 + (msOf(step.pause) > 120_000 ? 1 : 0);
  if (isRedelivery(step)) return 10;
  return (
    10 + 2 * (step.attempt ?? 1) + (isForgery(step) ? 10 * (step.times ?? 1) : 0) + (step.fault === "timeout" ? 1 : 0)
  );
}

/** Every story that is one thing simpler, the largest cuts first. */
function* simpler(story: Story): Generator<Story> {
  const { steps } = story;
  yield* halves(steps);
  for (const i of steps.keys()) yield tidy(steps.toSpliced(i, 1));
  for (const [i, step] of steps.entries()) {
    if (!isTask(step)) continue;
    for (const k of step.course.keys()) if (step.course.length > 1) yield withoutEvent(steps, i, k);
  }
  for (const [i, step] of steps.entries()) for (const other of simplerSteps(step)) yield tidy(steps.with(i, other));
  for (const [i, step] of steps.entries()) if (isFault(step) && (step.attempt ?? 1) > 1) yield tidy(earlier(steps, i));
  for (const name of new Set(steps.filter(isTask).flatMap(eventsOf).map(nameOf)))
    yield* withoutFirstAttempt(steps, name);
}

function* halves(steps: readonly StoryStep[]): Generator<Story> {
  if (steps.length < 6) return;
  const half = Math.ceil(steps.length / 2);
  yield tidy(steps.slice(0, half));
  yield tidy(steps.slice(half));
}

function* simplerSteps(step: StoryStep): Generator<StoryStep> {
  if (isTask(step)) {
    const { times = 1 } = step;
    for (const fewer of fewerThan(times))
      yield { task: step.task, course: step.course, ...(fewer > 1 && { times: fewer }) };
    for (const [k, one] of step.course.entries())
      if (one.after !== "1s") yield { ...step, course: step.course.with(k, { ...one, after: "1s" }) };
  }
  if (isForgery(step)) {
    const { times: _, ...one } = step;
    for (const fewer of fewerThan(step.times ?? 1)) yield { ...one, ...(fewer > 1 && { times: fewer }) };
  }
  if (isOverlap(step) && step.overlap.length > 2)
    for (const i of step.overlap.keys()) yield { overlap: step.overlap.toSpliced(i, 1) };
  if (isPause(step) && msOf(step.pause) > 120_000) yield { pause: "2m" };
  if (isFault(step) && step.fault === "timeout") yield { ...step, fault: "drop" };
}

/** 40: 1, 20, 30, 35, 37, 38, 39. */
function fewerThan(count: number): number[] {
  const found: number[] = [];
  for (let cut = count - 1; cut >= 1; cut = Math.floor(cut / 2)) found.push(count - cut);
  return found;
}

/** A fault of a later attempt on the one before it. */
function earlier(steps: readonly StoryStep[], i: number): StoryStep[] {
  const step = steps[i]!;
  if (!isFault(step)) return [...steps];
  const { attempt = 1, ...rest } = step;
  return steps.with(i, attempt > 2 ? { ...rest, attempt: attempt - 1 } : rest);
}

/** What befell the second attempt of an event befalls the first, and so on; what befell the first is gone. */
function* withoutFirstAttempt(steps: readonly StoryStep[], name: string): Generator<Story> {
  const isLater = (position: Position) => nameOf(position) === name && position.attempt > 1;
  const speaks = steps.some((step) =>
    isFault(step)
      ? isLater(positionOf(step))
      : isOverlap(step) && step.overlap.some((text) => isLater(positionIn(text))),
  );
  if (!speaks) return;
  const moved = (position: Position): Position | undefined => {
    if (nameOf(position) !== name) return position;
    return position.attempt === 1 ? undefined : { ...position, attempt: position.attempt - 1 };
  };
  const redelivery = steps.findLastIndex((step) => isRedelivery(step) && step.redeliver === name);
  const others = redelivery < 0 ? steps : steps.toSpliced(redelivery, 1);
  yield tidy(others.flatMap((step) => (isRedelivery(step) ? [step] : mapped(step, moved))));
}

/** Takes an event out of a course; what was said of it goes, later ones of its name move up. */
function withoutEvent(steps: readonly StoryStep[], i: number, k: number): Story {
  const one = steps[i] as TaskStep;
  const { event } = one.course[k]!;
  const nth = one.course.slice(0, k + 1).filter((other) => other.event === event).length;
  const moved = (position: Position): Position | undefined => {
    if (position.task !== one.task || position.event !== event || position.nth < nth) return position;
    return position.nth === nth ? undefined : { ...position, nth: position.nth - 1 };
  };
  const course = one.course.toSpliced(k, 1);
  return tidy(steps.with(i, { ...one, course }).flatMap((step) => mapped(step, moved)));
}

/** A step with its positions moved; none when it has lost what it was about. */
function mapped(step: StoryStep, moved: (position: Position) => Position | undefined): StoryStep[] {
  if (isFault(step)) {
    const to = moved(positionOf(step));
    const { attempt: _, ...rest } = step;
    return to ? [{ ...rest, on: nameOf(to), ...(to.attempt > 1 && { attempt: to.attempt }) }] : [];
  }
  if (isRedelivery(step)) {
    const to = moved(positionIn(step.redeliver));
    return to ? [{ redeliver: nameOf(to) }] : [];
  }
  if (!isOverlap(step)) return [step];
  return [{ overlap: step.overlap.flatMap((text) => moved(positionIn(text)) ?? []).map(formatPosition) }];
}

/** Without what speaks of events that are gone, overlaps of fewer than two, and pauses that nothing follows or precedes. */
function tidy(steps: readonly StoryStep[]): Story {
  const known = new Set(steps.filter(isTask).flatMap(eventsOf).map(nameOf));
  const isKnown = (position: Position) => known.has(nameOf(position));
  const kept = steps
    .flatMap((step) => mapped(step, (position) => (isKnown(position) ? position : undefined)))
    .filter((step) => !isOverlap(step) || step.overlap.length > 1);
  const isInTime = (step: StoryStep) => isTask(step) || isRedelivery(step);
  return {
    steps: kept.filter(
      (step, i) => !isPause(step) || (kept.slice(0, i).some(isTask) && kept.slice(i + 1).some(isInTime)),
    ),
  };
}
