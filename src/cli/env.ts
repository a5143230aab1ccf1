// `env`: what an app under test wants in its environment, for `eval` or for programs.

import { MockError } from "../index.js";
import { type Given, type Run, textOf } from "./command.js";
import { connectTo } from "./connect.js";
import { environmentOf } from "./environment.js";
import { complain, print, printJson } from "./output.js";
import { readSettings } from "./settings.js";
import { shellWord } from "./shell.js";
import { isMockAt, keyBesideUrl, rootOf, urlOf } from "./where.js";

export const env: Run = async (given) => {
  const variables = await variablesOf(given);
  if (given.flags.json === true) printJson(variables);
  else for (const [name, value] of Object.entries(variables)) print(`export ${name}=${shellWord(value)}`);
  return 0;
};

/** As the running mock says; when none answers, and --url does not insist on one, as the options say. */
async function variablesOf(given: Given): Promise<Readonly<Record<string, string>>> {
  const options = await readSettings(given);
  const asked = textOf(given, "url");
  const isPlace = given.flags.port !== undefined || given.flags.host !== undefined;
  const url = rootOf(asked ?? ((isPlace ? undefined : process.env.PLOTON_MOCK_URL) || urlOf(options)));
  const apiKey = options.apiKey[0] ?? (isPlace ? undefined : keyBesideUrl(given));
  const told = asked ?? options.publicUrl ?? url;
  const reach = { url, apiKey, token: options.controlToken ?? undefined };
  if (asked !== undefined) return (await connectTo(reach)).env;
  if (!(await isMockAt(url))) return asOptionsSay(`No ploton-mock answers at ${url}.`);
  return connectTo(reach).then(
    (mock) => mock.env,
    (error: unknown) => {
      if (error instanceof MockError) return asOptionsSay(error.message);
      throw error;
    },
  );

  function asOptionsSay(why: string): Record<string, string> {
    complain(`# ${why} This is what the options say.`);
    return environmentOf(told, apiKey === undefined ? options : { ...options, apiKey: [apiKey] });
  }
}
