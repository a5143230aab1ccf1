// Writes fixtures/fixture.schema.json from the schema in src/fixtures/schema.ts.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromSource } from "./from-source.mjs";

const TARGET = fileURLToPath(new URL("../fixtures/fixture.schema.json", import.meta.url));

/** Generates the file anew. */
export async function writeFixtureSchema() {
  const { fixtureJsonSchema } = await fromSource("src/fixtures/json-schema.ts");
  writeFileSync(TARGET, `${JSON.stringify(fixtureJsonSchema(), null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFixtureSchema();
