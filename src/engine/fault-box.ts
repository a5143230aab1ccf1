// The one owner of faults: what is armed, what strikes now, how often is left. Draws come from the seed.

import type { EVENTS } from "../domain/delivery.js";
import type { Fault, FaultTarget } from "../domain/fault.js";
import { CHAOS, kindsOn, type RouteName } from "../domain/fault-kinds.js";
import { formatFault } from "../domain/fault-spec.js";
import type { Task } from "../domain/task.js";
import type { Random } from "./random.js";

/** A fault in the box. `left` null: without limit. `strikes` counts how often it has struck. */
export type Armed = { id: string; fault: Fault; left: number | null; strikes: number };

/** What strikes: the fault by name and its value. */
export type Strike = { name: string; param: number | null; armed: Armed };

/** The moment a fault may strike: what is happening, to which task, and what makes its draw its own. */
export type Moment = {
  on: FaultTarget;
  event?: string;
  attempt?: number;
  route?: RouteName;
  taskId?: string;
  deliveryId?: string;
  fixture?: string;
  /** Names the draw: the same names, the same draw (product: determinism). */
  draw: readonly (string | number)[];
  /** Only these faults can strike at this moment; absent: all of the target's. */
  only?: (name: string) => boolean;
};

export type FaultBox = {
  add(fault: Fault): Armed;
  list(): Armed[];
  find(id: string): Armed | undefined;
  /** Takes one out, or all of them, those of fixtures too; says how many went. */
  clear(id?: string): number;
  /** Arms a fixture's faults for one task; their ids carry its name, so that no other task shifts them. */
  armFor(taskId: string, faults: readonly Fault[]): void;
  forget(taskId: string): void;
  /**
   * The fault that strikes at this moment, if any, and counts the strike. Order: the task's own (its fixture's) before the
   * account's, each in the order armed; the first that fits strikes, and no second one does, also not when the first has
   * only sent the attempt at another time (delay, reorder, before-response).
   */
  strike(moment: Moment): Strike | undefined;
  /** The box has something that could strike this target; cheap, for the hot path. */
  mayStrike(on: FaultTarget): boolean;
};

export function createFaultBox(random: Random): FaultBox {
  let armed: Armed[] = [];
  const own = new Map<string, Armed[]>();
  let number = 0;

  const arm = (fault: Fault, name: string | number): Armed => ({
    id: `flt_${name}`,
    fault,
    left: fault.times,
    strikes: 0,
  });
  const all = () => [...armed, ...[...own.values()].flat()];

  function strikeOf(one: Armed, moment: Moment): Strike | undefined {
    if (one.left === 0 || !fits(one.fault, moment)) return undefined;
    const { probability, fault, param } = one.fault;
    const draw = probability === null ? undefined : random.stream("fault", formatFault(one.fault), ...moment.draw);
    if (draw && draw() >= probability!) return undefined;
    if (fault !== CHAOS) return { name: fault, param, armed: one };
    const kinds = kindsOn(moment.on).filter((kind) => kind.name !== "before-response");
    const kind = kinds[Math.floor(draw!() * kinds.length)]!;
    if (moment.only && !moment.only(kind.name)) return undefined;
    return { name: kind.name, param: kind.param ? chaosParam(kind.param.form, kind.param.fallback) : null, armed: one };
  }

  return {
    add(fault) {
      number += 1;
      const one = arm(fault, number);
      armed.push(one);
      return one;
    },
    list: all,
    find: (id) => all().find((one) => one.id === id),
    clear(id) {
      const before = all().length;
      const kept = (some: readonly Armed[]) => (id === undefined ? [] : some.filter((one) => one.id !== id));
      armed = kept(armed);
      for (const [taskId, some] of own) {
        const rest = kept(some);
        if (rest.length > 0) own.set(taskId, rest);
        else own.delete(taskId);
      }
      return before - all().length;
    },
    armFor(taskId, faults) {
      const name = taskId.replace(/^task_/, "");
      if (faults.length > 0)
        own.set(
          taskId,
          faults.map((fault, i) => arm(fault, `${name}_${i + 1}`)),
        );
    },
    forget: (taskId) => void own.delete(taskId),
    mayStrike: (on) => own.size > 0 || armed.some(({ fault, left }) => left !== 0 && (fault.on ?? on) === on),
    strike(moment) {
      const mine = moment.taskId === undefined ? [] : (own.get(moment.taskId) ?? []);
      for (const one of [...mine, ...armed]) {
        const strike = strikeOf(one, moment);
        if (strike === undefined) continue;
        one.strikes += 1;
        if (one.left !== null) one.left -= 1;
        return strike;
      }
      return undefined;
    },
  };
}

/** Chaos keeps what passes in real time short, so that a soak of thousands stays bounded. */
function chaosParam(form: "duration" | object, fallback: number): number {
  return form === "duration" ? Math.min(fallback, 20) : fallback;
}

function fits({ on, fault, where }: Fault, moment: Moment): boolean {
  return (
    (on === null || on === moment.on) &&
    (fault === CHAOS || !moment.only || moment.only(fault)) &&
    agrees(where.event, moment.event) &&
    agrees(where.attempt, moment.attempt) &&
    agrees(where.task_id, moment.taskId) &&
    agrees(where.delivery_id, moment.deliveryId) &&
    agrees(where.fixture, moment.fixture) &&
    agrees(where.route, moment.route)
  );
}

function agrees<T>(condition: T | undefined, value: T | undefined): boolean {
  return condition === undefined || condition === value;
}

/** What a webhook attempt's draw depends on: the task's origin, the event's place in the task, the attempt. */
export function webhookDraw(
  task: Task,
  event: (typeof EVENTS)[number],
  place: number,
  attempt: number,
): (string | number)[] {
  return [task.fixture.name, task.request.prompt, task.occurrence, event, place, attempt];
}
