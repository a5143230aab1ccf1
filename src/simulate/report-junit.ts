// The report as JUnit XML, for CI: a test case for each invariant.

import { type JunitCase, junitXml } from "../handler-check/junit.js";
import { INVARIANT_NAMES, INVARIANTS, type Invariant } from "./judge.js";
import type { SimulationReport } from "./report.js";
import { describeFailure } from "./simulate.js";

/** `startedAt`: epoch milliseconds. */
export function reportJunit(report: SimulationReport, startedAt: number): string {
  return junitXml({
    name: "ploton-mock simulate",
    packageName: "ploton-mock.simulate",
    url: report.handler,
    startedAt,
    cases: INVARIANT_NAMES.map((name) => testCase(name, report)),
    notes: `held in ${report.stories} stories, unless a case says otherwise`,
  });
}

function testCase(invariant: Invariant, { failures, not_judged }: SimulationReport): JunitCase {
  const name = `${invariant}: ${INVARIANTS[invariant]}`;
  const mine = failures.filter((one) => one.invariant === invariant);
  if (mine.length > 0) {
    const text = mine.map((failure) => [...describeFailure(failure), failure.replay].join("\n")).join("\n\n");
    return { name, seconds: 0, outcome: { kind: "failure", type: invariant, message: mine[0]!.what, text } };
  }
  return {
    name,
    seconds: 0,
    ...(not_judged.includes(invariant) && { outcome: { kind: "skipped", message: "not judged" } as const }),
  };
}
