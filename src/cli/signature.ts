// `sign` and `diagnose`: the signature of a body, and the mistake behind one that does not fit.

import type { Diagnosis } from "../handler-check/diagnose.js";
import { signBody, verifySignature } from "../index.js";
import { badUsage, type Command, type Given, JSON_FLAG, options, reworded, textOf, textsOf } from "./command.js";
import { readSettings } from "./settings.js";
import { print, printJson, readInput } from "./stdio.js";

/** What a handler checks signatures with, where it is not what `start` would use. */
export const SECRET = {
  flag: "secret",
  value: "SECRET",
  fallback: "--webhook-secret",
  help: "what the handler checks signatures with; takes precedence over --webhook-secret",
} as const;

/** The mock's secret, where a command has --secret too. */
export const MOCKS_SECRET = { "webhook-secret": { help: "the secret that start would use" } };

async function secretOf(given: Given): Promise<string> {
  return textOf(given, "secret") ?? (await readSettings(given)).webhookSecret;
}

export const sign: Command = {
  name: "sign",
  summary: "Print the signature of a body",
  words: [{ name: "FILE" }],
  flags: [SECRET, ...reworded(options("webhook-secret"), MOCKS_SECRET)],
  examples: [
    ["ploton-mock sign body.json --secret whsec_test_secret", "of a file"],
    ["printf '%s' \"$body\" | ploton-mock sign", "of standard input, byte for byte"],
  ],
  async run(given) {
    const secret = await secretOf(given);
    print(signBody(await readInput(given.words[0]), secret));
    return 0;
  },
};

export const diagnose: Command = {
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
    ["ploton-mock diagnose body.json --signature 3f1c…", "the body as it arrived; without a file, from standard input"],
  ],
  notes: "Ends with 0 when the signature is right, else with 1.",
  run: examine,
};

async function examine(given: Given): Promise<number> {
  const signature = textOf(given, "signature");
  if (signature === undefined)
    throw badUsage("diagnose needs --signature S, the one that your code computed or refused.");
  const secret = await secretOf(given);
  const body = await readInput(given.words[0]);
  const isRight = verifySignature(body, signature, secret);
  const found = isRight
    ? undefined
    : (await import("../handler-check/diagnose.js")).diagnose({
        body,
        secret,
        signature,
        otherSecrets: textsOf(given, "other-secret"),
      });
  if (given.flags.json === true) printJson({ right: isRight, diagnosis: found ?? null });
  else print(isRight ? RIGHT : textFor(found, signature.trim()));
  return isRight ? 0 : 1;
}

const RIGHT =
  "This is the right signature of this body with this secret. If a handler refuses it, it compares with something else.";
const UNKNOWN =
  "This is not the signature of this body with this secret, and no known mistake explains it. " +
  "The likely causes: another secret, or a body that is not byte for byte what arrived. --other-secret S tries a secret that may have been used.";

/** What can be no signature at all needs no other cause. */
function oddForm(signature: string): string | undefined {
  if (/^[0-9a-f]{64}$/i.test(signature)) return undefined;
  const { length } = signature;
  const isHex = /^[0-9a-f]*$/i.test(signature);
  const what = isHex || length !== 64 ? `${length} ${length === 1 ? "character" : "characters"} long` : "not all hex";
  return `This is no signature: it is ${what}, and a signature is 64 hex digits. Was it cut, or is it another header?`;
}

function textFor(found: Diagnosis | undefined, signature: string): string {
  if (found === undefined) return oddForm(signature) ?? UNKNOWN;
  const { message, mend, detail } = found;
  return [message, mend, ...(detail === undefined ? [] : ["", detail])].join("\n");
}
