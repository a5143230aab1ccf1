// The commands for the author of a webhook handler.

import type { Command } from "./command.js";
import { JSON_FLAG, options, reworded } from "./flags.js";

const SECRET = {
  flag: "secret",
  value: "SECRET",
  fallback: "--webhook-secret",
  help: "what the handler checks signatures with; goes before --webhook-secret",
} as const;
/** The mock's secret, where a command has --secret too. */
const MOCKS_SECRET = { "webhook-secret": { help: "the secret that start would use" } };
const CASES = { value: "CASE", list: true, single: true } as const;

export const HANDLER_COMMANDS: readonly Command[] = [
  {
    name: "check",
    summary: "Check a webhook handler: real requests, a verdict for each case",
    words: [{ name: "URL" }],
    flags: [
      SECRET,
      { flag: "only", ...CASES, help: "only this case; signature-* for all that begin so" },
      { flag: "skip", ...CASES, help: "without this case" },
      { flag: "probe", value: "URL|CMD", help: "a value that changes once for each event that is handled" },
      { flag: "junit", value: "FILE", help: "also write a JUnit report" },
      { flag: "verbose", help: "show what was sent and came back for cases that passed, too" },
      JSON_FLAG,
      ...reworded(options("webhook-url", "webhook-secret", "webhook-timeout"), {
        ...MOCKS_SECRET,
        "webhook-url": { help: "the handler's URL, where none is given as a word: URL goes before it" },
      }),
    ],
    examples: [
      ["ploton-mock check http://localhost:3000/webhook --secret whsec_test_secret", "all cases"],
      ["ploton-mock check --only 'signature-*' --junit report.xml", "some, the URL from the config file"],
    ],
    notes:
      "Ends with 0, with 1 when a case failed, with 2 when the handler cannot be reached. Warnings are no failures.",
    load: async () => (await import("./check.js")).check,
  },
  {
    name: "simulate",
    summary: "Play a thousand bad days against a webhook handler, and find the shortest that breaks it",
    words: [{ name: "URL" }],
    flags: [
      SECRET,
      { flag: "probe", value: "URL|CMD", help: "a number: how many effects the app has carried out in all" },
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
        "webhook-url": { help: "the handler's URL, where none is given as a word: URL goes before it" },
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
    load: async () => (await import("./simulate.js")).simulate,
  },
  {
    name: "diagnose",
    summary: "Name the mistake behind a signature that does not fit",
    words: [{ name: "FILE" }],
    flags: [
      { flag: "signature", value: "S", help: "the signature that your code computed or refused" },
      {
        flag: "other-secret",
        value: "SECRET",
        list: true,
        single: true,
        help: "a secret that may have been used by mistake",
      },
      SECRET,
      JSON_FLAG,
      ...reworded(options("webhook-secret"), MOCKS_SECRET),
    ],
    examples: [
      [
        "ploton-mock diagnose body.json --signature 3f1c…",
        "the body as it arrived; without a file, from standard input",
      ],
    ],
    notes: "Ends with 0 when the signature is right, else with 1.",
    load: async () => (await import("./diagnose.js")).diagnose,
  },
  {
    name: "sign",
    summary: "Print the signature of a body",
    words: [{ name: "FILE" }],
    flags: [SECRET, ...reworded(options("webhook-secret"), MOCKS_SECRET)],
    examples: [
      ["ploton-mock sign body.json --secret whsec_test_secret", "of a file"],
      ["printf '%s' \"$body\" | ploton-mock sign", "of standard input, byte for byte"],
    ],
    load: async () => (await import("./sign.js")).sign,
  },
];
