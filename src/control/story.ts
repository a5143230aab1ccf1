// The story of a task: what happened, attempt by attempt, as lines to paste into a report, or whole as JSON.

import { z } from "zod";
import {
  type Attempt,
  attemptsAllowed,
  type Delivery,
  deliveryState,
  isSuccess,
  nextAttemptAt,
} from "../domain/delivery.js";
import { formatDuration, formatInstant } from "../domain/duration.js";
import { formatFault } from "../domain/fault-spec.js";
import { seen } from "../domain/lazy.js";
import { maskSecrets } from "../domain/mask.js";
import { type Entry, isInvented, nextDue, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import { schemaOf } from "./forms.js";
import { operation } from "./operation.js";
import { taskOf, taskRecord, taskSchema } from "./tasks.js";
import type { StoryRecord } from "./types.js";

/** So much of a text is shown in a line, in characters. */
const MOST_SHOWN = 160;

type StoryLine = { at: number; text: string };

/** `lines`: the story in words, keys masked; `task`: the whole record that it tells, bytes and signatures included. */
function storyOf(task: Task, account: Account): StoryRecord {
  const deliveries = account.courier.of(task.id);
  const past = [
    ...task.timeline.map((entry) => ({ at: entry.at, text: entryText(task, entry) })),
    ...deliveries.flatMap((delivery) => attemptsTold(delivery)),
  ].sort((a, b) => a.at - b.at);
  const lines = [
    `${task.id}  ${statusOf(task)}  ${task.request.subAgent ?? task.tool}${task.request.userId === null ? "" : `  for ${task.request.userId}`}`,
    JSON.stringify(cut(task.request.prompt)),
    ...past.map(line),
    ...dueOf(task, deliveries, account).map(line),
    ...armedFor(task, account),
  ];
  return { lines: lines.map((one) => maskSecrets(one)), task: taskRecord(task, account, true) };
}

/** How many stories of tasks in trouble are told at most, the last ones. */
const MOST_STORIES = 5;

/** The stories of the tasks with an event that was refused, or tried and not delivered: what a failed suite asks for. */
export function storiesOfTrouble(accounts: readonly Account[]): string[][] {
  const tasks = accounts.flatMap((account) =>
    [...account.newestFirst()]
      .filter(({ id }) => account.courier.of(id).some(isInTrouble))
      .map((task) => ({ task, account })),
  );
  const last = tasks.sort((a, b) => a.task.timeline[0]!.at - b.task.timeline[0]!.at).slice(-MOST_STORIES);
  return last.map(({ task, account }) => storyOf(task, account).lines);
}

function isInTrouble(delivery: Delivery): boolean {
  const isTried = delivery.attempts.length > 0 && deliveryState(delivery) !== "delivered";
  return isTried || delivery.attempts.some(({ fault, outcome }) => fault === null && !isSuccess(outcome));
}

function line({ at, text }: StoryLine): string {
  return `${formatInstant(at)}  ${text}`;
}

function entryText(task: Task, entry: Entry): string {
  const { fixture } = task;
  const { move, status, by, data } = entry;
  if (move === "create") return `created, ${status}: fixture ${fixture.name} (${fixture.why})`;
  const hand = by === "hand" || by === "consent" ? ` (by ${by})` : "";
  const origin = isInvented(task, entry) ? ", invented from the prompt" : "";
  return `${move}${move === status ? "" : `, ${status}`}${hand}${origin}${data === undefined ? "" : `  ${cut(JSON.stringify(data))}`}`;
}

function attemptsTold(delivery: Delivery): StoryLine[] {
  return delivery.attempts.flatMap((attempt) => {
    const { at, diagnosis } = attempt;
    const told = [{ at, text: attemptText(delivery, attempt) }];
    return diagnosis === null ? told : [...told, { at, text: `    ${diagnosis}` }];
  });
}

function attemptText({ id, event, schedule, body }: Delivery, attempt: Attempt): string {
  const { number, outcome, durationMs, url, fault, byHand, edited, sent } = attempt;
  const allowed = attemptsAllowed(schedule);
  const place = edited ? "edited" : number > allowed ? `attempt ${number}` : `${number}/${allowed}`;
  const about = [byHand ? "by hand" : "", fault === null ? "" : `fault ${fault}`].filter(Boolean).join(", ");
  const bytes = Buffer.byteLength(sent ?? seen(body));
  const answer =
    outcome.kind === "answered"
      ? `${outcome.status} in ${durationMs} ms${outcome.body === "" ? "" : `: ${cut(outcome.body.replace(/\s+/g, " "))}`}`
      : `no answer: ${outcome.error}`;
  return `${event} ${place} (${id}), ${bytes} bytes to ${url}${about && ` (${about})`} → ${answer}`;
}

/** What comes by itself, and what will not. */
function dueOf(task: Task, deliveries: readonly Delivery[], { courier }: Account): StoryLine[] {
  const due = nextDue(task);
  const steps = due ? [{ at: due.at, text: `due: ${due.index === undefined ? due.move : due.step.move}` }] : [];
  const attempts = deliveries.flatMap((delivery) => {
    const at = nextAttemptAt(delivery);
    const sending = courier.sendingOf(delivery);
    if (sending) {
      const { attempt, forMs } = sending;
      const since = formatDuration(Math.max(1, Math.round(forMs)));
      const text = `${delivery.event} (${delivery.id}): attempt ${attempt} is on the wire; the handler has not answered for ${since}`;
      return [{ at: sending.at, text }];
    }
    if (at !== null) return [{ at, text: `due: the next attempt of ${delivery.id} (${delivery.event})` }];
    const over = { exhausted: "given up after its last attempt", undeliverable: "not sent: no webhook URL is set" };
    const state = deliveryState(delivery);
    const told = state === "exhausted" || state === "undeliverable" ? over[state] : undefined;
    const last = delivery.attempts.at(-1)?.at ?? delivery.firstAt;
    return told === undefined ? [] : [{ at: last, text: `${delivery.event} (${delivery.id}): ${told}` }];
  });
  return [...steps, ...attempts].sort((a, b) => a.at - b.at);
}

function armedFor({ id, fixture }: Task, { faults }: Account): string[] {
  return faults
    .list()
    .filter(({ fault: { where, on }, left }) => {
      const isIts = (where.task_id ?? id) === id && (where.fixture ?? fixture.name) === fixture.name;
      return left !== 0 && on !== "api" && isIts;
    })
    .slice(0, 10)
    .map(({ fault }) => `armed: ${formatFault(fault)}`);
}

function cut(text: string): string {
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`;
}

const storySchema = schemaOf<StoryRecord>()("Story", () =>
  z.object({ lines: z.array(z.string()), task: taskSchema() }),
);

export const storyOperations = {
  getStory: operation({
    route: "GET /_mock/tasks/:id/story",
    refuses: [404],
    summary:
      "What happened to a task, attempt by attempt: as lines of text, or, asked for JSON, with the whole record that they tell.",
    answer: storySchema,
    text: ({ lines }) => `${lines.join("\n")}\n`,
    handle: ({ account, params }) => storyOf(taskOf(account, params.id), account),
  }),
};
