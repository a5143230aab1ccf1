// `exec`: a mock for the time that another program runs; with --seeds again and again, under another chaos each time.

import { readFault } from "../domain/read-fault.js";
import { openMock } from "../mock.js";
import { DEFAULTS, type Options } from "../options.js";
import { shellWord } from "../simulate/paste.js";
import { rangeOf } from "../simulate/simulate.js";
import { childStatus } from "./child.js";
import { type Given, type Run, textOf } from "./command.js";
import { environmentOf } from "./environment.js";
import { warnOfHost } from "./host-warning.js";
import { startLog } from "./log.js";
import { complain } from "./output.js";
import { badUsage } from "./parse.js";
import { readSettings, remarkOnIdle } from "./settings.js";

export const exec: Run = async (given) => {
  const [command, ...args] = given.rest ?? [];
  if (!command) throw badUsage("exec takes the command after --, as in: ploton-mock exec -- pytest");
  const options = await readSettings(given, {
    defaults: { ...DEFAULTS, port: 0, log: "silent" },
    flagOnly: ["port", "log", "open", "publicUrl"],
  });
  remarkOnIdle(options);
  const seeds = textOf(given, "seeds");
  return seeds === undefined ? runWith(options, command, args) : runSeeds(seeds, given, options, command, args);
};

/** Runs the command with a mock of its own, and gives its status. */
async function runWith(options: Options, command: string, args: readonly string[]): Promise<number> {
  const mock = await openMock(options);
  const stopLog = startLog(mock, options.log, process.stderr);
  warnOfHost(mock);
  const variables = environmentOf(mock.told, options);
  if (options.controlToken !== null) variables.PLOTON_MOCK_CONTROL_TOKEN = options.controlToken;
  try {
    return await childStatus(command, args, variables);
  } finally {
    await mock.close();
    stopLog();
  }
}

/** What goes wrong where nobody says what. */
const CHAOS = "chaos 0.2";

/** One run a seed, until one fails; then says how to repeat it. */
async function runSeeds(
  seeds: string,
  given: Given,
  options: Options,
  command: string,
  args: readonly string[],
): Promise<number> {
  if (textOf(given, "seed") !== undefined) throw badUsage("Give --seed or --seeds, not both.");
  const [from, to] = rangeOf(seeds);
  const isOurs = options.fault.length === 0;
  const fault = isOurs ? [readFault(CHAOS)] : options.fault;
  for (let seed = from; seed <= to; seed += 1) {
    complain(`ploton-mock: seed ${seed} of ${from}..${to}`);
    const status = await runWith({ ...options, seed: String(seed), fault }, command, args);
    if (status === 0) continue;
    complain(
      `ploton-mock: seed ${seed} fails with ${status}. To repeat it:\n  ${repeatOf(process.argv.slice(2), seed, isOurs)}`,
    );
    return status;
  }
  complain(`ploton-mock: ${to - from + 1} ${to === from ? "run" : "runs"} passed, seeds ${from}..${to}`);
  return 0;
}

/** The same command line for one seed. */
function repeatOf(argv: readonly string[], seed: number, isOurs: boolean): string {
  const end = argv.indexOf("--");
  const own = argv.slice(1, end);
  const at = own.findIndex((word) => word === "--seeds" || word.startsWith("--seeds="));
  const others = own.toSpliced(at, own[at] === "--seeds" ? 2 : 1);
  const words = ["npx", "ploton-mock", "exec", "--seed", String(seed), ...(isOurs ? ["--fault", CHAOS] : [])];
  return [...words, ...others, ...argv.slice(end)].map(shellWord).join(" ");
}
