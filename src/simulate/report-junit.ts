// The report as JUnit XML, for CI: a test case for each invariant.

import { INVARIANT_NAMES, INVARIANTS, type Invariant } from "./judge.js";
import type { SimulationReport } from "./report.js";
import { describeFailure } from "./simulate.js";

export function reportJunit(report: SimulationReport): string {
  const failed = INVARIANT_NAMES.filter((name) => report.failures.some(({ invariant }) => invariant === name));
  const counts = `tests="${INVARIANT_NAMES.length}" failures="${failed.length}" errors="0" skipped="${report.not_judged.length}" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="ploton-mock simulate" ${counts}>`,
    ...INVARIANT_NAMES.map((name) => testCase(name, report)),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(name: Invariant, { failures, not_judged, stories }: SimulationReport): string {
  const open = `    <testcase classname="ploton-mock.simulate" name="${escapeXml(`${name}: ${INVARIANTS[name]}`)}" time="0"`;
  const mine = failures.filter(({ invariant }) => invariant === name);
  if (mine.length > 0) {
    const text = mine.map((failure) => [...describeFailure(failure), failure.replay].join("\n")).join("\n\n");
    return `${open}><failure type="${name}" message="${escapeXml(mine[0]!.what)}">${escapeXml(text)}</failure></testcase>`;
  }
  if (not_judged.includes(name)) return `${open}><skipped message="not judged"/></testcase>`;
  return `${open}><system-out>held in ${stories} stories</system-out></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => ENTITIES[c]!).replace(ILLEGAL, "?");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids these, even as entities.
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
