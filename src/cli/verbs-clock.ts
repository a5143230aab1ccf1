// The verbs on time and on the whole account.

import { parseDuration, parseTime } from "../domain/duration.js";
import type { AdvanceRecord, PlotonMock } from "../index.js";
import { type Run, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { badUsage } from "./parse.js";
import { withProgress } from "./progress.js";
import { table } from "./table.js";

export const advance: Run = async (given) => {
  const [by] = given.words;
  const to = textOf(given, "to");
  if ((by === undefined) === (to === undefined)) throw badUsage("advance needs a duration such as 24h, or --to TIME.");
  const mock = await connect(given);
  const from = parseTime(await mock.clock.now())!;
  const target = to === undefined ? from + (parseDuration(by!) ?? 0) : (parseTime(to) ?? from);
  const work = mock.clock.advance(to === undefined ? by! : { to });
  return show(given, await withProgress(work, () => howFar(mock, from, target)), playedText);
};

export const reset: Run = async (given) => {
  const mock = await connect(given);
  await mock.reset();
  return show(given, { reset: true }, () => "The account is as it was when made.");
};

async function howFar(mock: PlotonMock, from: number, target: number): Promise<string> {
  const now = await mock.clock.now();
  const share = Math.floor((100 * (parseTime(now)! - from)) / Math.max(1, target - from));
  return `advancing: ${share} %, at ${now}`;
}

function playedText({ now, played }: AdvanceRecord): string {
  const rows = played.map(({ at, label }) => [at, label]);
  return [...(rows.length > 0 ? [table(rows)] : []), `now ${now}, ${played.length} played`].join("\n");
}
