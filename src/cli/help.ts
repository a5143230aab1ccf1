// Help and shell completion, made by yargs from the list of commands.

import yargs, { type Argv } from "yargs";
import { version } from "../version.js";
import { type Command, type Flag, usageOf } from "./command.js";
import { COMMANDS } from "./commands.js";
import { print } from "./output.js";
import { chooseCommand } from "./parse.js";

const WIDTH = 110;

/** Prints the help of the command that `argv` names, or of all. */
export async function printHelp(argv: readonly string[]): Promise<number> {
  const words = argv.filter((word) => !word.startsWith("-"));
  const { command } = chooseCommand(words, COMMANDS);
  print(await helpText(words.length === 0 ? undefined : command));
  return 0;
}

/** Answers the shell that asks how a word could go on. */
export async function printCompletions(argv: readonly string[]): Promise<number> {
  await commandLine([...argv]).parseAsync();
  return 0;
}

/** Prints the script that teaches bash or zsh, whichever SHELL names, to complete. */
export async function printCompletionScript(): Promise<number> {
  commandLine([]).showCompletionScript();
  return 0;
}

async function helpText(command: Command | undefined): Promise<string> {
  const line = bare([]);
  if (command === undefined) {
    line.usage(
      "ploton-mock [command] [options]\n\nPloton on your own machine: the tasks API, its timing and its signed webhooks.",
    );
    for (const one of COMMANDS) line.command(usageOf(one), one.summary);
    line.epilogue(
      "ploton-mock COMMAND --help tells more of a command, ploton-mock start --help the options of the mock.",
    );
  } else {
    line.usage(`ploton-mock ${usageOf(command)}\n\n${command.summary}.`);
    addFlags(line, command.flags);
    for (const [text, what] of command.examples) line.example(text, what);
    if (command.notes !== undefined) line.epilogue(command.notes);
  }
  return line.getHelp();
}

function commandLine(argv: string[]): Argv {
  const line = bare(argv);
  for (const command of COMMANDS) {
    const names = command === COMMANDS[0] ? [command.name, "$0"] : usageOf(command).replace(/ \[options\].*/, "");
    line.command(names, command.summary, (inner) => addFlags(inner, command.flags));
  }
  return line.completion("completion", false).help(true);
}

/** What the type of yargs leaves out. */
type Untyped = { usageConfiguration(configuration: object): Argv };

function bare(argv: string[]): Argv {
  const line = yargs(argv).scriptName("ploton-mock").locale("en").exitProcess(false).version(version()).wrap(WIDTH);
  return (line as Argv & Untyped).usageConfiguration({ "hide-types": true });
}

function addFlags(line: Argv, flags: readonly Flag[]): Argv {
  for (const { flag, alias, value, list, fallback, env, help } of flags) {
    line.option(flag, {
      alias,
      ...(value === undefined ? { boolean: true } : { string: true }),
      array: list,
      description: [value === undefined ? help : `${value}: ${help}`, env && `(${env})`].filter(Boolean).join(" "),
      defaultDescription: fallback,
      default: undefined,
    });
  }
  return line;
}
