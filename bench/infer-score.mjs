// How much of a corpus is read right: node bench/infer-score.mjs FILE [--wrong] [--readme]. Keys, shape, count, types, and all four.
// --wrong says what is wrong; --readme writes the figure into the README, which a test holds to it.

import { readFileSync, writeFileSync } from "node:fs";
import { fromSource } from "../scripts/from-source.mjs";
import { packageFile } from "./processes.mjs";

const [file = packageFile("test/infer/corpus/seldom.json"), ...flags] = process.argv.slice(2);
const { scoreEntry, sharesOf } = await fromSource("test/infer/score.ts");
const entries = JSON.parse(readFileSync(file, "utf8"));

if (flags.includes("--wrong")) {
  for (const entry of entries) {
    const { all, why } = scoreEntry(entry);
    if (!all)
      console.log(`${entry.id} ${JSON.stringify(entry.prompt.slice(0, 300))}\n    ${why.slice(0, 6).join("\n    ")}`);
  }
}
const { entries: count, ...shares } = sharesOf(entries);
console.log(`${count} prompts`);
for (const [part, right] of Object.entries(shares))
  console.log(`${part.padEnd(6)} ${String(right).padStart(4)}  ${((100 * right) / count).toFixed(1)} %`);

if (flags.includes("--readme")) {
  const readme = packageFile("README.md");
  const name = file.split("/").at(-1);
  const figure = `${shares.all} of ${count} prompts (${Math.round((100 * shares.all) / count)}%) of \`test/infer/corpus/${name}\``;
  const text = readFileSync(readme, "utf8");
  writeFileSync(readme, text.replace(/\d+ of \d+ prompts \(\d+%\) of `test\/infer\/corpus\/[\w-]+\.json`/, figure));
}
