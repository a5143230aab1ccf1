// JUnit XML in the form that the common schemas take (Ant's and Jenkins'): their common ground, so that any reader finds it valid.

import { formatTime } from "../domain/duration.js";

/** A test case; without an outcome it passed. */
export type JunitCase = {
  name: string;
  seconds: number;
  outcome?: { kind: "failure"; type: string; message: string; text: string } | { kind: "skipped"; message: string };
};

/** A suite. `url`: the handler, port and all; `startedAt` in epoch milliseconds; `notes`: its standard output. */
export type JunitSuite = {
  name: string;
  packageName: string;
  url: string;
  startedAt: number;
  cases: readonly JunitCase[];
  notes: string;
};

/** A whole document: one suite, the parts of it in the order that the schemas want. */
export function junitXml({ name, packageName, url, startedAt, cases, notes }: JunitSuite): string {
  const count = (kind: string) => cases.filter(({ outcome }) => outcome?.kind === kind).length;
  const total = cases.reduce((sum, { seconds }) => sum + seconds, 0);
  const attributes = {
    id: "0",
    package: packageName,
    name,
    timestamp: formatTime(startedAt).replace(/Z$/, ""),
    hostname: "localhost",
    tests: String(cases.length),
    failures: String(count("failure")),
    errors: "0",
    skipped: String(count("skipped")),
    time: total.toFixed(3),
  };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    "<testsuites>",
    `  <testsuite ${written(attributes)}>`,
    `    <properties><property ${written({ name: "url", value: url })}/></properties>`,
    ...cases.map((one) => testCase(one, packageName)),
    `    <system-out>${escapeXml(notes)}</system-out>`,
    "    <system-err/>",
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase({ name, seconds, outcome }: JunitCase, classname: string): string {
  const open = `    <testcase ${written({ classname, name, time: seconds.toFixed(3) })}`;
  if (outcome === undefined) return `${open}/>`;
  const message = written({ message: outcome.message });
  return outcome.kind === "skipped"
    ? `${open}><skipped ${message}/></testcase>`
    : `${open}><failure ${written({ type: outcome.type })} ${message}>${escapeXml(outcome.text)}</failure></testcase>`;
}

function written(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${escapeXml(value)}"`)
    .join(" ");
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
