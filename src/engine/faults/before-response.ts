// The fault `before-response`: a task's first events are delivered before the call that creates it is answered; none that need the user.

import { eventOf } from "../../contract/webhooks.js";
import type { Delivery, EventName } from "../../domain/delivery.js";
import type { FaultKind, WebhookFault } from "../../domain/fault-kinds.js";
import type { Task, Wait } from "../../domain/task.js";
import type { Clock } from "../clock.js";
import type { Consents } from "../consents.js";
import type { Courier } from "../courier.js";
import type { Journal } from "../journal.js";
import type { TaskRunner } from "../task-runner.js";
import { type FaultBox, webhookDraw } from "./fault-box.js";
import { WEBHOOK_EFFECTS } from "./webhook-effects.js";

type Parts = {
  clock: Clock;
  faults: FaultBox;
  consents: Consents;
  journal: Journal;
  runner: TaskRunner;
  courier: Courier;
  /** There is a URL to deliver to. */
  hasUrl: () => boolean;
};

/** Plays a new task up to the event that the fault strikes, and delivers it; undefined when none does. */
export function createBeforeResponse({
  clock,
  faults,
  consents,
  journal,
  runner,
  courier,
  hasUrl,
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

  /** The step of the plan whose event is struck, and by what. */
  function struckOf(task: Task): { place: number; fault: string } | undefined {
    for (const { event, place } of foreseen(task)) {
      const strike = faults.strike({
        on: "webhook",
        event,
        attempt: 1,
        taskId: task.id,
        fixture: task.fixture.name,
        draw: webhookDraw(task, event, place, 1),
        only: isEarly,
      });
      if (!strike) continue;
      journal.write({ kind: "fault", strike, taskId: task.id, what: event });
      return { place, fault: strike.name };
    }
    return undefined;
  }

  /** What came before the last one is sent first; the last is marked with the fault. */
  async function deliverAll(deliveries: readonly Delivery[], fault: string): Promise<void> {
    for (const delivery of deliveries) courier.unbook(delivery);
    for (const delivery of deliveries)
      await courier.attemptNow(delivery, { ordered: false, ...(delivery === deliveries.at(-1) && { fault }) });
  }

  return (task) => {
    const struck = hasUrl() && faults.mayStrike("webhook") ? struckOf(task) : undefined;
    if (struck === undefined) return undefined;
    runner.hurry(task, struck.place);
    return deliverAll(courier.of(task.id), struck.fault);
  };
}

function isEarly({ name }: FaultKind): boolean {
  return WEBHOOK_EFFECTS[name as WebhookFault].early === true;
}
