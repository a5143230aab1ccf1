// Waiting without sleeping: until a task or an account is where somebody wants it, or a sentence that says what is missing.

import { z } from "zod";
import { LENGTHS } from "../domain/bounds.js";
import { attemptsMade, type Delivery, deliveryState, isHeldBack, nextAttemptAt } from "../domain/delivery.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { MockError } from "../domain/errors.js";
import { maskSecrets } from "../domain/mask.js";
import { dataOf, isFinished, lastEntry, nextDue, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { type RealTime, refuseClosed } from "../engine/clock.js";
import type { JournalRecord } from "../engine/journal.js";
import { clockRecord, clockSchema } from "./clock.js";
import type { Mock } from "./core.js";
import { duration, listOf, pageOf } from "./forms.js";
import { operation } from "./operation.js";
import { taskOf, taskRecord, taskSchema } from "./tasks.js";
import type { WaitUntil } from "./types.js";

const WAIT_UNTIL = [
  "settled",
  "finished",
  "waiting",
  "delivered",
  "exhausted",
  "idle",
] as const satisfies readonly WaitUntil[];

/** What is recorded when a task begins to wait, and when an attempt has ended. */
const PASSING: readonly JournalRecord["kind"][] = ["task", "delivery"];

/** How often, in real milliseconds, a wait looks again when nothing was journaled. */
const LOOK_AGAIN_MS = 25;

type Wish = { taskId: string | undefined; until: WaitUntil; timeoutMs: number };

/**
 * Resolves with `answer`, as it is at that moment, when the wish is fulfilled. Throws `MockError` 408 after `timeoutMs` of real time, and 409 at once when nothing can
 * fulfil it without somebody's help, whatever the clock: `clock_frozen` where an advance would, `never` where none does.
 */
function waitFor<T>(
  account: Account,
  wish: Wish,
  answer: () => T,
  { real, signal }: { real: RealTime; signal?: AbortSignal | undefined },
): Promise<T> {
  return new Promise((resolve, reject) => {
    let cancelLook = () => {};
    // Where the clock goes on by itself a task waits for a moment only: that is seen as it happens, or not at all.
    const stopListening = account.journal.listen(({ kind }) => {
      if (wish.until === "waiting" && PASSING.includes(kind) && isFulfilled()) fulfil();
      else lookSoon(0);
    });
    function isFulfilled(): boolean {
      try {
        return lookAt(account, wish) === "nothing";
      } catch {
        return false; // The look that comes next says why.
      }
    }
    const cancelTimeout = real.after(wish.timeoutMs, () => look(true));
    const fulfil = () => {
      try {
        const reached = answer();
        end(() => resolve(reached));
      } catch (error) {
        end(() => reject(error));
      }
    };
    signal?.addEventListener("abort", fulfil, { once: true });

    function end(how: () => void): void {
      stopListening();
      cancelLook();
      cancelTimeout();
      signal?.removeEventListener("abort", fulfil);
      how();
    }
    function lookSoon(ms: number): void {
      cancelLook();
      cancelLook = real.after(ms, () => look());
    }
    function look(last = false): void {
      try {
        const missing = lookAt(account, wish);
        if (missing !== "nothing") {
          refuseHopeless(account, missing);
          if (last) throw timedOut(account, wish, missing);
          lookSoon(LOOK_AGAIN_MS);
        } else fulfil();
      } catch (error) {
        end(() => reject(error));
      }
    }
    if (signal?.aborted) fulfil();
    else look();
  });
}

/**
 * What keeps a task, or the account, from where somebody wants it. `at`: when the clock moves it on; without, nothing does by
 * itself. `forGood`: neither can what is in flight just now.
 */
type Obstacle = { text: () => string; at?: number; forGood?: true };

/** Without a task named, these are fulfilled by any task; the others by all of them. */
const ANY_TASK: readonly WaitUntil[] = ["waiting", "exhausted"];

/** What is missing; "something in flight" when nothing else is. */
function lookAt(account: Account, { taskId, until }: Wish): Obstacle | "nothing" | "something in flight" {
  refuseClosed(account.clock.closedBy(), "this wait");
  if (taskId !== undefined) {
    const missing = obstacleOf(account, taskOf(account, taskId), until);
    return missing ?? (until === "idle" && !account.clock.isQuiet() ? "something in flight" : "nothing");
  }
  if (until === "idle") return ofBookings(account);
  if (account.taskCount() === 0) return { text: () => "There is no task yet.", at: account.clock.next()?.at };
  const obstacles: Obstacle[] = [];
  for (const task of account.newestFirst()) {
    const one = obstacleOf(account, task, until);
    if (one) obstacles.push(one);
    else if (ANY_TASK.includes(until)) return "nothing";
  }
  return worst(obstacles, ANY_TASK.includes(until)) ?? "nothing";
}

/** The one that counts, of obstacles newest first: the soonest where any task will do, else the oldest that nothing moves, if there is one. */
function worst(obstacles: readonly Obstacle[], any: boolean): Obstacle | undefined {
  const soonest = obstacles
    .filter(({ at }) => at !== undefined)
    .reduce<Obstacle | undefined>((first, next) => (first && first.at! <= next.at! ? first : next), undefined);
  const lost = obstacles.findLast(({ forGood }) => forGood);
  const stuck = obstacles.findLast(({ at, forGood }) => at === undefined && !forGood);
  return any ? (soonest ?? stuck ?? lost) : (lost ?? stuck ?? soonest);
}

function ofBookings({ clock }: Account): Obstacle | "nothing" | "something in flight" {
  const next = clock.next();
  if (next) return { text: () => `${next.label} is due at ${formatInstant(next.at)}.`, at: next.at };
  return clock.isQuiet() ? "nothing" : "something in flight";
}

/** What keeps one task from there; undefined when it is. */
function obstacleOf(account: Account, task: Task, until: WaitUntil): Obstacle | undefined {
  const deliveries = account.courier.of(task.id);
  const status = statusOf(task);
  const finished = isFinished(status);
  const isOnTheWire = (one: Delivery) => account.courier.isOnTheWire(one);
  const isOnItsWay = (one: Delivery) => deliveryState(one) === "scheduled" || isOnTheWire(one);
  /** The answer is in, although the attempt may not be over in every respect. */
  const isAnswered = (one: Delivery) =>
    account.courier.sendingOf(one) === undefined &&
    one.attempts.some(({ outcome: { kind } }) => kind === "answered" || kind === "lost");
  const onItsWay = deliveries.find(isOnItsWay);
  const never = (why: string): Obstacle => ({ text: () => `${task.id} is ${status}${why}`, forGood: true });

  switch (until) {
    case "settled":
      return finished ? onItsWay && ofDelivery(onItsWay) : ofTask(task, deliveries);
    case "finished":
      return finished ? undefined : ofTask(task, deliveries);
    case "idle":
      return onItsWay ? ofDelivery(onItsWay) : nextDue(task) && ofTask(task, deliveries);
    case "waiting": {
      if (finished) return never(": it will not wait any more.");
      if (status !== "waiting") return ofTask(task, deliveries);
      const asked = deliveries.findLast(({ event }) => event === "task.waiting");
      return asked && isOnItsWay(asked) && !isAnswered(asked) ? ofDelivery(asked) : undefined;
    }
    case "exhausted":
      if (deliveries.some((one) => deliveryState(one) === "exhausted")) return undefined;
      if (onItsWay) return ofDelivery(onItsWay);
      return finished ? never(settledText(deliveries)) : ofTask(task, deliveries);
    case "delivered": {
      if (deliveries.some((one) => deliveryState(one) !== "delivered" && !isOnItsWay(one)))
        return never(settledText(deliveries));
      if (!finished) return ofTask(task, deliveries);
      if (onItsWay) return ofDelivery(onItsWay);
      return deliveries.length === 0 ? never(settledText(deliveries)) : undefined;
    }
  }
}

function settledText(deliveries: readonly Delivery[]): string {
  if (deliveries.length === 0) return " and has no event to deliver.";
  const states = deliveries.map((one) => `${one.event} (${one.id}) is ${deliveryState(one)}`);
  return ` and its events are settled: ${states.join(", ")}.`;
}

/** What an unfinished task does next; or the user, or somebody, has to do it. What its handler is still to hear may bring that about. */
function ofTask(task: Task, deliveries: readonly Delivery[]): Obstacle {
  const due = nextDue(task);
  const status = statusOf(task);
  if (due) {
    const move = due.index === undefined ? due.move : due.step.move;
    return { text: () => `${task.id} is ${status}; ${move} is due at ${formatInstant(due.at)}.`, at: due.at };
  }
  const attempts = deliveries.map(nextAttemptAt).filter((at) => at !== null);
  const at = attempts.length === 0 ? undefined : Math.min(...attempts);
  if (status !== "waiting")
    return {
      text: () => `${task.id} is ${status}, and nothing more is planned for it: complete, fail or cancel it.`,
      at,
    };
  const page = dataOf(lastEntry(task))?.auth_url ?? "its consent page";
  return { text: () => `${task.id} waits for the user: resume it, or open ${String(page)}.`, at };
}

function ofDelivery(delivery: Delivery): Obstacle {
  if (isHeldBack(delivery))
    return { text: () => `${delivery.id} is held back until the next event of ${delivery.taskId} has been sent.` };
  const at = nextAttemptAt(delivery) ?? undefined;
  const due = at === undefined ? "on the wire" : `due at ${formatInstant(at)}`;
  return { text: () => `attempt ${attemptsMade(delivery) + 1} of ${delivery.id} is ${due}.`, at };
}

/** Throws when waiting on is pointless. */
function refuseHopeless(account: Account, missing: Obstacle | "something in flight"): void {
  if (missing === "something in flight") return;
  const { clock } = account;
  if (!missing.forGood && !clock.isQuiet()) return;
  if (missing.at !== undefined && clock.mode() !== "frozen") return;
  const code = missing.at === undefined ? "never" : "clock_frozen";
  throw new MockError(409, code, `${missing.text()}${frozenHint(account, missing)}`);
}

function timedOut(account: Account, wish: Wish, missing: Obstacle | "something in flight"): MockError {
  const late =
    missing === "something in flight" ? "something is in flight still." : missing.text() + frozenHint(account, missing);
  const text = flightText(account) ?? heldText(account) ?? late;
  return new MockError(408, "timeout", `Not within ${formatDuration(wish.timeoutMs)}: ${text}`);
}

function flightText({ courier }: Account): string | undefined {
  const [flight] = courier.onTheWire();
  return (
    flight &&
    `the handler has not answered ${flight.delivery.event} (${flight.delivery.id}) for ${formatDuration(flight.forMs)}.`
  );
}

/** An instant clock that an API call holds. */
function heldText({ clock }: Account): string | undefined {
  const held = clock.heldBy();
  return (
    held &&
    `the instant clock stands still while ${maskSecrets(held.label)} is being answered, for ${formatDuration(held.forMs)} now.`
  );
}

/** Under a frozen clock: how far to advance. */
function frozenHint({ clock }: Account, { at, forGood }: Obstacle): string {
  if (clock.mode() !== "frozen" || forGood) return "";
  const now = clock.now();
  if (at !== undefined) return ` The clock is frozen at ${formatInstant(now)}: advance by ${formatDuration(at - now)}.`;
  return clock.next() ? "" : " The clock is frozen and nothing is booked.";
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** How many waits are open on each mock. */
const waits = new WeakMap<Mock, number>();

/** Waits, unless so many do already: each looks at its tasks whenever anything happens. */
async function among<T>(mock: Mock, wait: () => Promise<T>): Promise<T> {
  const open = waits.get(mock) ?? 0;
  const most = mock.options.maxWaits;
  if (open >= most)
    throw new MockError(
      429,
      "too_many_waits",
      `${most} waits are open already. Let one end (a smaller timeout), or start with a higher --max-waits.`,
    );
  waits.set(mock, open + 1);
  return wait().finally(() => waits.set(mock, waits.get(mock)! - 1));
}

/** So many of the tasks that were waited for come back. */
const MOST_AWAITED = 100;

function answerTo(account: Account, { taskId, until }: Wish) {
  if (taskId !== undefined) return taskRecord(taskOf(account, taskId), account);
  if (until === "idle") return clockRecord(account.clock);
  return pageOf(account.newestFirst(), { limit: MOST_AWAITED, offset: 0 }, (task) => taskRecord(task, account));
}

export const waitOperations = {
  wait: operation({
    route: "POST /_mock/wait",
    refuses: [404, 408, 409, 429],
    summary: `Waits until a task (or, without task_id, every task; any for waiting and exhausted) is there, and answers with it; idle without task_id answers with the clock. settled, the default: finished, and each of its events delivered, given up or without a webhook URL. 408 after \`timeout\` of real time (${formatDuration(DEFAULT_TIMEOUT_MS)} when left out), 409 at once when nothing can move.`,
    body: () =>
      z.strictObject({
        task_id: z.string().optional(),
        until: z.enum(WAIT_UNTIL).default("settled"),
        timeout: duration(LENGTHS.real).optional(),
      }),
    answer: () => z.union([taskSchema(), clockSchema(), listOf(taskSchema)()]),
    handle: async ({ mock, account, body: { task_id, until, timeout = DEFAULT_TIMEOUT_MS }, signal }) => {
      if (task_id !== undefined) taskOf(account, task_id);
      const wish = { taskId: task_id, until, timeoutMs: timeout };
      return among(mock, () => waitFor(account, wish, () => answerTo(account, wish), { real: mock.real, signal }));
    },
  }),
};
