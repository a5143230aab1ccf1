// `explain`: who answers a prompt, with what plan, and why the others do not.

import { existsSync } from "node:fs";
import { attemptsAllowed } from "../domain/delivery.js";
import { formatDuration } from "../domain/duration.js";
import type { TaskRequest } from "../domain/task.js";
import { type Explanation, explain as explainRequest } from "../fixtures/explain.js";
import type { Fixture, ScriptStep } from "../fixtures/fixture.js";
import { openLibrary } from "../fixtures/library.js";
import { FIXTURES_FOLDER } from "../mock.js";
import { shippedFixtures } from "../version.js";
import { type Given, type Run, textOf, textsOf } from "./command.js";
import { print, printJson } from "./output.js";
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
  const { plans = [], origin } = library.find(request)?.fixture ?? {};
  if (given.flags.json === true) printJson({ ...explanation, plans });
  else print(explanationText(explanation, plans, { all: given.flags.all === true, isOwn: origin === "user" }));
  return explanation.winner === null ? 1 : 0;
};

function requestOf(given: Given): TaskRequest {
  const metadata = textsOf(given, "metadata");
  return {
    prompt: given.words[0]!,
    userId: textOf(given, "user-id") ?? null,
    mode: "live",
    ...(metadata.length > 0 && { metadata: valuesOf(metadata) }),
  };
}

/** `isOwn`: a fixture of the user answers already, so none is offered. */
type Shown = { all: boolean; isOwn: boolean };

function explanationText(
  { winner, losers, suggestion }: Explanation,
  plans: Fixture["plans"],
  { all, isOwn }: Shown,
): string {
  const shown = all ? losers : losers.slice(0, NEAREST);
  const rest = losers.length - shown.length;
  const others = table(shown.map(({ name, failed }) => [`  ${name}`, failed]));
  return [
    winner === null ? "No fixture answers this prompt." : `${nameOf(winner)} answers: ${winner.why}.`,
    ...plans.flatMap((plan, i) => [plans.length > 1 ? `  plan ${i + 1}` : "  plan", ...plan.map(stepText)]),
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

function stepText({ after: { min, max }, ...step }: ScriptStep): string {
  const when = min === max ? formatDuration(min) : `${formatDuration(min)}..${formatDuration(max)}`;
  const what =
    step.move === "start"
      ? ""
      : step.move === "wait"
        ? step.wait.reason
        : JSON.stringify(step.move === "fail" ? step.error : step.data);
  return `    after ${when}  ${step.move}  ${cut(what, 100)}`.trimEnd();
}
