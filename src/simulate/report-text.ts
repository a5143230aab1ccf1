// The report as text: each failure in some ten lines with what to paste, what was met in a table, and the closing line.

import type { CoverageRecord, Happens } from "./coverage.js";
import type { FailureRecord, SimulationReport } from "./report.js";
import { describeFailure } from "./simulate.js";
import { ANNOUNCED } from "./story.js";

export type Style = { colour: boolean };

const paint = (code: number, text: string, { colour }: Style) => (colour ? `\u001b[${code}m${text}\u001b[39m` : text);
const indented = (lines: readonly string[], by: string) => lines.map((line) => (line === "" ? line : by + line));

/** One failure: what, the story, how to play it again, the test to paste. */
export function failureText(failure: FailureRecord, style: Style): string {
  const [title, ...lines] = describeFailure(failure);
  const repeats =
    failure.repeats === 0
      ? []
      : [`${failure.repeats} more ${failure.repeats === 1 ? "story" : "stories"} failed of this`];
  return [
    `  ${paint(31, "✗", style)} ${title}`,
    ...indented([...lines, ...repeats], "      "),
    "      to play it again:",
    `        ${failure.replay}`,
    "      as a test (Vitest; --json has one for pytest, too):",
    ...indented(failure.test.trimEnd().split("\n"), "        "),
    "",
  ].join("\n");
}

/** What was met: a row for each thing that befalls an event, a column for each event; "3/15": of 15 attempts and neighbours, 3. */
export function coverageText({ cells, met, of }: CoverageRecord): string {
  const faults = [...new Set(cells.map(({ fault }) => fault))];
  const rows = faults.map((fault) => [fault as string, ...ANNOUNCED.map((event) => share(cells, fault, event))]);
  const lines = columns([["", ...ANNOUNCED.map((event) => `task.${event}`)], ...rows]);
  return [
    `  met: ${met} of ${of} (event × fault × attempt × what is on the wire beside it)`,
    ...indented(lines, "    "),
    "",
  ].join("\n");
}

function share(cells: CoverageRecord["cells"], fault: Happens, event: string): string {
  const those = cells.filter((cell) => cell.fault === fault && cell.event === event);
  return `${those.filter(({ times }) => times > 0).length}/${those.length}`;
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd(),
  );
}

/** What could not be judged and how it could be, and the closing line. */
export function closingText(report: SimulationReport, style: Style): string {
  const { stories, requests, failures, seeds, shard } = report;
  const ofWhat = seeds === null ? "the story" : `seeds ${seeds}${shard === null ? "" : `, shard ${shard}`}`;
  const verdict = report.passed
    ? paint(32, "passed", style)
    : paint(31, `${failures.length} ${failures.length === 1 ? "failure" : "failures"}`, style);
  return [
    ...report.not_judged.map(
      (name) => `  not judged: ${name}${report.skipped.includes(name) ? "" : (HOW[name] ?? "")}`,
    ),
    ...(report.stopped === undefined ? [] : [`  ended early: ${report.stopped}`]),
    `  ${verdict}: ${stories} ${stories === 1 ? "story" : "stories"}, ${requests} ${requests === 1 ? "request" : "requests"}, ${ofWhat}`,
  ].join("\n");
}

const HOW: Partial<Record<string, string>> = {
  effects: " (give --probe URL|CMD, a number of effects such as a count of rows)",
  state: " (give --state URL with {task_id}, which answers {status})",
};

export function reportJson(report: SimulationReport): string {
  return JSON.stringify(report, null, 2);
}
