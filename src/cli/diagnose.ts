// `diagnose`: the signature doctor.

import { type Diagnosis, diagnose as examine } from "../handler-check/diagnose.js";
import { verifySignature } from "../index.js";
import { type Run, textOf, textsOf } from "./command.js";
import { print, printJson } from "./output.js";
import { badUsage } from "./parse.js";
import { readInput } from "./read-input.js";
import { readSettings } from "./settings.js";

export const diagnose: Run = async (given) => {
  const signature = textOf(given, "signature");
  if (signature === undefined)
    throw badUsage("diagnose needs --signature S, the one that your code computed or refused.");
  const secret = textOf(given, "secret") ?? (await readSettings(given)).webhookSecret;
  const body = await readInput(given.words[0]);
  const isRight = verifySignature(body, signature, secret);
  const found = isRight
    ? undefined
    : examine({ body, secret, signature, otherSecrets: textsOf(given, "other-secret") });
  if (given.flags.json === true) printJson({ right: isRight, diagnosis: found ?? null });
  else print(isRight ? RIGHT : textFor(found, signature.trim()));
  return isRight ? 0 : 1;
};

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
