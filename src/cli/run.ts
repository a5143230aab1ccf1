// One command line, carried out: which command, help or not, and what an error means for the exit status and in this skin's words.

import { type MessagePart, MockError } from "../domain/errors.js";
import { version } from "../version.js";
import { type Command, commandOf, type Given, textOf } from "./command.js";
import { COMMANDS } from "./commands.js";
import { COMPLETE, printCompletions, printHelp } from "./help.js";
import { parseLine } from "./parse.js";
import { complain, print } from "./stdio.js";

/** Carries out a command line and gives its exit status: 0, 1 for a failure, 2 for a command line that makes no sense. */
export async function run(argv: readonly string[]): Promise<number> {
  try {
    return await carryOut(argv);
  } catch (error) {
    if (!(error instanceof MockError)) throw error;
    complain(error.code === "bad_fixtures" ? `${error.message}\n${mendFirst(argv)}` : `ploton-mock: ${error.message}`);
    return error.status === 400 ? 2 : 1;
  }
}

function mendFirst([name]: readonly string[]): string {
  return `ploton-mock: ${name === "explain" ? "" : "nothing was started; "}fix the fixtures first.`;
}

async function carryOut(argv: readonly string[]): Promise<number> {
  const own = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  if (own.includes(COMPLETE)) return printCompletions(argv, COMMANDS);
  if (own.includes("--help") || own.includes("-h")) return printHelp(own, COMMANDS);
  if (own[0] === "help") return printHelp(own.slice(1), COMMANDS);
  if (own.includes("--version") || own[0] === "-v") return printVersion();
  const { command, given } = parseLine(argv, COMMANDS);
  return command.run(given, COMMANDS).catch((error: unknown) => {
    throw error instanceof MockError ? inWordsOf(command, given, error) : error;
  });
}

function printVersion(): number {
  print(version());
  return 0;
}

/** What the control API says to a program that speaks HTTP, said to a shell. */
const IN_A_SHELL: Readonly<Record<string, string>> = {
  missing_control_token: "The control API was started with --control-token: give --control-token TOKEN.",
  wrong_control_token: "The --control-token is not the one that this mock was started with.",
};

/** The same error with the flags, words and commands that stand for its fields and operations. */
function inWordsOf(command: Command, given: Given, { status, code, message, details, parts }: MockError): MockError {
  const said = parts?.map((part) => (typeof part === "string" ? part : wordFor(part, command, given))).join("");
  const inShell = IN_A_SHELL[code] ?? said ?? message;
  return new MockError(status, code, code === "unreachable" ? withPortHint(inShell, command, given) : inShell, details);
}

/** Nobody said where the mock is, so it may well be elsewhere. */
function withPortHint(message: string, { flags }: Command, given: Given): string {
  const isNamed = ["url", "ready-file", "port"].some((flag) => textOf(given, flag) !== undefined);
  if (isNamed || process.env.PLOTON_MOCK_URL || !flags.some(({ flag }) => flag === "url")) return message;
  return `${message.replace(/\.$/, "")}; or, if one runs on another port, say where with --url URL or the variable PLOTON_MOCK_URL`;
}

function wordFor(part: Exclude<MessagePart, string>, { flags, words = [] }: Command, given: Given): string {
  if ("operation" in part) {
    const verb = COMMANDS.find(({ operations = {} }) => Object.hasOwn(operations, part.operation));
    const line = verb && `${verb.name} ${verb.operations![part.operation]}`.trimEnd();
    return line === undefined ? part.text : commandOf(given, line);
  }
  if (part.field === "") return "The command line";
  const word = words.find(({ field }) => field === part.field);
  const flag = flags.find((one) => (one.field ?? one.flag.replaceAll("-", "_")) === part.field);
  return word?.name ?? (flag === undefined ? part.text : `--${flag.flag}`);
}
