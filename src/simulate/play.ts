// Plays a story: an account of its own on the real engine, in virtual time, with real requests to the real handler.

import { ASSUMED } from "../contract/assumed.js";
import { attemptsMade, type Delivery } from "../domain/delivery.js";
import { type Status, type Step, statusOf, type Task } from "../domain/task.js";
import { type Account, createAccount } from "../engine/account.js";
import type { RealTime } from "../engine/clock.js";
import { ACCOUNT_CAPS } from "../engine/retention.js";
import { createNetwork, type Fire, type Met, type Network, type Sent } from "./network.js";
import {
  type Announced,
  eventsOf,
  isMishap,
  isPause,
  isRedelivery,
  isTask,
  msOf,
  nameOf,
  positionIn,
  positionOf,
  type Story,
  type TaskStep,
} from "./story.js";
import { createStoryTime, type StoryTime } from "./story-time.js";

export type StoryStage = {
  real: RealTime;
  secret: string;
  fire: Fire;
  freshId: () => string;
  clockFor: ClockFor;
  /** A number that no other story has. */
  nextMark: () => number;
  isOver: (sent: readonly Sent[]) => boolean;
};

/** The epoch milliseconds at which a story begins. */
export type ClockFor = (story: Story) => number;

/** One event as it happened at Ploton. `second`: of its timestamp. */
export type Happened = { name: string; event: Announced; delivery: Delivery; second: number };
/** A task as Ploton has it when all is over. */
export type TaskEnd = { name: string; id: string; status: Status; events: Happened[] };
export type PlayedStory = { sent: Sent[]; met: Met[]; tasks: TaskEnd[]; broken: boolean };

/** Plays the whole story, or as much of it as `isOver` lets: an answer that never comes would come no sooner for the rest. */
export async function play(story: Story, stage: StoryStage): Promise<PlayedStory> {
  const wall = stage.clockFor(story);
  const mark = stage.nextMark();
  const time = createStoryTime(wall, stage.real.soon);
  const network = createNetwork(story, time, stage.fire);
  const account = openAccount(time, stage.secret, network.send);
  const tasks = new Map<string, TaskEnd>();
  const named = new Map<string, Delivery>();
  const ends: Task[] = [];
  const isBroken = () => stage.isOver(network.sent);
  const passUntil = (until: number) => passTime(time, network, until, isBroken);
  nameDeliveries(account, network, tasks, named);

  function begin(step: TaskStep, hurried: ReadonlySet<string>): void {
    for (let copy = 1; copy <= (step.times ?? 1); copy += 1) {
      const name = copy === 1 ? step.task : `${step.task}+${copy - 1}`;
      const id = stage.freshId();
      tasks.set(id, { name, id, status: "running", events: [] });
      // Those before it come early with it.
      const last = eventsOf({ ...step, task: name }).findLast((event) => hurried.has(nameOf(event)));
      ends.push(startTask(account, step, { id, name, mark }, last?.event));
    }
  }

  const hurried = hurriedIn(story);
  for (const step of story.steps) {
    if (isBroken()) break;
    if (isTask(step)) begin(step, hurried);
    else if (isPause(step)) await passUntil(time.now() + msOf(step.pause));
    else if (isRedelivery(step)) {
      await passUntil(time.now());
      const delivery = named.get(nameOf(positionIn(step.redeliver)));
      // What was never sent for the first time cannot be sent again.
      if (delivery && delivery.attempts.length > 0) void account.courier.redeliver(delivery).catch(() => {});
    }
  }
  await passUntil(Number.POSITIVE_INFINITY);
  account.clock.close("closed");
  for (const task of ends) tasks.get(task.id)!.status = statusOf(task);
  return { sent: network.sent, met: network.met, tasks: [...tasks.values()], broken: isBroken() };
}

/** Gives each delivery the name by which the story calls it, as it is opened. */
function nameDeliveries(
  { journal }: Account,
  network: Network,
  tasks: ReadonlyMap<string, TaskEnd>,
  named: Map<string, Delivery>,
): void {
  journal.listen((record) => {
    if (record.kind !== "delivery" || record.attempt !== null) return;
    const { delivery } = record;
    const end = tasks.get(delivery.taskId)!;
    const event = delivery.event.slice("task.".length) as Announced;
    const nth = end.events.filter((other) => other.event === event).length + 1;
    const position = { task: end.name, event, nth };
    end.events.push({ name: nameOf(position), event, delivery, second: Math.floor(record.at / 1_000) });
    named.set(nameOf(position), delivery);
    network.name(delivery, position, () => attemptsMade(delivery) + 1);
  });
}

/** Lets time pass, at the pace at which the handler answers; what is held back too long is let go. */
async function passTime(time: StoryTime, network: Network, until: number, isBroken: () => boolean): Promise<void> {
  for (;;) {
    await network.quiet();
    if (isBroken()) return;
    const next = time.next() ?? Number.POSITIVE_INFINITY;
    const limit = network.heldUntil() ?? Number.POSITIVE_INFINITY;
    if (next <= Math.min(until, limit) && next < Number.POSITIVE_INFINITY) time.step();
    else if (network.heldUntil() !== undefined && (limit <= until || until === Number.POSITIVE_INFINITY)) {
      if (limit < next) time.standAt(Math.min(limit, next));
      network.letGo();
    } else break;
  }
  if (until < Number.POSITIVE_INFINITY) time.standAt(until);
}

/** The events that are delivered before the create call is answered. */
function hurriedIn({ steps }: Story): Set<string> {
  const early = steps.filter(isMishap).filter(({ fault }) => fault === "before-response");
  return new Set(early.map((step) => nameOf(positionOf(step))));
}

function openAccount(time: StoryTime, secret: string, send: ReturnType<typeof createNetwork>["send"]): Account {
  return createAccount(
    {
      key: null,
      seed: "story",
      // Live: what falls due while a request is held back happens meanwhile.
      clock: { mode: "live", speed: 1, now: null },
      endpoint: { url: "http://handler", secret, timeoutMs: ASSUMED.webhookTimeoutMs, retry: [...ASSUMED.retryWaits] },
      consent: "auto",
      rateLimit: null,
      faults: [],
      caps: ACCOUNT_CAPS,
    },
    {
      real: time.real,
      send,
      diagnose: async () => null,
      consentUrl: (token) => `http://localhost:7568/_mock/consent/${token}`,
    },
  );
}

/** `early`: up to which event, the first of its name, all are delivered before the create call is answered, if any is. */
function startTask(
  account: Account,
  step: TaskStep,
  { id, name, mark }: { id: string; name: string; mark: number },
  early: Announced | undefined,
): Task {
  const plan = planOf(step, mark);
  const cancelAt = step.course.at(-1)?.event === "cancelled" ? cancelAfter(step) : undefined;
  const task = account.runner.start(
    { prompt: `story task ${name}`, userId: `user_${id}`, mode: "live" },
    {
      fixture: { name: "simulate", why: "a step of the story" },
      tool: "crm",
      ids: [id],
      plan,
      faults:
        early === undefined
          ? []
          : [
              {
                on: "webhook",
                fault: "before-response",
                param: null,
                where: { event: `task.${early}` },
                times: 1,
                probability: null,
              },
            ],
    },
    0,
  );
  if (cancelAt !== undefined)
    account.clock.book(
      account.clock.now() + cancelAt,
      () => `${id} is cancelled`,
      () => void account.runner.move(task, { move: "cancel" }, "hand"),
    );
  void account.deliverEarly(task)?.catch(() => {});
  return task;
}

/** Where all steps but the last have been played, and its own time has passed. */
function cancelAfter({ course }: TaskStep): number {
  return course.reduce(
    (sum, { event, after }) => sum + msOf(after) + (event === "waiting" ? ASSUMED.autoConsentAfterMs : 0),
    0,
  );
}

const SERVICES = ["crm", "calendar", "email", "payments"];

/** What events carry is alike in all tasks of a story, as it is in life; within a task no two are the same, and `mark` tells stories apart. */
function planOf({ course }: TaskStep, mark: number): Step[] {
  return course.flatMap(({ event, after }, i): Step[] => {
    const isLast = i === course.length - 1;
    const at = msOf(after);
    if (event === "progress")
      return [{ after: at, move: "progress", data: { message: `step ${i + 1} is done`, batch: mark } }];
    if (event === "complete")
      return [{ after: at, move: "complete", data: { total: 3, items: ["a", "b", "c"], batch: mark } }];
    if (event === "failed")
      return [
        { after: at, move: "fail", error: { code: "tool_error", message: `The tool gave up on batch ${mark}.` } },
      ];
    if (event === "cancelled") return [];
    const service = SERVICES[i] ?? `service ${i}`;
    return [
      {
        after: at,
        move: "wait",
        wait: { reason: `approve ${service} for batch ${mark}`, service, consent: isLast ? "ask" : "auto" },
      },
    ];
  });
}
