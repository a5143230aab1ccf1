// Tests run the source, a thread runs a file: the thread's program is bundled before the tests, where what is there is older.

import { readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FILE = join(ROOT, "dist/fixture-worker.js");

export default async function setup(): Promise<void> {
  const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" });
  const newest = Math.max(...sources.map((name) => statSync(join(ROOT, "src", name)).mtimeMs));
  if ((statSync(FILE, { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest) return;
  const outfile = `${FILE}.${process.pid}`;
  await build({
    absWorkingDir: ROOT,
    entryPoints: ["src/fixture-worker.ts"],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
    },
  });
  renameSync(outfile, FILE);
}
