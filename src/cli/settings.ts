// The mock's options from all that a user can set: flag before environment before config file before default.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { didYouMean, MockError } from "../domain/errors.js";
import { isJsonObject } from "../domain/json.js";
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
import { complain } from "./stdio.js";

type Settings = {
  defaults?: Readonly<Options>;
  flagOnly?: readonly OptionName[];
  isReadAgain?: (options: Options) => boolean;
};

/**
 * The options, checked. `flagOnly`: those that environment and file do not set; `isReadAgain`: whether another process will read the
 * same and remark on it. Throws `MockError` `bad_option`.
 */
export async function readSettings(
  given: Given,
  { defaults = DEFAULTS, flagOnly = [], isReadAgain = () => false }: Settings = {},
): Promise<Options> {
  const config = await readConfigFile(textOf(given, "config") ?? (process.env.PLOTON_MOCK_CONFIG || undefined));
  const flags = Object.fromEntries(OPTIONS.map(({ key, flag }) => [key, given.flags[flag]]));
  const others = [fromEnvironment(process.env), ...(config ? [fromFile(config.content, config.file)] : [])];
  for (const { values, keyOf } of others)
    for (const spec of OPTIONS) if (flagOnly.includes(spec.key)) delete values[keyOf(spec)];
  let isRemarked = false;
  try {
    const options = readOptions([fromKeys(flags, ({ flag }) => `--${flag}`), ...others], defaults);
    isRemarked = isReadAgain(options);
    return options;
  } finally {
    if (!isRemarked) remarkOnUnknown(Object.keys(process.env));
  }
}

/** Variables that set no option: where a mock runs, the config file, what other programs run, the browser of our own tests. */
const OTHER_VARIABLES = ["PLOTON_MOCK_URL", "PLOTON_MOCK_CONFIG", "PLOTON_MOCK_COMMAND", "PLOTON_MOCK_CHROMIUM"];
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

// The config file: ploton-mock.config.{yaml,yml,json} in the working folder, or the one that --config names.

const NAMES = ["yaml", "yml", "json"].map((ending) => `ploton-mock.config.${ending}`);

type ConfigFile = { file: string; content: Record<string, unknown> };

/** The config file's content; undefined when there is none. Throws `MockError` `bad_option` with file, line and column. */
async function readConfigFile(named?: string): Promise<ConfigFile | undefined> {
  const file = named ?? findConfigFile();
  if (file === undefined) return undefined;
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw bad(
      `The config file ${file} cannot be read: ${error.code === "ENOENT" ? "it does not exist" : error.message}.`,
    );
  });
  return { file, content: await contentOf(text, file) };
}

function findConfigFile(): string | undefined {
  const there = NAMES.filter((name) => existsSync(name));
  if (there.length > 1) throw bad(`There are ${there.join(" and ")}; keep one of them, or name one with --config.`);
  return there[0];
}

async function contentOf(text: string, file: string): Promise<Record<string, unknown>> {
  if (isBlank(text, file)) return {};
  const [{ readSource }, { formatProblem }] = await Promise.all([
    import("../fixtures/source.js"),
    import("../fixtures/problem.js"),
  ]);
  const { value, problems } = readSource(text, file);
  // Where the text itself is broken, what comes after the first mistake only follows from it.
  const [first] = problems;
  if (first)
    throw bad(
      `${formatProblem(first)}\nThis is the config file, in which any option may stand, so nothing goes on without it: mend it, or name another with --config.`,
    );
  if (isJsonObject(value)) return value;
  throw bad(`${file}:1:1  A config file holds options, such as "port: 7569", one a line.`);
}

/** Nothing, or nothing but comments where there may be some, is a config file that sets nothing. */
function isBlank(text: string, file: string): boolean {
  const line = /\.json$/i.test(file) ? /^\s*$/ : /^\s*(#.*)?$/;
  return text.split("\n").every((one) => line.test(one));
}

function bad(message: string): MockError {
  return new MockError(400, "bad_option", message);
}
