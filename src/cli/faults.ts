// The verb on faults: arm one, list, clear.

import { quoted } from "../domain/fault-spec.js";
import type { FaultRecord } from "../index.js";
import { type Command, type Given, RUNNING_MOCK } from "./command.js";
import { connect, show } from "./connect.js";
import { listed } from "./lists.js";
import { table } from "./terminal.js";

export const fault: Command = {
  name: "fault",
  summary: "Arm a fault, list those that are armed, or clear them",
  words: [{ name: "SPEC", many: true, field: "spec" }],
  flags: [
    { flag: "list", help: "list what is armed, and what has struck as often as it was to" },
    { flag: "clear", help: "[ID]  clear the fault of this id, or all" },
    ...RUNNING_MOCK,
  ],
  examples: [
    ["ploton-mock fault webhook lost-ack event=task.complete attempt=1", "the answer gets lost, so it is sent again"],
    ["ploton-mock fault --clear flt_1", "--clear alone takes all of them back"],
  ],
  operations: { listFaults: "--list" },
  async run(given) {
    if (given.flags.clear === true) return clear(given);
    return given.flags.list === true || given.words.length === 0 ? list(given) : arm(given);
  },
};

async function arm(given: Given): Promise<number> {
  const call = await connect(given);
  const armed: FaultRecord[] = [];
  for (const spec of specsOf(given.words)) armed.push(await call("addFault", { body: { spec } }));
  return show(given, armed.length === 1 ? armed[0]! : armed, () => armed.map(lineOf).join("\n"));
}

async function list(given: Given): Promise<number> {
  const call = await connect(given);
  const all = await listed(given, [], (query) => call("listFaults", { query }));
  return show(given, all, listText);
}

async function clear(given: Given): Promise<number> {
  const call = await connect(given);
  const [id] = given.words;
  if (id === undefined) await call("clearFaults");
  else await call("clearFault", { params: { id } });
  return show(given, { cleared: id ?? "all" }, () => `cleared: ${id ?? "all"}`);
}

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

function listText(list: readonly FaultRecord[]): string {
  if (list.length === 0) return "No fault is armed.";
  const rows = list.map(({ id, spec, left, strikes }) => [
    id,
    left === null ? "always" : left === 0 ? "spent" : String(left),
    String(strikes),
    spec,
  ]);
  return table([["FAULT", "LEFT", "STRUCK", "SPEC"], ...rows]);
}
