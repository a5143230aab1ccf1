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
  const watch = watchOf(account);
  if (watch.said) return;
  const at = clock.now();
  const goesOn = watch.taskId === task.id && watch.at === at;
  watch.reads = goesOn ? watch.reads + 1 : 1;
  watch.taskId = task.id;
  watch.at = at;
  if (watch.reads < READS_BEFORE_HINT) return;
  watch.said = true;
  journal.write({ kind: "note", level: "warning", text: hint(account, task) });
}

function watchOf(account: Account): Watch {
  const known = watches.get(account);
  if (known !== undefined) return known;
  const made: Watch = { taskId: "", at: 0, reads: 0, said: false };
  watches.set(account, made);
  return made;
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
