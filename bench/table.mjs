// The last results as the table that docs/reference/speed.md shows.

import { median } from "./rounds.mjs";

/** The rows of results.json as Markdown: each ratio with its target, its range, and the medians that it is of. */
export function tableOf({ rows }) {
  return [
    "| | ratio to bare | target | min–max | median | bare |",
    "|---|---|---|---|---|---|",
    ...rows.map(lineOf),
  ].join("\n");
}

/** Which machine, when: what no ratio is free of. */
export function noteOf({ date, node, machine }) {
  return `Measured ${date}, Node ${node}, ${machine}.`;
}

function lineOf({ what, unit, mock, bare, ratios, target }) {
  const range = `${twoDigits(Math.min(...ratios))}–${twoDigits(Math.max(...ratios))}`;
  const cells = [what, twoDigits(median(ratios)), target, range, `${shown(mock)} ${unit}`, `${shown(bare)} ${unit}`];
  return `| ${cells.join(" | ")} |`;
}

function twoDigits(number) {
  return number.toFixed(2);
}

/** The median: whole when large. */
function shown(numbers) {
  const middle = median(numbers);
  return middle >= 100 ? Math.round(middle).toLocaleString("en") : middle.toFixed(1);
}
