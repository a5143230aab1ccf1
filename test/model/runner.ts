// Runs programs on accounts of one mock. Where a program can be foretold, the model says after each command what must be there.

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import {
  type ClockRecord,
  connectPlotonMock,
  type DeliveryRecord,
  MockError,
  type PlotonMock,
  startPlotonMock,
  type TaskRecord,
} from "../../src/index.js";
import { type Handler, type Handlers, pass, SECRET, serveHandlers } from "./handlers.js";
import { expectShown, expectSound, same, shown } from "./invariants.js";
import { type Command, overlaps, type Program, targetOf } from "./program.js";
import { type Answer, fresh, type Model, START, stateOf, statusOf, step, TIMEOUT } from "./reference.js";

export type Bench = { mock: PlotonMock; handlers: Handlers; close(): Promise<void> };

/** One mock and one server of handlers, for as many programs as there are. */
export async function openBench(): Promise<Bench> {
  const mock = await startPlotonMock();
  const handlers = await serveHandlers();
  return { mock, handlers, close: async () => void (await Promise.all([mock.close(), handlers.close()])) };
}

/** What a run tells, as text: every answer, all that was recorded, all that the handler met. */
type Story = { whole: string; tasks: string };

/** A task between two commands that has nothing to do with the program. */
const UNRELATED = "Something else";

/** A program leads to what the model says, and breaks no rule. */
export async function expectKept(bench: Bench, program: Program): Promise<void> {
  await run(bench, program, "one");
}

/**
 * A program tells the same story, byte for byte, alone and beside a stranger who does something else on the same mock at the
 * same time (and keeps the contract, too). Where chance has a hand in it, its tasks' story is the same with others among them.
 */
export async function expectSameStory(bench: Bench, program: Program, stranger: Program): Promise<void> {
  const alone = await run(bench, program, "one");
  const [beside] = await all([run(bench, program, "one", "told"), run(bench, stranger, "stranger")]);
  if (!alone || !beside) return;
  if (alone.whole !== beside.whole) {
    const again = await run(bench, program, "one", "told");
    same(JSON.parse(again!.whole), JSON.parse(alone.whole), "the same program told another story the second time");
    same(JSON.parse(beside.whole), JSON.parse(alone.whole), "beside a stranger the same program told another story");
  }
  if (program.kind !== "drawn") return;
  const among = await run(bench, program, "one", "among others");
  same(JSON.parse(among!.tasks), JSON.parse(alone.tasks), "among unrelated tasks its own told another story");
}

/** All of them come to their end before the first failure is told. */
async function all<T>(runs: Promise<T>[]): Promise<T[]> {
  return (await Promise.allSettled(runs)).map((ended) => {
    if (ended.status === "rejected") throw ended.reason;
    return ended.value;
  });
}

/** `checked`: after each command. `told`: only told, to be compared. `among others`: told, with unrelated tasks in between. */
type How = "checked" | "told" | "among others";

/** Makes an account for the program, runs it there and removes it. Null: it ended where nobody can tell what comes first. */
async function run(
  { mock, handlers }: Bench,
  program: Program,
  name: string,
  how: How = "checked",
): Promise<Story | null> {
  const home = program.kept
    ? await keptHome(program, program.kept, handlers, name)
    : await sharedHome(mock, program, handlers, name);
  try {
    const one = await seat(home, program, handlers, name);
    return program.kind === "hurried" ? await hurry(one, program) : await follow(one, program, how);
  } finally {
    await home.close();
    handlers.at.delete(name);
  }
}

/** Where a program runs: its account, and how it goes on in another one. `dies`: keeps what a kill at this instant would leave. */
type Home = {
  account: PlotonMock;
  /** The mock stops, or, where `killed`, died then or dies now; another one goes on. `gone`: nothing of the first is there any more, and nothing yet of the other. */
  restart(killed: boolean, gone?: () => void): Promise<PlotonMock>;
  dies(): void;
  fork(): Promise<PlotonMock>;
  close(): Promise<void>;
};

function settingsOf({ clock, consent, retry, kind }: Program, { url }: Handlers, name: string) {
  return {
    clock,
    consent,
    retry,
    // So slow that no millisecond passes by itself: a live clock, too, moves only as the program moves it.
    speed: kind === "hurried" ? 1 : 1e-9,
    now: new Date(START).toISOString(),
    webhook: `${url}/${name}`,
    webhookSecret: SECRET,
    webhookTimeout: TIMEOUT,
  };
}

function accountOptions(program: Program, handlers: Handlers, name: string) {
  const { webhook: webhookUrl, ...settings } = settingsOf(program, handlers, name);
  return { ...settings, webhookUrl, apiKey: `pk_test_${name}` };
}

const cannot = () => Promise.reject(new Error("not here"));

async function sharedHome(mock: PlotonMock, program: Program, handlers: Handlers, name: string): Promise<Home> {
  let account = await mock.account(accountOptions(program, handlers, name));
  return {
    account,
    restart: cannot,
    dies: () => {},
    async fork() {
      const from = await account.checkpoint();
      await account.close();
      account = await mock.account({ from });
      return account;
    },
    close: () => account.close(),
  };
}

/** A mock of the program's own, with `--data`. */
async function keptHome(program: Program, where: "default" | "made", handlers: Handlers, name: string): Promise<Home> {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-model-"));
  let lives = 0;
  let file = join(folder, "mock.0");
  let left: string | undefined;
  const open = () => startPlotonMock({ ...(where === "default" && settingsOf(program, handlers, name)), data: file });
  let mock = await open();
  /** What is in the file at this instant. */
  const dies = () => {
    lives += 1;
    left = join(folder, `mock.${lives}`);
    copyFileSync(file, left);
  };
  return {
    account: where === "default" ? mock : await mock.account(accountOptions(program, handlers, name)),
    dies,
    async restart(killed, gone = () => {}) {
      if (killed && left === undefined) dies();
      await mock.close();
      gone();
      file = left ?? file;
      left = undefined;
      mock = await open();
      return where === "default" ? mock : connectPlotonMock(mock.url, { apiKey: `pk_test_${name}` });
    },
    fork: cannot,
    async close() {
      await mock.close();
      rmSync(folder, { recursive: true });
    },
  };
}

type Called = { status: number; body: string } | null;

/** A call over HTTP; null where the connection ends without an answer. */
function call(
  url: string,
  method: string,
  path: string,
  { key, body, type = "application/json" }: { key?: string; body?: string; type?: string } = {},
): Promise<Called> {
  const headers = {
    ...(key !== undefined && { Authorization: `Bearer ${key}` }),
    ...(body !== undefined && { "Content-Type": type, "Content-Length": Buffer.byteLength(body) }),
  };
  return new Promise((resolve) => {
    const request = http.request(url + path, { method, headers }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode!, body: text }));
      response.on("error", () => resolve(null));
    });
    request.on("error", () => resolve(null));
    request.end(body);
  });
}

const PROMPTS = ["0", "1", "2"].map((n) => `Do ${n}. Return name, email and signup date.`);

/** A program's place at a mock: its account, its handler, and each command as somebody would give it. */
type Seat = {
  account: () => PlotonMock;
  handler: Handler;
  answers: unknown[];
  armed: string[];
  api(method: string, path: string, body?: object): Promise<Called>;
  control(path: string, body: object): Promise<Called>;
  give(command: Command, tasks: TaskRecord[]): Promise<Answer>;
};

async function seat(home: Home, program: Program, handlers: Handlers, name: string): Promise<Seat> {
  let { account } = home;
  /** The handler has killed the mock. */
  let isKilled = false;
  const answers: unknown[] = [];
  const armed: string[] = [];
  const api = (method: string, path: string, body?: object) =>
    call(account.url, method, `/v1/tasks${path}`, { key: account.apiKey, body: body && JSON.stringify(body) });
  const control = (path: string, body: object) =>
    call(account.url, "POST", `/_mock${path}`, { key: account.apiKey, body: JSON.stringify(body) });
  const handler: Handler = {
    is: 200,
    left: 0,
    isOver: false,
    takes: 0,
    seen: new Map(),
    received: [],
    async first(is, id) {
      if (is === "reads") {
        const answer = await api("GET", `/${id}`);
        return answer && (JSON.parse(answer.body) as { status: string }).status;
      }
      if (is === "advances") return (await control("/clock/advance", { by: "1s" }))!.status;
      if (is === "kills" && handler.left-- > 0) {
        home.dies();
        handler.isOver = true;
        isKilled = true;
      }
      if (is === "creates" && handler.left-- > 0)
        return (await api("POST", "", { prompt: PROMPTS[2] }))?.status ?? null;
      return null;
    },
  };
  handlers.at.set(name, handler);
  /** Its one fixture, and one whose tasks do nothing: a new account has neither, nor has one that was reset. */
  const prepare = async () => {
    const { plans, faults } = program;
    const when = { prompt: { contains: "do" } };
    await account.fixtures.use({ name: "any", when, tool: "any_tool", plans, repeat: "cycle", faults });
    await account.fixtures.use({ name: "silent", when: { prompt: UNRELATED }, plan: [{ start: true }] });
  };
  await prepare();

  async function byHand(work: Promise<unknown>): Promise<Answer> {
    try {
      answers.push(await work);
      return 200;
    } catch (error) {
      if (!(error instanceof MockError)) throw error;
      answers.push([error.status, error.code, error.message]);
      return error.status;
    }
  }

  async function byCall(call: Promise<Called>, read: (body: string) => unknown = (body) => body): Promise<Answer> {
    const answer = await call;
    answers.push(answer && [answer.status, read(answer.body)]);
    return answer?.status ?? null;
  }

  /** The user opens the page, and sends its form. */
  async function byPage(task: TaskRecord, decision: string): Promise<Answer> {
    const path = task.timeline.findLast(({ page }) => page)!.page!;
    const seal = /name="seal" value="([^"]+)"/.exec((await call(account.url, "GET", path))!.body)?.[1] ?? "";
    const body = new URLSearchParams({ seal, decision }).toString();
    return (await call(account.url, "POST", path, { body, type: "application/x-www-form-urlencoded" }))!.status;
  }

  async function give(command: Command, tasks: TaskRecord[]): Promise<Answer> {
    const task =
      tasks[
        targetOf(
          tasks.map(({ status }) => status),
          command,
        )
      ];
    if ("task" in command && !task) return 404;
    const id = task?.id ?? "";
    switch (command.do) {
      case "create": {
        const prompt = command.test ? `Just try to do ${command.prompt}.` : PROMPTS[command.prompt];
        return byCall(api("POST", "", { prompt, user_id: command.user, mode: command.test && "test" }));
      }
      case "get":
        return byCall(api("GET", `/${id}`));
      case "cancel":
        return byCall(api("POST", `/${id}/cancel`));
      case "delete":
        return byCall(api("DELETE", `/${id}`));
      case "list": {
        const { do: _, user, ...query } = command;
        const pairs = Object.entries({ ...query, ...(user && { user_id: user }) });
        return byCall(api("GET", `?${pairs.map((pair) => pair.join("=")).join("&")}`));
      }
      case "progress":
        return byHand(account.tasks.progress(id, `by hand, ${task!.timeline.length}`));
      case "resume":
        return byHand(account.tasks.resume(id));
      case "complete":
        return byHand(account.tasks.complete(id));
      case "fail":
        return byHand(account.tasks.fail(id));
      case "wait":
        return byHand(
          account.tasks.wait(id, { reason: "By hand.", service: command.service, expires: command.expires }),
        );
      case "answer":
        return byCall(control(`/tasks/${id}/answer`, { decision: command.decision }), JSON.parse);
      case "page":
        return task!.status === "waiting" ? byPage(task!, command.decision) : 409;
      case "advance":
        return byHand(account.clock.advance(command.by));
      case "idle":
        return byHand(account.clock.runUntilIdle());
      case "pause":
        await pass(command.ms);
        return 200;
      case "mode":
        return byHand(account.clock.set({ mode: command.mode }));
      case "handler":
        handler.is = command.is;
        handler.left = 2;
        return 200;
      case "url":
        return byHand(account.webhook.set({ url: command.on ? `${handlers.url}/${name}` : null }));
      case "arm":
        return byHand(account.faults.add(command.spec).then((fault) => void armed.push(fault.id)));
      case "clear": {
        const gone =
          command.fault === undefined ? armed.splice(0) : armed.splice(command.fault % (armed.length || 1), 1);
        return byHand(
          command.fault === undefined ? account.faults.clear() : all(gone.map((fault) => account.faults.clear(fault))),
        );
      }
      case "redeliver": {
        const deliveries = tasks.flatMap(({ deliveries }) => deliveries);
        const one = deliveries[command.delivery % deliveries.length];
        return one ? byHand(account.deliveries.redeliver(one.id)) : 404;
      }
      case "revoke":
        return byHand(account.consents.revoke({ user_id: command.user, service: command.service, next: command.next }));
      case "use":
        return byHand(account.fixtures.use({ name: "other", when: { prompt: PROMPTS[1] }, plan: command.plan }));
      case "restore":
        return byHand(account.fixtures.restore().then(prepare));
      case "restart":
        return goOnIn(home.restart(false));
      case "kill":
        handler.isOver = true;
        return goOnIn(home.restart(true, isGone));
      case "fork":
        return goOnIn(home.fork()).finally(() => renamePages(tasks));
      case "reset":
        handler.seen.clear();
        handler.received.length = 0;
        armed.length = 0;
        return byHand(account.reset().then(prepare));
    }
  }
  /** As `give`; where the handler kills the mock meanwhile, another one goes on. */
  async function giveOrKill(command: Command, tasks: TaskRecord[]): Promise<Answer> {
    const answer = await give(command, tasks);
    if (!isKilled) return answer;
    await goOnIn(home.restart(true, isGone));
    return "killed";
  }

  function isGone(): void {
    handler.isOver = false;
    isKilled = false;
  }

  async function goOnIn(next: Promise<PlotonMock>): Promise<Answer> {
    account = await next;
    return 200;
  }
  /** The events of an account that goes on from another tell of pages of its own: what the handler knows of theirs, it knows of these. */
  async function renamePages(before: TaskRecord[]): Promise<void> {
    const now = new Map((await account.deliveries.list({ limit: 1_000 })).map((one) => [one.id, one]));
    for (const { id, body } of before.flatMap(({ deliveries }) => deliveries)) {
      const own = now.get(id)!;
      if (own.body === body) continue;
      for (const met of handler.received)
        if (met.body === body && met.genuine) Object.assign(met, { body: own.body, signature: own.signature });
      handler.seen.set(own.body, handler.seen.get(body) ?? 0);
    }
  }
  return { account: () => account, handler, answers, armed, api, control, give: giveOrKill };
}

type Seen = { clock: ClockRecord; tasks: TaskRecord[] };

/** The account's clock, and its tasks, oldest first, without the unrelated ones. */
async function look({ account: its }: Seat): Promise<Seen> {
  const account = its();
  const [clock, tasks] = [await account.clock.get(), await account.tasks.list({ limit: 1_000 })];
  return { clock, tasks: tasks.filter(({ request }) => request.prompt !== UNRELATED).reverse() };
}

/**
 * What there is once nothing more happens by itself. Whether anything does is for the mock to say: who reads clock and tasks one after the
 * other meanwhile sees two moments, and may take an attempt on the wire for the end.
 */
async function settled(one: Seat): Promise<Seen> {
  const { account, control } = one;
  const { mode } = await account().clock.get();
  if (mode === "live") await account().clock.advance("0s");
  if (mode === "instant") {
    const answer = await control("/wait", { until: "idle" });
    expect(answer!.body, "a wait until idle").not.toContain("Not within");
  }
  return look(one);
}

/** One command after the other, each held against the model. */
async function follow(one: Seat, program: Program, how: How): Promise<Story | null> {
  const { account, handler, api, answers, armed } = one;
  const model = program.kind === "drawn" ? null : fresh(program);
  const arrived = (received: object[]) =>
    overlaps(program) ? received.map((met) => JSON.stringify(met)).sort() : received;
  let { clock, tasks } = await look(one);
  let before = "[]";
  for (const [i, command] of program.commands.entries()) {
    if (how === "among others") await api("POST", "", { prompt: UNRELATED });
    const expected = model && step(model, program, command);
    const target = targetOf(
      tasks.map(({ status }) => status),
      command,
    );
    const given = await one.give(command, tasks);
    const at = `after command ${i}, ${JSON.stringify(command)}`;
    ({ clock, tasks } = await settled(one));
    if (model?.raced) return null;
    if (how !== "checked") continue;
    if (model) {
      same(given, expected, `the answer ${at}`);
      same(seenIn(tasks, clock), foretold(model, program), at);
      same(arrived(metBy(handler, tasks)), arrived(model.received), `what the handler met ${at}`);
      const faults = armed.length === 0 ? [] : (await account().faults.list()).filter(({ id }) => armed.includes(id));
      same(
        faults.map(({ left, strikes }) => [left, strikes]),
        model.faults.map(({ left, strikes }) => [left, strikes]),
        `faults ${at}`,
      );
    }
    const answer = answers.at(-1);
    if (command.do === "list") expectListed(command, tasks, answer as [number, string]);
    if (command.do === "get" && given === 200 && armed.length === 0)
      same((answer as [number, string])[1], JSON.stringify(shown(tasks[target]!)), `GET /v1/tasks/:id ${at}`);
    expectSound({ tasks, clock, received: handler.received, retry: program.retry, at });
    const now = JSON.stringify(tasks.map(shown));
    if (now !== before) await expectShown(tasks, api, at);
    before = now;
  }
  const received = overlaps(program) ? handler.received.map((met) => JSON.stringify(met)).sort() : handler.received;
  const requests = (await account().requests.list({ limit: 1_000 }))
    .filter(({ method }) => method !== "GET")
    .map(({ method, path, status, fault }) => [method, path, status, fault]);
  return {
    whole: told({ answers, tasks, clock, received, requests, consents: await account().consents.list() }),
    tasks: told({ tasks, received }),
  };
}

/** All commands at once, and then whatever is left is played. After a kill there is each task that somebody was told of. */
async function hurry(one: Seat, program: Program): Promise<null> {
  const { account, answers, handler, api, control } = one;
  const given: Promise<Answer>[] = [];
  let since = 0;
  handler.takes = 3;
  for (const command of program.commands) {
    if (command.do === "kill") {
      const told = idsIn(answers.slice(since));
      const dead = Promise.allSettled(given.splice(0));
      await one.give(command, []);
      // What the dead one still answers, nobody was told.
      await dead;
      since = answers.length;
      const ids = (await look(one)).tasks.map(({ id }) => id);
      same(
        told.filter((id) => !ids.includes(id)),
        [],
        "tasks that are gone after a kill",
      );
      continue;
    }
    const answer = one.give(command, (await look(one)).tasks);
    answer.catch(() => {}); // whoever waits for it hears of it
    given.push(answer);
    if (command.do === "pause") await answer;
    if (command.do === "mode" && command.mode === "frozen") await account().clock.set({ mode: "live" });
  }
  const statuses = await all(given);
  for (const [i, status] of statuses.entries())
    expect([null, 200, 404, 409], JSON.stringify(program.commands[i])).toContain(status);
  await account().clock.set({ mode: "instant" });
  await control("/wait", { until: "idle" });
  const { clock, tasks } = await look(one);
  expect(clock.pending).toEqual([]);
  expectSound({ tasks, clock, received: handler.received, retry: program.retry, at: "at the end" });
  await expectShown(tasks, api, "at the end");
  return null;
}

/** The tasks that answers of the API tell of. */
function idsIn(answers: unknown[]): string[] {
  return answers.flatMap((answer) => {
    const [status, body] = Array.isArray(answer) ? (answer as unknown[]) : [];
    return status === 200 && typeof body === "string"
      ? [...body.matchAll(/"id":"(task_\w+)"/g)].map(([, id]) => id!)
      : [];
  });
}

/** Real time is no part of a story. */
const REAL = ["duration_ms", "date", "for_ms"];

function told(story: object): string {
  return JSON.stringify(story, (key, value: unknown) => (REAL.includes(key) ? undefined : value));
}

function expectListed(
  { limit, offset, status, user }: Extract<Command, { do: "list" }>,
  tasks: TaskRecord[],
  [, body]: [number, string],
): void {
  const fit = tasks
    .filter((one) => (status ?? one.status) === one.status && (user ?? one.request.user_id) === one.request.user_id)
    .reverse();
  const { data, has_more } = JSON.parse(body) as { data: { id: string }[]; has_more: boolean };
  same(
    [data.map(({ id }) => id), has_more],
    [fit.slice(offset, offset + limit).map(({ id }) => id), fit.length > offset + limit],
    "the list",
  );
}

function instant(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}

const outcomeOf = ({ outcome, response }: DeliveryRecord["attempts"][number]) =>
  outcome === "answered" ? response!.status : outcome;

function seenIn(tasks: TaskRecord[], { now, mode }: ClockRecord) {
  return {
    now,
    mode,
    tasks: tasks.map(({ status, timeline, deliveries }) => ({
      status,
      timeline: timeline.map(({ move, at, status }) => [move, at, status]),
      deliveries: deliveries.map(({ event, state, next_attempt_at, attempts }) => ({
        event,
        state,
        next: next_attempt_at,
        attempts: attempts.map((one) => [one.number, one.at, one.fault, outcomeOf(one)]),
      })),
    })),
  };
}

function foretold({ now, mode, tasks }: Model, { retry }: Program) {
  return {
    now: instant(now),
    mode,
    tasks: tasks.map((task) => ({
      status: statusOf(task),
      timeline: task.timeline.map(({ move, at, status }) => [move, instant(at), status]),
      deliveries: task.deliveries.map((one) => ({
        event: one.event,
        state: stateOf(one, retry.length + 1),
        next: one.due === null ? null : instant(one.due),
        attempts: one.attempts.map(({ number, at, fault, outcome }) => [number, instant(at), fault, outcome]),
      })),
    })),
  };
}

function metBy({ received }: Handler, tasks: TaskRecord[]): object[] {
  return received.map(({ body, genuine, saw }) => {
    const { task_id, event } = JSON.parse(body) as { task_id: string; event: string };
    return { task: tasks.findIndex(({ id }) => id === task_id), event, genuine, saw };
  });
}
