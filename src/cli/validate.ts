// `validate`: what is wrong with fixtures, all of it, each on its own line.

import { existsSync } from "node:fs";
import { attemptsAllowed } from "../domain/delivery.js";
import { loadFixtures } from "../fixtures/load.js";
import { formatProblem } from "../fixtures/problem.js";
import { FIXTURES_FOLDER } from "../mock.js";
import type { Given, Run } from "./command.js";
import { print, printJson } from "./output.js";
import { badUsage } from "./parse.js";
import { readSettings } from "./settings.js";

export const validate: Run = async (given) => {
  const { fixtures: configured, retry } = await readSettings(given);
  const paths = pathsOf(given, configured);
  const { fixtures, problems } = await loadFixtures(paths, "user", attemptsAllowed(retry));
  if (given.flags.json === true) printJson({ fixtures: fixtures.map(({ name, file }) => ({ name, file })), problems });
  else {
    for (const problem of problems) print(formatProblem(problem));
    const count = `${fixtures.length} ${fixtures.length === 1 ? "fixture is" : "fixtures are"} right`;
    print(problems.length === 0 ? `${count}: ${paths.join(", ")}` : `${problems.length} problems; ${count}`);
  }
  return problems.length === 0 ? 0 : 1;
};

function pathsOf(given: Given, configured: string[] | null): string[] {
  if (given.words.length > 0) return given.words;
  if (configured !== null) return configured;
  if (existsSync(FIXTURES_FOLDER)) return [FIXTURES_FOLDER];
  throw badUsage(`There is no ${FIXTURES_FOLDER}/ here. Give the paths to check, or begin with: ploton-mock init`);
}
