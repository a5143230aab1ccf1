// The one owner of faults: what is armed, what strikes now, how often is left. Draws come from the seed.

import type { EVENTS } from "../../domain/delivery.js";
import type { Fault, FaultTarget } from "../../domain/fault.js";
import {
  CHAOS,
  type FaultKind,
  type FaultName,
  type FaultNames,
  kindOf,
  kindsOn,
  type RouteName,
} from "../../domain/fault-kinds.js";
import { formatFault } from "../../domain/fault-spec.js";
import type { Task } from "../../domain/task.js";
import type { Random } from "../random.js";
import type { AccountState, Armed, Change } from "../state.js";

/** What strikes: the fault by name and its value. */
export type Strike<Name extends FaultName = FaultName> = { name: Name; param: number | null; armed: Armed };

/** Where a fault may strike: what is happening, to which task, and what makes its draw its own. */
export type Circumstances<On extends FaultTarget = FaultTarget> = {
  on: On;
  event?: string;
  attempt?: number;
  route?: RouteName;
  taskId?: string | undefined;
  deliveryId?: string;
  fixture?: string | undefined;
  /** Names the draw: the same names, the same draw (product: determinism). */
  draw: readonly (string | number)[];
  /** Only these kinds can strike here; absent: all of the target's. */
  only?: (kind: FaultKind) => boolean;
};

export type FaultBox = ReturnType<typeof createFaultBox>;

export function createFaultBox(state: AccountState, commit: (change: Change) => void, random: Random) {
  const all = () => [...state.faults, ...[...state.ownFaults.values()].flat()];

  function strikeOf(one: Armed, about: Circumstances): Strike | undefined {
    if (one.left === 0 || !fits(one.fault, about)) return undefined;
    const { probability, fault, param } = one.fault;
    const draw = probability === null ? undefined : random.stream("fault", formatFault(one.fault), ...about.draw);
    if (draw && draw() >= probability!) return undefined;
    if (fault !== CHAOS) return { name: fault, param, armed: one };
    const kinds = kindsOn(about.on).filter((kind) => !kind.onlyFirst && !kind.neverDrawn);
    const kind = kinds[Math.floor(draw!() * kinds.length)]!;
    if (about.only && !about.only(kind)) return undefined;
    return { name: kind.name, param: kind.param ? chaosParam(kind.param.form, kind.param.fallback) : null, armed: one };
  }

  return {
    add(fault: Fault): Armed {
      const number = state.faultNumber + 1;
      const one = armed(fault, number);
      commit({ is: "armed", number, faults: [one] });
      return one;
    },
    list: all,
    find: (id: string) => all().find((one) => one.id === id),
    /** Takes one out, or all of them, those of fixtures too; says how many went. */
    clear(id?: string): number {
      const before = all().length;
      commit({ is: "disarmed", ...(id !== undefined && { fault: id }) });
      return before - all().length;
    },
    /** The box has something that could strike this target; cheap, for the hot path. */
    mayStrike: (on: FaultTarget): boolean =>
      state.ownFaults.size > 0 || state.faults.some(({ fault, left }) => left !== 0 && (fault.on ?? on) === on),
    /**
     * The fault that strikes here, if any, and counts the strike. Order: the task's own (its fixture's) before the account's, each
     * in the order armed; the first that fits strikes, and no second one does, also not when the first has only sent the attempt
     * at another time (delay, reorder, before-response).
     */
    strike<On extends FaultTarget>(about: Circumstances<On>): Strike<FaultNames[On]> | undefined {
      const { taskId: task } = about;
      const own = task === undefined ? [] : (state.ownFaults.get(task) ?? []);
      for (const one of [...own, ...state.faults]) {
        const strike = strikeOf(one, about);
        if (strike === undefined) continue;
        const left = one.left === null ? null : one.left - 1;
        const isOwn = own.includes(one);
        commit({ is: "struck", fault: one.id, ...(isOwn && { task: task! }), left, strikes: one.strikes + 1 });
        return strike as Strike<FaultNames[On]>;
      }
      return undefined;
    },
  };
}

function armed(fault: Fault, name: string | number): Armed {
  return { id: `flt_${name}`, fault, left: fault.times, strikes: 0 };
}

/** A fixture's faults, armed for one task; their ids carry its name, so that no other task shifts them. */
export function armedBy(taskId: string, faults: readonly Fault[]): Armed[] {
  const name = taskId.replace(/^task_/, "");
  return faults.map((fault, i) => armed(fault, `${name}_${i + 1}`));
}

/** Chaos keeps what passes in real time short, so that a soak of thousands stays bounded. */
function chaosParam(form: "duration" | object, fallback: number): number {
  return form === "duration" ? Math.min(fallback, 20) : fallback;
}

function fits({ on, fault, where }: Fault, about: Circumstances): boolean {
  return (
    (on === null || on === about.on) &&
    (fault === CHAOS || !about.only || about.only(kindOf(about.on, fault))) &&
    agrees(where.event, about.event) &&
    agrees(where.attempt, about.attempt) &&
    agrees(where.task_id, about.taskId) &&
    agrees(where.delivery_id, about.deliveryId) &&
    agrees(where.fixture, about.fixture) &&
    agrees(where.route, about.route)
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
