// When two failures are of one cause: what a story has in it, apart from which event and how often.

import type { Invariant } from "./judge.js";
import {
  eventsOf,
  isFault,
  isForgery,
  isOverlap,
  isRedelivery,
  isTask,
  nameOf,
  type OverlapStep,
  type Position,
  positionIn,
  type Story,
  type StoryStep,
} from "./story.js";

/** What is in a story, as names. */
export function featuresOf({ steps }: Story): Set<string> {
  const tasks = steps.filter(isTask);
  const events = tasks.flatMap(eventsOf);
  return new Set([
    ...steps.flatMap((step) => featureOf(step, events)),
    ...(tasks.some((task) => eventsOf(task).length > 1) ? ["several events of a task"] : []),
    ...(events.length > 1 || tasks.some(({ times = 1 }) => times > 1) ? ["several events"] : []),
  ]);
}

function featureOf(step: StoryStep, events: readonly Event[]): string[] {
  if (isForgery(step)) return ["forged", ...(step.place?.startsWith("at-once") ? ["at once"] : [])];
  if (isFault(step)) return MEANING[step.fault] ?? [];
  if (isOverlap(step))
    return isReversed(step, events)
      ? ["late"]
      : ["at once", ...(isWithItself(step) ? ["again", "with itself"] : ["with others"])];
  return isRedelivery(step) ? ["again"] : [];
}

function isWithItself({ overlap }: OverlapStep): boolean {
  return new Set(overlap).size < overlap.length;
}

/** Two events of one task that are at once, but in the other order: what counts is that one is late. */
function isReversed({ overlap }: OverlapStep, events: readonly Event[]): boolean {
  const [first, second] = overlap.map(positionIn);
  const placeOf = (position: Event) => events.findIndex((one) => nameOf(one) === nameOf(position));
  return overlap.length === 2 && first!.task === second!.task && placeOf(first!) > placeOf(second!);
}

type Event = Omit<Position, "attempt">;

/** Ways to bring the same about count as one. */
const MEANING: Record<string, string[]> = {
  "lost-ack": ["again"],
  duplicate: ["again"],
  delay: ["late"],
  reorder: ["late"],
  drop: ["late"],
  timeout: ["late"],
  truncate: ["cut"],
  reset: ["cut"],
  "before-response": [],
};

export type FailureCause = { invariant: Invariant; features: Set<string> };

/** Has `other` all that `one` needs, and is it of the same invariant? */
export function isWithin(one: FailureCause, other: FailureCause): boolean {
  return one.invariant === other.invariant && [...one.features].every((feature) => other.features.has(feature));
}

/** The features as one word, to know whether the like of a story has been played before. */
export function kindOf(story: Story): string {
  return [...featuresOf(story)].sort().join(", ");
}
