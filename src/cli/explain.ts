// `explain`: who answers a prompt, with what plan, and why the others do not.

import { existsSync } from "node:fs";
import { attemptsAllowed } from "../domain/delivery.js";
import { didYouMean } from "../domain/errors.js";
import { isJsonObject, type JsonObject } from "../domain/json.js";
import type { TaskRequest } from "../domain/task.js";
import { realTime } from "../engine/clock.js";
import type { Explanation, Winner } from "../fixtures/explain.js";
import { MOVES, type StepFile } from "../fixtures/fixture.js";
import { FIXTURES_FOLDER, startOf } from "../mock.js";
import { drawScenario } from "../scenarios.js";
import { shippedFixtures } from "../version.js";
import { badUsage, type Command, type Given, JSON_FLAG, options, textOf, textsOf } from "./command.js";
import { valuesOf } from "./deliveries.js";
import { readSettings } from "./settings.js";
import { print, printJson } from "./stdio.js";
import { cut, table } from "./terminal.js";

/** So many of the others are listed without --all: more than are shipped, fewer than a screen. */
const NEAREST = 20;

export const explain: Command = {
  name: "explain",
  summary: "Tell which fixture answers a prompt, with what plan, and why the others do not",
  words: [{ name: "PROMPT", required: true }],
  flags: [
    { flag: "user-id", value: "ID", help: "the request's user_id" },
    { flag: "metadata", value: "KEY=VALUE", list: true, single: true, help: "of the request's metadata" },
    { flag: "mode", value: "MODE", help: "the request's mode: live, or test" },
    { flag: "sub-agent", value: "NAME", help: "the request's sub_agent" },
    { flag: "all", help: "list all of the others, not only the nearest" },
    JSON_FLAG,
    ...options("fixtures", "builtin-fixtures", "unmatched"),
  ],
  examples: [['ploton-mock explain "Pull all open deals"', "with the fixtures that start would use"]],
  run: tell,
};

async function tell(given: Given): Promise<number> {
  const { openLibrary } = await import("../fixtures/library.js");
  const { explain: explainRequest } = await import("../fixtures/explain.js");
  const settings = await readSettings(given);
  const { fixtures, builtinFixtures: builtin, unmatched, retry, seed } = settings;
  const paths = fixtures ?? (existsSync(FIXTURES_FOLDER) ? [FIXTURES_FOLDER] : []);
  const attempts = attemptsAllowed(retry);
  const library = await openLibrary({ paths, shipped: await shippedFixtures(), builtin, unmatched, attempts });
  const request = requestOf(given);
  const now = startOf(settings) ?? realTime.wall();
  const explanation = await explainRequest(library, request, [], (found) =>
    drawScenario(found, request, { seed, now, occurrence: 0 }),
  );
  const isOwn = (await library.find(request))?.fixture.origin === "user";
  if (given.flags.json === true) printJson(explanation);
  else print(explanationText(explanation, { all: given.flags.all === true, isOwn }));
  return explanation.winner === null ? 1 : 0;
}

function requestOf(given: Given): TaskRequest {
  if (given.words[0]!.trim() === "") throw badUsage("A prompt must not be empty: no task can be created with it.");
  const metadata = textsOf(given, "metadata");
  const subAgent = textOf(given, "sub-agent");
  return {
    prompt: given.words[0]!,
    userId: textOf(given, "user-id") ?? null,
    mode: modeOf(textOf(given, "mode") ?? "live"),
    ...(metadata.length > 0 && { metadata: JSON.stringify(valuesOf(metadata)) }),
    ...(subAgent !== undefined && { subAgent }),
  };
}

function modeOf(mode: string): TaskRequest["mode"] {
  if (mode === "live" || mode === "test") return mode;
  throw badUsage(`--mode must be live or test, not ${JSON.stringify(mode)}.${didYouMean(mode, ["live", "test"])}`);
}

/** `isOwn`: a fixture of the user answers already, so none is offered. */
type Shown = { all: boolean; isOwn: boolean };

function explanationText({ winner, losers, suggestion }: Explanation, { all, isOwn }: Shown): string {
  const shown = all ? losers : losers.slice(0, NEAREST);
  const rest = losers.length - shown.length;
  const others = table(shown.map(({ name, failed }) => [`  ${name}`, failed]));
  return [
    winner === null ? "No fixture answers this prompt." : `${nameOf(winner)} answers: ${winner.why}.`,
    ...(winner === null ? [] : planText(winner)),
    "",
    winner === null ? "The nearest:" : "The others:",
    others,
    ...(rest > 0 ? [`  and ${rest} more; --all lists them`] : []),
    ...(isOwn
      ? []
      : ["", "A fixture of your own for it, to paste and change:", suggestion.trimEnd().replace(/^/gm, "  ")]),
  ].join("\n");
}

function nameOf({ name, file }: { name: string; file?: string }): string {
  return file === undefined ? name : `${name} (${file})`;
}

function planText({ plan, plans = [plan], inferred, schema, acknowledges, reread }: Winner): string[] {
  const steps = plans.flatMap((each, i) => [plans.length > 1 ? `  plan ${i + 1}` : "  plan", ...each.map(stepText)]);
  if (inferred === undefined) return steps;
  const read = acknowledges
    ? "an acknowledgement: the prompt asks for something to be done, and names no fields"
    : shapeText(schema ?? {});
  return [
    ...steps,
    "  invented from the prompt, which asks for",
    `    ${cut(read, 300)}`,
    ...(reread === undefined ? [] : [`    (read ${reread})`]),
    "  the first task with this prompt gets",
    `    ${cut(JSON.stringify(inferred), 600)}`,
  ];
}

/** A schema in few words: {invoices: [{number: string, due_date: date}] × 5}. */
function shapeText(schema: JsonObject): string {
  const { type, format, properties, items, minItems, maxItems, enum: choices, additionalProperties } = schema;
  if (Array.isArray(choices)) return choices.join(" | ");
  if (isJsonObject(properties ?? null)) {
    const fields = Object.entries(properties as JsonObject).map(
      ([name, child]) => `${name}: ${shapeText(child as JsonObject)}`,
    );
    return `{${fields.join(", ")}}`;
  }
  if (type === "array") {
    const size = minItems === maxItems ? `${minItems}` : `${minItems ?? 0} to ${maxItems}`;
    return `[${shapeText((items ?? {}) as JsonObject)}] × ${size}`;
  }
  if (isJsonObject(additionalProperties ?? null)) return `{…: ${shapeText(additionalProperties as JsonObject)}}`;
  return String(format ?? type ?? "anything");
}

function stepText(step: StepFile): string {
  const move = MOVES.find((each) => Object.hasOwn(step, each))!;
  const what = move === "start" ? "" : move === "wait" ? step.wait!.reason : JSON.stringify(step[move]);
  return `    after ${step.after}  ${move}  ${cut(what, 100)}`.trimEnd();
}
