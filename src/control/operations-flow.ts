// Operations for tests: wait until something is so, and make an event happen now.

import { z } from "zod";
import { LENGTHS } from "../domain/bounds.js";
import { formatDuration } from "../domain/duration.js";
import { MockError } from "../domain/errors.js";
import type { Mock } from "./core.js";
import { operation } from "./operation.js";
import { taskOf } from "./operations-tasks.js";
import { clockRecord, deliveryRecord, taskRecord } from "./records.js";
import { deliveryAnswer, duration, eventName, jsonObject, taskAnswer } from "./schemas.js";
import { trigger } from "./trigger.js";
import { WAIT_UNTIL, waitFor } from "./wait-for.js";

const DEFAULT_TIMEOUT_MS = 30_000;

/** How many waits are open on each mock. */
const waits = new WeakMap<Mock, number>();

/** Waits, unless so many do already: each looks at its tasks whenever anything happens. */
async function among(mock: Mock, wait: () => Promise<void>): Promise<void> {
  const open = waits.get(mock) ?? 0;
  const most = mock.options.maxWaits;
  if (open >= most)
    throw new MockError(
      429,
      "too_many_waits",
      `${most} waits are open already. Let one end (a smaller timeout), or start with a higher --max-waits.`,
    );
  waits.set(mock, open + 1);
  await wait().finally(() => waits.set(mock, waits.get(mock)! - 1));
}

export const flowOperations = [
  operation({
    name: "wait",
    route: "POST /_mock/wait",
    summary: `Waits until a task (or, without task_id, every task; any for waiting and exhausted) is there, and answers with it; idle without task_id answers with the clock. 408 after \`timeout\` of real time (${formatDuration(DEFAULT_TIMEOUT_MS)} when left out), 409 at once when nothing can move.`,
    body: z.strictObject({
      task_id: z.string().optional(),
      until: z.enum(WAIT_UNTIL).default("finished"),
      timeout: duration(LENGTHS.real).optional(),
    }),
    answer: z.record(z.string(), z.unknown()),
    handle: async ({ mock, account, body: { task_id, until, timeout = DEFAULT_TIMEOUT_MS }, signal }) => {
      if (task_id !== undefined) taskOf(account, task_id);
      await among(mock, () => waitFor(account, { taskId: task_id, until, timeoutMs: timeout }, mock.real, signal));
      if (task_id !== undefined) return taskRecord(taskOf(account, task_id), account);
      if (until === "idle") return clockRecord(account.clock);
      return {
        data: [...account.newestFirst()].slice(0, 100).map((task) => taskRecord(task, account)),
        has_more: account.taskCount() > 100,
      };
    },
  }),
  operation({
    name: "trigger",
    route: "POST /_mock/trigger",
    summary:
      "Plays a task that sends this event at once, whatever the clock, and then goes on to its end; `set` gives values by path.",
    status: 201,
    body: z.strictObject({
      event: eventName,
      prompt: z.string().min(1).optional(),
      user_id: z.string().nullish(),
      set: jsonObject().optional(),
    }),
    answer: z.object({ task: taskAnswer, delivery: deliveryAnswer }),
    handle: async ({ mock, account, body: { event, prompt, user_id, set } }) => {
      const made = await trigger(mock, account, { event, prompt, userId: user_id ?? null, set });
      return { task: taskRecord(made.task, account), delivery: deliveryRecord(made.delivery, account) };
    },
  }),
];
