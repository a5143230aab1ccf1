// The contract as a small model: what a program should lead to, worked out by hand, without any code of the mock's.

import type { StepFile } from "../../src/fixtures/fixture.js";
import { type Behaviour, type Command, type Program, targetOf } from "./program.js";

type Status = "pending" | "running" | "waiting" | "complete" | "failed" | "cancelled";
type Entry = { move: string; at: number; status: Status };
type Attempt = {
  number: number;
  at: number;
  fault: string | null;
  outcome: number | "timed_out" | "refused" | "unreachable" | "lost" | "interrupted";
};
type Deadline = { at: number; move: "resume" | "fail" };
type Delivery = {
  task: Task;
  number: number;
  event: string;
  due: number | null;
  order: number;
  opened: number;
  moved: string | null;
  held: boolean;
  lost: boolean;
  seen: number;
  attempts: Attempt[];
};
type Task = {
  prompt: number;
  user: string | null;
  test: boolean;
  plan: StepFile[];
  next: number;
  anchor: number;
  service: string | undefined;
  lasts: string | undefined;
  deadlines: Deadline[];
  order: number;
  timeline: Entry[];
  deliveries: Delivery[];
  faults: Fault[];
};
type Fault = { kind: string; spec: string; where: Record<string, string>; left: number; strikes: number };
/** What one call is answered with: its status, or null where no answer comes; "killed": the mock died of it, so nobody knows. */
export type Answer = number | null | "killed";

export const START = Date.parse("2025-06-15T14:22:00Z");
export const TIMEOUT = "30s";
const EVENTS: Record<string, string> = {
  progress: "task.progress",
  wait: "task.waiting",
  complete: "task.complete",
  fail: "task.failed",
};
const FROM: Record<string, Status[]> = {
  progress: ["running"],
  wait: ["running"],
  complete: ["running"],
  fail: ["running", "waiting"],
  resume: ["waiting"],
  cancel: ["pending", "running", "waiting"],
};
const TO: Record<string, Status> = { wait: "waiting", complete: "complete", fail: "failed", cancel: "cancelled" };
const OVER = ["complete", "failed", "cancelled"];
const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** After how long a page that nobody answers is answered (contract 3.5, assumed). */
const AUTO = 2_000;

const moveOf = (step: object) => Object.keys(step).find((key) => key !== "after")!;

/** "21h48m" in milliseconds. */
export function ms(text: string | 0 = "0"): number {
  return [...`${text}`.matchAll(/(\d+)(ms|s|m|h)/g)].reduce((sum, [, n, unit]) => sum + Number(n) * UNITS[unit!]!, 0);
}

export function statusOf({ timeline }: Task): Status {
  return timeline.at(-1)!.status;
}

export function stateOf({ attempts, lost, moved }: Delivery, allowed: number): string {
  if (attempts.some(({ outcome }) => outcome === 200)) return "delivered";
  if (lost && !moved) return "undeliverable";
  return (attempts.at(-1)?.number ?? 0) >= allowed ? "exhausted" : "scheduled";
}

function armed(spec: string): Fault {
  const [on = "", name = "", ...rest] = spec.split(" ");
  const where = Object.fromEntries(rest.map((pair) => pair.split("=") as [string, string]));
  return { kind: `${on} ${name}`, spec, where, left: Number(where.times ?? 1), strikes: 0 };
}

/** The state of an account that has just been made for this program. */
export function fresh({ clock, faults }: Program) {
  return {
    now: START,
    mode: clock,
    order: 0,
    raced: false,
    url: true,
    handler: 200 as Behaviour,
    left: 0,
    tasks: [] as Task[],
    faults: [] as Fault[],
    own: faults,
    grants: new Map<string, { state: "given" | "expired"; until: number }>(),
    used: null as StepFile[] | null,
    received: [] as { task: number; event: string; genuine: boolean; saw: Status | number | null }[],
  };
}
export type Model = ReturnType<typeof fresh>;

/** Thrown where the mock dies. */
const KILLED = Symbol("killed");

/** Does one command to the model, and says what it should be answered with. */
export function step(model: Model, program: Program, command: Command): Answer {
  const waits = program.retry.map(ms);
  const allowed = waits.length + 1;

  function strike(own: Fault[], fits: (fault: Fault) => boolean): Fault | undefined {
    const fault = [...own, ...model.faults].find((one) => one.left > 0 && fits(one));
    if (fault) {
      fault.left -= 1;
      fault.strikes += 1;
    }
    return fault;
  }

  function enter(task: Task, move: string, status: Status = TO[move] ?? "running"): void {
    task.timeline.push({ move, at: model.now, status });
    task.order = model.order++;
    if (move === "resume" && task.service) {
      const until = task.lasts ? model.now + ms(task.lasts) : Number.POSITIVE_INFINITY;
      model.grants.set(`${task.user} ${task.service}`, { state: "given", until });
    }
    const event = EVENTS[move];
    // What is held back for the next event waits no longer where none comes.
    if (event ? !model.url : OVER.includes(status)) for (const one of task.deliveries) if (one.held) release(one);
    if (!event) return;
    task.deliveries.push({
      task,
      number: task.deliveries.length,
      event,
      due: model.url ? model.now : null,
      order: model.order++,
      opened: model.order++,
      moved: null,
      held: false,
      lost: !model.url,
      seen: 0,
      attempts: [],
    });
  }

  function release(delivery: Delivery): void {
    delivery.held = false;
    delivery.due = model.now;
    delivery.order = model.order++;
  }

  function wait(
    task: Task,
    {
      service,
      consent = program.consent,
      expires,
      lasts,
    }: { service?: string; consent?: string; expires?: string | 0; lasts?: string | 0 },
  ): void {
    task.service = service;
    task.lasts = lasts as string | undefined;
    task.deadlines = [
      ...(consent === "ask"
        ? []
        : [{ at: model.now + AUTO, move: consent === "auto" ? ("resume" as const) : ("fail" as const) }]),
      ...(expires === undefined ? [] : [{ at: model.now + ms(expires), move: "fail" as const }]),
    ];
    enter(task, "wait");
  }

  /** When a task moves by itself, and how. */
  function dueOf(task: Task): { at: number; play: () => void } | null {
    const status = statusOf(task);
    if (OVER.includes(status)) return null;
    if (status === "waiting") {
      const [first] = [...task.deadlines].sort((a, b) => a.at - b.at);
      return first
        ? {
            at: first.at,
            play: () => {
              if (first.move === "resume") task.anchor = model.now;
              enter(task, first.move);
            },
          }
        : null;
    }
    const next = task.plan[task.next];
    return next ? { at: task.anchor + ms(next.after), play: () => plays(task, next) } : null;
  }

  /** What the user has approved for a service: given, over, or undefined. */
  function grantOf({ user }: Task, service: string | undefined): "given" | "over" | undefined {
    const grant = service && model.grants.get(`${user} ${service}`);
    return grant ? (grant.state === "given" && model.now < grant.until ? "given" : "over") : undefined;
  }

  /** True of a wait that nobody has to answer. */
  function goesOn({ consent = program.consent, expires }: { consent?: string; expires?: string | 0 }): boolean {
    return consent === "auto" && (expires === undefined || ms(expires) > AUTO);
  }

  function plays(task: Task, { wait: asks, ...next }: StepFile): void {
    task.next += 1;
    task.anchor = model.now;
    const grant = asks && grantOf(task, asks.service);
    if (!asks) enter(task, moveOf(next));
    else if (!grant) wait(task, asks);
    else if (grant === "given") enter(task, "pass");
    else {
      model.grants.delete(`${task.user} ${asks.service}`);
      enter(task, "fail");
    }
  }

  function send(delivery: Delivery, fault: string | null): Attempt["outcome"] {
    const { task, event } = delivery;
    const genuine = !/signature|secret|tampered/.test(fault ?? "");
    if (/truncate|reset/.test(fault ?? "")) return "unreachable";
    const { handler } = model;
    const met: Model["received"][number] = { task: model.tasks.indexOf(task), event, genuine, saw: null };
    model.received.push(met);
    const before = delivery.seen;
    if (handler !== "refuse" && genuine) delivery.seen += 1;
    if (handler === "reads") met.saw = statusOf(task);
    if (handler === "advances") met.saw = 409;
    if (handler === "creates" && model.left-- > 0)
      met.saw = call("create", () => create({ prompt: 2 })) as number | null;
    if (handler === "kills" && model.left-- > 0) return "interrupted";
    if (handler === "refuse") return "unreachable";
    if (!genuine) return 401;
    if (handler === "flaky") return before === 0 ? 500 : 200;
    return typeof handler === "number" ? handler : 200;
  }

  function attempt(delivery: Delivery, byHand = false): void {
    const { task, event, attempts } = delivery;
    delivery.due = null;
    delivery.lost = !model.url;
    if (!model.url) {
      delivery.moved = null;
      releaseBefore(delivery);
      return;
    }
    const number = (attempts.at(-1)?.number ?? 0) + 1;
    // Held back is only what another event of the task is still to come after.
    const last =
      OVER.includes(statusOf(task)) &&
      !task.deliveries.some((one) => one.number > delivery.number && one.attempts.length === 0 && !one.lost);
    const struck = delivery.moved
      ? undefined
      : strike(
          task.faults,
          ({ kind, where }) =>
            kind.startsWith("webhook") &&
            kind !== "webhook before-response" &&
            !(kind === "webhook reorder" && (last || byHand)) &&
            !(kind === "webhook delay" && byHand) &&
            (where.event ?? event) === event &&
            Number(where.attempt ?? number) === number,
        );
    const fault = struck?.kind.slice(8) ?? delivery.moved;
    if (struck && (fault === "delay" || fault === "reorder")) {
      delivery.moved = fault;
      delivery.held = fault === "reorder";
      delivery.due = fault === "delay" ? model.now + ms(struck.where.by) : null;
      delivery.order = model.order++;
      return;
    }
    delivery.moved = null;
    const made = (outcome: Attempt["outcome"]) => void attempts.push({ number, at: model.now, fault, outcome });
    if (fault === "status") made(Number(struck?.where.status ?? 500));
    else if (fault === "drop") made("refused");
    else if (fault === "timeout") made("timed_out");
    else {
      const outcome = send(delivery, fault);
      made(fault === "lost-ack" && typeof outcome === "number" ? "lost" : outcome);
    }
    const isKilled = attempts.at(-1)!.outcome === "interrupted";
    if (fault === "duplicate" && !isKilled) made(send(delivery, fault));
    if (stateOf(delivery, allowed) === "scheduled") {
      delivery.due = model.now + (fault === "timeout" ? ms(TIMEOUT) : 0) + waits[number - 1]!;
      delivery.order = model.order++;
      // A live clock has both on the wire at once, and the one that ends first is booked first: nobody knows which.
      model.raced ||=
        model.mode === "live" &&
        model.tasks.some(({ deliveries }) => deliveries.some((one) => one !== delivery && one.due === delivery.due));
    }
    releaseBefore(delivery);
    if (attempts.at(-1)!.outcome === "interrupted") throw KILLED;
  }

  /**
   * Another mock goes on: what is due at one instant comes anew, tasks before events, the oldest first. The options of its start count
   * from then on, for the default account.
   */
  function restart(): void {
    if (program.kept === "default") Object.assign(model, { mode: program.clock, url: true });
    for (const task of model.tasks) task.order = model.order++;
    const deliveries = model.tasks.flatMap(({ deliveries }) => deliveries).sort((a, b) => a.opened - b.opened);
    for (const delivery of deliveries) delivery.order = model.order++;
  }

  /** What was held back for this event goes out. */
  function releaseBefore({ task, ...delivery }: Delivery): void {
    for (const one of task.deliveries) if (one.held && one.number < delivery.number) release(one);
  }

  /** Plays what is due up to an instant, in order, each at its own. */
  function play(until: number): void {
    for (;;) {
      const things = model.tasks.flatMap((task) => {
        const due = dueOf(task);
        const deliveries = task.deliveries.flatMap((one) =>
          one.due === null ? [] : [{ at: one.due, order: one.order, play: () => attempt(one) }],
        );
        return due ? [{ ...due, order: task.order }, ...deliveries] : deliveries;
      });
      const [first] = things.sort((a, b) => a.at - b.at || a.order - b.order);
      if (!first || first.at > until) return;
      model.now = Math.max(model.now, first.at);
      first.play();
    }
  }

  function move(
    task: Task | undefined,
    what: string,
    go: (task: Task) => void,
    through = (carryOut: () => Answer) => carryOut(),
  ): Answer {
    if (!task) return 404;
    if (!FROM[what]!.includes(statusOf(task))) return 409;
    return through(() => {
      go(task);
      return 200;
    });
  }

  /** A move by hand sends its event at once. */
  function byHand(task: Task | undefined, what: string, go: (task: Task) => void): Answer {
    return move(task, what, (one) => {
      const before = one.deliveries.length;
      go(one);
      for (const made of one.deliveries.slice(before)) if (!made.lost) attempt(made);
    });
  }

  /** A call to the API: the status a fault answers with in its place, or what the call gives, if an answer comes at all. */
  function call(route: string, carryOut: () => Answer): Answer {
    const fault = strike([], ({ kind, where }) => kind.startsWith("api") && where.route === route);
    const instead = { "rate-limited": 429, "server-error": 503, unauthorized: 401, forbidden: 403, reset: null }[
      fault?.kind.slice(4) ?? ""
    ];
    if (instead !== undefined) return instead;
    const answer = carryOut();
    return fault?.kind === "api lost-response" ? null : answer;
  }

  function create({
    prompt,
    user = null,
    test = false,
  }: {
    prompt: number;
    user?: string | null;
    test?: boolean;
  }): Answer {
    const before = model.tasks.filter((one) => one.prompt === prompt && one.test === test).length;
    const plans = model.used && prompt === 1 ? [model.used] : program.plans;
    const plan = plans[before % plans.length]!;
    const status: Status = test ? "complete" : "start" in plan[0]! ? "pending" : "running";
    const faults = model.used && prompt === 1 ? [] : model.own.map(armed);
    const task: Task = {
      prompt,
      user,
      test,
      plan,
      next: 0,
      anchor: model.now,
      service: undefined,
      lasts: undefined,
      deadlines: [],
      order: 0,
      timeline: [],
      deliveries: [],
      faults,
    };
    model.tasks.push(task);
    enter(task, "create", status);
    if (!test && model.url) overtake(task);
    return 200;
  }

  /** The fault before-response: what leads to its event happens, and is sent, before the call is answered. It strikes what needs no user. */
  function overtake(task: Task): void {
    const reached: (string | undefined)[] = [];
    for (const { wait: asks, ...next } of task.plan) {
      const given = asks && grantOf(task, asks.service);
      if (given === "over") reached.push("task.failed");
      else if (given !== "given") reached.push(EVENTS[asks ? "wait" : moveOf(next)]);
      else reached.push(undefined);
      if (given === "over" || (asks && !given && !goesOn(asks))) break;
    }
    const first = reached.find((event) => event !== undefined);
    const wish = ({ where }: Fault) => where.event ?? first;
    const struck =
      first &&
      strike(task.faults, (fault) => fault.kind === "webhook before-response" && reached.includes(wish(fault)));
    if (!struck) return;
    for (let i = 0; i <= reached.indexOf(wish(struck)); i += 1) {
      if (statusOf(task) === "waiting") enter(task, "resume");
      const before = task.deliveries.length;
      plays(task, task.plan[task.next]!);
      const delivery = task.deliveries[before];
      if (!delivery) continue;
      if (i === reached.indexOf(wish(struck))) delivery.moved = "before-response";
      attempt(delivery);
    }
  }

  const task = model.tasks[targetOf(model.tasks.map(statusOf), command)];
  function carryOut(): Answer {
    switch (command.do) {
      case "create":
        return call("create", () => create(command));
      case "get":
        return task ? call("get", () => 200) : 404;
      case "cancel":
      case "delete":
        return move(
          task,
          "cancel",
          (one) => enter(one, "cancel"),
          (carryOut) => call(command.do, carryOut),
        );
      case "complete":
      case "fail":
      case "progress":
        return byHand(task, command.do, (one) => enter(one, command.do));
      case "resume":
        return move(task, "resume", (one) => {
          one.anchor = model.now;
          enter(one, "resume");
        });
      case "wait":
        if (task && statusOf(task) === "running" && grantOf(task, command.service)) return 409;
        return byHand(task, "wait", (one) => wait(one, command));
      case "answer":
      case "page": {
        const answered = (one: Task) => {
          if (command.decision === "approve") one.anchor = model.now;
          enter(one, command.decision === "approve" ? "resume" : "fail");
        };
        return command.do === "answer" ? byHand(task, "resume", answered) : move(task, "resume", answered);
      }
      case "advance": {
        const to = model.now + ms(command.by);
        play(to);
        model.now = to;
        return 200;
      }
      case "idle":
        play(Number.POSITIVE_INFINITY);
        return 200;
      case "mode":
        model.mode = command.mode;
        return 200;
      case "handler":
        model.handler = command.is;
        model.left = 2;
        return 200;
      case "url":
        model.url = command.on;
        return 200;
      case "arm":
        model.faults.push(armed(command.spec));
        return 200;
      case "clear":
        if (command.fault === undefined) for (const one of model.tasks) one.faults = [];
        model.faults = model.faults.filter(
          (_, i) => command.fault !== undefined && i !== command.fault % model.faults.length,
        );
        return 200;
      case "redeliver": {
        const all = model.tasks.flatMap(({ deliveries }) => deliveries);
        const one = all[command.delivery % all.length];
        if (!one) return 404;
        if (!model.url) return 409;
        attempt(one, true);
        return 200;
      }
      case "revoke":
        for (const [key, grant] of model.grants) {
          const [user, service] = key.split(" ");
          if ((command.user ?? user) !== user || (command.service ?? service) !== service) continue;
          if (command.next === "fail") grant.state = "expired";
          else model.grants.delete(key);
        }
        return 200;
      case "use":
        model.used = command.plan;
        return 200;
      case "restore":
        model.used = null;
        return 200;
      case "reset":
        Object.assign(model, {
          ...fresh(program),
          handler: model.handler,
          left: model.left,
          raced: model.raced,
        });
        return 200;
      case "restart":
      case "kill":
      case "fork":
        restart();
        return 200;
      case "list":
      case "pause":
        return 200;
    }
  }
  /** What the command does, as far as it comes. */
  function untilKilled(): Answer {
    try {
      return carryOut();
    } catch (error) {
      if (error !== KILLED) throw error;
      restart();
      return "killed";
    }
  }
  const answer = untilKilled();
  if (model.mode === "instant") play(Number.POSITIVE_INFINITY);
  if (model.mode === "live") play(model.now);
  return answer;
}
