// `env`: what an app under test wants in its environment, for `eval` or for programs.

import { connectPlotonMock } from "../index.js";
import type { Options } from "../options.js";
import { type Given, type Run, textOf } from "./command.js";
import { environmentOf } from "./environment.js";
import { print, printJson } from "./output.js";
import { badUsage } from "./parse.js";
import { readSettings } from "./settings.js";
import { shellWord } from "./shell.js";

export const env: Run = async (given) => {
  const variables = await variablesOf(given);
  if (given.flags.json === true) printJson(variables);
  else for (const [name, value] of Object.entries(variables)) print(`export ${name}=${shellWord(value)}`);
  return 0;
};

async function variablesOf(given: Given): Promise<Readonly<Record<string, string>>> {
  const url = textOf(given, "url");
  const options = await readSettings(given);
  if (url === undefined) return environmentOf(urlOf(options), options);
  const { apiKey, controlToken } = options;
  return (await connectPlotonMock(url, { apiKey: apiKey[0], token: controlToken ?? undefined })).env;
}

/** Where a mock with these options will be; it need not run yet. */
function urlOf({ host, port }: Options): string {
  if (port === 0) throw badUsage("With port 0 the port is known only once the mock runs: give its --url, or a --port.");
  const name = host === "0.0.0.0" || host === "::" ? "localhost" : host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${port}`;
}
