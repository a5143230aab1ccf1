// `start`: a mock, its banner, its log, until somebody stops it.

import { createWriteStream, openSync, type WriteStream } from "node:fs";
import { environmentOfAccount, type Mock } from "../control/core.js";
import { proxyIn } from "../domain/address.js";
import { openMock } from "../mock.js";
import { bannerText, warnOfHost } from "./banner.js";
import { openBrowser } from "./child.js";
import { ALL_OPTIONS, badUsage, type Command, type Given } from "./command.js";
import { keepHeapSmall } from "./heap.js";
import { startLog } from "./log.js";
import { refuseUnwritable } from "./output-file.js";
import { claimReadyFile, startApart, tellParent, writeReadyFile } from "./ready.js";
import { readSettings, remarkOnIdle } from "./settings.js";
import { isUnderNpx, untilParentIsGone, untilStopped } from "./signals.js";
import { complain, leave, print } from "./stdio.js";
import { createPaint, hasColours } from "./terminal.js";

/** How long unread output may hold up the end, in milliseconds. */
const PATIENCE_MS = 500;

export const start: Command = {
  name: "start",
  summary: "Start the mock; this is what runs when no command is named",
  flags: ALL_OPTIONS,
  examples: [
    ["ploton-mock -w http://localhost:3000/webhook", "send webhooks to your handler"],
    ["ploton-mock --clock frozen", "time moves only by ploton-mock advance 3s"],
    ['ploton-mock --fault "webhook lost-ack attempt=1"', "let the first answer of the handler get lost"],
  ],
  notes:
    "Every option has an environment variable, PLOTON_MOCK_ and its name in capitals (PLOTON_MOCK_WEBHOOK_URL); only --webhook-secret has " +
    "PLOTON_WEBHOOK_SECRET. Every option may also stand in the config file, by its name (webhook-url: http://…). A flag takes precedence over " +
    "the environment, and that over the file. NO_COLOR turns colours off.",
  run: serve,
};

async function serve(given: Given): Promise<number> {
  // The process that --detach starts reads them too, and remarks on them.
  const options = await readSettings(given, { isReadAgain: ({ detach }) => detach });
  if (options.detach) return startApart(options);
  remarkOnIdle(options);
  if (options.logFile !== null) refuseUnwritable("log-file", options.logFile);
  if (options.readyFile !== null) await claimReadyFile(options.readyFile);
  const logFile = options.logFile === null ? undefined : openLogFile(options.logFile);
  const stopsWithParent = options.exitWithParent ?? isUnderNpx(process.env);
  const parentIsGone = stopsWithParent ? untilParentIsGone() : new Promise<void>(() => {});
  const mock = await openMock(options, { proxy: proxyIn(process.env) });
  const stopped = untilStopped();
  if (options.log === "pretty") print(bannerText(mock, createPaint(hasColours(process.stdout))));
  const stopLog = startLog(mock, options.log, logFile);
  if (options.log !== "pretty") warnOfHost(mock);
  tellOthers(mock);
  keepHeapSmall();
  if (options.open) browse(mock.url);
  const why = await Promise.race([stopped, parentIsGone.then(() => "whoever started it has ended"), mock.closed]);
  await mock.close(why ?? undefined);
  stopLog();
  await new Promise<void>((done) => (logFile === undefined ? done() : logFile.end(done)));
  return leave(0, PATIENCE_MS);
}

/** Once it listens: the file of --ready-file, and the program that started this one. */
function tellOthers(mock: Mock): void {
  const { url, options, accounts } = mock;
  const ready = { url, pid: process.pid, env: environmentOfAccount(mock, accounts.main()) };
  if (options.readyFile !== null) writeReadyFile(options.readyFile, ready);
  tellParent(ready);
}

/** The file of --log-file, to write on at its end. Throws `bad_usage` when that is not possible. */
function openLogFile(file: string): WriteStream {
  try {
    return createWriteStream(file, { fd: openSync(file, "a") });
  } catch (error) {
    throw badUsage(`--log-file ${file} cannot be written: ${(error as Error).message}.`);
  }
}

function browse(url: string): void {
  openBrowser(`${url}/`, (why) =>
    complain(`ploton-mock: no browser could be opened (${why}); the inspector is at ${url}/`),
  );
}
