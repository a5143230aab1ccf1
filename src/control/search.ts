// A search for tasks as one line of text: user:user_7 webhook:retrying answer:5xx meta.order:ORD-4711 "a phrase".

import { z } from "zod";
import { type Delivery, deliveryState, EVENTS, type Outcome } from "../domain/delivery.js";
import { didYouMean, MockError } from "../domain/errors.js";
import { seen } from "../domain/lazy.js";
import { STATUSES, statusOf, type Task } from "../domain/task.js";
import type { Account } from "../engine/account.js";
import type { Mock } from "./core.js";
import { operation } from "./operation.js";

/** A task with what is on its way for it; `isSending` says of a delivery that a request of it is on the wire. */
type Searched = { task: Task; deliveries: readonly Delivery[]; isSending: (delivery: Delivery) => boolean };

/** One condition; a task that is found meets all of them. */
type Term = (searched: Searched) => boolean;

/** Where a delivery stands, in the words of a search. */
const WEBHOOK: Record<string, (delivery: Delivery, { isSending }: Searched) => boolean> = {
  sending: (delivery, { isSending }) => isSending(delivery),
  retrying: (delivery) => deliveryState(delivery) === "scheduled" && delivery.attempts.length > 0,
  failed: (delivery) => deliveryState(delivery) === "exhausted",
  delivered: (delivery) => deliveryState(delivery) === "delivered",
  none: (delivery) => deliveryState(delivery) === "undeliverable",
};

/** Answers that are no status: what became of the request. */
const NO_ANSWER: Record<string, (outcome: Outcome) => boolean> = {
  timeout: ({ kind }) => kind === "timed_out",
  none: ({ kind }) => kind !== "answered",
};

/** What a key makes of its value; null: a value that nothing can fit, as one that is still being typed. */
const KEYS: Record<string, (value: string) => Term | null> = {
  id: (value) => (searched) => isId(searched, value),
  user: (value) => textTerm(value, ({ task }) => task.request.userId ?? ""),
  tool: (value) => textTerm(value, ({ task }) => task.request.subAgent ?? task.tool),
  fixture: (value) => textTerm(value, ({ task }) => task.fixture.name),
  status: (value) =>
    oneOf(
      value,
      STATUSES,
      (status) =>
        ({ task }) =>
          statusOf(task) === status,
    ),
  event: (value) =>
    oneOf(
      value,
      EVENTS,
      (event) =>
        ({ deliveries }) =>
          deliveries.some((one) => one.event === event),
    ),
  webhook: (value) => {
    const fits = WEBHOOK[value];
    return fits ? (searched) => searched.deliveries.some((one) => fits(one, searched)) : null;
  },
  answer: (value) => {
    const fits = answerFits(value);
    return (
      fits && (({ deliveries }) => deliveries.some(({ attempts }) => attempts.some(({ outcome }) => fits(outcome))))
    );
  },
  fault: (value) => (searched) =>
    searched.deliveries.some(({ attempts }) => attempts.some(({ fault }) => fault?.toLowerCase() === value)),
};

/** The keys of a search, for those who suggest them. */
const SEARCH_KEYS: readonly string[] = [...Object.keys(KEYS), "meta.NAME"];

/** The terms of a search. Throws `MockError` 400 `bad_search` for a key that there is not. Case does not count. */
function readSearch(text: string): Term[] {
  return [...text.matchAll(/(?=\S)(?:([\w.-]+):)?(?:"([^"]*)"?|(\S*))/g)].flatMap(([, key, phrase, word = ""]) => {
    const term = termOf(key, (phrase ?? word).toLowerCase(), phrase !== undefined);
    return term === undefined ? [] : [term];
  });
}

function termOf(key: string | undefined, value: string, isPhrase: boolean): Term | undefined {
  if (value === "") return undefined;
  if (key === undefined) return isPhrase ? phraseTerm(value) : wordTerm(value);
  if (key.startsWith("meta.")) return metaTerm(key.slice(5), value);
  const make = KEYS[key.toLowerCase()];
  if (make) return make(value) ?? (() => false);
  throw new MockError(
    400,
    "bad_search",
    `There is no key ${JSON.stringify(`${key}:`)} to search by.${didYouMean(key, Object.keys(KEYS))} Allowed: ${SEARCH_KEYS.map((name) => `${name}:`).join(", ")}. Text with a colon goes in quotes.`,
  );
}

/** The whole value, or its beginning where a * ends it. */
function textTerm(value: string, of: (searched: Searched) => string): Term {
  const start = value.endsWith("*") ? value.slice(0, -1) : undefined;
  return (searched) => {
    const its = of(searched).toLowerCase();
    return start === undefined ? its === value : its.startsWith(start);
  };
}

function oneOf<T extends string>(value: string, all: readonly T[], make: (one: T) => Term): Term | null {
  const found = all.find((one) => one === value || one === `task.${value}`);
  return found === undefined ? null : make(found);
}

/** 401, 5xx, timeout, none. */
function answerFits(value: string): ((outcome: Outcome) => boolean) | null {
  if (Object.hasOwn(NO_ANSWER, value)) return NO_ANSWER[value]!;
  if (!/^[1-5](?:\d\d|xx)$/.test(value)) return null;
  const fits = new RegExp(`^${value.replace("xx", "\\d\\d")}$`);
  return (outcome) => outcome.kind === "answered" && fits.test(String(outcome.status));
}

function metaTerm(name: string, value: string): Term {
  return ({ task }) => {
    if (task.request.metadata === undefined) return false;
    const metadata = JSON.parse(task.request.metadata) as Record<string, unknown>;
    if (!Object.hasOwn(metadata, name)) return false;
    const its = metadata[name];
    return (typeof its === "string" ? its : JSON.stringify(its)).toLowerCase() === value;
  };
}

/** An id whole, or from its beginning; of a task also what comes after task_. */
function isId({ task, deliveries }: Searched, value: string): boolean {
  const starts = (id: string) => value.length > 5 && id.toLowerCase().startsWith(value);
  return task.id.slice(5).toLowerCase() === value || [task, ...deliveries].some(({ id }) => starts(id));
}

/** Shorter words are looked for in what a person wrote, not in bodies, where they are everywhere. */
const SHORTEST_IN_BODIES = 3;

/** A word from its beginning: "6" finds no id that has a 6 in it. */
function wordTerm(word: string): Term {
  const from = new RegExp(`(?<![\\p{L}\\p{N}_])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "iu");
  return (searched) =>
    isId(searched, word) ||
    written(searched).some((text) => from.test(text)) ||
    (word.length >= SHORTEST_IN_BODIES && bodies(searched).some((text) => from.test(text)));
}

function phraseTerm(phrase: string): Term {
  const has = (text: string) => text.toLowerCase().includes(phrase);
  return (searched) => written(searched).some(has) || bodies(searched).some(has);
}

function written({ task: { request, tool, fixture } }: Searched): string[] {
  return [request.prompt, request.userId ?? "", request.subAgent ?? tool, fixture.name, request.metadata ?? ""];
}

/** The data of each event, and what the handler answered to it. */
function* bodiesOf({ deliveries }: Searched): Iterable<string> {
  for (const { body, attempts } of deliveries) {
    const text = seen(body).toString("utf8");
    yield text.slice(Math.max(0, text.indexOf('"data":') + 7));
    for (const { outcome } of attempts) if (outcome.kind === "answered") yield outcome.body;
  }
}

const bodies = (searched: Searched) => ({
  some(fits: (text: string) => boolean): boolean {
    for (const text of bodiesOf(searched)) if (fits(text)) return true;
    return false;
  },
});

/** The tasks of these ids ("task_1,task_2") that there are, or all. */
export function chosenTasks(account: Account, ids: string | undefined): Iterable<Task> {
  return ids === undefined ? account.newestFirst() : found(ids, account.find);
}

export function found<T>(ids: string, find: (id: string) => T | undefined): T[] {
  return ids.split(",").flatMap((id) => find(id) ?? []);
}

const LONGEST_SEARCH = 1_000;
/** A search through many bodies lets others have their turn this often, in milliseconds. */
const TURN_MS = 10;

async function search(
  { real }: Mock,
  account: Account,
  { q, ids }: { q: string; ids?: string | undefined },
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const terms = readSearch(q);
  const { courier } = account;
  const isSending = (delivery: Delivery) => courier.sendingOf(delivery) !== undefined;
  const hits: string[] = [];
  let turn = real.monotonic();
  for (const task of chosenTasks(account, ids)) {
    const searched = { task, deliveries: courier.of(task.id), isSending };
    if (terms.every((fits) => fits(searched))) hits.push(task.id);
    if (real.monotonic() - turn < TURN_MS) continue;
    await new Promise<void>((resolve) => real.soon(resolve));
    if (signal?.aborted) return hits;
    turn = real.monotonic();
  }
  return hits;
}

export const searchOperations = {
  searchTasks: operation({
    route: "GET /_mock/search",
    summary:
      'The ids of the tasks that a search finds, newest first: user:user_7 webhook:retrying answer:5xx event:task.failed meta.order:ORD-4711 "a phrase".',
    query: () => z.strictObject({ q: z.string().max(LONGEST_SEARCH), ids: z.string().optional() }),
    answer: () => z.object({ ids: z.array(z.string()) }),
    handle: async ({ mock, account, query, signal }) => ({
      ids: await search(mock, account, query, signal),
    }),
  }),
};
