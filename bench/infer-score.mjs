// How much of a corpus is read right: node bench/infer-score.mjs FILE [--wrong]. Keys, shape, count, types, and all four.

import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { packageFile } from "./processes.mjs";

const [file = packageFile("test/infer/corpus/seldom.json"), ...flags] = process.argv.slice(2);
const outfile = join(tmpdir(), `ploton-mock-score-${process.pid}.mjs`);
await esbuild.build({ entryPoints: [packageFile("test/infer/score.ts")], outfile, bundle: true, platform: "node", format: "esm", logLevel: "error" });
const { scoreEntry, sharesOf } = await import(pathToFileURL(outfile).href);
const entries = JSON.parse(readFileSync(file, "utf8"));

if (flags.includes("--wrong")) {
  for (const entry of entries) {
    const { all, why } = scoreEntry(entry);
    if (!all) console.log(`${entry.id} ${JSON.stringify(entry.prompt.slice(0, 300))}\n    ${why.slice(0, 6).join("\n    ")}`);
  }
}
const { entries: count, ...shares } = sharesOf(entries);
console.log(`${count} prompts`);
for (const [part, right] of Object.entries(shares)) console.log(`${part.padEnd(6)} ${String(right).padStart(4)}  ${((100 * right) / count).toFixed(1)} %`);
