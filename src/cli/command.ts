// What a command is, as data, and the flags that commands share. Each file of a verb has its commands; `commands.ts` lists them all.

import { urlOfHost } from "../domain/address.js";
import { MockError } from "../domain/errors.js";
import { DEFAULTS, OPTIONS } from "../options.js";

/** A flag. `value` is the word for its value in help; absent: a switch, which `--no-…` turns off. */
export type Flag = {
  flag: string;
  alias?: string;
  value?: string;
  list?: true;
  /** A list that takes one value after each flag, because other words follow. */
  single?: true;
  /** What a switch may say beside on and off: --watch poll. */
  words?: readonly string[];
  env?: string;
  fallback?: string;
  help: string;
  /** The heading under which help lists it. */
  group?: string;
  /** The field of a request that it stands for, where that has another name. */
  field?: string;
};

/** A word that is no flag. `many`: any number of them. `field`: as for a flag. */
type Word = { name: string; required?: true; many?: true; field?: string };

/** What the command line said. `rest` is what stood after `--`, null when there was none. */
export type Given = {
  words: string[];
  rest: string[] | null;
  flags: Record<string, string | boolean | string[] | undefined>;
};

/** Does the work and gives the exit status. Throws `MockError` for what the user must hear. What is slow to load is imported within. */
type Run = (given: Given, commands: readonly Command[]) => Promise<number>;

export type Command = {
  name: string;
  summary: string;
  words?: readonly Word[];
  /** The word in help for what stands after `--`; absent: nothing may. */
  rest?: string;
  flags: readonly Flag[];
  /** Command line and what it is for. */
  examples: readonly (readonly [string, string])[];
  /** More to know, below the flags; a function where it is slow to load. */
  notes?: string | (() => Promise<string>);
  /** The operations of the control API that it stands for, each with what is typed after its name. */
  operations?: Readonly<Record<string, string>>;
  run: Run;
};

/** A command line that cannot be carried out; the process ends with 2. */
export function badUsage(message: string): MockError {
  return new MockError(400, "bad_usage", message);
}

/** The text of a flag that takes one value; undefined when it was not given. */
export function textOf({ flags }: Given, name: string): string | undefined {
  const value = flags[name];
  return typeof value === "string" ? value : undefined;
}

/** The texts of a flag that may be repeated. */
export function textsOf({ flags }: Given, name: string): string[] {
  const value = flags[name];
  return Array.isArray(value) ? value : [];
}

/** "task <ID>", as a usage line has it. */
export function usageOf({ name, words = [], rest }: Command): string {
  const parts = words.map((word) => {
    const text = word.many ? `${word.name}...` : word.name;
    return word.required ? `<${text}>` : `[${text}]`;
  });
  return [name, ...parts, ...(rest === undefined ? [] : ["[options]", "--", rest])].join(" ");
}

export const JSON_FLAG: Flag = { flag: "json", help: "print JSON, for programs" };

/** Where to read more options from; taken by every command that takes the mock's options. */
const CONFIG_FLAG: Flag = {
  flag: "config",
  value: "FILE",
  env: "PLOTON_MOCK_CONFIG",
  fallback: "ploton-mock.config.{yaml,yml,json} if it is there",
  help: "read options from this file",
  group: "Running it",
};

/** All options of the mock, and the config file that may hold them. */
export const ALL_OPTIONS: readonly Flag[] = [...OPTIONS, CONFIG_FLAG];

/** Some of them; the config file is always among them. */
export function options(...names: string[]): Flag[] {
  return ALL_OPTIONS.filter((one) => names.includes(one.flag) || one === CONFIG_FLAG).map(
    ({ group: _, ...flag }) => flag,
  );
}

/** Flags with other words for this command: help that fits, a default of its own. */
export function reworded(flags: readonly Flag[], words: Readonly<Record<string, Partial<Flag>>>): Flag[] {
  return flags.map((flag) => ({ ...flag, ...words[flag.flag] }));
}

const DEFAULT_URL = urlOfHost(DEFAULTS.host, DEFAULTS.port);

/** A command to paste that acts on the mock at `url`: "ploton-mock advance 3s --url http://localhost:5210". */
export function commandAt(url: string, words: string): string {
  return `ploton-mock ${words}${url === DEFAULT_URL ? "" : ` --url ${url}`}`;
}

/** The same for the mock and the account that this command line names; what the environment says is there for the next one too. */
export function commandOf(given: Given, words: string): string {
  const key = textOf(given, "api-key");
  return `${commandAt(textOf(given, "url") ?? DEFAULT_URL, words)}${key === undefined ? "" : ` --api-key ${shownKey(key)}`}`;
}

/** A test key, so that the command works as it stands; another is a secret, which no log should hold. */
function shownKey(key: string): string {
  return key.startsWith("pk_test_") ? key : "KEY";
}

/** How a command finds the running mock, and the account of it that it acts on. */
export const RUNNING_MOCK: readonly Flag[] = [
  {
    flag: "url",
    value: "URL",
    env: "PLOTON_MOCK_URL",
    fallback: DEFAULT_URL,
    help: "where the mock runs; else PLOTON_MOCK_URL, else the port in PLOTON_MOCK_PORT or the config file",
  },
  {
    flag: "api-key",
    value: "KEY",
    fallback: "the default account",
    help: "act on the account of this key; else PLOTON_API_KEY, where PLOTON_MOCK_URL is used",
  },
  {
    flag: "control-token",
    value: "TOKEN",
    env: "PLOTON_MOCK_CONTROL_TOKEN",
    fallback: "none",
    help: "what the mock's --control-token asks for; else PLOTON_MOCK_CONTROL_TOKEN",
  },
  JSON_FLAG,
];
