// The commands for the author of a webhook handler.

import type { Command } from "./command.js";
import { JSON_FLAG, options } from "./flags.js";

const SECRET = {
  flag: "secret",
  value: "SECRET",
  fallback: "as --webhook-secret of start",
  help: "what the handler checks signatures with",
} as const;
const CASES = { value: "CASE", list: true, single: true } as const;

export const HANDLER_COMMANDS: readonly Command[] = [
  {
    name: "check",
    summary: "Check a webhook handler: real requests, a verdict for each case",
    words: [{ name: "URL" }],
    flags: [
      SECRET,
      { flag: "only", ...CASES, help: "only this case (repeatable; signature-* for all that begin so)" },
      { flag: "skip", ...CASES, help: "without this case (repeatable)" },
      { flag: "probe", value: "URL|CMD", help: "a value that changes once for each event that is handled" },
      { flag: "junit", value: "FILE", help: "also write a JUnit report" },
      { flag: "verbose", help: "show what was sent and came back for cases that passed, too" },
      JSON_FLAG,
      ...options("webhook-url", "webhook-secret", "webhook-timeout"),
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
        help: "a secret that may have been used by mistake (repeatable)",
      },
      SECRET,
      JSON_FLAG,
      ...options("webhook-secret"),
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
    flags: [SECRET, ...options("webhook-secret")],
    examples: [
      ["ploton-mock sign body.json --secret whsec_test_secret", "of a file"],
      ["printf '%s' \"$body\" | ploton-mock sign", "of standard input, byte for byte"],
    ],
    load: async () => (await import("./sign.js")).sign,
  },
];
