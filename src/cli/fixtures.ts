// The verbs on fixtures: an example to start from, what is wrong with files, and a fixture from what was played or pasted.

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { attemptsAllowed } from "../domain/delivery.js";
import { doubtOf } from "../fixtures/doubt.js";
import { formatProblem } from "../fixtures/problem.js";
import { MockError } from "../index.js";
import { FIXTURES_FOLDER } from "../mock.js";
import { badUsage, type Command, type Given, JSON_FLAG, options, RUNNING_MOCK, textOf } from "./command.js";
import { connect, show } from "./connect.js";
import { readSettings } from "./settings.js";
import { print, printJson, readInput } from "./stdio.js";

export const init: Command = {
  name: "init",
  summary: "Write a commented example scenario and config; nothing is overwritten",
  words: [{ name: "DIR" }],
  flags: [],
  examples: [["ploton-mock init", "into the working folder"]],
  run: writeExamples,
};

async function writeExamples({ words: [folder = "."] }: Given): Promise<number> {
  const { exampleConfig, exampleFixture } = await import("../fixtures/example.js");
  const { fixtureJsonSchema } = await import("../fixtures/json-schema.js");
  const files: [string, string][] = [
    [join(folder, FIXTURES_FOLDER, "example.yaml"), exampleFixture],
    [join(folder, FIXTURES_FOLDER, "fixture.schema.json"), `${JSON.stringify(fixtureJsonSchema(), null, 2)}\n`],
    [join(folder, "ploton-mock.config.yaml"), exampleConfig],
  ];
  for (const [file, content] of files) print(`${(await writeNew(file, content)) ? "written" : "kept   "}  ${file}`);
  print(
    "Start the mock with: npx ploton-mock. One that runs takes the fixtures at once, the config when it starts anew.",
  );
  return 0;
}

/** False when the file is there already; it then stays as it is. */
async function writeNew(file: string, content: string): Promise<boolean> {
  try {
    await makeFolder(dirname(file));
    await writeFile(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new MockError(500, "cannot_write", `${file} cannot be written: ${whyNot(error as NodeJS.ErrnoException)}.`);
  }
}

/** One folder after the other: all at once, Node tries for ever where the system takes none, as in /proc. */
async function makeFolder(folder: string): Promise<void> {
  if (existsSync(folder)) return;
  await makeFolder(dirname(folder));
  await mkdir(folder);
}

const WHY: Readonly<Record<string, string>> = {
  ENOTDIR: "a part of its path is a file, not a folder",
  ENOENT: "no folder can be made there",
  EACCES: "it is not allowed",
  EPERM: "it is not allowed",
  EROFS: "nothing can be written there",
};

function whyNot({ code = "", message }: NodeJS.ErrnoException): string {
  return WHY[code] ?? message;
}

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

export const save: Command = {
  name: "save",
  summary: "Print a fixture that plays a task of the running mock again",
  words: [{ name: "TASK", required: true }],
  flags: RUNNING_MOCK,
  examples: [["ploton-mock save task_8xK2mP > ploton-fixtures/weather.yaml", "moves by hand included"]],
  operations: { saveTask: "" },
  async run(given) {
    const call = await connect(given);
    return show(given, await call("saveTask", { params: { id: given.words[0]! } }), ({ yaml }) => yaml.trimEnd());
  },
};

export const importAnswer: Command = {
  name: "import",
  summary: "Print a fixture that gives a real answer or webhook body again",
  words: [{ name: "FILE" }],
  flags: [{ flag: "prompt", value: "P", help: "the prompt of the task, which the answer does not hold" }],
  examples: [["ploton-mock import answer.json --prompt 'Pull all deals'", "without a file, from standard input"]],
  async run(given) {
    const { answerToFixture } = await import("../fixtures/import-answer.js");
    const text = (await readInput(given.words[0])).toString("utf8");
    print(answerToFixture(text, textOf(given, "prompt")).trimEnd());
    return 0;
  },
};
