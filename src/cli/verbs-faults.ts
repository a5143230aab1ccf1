// The verb on faults: arm one, list, clear.

import type { FaultRecord, PlotonMock } from "../index.js";
import type { Given, Run } from "./command.js";
import { connect, show } from "./connect.js";
import { badUsage } from "./parse.js";
import { table } from "./table.js";

export const fault: Run = async (given) => {
  const { words, flags } = given;
  if (flags.list !== true && flags.clear !== true && words.length === 0)
    throw badUsage('fault needs a fault such as "webhook lost-ack attempt=1", or --list, or --clear.');
  const mock = await connect(given);
  if (flags.clear === true) return clear(mock, given);
  if (flags.list === true) return show(given, await mock.faults.list(), listText);
  return show(given, await mock.faults.add(words.join(" ")), ({ id, spec }) => `${id}  ${spec}`);
};

async function clear(mock: PlotonMock, given: Given): Promise<number> {
  const [id] = given.words;
  await mock.faults.clear(id);
  return show(given, { cleared: id ?? "all" }, () => `cleared: ${id ?? "all"}`);
}

function listText(list: readonly FaultRecord[]): string {
  if (list.length === 0) return "No fault is armed.";
  const rows = list.map(({ id, spec, left, strikes }) => [
    id,
    left === null ? "always" : String(left),
    String(strikes),
    spec,
  ]);
  return table([["FAULT", "LEFT", "STRUCK", "SPEC"], ...rows]);
}
