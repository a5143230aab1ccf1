// An account owns everything that moves: clock, chance, tasks, courier, faults, journal. Isolation is a second one, reset a fresh one.

import { signBody } from "../contract/signature.js";
import { announcement, eventOf } from "../contract/webhooks.js";
import { nextAttemptAt } from "../domain/delivery.js";
import type { Fault } from "../domain/fault.js";
import type { JsonObject } from "../domain/json.js";
import { type Consent, type Entry, isFinished, type Status, type Task } from "../domain/task.js";
import type { Diagnose, Send } from "./attempt.js";
import { type ClockMode, type Closing, createClock, type RealTime } from "./clock.js";
import { createConsents } from "./consents.js";
import { createCounter } from "./counter.js";
import { createCourier } from "./courier.js";
import { createBeforeResponse } from "./faults/before-response.js";
import { createFaultBox } from "./faults/fault-box.js";
import { createJournal, JOURNAL_CAPS, type Journal, type JournalRecord } from "./journal.js";
import { createRandom, drawMark } from "./random.js";
import { admit, type RateLimit } from "./rate-limit.js";
import { type AccountCaps, createRetention } from "./retention.js";
import {
  type AccountState,
  type Change,
  type Counted,
  changesOf,
  createState,
  type Endpoint,
  happen,
  type Reader,
} from "./state.js";
import { createTaskRunner } from "./task-runner.js";
import { isAtRest, isBirth } from "./tasks.js";

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
  /** Makes a result that nobody has read yet, of a task that was kept; absent: there is none. */
  inferred?: Reader["inferred"];
  consentUrl: (token: string) => string;
  /** The seed that the ids listed in fixtures belong to: an account of another draws its own. Absent: they belong to any. */
  ownSeed?: string;
  /** Hears of every record of every account. */
  tell?: (record: JournalRecord, settings: AccountSettings) => void;
  /** Sees to it that what happened is kept before anybody hears of it; absent: nothing is. */
  keep?: () => void;
  /** The same for one who can wait a moment. */
  whenKept?: (told: () => void) => void;
};

/** Writes down what happens to an account, at the account's own instant. */
export type Write = (at: number, change: Change) => void;

/** What an account begins with: when its clock started and where it stands, in virtual epoch milliseconds, and what it is by now. */
export type Beginning = { startedAt: number; now: number; state: AccountState };

export type Account = ReturnType<typeof createAccount>;

/** How long requests on the wire are waited for when it closes, in real milliseconds. */
const GRACE_MS = 500;
/** By how much a live clock may run otherwise than was written down, in milliseconds: where a restart finds it. */
const DRIFT_MS = 1_000;

function unreadable(): never {
  throw new TypeError("Nothing reads results off prompts here.");
}

/** The beginning of an account without a past. */
function freshBeginning({ clock, endpoint }: AccountSettings, { wall }: RealTime): Beginning {
  const startedAt = clock.now ?? wall();
  const { mode, speed } = clock;
  return { startedAt, now: startedAt, state: createState({ mode, speed, now: startedAt, wall: wall() }, endpoint) };
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: it makes and connects the parts of an account, each of which has a file.
export function createAccount(
  settings: AccountSettings,
  deps: AccountDeps,
  { startedAt, now: begun, state }: Beginning = freshBeginning(settings, deps.real),
  write?: Write,
) {
  const { real } = deps;
  const random = createRandom(settings.seed);
  const mark = settings.key === null ? "" : drawMark(random.stream("account mark", settings.key));
  const { mode, speed } = state.clock;
  const journal: Journal = createJournal(
    () => clock.now(),
    JOURNAL_CAPS,
    (record) => deps.tell?.(record, settings),
    (number) => {
      const task = state.tasks.at(number)!;
      return { task, deliveries: courier.of(task.id) };
    },
  );
  const clock = createClock({
    mode,
    speed,
    now: begun,
    real,
    onSet: () => commit({ is: "clock", clock: clockSetting() }),
    onJobError: (label, error) =>
      journal.write({
        kind: "note",
        level: "error",
        text: `${label}: ${error instanceof Error ? error.message : error}`,
      }),
  });

  function clockSetting(): AccountState["clock"] {
    return { mode: clock.mode(), speed: clock.speed(), now: clock.now(), wall: real.wall() };
  }

  /** The one door to the account's state: what happens is written down, and then so. */
  function commit(change: Change): void {
    if (write) {
      followClock();
      write(clock.now(), change);
    }
    happen(state, change);
  }

  function followClock(): void {
    const { clock: known } = state;
    if (known.mode !== "live" || clock.closedBy() !== undefined) return;
    const expected = known.now + (real.wall() - known.wall) * known.speed;
    if (Math.abs(clock.now() - expected) < DRIFT_MS) return;
    const change: Change = { is: "clock", clock: clockSetting() };
    write!(clock.now(), change);
    happen(state, change);
  }

  state.reader = {
    inferred: deps.inferred ?? unreadable,
    body: announcement,
    signature: signBody,
    ...(write && { read: commit }),
  };

  const keep = () => deps.keep?.();
  const count = (what: Counted) =>
    createCounter(state[what], (name, times) => commit({ is: "counted", what, counts: [[name, times]] }));
  const faults = createFaultBox(state, commit, random);
  const consents = createConsents(state, commit, random, settings.key ?? "", () => settings.consent, deps.consentUrl);
  const courier = createCourier({
    state,
    commit,
    keep,
    clock,
    monotonic: real.monotonic,
    faults,
    send: deps.send,
    sign: signBody,
    diagnose: deps.diagnose,
    onChange: (delivery, attempt) => {
      const task = state.tasks.lend(delivery.taskId);
      const nextAt = nextAttemptAt(delivery);
      journal.write({ kind: "delivery", delivery, attempt, nextAt, ...(task && { taskNumber: task.number }) });
      lookAt(task);
    },
    onSending: (delivery, attempt) => journal.write({ kind: "sending", delivery, attempt }),
    onStrike: (strike, delivery) =>
      journal.write({ kind: "fault", strike, taskId: delivery.taskId, what: `${delivery.event} ${delivery.id}` }),
  });
  const hasListedIds = (deps.ownSeed ?? settings.seed) === settings.seed;
  const runner = createTaskRunner({ state, commit, clock, random, consents, hasListedIds, onEntry });
  const retention = createRetention(settings.caps, (id, lastLine) => {
    if (lastLine >= journal.first()) journal.keepWhole(state.tasks.lend(id)!.number, lastLine);
    courier.forget(id);
    commit({ is: "forgotten", task: id });
  });

  /** The one place where an entry becomes a delivery. */
  function onEntry(task: Task, entry: Entry, from: Status | null): void {
    journal.write({ kind: "task", task, entry, from });
    if (entry.move === "resume") consents.remember(task, entry.at);
    const event = eventOf(entry.move);
    if (event) return void courier.open(task, event, entry);
    if (isFinished(entry.status)) courier.release(task.id);
    lookAt(task);
  }

  function lookAt(task: Task | undefined): void {
    if (task) retention.look(task, state.deliveriesOf.get(task.id) ?? [], journal.last());
  }

  return {
    settings,
    /** What sets its ids apart wherever those of several accounts meet; empty for the default account. */
    mark,
    /** The instant at which its clock started, in virtual epoch milliseconds: dates in results count from it. */
    startedAt,
    /** What it is, as values; only `happen` changes it. */
    state,
    clock,
    random,
    journal,
    faults,
    courier,
    consents,
    runner,
    /** How often each prompt came to each fixture: what its scenario is drawn by. */
    prompts: count("prompts"),
    /** How often each call to `/v1` came: what faults are drawn by. */
    calls: count("calls"),
    /** All that happened is kept from here on, where anything is. */
    keep,
    /** Calls `told` once all that happened is kept; at once where nothing is. */
    whenKept: deps.whenKept ?? ((told: () => void): void => told()),
    get endpoint(): Readonly<Endpoint> {
      return state.endpoint;
    },
    /** Changes the named fields; attempts from now on use them. */
    setEndpoint: (change: Partial<Endpoint>): void =>
      commit({ is: "webhook", endpoint: { ...state.endpoint, ...change } }),
    /** Counts a call against the rate limit: undefined lets it in, a number is how many milliseconds until the next window. */
    admit: (): number | undefined =>
      settings.rateLimit === null
        ? undefined
        : admit(settings.rateLimit, state.window, clock.now(), (window) => commit({ is: "admitted", window })),
    /** The fixtures that it uses for itself, which the engine only keeps. */
    used: (): readonly JsonObject[] => state.used,
    use: (fixtures: readonly JsonObject[]): void => commit({ is: "uses", fixtures }),
    /** Plays a new task up to the event that a `before-response` fault strikes, and delivers it; undefined when none does. */
    deliverEarly: createBeforeResponse({
      clock,
      faults,
      consents,
      journal,
      runner,
      courier,
      hasUrl: () => state.endpoint.url !== null,
    }),
    /** The changes that make its state of this moment. */
    changes: (): Change[] => [...changesOf(state), { is: "clock", clock: clockSetting() }],
    find: (id: string): Task | undefined => state.tasks.get(id),
    /** Whoever made the task holds on to it no longer. */
    letGo: ({ id }: Task): void => state.tasks.letGo(id),
    newestFirst: (): Iterable<Task> => state.tasks.newestFirst(),
    oldestFirst: (): Iterable<Task> => state.tasks.oldestFirst(),
    taskCount: (): number => state.tasks.size,
    /** Goes on with what it began with: what is due is booked, and what fell due before `present` is played in order. */
    goOn(present: number): void {
      clock.takeUp(begun, present, () => {
        for (const one of state.tasks.known()) if (!isAtRest(one)) runner.adopt(one);
        courier.adopt();
        for (const one of [...state.tasks.known()]) if (!isAtRest(one) && !isBirth(one)) lookAt(one);
      });
    },
    /** Stops for good; whoever waits for something is told why it will not come. */
    async close(why: Closing): Promise<void> {
      clock.close(why);
      let cancelGrace = () => {};
      const grace = new Promise<void>((resolve) => {
        cancelGrace = real.after(GRACE_MS, resolve);
      });
      await courier.close(() => grace);
      cancelGrace();
      journal.close();
    },
  };
}
