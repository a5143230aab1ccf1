// A client that polls a running task under a frozen clock would poll for ever; the log says once what to do.

import { formatDuration, formatInstant } from "../domain/duration.js";
import { isFinished, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";

const READS_BEFORE_HINT = 3;

type Watch = { taskId: string; at: number; reads: number; said: boolean };
const watches = new WeakMap<Account, Watch>();

/** To be told of each read of a task. */
export function noteRead(account: Account, task: Task): void {
  const { clock, journal } = account;
  if (clock.mode() !== "frozen" || isFinished(statusOf(task))) return;
  const now = clock.now();
  const before = watches.get(account);
  const goesOn = before?.taskId === task.id && before.at === now;
  const watch = { taskId: task.id, at: now, reads: goesOn ? before.reads + 1 : 1, said: before?.said ?? false };
  watches.set(account, watch);
  if (watch.said || watch.reads < READS_BEFORE_HINT) return;
  watch.said = true;
  journal.write({ kind: "note", level: "warning", text: hint(account, task) });
}

function hint({ clock }: Account, task: Task): string {
  const next = clock.next();
  const by = next ? formatDuration(next.at - clock.now()) : undefined;
  const move =
    by === undefined
      ? "nothing is booked"
      : `POST /_mock/clock/advance {"by":"${by}"} or mock.clock.advance("${by}") moves it`;
  return `${task.id} is being polled, but the clock is frozen at ${formatInstant(clock.now())}: ${move}. With --clock instant it moves by itself.`;
}
