// `check`: the handler conformance suite, case by case.

import { writeFile } from "node:fs/promises";
import { realTime } from "../engine/clock.js";
import type { CheckReport } from "../handler-check/case.js";
import { reportJunit } from "../handler-check/report-junit.js";
import { caseText, closingText, reportJson } from "../handler-check/report-text.js";
import { type CheckOptions, checkHandler } from "../handler-check/runner.js";
import { type Given, type Run, textOf, textsOf } from "./command.js";
import { hasColours, print } from "./output.js";
import { badUsage } from "./parse.js";
import { showStep } from "./progress.js";
import { readSettings } from "./settings.js";

export const check: Run = async (given) => {
  const [asked, isJson] = [await askedOf(given), given.flags.json === true];
  const style = { colour: hasColours(process.stdout), verbose: given.flags.verbose === true };
  const step = showStep();
  const report = await checkHandler({
    ...asked,
    onStart: ({ number, total, title }) => step.show(`${number} of ${total}: ${title}`),
    onCase(result) {
      step.clear();
      if (!isJson) print(caseText(result, style));
    },
  }).finally(step.clear);
  print(isJson ? reportJson(report) : closingText(report, style));
  const junit = textOf(given, "junit");
  if (junit !== undefined) await writeReport(junit, report);
  return report.unreachable === undefined ? (report.passed ? 0 : 1) : 2;
};

async function askedOf(given: Given): Promise<CheckOptions> {
  const settings = await readSettings(given);
  const url = given.words[0] ?? settings.webhookUrl;
  if (url === null)
    throw badUsage("check needs the handler's URL, as in: ploton-mock check http://localhost:3000/webhook");
  return {
    url,
    secret: textOf(given, "secret") ?? settings.webhookSecret,
    now: realTime.monotonic,
    wait: (ms) => new Promise((resolve) => realTime.after(ms, resolve)),
    only: namesIn(textsOf(given, "only")),
    skip: namesIn(textsOf(given, "skip")),
    probe: textOf(given, "probe"),
    timeoutMs: settings.webhookTimeout,
    seed: String(realTime.wall()),
  };
}

function namesIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(",")).filter((name) => name !== "");
}

async function writeReport(file: string, report: CheckReport): Promise<void> {
  await writeFile(file, reportJunit(report)).catch((error: Error) => {
    throw badUsage(`The JUnit report cannot be written: ${error.message}.`);
  });
}
