// `start`: a mock, its banner, its log, until somebody stops it.

import { openMock } from "../mock.js";
import { bannerText } from "./banner.js";
import type { Run } from "./command.js";
import { warnOfHost } from "./host-warning.js";
import { startLog } from "./log.js";
import { complain, hasColours, leave, print } from "./output.js";
import { createPaint } from "./paint.js";
import { readSettings, remarkOnIdle } from "./settings.js";
import { untilStopped } from "./signals.js";

/** How long unread output may hold up the end, in milliseconds. */
const PATIENCE_MS = 500;

export const start: Run = async (given) => {
  const options = await readSettings(given);
  remarkOnIdle(options);
  const mock = await openMock(options);
  const stopped = untilStopped();
  if (options.log === "pretty") print(bannerText(mock, createPaint(hasColours(process.stdout))));
  const stopLog = startLog(mock, options.log);
  if (options.log !== "pretty") warnOfHost(mock);
  if (options.open) await openBrowser(mock.url);
  await stopped;
  await mock.close();
  stopLog();
  return leave(0, PATIENCE_MS);
};

async function openBrowser(url: string): Promise<void> {
  const { browse } = await import("./browse.js");
  browse(`${url}/`, (why) => complain(`ploton-mock: no browser could be opened (${why}); the inspector is at ${url}/`));
}
