// The verb on faults: arm one, list, clear.

import { quoted } from "../domain/fault-spec.js";
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
  const [first, ...more] = specsOf(words);
  const armed = await mock.faults.add(first!);
  if (more.length === 0) return show(given, armed, lineOf);
  const all = [armed];
  for (const spec of more) all.push(await mock.faults.add(spec));
  return show(given, all, (list) => list.map(lineOf).join("\n"));
};

/** Specs in the shell's quotes are a fault each; the words of one spec are one, and a value of several words stays together. */
function specsOf(words: readonly string[]): string[] {
  if (/\s/.test(words[0]!)) return [...words];
  const word = (text: string) => {
    const at = text.indexOf("=");
    const value = text.slice(at + 1);
    return at < 0 || /^".*"$/s.test(value) ? text : `${text.slice(0, at)}=${quoted(value)}`;
  };
  return [words.map(word).join(" ")];
}

function lineOf({ id, spec }: FaultRecord): string {
  return `${id}  ${spec}`;
}

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
