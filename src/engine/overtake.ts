// The fault `before-response`: a task's first events are delivered before the call that creates it is answered; none that need the user.

import { eventOf } from "../contract/webhooks.js";
import type { Delivery, EventName } from "../domain/delivery.js";
import type { Task, Wait } from "../domain/task.js";
import type { Clock } from "./clock.js";
import type { Consents } from "./consents.js";
import type { Courier } from "./courier.js";
import { type FaultBox, webhookDraw } from "./fault-box.js";
import type { Journal } from "./journal.js";
import type { TaskRunner } from "./task-runner.js";
import type { Endpoint } from "./trip.js";

type Parts = {
  clock: Clock;
  faults: FaultBox;
  consents: Consents;
  journal: Journal;
  runner: TaskRunner;
  courier: Courier;
  endpoint: Endpoint;
};

/** Plays a new task up to the event that the fault strikes, and delivers it; undefined when none does. */
export function createOvertaking({
  clock,
  faults,
  consents,
  journal,
  runner,
  courier,
  endpoint,
}: Parts): (task: Task) => Promise<void> | undefined {
  /** The events that come without the user, each with its step: up to the first wait that stays. */
  function foreseen(task: Task): { event: EventName; place: number }[] {
    const events: { event: EventName; place: number }[] = [];
    const approved = new Set<string>();
    const fateOf = (wait: Wait) =>
      approved.has(wait.service ?? "") ? "passes" : consents.foresee(task, wait, clock.now());
    for (const [place, step] of task.plan.entries()) {
      const fate = step.move === "wait" ? fateOf(step.wait) : undefined;
      if (step.move === "wait" && step.wait.service !== undefined) approved.add(step.wait.service);
      const event = fate === "passes" ? undefined : eventOf(fate === "over" ? "fail" : step.move);
      if (event) events.push({ event, place });
      if (fate === "stays" || fate === "over") break;
    }
    return events;
  }

  /** The step of the plan whose event is struck. */
  function stepStruck(task: Task): number | undefined {
    return foreseen(task).find(({ event, place }) => {
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
    })?.place;
  }

  /** What came before the last one goes before it; that one is marked with the fault. */
  async function deliverAll(deliveries: readonly Delivery[], fault: string): Promise<void> {
    for (const delivery of deliveries) courier.unbook(delivery);
    for (const delivery of deliveries)
      await courier.attemptNow(delivery, { ordered: false, ...(delivery === deliveries.at(-1) && { fault }) });
  }

  return (task) => {
    const step = endpoint.url !== null && faults.mayStrike("webhook") ? stepStruck(task) : undefined;
    if (step === undefined) return undefined;
    runner.hurry(task, step);
    return deliverAll(courier.of(task.id), "before-response");
  };
}
