// From a seed to a story. A pure function: the same seed gives the same story, whatever ran before, so shards add up.

import type { Draw } from "../domain/scenario.js";
import { createRandom } from "../engine/random.js";
import { CELLS, type Cell, type Happens } from "./coverage.js";
import {
  ANNOUNCED,
  type Announced,
  type CourseStep,
  eventsOf,
  FORGERIES,
  type Forgery,
  type ForgeryPlace,
  isForgeryName,
  isOverlap,
  isTask,
  MISHAPS,
  type Mishap,
  nameOf,
  PLACES,
  type Story,
  type StoryStep,
  type TaskStep,
} from "./story.js";

type Hand = { chance(of: number): boolean; whole(least: number, most: number): number; pick<T>(list: readonly T[]): T };

/** A kind of bad day. `meets`: which cells it goes through in turn; `early`: those of first attempts before the others; `make` gets the next of them, and how often its turn has come. */
type StoryKind = {
  meets: (cell: Cell) => boolean;
  early?: true;
  make: (hand: Hand, cell: Cell, turn: number) => StoryStep[];
};

const isMishapName = (fault: Happens): fault is Mishap => (MISHAPS as readonly string[]).includes(fault);
const isAmong =
  (...faults: Happens[]) =>
  ({ fault }: Cell) =>
    faults.includes(fault);
const besides = (cell: Cell, overlap: Cell["overlap"]) => cell.overlap === overlap;

/** The kinds take turns, so that each comes early; within a kind what is met grows from turn to turn. */
const KINDS: readonly StoryKind[] = [
  { meets: (cell) => cell.fault === "none" && cell.attempt === 1 && besides(cell, "nobody"), make: plain },
  { meets: isAmong("reorder", "drop", "delay", "timeout"), make: late },
  {
    meets: (cell) =>
      besides(cell, "nobody") &&
      (cell.fault === "lost-ack" || cell.fault === "duplicate" || (cell.fault === "none" && cell.attempt > 1)),
    make: again,
  },
  { meets: (cell) => besides(cell, "itself") && !isForgeryName(cell.fault), early: true, make: copies },
  { meets: (cell) => besides(cell, "others"), early: true, make: pairs },
  { meets: (cell) => isForgeryName(cell.fault) && besides(cell, "nobody"), early: true, make: forged },
  { meets: (cell) => isForgeryName(cell.fault) && besides(cell, "itself"), early: true, make: forgedAtOnce },
  { meets: (cell) => besides(cell, "others") && cell.attempt === 1, make: crowdAtOnce },
  { meets: isAmong("truncate", "reset", "before-response"), make: broken },
  { meets: (cell) => cell.fault === "none" && cell.attempt === 2 && besides(cell, "nobody"), make: longMemory },
  { meets: () => true, make: mixture },
];

/** The cells of each kind in the order of their turns: any order, and for those that say so first attempts before later ones. */
const BY_KIND = KINDS.map(({ meets, early }, i) => {
  const cells = shuffled(CELLS.filter(meets), `kind ${i}`);
  return early ? cells.sort((a, b) => a.attempt - b.attempt) : cells;
});

/** The story of a seed: the kinds in turn, each aimed at its next cell, so that nothing is met twice before all is met once. */
export function drawStory(seed: number): Story {
  const which = (seed - 1) % KINDS.length;
  const turn = Math.floor((seed - 1) / KINDS.length);
  const cells = BY_KIND[which]!;
  const cell = cells[turn % cells.length]!;
  const hand = handOf(createRandom(String(seed)).stream("story"));
  const steps = KINDS[which]!.make(hand, cell, turn);
  if (turn > PLAIN_TURNS) for (let more = hand.whole(0, 2); more > 0; more -= 1) steps.push(...mishap(hand, steps));
  return { steps: inOrder(steps) };
}

/** In its first turns a kind comes alone: what is found then needs no shrinking, also in a handler that never recovers. */
const PLAIN_TURNS = 12;

function handOf(draw: Draw): Hand {
  const whole = (least: number, most: number) => least + Math.floor(draw() * (most - least + 1));
  return { chance: (of) => draw() < of, whole, pick: (list) => list[whole(0, list.length - 1)]! };
}

/** Always the same order. */
function shuffled<T>(list: readonly T[], name: string): T[] {
  const hand = handOf(createRandom("cells").stream(name));
  const left = [...list];
  return list.map(() => left.splice(hand.whole(0, left.length - 1), 1)[0]!);
}

const isEnd = (event: Announced) => event === "complete" || event === "failed";
const end = (hand: Hand): Announced => (hand.chance(0.75) ? "complete" : "failed");
const middle = (hand: Hand): Announced => (hand.chance(0.6) ? "progress" : "waiting");
/** Events of one second are as common as events apart. */
const AFTER = ["0s", "0s", "0s", "1s", "1s", "1s", "2s", "90s"] as const;
const step = (hand: Hand, event: Announced): CourseStep => ({ event, after: hand.pick(AFTER) });

/** A course with `event` in it and something after it, where something can come after: an end mostly. `before`: how many events come first. */
function courseWith(hand: Hand, event: Announced, before = 0, isFollowed = true): CourseStep[] {
  const first = Array.from({ length: before }, () => step(hand, middle(hand)));
  const next = isEnd(event) || !isFollowed ? [] : [step(hand, hand.chance(0.7) ? end(hand) : middle(hand))];
  return [...first, step(hand, event), ...next];
}

const task = (name: string, course: CourseStep[]): TaskStep => ({ task: name, course });
/** Where the last event of that name stands in a task. */
function lastOf(one: TaskStep, event: Announced): string {
  return nameOf(eventsOf(one).findLast((other) => other.event === event)!);
}

const at = (attempt: number) => (attempt === 1 ? {} : { attempt });

/** What befalls an attempt, as a step; none where nothing does. */
function befalling(fault: Happens, on: string, attempt: number): StoryStep[] {
  return isMishapName(fault) ? [{ fault, on, ...at(attempt) }] : [];
}

/** Attempts before `attempt` fail, so that it is made: mostly answered, and the answer lost. */
function until(hand: Hand, on: string, attempt: number): StoryStep[] {
  return Array.from(
    { length: attempt - 1 },
    (_, i): StoryStep => ({ fault: hand.chance(0.7) ? "lost-ack" : "drop", on, ...at(i + 1) }),
  );
}

function plain(hand: Hand, { event }: Cell, turn: number): StoryStep[] {
  const one = task("A", courseWith(hand, event, hand.whole(0, 1 + (turn % 4))));
  return hand.chance(0.4) ? [one, task("B", courseWith(hand, hand.pick(ANNOUNCED)))] : [one];
}

/** An event that comes after the one that followed it; often they are of one second. */
function late(hand: Hand, { event, fault, attempt }: Cell, turn: number): StoryStep[] {
  const before = isEnd(event) ? 1 : hand.whole(0, turn > 4 ? 1 : 0);
  const course = courseWith(hand, event, before, false);
  const next: Announced[] =
    event === "progress" ? ["complete", "failed", "waiting", "waiting"] : ["complete", "failed", "waiting", "progress"];
  if (!isEnd(event)) course.push({ event: hand.pick(next), after: hand.pick(["0s", "0s", "1s"]) });
  const one = task("A", course);
  const name = isEnd(event)
    ? nameOf(eventsOf(one)[0]!)
    : lastOf({ ...one, course: course.slice(0, before + 1) }, event);
  const misses = Array.from({ length: attempt - 1 }, (_, i): StoryStep => ({ fault: "drop", on: name, ...at(i + 1) }));
  const meanwhile = hand.chance(0.25)
    ? [{ pause: hand.pick(PAUSES) }, task("B", courseWith(hand, hand.pick(ANNOUNCED)))]
    : [];
  return [one, ...misses, ...befalling(fault, name, attempt), ...meanwhile];
}

/** An event that arrives again, after what came in between. */
function again(hand: Hand, { event, fault, attempt }: Cell, turn: number): StoryStep[] {
  const one = task("A", courseWith(hand, event, hand.whole(0, Math.min(turn, 2)), turn > 0));
  const name = lastOf(one, event);
  if (fault === "none" && hand.chance(0.4)) return [one, ...redelivered(hand, name, attempt)];
  return [one, ...until(hand, name, attempt), ...befalling(fault, name, attempt)];
}

/** The last two lead into the next day, the one mostly, the other always. */
const PAUSES = ["2m", "2m", "2m", "11m", "1h", "20h", "25h"] as const;

/** Sent again by hand until `attempt` has been made. */
function redelivered(hand: Hand, name: string, attempt: number): StoryStep[] {
  return [{ pause: hand.pick(PAUSES) }, ...Array.from({ length: attempt - 1 }, (): StoryStep => ({ redeliver: name }))];
}

/** A request and a copy of itself at once. */
function copies(hand: Hand, { event, fault, attempt }: Cell, turn: number): StoryStep[] {
  const one = task("A", courseWith(hand, event, hand.whole(0, turn > 3 ? 1 : 0), turn > 1 && hand.chance(0.5)));
  const name = lastOf(one, event);
  const key = attempt === 1 ? name : `${name}@${attempt}`;
  const lost = befalling(fault, name, attempt);
  const count = turn > 6 && hand.chance(0.3) ? 3 : 2;
  return [one, ...until(hand, name, attempt), ...lost, { overlap: Array.from({ length: count }, () => key) }];
}

/** Two events at once, of one task or of two. */
function pairs(hand: Hand, { event, fault, attempt }: Cell, turn: number): StoryStep[] {
  const sameTask = hand.chance(0.65);
  const other =
    sameTask && !isEnd(event)
      ? hand.chance(0.7)
        ? end(hand)
        : middle(hand)
      : sameTask
        ? middle(hand)
        : hand.pick(ANNOUNCED);
  const course = isEnd(event) ? [step(hand, other), step(hand, event)] : [step(hand, event), step(hand, other)];
  const tasks = sameTask
    ? [task("A", near(course))]
    : [task("A", near([step(hand, event)])), task("B", near([step(hand, other)]))];
  const events = tasks.flatMap(eventsOf);
  const first = events.find((one) => one.event === event)!;
  const second = events.find((one) => one !== first)!;
  const lost = befalling(fault, nameOf(first), attempt);
  if (attempt === 1) {
    const more = turn < 3 ? [] : hand.pick([[], [nameOf(first)], [nameOf(second)], ["C.complete"]]);
    if (more[0] === "C.complete") tasks.push(task("C", [step(hand, "complete")]));
    return [...tasks, ...lost, { overlap: inAnyOrder(hand, [nameOf(first), nameOf(second), ...more]) }];
  }
  const both = [`${nameOf(first)}@${attempt}`, `${nameOf(second)}@2`];
  const redeliveries = Array.from({ length: attempt - 1 }, (): StoryStep => ({ redeliver: nameOf(first) }));
  return [
    ...tasks,
    ...lost,
    { overlap: inAnyOrder(hand, both) },
    { pause: "2m" },
    { redeliver: nameOf(second) },
    ...redeliveries,
  ];
}

/** The same course, close enough in time for its events to be on the wire together. */
function near(course: readonly CourseStep[]): CourseStep[] {
  return course.map(({ event, after }) => ({ event, after: after === "90s" ? "1s" : after }));
}

function inAnyOrder<T>(hand: Hand, list: readonly T[]): T[] {
  return hand.chance(0.5) ? [...list] : [...list].reverse();
}

/** A stranger's copies of an event: before the real one, after it, later on both; more of them from turn to turn. */
function forged(hand: Hand, { event, fault, attempt }: Cell, turn: number): StoryStep[] {
  const one = task("A", courseWith(hand, event, 0, turn > 1 && hand.chance(0.4)));
  const name = lastOf(one, event);
  const times = 1 + (turn % 10 > 1 && hand.chance(0.5) ? Math.min(Math.ceil(turn / 2), 12) : 0);
  const place: ForgeryPlace = turn % 2 === 0 ? "before" : "after";
  const first: StoryStep = { fault: fault as Forgery, on: name, ...at(attempt), place, ...(times > 1 && { times }) };
  const other: StoryStep = {
    fault: hand.pick(FORGERIES),
    on: name,
    ...at(attempt),
    place: place === "before" ? "after" : "before",
  };
  return [one, ...until(hand, name, attempt), first, ...(turn > 1 ? [other] : [])];
}

function forgedAtOnce(hand: Hand, { event, fault, attempt }: Cell, turn: number): StoryStep[] {
  const one = task("A", courseWith(hand, event, hand.whole(0, turn > 3 ? 1 : 0), turn > 2 && hand.chance(0.4)));
  const name = lastOf(one, event);
  return [
    one,
    ...until(hand, name, attempt),
    { fault: fault as Forgery, on: name, ...at(attempt), place: turn % 2 === 0 ? "at-once-first" : "at-once-last" },
  ];
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const MOST_AT_ONCE = 16;

/** Many tasks' events at once: one more from turn to turn. */
function crowdAtOnce(hand: Hand, { event }: Cell, turn: number): StoryStep[] {
  const count = turn < MOST_AT_ONCE - 1 || turn % 8 === 0 ? 2 + (turn % (MOST_AT_ONCE - 1)) : 2 + (turn % 4);
  const tasks = Array.from({ length: count }, (_, i) =>
    task(LETTERS[i]!, [{ event: i === 0 ? event : hand.pick(ANNOUNCED), after: "1s" }]),
  );
  return [...tasks, { overlap: tasks.flatMap(eventsOf).map(nameOf) }];
}

/** A body that is broken off, some times over, or an event that comes before the create call is answered. */
function broken(hand: Hand, { event, fault, attempt }: Cell, turn: number): StoryStep[] {
  if (fault === "before-response")
    return [task("A", courseWith(hand, event, hand.whole(0, Math.min(turn, 1)))), { fault, on: `A.${event}` }];
  const one = task("A", courseWith(hand, event, 0, turn > 1 && hand.chance(0.4)));
  const name = lastOf(one, event);
  return [one, ...Array.from({ length: attempt }, (_, i) => befalling(fault, name, i + 1)).flat()];
}

/** How many others come between: mostly few. */
const BETWEEN = [3, 5, 8, 4, 12, 2, 20, 6, 3, 32, 5, 10, 2, 64] as const;

/** An event that comes again after many others: more of them from turn to turn, of its own task or of others. */
function longMemory(hand: Hand, { event }: Cell, turn: number): StoryStep[] {
  const between = BETWEEN[turn % BETWEEN.length]!;
  const course = courseWith(hand, event, 0, hand.chance(0.3));
  if (hand.chance(0.25) && !isEnd(event)) {
    const long = [
      step(hand, event),
      ...Array.from({ length: Math.min(between, 20) }, () => step(hand, "progress")),
      step(hand, end(hand)),
    ];
    return [task("A", near(long)), { pause: "2m" }, { redeliver: `A.${event}` }];
  }
  const crowd: TaskStep = { task: "B", course: [{ event: end(hand), after: "0s" }], times: between };
  // What is forgotten with the day is forgotten when the first event of another comes.
  const apart = turn % 4 === 1 ? "25h" : turn > 3 && hand.chance(0.3) ? hand.pick(PAUSES) : "10s";
  return [task("A", near(course)), { pause: apart }, crowd, { pause: "1s" }, { redeliver: `A.${event}` }];
}

const MIXED_FROM = 4;

function mixture(hand: Hand, cell: Cell, turn: number): StoryStep[] {
  // Not at first: what a single mishap does is to be seen alone.
  if (turn < MIXED_FROM) return plain(hand, cell, turn);
  const { event } = cell;
  const count = hand.whole(1, turn > 8 ? 4 : 2);
  const tasks = Array.from({ length: count }, (_, i) =>
    task(LETTERS[i]!, courseWith(hand, i === 0 ? event : hand.pick(ANNOUNCED), hand.whole(0, 2))),
  );
  if (hand.chance(0.15))
    tasks[0]!.course = [
      ...tasks[0]!.course.filter(({ event: one }) => one === "progress" || one === "waiting"),
      { event: "cancelled", after: "1s" },
    ];
  const steps: StoryStep[] = [...tasks];
  for (let more = hand.whole(2, turn > 8 ? 6 : 3); more > 0; more -= 1) steps.push(...mishap(hand, steps));
  return steps;
}

/** One thing more that goes wrong with one of the events. */
function mishap(hand: Hand, steps: readonly StoryStep[]): StoryStep[] {
  const tasks = steps.filter(isTask);
  const events = tasks.flatMap(eventsOf);
  if (events.length === 0) return [];
  const name = nameOf(hand.pick(events));
  const attempt = at(hand.chance(0.7) ? 1 : 2);
  const kind = hand.whole(1, 10);
  if (kind <= 4)
    return [{ fault: hand.pick(MISHAPS.filter((one) => one !== "before-response")), on: name, ...attempt }];
  if (kind <= 6) return [{ fault: hand.pick(FORGERIES), on: name, ...attempt, place: hand.pick(PLACES) }];
  if (kind <= 8) return [{ pause: hand.pick(PAUSES) }, { redeliver: name }];
  const used = new Set(steps.filter(isOverlap).flatMap(({ overlap }) => overlap));
  const free = events.map(nameOf).filter((one) => !used.has(one));
  const others = free.filter((one) => one !== name).slice(0, hand.whole(1, 3));
  return used.has(name) || others.length === 0 ? [] : [{ overlap: inAnyOrder(hand, [name, ...others]) }];
}

/** Tasks first, then what befalls them, then what happens in the course of time. */
function inOrder(steps: readonly StoryStep[]): StoryStep[] {
  const isInTime = (one: StoryStep) => "pause" in one || "redeliver" in one;
  const firstPause = steps.findIndex(isInTime);
  const early = firstPause < 0 ? steps : steps.slice(0, firstPause);
  const rest = firstPause < 0 ? [] : steps.slice(firstPause);
  const standing = rest.filter((one) => !isInTime(one) && !isTask(one));
  return [...early, ...standing, ...rest.filter((one) => isInTime(one) || isTask(one))];
}
