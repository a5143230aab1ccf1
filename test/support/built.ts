// Tests run the source, which runs what is built in two places: a thread's program and the inspector. Each is built before the tests,
// where what is there is older.

import { readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildInspector } from "../../scripts/inspector.mjs";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WORKER = "dist/fixture-worker.js";

export default async function setup(): Promise<void> {
  if (isOlder(WORKER, "src")) await buildWorker();
  if (isOlder("dist/inspector/index.html", "inspector")) await buildInspector(join(ROOT, "dist"));
}

/** Is a built file not there, or older than one of its sources? */
export function isOlder(built: string, folder: string): boolean {
  const sources = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  const newest = Math.max(...sources.map((name) => statSync(join(ROOT, folder, name)).mtimeMs));
  return (statSync(join(ROOT, built), { throwIfNoEntry: false })?.mtimeMs ?? 0) <= newest;
}

async function buildWorker(): Promise<void> {
  const outfile = `${join(ROOT, WORKER)}.${process.pid}`;
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
  renameSync(outfile, join(ROOT, WORKER));
}
