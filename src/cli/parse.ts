// From the words of the command line to a command and what was given to it. yargs' own parser reads the flags; yargs itself,
// ten times as long to load, writes help and completion.

import parser from "yargs-parser";
import { urlOfHost } from "../domain/address.js";
import { guessAmong, MockError } from "../domain/errors.js";
import { shellWord } from "../domain/shell.js";
import { DEFAULTS, OPTIONS, SWITCH_WORDS, switchForm } from "../options.js";
import { badUsage, type Command, type Flag, type Given, usageOf } from "./command.js";

const CONFIGURATION = {
  "camel-case-expansion": false,
  "dot-notation": false,
  "parse-numbers": false,
  "parse-positional-numbers": false,
  "populate--": true,
  "strip-aliased": true,
};

/** The command that `argv` names and the words after it. Without a name it is `start`. */
export function chooseCommand(argv: readonly string[], commands: readonly Command[]) {
  const [first = ""] = argv;
  const named = commands.find(({ name }) => name === first);
  if (named) return { command: named, words: argv.slice(1) };
  if (first === "" || first.startsWith("-")) return { command: commands[0]!, words: argv };
  const names = commands.map(({ name }) => name);
  throw badUsage(`There is no command "${first}".${guessAmong(first, names, "ploton-mock --help")}`);
}

/** The command and what was given to it. Throws `MockError` `bad_usage`; a command that comes late is pointed out. */
export function parseLine(argv: readonly string[], commands: readonly Command[]): { command: Command; given: Given } {
  const { command, words } = chooseCommand(argv, commands);
  try {
    return { command, given: parse(words, command) };
  } catch (error) {
    const late = argv[0]?.startsWith("-") ? commands.find(({ name }) => argv.includes(name)) : undefined;
    if (late === undefined || !(error instanceof MockError)) throw error;
    throw badUsage(`${error.message} The command goes first: ploton-mock ${late.name} ...`);
  }
}

/** Reads what follows the command's name. Throws `MockError` `bad_usage` naming the flag or word. */
function parse(argv: readonly string[], command: Command): Given {
  const { flags } = command;
  const { plain, worded } = plainSwitches(argv, flags);
  const { options, negatives } = withoutNegatives(plain, command);
  const { argv: found, error } = parser.detailed(options, {
    array: flags.filter(({ list, single }) => list && !single).map(({ flag }) => flag),
    string: flags.filter(({ value }) => value !== undefined).map(({ flag }) => flag),
    boolean: flags.filter(({ value }) => value === undefined).map(({ flag }) => flag),
    narg: Object.fromEntries(
      flags.filter(({ value, list, single }) => value && (!list || single)).map(({ flag }) => [flag, 1]),
    ),
    alias: Object.fromEntries(flags.flatMap(({ flag, alias }) => (alias === undefined ? [] : [[flag, [alias]]]))),
    configuration: CONFIGURATION,
  });
  const {
    _: words,
    "--": rest = null,
    ...values
  } = found as Record<string, unknown> & { _: unknown[]; "--"?: string[] };
  if (command.rest !== undefined && rest === null && words.length > 0)
    throw badUsage(withoutDashes(command, argv, argv.indexOf(String(words[0]))));
  refuseUnknown(values, command);
  if (error) throw badUsage(parserComplaint(error.message, flags));
  // After -- a word is a word, also one that begins with a dash; only some commands take a command line there.
  const given = {
    words: [...words, ...negatives, ...(command.rest === undefined ? (rest ?? []) : [])].map(String),
    rest: command.rest === undefined ? null : rest,
    flags: Object.fromEntries(flags.map((flag) => [flag.flag, worded[flag.flag] ?? valueFor(flag, values[flag.flag])])),
  };
  checkWords(given, command);
  return given;
}

/** No option is called by a digit: the parser takes -1m for -1 and -m, and what was meant is a word that is refused as one. */
function withoutNegatives(argv: readonly string[], { flags, rest }: Command) {
  const valued = flags.flatMap(({ flag, alias, value }) =>
    value === undefined ? [] : [`--${flag}`, ...(alias === undefined ? [] : [`-${alias}`])],
  );
  const end = argv.includes("--") ? argv.indexOf("--") : argv.length;
  const isNegative = (word: string, at: number) =>
    rest === undefined && at < end && /^-\d/.test(word) && !valued.includes(argv[at - 1] ?? "");
  return { options: argv.filter((word, at) => !isNegative(word, at)), negatives: argv.filter(isNegative) };
}

/** The commonest slip with a command that takes another one: nothing says where its own options end. */
function withoutDashes({ name, rest }: Command, argv: readonly string[], at: number): string {
  const line = [name, ...argv.slice(0, at), "--", ...argv.slice(at)].map(shellWord).join(" ");
  return `${name} takes ${rest} after --, as in: ploton-mock ${line}`;
}

/** The parser's one complaint, in our words and with dashes. */
function parserComplaint(message: string, flags: readonly Flag[]): string {
  const [, name] = /^Not enough arguments following: (.*)$/.exec(message) ?? [];
  if (name === undefined) return message;
  const flag = flags.find((one) => one.flag === name || one.alias === name);
  const written = `${name.length === 1 ? "-" : "--"}${name}`;
  return `${written} needs a value${flag?.value === undefined ? "" : `: ${written} ${flag.value}`}.`;
}

function valueFor(flag: Flag, value: unknown): Given["flags"][string] {
  if (value === undefined || (value === false && flag.value !== undefined)) return undefined;
  if (flag.list) return listOf(flag, value);
  if (Array.isArray(value)) {
    if (flag.value === undefined) return value.at(-1) as boolean;
    throw badUsage(`--${flag.flag} was given ${value.length} times; it takes one value.`);
  }
  return value as string | boolean;
}

function listOf({ flag }: Flag, value: unknown): string[] {
  const list = (Array.isArray(value) ? value : [value]).map(String);
  if (list.length > 0) return list;
  throw badUsage(`--${flag} needs a value.`);
}

function refuseUnknown(values: Record<string, unknown>, { name, flags }: Command): void {
  const known = flags.map(({ flag }) => flag);
  const aliases = flags.flatMap(({ alias }) => alias ?? []);
  const unknown = Object.keys(values).find((key) => !known.includes(key) && !aliases.includes(key));
  if (unknown === undefined) return;
  const shown = unknown.length === 1 ? `-${unknown}` : `--${unknown}`;
  if (PORT_FLAGS.includes(unknown) && known.includes("url"))
    throw badUsage(
      `${name} has no option ${shown}: it acts on a mock that runs. Say where: --url ${urlOfHost(DEFAULTS.host, portOf(values[unknown]))}`,
    );
  const names = known.map((flag) => `--${flag}`);
  throw badUsage(`${name} has no option ${shown}.${guessAmong(shown, names, `ploton-mock ${name} --help`)}`);
}

/** What `start` calls its port, which those try who speak to it. */
const PORT_FLAGS = OPTIONS.filter(({ flag }) => flag === "port").flatMap(({ flag, alias }) => [flag, alias ?? flag]);

function portOf(value: unknown): number {
  return /^\d{1,5}$/.test(String(value)) ? Number(value) : DEFAULTS.port;
}

function checkWords({ words }: Given, command: Command): void {
  const takes = command.words ?? [];
  const usage = ` Usage: ploton-mock ${usageOf(command)}`;
  const missing = takes.find((word, i) => word.required && words[i] === undefined);
  if (missing) throw badUsage(`${command.name} needs ${missing.name}.${usage}`);
  if (words.length > takes.length && !takes.at(-1)?.many)
    throw badUsage(`${command.name} does not take "${words[takes.length]}".${usage}`);
}

/** The parser takes --watch=on for off, as it is not "true", and knows no --watch poll: such words are read here. */
function plainSwitches(argv: readonly string[], flags: readonly Flag[]) {
  const end = argv.indexOf("--");
  const [own, rest] = end < 0 ? [argv, []] : [argv.slice(0, end), argv.slice(end)];
  const switches = new Map(flags.flatMap((one) => (one.value === undefined ? [[one.flag, one]] : [])));
  refuseNegated(own, flags);
  const plain: string[] = [];
  /** What a switch with words of its own was last given, where it was one of them. */
  const worded: Record<string, string | undefined> = {};
  for (const { token, name, word } of withWords(own, switches)) {
    const subject = name.replace(/^no-/, "");
    if (switches.has(subject)) delete worded[subject];
    if (word !== undefined && switches.get(name)?.words?.includes(word)) worded[name] = word;
    else plain.push(word === undefined ? token : plainSwitch(token, name, word, switches));
  }
  return { plain: [...plain, ...rest], worded };
}

type Token = { token: string; name: string; word: string | undefined };

/** Each token with its flag's name and what was glued to it; a word that a switch knows belongs to the switch before it. */
function withWords(own: readonly string[], switches: ReadonlyMap<string, Flag>): Token[] {
  const tokens: Token[] = [];
  for (const token of own) {
    const before = tokens.at(-1);
    const takes = before?.word === undefined && switches.get(before?.name ?? "")?.words?.includes(token);
    const [, name = "", word] = /^--([\w-]+)(?:=(.*))?$/s.exec(token) ?? [];
    if (before && takes) before.word = token;
    else tokens.push({ token, name, word });
  }
  return tokens;
}

/** --watch=off as --no-watch; what is no switch as it is. */
function plainSwitch(token: string, name: string, word: string, switches: ReadonlyMap<string, Flag>): string {
  if (name.startsWith("no-") && switches.has(name.slice(3))) throw badUsage(`--${name} takes no value.`);
  const flag = switches.get(name);
  if (flag === undefined) return token;
  const on = Object.hasOwn(SWITCH_WORDS, word.toLowerCase()) ? SWITCH_WORDS[word.toLowerCase()] : undefined;
  if (on === undefined) throw badUsage(`--${name} must be ${switchForm(flag.words)}, not ${JSON.stringify(word)}.`);
  return on ? `--${name}` : `--no-${name}`;
}

/** The parser drops --no-port in silence. */
function refuseNegated(argv: readonly string[], flags: readonly Flag[]): void {
  const negated = flags.find(({ flag, value }) => value !== undefined && argv.includes(`--no-${flag}`));
  if (negated) throw badUsage(`There is no --no-${negated.flag}: --${negated.flag} takes a value.`);
}
