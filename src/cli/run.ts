// One command line, carried out: which command, help or not, and what an error means for the exit status.

import { MockError } from "../domain/errors.js";
import { version } from "../version.js";
import { COMMANDS } from "./commands.js";
import { complain, print } from "./output.js";
import { parseLine } from "./parse.js";
import { inWordsOf } from "./verb-words.js";

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
  return `ploton-mock: ${name === "explain" ? "" : "nothing was started; "}mend the fixtures first.`;
}

async function carryOut(argv: readonly string[]): Promise<number> {
  const own = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  if (own.includes("--get-yargs-completions")) return help("printCompletions", argv);
  if (own.includes("--help") || own.includes("-h")) return help("printHelp", own);
  if (own[0] === "help") return help("printHelp", own.slice(1));
  if (own.includes("--version") || own[0] === "-v") return printVersion();
  const { command, given } = parseLine(argv, COMMANDS);
  const work = await command.load();
  return work(given).catch((error: unknown) => {
    throw inWordsOf(command, error);
  });
}

async function help(what: "printHelp" | "printCompletions", argv: readonly string[]): Promise<number> {
  const { [what]: show } = await import("./help.js");
  return show(argv);
}

function printVersion(): number {
  print(version());
  return 0;
}
