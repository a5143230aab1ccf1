// `init`: an example to start from.

import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MockError } from "../index.js";
import { FIXTURES_FOLDER } from "../mock.js";
import type { Command, Given } from "./command.js";
import { print } from "./stdio.js";

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
