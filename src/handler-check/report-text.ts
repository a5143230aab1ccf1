// What `check` prints: for people, line by line as the cases end, and for programs as JSON.

import type { CaseResult, CheckReport, Verdict } from "./case.js";
import { time } from "./verdict.js";

const MARKS: Record<Verdict, string> = { pass: "✓", fail: "✗", warning: "!", skipped: "-" };
const COLOURS: Record<Verdict, number> = { pass: 32, fail: 31, warning: 33, skipped: 2 };
const TITLE_WIDTH = 68;
const WIDEST = 160;

/** How the reason begins when something answers, but not the handler. */
export const NOT_THE_HANDLER = "what listens there answers";

/** How to print. `verbose` adds what was sent and came back to cases that passed as well. */
export type TextOptions = { colour?: boolean; verbose?: boolean };

/** One case: a line, and unless it passed the details below it. No line break at the end. */
export function caseText(result: CaseResult, options: TextOptions = {}): string {
  const { verdict, title } = result;
  const mark = paint(MARKS[verdict], COLOURS[verdict], options);
  const line = `  ${mark} ${`${title} `.padEnd(TITLE_WIDTH)} ${remark(result)}`.trimEnd();
  const details = detailsOf(result, options).map(([name, text]) => `      ${name.padEnd(6)} ${printable(text)}`);
  return [line, ...details].join("\n");
}

function remark({ verdict, received, ms }: CaseResult): string {
  if (verdict === "pass") return ms === null ? "" : time(ms);
  return verdict === "skipped" ? printable(received.replace(/^skipped: /, "")) : `got ${printable(received)}`;
}

function detailsOf({ verdict, id, sent, received, why, mend }: CaseResult, { verbose }: TextOptions) {
  const exchange: [string, string][] = [
    ["sent", sent],
    ["got", received],
  ];
  if (verdict === "pass") return verbose ? [["case", id] as [string, string], ...exchange] : [];
  if (verdict === "skipped") return [];
  return [["case", id] as [string, string], ["sent", cut(sent)], ["why", why], ["mend", mend]] as [string, string][];
}

/** The last line: "27 passed, 1 failed, 0 warnings", and how many were skipped. */
export function closingText({ cases, unreachable, handler }: CheckReport, options: TextOptions = {}): string {
  if (unreachable !== undefined) {
    const question = unreachable.startsWith(NOT_THE_HANDLER) ? "Is this the handler's URL" : "Is the handler running";
    return `  ${paint(MARKS.fail, COLOURS.fail, options)} ${handler} can't be reached: ${unreachable}. ${question}?`;
  }
  const count = (verdict: Verdict) => cases.filter((result) => result.verdict === verdict).length;
  const [failed, warnings, skipped] = [count("fail"), count("warning"), count("skipped")];
  const main = `${count("pass")} passed, ${failed} failed, ${warnings} warnings`;
  const colour = failed > 0 ? COLOURS.fail : warnings > 0 ? COLOURS.warning : COLOURS.pass;
  return `  ${paint(main, colour, options)}${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/** The whole report for people. */
export function reportText(report: CheckReport, options: TextOptions = {}): string {
  return [...report.cases.map((result) => caseText(result, options)), closingText(report, options)].join("\n");
}

/** The report as `--json` prints it; `unreachable` is only there when it is so. */
export function reportJson({ handler, passed, cases, unreachable }: CheckReport): string {
  const shown = cases.map(({ ms: _ms, ...rest }) => rest);
  return JSON.stringify({ handler, passed, cases: shown, ...(unreachable !== undefined && { unreachable }) }, null, 2);
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
