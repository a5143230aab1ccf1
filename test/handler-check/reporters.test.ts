// The reporters: for people, as JSON, as JUnit XML.

import { describe, expect, test } from "vitest";
import type { CaseResult, CheckReport } from "../../src/handler-check/case.js";
import { reportJunit } from "../../src/handler-check/report-junit.js";
import { caseText, reportJson, reportText } from "../../src/handler-check/report-text.js";

const PASSED: CaseResult = {
  id: "event-complete",
  title: "task.complete is answered with 200",
  verdict: "pass",
  sent: "task.complete",
  received: "200 in 3 ms",
  why: "Because.",
  mend: "Do.",
  ms: 3.2,
};
const FAILED: CaseResult = {
  ...PASSED,
  id: "signature-short",
  title: "a signature of another length is refused with 401",
  verdict: "fail",
  received: '500 in 2 ms: RangeError <b>\u001b[31m\u0000\ud800</b> & "more" ]]>',
};
const WARNED: CaseResult = { ...PASSED, id: "answer-time", verdict: "warning", received: "the slowest took 6000 ms" };
const SKIPPED: CaseResult = {
  ...PASSED,
  id: "probe-moves",
  verdict: "skipped",
  received: "skipped: give --probe",
  ms: null,
};

const REPORT: CheckReport = {
  handler: "http://localhost:3000/webhook?a=1&b=2",
  passed: false,
  causes: [],
  cases: [PASSED, FAILED, WARNED, SKIPPED],
};
const FOLDED: CheckReport = {
  ...REPORT,
  causes: [
    {
      id: "compares-part",
      text: "Only a part of the signature is compared.",
      mend: "Compare all of it.",
      shown_by: "signature-short",
      explains: ["probe-moves"],
    },
  ],
};
const AT = Date.UTC(2025, 5, 15, 14, 22, 3);
const UNREACHABLE: CheckReport = { ...REPORT, cases: [], unreachable: "connection refused: nobody listens there" };

describe("for people", () => {
  test("a case that passed is one line", () => {
    expect(caseText(PASSED)).toMatch(/^ {2}✓ event-complete +task\.complete is answered with 200 +3 ms$/);
  });

  test("a case that failed says what came, why it matters and how to mend it", () => {
    const lines = caseText(FAILED).split("\n");
    expect(lines[0]).toMatch(
      /^ {2}✗ signature-short +a signature of another length is refused with 401 +got 500 in 2 ms: RangeError/,
    );
    expect(lines.slice(1).map((line) => line.trim().split(" ")[0])).toEqual(["sent", "why", "mend"]);
  });

  test("a cause comes first, with the case that shows it, and those that it explains are folded", () => {
    const lines = reportText(FOLDED).split("\n");
    expect(lines[0]).toBe("  ✗ Only a part of the signature is compared.");
    expect(lines.slice(1, 7).map((line) => line.trim())).toEqual([
      "shown  by signature-short",
      "sent   task.complete",
      expect.stringMatching(/^got {4}500 in 2 ms/),
      "why    Because.",
      "mend   Compare all of it.",
      "folds  1 more case: probe-moves",
    ]);
    expect(lines.slice(7).filter((line) => /signature-short|probe-moves/.test(line))).toEqual([]);
    expect(reportText(FOLDED, { verbose: true })).toMatch(/ - probe-moves /);
    expect(JSON.parse(reportJson(FOLDED))).toMatchObject({ causes: FOLDED.causes });
  });

  test("what could not be judged is said", () => {
    expect(reportText({ ...REPORT, incomplete: "the budget of 3 s was used up" })).toMatch(
      /! the budget of 3 s was used up; --budget gives it longer\n {2}1 passed/,
    );
  });

  test("the last line counts", () => {
    expect(reportText(REPORT).split("\n").at(-1)).toBe("  1 passed, 1 failed, 1 warning, 1 skipped");
    expect(
      reportText({ ...REPORT, cases: [PASSED] })
        .split("\n")
        .at(-1),
    ).toBe("  1 passed, 0 failed, 0 warnings");
  });

  test("an unreachable handler is one line", () => {
    expect(reportText(UNREACHABLE)).toBe(
      "  ✗ http://localhost:3000/webhook?a=1&b=2 can't be reached: connection refused: nobody listens there. Is the handler running?",
    );
  });

  test("colours only when asked for, and nothing that a handler answers reaches the terminal as a command", () => {
    expect(reportText(REPORT)).not.toContain("\u001b");
    expect(caseText(PASSED, { colour: true })).toContain("\u001b[32m✓\u001b[0m");
    expect(caseText(FAILED, { colour: true }).replaceAll("\u001b[31m✗\u001b[0m", "")).not.toContain("\u001b");
  });
});

test("as JSON: exactly the documented fields", () => {
  const parsed = JSON.parse(reportJson(REPORT)) as CheckReport;
  expect(Object.keys(parsed)).toEqual(["handler", "passed", "cases"]);
  for (const one of parsed.cases) {
    expect(Object.keys(one)).toEqual(["id", "title", "verdict", "sent", "received", "why", "mend"]);
  }
  expect(JSON.parse(reportJson(UNREACHABLE))).toMatchObject({
    passed: false,
    cases: [],
    unreachable: expect.any(String),
  });
});

describe("as JUnit XML", () => {
  const xml = reportJunit(REPORT, AT);

  test("is well-formed, with the right counts", () => {
    assertWellFormed(xml);
    expect(xml).toContain(
      '<properties><property name="url" value="http://localhost:3000/webhook?a=1&amp;b=2"/></properties>',
    );
    expect(xml).toContain('tests="4" failures="1" errors="0" skipped="1" time="0.010"');
    expect(xml.match(/<testcase /g)).toHaveLength(4);
    expect(xml).toContain("<failure ");
    expect(xml).toContain("<skipped ");
    expect(xml).toContain("<system-out>warning: answer-time");
  });

  test("holds no character that XML forbids, and no markup of the handler's", () => {
    const forbidden = [...xml].filter((c) => (c < " " && c !== "\n" && c !== "\t") || /\p{Surrogate}/u.test(c));
    expect(forbidden).toEqual([]);
    expect(xml).not.toContain("<b>");
    expect(xml).toContain("&lt;b&gt;\\x1b[31m\\x00\ufffd&lt;/b&gt; &amp; &quot;more&quot; ]]&gt;");
  });

  test("names the suite without the port, which is another one in each run", () => {
    expect(xml).toContain('name="ploton-mock check http://localhost/webhook?a=1&amp;b=2"');
  });

  test("has the attributes and the order that the common schemas ask for, and no others", () => {
    const tags = [...xml.matchAll(/<([a-z-]+)((?: [a-z]+="[^"]*")*)\/?>/g)].map(([, name, attributes]) => [
      name,
      [...attributes!.matchAll(/([a-z]+)="/g)].map(([, one]) => one),
    ]);
    const of = (name: string) => tags.filter(([tag]) => tag === name).map(([, attributes]) => attributes);
    expect(of("testsuites")).toEqual([[]]);
    expect(of("testsuite")).toEqual([
      ["id", "package", "name", "timestamp", "hostname", "tests", "failures", "errors", "skipped", "time"],
    ]);
    expect(xml).toContain('timestamp="2025-06-15T14:22:03"');
    for (const attributes of of("testcase")) expect(attributes).toEqual(["classname", "name", "time"]);
    expect(of("failure")).toEqual([["type", "message"]]);
    const inSuite = tags.map(([name]) => name).filter((name) => !/^(failure|skipped|testsuites?)$/.test(String(name)));
    expect(inSuite).toEqual([
      "properties",
      "property",
      "testcase",
      "testcase",
      "testcase",
      "testcase",
      "system-out",
      "system-err",
    ]);
  });

  test("an unreachable handler is a failure", () => {
    const text = reportJunit(UNREACHABLE, AT);
    assertWellFormed(text);
    expect(text).toContain('tests="1" failures="1"');
  });
});

/** Tags nest, attributes are quoted, no stray markup: enough of XML for what the reporter writes. */
function assertWellFormed(xml: string): void {
  const open: string[] = [];
  const rest = xml
    .replace(/^<\?xml version="1\.0" encoding="UTF-8"\?>\n/, "")
    .replace(/<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g, (_tag, closing, name, _attributes, empty) => {
      if (closing) expect(open.pop()).toBe(name);
      else if (!empty) open.push(name as string);
      return "";
    });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|apos;|#13;)/);
}
