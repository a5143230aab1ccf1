// The report as JUnit XML, for CI.

import type { CaseResult, CheckReport } from "./case.js";

/** A whole XML document: one suite, one test case a case. A warning passes and says so in system-out. */
export function reportJunit({ handler, cases, unreachable }: CheckReport): string {
  const shown = unreachable === undefined ? cases : [unreachableCase(handler, unreachable)];
  const count = (verdict: string) => shown.filter((result) => result.verdict === verdict).length;
  const total = shown.reduce((sum, { ms }) => sum + (ms ?? 0), 0);
  const counts = `tests="${shown.length}" failures="${count("fail")}" errors="0" skipped="${count("skipped")}" time="${seconds(total)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="${escapeXml(`ploton-mock check ${handler}`)}" ${counts}>`,
    ...shown.map(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase(result: CaseResult): string {
  const { id, title, verdict, ms } = result;
  const open = `    <testcase classname="ploton-mock.check" name="${escapeXml(`${id}: ${title}`)}" time="${seconds(ms ?? 0)}"`;
  return verdict === "pass" ? `${open}/>` : `${open}>${inside(result)}</testcase>`;
}

function inside({ verdict, received, sent, why, mend }: CaseResult): string {
  const message = escapeXml(verdict === "skipped" ? received : `got ${received}`);
  const text = escapeXml(`sent: ${sent}\ngot: ${received}\nwhy: ${why}\nmend: ${mend}`);
  if (verdict === "skipped") return `<skipped message="${message}"/>`;
  if (verdict === "warning") return `<system-out>${escapeXml("warning")}\n${text}</system-out>`;
  return `<failure type="fail" message="${message}">${text}</failure>`;
}

function unreachableCase(handler: string, reason: string): CaseResult {
  return {
    id: "reachable",
    title: "the handler can be reached",
    verdict: "fail",
    sent: `a connection to ${handler}`,
    received: reason,
    why: "Nothing was checked.",
    mend: "Start the handler, or correct the URL.",
    ms: null,
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};

/** Text as XML 1.0 allows it: markup as entities, characters that have no place in XML as \xNN. */
function escapeXml(text: string): string {
  return text
    .replace(/\p{Surrogate}/gu, "\ufffd")
    .replace(/[&<>"']/g, (c) => ENTITIES[c]!)
    .replace(/\r/g, "&#13;")
    .replace(ILLEGAL, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids these, even as entities.
const ILLEGAL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;
