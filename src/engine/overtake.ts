// The fault `before-response`: a task's first events are delivered before the call that creates it is answered.

import { eventOf } from "../contract/webhooks.js";
import type { Delivery } from "../domain/delivery.js";
import { lastEntry, type Task } from "../domain/task.js";
import type { Courier } from "./courier.js";
import { type FaultBox, webhookDraw } from "./fault-box.js";
import type { Journal } from "./journal.js";
import type { TaskRunner } from "./task-runner.js";

type Parts = { faults: FaultBox; journal: Journal; runner: TaskRunner; courier: Courier };

/** Plays a new task up to the event that the fault strikes, and delivers it; undefined when none does. */
export function createOvertaking({
  faults,
  journal,
  runner,
  courier,
}: Parts): (task: Task) => Promise<void> | undefined {
  /** The step of the plan whose event is struck. */
  function stepStruck(task: Task): number | undefined {
    const found = task.plan.findIndex(({ move }, place) => {
      const event = eventOf(move);
      if (event === undefined) return false;
      const strike = faults.strike({
        on: "webhook",
        event,
        attempt: 1,
        taskId: task.id,
        fixture: task.fixture.name,
        draw: webhookDraw(task, event, place, 1),
        only: (name) => name === "before-response",
      });
      if (strike) journal.write({ kind: "fault", strike, taskId: task.id, what: event });
      return strike !== undefined;
    });
    return found === -1 ? undefined : found;
  }

  /** What came before the last one goes before it; that one is marked with the fault, if there is one. */
  async function deliverAll(deliveries: readonly Delivery[], fault?: string): Promise<void> {
    for (const delivery of deliveries) courier.unbook(delivery);
    for (const delivery of deliveries)
      await courier.attemptNow(delivery, delivery === deliveries.at(-1) ? fault : undefined);
  }

  return (task) => {
    const step = faults.mayStrike("webhook") ? stepStruck(task) : undefined;
    if (step === undefined) return undefined;
    runner.hurry(task, step);
    const isThere = (lastEntry(task).step ?? -1) >= step;
    return deliverAll(courier.of(task.id), isThere ? "before-response" : undefined);
  };
}
