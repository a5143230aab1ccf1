// The invariants: what must hold of a handler when a story is over, whatever the story was.

import type { Delivery, Outcome } from "../domain/delivery.js";
import { formatDuration } from "../domain/duration.js";
import type { Sent } from "./network.js";
import type { Happened, PlayedStory, TaskEnd } from "./play.js";
import { nameOf } from "./story.js";

/** By name: in what order they are told, and what each says. */
export const INVARIANTS = {
  alive: "the handler goes on taking requests",
  answers: "every answer comes in time, none is a 5xx, and an event that is taken is answered 200 and nothing else",
  taken: "every genuine event is in the end answered 200, and none is refused for being repeated or late",
  forged: "what is not signed with the secret is never taken",
  effects: "each event has exactly one effect",
  state: "the app's view of each task is Ploton's own",
} as const;
export type Invariant = keyof typeof INVARIANTS;
export const INVARIANT_NAMES = Object.keys(INVARIANTS) as Invariant[];

/** An invariant that did not hold, and how that showed. */
export type Violation = { invariant: Invariant; text: string };

/**
 * Is there any use in going on? Something is wrong already that nothing later can mend; or the last event was refused twice on end,
 * so that the handler was the same both times and will be the next time.
 */
export function isOver(sent: readonly Sent[], skip: readonly Invariant[]): boolean {
  const last = sent.at(-1);
  if (last === undefined) return false;
  if (last.outcome.kind === "timed_out" || isGone(last.outcome)) return true;
  const isJudged = ({ invariant }: Violation) => !skip.includes(invariant);
  if (sent.slice(-1 - last.beside).some((one) => answerViolations(one, 0).some(isJudged))) return true;
  if (skip.includes("taken") || !isRefusedAlone(last)) return false;
  const before = sent.at(-2);
  const isRepeated = sent.some((one) => one.delivery === last.delivery && isGenuine(one) && statusOf(one) === 200);
  return isRepeated || (before?.delivery === last.delivery && isRefusedAlone(before));
}

function isRefusedAlone(one: Sent): boolean {
  return isGenuine(one) && one.beside === 0 && isRefused(statusOf(one));
}

export function isGone(outcome: Outcome): boolean {
  return outcome.kind === "refused" && /ECONNREFUSED/.test(outcome.error);
}

/** What the answers alone show. */
export function judgeAnswers({ sent }: PlayedStory, timeoutMs: number): Violation[] {
  const found = sent.flatMap((one) => answerViolations(one, timeoutMs));
  return [...found, ...refusals(sent)];
}

function answerViolations(one: Sent, timeoutMs: number): Violation[] {
  const { outcome, kind } = one;
  const what = describe(one);
  if (isGone(outcome)) return [{ invariant: "alive", text: `nobody listens any more at ${what}` }];
  if (kind === "cut") return [];
  if (outcome.kind === "timed_out")
    return [{ invariant: "answers", text: `no answer within ${formatDuration(timeoutMs)} to ${what}` }];
  if (outcome.kind !== "answered")
    return isGenuine(one) ? [{ invariant: "answers", text: `the connection ends without an answer to ${what}` }] : [];
  if (outcome.status >= 500) return [{ invariant: "answers", text: `${outcome.status} to ${what}` }];
  if (outcome.status >= 300 || (outcome.status === 200 && isGenuine(one))) return [];
  if (isGenuine(one))
    return [
      {
        invariant: "answers",
        text: `${outcome.status} to ${what}, which Ploton takes for a failure: only 200 is success`,
      },
    ];
  return [{ invariant: "forged", text: `${outcome.status} to ${what}` }];
}

/** Events that were never taken, and repetitions that were refused. */
function refusals(sent: readonly Sent[]): Violation[] {
  return [...byDelivery(sent)].flatMap(([, all]): Violation[] => {
    const whole = all.filter(isGenuine);
    const statuses = whole.map(statusOf);
    const taken = statuses.indexOf(200);
    // A copy that is refused while the first is at work comes again; that is in order.
    const isRefusal = (i: number) => isRefused(statuses[i]);
    if (taken >= 0) {
      const after = whole.findIndex(
        (one, i) => i > taken && isRefusal(i) && one.at >= whole[taken]!.at && !isSameVolley(one, whole[taken]!),
      );
      return after < 0
        ? []
        : [
            {
              invariant: "taken",
              text: `${statuses[after]} to ${describe(whole[after]!)}, which had been taken before`,
            },
          ];
    }
    const last = whole.findLast((one) => one.beside === 0);
    if (!last || !isRefused(statusOf(last))) return [];
    const tries = whole.length > 1 ? ` on each of ${whole.length} arrivals` : "";
    return [{ invariant: "taken", text: `${statusOf(last)} to ${describe(last)}: it was never taken${tries}` }];
  });
}

function isSameVolley(one: Sent, other: Sent): boolean {
  return one.at === other.at && one.beside > 0 && one.beside === other.beside;
}

function isRefused(status: number | undefined): boolean {
  return status !== undefined && (status < 200 || status >= 300) && status < 500;
}

/** How many effects the story should have had: of events that were answered 200 one each, of others that arrived at most one. */
export function effectsDue({ sent }: PlayedStory): { least: number; most: number } {
  const events = [...byDelivery(sent).values()].map((all) => all.filter(isGenuine)).filter((whole) => whole.length > 0);
  return { least: events.filter((whole) => whole.some((one) => statusOf(one) === 200)).length, most: events.length };
}

/** What a number of effects says; `due` as above. */
export function judgeEffects(played: PlayedStory, effects: number, due: { least: number; most: number }): Violation[] {
  if (effects >= due.least && effects <= due.most) return [];
  const text = `${effects} ${effects === 1 ? "effect" : "effects"} where ${due.least} ${due.least === 1 ? "event was" : "events were"} taken`;
  const isRepeated = [...byDelivery(played.sent).values()].some((all) => all.filter(isGenuine).length > 1);
  const isForged = played.sent.some(isForgery);
  return [{ invariant: effects > due.most && isForged && !isRepeated ? "forged" : "effects", text }];
}

/** What may be the app's view of each task that has had an event taken. */
export function statesDue({ sent, tasks }: PlayedStory): { task: TaskEnd; allowed: string[] }[] {
  const whole = byDelivery(sent.filter(isGenuine));
  return tasks.flatMap((task) => {
    const known = task.events.filter(({ delivery }) => whole.get(delivery)?.some((one) => statusOf(one) === 200));
    const isRefusedOne = task.events.some(
      ({ delivery }) => whole.has(delivery) && !known.some((one) => one.delivery === delivery),
    );
    const last = known.at(-1);
    if (!last || isRefusedOne) return [];
    const told = STATUS_TOLD[last.event];
    return [{ task, allowed: [...new Set([told, task.status])] }];
  });
}

const STATUS_TOLD: Record<Happened["event"], string> = {
  progress: "running",
  waiting: "waiting",
  complete: "complete",
  failed: "failed",
};

export function judgeState(task: TaskEnd, allowed: readonly string[], state: string): Violation[] {
  if (allowed.includes(state)) return [];
  return [
    {
      invariant: "state",
      text: `the app says ${state || "nothing"} of ${task.name}, which is ${allowed.join(" or ")}`,
    },
  ];
}

/** "task.complete of A, attempt 2 (forged: bad-signature)". */
function describe({ position, kind, delivery }: Sent): string {
  const note =
    kind === "attempt" ? "" : kind === "copy" ? " (a copy)" : kind === "cut" ? " (broken off)" : ` (forged: ${kind})`;
  return `${delivery.event} of ${nameOf(position).replace(/\.\w+/, "")}, attempt ${position.attempt}${note}`;
}

export function isGenuine({ kind }: Sent): boolean {
  return kind === "attempt" || kind === "copy";
}

export function isForgery({ kind }: Sent): boolean {
  return kind !== "attempt" && kind !== "copy" && kind !== "cut";
}

export function statusOf({ outcome }: Sent): number | undefined {
  return outcome.kind === "answered" ? outcome.status : undefined;
}

function byDelivery(sent: readonly Sent[]): Map<Delivery, Sent[]> {
  const found = new Map<Delivery, Sent[]>();
  for (const one of sent) found.set(one.delivery, [...(found.get(one.delivery) ?? []), one]);
  return found;
}
