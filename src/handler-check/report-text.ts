// What `check` prints: for people, causes first and then a line a case, and for programs as JSON.

import type { CaseResult, Cause, CheckReport, Verdict } from "./case.js";
import { time } from "./verdict.js";

const MARKS: Record<Verdict, string> = { pass: "✓", fail: "✗", warning: "!", skipped: "-" };
const COLOURS: Record<Verdict, number> = { pass: 32, fail: 31, warning: 33, skipped: 2 };
const TITLE_WIDTH = 68;
const ID_WIDTH = 24;
const WIDEST = 160;

/** How to print. `verbose` adds what was sent and came back to cases that passed as well. */
export type TextOptions = { colour?: boolean; verbose?: boolean };

/** One case: a line, and unless it passed the details below it. No line break at the end. @forTests a case alone */
export function caseText(result: CaseResult, options: TextOptions = {}): string {
  const { verdict, title, id } = result;
  const mark = paint(MARKS[verdict], COLOURS[verdict], options);
  const line = `  ${mark} ${id.padEnd(ID_WIDTH)} ${`${title} `.padEnd(TITLE_WIDTH)} ${remark(result)}`.trimEnd();
  const details = detailsOf(result, options).map(([name, text]) => `      ${name.padEnd(6)} ${printable(text)}`);
  return [line, ...details].join("\n");
}

function remark({ verdict, received, ms }: CaseResult): string {
  if (verdict === "pass") return ms === null ? "" : time(ms);
  return verdict === "skipped" ? printable(received.replace(/^skipped: /, "")) : `got ${printable(received)}`;
}

function detailsOf({ verdict, sent, received, why, mend }: CaseResult, { verbose }: TextOptions) {
  const exchange: [string, string][] = [
    ["sent", sent],
    ["got", received],
  ];
  if (verdict === "pass") return verbose ? exchange : [];
  if (verdict === "skipped") return [];
  return [
    ["sent", cut(sent)],
    ["why", why],
    ["mend", mend],
  ] as [string, string][];
}

/** A cause: what is wrong, how to mend it, the case that shows it with what came back, and those that it explains folded below. */
function causeText({ text, mend, shown_by, explains }: Cause, cases: readonly CaseResult[], options: TextOptions = {}) {
  const { verdict, sent, received, why } = cases.find(({ id }) => id === shown_by)!;
  const many = explains.length === 1 ? "1 more case" : `${explains.length} more cases`;
  const details: [string, string][] = [
    ["shown", `by ${shown_by}`],
    ["sent", cut(sent)],
    ["got", received],
    ["why", why],
    ["mend", mend],
    ...(explains.length > 0 ? [["folds", `${many}: ${explains.join(", ")}`] as [string, string]] : []),
  ];
  return [
    `  ${paint(MARKS[verdict], COLOURS[verdict], options)} ${printable(text)}`,
    ...details.map(([name, value]) => `      ${name.padEnd(6)} ${printable(value)}`),
  ].join("\n");
}

/** The last line: "27 passed, 1 failed, 0 warnings", and how many were skipped; before it, why not all could be judged. */
function closingText({ cases, unreachable, incomplete, handler }: CheckReport, options: TextOptions = {}): string {
  if (unreachable !== undefined) {
    return `  ${paint(MARKS.fail, COLOURS.fail, options)} ${handler} can't be reached: ${unreachable}. Is the handler running?`;
  }
  const count = (verdict: Verdict) => cases.filter((result) => result.verdict === verdict).length;
  const [failed, warnings, skipped] = [count("fail"), count("warning"), count("skipped")];
  const main = `${count("pass")} passed, ${failed} failed, ${warnings} ${warnings === 1 ? "warning" : "warnings"}`;
  const colour = failed > 0 ? COLOURS.fail : warnings > 0 ? COLOURS.warning : COLOURS.pass;
  const why =
    incomplete === undefined
      ? ""
      : `  ${paint(MARKS.warning, COLOURS.warning, options)} ${incomplete}; --budget gives it longer\n`;
  return `${why}  ${paint(main, colour, options)}${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The whole report for people: causes, then the cases that none of them tells of, then the count. */
export function reportText(report: CheckReport, options: TextOptions = {}): string {
  const { causes, cases } = report;
  const folded = new Set(options.verbose ? [] : causes.flatMap(({ shown_by, explains }) => [shown_by, ...explains]));
  return [
    ...causes.map((cause) => causeText(cause, cases, options)),
    ...(causes.length > 0 ? [""] : []),
    ...cases.filter(({ id }) => !folded.has(id)).map((result) => caseText(result, options)),
    closingText(report, options),
  ].join("\n");
}

/** The report as `--json` prints it; `causes`, `unreachable` and `incomplete` are only there when there is something to say. */
export function reportJson({ handler, passed, causes, cases, unreachable, incomplete }: CheckReport): string {
  const shown = cases.map(({ ms: _ms, ...rest }) => rest);
  const report = { handler, passed, ...(causes.length > 0 && { causes }), cases: shown };
  return JSON.stringify({ ...report, unreachable, incomplete }, null, 2);
}

function cut(text: string): string {
  return text.length > WIDEST ? `${text.slice(0, WIDEST)}…` : text;
}

function paint(text: string, colour: number, { colour: isOn }: TextOptions): string {
  return isOn ? `\u001b[${colour}m${text}\u001b[0m` : text;
}

/** A handler's answer may hold control characters; a terminal must not obey them. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach the terminal.
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
