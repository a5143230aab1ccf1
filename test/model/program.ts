// A program: what somebody does to one account of a mock, as data. It can be drawn, shrunk, printed, pasted and run again.

import fc from "fast-check";
import type { StepFile } from "../../src/fixtures/fixture.js";

type Mode = "live" | "frozen" | "instant";

/**
 * How the handler answers from now on. `flaky`: 500 the first time it sees a body, 200 after that; `refuse`: it hangs up; `slow`: after some
 * turns; `reads`: it asks for the task first; `advances`: it tries to move the clock first; `creates`: it makes a task first, twice at most;
 * `kills`: the mock dies before it hears the answer, twice at most.
 */
export type Behaviour =
  | 200
  | 202
  | 302
  | 500
  | "flaky"
  | "refuse"
  | "slow"
  | "reads"
  | "advances"
  | "creates"
  | "kills";

/** One thing that is done. `task`: the nth of those that can take it (of all, where none can); `delivery`, `fault`: the nth; from 0, around when there are fewer. */
export type Command =
  | { do: "create"; prompt: number; user?: string; test?: boolean }
  | { do: "get" | "cancel" | "delete" | "resume" | "complete" | "fail" | "progress"; task: number }
  | { do: "wait"; task: number; service?: string; expires?: string }
  | { do: "answer" | "page"; task: number; decision: "approve" | "deny" }
  | { do: "list"; limit: number; offset: number; status?: string; user?: string }
  | { do: "advance"; by: string }
  | { do: "idle" | "restore" | "reset" }
  /** The mock stops, or dies, and another one goes on with its file: only where it has one. */
  | { do: "restart" | "kill" }
  /** What follows is done to an account that goes on from this moment of this one, which ends. */
  | { do: "fork" }
  /** Real time passes: only in a hurry. */
  | { do: "pause"; ms: number }
  | { do: "mode"; mode: Mode }
  | { do: "handler"; is: Behaviour }
  | { do: "url"; on: boolean }
  | { do: "arm"; spec: string }
  | { do: "clear"; fault?: number }
  | { do: "redeliver"; delivery: number }
  | { do: "revoke"; user?: string; service?: string; next?: "fail" }
  | { do: "use"; plan: StepFile[] };

/** The account as it is made, its one fixture's plans (one for the first time that a prompt comes, …) and faults, and what is then done. */
export type Program = {
  clock: Mode;
  consent: "auto" | "ask" | "deny";
  retry: string[];
  plans: StepFile[][];
  faults: string[];
  commands: Command[];
  /**
   * Absent: the model foretells it. `drawn`: chance has a hand in it, and it is the same each time. `hurried`: each command is given
   * before the one before it has ended, and time flows.
   */
  kind?: "drawn" | "hurried";
  /** It runs on a mock of its own with `--data`: on its default account, or on one that is made there. */
  kept?: "default" | "made";
};

const some = <T>(...values: T[]) => fc.constantFrom(...values);
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
/** Without the keys that are undefined, as it would be written. */
const written = <T extends object>(record: T) =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
const command = <const D extends Command["do"], T extends object>(
  what: D,
  fields: { [K in keyof T]: fc.Arbitrary<T[K]> },
) => fc.record(fields).map((given) => written({ do: what, ...given }) as unknown as Command);

const user = some("ann", "ann", "bob");
const service = some("crm", "crm", "crm", "chat");
const nth = fc.nat(2);

/** Plans whose steps come after one of these. `result`: what their tasks give. */
function plansOf(afters: string[], result: object): fc.Arbitrary<StepFile[]> {
  const after = some(...afters);
  const progress = after.map((after): StepFile => ({ after, progress: "on" }));
  const wait = fc
    .record({
      after,
      other: rarely(some(true)),
      consent: rarely(some("auto" as const, "ask" as const, "deny" as const)),
      expires: rarely(some("1s", "5s", "1h")),
      lasts: rarely(some("1m")),
    })
    .map(
      ({ after, other, lasts, ...rest }): StepFile => ({
        after,
        wait: written({ reason: "Please.", ...rest, ...(!other && { service: "crm", lasts }) }),
      }),
    );
  const end = fc
    .tuple(after, fc.boolean())
    .map(
      ([after, fails]): StepFile =>
        fails ? { after, fail: { code: "x", message: "No." } } : { after, complete: result as never },
    );
  return fc
    .tuple(
      rarely(some({ after: "3s", start: true as const })),
      fc.array(fc.oneof(progress, wait), { maxLength: 3 }),
      fc.option(end),
    )
    .map(([queue, steps, end]) => [
      ...(queue ? [queue] : []),
      // Each progress says something of its own: two events of the same bytes cannot be told apart.
      ...steps.map((step, i) => ("progress" in step ? { ...step, progress: `${i + 1}` } : step)),
      ...(end || steps.length === 0 ? [end ?? { complete: { done: true } }] : []),
    ]);
}
const plan = plansOf(["0", "1s", "7s", "2m", "1h"], { done: true });

const KINDS = [
  "status",
  "status status=200",
  "drop",
  "timeout",
  "lost-ack",
  "duplicate",
  "delay by=10s",
  "delay by=3s",
  "reorder",
  "reorder",
  "bad-signature",
  "wrong-secret",
  "missing-signature",
  "malformed-signature",
  "tampered-body",
  "truncate",
  "reset",
  "before-response",
];
const FINAL = ["task.complete", "task.failed"];
const where = fc.record({
  event: rarely(some("task.complete", "task.failed", "task.progress", "task.waiting")),
  attempt: rarely(some(1, 2)),
  times: rarely(some(2, 3)),
});
/** The spec of a fault, with what it cannot take left out. */
const webhookFault = fc.tuple(some(...KINDS), where).map(([kind, { event, attempt, times }]) => {
  const fits = written({
    event: kind === "reorder" && FINAL.includes(event ?? "") ? undefined : event,
    attempt: kind === "before-response" ? undefined : attempt,
    times,
  });
  return [`webhook ${kind}`, ...Object.entries(fits).map((pair) => pair.join("="))].join(" ");
});
const apiFault = fc
  .tuple(
    some(
      "rate-limited",
      "server-error status=503",
      "unauthorized",
      "forbidden",
      "reset",
      "malformed-json",
      "empty",
      "lost-response",
    ),
    some("create", "get", "cancel", "delete"),
  )
  .map(([kind, route]) => `api ${kind} route=${route}`);

const CREATE = command("create", { prompt: nth, user: rarely(user) });
const TEST = command("create", { prompt: nth, test: some(true) });
const ADVANCE = command("advance", { by: some("0s", "1ms", "1s", "1500ms", "3s", "10s", "11s", "2m", "1h") });
const HANDLER = command("handler", {
  is: some<Behaviour>(200, 500, 500, 202, 302, "flaky", "refuse", "slow", "reads", "advances", "creates"),
});
const FLAKY = command("handler", { is: some<Behaviour>("flaky", 500, 200) });
const REDELIVER = command("redeliver", { delivery: nth });
const FAULT = command("arm", { spec: webhookFault });
/** The faults that move an attempt, whatever the event. */
const MOVING = command("arm", {
  spec: some("webhook delay by=10s", "webhook reorder", "webhook before-response", "webhook timeout"),
});
const API_FAULT = command("arm", { spec: apiFault });
const CLEAR = command("clear", { fault: fc.option(nth, { nil: undefined }) });
const CALL = fc.oneof(...(["get", "cancel", "delete"] as const).map((what) => command(what, { task: nth })));
const MOVE = fc.oneof(
  ...(["resume", "complete", "fail", "progress"] as const).map((what) => command(what, { task: nth })),
);
const WAIT = command("wait", {
  task: nth,
  service: rarely(some(undefined)).chain(() => service),
  expires: rarely(some("1s", "1h")),
});
const ASK = command("wait", { task: nth, expires: rarely(some("1s", "1h")) });
const ANSWER = fc.oneof(
  ...(["answer", "page"] as const).map((what) =>
    command(what, { task: nth, decision: some("approve", "approve", "deny") }),
  ),
);
const REVOKE = command("revoke", { user: rarely(user), service: rarely(service), next: rarely(some("fail" as const)) });
const LIST = command("list", {
  limit: some(1, 2, 3),
  offset: nth,
  status: rarely(some("running", "waiting", "complete")),
  user: rarely(user),
});
const IDLE = command("idle", {});
const RESET = command("reset", {});
const MODE = command("mode", { mode: some<Mode>("live", "frozen", "instant") });
const URL = command("url", { on: fc.boolean() });
const USE = command("use", { plan });
const RESTORE = command("restore", {});
const RESTART = command("restart", {});
const KILL = command("kill", {});
const KILLS = command("handler", { is: some<Behaviour>("kills", "kills", 500, "flaky") });
const FORK = command("fork", {});

/** What programs are about: few kinds of command meet each other more often than many do. */
const THEMES: fc.Arbitrary<Command>[][] = [
  [HANDLER, REDELIVER, FAULT],
  [HANDLER, REDELIVER, MOVING, MOVING, MOVE],
  [HANDLER, REDELIVER, MOVING, URL],
  [WAIT, ASK, ANSWER, ANSWER, MOVE, REVOKE],
  [CALL, CALL, API_FAULT, API_FAULT, CLEAR, TEST, LIST],
  [HANDLER, ANSWER, MODE, IDLE, RESET],
  [FAULT, CLEAR, USE, RESTORE, RESET],
  [
    HANDLER,
    REDELIVER,
    FAULT,
    API_FAULT,
    CLEAR,
    CALL,
    MOVE,
    WAIT,
    ANSWER,
    REVOKE,
    TEST,
    LIST,
    IDLE,
    RESET,
    MODE,
    URL,
    USE,
    RESTORE,
  ],
];

/** Some tasks first, and then a dozen of commands: of one theme's kinds, and `passing` between them. */
function commandsOf(themes: fc.Arbitrary<Command>[][], passing = ADVANCE): fc.Arbitrary<Command[]> {
  const rest = themes.map((kinds) =>
    fc.array(fc.oneof(CREATE, passing, passing, ...kinds), { maxLength: 12, size: "max" }),
  );
  return fc.tuple(fc.array(CREATE, { minLength: 1, maxLength: 2 }), fc.oneof(...rest)).map((parts) => parts.flat());
}

const settings = {
  clock: some<Mode>("frozen", "frozen", "instant", "live"),
  consent: some("ask" as const, "ask" as const, "ask" as const, "auto" as const, "deny" as const),
  retry: some(["1s", "10s", "100s"], ["1m", "11m", "2h", "21h48m"], ["5s"]),
  faults: rarely(fc.array(webhookFault, { minLength: 1, maxLength: 2 })).map((faults) => faults ?? []),
};

/** Programs whose every moment the model foretells. */
export const exact = exactOf(THEMES);

/** The same, oftener with what leaves an account and comes back by an address of its own: its users' pages. */
export const sociable = exactOf([...THEMES, ...Array.from({ length: 4 }, () => [ASK, WAIT, ANSWER, ANSWER, MOVE])]);

function exactOf(themes: fc.Arbitrary<Command>[][]): fc.Arbitrary<Program> {
  return fc
    .record({ ...settings, plans: fc.array(plan, { minLength: 1, maxLength: 3 }), commands: commandsOf(themes) })
    .map((program) => (isFrozen(program) ? program : { ...program, commands: program.commands.map(withoutAdvance) }));
}

const ENDS = [RESTART, KILL, KILL];

/** Programs with restarts in between: at any moment between two commands, and while the handler has a request. */
export const kept: fc.Arbitrary<Program> = fc
  .tuple(
    exactOf([
      ...THEMES.map((kinds) => [...kinds, ...ENDS]),
      [...ENDS, KILLS, KILLS, REDELIVER, FAULT],
      [...ENDS, KILLS, MOVING, MOVE, URL],
      [...ENDS, ASK, WAIT, ANSWER, ANSWER, REVOKE],
      [...ENDS, USE, RESTORE, RESET, KILLS],
    ]),
    some("default" as const, "made" as const),
  )
  .map(([program, kept]) => ({ ...program, kept }));

/** Programs that go on elsewhere from a moment of theirs. A reset there would lead back to that moment: those end with it. */
export const forking: fc.Arbitrary<Program> = exactOf([
  ...THEMES.map((kinds) => [...kinds, FORK, FORK]),
  [FORK, FORK, ASK, WAIT, ANSWER, ANSWER, MOVE],
]).map((program) => {
  const first = program.commands.findIndex((one) => one.do === "fork");
  const isLost = (one: Command, i: number) => one.do === "reset" && first !== -1 && i > first;
  return { ...program, commands: program.commands.filter((one, i) => !isLost(one, i)) };
});

/**
 * A handler that advances the clock is refused after half a second of real time where nobody waits for it: too long for a program.
 * One that kills the mock does so at a known moment only where time stands meanwhile.
 */
const WITHOUT: Partial<Record<Behaviour, Behaviour>> = { advances: "reads", kills: 500 };
function withoutAdvance(command: Command): Command {
  const is = command.do === "handler" && WITHOUT[command.is];
  return is ? { ...command, is } : command;
}

function isFrozen({ clock, commands }: Program): boolean {
  return clock === "frozen" && commands.every((one) => one.do !== "mode" || one.mode === "frozen");
}

const byChance = fc
  .tuple(
    some(
      "webhook status",
      "webhook drop",
      "webhook timeout",
      "webhook delay by=3s",
      "webhook duplicate",
      "api server-error route=create",
      "api forbidden route=create",
      "api lost-response route=create",
    ),
    some(0.3, 0.7),
  )
  .map(([kind, probability]) => `${kind} probability=${probability}`);
const CHANCE = command("arm", { spec: byChance });
const INVENTED = { $infer: true };

/** Programs with drawn durations, invented results and faults by chance: nobody can foretell them, and they are the same each time. */
export const drawn: fc.Arbitrary<Program> = fc.record({
  ...settings,
  clock: some<Mode>("frozen"),
  plans: fc.array(plansOf(["1s..9s", "0..2m", "1s"], INVENTED), { minLength: 1, maxLength: 2 }),
  commands: commandsOf([
    [CHANCE, HANDLER],
    [CHANCE, CHANCE, MOVE, ANSWER],
    [CHANCE, IDLE, REDELIVER, CLEAR],
  ]),
  kind: some("drawn" as const),
});

/** Programs that nobody waits for, under a clock that flows: what they lead to is anybody's guess, but never wrong. */
export const hurried: fc.Arbitrary<Program> = fc
  .record({
    clock: some<Mode>("live", "live", "instant"),
    consent: settings.consent,
    retry: some(["1ms", "2ms", "5ms"], ["2ms", "1h"]),
    plans: fc.array(plansOf(["0", "1ms", "3ms"], { done: true }), { minLength: 1, maxLength: 2 }),
    faults: settings.faults,
    commands: commandsOf(
      [
        [FLAKY, REDELIVER, REDELIVER],
        [HANDLER, REDELIVER, MOVING, URL, RESET, ADVANCE],
        [MOVE, WAIT, ANSWER, CALL, MODE, IDLE, ADVANCE],
      ],
      command("pause", { ms: some(1, 2, 4) }),
    ),
    kind: some("hurried" as const),
  })
  .map((program) => ({ ...program, commands: program.commands.map(withoutAdvance) }));

/** The same, with the mock killed once or twice meanwhile. After a reset nobody knows which task was told of before it: there is none. */
export const killed: fc.Arbitrary<Program> = fc
  .tuple(hurried, some("default" as const, "made" as const), fc.array(fc.nat(1_000), { minLength: 1, maxLength: 2 }))
  .map(([program, kept, places]) => {
    const commands = program.commands.filter((one) => one.do !== "reset");
    for (const place of places) commands.splice(place % (commands.length + 1), 0, { do: "kill" });
    return { ...program, kept, commands };
  });

/** True where two requests may be on the wire at once. */
export function overlaps({ clock, commands }: Program): boolean {
  return clock === "live" || commands.some((one) => one.do === "mode" && one.mode === "live");
}

const FROM: Record<string, readonly string[]> = {
  progress: ["running"],
  wait: ["running"],
  complete: ["running"],
  fail: ["running", "waiting"],
  resume: ["waiting"],
  answer: ["waiting"],
  page: ["waiting"],
  cancel: ["pending", "running", "waiting"],
  delete: ["pending", "running", "waiting"],
};

/** Which task a command is about, of tasks in these statuses, oldest first; -1: none. */
export function targetOf(statuses: readonly string[], command: Command): number {
  if (!("task" in command)) return -1;
  const all = statuses.map((_, i) => i);
  const able = all.filter((i) => FROM[command.do]?.includes(statuses[i]!) ?? true);
  const among = able.length > 0 ? able : all;
  return among[command.task % among.length] ?? -1;
}

/** A line for `found.test.ts`. */
export function asTest(...programs: (Program | null)[]): string {
  return `  ["what it shows", ${programs.flatMap((one) => (one ? [JSON.stringify(one)] : [])).join(",\n  ")}],`;
}
