// Help and shell completion, made by yargs from the list of commands. It is slow to load, so only these load it.

import type { Argv } from "yargs";
import { didYouMean } from "../domain/errors.js";
import { badUsage, type Command, type Flag, usageOf } from "./command.js";
import { chooseCommand } from "./parse.js";
import { print } from "./stdio.js";
import { wrap } from "./terminal.js";

const WIDEST = 110;

/** How the shell's completion asks. */
export const COMPLETE = "--get-yargs-completions";

export const completion: Command = {
  name: "completion",
  summary: "Print the script that completes commands and options in bash or zsh; without a name, in yours",
  words: [{ name: "SHELL" }],
  flags: [],
  examples: [
    ["ploton-mock completion bash >> ~/.bashrc", "for bash"],
    ["ploton-mock completion zsh >> ~/.zshrc", "for zsh"],
  ],
  async run({ words: [shell] }, commands) {
    if (shell !== undefined) chooseShell(shell);
    (await commandLine([], commands)).showCompletionScript();
    return 0;
  },
};

const COMPLETED = ["bash", "zsh"];

/** yargs writes the script for the shell that the environment names. */
function chooseShell(shell: string): void {
  if (!COMPLETED.includes(shell))
    throw badUsage(`SHELL must be one of ${COMPLETED.join(", ")}, not "${shell}".${didYouMean(shell, COMPLETED)}`);
  process.env.SHELL = shell;
  delete process.env.ZSH_NAME;
}

/** Prints the help of the command that `argv` names, or of all. */
export async function printHelp(argv: readonly string[], commands: readonly Command[]): Promise<number> {
  const words = argv.filter((word) => !word.startsWith("-"));
  print(await (words.length === 0 ? overview(commands) : helpOf(chooseCommand(words, commands).command)));
  return 0;
}

/** Answers the shell that asks how a word could go on. */
export async function printCompletions(argv: readonly string[], commands: readonly Command[]): Promise<number> {
  const line = await commandLine([...argv], commands);
  const typed = argv.slice(argv.indexOf(COMPLETE) + 1);
  if (typed[1]?.startsWith("-")) addFlags(line, commands[0]!.flags);
  await line.parseAsync();
  return 0;
}

async function overview(commands: readonly Command[]): Promise<string> {
  const line = await bare([]);
  line.usage(
    "ploton-mock [command] [options]\n\nPloton on your own machine: the tasks API, its timing and its signed webhooks.",
  );
  for (const one of commands) line.command(usageOf(one), one.summary);
  return `${await line.getHelp()}\n\n${MORE}`;
}

async function helpOf(command: Command): Promise<string> {
  const line = await bare([]);
  line.usage(`ploton-mock ${usageOf(command)}\n\n${command.summary}.`);
  addFlags(line, command.flags);
  return [await line.getHelp(), ...examplesText(command), ...(await notesText(command))].join("\n\n");
}

const MORE = `ploton-mock COMMAND --help    more of a command; also: ploton-mock help COMMAND
ploton-mock start --help      the options of the mock
ploton-mock --version         the version; also: -v`;

/** Each example below what it is for, so that it is one line to paste. */
function examplesText({ examples }: Command): string[] {
  if (examples.length === 0) return [];
  return [["Examples:", ...examples.map(([text, what]) => `  # ${what}\n  ${text}`)].join("\n")];
}

async function notesText({ notes }: Command): Promise<string[]> {
  const text = typeof notes === "function" ? await notes() : notes;
  return text === undefined ? [] : [wrap(text, width()).join("\n")];
}

function width(): number {
  return Math.min(WIDEST, process.stdout.columns ?? WIDEST);
}

async function commandLine(argv: string[], commands: readonly Command[]): Promise<Argv> {
  const line = await bare(argv);
  for (const command of commands) {
    const names = command === commands[0] ? [command.name, "$0"] : usageOf(command).replace(/ \[options\].*/, "");
    line.command(names, command.summary, (inner) => addFlags(inner, command.flags));
  }
  return line.completion("completion", false);
}

/** What the type of yargs leaves out. */
type Untyped = { usageConfiguration(configuration: object): Argv };

async function bare(argv: string[]): Promise<Argv> {
  const { default: yargs } = await import("yargs");
  const line = yargs(argv)
    .scriptName("ploton-mock")
    .locale("en")
    .exitProcess(false)
    .help(false)
    .version(false)
    .wrap(width());
  return (line as Argv & Untyped).usageConfiguration({ "hide-types": true });
}

function addFlags(line: Argv, flags: readonly Flag[]): Argv {
  for (const { flag, alias, value, list, fallback, group, ...rest } of flags) {
    line.option(flag, {
      alias,
      ...(group && { group: `${group}:` }),
      array: list,
      ...(value === undefined ? { boolean: true } : { string: true }),
      description: describe({ flag, value, list, fallback, ...rest }),
    });
  }
  return line;
}

/** What it does, what its value is, how a switch is turned off, and an environment variable that has its own name. */
function describe({ flag, value, list, fallback, help, env }: Flag): string {
  const off = value === undefined && fallback === "on" ? `; --no-${flag} turns it off` : "";
  const named =
    env === undefined || env === `PLOTON_MOCK_${flag.toUpperCase().replaceAll("-", "_")}` ? "" : ` (${env})`;
  const again = list === true ? " (repeatable)" : "";
  return `${value === undefined ? "" : `${value}  `}${help}${off}${again}${named}${fallback === undefined ? "" : ` [${fallback}]`}`;
}
