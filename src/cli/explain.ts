// `explain`: who answers a prompt, with what plan, and why the others do not.

import { existsSync } from "node:fs";
import { attemptsAllowed } from "../domain/delivery.js";
import { didYouMean } from "../domain/errors.js";
import type { TaskRequest } from "../domain/task.js";
import { type Explanation, explain as explainRequest, type Winner } from "../fixtures/explain.js";
import { MOVES, type StepFile } from "../fixtures/fixture.js";
import { openLibrary } from "../fixtures/library.js";
import { FIXTURES_FOLDER } from "../mock.js";
import { shippedFixtures } from "../version.js";
import { type Given, type Run, textOf, textsOf } from "./command.js";
import { print, printJson } from "./output.js";
import { badUsage } from "./parse.js";
import { readSettings } from "./settings.js";
import { cut, table } from "./table.js";
import { valuesOf } from "./verbs-deliveries.js";

const NEAREST = 5;

export const explain: Run = async (given) => {
  const { fixtures, builtinFixtures: builtin, unmatched, retry } = await readSettings(given);
  const paths = fixtures ?? (existsSync(FIXTURES_FOLDER) ? [FIXTURES_FOLDER] : []);
  const attempts = attemptsAllowed(retry);
  const library = await openLibrary({ paths, shipped: await shippedFixtures(), builtin, unmatched, attempts });
  const request = requestOf(given);
  const explanation = await explainRequest(library, request);
  const isOwn = (await library.find(request))?.fixture.origin === "user";
  if (given.flags.json === true) printJson(explanation);
  else print(explanationText(explanation, { all: given.flags.all === true, isOwn }));
  return explanation.winner === null ? 1 : 0;
};

function requestOf(given: Given): TaskRequest {
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

function planText({ plan, plans = [plan], inferred }: Winner): string[] {
  const steps = plans.flatMap((each, i) => [plans.length > 1 ? `  plan ${i + 1}` : "  plan", ...each.map(stepText)]);
  if (inferred === undefined) return steps;
  return [...steps, `  read off the prompt, with other values for each task: ${cut(JSON.stringify(inferred), 300)}`];
}

function stepText(step: StepFile): string {
  const move = MOVES.find((each) => Object.hasOwn(step, each))!;
  const what = move === "start" ? "" : move === "wait" ? step.wait!.reason : JSON.stringify(step[move]);
  return `    after ${step.after}  ${move}  ${cut(what, 100)}`.trimEnd();
}
