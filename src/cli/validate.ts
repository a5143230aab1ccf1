// `validate`: what is wrong with fixtures, all of it, each on its own line.

import { existsSync } from "node:fs";
import { attemptsAllowed } from "../domain/delivery.js";
import { doubtOf } from "../fixtures/doubt.js";
import { formatProblem } from "../fixtures/problem.js";
import { FIXTURES_FOLDER } from "../mock.js";
import { badUsage, type Command, type Given, JSON_FLAG, options } from "./command.js";
import { readSettings } from "./settings.js";
import { print, printJson } from "./stdio.js";

export const validate: Command = {
  name: "validate",
  summary: "Check fixtures: every problem with its file, line and column",
  words: [{ name: "PATH", many: true }],
  flags: [JSON_FLAG, ...options("fixtures", "retry")],
  examples: [["ploton-mock validate", "ploton-fixtures/, or what the config file names"]],
  notes: "Ends with 1 when there is a problem.",
  run: checkFiles,
};

async function checkFiles(given: Given): Promise<number> {
  const { loadFixtures } = await import("../fixtures/load.js");
  const { fixtures: configured, retry } = await readSettings(given);
  const paths = pathsOf(given, configured);
  const { fixtures, problems } = await loadFixtures(paths, "user", attemptsAllowed(retry));
  const doubts = fixtures.flatMap((fixture) => doubtOf(fixture) ?? []);
  if (given.flags.json === true)
    printJson({ fixtures: fixtures.map(({ name, file }) => ({ name, file })), problems, warnings: doubts });
  else {
    for (const doubt of doubts) print(`warning: ${doubt}`);
    for (const problem of problems) print(formatProblem(problem));
    print(closingText(fixtures.length, problems.length, paths.join(", ")));
  }
  return problems.length === 0 ? 0 : 1;
}

function closingText(right: number, wrong: number, where: string): string {
  if (right + wrong === 0) return `no fixture files in ${where}`;
  const count = `${right} ${right === 1 ? "fixture is" : "fixtures are"} valid`;
  return wrong === 0 ? `${count}: ${where}` : `${wrong} ${wrong === 1 ? "problem" : "problems"}; ${count}`;
}

function pathsOf(given: Given, configured: string[] | null): string[] {
  if (given.words.length > 0) return given.words;
  if (configured !== null) return configured;
  if (existsSync(FIXTURES_FOLDER)) return [FIXTURES_FOLDER];
  throw badUsage(`There is no ${FIXTURES_FOLDER}/ here. Give the paths to check, or begin with: ploton-mock init`);
}
