// Runs the measurements, all or those named on the command line, prints their table, keeps them in results.json and puts the table
// into docs/reference/speed.md and the plot beside it. Never fails because of a number. `--rounds N`: so many of each.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { plotOf } from "./plot.mjs";
import { packageFile } from "./processes.mjs";
import { noteOf, tableOf } from "./table.mjs";

const MEASUREMENTS = [
  "start-up",
  "in-process",
  "requests",
  "clients",
  "fixtures",
  "clock",
  "deliveries",
  "retry-day",
  "data",
  "simulate",
];
const RESULTS = packageFile("bench/results.json");
const PAGE = packageFile("docs/reference/speed.md");
const PLOT = packageFile("docs/reference/speed.svg");

const { values, positionals } = parseArgs({ options: { rounds: { type: "string" } }, allowPositionals: true });
const chosen = positionals.length > 0 ? positionals : MEASUREMENTS;
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);

const before = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, "utf8")).rows : [];
const measured = {};
for (const name of chosen) {
  const { title, measure } = await import(`./${name}.mjs`);
  console.error(`${title} …`);
  measured[name] = (await measure({ rounds })).map((row) => ({ of: name, ...rounded(row) }));
}

const results = {
  date: new Date().toISOString().slice(0, 10),
  node: process.version,
  machine: `${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim()}`,
  rows: MEASUREMENTS.flatMap((name) => measured[name] ?? before.filter((row) => row.of === name)),
};
writeFileSync(RESULTS, `${JSON.stringify(results, null, 1)}\n`);
const page = readFileSync(PAGE, "utf8");
writeFileSync(
  PAGE,
  page.replace(/(<!-- bench -->)[\s\S]*(<!-- \/bench -->)/, (_, begin, end) =>
    [begin, noteOf(results), tableOf(results), end].join("\n\n"),
  ),
);
writeFileSync(PLOT, plotOf(results));
console.log(`${tableOf(results)}\n\n${noteOf(results)}`);

/** Four digits say all that there is to say. */
function rounded({ mock, bare, ratios, ...row }) {
  const short = (numbers) => numbers.map((number) => Number(number.toPrecision(4)));
  return { ...row, mock: short(mock), bare: short(bare), ratios: short(ratios) };
}
