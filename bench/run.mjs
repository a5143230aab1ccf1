// Runs the measurements, all or those named on the command line, and prints one table. Never fails because of a number.

import { cpus } from "node:os";
import { median } from "./rounds.mjs";

const MEASUREMENTS = ["start-up", "requests", "deliveries", "retry-day", "data", "simulate"];

const named = process.argv.slice(2);
const chosen = named.length > 0 ? named : MEASUREMENTS;
const rows = [];
for (const name of chosen) {
  const { title, measure } = await import(`./${name}.mjs`);
  console.error(`${title} …`);
  rows.push(...(await measure()));
}

console.log("| | ratio to bare `node:http` | target | min–max | median | bare |");
console.log("|---|---|---|---|---|---|");
for (const { what, unit, mock, bare, ratios, target = "" } of rows) {
  const range = `${twoDigits(Math.min(...ratios))}–${twoDigits(Math.max(...ratios))}`;
  const cells = [what, twoDigits(median(ratios)), target, range, `${shown(mock)} ${unit}`, `${shown(bare)} ${unit}`];
  console.log(`| ${cells.join(" | ")} |`);
}
console.log(
  `\nNode ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim()}`,
);

function twoDigits(number) {
  return number.toFixed(2);
}

/** The median: whole when large. */
function shown(numbers) {
  const middle = median(numbers);
  return middle >= 100 ? Math.round(middle).toLocaleString("en") : middle.toFixed(1);
}
