// `init`: an example to start from.

import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { exampleConfig, exampleFixture } from "../fixtures/example.js";
import { fixtureJsonSchema } from "../fixtures/json-schema.js";
import { MockError } from "../index.js";
import { FIXTURES_FOLDER } from "../mock.js";
import type { Run } from "./command.js";
import { print } from "./output.js";

export const init: Run = async ({ words: [folder = "."] }) => {
  const files: [string, string][] = [
    [join(folder, FIXTURES_FOLDER, "example.yaml"), exampleFixture],
    [join(folder, FIXTURES_FOLDER, "fixture.schema.json"), `${JSON.stringify(fixtureJsonSchema(), null, 2)}\n`],
    [join(folder, "ploton-mock.config.yaml"), exampleConfig],
  ];
  for (const [file, content] of files) print(`${(await writeNew(file, content)) ? "written" : "kept   "}  ${file}`);
  print("Start the mock with: npx ploton-mock");
  return 0;
};

/** False when the file is there already; it then stays as it is. */
async function writeNew(file: string, content: string): Promise<boolean> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw new MockError(500, "cannot_write", `${file} cannot be written: ${(error as Error).message}.`);
  }
}
