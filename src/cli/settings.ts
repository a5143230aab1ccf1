// The mock's options from all that a user can set: flag before environment before config file before default.

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
  const flags = Object.fromEntries(OPTIONS.map(({ key, flag }) => [key, given.flags[flag]]));
  const others = [fromEnvironment(process.env), ...(config ? [fromFile(config.content, config.file)] : [])];
  for (const { values, keyOf } of others)
    for (const spec of OPTIONS) if (flagOnly.includes(spec.key)) delete values[keyOf(spec)];
  return readOptions([fromKeys(flags, ({ flag }) => `--${flag}`), ...others], defaults);
}
