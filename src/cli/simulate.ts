// `simulate`: a thousand bad days in a minute.

import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { realTime } from "../engine/clock.js";
import { type SimulateOptions, type SimulationReport, type Story, simulate as simulateHandler } from "../index.js";
import { badUsage, type Command, type Given, JSON_FLAG, options, reworded, textOf, textsOf } from "./command.js";
import { refuseUnwritable } from "./output-file.js";
import { readSettings } from "./settings.js";
import { MOCKS_SECRET, SECRET } from "./signature.js";
import { print, showStep } from "./stdio.js";
import { hasColours } from "./terminal.js";

const BETWEEN_SIGNS_MS = 200;

export const simulate: Command = {
  name: "simulate",
  summary: "Play a thousand bad days against a webhook handler, and find the shortest that breaks it",
  words: [{ name: "URL" }],
  flags: [
    SECRET,
    {
      flag: "probe",
      value: "URL|CMD",
      field: "effects",
      help: "a number: how many effects the app has carried out in all",
    },
    {
      flag: "state",
      value: "URL",
      help: "the app's view of a task, {status}; {task_id} in the URL is the task's id",
    },
    { flag: "seeds", value: "A..B", fallback: "1..1000", help: "play the stories of these seeds" },
    { flag: "seed", value: "N", help: "play the story of this seed alone" },
    { flag: "time", value: "D", help: "begin no story after so long, such as 60s; the seeds have no end then" },
    { flag: "shard", value: "I/N", help: "the I-th of N parts of the seeds, for a CI that runs them side by side" },
    {
      flag: "story",
      value: "FILE",
      help: "play this story (a JSON file, or the JSON itself) in place of those of seeds",
    },
    {
      flag: "skip",
      value: "INVARIANT",
      list: true,
      single: true,
      help: "do not judge this: alive, answers, taken, forged, effects, state",
    },
    { flag: "timeout", value: "D", fallback: "10s", help: "how long an answer may take, in real time" },
    {
      flag: "settle",
      value: "D",
      fallback: "3s",
      help: "how long an effect or a view may take to be right after the last answer",
    },
    {
      flag: "restart",
      value: "CMD",
      help: "starts the handler anew; run where it does not recover from a failure, so that the story can be cut down",
    },
    { flag: "junit", value: "FILE", help: "also write a JUnit report" },
    JSON_FLAG,
    ...reworded(options("webhook-url", "webhook-secret", "webhook-insecure"), {
      ...MOCKS_SECRET,
      "webhook-url": { help: "the handler's URL, where none is given as a word: URL takes precedence" },
    }),
  ],
  examples: [
    [
      "ploton-mock simulate http://localhost:3000/webhook --probe http://localhost:3000/effects --state http://localhost:3000/state/{task_id}",
      "a thousand stories, everything judged",
    ],
    [
      "ploton-mock simulate http://localhost:3000/webhook --seeds 1..5000 --shard 2/8",
      "a part of many, in a CI matrix",
    ],
  ],
  notes:
    "Time is virtual, the requests are real. Ends with 0, with 1 when an invariant did not hold, with 2 when nothing could be judged. See " +
    "docs/simulation.md.",
  run: play,
};

async function play(given: Given): Promise<number> {
  const junit = textOf(given, "junit");
  if (junit !== undefined) refuseUnwritable("junit", junit);
  const { closingText, coverageText, failureText, reportJson } = await import("../simulate/report-text.js");
  const isJson = given.flags.json === true;
  const style = { colour: hasColours(process.stdout) };
  const step = showStep();
  let shown = 0;
  const asked = await askedOf(given);
  const report = await simulateHandler(asked, {
    ...(asked.secret === process.env.PLOTON_WEBHOOK_SECRET && { secretIn: "PLOTON_WEBHOOK_SECRET" }),
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
  if (junit !== undefined) await writeReport(junit, report);
  return report.passed ? 0 : 1;
}

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
  const { reportJunit } = await import("../simulate/report-junit.js");
  await writeFile(file, reportJunit(report, realTime.wall())).catch((error: Error) => {
    throw badUsage(`The JUnit report cannot be written: ${error.message}.`);
  });
}
