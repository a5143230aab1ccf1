// `check`: the handler conformance suite, case by case.

import { writeFile } from "node:fs/promises";
import { DURATION_FORM, formatDuration, parseDuration } from "../domain/duration.js";
import { realTime } from "../engine/clock.js";
import type { CheckReport } from "../handler-check/case.js";
import type { CheckOptions } from "../handler-check/runner.js";
import { exchange } from "../http/post-webhook.js";
import { badUsage, type Command, type Given, JSON_FLAG, options, reworded, textOf, textsOf } from "./command.js";
import { refuseUnwritable } from "./output-file.js";
import { readSettings } from "./settings.js";
import { MOCKS_SECRET, SECRET } from "./signature.js";
import { complain, print, showStep } from "./stdio.js";
import { hasColours } from "./terminal.js";

const CASES = { value: "CASE", list: true, single: true } as const;

export const check: Command = {
  name: "check",
  summary: "Check a webhook handler: real requests, a verdict for each case",
  words: [{ name: "URL" }],
  flags: [
    SECRET,
    { flag: "only", ...CASES, help: "only this case; a star stands for any characters: 'signature-*', '*-effect'" },
    { flag: "skip", ...CASES, help: "without this case, or those of a pattern" },
    { flag: "timeout", value: "DURATION", fallback: "--webhook-timeout", help: "how long an answer may take" },
    { flag: "budget", value: "DURATION", fallback: "3m", help: "the whole check is over by then" },
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
  notes: async () => {
    const { CASES: all } = await import("../handler-check/cases.js");
    return (
      "Ends with 0, with 1 when a case failed, with 2 when the handler cannot be reached or not all could be judged. Warnings are no failures. " +
      `The cases: ${all.map(({ id }) => id).join(", ")}.`
    );
  },
  run: checkOne,
};

async function checkOne(given: Given): Promise<number> {
  const junit = textOf(given, "junit");
  if (junit !== undefined) refuseUnwritable("junit", junit);
  const { checkHandler } = await import("../handler-check/runner.js");
  const { reportText, reportJson } = await import("../handler-check/report-text.js");
  const [asked, isJson] = [await askedOf(given), given.flags.json === true];
  const style = { colour: hasColours(process.stdout), verbose: given.flags.verbose === true };
  const step = showStep();
  const startedAt = realTime.wall();
  const report = await checkHandler({
    ...asked,
    onStart: ({ number, total, title }) => step.show(`${number} of ${total}: ${title}`),
    onSlow(ms) {
      step.clear();
      complain(
        `  The handler is slow: an answer takes about ${formatDuration(Math.round(ms / 100) * 100)}. Cases go side by side where they can.`,
      );
    },
  }).finally(step.clear);
  print(isJson ? reportJson(report) : reportText(report, style));
  if (junit !== undefined) await writeReport(junit, report, startedAt);
  return statusOf(report);
}

/** What could not be judged is no pass, unless enough was seen for a failure. */
function statusOf({ passed, cases, unreachable, incomplete }: CheckReport): number {
  if (passed) return 0;
  if (cases.some(({ verdict }) => verdict === "fail")) return 1;
  return unreachable === undefined && incomplete === undefined ? 1 : 2;
}

async function askedOf(given: Given): Promise<CheckOptions> {
  const settings = await readSettings(given);
  const url = given.words[0] ?? settings.webhookUrl;
  if (url === null)
    throw badUsage("check needs the handler's URL, as in: ploton-mock check http://localhost:3000/webhook");
  const insecure = given.flags.insecure === true || settings.webhookInsecure;
  return {
    url,
    secret: textOf(given, "secret") ?? settings.webhookSecret,
    now: realTime.monotonic,
    wall: realTime.wall,
    wait: (ms) => new Promise((resolve) => realTime.after(ms, resolve)),
    only: namesIn(textsOf(given, "only")),
    skip: namesIn(textsOf(given, "skip")),
    probe: textOf(given, "probe"),
    insecure,
    exchange: (request) => exchange(request, { insecure }),
    timeoutMs: lengthIn(given, "timeout") ?? settings.webhookTimeout,
    budgetMs: lengthIn(given, "budget"),
    otherSecrets: [settings.apiKey ?? [], ...knownKeys()].flat(),
    seed: String(realTime.wall()),
  };
}

function namesIn(texts: readonly string[]): string[] {
  return texts.flatMap((text) => text.split(",")).filter((name) => name !== "");
}

/** What a handler beside this may have in place of the secret. */
function knownKeys(): string[] {
  const { PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET } = process.env;
  return [PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET].filter((key): key is string => key !== undefined && key !== "");
}

function lengthIn(given: Given, flag: string): number | undefined {
  const text = textOf(given, flag);
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms === undefined || ms === 0) throw badUsage(`--${flag} takes ${DURATION_FORM}, not "${text}".`);
  return ms;
}

async function writeReport(file: string, report: CheckReport, startedAt: number): Promise<void> {
  const { reportJunit } = await import("../handler-check/report-junit.js");
  await writeFile(file, reportJunit(report, startedAt)).catch((error: Error) => {
    throw badUsage(`The JUnit report cannot be written: ${error.message}.`);
  });
}
