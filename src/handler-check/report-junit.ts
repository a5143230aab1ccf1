// The report as JUnit XML, for CI: a test case a case.

import type { CaseResult, CheckReport } from "./case.js";
import { type JunitCase, junitXml } from "./junit.js";

/** A whole XML document. A warning passes and is told in the suite's system-out. `startedAt`: epoch milliseconds. */
export function reportJunit({ handler, causes, cases, unreachable }: CheckReport, startedAt: number): string {
  const shown = unreachable === undefined ? cases : [unreachableCase(handler, unreachable)];
  const notes = [
    ...causes.map(({ text, mend }) => `${text} ${mend}`),
    ...shown
      .filter(({ verdict }) => verdict === "warning")
      .map((one) => `warning: ${one.id}: ${one.title}\n${detailsOf(one)}`),
  ];
  return junitXml({
    name: `ploton-mock check ${withoutPort(handler)}`,
    packageName: "ploton-mock.check",
    url: handler,
    startedAt,
    cases: shown.map(testCase),
    notes: notes.join("\n\n"),
  });
}

/** A port that is another one in each run would make another suite of it. */
function withoutPort(handler: string): string {
  if (!URL.canParse(handler)) return handler;
  const url = new URL(handler);
  url.port = "";
  return url.href;
}

function testCase(result: CaseResult): JunitCase {
  const { id, title, verdict, received, ms } = result;
  const seconds = (ms ?? 0) / 1_000;
  if (verdict === "fail") {
    const outcome = { kind: "failure", type: "fail", message: `got ${received}`, text: detailsOf(result) } as const;
    return { name: `${id}: ${title}`, seconds, outcome };
  }
  return {
    name: `${id}: ${title}`,
    seconds,
    ...(verdict === "skipped" && { outcome: { kind: "skipped", message: received } as const }),
  };
}

function detailsOf({ received, sent, why, mend }: CaseResult): string {
  return `sent: ${sent}\ngot: ${received}\nwhy: ${why}\nmend: ${mend}`;
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
