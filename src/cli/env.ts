// `env`: what an app under test wants in its environment, for `eval` or for programs.

import { ANY_KEY, connectPlotonMock } from "../index.js";
import type { Options } from "../options.js";
import { type Given, type Run, textOf } from "./command.js";
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
  if (url === undefined) return fromOptions(options);
  return (await connectPlotonMock(url, { apiKey: options.apiKey[0], token: options.controlToken ?? undefined })).env;
}

/** What a mock with these options will have; it need not run yet. */
function fromOptions({ host, port, apiKey, webhookSecret }: Options): Record<string, string> {
  if (port === 0) throw badUsage("With port 0 the port is known only once the mock runs: give its --url, or a --port.");
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    PLOTON_BASE_URL: `${url}/v1`,
    PLOTON_API_KEY: apiKey[0] ?? ANY_KEY,
    PLOTON_WEBHOOK_SECRET: webhookSecret,
    PLOTON_MOCK_URL: url,
  };
}
