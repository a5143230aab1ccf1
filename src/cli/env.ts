// `env`: what an app under test wants in its environment, for `eval` or for programs.

import { isMockAt } from "../control/transports.js";
import { environmentOf, rootOf } from "../domain/address.js";
import { shellWord } from "../domain/shell.js";
import { ANY_KEY, MockError } from "../index.js";
import { type Command, type Given, JSON_FLAG, options, reworded, textOf } from "./command.js";
import { callerOf, keyBesideUrl, urlOf } from "./connect.js";
import { readSettings } from "./settings.js";
import { complain, print, printJson } from "./stdio.js";

export const env: Command = {
  name: "env",
  summary: "Print the environment that your app wants, as export lines for a shell",
  flags: [
    ...reworded(options("port", "host", "api-key", "webhook-secret", "control-token", "public-url"), {
      port: { help: "the mock's port" },
      host: { help: "the mock's host" },
      "api-key": {
        help: "the key to print, and whose account to ask",
        fallback: "what the mock says",
        list: undefined,
      },
      "webhook-secret": { help: "the secret to print when no mock answers" },
      "control-token": { help: "what the mock's --control-token asks for" },
    }),
    { flag: "url", value: "URL", help: "ask the mock that runs there; else PLOTON_MOCK_URL, or host and port" },
    JSON_FLAG,
  ],
  examples: [['eval "$(ploton-mock env)"', "set it in this shell"]],
  notes:
    "Asks the running mock. When none answers, prints what options, environment and config file say, with a comment on standard error " +
    "(with --url it is an error).",
  async run(given) {
    const variables = await variablesOf(given);
    if (given.flags.json === true) printJson(variables);
    else for (const [name, value] of Object.entries(variables)) print(`export ${name}=${shellWord(value)}`);
    return 0;
  },
};

/** As the running mock says; when none answers, and --url does not insist on one, as the options say. */
async function variablesOf(given: Given): Promise<Readonly<Record<string, string>>> {
  const options = await readSettings(given);
  const asked = textOf(given, "url");
  const isPlace = given.flags.port !== undefined || given.flags.host !== undefined;
  const url = rootOf(asked ?? ((isPlace ? undefined : process.env.PLOTON_MOCK_URL) || urlOf(options)));
  const apiKey = options.apiKey[0] ?? (isPlace ? undefined : keyBesideUrl(given));
  const told = asked ?? options.publicUrl ?? url;
  const call = callerOf({ url, apiKey, token: options.controlToken ?? undefined });
  const ask = () =>
    call("getEnvironment").then((known) => (apiKey === undefined ? known : { ...known, PLOTON_API_KEY: apiKey }));
  if (asked !== undefined) return ask();
  if (!(await isMockAt(url))) return asOptionsSay(`No ploton-mock answers at ${url}.`);
  return ask().catch((error: unknown) => {
    if (error instanceof MockError) return asOptionsSay(error.message);
    throw error;
  });

  function asOptionsSay(why: string): Record<string, string> {
    complain(`# ${why} This is what the options say.`);
    return environmentOf(told, apiKey ?? ANY_KEY, options.webhookSecret);
  }
}
