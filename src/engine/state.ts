// What an account is, as values, and all that can happen to it. One function makes the state of the changes: while the account
// lives, after a restart, and where another account goes on from a moment of it.

import { eventOf } from "../contract/webhooks.js";
import type { Attempt, Delivery, EventName, Moved, RetrySchedule } from "../domain/delivery.js";
import type { Fault } from "../domain/fault.js";
import type { JsonObject } from "../domain/json.js";
import { isMade, Lazy, seen } from "../domain/lazy.js";
import { dropOldest } from "../domain/oldest.js";
import {
  type DataStep,
  type Entry,
  type Inferred,
  type Step,
  type Task,
  type TaskRequest,
  toldBy,
} from "../domain/task.js";
import { eventsOf, type Opened, ofRow, rowOf, type TaskRow } from "./at-rest.js";
import type { ClockMode } from "./clock.js";
import { nameOfToday } from "./counter.js";
import { type Counts, createCounts } from "./counts.js";
import type { RateWindow } from "./rate-limit.js";
import { type Birth, createTasks, isAtRest, isBirth, type Tasks } from "./tasks.js";

/** Where webhooks go. `url` null: events are recorded only. `timeoutMs` of real time for an answer. */
export type Endpoint = { url: string | null; secret: string; timeoutMs: number; retry: RetrySchedule };

/** A fault that is armed. `left` null: without limit. `strikes` counts how often it has struck. */
export type Armed = { id: string; fault: Fault; left: number | null; strikes: number };

/** What a user has approved. `expiresAt` null: until revoked. `lapsed`: withdrawn so that the next task finds a dead token. */
export type Grant = {
  userId: string | null;
  service: string;
  at: number;
  expiresAt: number | null;
  lapsed: boolean;
};

/** An attempt that was begun: what is known of it before its end. */
export type Begun = Pick<Attempt, "number" | "at" | "url" | "fault" | "sent" | "byHand" | "edited">;

/** How time goes, and where it stood at the real instant `wall`. All in milliseconds. */
export type ClockSetting = { mode: ClockMode; speed: number; now: number; wall: number };

/** What makes that which nobody has read yet, and hears of it once it is made: from then on it is as somebody has seen it. */
export type Reader = {
  inferred: (request: TaskRequest, inferred: Inferred) => JsonObject;
  body: (event: EventName, task: Task, entry: Entry) => Buffer;
  signature: (body: Buffer, secret: string) => string;
  read?: (change: Extract<Change, { is: "read" | "written" }>) => void;
};

/** What is counted: prompts that came to a fixture, and calls to `/v1`. */
export type Counted = "prompts" | "calls";

/**
 * `born`: the number of the newest task. `taken`: the ids of fixtures that were given out, also to tasks that are gone by now.
 * `deliveries`, `deliveriesOf`: those of tasks that do not lie as rows; `opened`: how many there ever were. `begun`: the attempts that have not ended, by delivery. `pages`: the tasks of consent pages, by token. `ownFaults`: those that
 * fixtures armed, by task. `used`: the fixtures that the account uses for itself, the newest first, which the engine does not know.
 * `reader`: there once somebody may read what it is.
 */
export type AccountState = {
  clock: ClockSetting;
  endpoint: Endpoint;
  tasks: Tasks<Born, Whole>;
  born: number;
  taken: Set<string>;
  deliveries: Map<string, Delivery>;
  deliveriesOf: Map<string, Delivery[]>;
  opened: number;
  begun: Map<string, Begun>;
  grants: Map<string, Grant>;
  pages: Map<string, string>;
  faults: Armed[];
  ownFaults: Map<string, Armed[]>;
  faultNumber: number;
  prompts: Counts;
  calls: Counts;
  window?: RateWindow;
  used: readonly JsonObject[];
  reader?: Reader;
};

/**
 * Something that happened to an account. Each says what is so from then on, not what to add: carried out twice, it leaves the same
 * state, and about what is gone it says nothing. `n`: the place in the task's timeline or plan, or among the delivery's attempts.
 * `read`, `written`: somebody has read the data of a step, the body of a delivery.
 */
export type Change =
  | { is: "clock"; clock: ClockSetting }
  | { is: "webhook"; endpoint: Endpoint }
  | { is: "born"; task: Task; faults?: Armed[]; listed?: true }
  | { is: "entry"; task: string; n: number; entry: Entry }
  | { is: "read"; task: string; n: number; data: JsonObject }
  | { is: "opened"; delivery: Delivery }
  | { is: "written"; delivery: string; body: Buffer }
  | { is: "moved"; delivery: string; moved: Moved }
  | { is: "unsent"; delivery: string }
  | { is: "begun"; delivery: string; schedule: RetrySchedule; signature: string; attempt: Begun }
  | { is: "ended"; delivery: string; n: number; attempt: Attempt }
  | { is: "forgotten"; task: string }
  | { is: "taken"; ids: string[] }
  | { is: "granted"; grants: Grant[] }
  | { is: "revoked"; userId: string | null; service: string }
  | { is: "armed"; number: number; faults: Armed[] }
  | { is: "struck"; fault: string; task?: string; left: number | null; strikes: number }
  | { is: "disarmed"; fault?: string }
  | { is: "counted"; what: Counted; counts: [name: string, times: number][] }
  | { is: "admitted"; window: RateWindow }
  | { is: "uses"; fixtures: readonly JsonObject[] };

export type Born = Extract<Change, { is: "born" }>;

/** How many grants are remembered; past that the oldest are asked for again. */
const MOST_GRANTS = 100_000;
/** So many prompts are remembered, and so many calls; of more, what has not come for the longest counts anew. */
const MOST_COUNTS = 50_000;

export function createState(clock: ClockSetting, endpoint: Endpoint): AccountState {
  const state: AccountState = {
    clock: { ...clock },
    endpoint: { ...endpoint },
    tasks: createTasks<Born, Whole>(
      (born) => happen(state, born),
      packingOf(() => state),
    ),
    born: 0,
    taken: new Set(),
    deliveries: new Map(),
    deliveriesOf: new Map(),
    opened: 0,
    begun: new Map(),
    grants: new Map(),
    pages: new Map(),
    faults: [],
    ownFaults: new Map(),
    faultNumber: 0,
    prompts: createCounts(MOST_COUNTS),
    calls: createCounts(MOST_COUNTS),
    used: [],
  };
  return state;
}

type HowChangesHappen = { [K in Change["is"]]: (state: AccountState, change: Extract<Change, { is: K }>) => void };

const HAPPENS: HowChangesHappen = {
  clock(state, { clock }) {
    state.clock = clock;
  },
  webhook(state, { endpoint }) {
    state.endpoint = endpoint;
  },
  born(state, { task, faults, listed }) {
    makeAllWhenRead(state, task);
    state.tasks.set(task);
    state.born = Math.max(state.born, task.number);
    if (listed) state.taken.add(task.id);
    if (faults) state.ownFaults.set(task.id, faults);
    for (const { token } of task.timeline) if (token !== undefined) state.pages.set(token, task.id);
  },
  entry(state, { task: id, n, entry }) {
    const task = state.tasks.lend(id);
    if (!task) return;
    takeData(entry, task);
    task.timeline[n] = entry;
    if (entry.token !== undefined) state.pages.set(entry.token, id);
  },
  read(state, { task: id, n, data }) {
    const step = state.tasks.lend(id)?.plan[n];
    if (step && "data" in step && step.data instanceof Lazy) step.data.set(data);
  },
  written(state, { delivery: id, body }) {
    const delivery = state.deliveries.get(id);
    if (delivery) delivery.body = body;
  },
  opened(state, { delivery }) {
    const task = state.tasks.lend(delivery.taskId);
    if (!task) return;
    if (delivery.place === undefined) {
      delivery.place = state.opened;
      state.opened += 1;
    }
    makeBytesWhenRead(state, delivery, task, state.endpoint.secret);
    keepDelivery(state, delivery);
  },
  moved(state, { delivery: id, moved }) {
    const delivery = state.deliveries.get(id);
    if (delivery) delivery.moved = moved;
  },
  unsent(state, { delivery: id }) {
    const delivery = state.deliveries.get(id);
    if (delivery) delivery.url = null;
  },
  begun(state, { delivery: id, schedule, signature, attempt }) {
    const delivery = state.deliveries.get(id);
    if (!delivery) return;
    Object.assign(delivery, { url: attempt.url, schedule, signature });
    state.begun.set(id, attempt);
  },
  ended(state, { delivery: id, n, attempt }) {
    const delivery = state.deliveries.get(id);
    if (delivery) delivery.attempts[n] = attempt;
    state.begun.delete(id);
  },
  forgotten(state, { task: id }) {
    // One that lies as a row has no page.
    for (const { token } of state.tasks.awake(id)?.timeline ?? []) if (token !== undefined) state.pages.delete(token);
    for (const delivery of state.deliveriesOf.get(id) ?? []) {
      state.deliveries.delete(delivery.id);
      state.begun.delete(delivery.id);
    }
    state.deliveriesOf.delete(id);
    state.ownFaults.delete(id);
    state.tasks.delete(id);
  },
  taken(state, { ids }) {
    for (const id of ids) state.taken.add(id);
  },
  granted(state, { grants }) {
    for (const grant of grants) {
      state.grants.set(grantKey(grant.userId, grant.service), grant);
      if (state.grants.size > MOST_GRANTS) dropOldest(state.grants);
    }
  },
  revoked(state, { userId, service }) {
    state.grants.delete(grantKey(userId, service));
  },
  armed(state, { number, faults }) {
    state.faultNumber = number;
    const ids = new Set(faults.map(({ id }) => id));
    state.faults = [...state.faults.filter(({ id }) => !ids.has(id)), ...faults];
  },
  struck(state, { fault: id, task, left, strikes }) {
    const armed = (task === undefined ? state.faults : state.ownFaults.get(task))?.find((one) => one.id === id);
    if (armed) Object.assign(armed, { left, strikes });
  },
  disarmed(state, { fault }) {
    const kept = (some: readonly Armed[]) => (fault === undefined ? [] : some.filter(({ id }) => id !== fault));
    state.faults = kept(state.faults);
    for (const [task, some] of state.ownFaults) {
      const rest = kept(some);
      if (rest.length > 0) state.ownFaults.set(task, rest);
      else state.ownFaults.delete(task);
    }
  },
  counted(state, { what, counts: news }) {
    const counts = state[what];
    for (const [name, times] of news) counts.set(name, times);
  },
  admitted(state, { window }) {
    state.window = window;
  },
  uses(state, { fixtures }) {
    state.used = fixtures;
  },
};

function keepDelivery(state: AccountState, delivery: Delivery): void {
  state.deliveries.set(delivery.id, delivery);
  const others = state.deliveriesOf.get(delivery.taskId);
  if (others) others[delivery.number - 1] = delivery;
  else state.deliveriesOf.set(delivery.taskId, [delivery]);
}

/** A task that nobody has looked at becomes a row with its events, as long as none of them goes anywhere. */
function packingOf(stateOf: () => AccountState) {
  return {
    pack(task: Task): TaskRow | undefined {
      const state = stateOf();
      const deliveries = state.deliveriesOf.get(task.id) ?? [];
      const opened = deliveries.map(openedOf);
      const row = opened.every((one) => one !== undefined) ? rowOf(task, opened) : undefined;
      if (row === undefined) return undefined;
      for (const { id } of deliveries) state.deliveries.delete(id);
      state.deliveriesOf.delete(task.id);
      return row;
    },
    unpack(id: string, row: TaskRow): Task {
      const state = stateOf();
      const { task, deliveries } = wholeOf(state, id, row);
      for (const delivery of deliveries) keepDelivery(state, delivery);
      return task;
    },
    /** The same for a look that changes nothing. */
    whole: (id: string, row: TaskRow): Whole => wholeOf(stateOf(), id, row),
  };
}

/** What a row says of an event; undefined where there is more to it: it was sent, or will be. */
function openedOf({ place, schedule, signature, url, moved, attempts }: Delivery): Opened | undefined {
  if (url !== null || moved || attempts.length > 0 || !(signature instanceof Signing)) return undefined;
  return { place: place!, schedule, secret: signature.secret };
}

/** A task and its events. */
type Whole = { task: Task; deliveries: readonly Delivery[] };

function wholeOf(state: AccountState, id: string, row: TaskRow): Whole {
  const { task, events } = ofRow(id, row);
  makeAllWhenRead(state, task);
  const deliveries = eventsOf(task, events).map(({ secret, ...opened }) => {
    const delivery = opened as Omit<Delivery, "body" | "signature"> as Delivery;
    makeBytesWhenRead(state, delivery, task, secret);
    return delivery;
  });
  return { task, deliveries };
}

function makeAllWhenRead(state: AccountState, task: Task): void {
  for (let n = 0; n < task.plan.length; n += 1) makeDataWhenRead(state, task, n);
  for (const entry of task.timeline) takeData(entry, task);
}

/** Data that is read off the prompt is made when somebody reads it. */
function makeDataWhenRead(state: AccountState, task: Task, n: number): void {
  const step = task.plan[n] as Partial<DataStep>;
  const { inferred } = step;
  if (inferred === undefined) return;
  step.data ??= new Lazy(() => readerOf(state).inferred(task.request, inferred));
  if (isHeard(state, step.data)) step.data.whenMade((data) => tell(state, { is: "read", task: task.id, n, data }));
}

/** The entry of a step has the step's data, also while nobody has read that. */
function takeData(entry: Entry, { plan }: Pick<Task, "plan">): void {
  const step = toldBy(entry, plan);
  if (step) entry.data = step.data;
}

/** A signature that nobody has read yet, and the secret that it is made with. */
class Signing extends Lazy<string> {
  constructor(
    readonly secret: string,
    make: () => string,
  ) {
    super(make);
  }
}

/** An event's bytes are made of its entry, and signed with the secret of when it was opened, once somebody reads them. */
function makeBytesWhenRead(state: AccountState, delivery: Delivery, task: Task, secret: string): void {
  const own: Partial<Delivery> = delivery;
  own.signature ??= new Signing(secret, () => readerOf(state).signature(seen(delivery.body), secret));
  if (own.body !== undefined) return;
  const entry = () => task.timeline.filter(({ move }) => eventOf(move))[delivery.number - 1]!;
  const body = new Lazy(() => readerOf(state).body(delivery.event, task, entry()));
  own.body = body;
  if (isHeard(state, body))
    body.whenMade((bytes) => tell(state, { is: "written", delivery: delivery.id, body: bytes }));
}

/** Will anybody hear once it is made? While there is no reader, there may be one who does. */
function isHeard<T>({ reader }: AccountState, value: T | Lazy<T>): value is Lazy<T> {
  return value instanceof Lazy && (reader === undefined || reader.read !== undefined);
}

function tell({ reader }: AccountState, change: Extract<Change, { is: "read" | "written" }>): void {
  reader?.read?.(change);
}

function readerOf({ reader }: AccountState): Reader {
  if (reader === undefined) throw new TypeError("What is read here belongs to no account.");
  return reader;
}

/** The one way in which an account's state changes. */
export function happen(state: AccountState, change: Change): void {
  (HAPPENS[change.is] as (state: AccountState, change: Change) => void)(state, change);
}

/** A task was born, and is carried out when somebody looks at it. */
export function happenLater(state: AccountState, birth: Birth<Born>): void {
  state.tasks.expect(birth);
  state.born = Math.max(state.born, birth.number);
}

export function grantKey(userId: string | null, service: string): string {
  return JSON.stringify([userId, service]);
}

/** So many small things stand in one change. */
const IN_ONE = 200;

/**
 * The changes that make this state of a fresh one. Taken at one go, they are the state of that moment; with other changes in
 * between, they are so together with those, since each change says what is so.
 */
export function* changesOf(state: AccountState): Generator<Change> {
  const { endpoint } = state;
  let { secret } = endpoint;
  yield { is: "clock", clock: state.clock };
  yield { is: "webhook", endpoint };
  if (state.used.length > 0) yield { is: "uses", fixtures: state.used };
  if (state.window) yield { is: "admitted", window: state.window };
  if (state.faultNumber > 0) yield { is: "armed", number: state.faultNumber, faults: state.faults };
  for (const ids of inGroups([...state.taken])) yield { is: "taken", ids };
  for (const what of ["prompts", "calls"] as const)
    for (const counts of inGroups([...state[what]])) yield { is: "counted", what, counts };
  for (const grants of inGroups([...state.grants.values()])) yield { is: "granted", grants };
  for (const one of state.tasks.known()) {
    const faults = state.ownFaults.get(one.id);
    const { task, deliveries } = isAtRest(one)
      ? one.whole()
      : { task: one, deliveries: state.deliveriesOf.get(one.id) ?? [] };
    yield isBirth(task) ? task.read() : { is: "born", task, ...(faults && { faults }) };
    for (const delivery of deliveries) {
      const own = secretOf(delivery) ?? secret;
      if (own !== secret) yield { is: "webhook", endpoint: { ...endpoint, secret: own } };
      secret = own;
      yield* changesOfDelivery(delivery, state);
    }
  }
  if (secret !== endpoint.secret) yield { is: "webhook", endpoint };
}

/** The secret that an event was opened with, while its signature is still to be made. */
function secretOf({ signature }: Delivery): string | undefined {
  return signature instanceof Signing && !signature.isMade ? signature.secret : undefined;
}

function* changesOfDelivery(delivery: Delivery, { begun }: AccountState): Generator<Change> {
  yield { is: "opened", delivery };
  const attempt = begun.get(delivery.id);
  if (!attempt) return; // nor is the signature of an event read that nobody has read
  const { id, schedule, signature } = delivery;
  yield { is: "begun", delivery: id, schedule, signature: seen(signature), attempt };
}

function* inGroups<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += IN_ONE) yield all.slice(at, at + IN_ONE);
}

/** A change as JSON can have it. */
export type Plain<C extends Change = Change> = { is: C["is"] } & Record<string, unknown>;

/** The change for a text. What nobody has read is not in it, nor what an entry has of its step. */
export function plainOf(change: Change): Plain {
  if (change.is === "born") return { ...change, task: plainTask(change.task) };
  if (change.is === "opened") return { ...change, delivery: plainDelivery(change.delivery) };
  if (change.is === "written") return { ...change, body: change.body.toString("utf8") };
  return change;
}

function plainTask(task: Task): object {
  const { plan, timeline } = task;
  if (timeline.length === 1 && plan.every(isRead)) return task;
  return {
    ...task,
    plan: plan.every(isRead) ? plan : plan.map((step) => (isRead(step) ? step : unread(step as DataStep))),
    timeline: timeline.map((entry) => (toldBy(entry, plan) ? untold(entry) : entry)),
  };
}

/** False for a step whose data is read off the prompt, while nobody has looked at it. */
export function isRead(step: Step): boolean {
  return !("inferred" in step) || isMade(step.data);
}

function unread({ after, move, inferred }: DataStep): object {
  return { after, move, inferred };
}

function untold({ move, at, status, by, step }: Entry): object {
  return { move, at, status, by, step };
}

function plainDelivery(delivery: Delivery): object {
  const { id, number, taskId, event, firstAt, moved, url, schedule, attempts } = delivery;
  return {
    ...{ id, number, taskId, event, firstAt, ...(moved && { moved }), url, schedule, attempts },
    ...(isThere(delivery.body) && { body: seen(delivery.body).toString("utf8") }),
    ...(isThere(delivery.signature) && { signature: seen(delivery.signature) }),
  };
}

/** An event is written down before there is anything to read of it. */
function isThere(value: unknown): boolean {
  return value !== undefined && isMade(value);
}

/** The change of a plain one, which may be taken apart for it. */
export function changeOf(parsed: JsonObject): Change {
  const change = parsed as unknown as Change;
  const told = change.is === "opened" ? change.delivery : change.is === "written" ? change : undefined;
  if (told?.body !== undefined) told.body = Buffer.from(told.body as unknown as string, "utf8");
  if (change.is === "counted") for (const count of change.counts) count[0] = nameOfToday(count[0]);
  return change;
}

/** A copy that shares nothing with what goes on changing; what is frozen stays one for all. */
export function copyOf(change: Change): Change {
  const copy = changeOf(JSON.parse(JSON.stringify(plainOf(change))) as JsonObject);
  if (change.is !== "born" || copy.is !== "born") return copy;
  const { plan, fixture } = change.task;
  Object.assign(copy.task, Object.isFrozen(plan) && { plan }, Object.isFrozen(fixture) && { fixture });
  return copy;
}
