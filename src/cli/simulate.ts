// `simulate`: a thousand bad days in a minute.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { realTime } from "../engine/clock.js";
import { type SimulateOptions, type SimulationReport, type Story, simulate as simulateHandler } from "../index.js";
import { reportJunit } from "../simulate/report-junit.js";
import { closingText, coverageText, failureText, reportJson } from "../simulate/report-text.js";
import { type Given, type Run, textOf, textsOf } from "./command.js";
import { hasColours, print } from "./output.js";
import { badUsage } from "./parse.js";
import { showStep } from "./progress.js";
import { readSettings } from "./settings.js";

const BETWEEN_SIGNS_MS = 200;

export const simulate: Run = async (given) => {
  const isJson = given.flags.json === true;
  const style = { colour: hasColours(process.stdout) };
  const step = showStep();
  let shown = 0;
  const report = await simulateHandler(await askedOf(given), {
    onStory({ stories, of, failures }) {
      if (realTime.monotonic() - shown < BETWEEN_SIGNS_MS) return;
      shown = realTime.monotonic();
      step.show(
        `${stories} of ${Number.isSafeInteger(of) && of < 1e12 ? of : "many"} stories${failures > 0 ? `, ${failures} failed` : ""}`,
      );
    },
    onShrink: (requests) =>
      step.show(`a story fails; cut down to ${requests} ${requests === 1 ? "request" : "requests"} so far`),
  }).finally(step.clear);
  if (isJson) print(reportJson(report));
  else {
    for (const failure of report.failures) print(failureText(failure, style));
    if (report.seeds !== null) print(coverageText(report.coverage));
    print(closingText(report, style));
  }
  const junit = textOf(given, "junit");
  if (junit !== undefined) await writeReport(junit, report);
  return report.passed ? 0 : 1;
};

async function askedOf(given: Given): Promise<SimulateOptions> {
  const settings = await readSettings(given);
  const webhook = given.words[0] ?? settings.webhookUrl;
  if (webhook === null)
    throw badUsage("simulate needs the handler's URL, as in: ploton-mock simulate http://localhost:3000/webhook");
  const story = textOf(given, "story");
  const [seed, probe, restart] = ["seed", "probe", "restart"].map((name) => textOf(given, name));
  return {
    webhook,
    secret: textOf(given, "secret") ?? settings.webhookSecret,
    webhookInsecure: settings.webhookInsecure,
    ...(probe !== undefined && { effects: probe }),
    ...textUnder(given, "state"),
    ...textUnder(given, "seeds"),
    ...(seed !== undefined && { seed: readSeed(seed) }),
    ...textUnder(given, "time"),
    ...textUnder(given, "shard"),
    ...textUnder(given, "timeout"),
    ...textUnder(given, "settle"),
    ...(story !== undefined && { story: await readStory(story) }),
    ...(restart !== undefined && { restart: () => restartBy(restart) }),
    skip: textsOf(given, "skip")
      .flatMap((text) => text.split(","))
      .filter((name) => name !== ""),
  };
}

/** The text of a flag under its name, where it was given. */
function textUnder<N extends string>(given: Given, name: N): { [K in N]?: string } {
  const value = textOf(given, name);
  return value === undefined ? {} : ({ [name]: value } as { [K in N]?: string });
}

function readSeed(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badUsage(`--seed must be a whole number from 1, not "${text}".`);
}

/** Runs the command to its end; the handler may take a moment more to listen. */
async function restartBy(command: string): Promise<void> {
  const status = await new Promise<number | null>((resolve) => {
    spawn(command, { shell: true, stdio: "ignore" }).on("exit", resolve);
  });
  if (status !== 0) throw badUsage(`The --restart command ended with ${status}: ${command}`);
}

/** A file, or the story itself. */
async function readStory(text: string): Promise<Story> {
  const isItself = text.trimStart().startsWith("{");
  const content = isItself
    ? text
    : await readFile(text, "utf8").catch((error: Error) => {
        throw badUsage(`The story cannot be read: ${error.message}.`);
      });
  try {
    const { steps } = JSON.parse(content) as Story;
    return { steps };
  } catch (error) {
    throw badUsage(`--story is no JSON: ${(error as Error).message}.`);
  }
}

async function writeReport(file: string, report: SimulationReport): Promise<void> {
  await writeFile(file, reportJunit(report)).catch((error: Error) => {
    throw badUsage(`The JUnit report cannot be written: ${error.message}.`);
  });
}
