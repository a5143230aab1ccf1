// The mock's options from all that a user can set: flag before environment before config file before default.

import { didYouMean } from "../domain/errors.js";
import {
  DEFAULTS,
  fromEnvironment,
  fromFile,
  fromKeys,
  OPTIONS,
  type OptionName,
  type Options,
  readOptions,
} from "../options.js";
import { type Given, textOf } from "./command.js";
import { readConfigFile } from "./config-file.js";
import { complain } from "./output.js";

/** Where to read more options from; taken by every command that takes the mock's options. */
export const CONFIG_FLAG = {
  flag: "config",
  value: "FILE",
  env: "PLOTON_MOCK_CONFIG",
  fallback: "ploton-mock.config.{yaml,yml,json} if it is there",
  help: "read options from this file",
};

type Settings = { defaults?: Readonly<Options>; flagOnly?: readonly OptionName[] };

/** The options, checked. `flagOnly`: those that environment and file do not set. Throws `MockError` `bad_option`. */
export async function readSettings(
  given: Given,
  { defaults = DEFAULTS, flagOnly = [] }: Settings = {},
): Promise<Options> {
  const config = await readConfigFile(textOf(given, "config") ?? (process.env.PLOTON_MOCK_CONFIG || undefined));
  remarkOnUnknown(Object.keys(process.env));
  const flags = Object.fromEntries(OPTIONS.map(({ key, flag }) => [key, given.flags[flag]]));
  const others = [fromEnvironment(process.env), ...(config ? [fromFile(config.content, config.file)] : [])];
  for (const { values, keyOf } of others)
    for (const spec of OPTIONS) if (flagOnly.includes(spec.key)) delete values[keyOf(spec)];
  return readOptions([fromKeys(flags, ({ flag }) => `--${flag}`), ...others], defaults);
}

/** Variables that set no option: where a mock runs, the config file, the browser of our own tests. */
const OTHER_VARIABLES = ["PLOTON_MOCK_URL", "PLOTON_MOCK_CONFIG", "PLOTON_MOCK_CHROMIUM"];
/** What Kubernetes sets for a service that is called ploton-mock. */
const OF_A_SERVICE = /^PLOTON_MOCK_(SERVICE|PORT)_/;

/** A variable with a typo is easily taken for one that works. Only remarked on: the environment is not ours alone. */
function remarkOnUnknown(names: readonly string[]): void {
  const known = [...OPTIONS.map(({ env }) => env), ...OTHER_VARIABLES];
  for (const name of names) {
    if (!name.startsWith("PLOTON_MOCK_") || known.includes(name) || OF_A_SERVICE.test(name)) continue;
    const meant = name === "PLOTON_MOCK_WEBHOOK_SECRET" ? " It is PLOTON_WEBHOOK_SECRET." : didYouMean(name, known);
    complain(`ploton-mock: warning: there is no option for ${name}, so it is ignored.${meant}`);
  }
}

/** Says of options that fit, but not together, that one of them does nothing. */
export function remarkOnIdle({ speed, clock }: Options): void {
  if (speed === 1 || clock === "live") return;
  complain(`ploton-mock: warning: --speed ${speed} does nothing with --clock ${clock}: it is for a live clock only.`);
}
