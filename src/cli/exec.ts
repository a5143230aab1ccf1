// `exec`: a mock for the time that another program runs.

import { openMock } from "../mock.js";
import { DEFAULTS } from "../options.js";
import { childStatus } from "./child.js";
import type { Run } from "./command.js";
import { environmentOf } from "./environment.js";
import { warnOfHost } from "./host-warning.js";
import { startLog } from "./log.js";
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
};
