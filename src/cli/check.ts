// `check`: the handler conformance suite, case by case.

import { writeFile } from "node:fs/promises";
import { realTime } from "../engine/clock.js";
import type { CheckReport } from "../handler-check/case.js";
import type { CheckOptions } from "../handler-check/runner.js";
import { badUsage, type Command, type Given, JSON_FLAG, options, reworded, textOf, textsOf } from "./command.js";
import { readSettings } from "./settings.js";
import { MOCKS_SECRET, SECRET } from "./signature.js";
import { print, showStep } from "./stdio.js";
import { hasColours } from "./terminal.js";

const CASES = { value: "CASE", list: true, single: true } as const;

export const check: Command = {
  name: "check",
  summary: "Check a webhook handler: real requests, a verdict for each case",
  words: [{ name: "URL" }],
  flags: [
    SECRET,
    { flag: "only", ...CASES, help: "only this case; signature-* for all that begin so" },
    { flag: "skip", ...CASES, help: "without this case" },
    { flag: "probe", value: "URL|CMD", help: "a value that changes once for each event that is handled" },
    { flag: "junit", value: "FILE", help: "also write a JUnit report" },
    { flag: "insecure", help: "accept any certificate of an https handler; as --webhook-insecure" },
    { flag: "verbose", help: "show what was sent and came back for cases that passed, too" },
    JSON_FLAG,
    ...reworded(options("webhook-url", "webhook-secret", "webhook-timeout", "webhook-insecure"), {
      ...MOCKS_SECRET,
      "webhook-url": { help: "the handler's URL, where none is given as a word: URL takes precedence" },
    }),
  ],
  examples: [
    ["ploton-mock check http://localhost:3000/webhook --secret whsec_test_secret", "all cases"],
    ["ploton-mock check --only 'signature-*' --junit report.xml", "some, the URL from the config file"],
  ],
  notes: "Ends with 0, with 1 when a case failed, with 2 when the handler cannot be reached. Warnings are no failures.",
  run: checkOne,
};

async function checkOne(given: Given): Promise<number> {
  const { checkHandler } = await import("../handler-check/runner.js");
  const { caseText, closingText, reportJson } = await import("../handler-check/report-text.js");
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
}

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
    insecure: given.flags.insecure === true || settings.webhookInsecure,
    seed: String(realTime.wall()),
  };
}

function namesIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(",")).filter((name) => name !== "");
}

async function writeReport(file: string, report: CheckReport): Promise<void> {
  const { reportJunit } = await import("../handler-check/report-junit.js");
  await writeFile(file, reportJunit(report)).catch((error: Error) => {
    throw badUsage(`The JUnit report cannot be written: ${error.message}.`);
  });
}
