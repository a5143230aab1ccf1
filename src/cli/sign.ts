// `sign`: the signature of a body, as hex and nothing else.

import { signBody } from "../index.js";
import { type Run, textOf } from "./command.js";
import { print } from "./output.js";
import { readInput } from "./read-input.js";
import { readSettings } from "./settings.js";

export const sign: Run = async (given) => {
  const secret = textOf(given, "secret") ?? (await readSettings(given)).webhookSecret;
  print(signBody(await readInput(given.words[0]), secret));
  return 0;
};
