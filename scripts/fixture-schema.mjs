// Writes fixtures/fixture.schema.json from the schema in src/fixtures/schema.ts.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const SOURCE = fileURLToPath(new URL("../src/fixtures/json-schema.ts", import.meta.url));
const TARGET = fileURLToPath(new URL("../fixtures/fixture.schema.json", import.meta.url));

/** Generates the file anew. */
export async function writeFixtureSchema() {
  const { outputFiles } = await build({
    entryPoints: [SOURCE],
    bundle: true,
    format: "esm",
    platform: "node",
    write: false,
  });
  const module = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
  writeFileSync(TARGET, `${JSON.stringify(module.fixtureJsonSchema(), null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFixtureSchema();
