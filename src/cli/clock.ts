// The verbs on time and on the whole account.

import { parseDuration, parseTime } from "../domain/duration.js";
import type { AdvanceRecord, DeliveryRecord } from "../index.js";
import { badUsage, type Command, type Given, RUNNING_MOCK, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { attemptText } from "./deliveries.js";
import { isWatched, withProgress } from "./stdio.js";
import { table } from "./terminal.js";

export const advance: Command = {
  name: "advance",
  summary: "Move the mock's clock, and everything that falls due",
  words: [{ name: "DURATION", field: "by" }],
  flags: [
    { flag: "to", value: "TIME", help: "to this instant, in place of a duration" },
    { flag: "until-idle", help: "until nothing is due, in place of a duration" },
    ...RUNNING_MOCK,
  ],
  examples: [["ploton-mock advance 24h", "all five attempts, in milliseconds"]],
  run: move,
};

async function move(given: Given): Promise<number> {
  const [by] = given.words;
  const to = textOf(given, "to");
  const untilIdle = given.flags["until-idle"] === true;
  if ([by !== undefined, to !== undefined, untilIdle].filter(Boolean).length !== 1)
    throw badUsage("advance needs a duration such as 24h, or --to TIME, or --until-idle.");
  const call = await connect(given);
  const now = async () => (await call("getClock", { query: { pending: 0 } })).now;
  // Only a terminal shows how far it is, so only for one is the time asked.
  const from = isWatched() ? parseTime(await now())! : 0;
  const target = to === undefined ? from + (parseDuration(by ?? "") ?? 0) : (parseTime(to) ?? from);
  const work = untilIdle
    ? call("runUntilIdle")
    : call("advanceClock", { body: to === undefined ? { by: by! } : { to } });
  const done = await withProgress(work, async () => (untilIdle ? "advancing" : howFar(await now(), from, target)));
  const [first] = done.played;
  if (given.flags.json === true || first === undefined) return show(given, done, (record) => playedText(record));
  const { data: sent } = await call("listDeliveries", { query: { order: "newest", limit: 1_000 } });
  return show(given, done, (record) => playedText(record, attemptsSince(sent, parseTime(first.at)!)));
}

export const reset: Command = {
  name: "reset",
  summary: "Put the account back to how it was when made",
  flags: [
    { flag: "seed", value: "SEED", help: "with another seed: the same prompts then get other ids" },
    { flag: "keep-webhook", help: "its webhook stays as it is now" },
    ...RUNNING_MOCK,
  ],
  examples: [["ploton-mock reset --seed second-run", "for a handler that remembers the events of the first"]],
  operations: { reset: "" },
  async run(given) {
    const call = await connect(given);
    const keep = given.flags["keep-webhook"] === true ? (["webhook"] as const) : undefined;
    await call("reset", { body: { seed: textOf(given, "seed"), ...(keep && { keep: [...keep] }) } });
    return show(given, { reset: true }, () => "The account is as it was when made.");
  },
};

/** How the attempts since then went, a line each. */
function attemptsSince(sent: readonly DeliveryRecord[], from: number): string[] {
  return sent
    .flatMap((delivery) => delivery.attempts.map((attempt) => ({ delivery, attempt, at: parseTime(attempt.at)! })))
    .filter(({ at }) => at >= from)
    .sort((one, other) => one.at - other.at)
    .map(({ delivery: { id, event }, attempt }) => `${id}  ${event}  ${attemptText(attempt)}`);
}

function howFar(now: string, from: number, target: number): string {
  const share = Math.floor((100 * (parseTime(now)! - from)) / Math.max(1, target - from));
  return `advancing: ${share} %, at ${now}`;
}

function playedText({ now, played }: AdvanceRecord, attempts: readonly string[] = []): string {
  const rows = played.map(({ at, label }) => [at, label]);
  return [...(rows.length > 0 ? [table(rows)] : []), ...attempts, `now ${now}, ${played.length} played`].join("\n");
}
