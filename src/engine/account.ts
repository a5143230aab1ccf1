// An account owns everything that moves: clock, chance, tasks, courier, faults, journal. Isolation is a second one, reset a fresh one.

import { signBody } from "../contract/signature.js";
import { announce } from "../contract/webhooks.js";
import { type Delivery, nextAttemptAt } from "../domain/delivery.js";
import type { Fault } from "../domain/fault.js";
import { maskSecrets } from "../domain/mask.js";
import type { Scenario } from "../domain/scenario.js";
import { type Consent, type Entry, isFinished, type Status, type Task, type TaskRequest } from "../domain/task.js";
import { type Clock, type ClockMode, type Closing, createClock, type RealTime } from "./clock.js";
import { type Consents, createConsents, type Grant } from "./consents.js";
import { type Counter, createCounter } from "./counter.js";
import { type Courier, createCourier } from "./courier.js";
import { createFaultBox, type FaultBox } from "./fault-box.js";
import { createJournal, JOURNAL_CAPS, type Journal, type JournalRecord } from "./journal.js";
import { type AccountCaps, createKeeper } from "./keeper.js";
import { createOvertaking } from "./overtake.js";
import { createRandom, drawMark, drawTaskId, type Random } from "./random.js";
import { createRateLimit, type RateLimit } from "./rate-limit.js";
import { createTaskRunner, type TaskRunner } from "./task-runner.js";
import type { Diagnose, Endpoint, Send } from "./trip.js";

/** What an account is made of; a reset makes a fresh one from the same settings. `clock.now` null: the real time. */
export type AccountSettings = {
  key: string | null;
  seed: string;
  clock: { mode: ClockMode; speed: number; now: number | null };
  endpoint: Endpoint;
  consent: Consent;
  rateLimit: RateLimit | null;
  faults: readonly Fault[];
  caps: AccountCaps;
};

/** The outside that every account stands on. */
export type AccountDeps = {
  real: RealTime;
  send: Send;
  diagnose: Diagnose;
  consentUrl: (token: string) => string;
  /** The seed that the ids listed in fixtures belong to: an account of another draws its own. Absent: they belong to any. */
  ownSeed?: string;
  /** Hears of every record of every account. */
  tell?: (record: JournalRecord, settings: AccountSettings) => void;
};

/** The past of an account. `counts`: how often each prompt came, `calls`: each call. Times in virtual epoch milliseconds. */
export type AccountState = {
  now: number;
  tasks: Task[];
  deliveries: Delivery[];
  counts: [string, number][];
  calls?: [string, number][];
  grants: Grant[];
};

export type Account = {
  settings: AccountSettings;
  /** What sets its ids apart wherever those of several accounts meet; empty for the default account. */
  mark: string;
  /** The instant at which its clock started, in virtual epoch milliseconds: dates in results count from it. */
  startedAt: number;
  clock: Clock;
  random: Random;
  journal: Journal;
  faults: FaultBox;
  courier: Courier;
  consents: Consents;
  runner: TaskRunner;
  endpoint: Endpoint;
  limit: { admit(): number | undefined };
  /** How often each prompt came to each fixture: what its scenario is drawn by. */
  prompts: Counter;
  /** How often each call to `/v1` came: what faults are drawn by. */
  calls: Counter;
  /** A task is born; its first entry is made and its next instant booked. */
  start(request: TaskRequest, scenario: Scenario, occurrence: number): Task;
  /** Plays the task up to the event that a `before-response` fault strikes, and delivers it; undefined when none does. */
  overtake(task: Task): Promise<void> | undefined;
  find(id: string): Task | undefined;
  newestFirst(): Iterable<Task>;
  taskCount(): number;
  /** What outlives a restart: everything that has happened, as values. */
  state(): AccountState;
  /** Goes on from a state, in a fresh account: tasks and undelivered events are booked again. */
  restore(state: AccountState): void;
  /** Stops for good; whoever waits for something is told why it will not come. */
  close(why: Closing): Promise<void>;
};

const GRACE_MS = 1_000;
/** So many prompts are remembered, and so many calls. */
const MOST_COUNTS = 50_000;

export function createAccount(settings: AccountSettings, deps: AccountDeps): Account {
  const random = createRandom(settings.seed);
  const mark = settings.key === null ? "" : drawMark(random.stream("account mark", settings.key));
  const startedAt = settings.clock.now ?? deps.real.wall();
  const clock = createClock({
    mode: settings.clock.mode,
    speed: settings.clock.speed,
    now: startedAt,
    real: deps.real,
    onJobError: (label, error) =>
      journal.write({
        kind: "note",
        level: "error",
        text: `${label}: ${error instanceof Error ? error.message : String(error)}`,
      }),
  });
  const journal = createJournal(clock.now, JOURNAL_CAPS, (record) => deps.tell?.(record, settings));
  const faults = createFaultBox(random);
  const consents = createConsents(random, settings.key ?? "", () => settings.consent, deps.consentUrl);
  const endpoint: Endpoint = { ...settings.endpoint };
  const tasks = new Map<string, Task>();
  const prompts = createCounter(MOST_COUNTS);
  const calls = createCounter(MOST_COUNTS);
  /** The ids of fixtures that were given out, also to tasks that are gone by now. */
  const taken = new Set<string>();
  let born = 0;
  const hasListedIds = (deps.ownSeed ?? settings.seed) === settings.seed;

  const courier = createCourier({
    clock,
    monotonic: deps.real.monotonic,
    faults,
    endpoint: () => endpoint,
    send: deps.send,
    sign: signBody,
    diagnose: deps.diagnose,
    onChange: (delivery, attempt) => {
      journal.write({ kind: "delivery", delivery, attempt, nextAt: nextAttemptAt(delivery) });
      const task = tasks.get(delivery.taskId);
      if (task) keeper.look(task, courier.of(task.id));
    },
    onSending: (delivery, attempt) => journal.write({ kind: "sending", delivery, attempt }),
    onStrike: (strike, delivery) =>
      journal.write({ kind: "fault", strike, taskId: delivery.taskId, what: `${delivery.event} ${delivery.id}` }),
  });
  const runner = createTaskRunner(clock, consents, onEntry);
  const keeper = createKeeper(settings.caps, (task) => {
    tasks.delete(task.id);
    courier.forget(task.id);
    faults.forget(task.id);
    consents.forget(task);
  });
  for (const fault of settings.faults) faults.add(fault);

  /** The one place where an entry becomes a delivery. */
  function onEntry(task: Task, entry: Entry, from: Status | null): void {
    journal.write({ kind: "task", task, entry, from });
    if (entry.move === "resume") consents.remember(task, entry.at);
    const announced = announce(task, entry);
    if (announced) courier.open(task, announced.event, entry.at, announced.body);
    else if (isFinished(entry.status)) courier.release(task.id);
    keeper.look(task, courier.of(task.id));
  }

  function freeId(task: Pick<Task, "request" | "fixture" | "occurrence">, ids: readonly string[]): string {
    const listed = ids.find((id) => !taken.has(id) && !tasks.has(id));
    if (listed !== undefined) {
      taken.add(listed);
      return listed;
    }
    const draw = random.stream("id", task.fixture.name, task.request.mode, task.request.prompt, task.occurrence);
    for (;;) {
      const id = drawTaskId(draw);
      if (!tasks.has(id)) return id;
    }
  }

  return {
    settings,
    mark,
    startedAt,
    clock,
    random,
    journal,
    faults,
    courier,
    consents,
    runner,
    endpoint,
    limit: createRateLimit(settings.rateLimit, clock.now),
    prompts,
    calls,
    start(request, { fixture, tool, ids, plan, faults: own }, occurrence) {
      const testing = request.mode === "test";
      const id = freeId({ request, fixture, occurrence }, testing || !hasListedIds ? [] : ids);
      born += 1;
      const task: Task = {
        id,
        number: born,
        request: { ...request, prompt: maskSecrets(request.prompt) },
        tool,
        fixture,
        occurrence,
        plan: testing ? [] : plan,
        timeline: [],
      };
      tasks.set(id, task);
      faults.armFor(id, own);
      runner.start(task);
      return task;
    },
    overtake: createOvertaking({ clock, faults, consents, journal, runner, courier, endpoint }),
    find: (id) => tasks.get(id),
    newestFirst: () => [...tasks.values()].reverse(),
    taskCount: () => tasks.size,
    state: () => ({
      now: clock.now(),
      tasks: [...tasks.values()],
      deliveries: [...courier.list()],
      counts: prompts.entries(),
      calls: calls.entries(),
      grants: consents.list(),
    }),
    restore(state) {
      clock.goOnFrom(state.now);
      prompts.restore(state.counts);
      calls.restore(state.calls ?? []);
      for (const grant of state.grants) consents.restore(grant);
      for (const task of state.tasks) {
        born = Math.max(born, task.number);
        tasks.set(task.id, task);
        consents.adopt(task);
      }
      courier.restore(state.deliveries, (id) => tasks.get(id)!);
      for (const task of state.tasks) {
        runner.adopt(task);
        keeper.look(task, courier.of(task.id));
      }
    },
    async close(why) {
      clock.close(why);
      let cancelGrace = () => {};
      const grace = new Promise<void>((resolve) => {
        cancelGrace = deps.real.after(GRACE_MS, resolve);
      });
      await courier.close(() => grace);
      cancelGrace();
      journal.close();
    },
  };
}
