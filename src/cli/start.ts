// `start`: a mock, its banner, its log, until somebody stops it.

import { openMock } from "../mock.js";
import { bannerText, warnOfHost } from "./banner.js";
import { openBrowser } from "./child.js";
import { ALL_OPTIONS, type Command, type Given } from "./command.js";
import { startLog } from "./log.js";
import { readSettings, remarkOnIdle } from "./settings.js";
import { untilStopped } from "./signals.js";
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
    "PLOTON_WEBHOOK_SECRET. Every option may also stand in the config file, by its name (webhook-url: http://…). A flag goes before " +
    "the environment, that before the file. NO_COLOR turns colours off.",
  run: serve,
};

async function serve(given: Given): Promise<number> {
  const options = await readSettings(given);
  remarkOnIdle(options);
  const mock = await openMock(options);
  const stopped = untilStopped();
  if (options.log === "pretty") print(bannerText(mock, createPaint(hasColours(process.stdout))));
  const stopLog = startLog(mock, options.log);
  if (options.log !== "pretty") warnOfHost(mock);
  if (options.open) browse(mock.url);
  await stopped;
  await mock.close();
  stopLog();
  return leave(0, PATIENCE_MS);
}

function browse(url: string): void {
  openBrowser(`${url}/`, (why) =>
    complain(`ploton-mock: no browser could be opened (${why}); the inspector is at ${url}/`),
  );
}
