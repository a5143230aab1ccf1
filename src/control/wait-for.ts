// Waiting without sleeping: until a task or an account is where somebody wants it, or a sentence that says what is missing.

import { attemptsMade, type Delivery, deliveryState, nextAttemptAt } from "../domain/delivery.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { MockError } from "../domain/errors.js";
import { isFinished, lastEntry, nextDue, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import type { RealTime } from "../engine/clock.js";
import { taskOf } from "./operations-tasks.js";

export const WAIT_UNTIL = ["finished", "waiting", "delivered", "exhausted", "idle"] as const;
export type WaitUntil = (typeof WAIT_UNTIL)[number];

/** How often, in real milliseconds, a wait looks again when nothing was journaled. */
const LOOK_AGAIN_MS = 25;

export type Wish = { taskId?: string; until: WaitUntil; timeoutMs: number };

/**
 * Resolves when the wish is fulfilled. Throws `MockError` 408 after `timeoutMs` of real time, and 409 at once when it cannot
 * be fulfilled without somebody's help: a frozen clock with nothing in flight, or a task that can no longer get there.
 */
export function waitFor(account: Account, wish: Wish, real: RealTime, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let cancelLook = () => {};
    const stopListening = account.journal.listen(() => lookSoon(0));
    const cancelTimeout = real.after(wish.timeoutMs, () => end(() => reject(timedOut(account, wish))));
    const abandon = () => end(resolve);
    signal?.addEventListener("abort", abandon, { once: true });

    function end(how: () => void): void {
      stopListening();
      cancelLook();
      cancelTimeout();
      signal?.removeEventListener("abort", abandon);
      how();
    }
    function lookSoon(ms: number): void {
      cancelLook();
      cancelLook = real.after(ms, look);
    }
    function look(): void {
      try {
        if (isFulfilled(account, wish)) end(resolve);
        else {
          refuseHopeless(account, wish);
          lookSoon(LOOK_AGAIN_MS);
        }
      } catch (error) {
        end(() => reject(error));
      }
    }
    if (signal?.aborted) abandon();
    else look();
  });
}

function isFulfilled(account: Account, { taskId, until }: Wish): boolean {
  if (until === "idle")
    return (
      account.clock.isQuiet() &&
      (taskId === undefined ? account.clock.next() === undefined : isIdle(account, taskOf(account, taskId)))
    );
  const tasks = taskId === undefined ? [...account.newestFirst()] : [taskOf(account, taskId)];
  const isOne = (task: Task) => isThere(account, task, until);
  return ANY_TASK.includes(until) ? tasks.some(isOne) : tasks.length > 0 && tasks.every(isOne);
}

/** Without a task named, these are fulfilled by any task; the others by all of them. */
const ANY_TASK: readonly WaitUntil[] = ["waiting", "exhausted"];

function isThere(account: Account, task: Task, until: Exclude<WaitUntil, "idle">): boolean {
  const status = statusOf(task);
  const deliveries = account.courier.of(task.id);
  if (until === "finished") return isFinished(status);
  if (until === "waiting") return status === "waiting";
  if (until === "exhausted") return deliveries.some((delivery) => deliveryState(delivery) === "exhausted");
  return (
    isFinished(status) &&
    deliveries.length > 0 &&
    deliveries.every((delivery) => deliveryState(delivery) === "delivered" && !account.courier.isOnTheWire(delivery))
  );
}

function isIdle(account: Account, task: Task): boolean {
  return (
    nextDue(task) === undefined && account.courier.of(task.id).every((delivery) => nextAttemptAt(delivery) === null)
  );
}

/** Throws when waiting on is pointless. */
function refuseHopeless(account: Account, wish: Wish): void {
  if (account.clock.isClosed())
    throw new MockError(409, "reset", "The account was reset or removed, or the mock stopped, during this wait.");
  const never = wish.taskId === undefined ? undefined : whyNever(account, taskOf(account, wish.taskId), wish.until);
  if (never) throw new MockError(409, "never", never);
  const { clock } = account;
  if (clock.mode() !== "frozen" || !clock.isQuiet()) return;
  throw new MockError(409, "clock_frozen", `${missing(account, wish)}${frozenHint(account, wish)}`);
}

/** Why this task will never get there by itself, if so. */
function whyNever(account: Account, task: Task, until: WaitUntil): string | undefined {
  const status = statusOf(task);
  const deliveries = account.courier.of(task.id);
  const pending = deliveries.some(
    (delivery) => nextAttemptAt(delivery) !== null || account.courier.isOnTheWire(delivery),
  );
  if (!isFinished(status)) return undefined;
  if (until === "waiting") return `${task.id} is ${status}: it will not wait any more.`;
  if (pending || until === "idle" || until === "finished") return undefined;
  if (deliveries.length === 0) return `${task.id} is ${status} and has no event to deliver.`;
  return `${task.id} is ${status} and its events are settled: ${deliveries.map((one) => `${one.event} (${one.id}) is ${deliveryState(one)}`).join(", ")}.`;
}

function timedOut(account: Account, wish: Wish): MockError {
  return new MockError(
    408,
    "timeout",
    `Not within ${formatDuration(wish.timeoutMs)}: ${missing(account, wish)}${account.clock.mode() === "frozen" ? frozenHint(account, wish) : ""}`,
  );
}

/** What is still missing, in one sentence. */
function missing(account: Account, { taskId, until }: Wish): string {
  const [flight] = account.courier.onTheWire();
  if (flight)
    return `the handler has not answered ${flight.delivery.event} (${flight.delivery.id}) for ${formatDuration(flight.forMs)}.`;
  const task = taskId === undefined ? undefined : account.find(taskId);
  if (task) return ofTask(account, task, until);
  const next = account.clock.next();
  if (next) return `${next.label} is due at ${formatInstant(next.at)}.`;
  if (account.taskCount() === 0) return "there is no task yet.";
  const state = ANY_TASK.includes(until) ? `no task is ${until}` : `not every task is ${until}`;
  return account.clock.mode() === "frozen" ? `${state}.` : `${state}, and nothing is booked that could change it.`;
}

function ofTask(account: Account, task: Task, until: WaitUntil): string {
  const due = nextDue(task);
  const status = statusOf(task);
  if (due)
    return `${task.id} is ${status}; ${due.index === undefined ? due.move : due.step.move} is due at ${formatInstant(due.at)}.`;
  if (status === "waiting")
    return `${task.id} waits for the user: resume it, or open ${String(lastEntry(task).data?.auth_url ?? "its consent page")}.`;
  const late = account.courier.of(task.id).find((delivery) => nextAttemptAt(delivery) !== null);
  return late ? ofDelivery(late) : `${task.id} is ${status}, not ${until}, and nothing more is booked for it.`;
}

function ofDelivery(delivery: Delivery): string {
  return `attempt ${attemptsMade(delivery) + 1} of ${delivery.id} is due at ${formatInstant(nextAttemptAt(delivery)!)}.`;
}

/** How far to advance for what is waited for: the named task's own next thing, or else the account's. */
function frozenHint({ clock }: Account, { taskId }: Wish): string {
  const own = taskId === undefined ? undefined : clock.pending().find(({ label }) => label.includes(taskId));
  const next = own ?? clock.next();
  const now = clock.now();
  return next
    ? ` The clock is frozen at ${formatInstant(now)}: advance by ${formatDuration(next.at - now)} (${next.label}).`
    : " The clock is frozen and nothing is booked.";
}
