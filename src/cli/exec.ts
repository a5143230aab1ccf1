// `exec`: a mock for the time that another program runs; with --seeds again and again, under another chaos each time.

import { environmentOfAccount, type Mock } from "../control/core.js";
import { proxyIn, withoutProxy } from "../domain/address.js";
import { readFault } from "../domain/read-fault.js";
import { shellWord } from "../domain/shell.js";
import { openMock } from "../mock.js";
import { DEFAULTS, type Options } from "../options.js";
import { warnOfHost } from "./banner.js";
import { childStatus } from "./child.js";
import { ALL_OPTIONS, badUsage, type Command, type Given, reworded, textOf } from "./command.js";
import { startLog } from "./log.js";
import { readSettings, remarkOnIdle } from "./settings.js";
import { untilParentIsGone } from "./signals.js";
import { complain } from "./stdio.js";
import { printable } from "./terminal.js";

/** What makes sense only for a mock that stays. */
const OF_START = ["open", "detach", "ready-file", "log-file"];

export const exec: Command = {
  name: "exec",
  summary: "Run a command, such as a test suite, with a mock of its own",
  rest: "CMD...",
  flags: [
    {
      flag: "seeds",
      value: "A..B",
      help: "run CMD once for each seed, under another chaos each time, until one fails",
    },
    ...reworded(
      ALL_OPTIONS.filter(({ flag }) => !OF_START.includes(flag)),
      { port: { fallback: "any free port", help: "where to listen" }, log: { fallback: "silent" } },
    ),
  ],
  examples: [
    ["ploton-mock exec --seeds 1..20 -- pytest", "under twenty different chaoses"],
    ["ploton-mock exec -- pytest", "any language: the mock is in the environment"],
    [
      "ploton-mock exec --clock instant -- go test ./...",
      "nothing takes time: retries of a day are over in milliseconds",
    ],
  ],
  notes:
    "Starts on a free port and sets PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET and PLOTON_MOCK_URL for CMD, and this machine's names in NO_PROXY; " +
    "signals go through to it. Ends with the status of CMD, 128 and the signal's number when a signal ended it, 127 when there is no such command. The options are " +
    "those of start, with the same defaults: time is live unless --clock says otherwise. Only a flag sets the port and the public URL, or turns " +
    'on a log, which goes to standard error. With --seeds the chaos is --fault "chaos 0.2" unless faults are given; it strikes the default ' +
    "account, and the first seed that fails is named with the command that repeats it.",
  run: withMock,
};

async function withMock(given: Given): Promise<number> {
  const [command, ...args] = given.rest ?? [];
  if (!command) throw badUsage("exec takes the command after --, as in: ploton-mock exec -- pytest");
  const options = await readSettings(given, {
    defaults: { ...DEFAULTS, port: 0, log: "silent" },
    flagOnly: ["port", "log", "open", "detach", "readyFile", "logFile", "publicUrl", "data", "from"],
  });
  remarkOnIdle(options);
  const seeds = textOf(given, "seeds");
  return seeds === undefined ? runWith(options, command, args) : runSeeds(seeds, given, options, command, args);
}

/** Runs the command with a mock of its own, and gives its status. */
async function runWith(options: Options, command: string, args: readonly string[]): Promise<number> {
  const parentIsGone = options.exitWithParent === false ? undefined : untilParentIsGone();
  const mock = await openMock(options, { proxy: proxyIn(process.env) });
  const stopLog = startLog(mock, options.log, process.stderr);
  warnOfHost(mock);
  const variables: Record<string, string> = {
    ...environmentOfAccount(mock, mock.accounts.main()),
    ...withoutProxy(process.env),
  };
  if (options.controlToken !== null) variables.PLOTON_MOCK_CONTROL_TOKEN = options.controlToken;
  try {
    const status = await childStatus(command, args, variables, parentIsGone);
    if (status !== 0) await tellStories(mock);
    return status;
  } finally {
    await mock.close();
    stopLog();
  }
}

/** What happened to tasks whose events the app did not take: often that is why the command failed. */
async function tellStories({ accounts }: Mock): Promise<void> {
  const { storiesOfTrouble } = await import("../control/story.js");
  const stories = storiesOfTrouble(accounts.all()).map((lines) => `\n${lines.map(printable).join("\n")}\n`);
  if (stories.length > 0)
    complain(`ploton-mock: what happened to the tasks whose events were not taken:\n${stories.join("")}`);
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
  const { rangeOf } = await import("../simulate/simulate.js");
  const [from, to] = rangeOf(seeds);
  const isOurs = options.fault.length === 0;
  const fault = isOurs ? [readFault(CHAOS)] : options.fault;
  for (let seed = from; seed <= to; seed += 1) {
    complain(`ploton-mock: seed ${seed} of ${from}..${to}`);
    const chaotic = { seed: String(seed), fault, given: [...options.given, "seed", "fault"] as const };
    const status = await runWith({ ...options, ...chaotic }, command, args);
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
