// `env`: what an app under test wants in its environment, for `eval` or for programs.

import { environmentOf, proxyIn, withoutProxy } from "../domain/address.js";
import { didYouMean } from "../domain/errors.js";
import { ASSIGN, FAIL, SHELLS, type Shell } from "../domain/shell.js";
import { ANY_KEY, MockError } from "../index.js";
import { badUsage, type Command, type Given, JSON_FLAG, options, reworded, textOf } from "./command.js";
import { callerOf, keyBesideUrl, rootGiven, urlOf } from "./connect.js";
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
    { flag: "defaults", help: "where no mock answers, print what options, environment and config file say" },
    { flag: "shell", value: SHELLS.join("|"), fallback: "sh", help: "the shell that is to read the lines" },
    JSON_FLAG,
  ],
  examples: [
    ['eval "$(ploton-mock env)"', "set it in this shell"],
    ["ploton-mock env --shell powershell | Out-String | Invoke-Expression", "in PowerShell"],
    ["ploton-mock env --shell fish | source", "in fish"],
  ],
  notes:
    "Asks the running mock, and ends with 1 when none answers; then the line that it prints makes the eval fail, too. With --defaults it then prints what options, environment and config file say. Where " +
    "the environment names a proxy, NO_PROXY with this machine's names is printed too: a proxy reaches another localhost.",
  async run(given) {
    const shell = shellIn(given);
    const variables = await variablesOf(given).catch((error: unknown) => {
      if (given.flags.json !== true) print(FAIL[shell]);
      throw error;
    });
    const all = proxyIn(process.env) === undefined ? variables : { ...variables, ...withoutProxy(process.env) };
    if (given.flags.json === true) printJson(all);
    else for (const [name, value] of Object.entries(all)) print(ASSIGN[shell](name, value));
    return 0;
  },
};

function shellIn(given: Given): Shell {
  const asked = textOf(given, "shell") ?? "sh";
  const shell = SHELLS.find((one) => one === asked);
  if (shell !== undefined) return shell;
  throw badUsage(`--shell must be one of ${SHELLS.join(", ")}, not "${asked}".${didYouMean(asked, SHELLS)}`);
}

/** As the running mock says; when none answers, and --defaults allows it, as the options say. */
async function variablesOf(given: Given): Promise<Readonly<Record<string, string>>> {
  const options = await readSettings(given);
  const asked = textOf(given, "url");
  const isPlace = given.flags.port !== undefined || given.flags.host !== undefined;
  const named = asked ?? ((isPlace ? undefined : process.env.PLOTON_MOCK_URL) || undefined);
  const url = named === undefined ? urlOf(options) : rootGiven(named, asked !== undefined);
  const apiKey = options.apiKey[0] ?? (isPlace ? undefined : keyBesideUrl(given));
  const told = asked ?? options.publicUrl ?? url;
  const call = callerOf({ url, apiKey, token: options.controlToken ?? undefined });
  try {
    const known = await call("getEnvironment");
    return apiKey === undefined ? known : { ...known, PLOTON_API_KEY: apiKey };
  } catch (error) {
    if (!(error instanceof MockError)) throw error;
    if (given.flags.defaults !== true) throw withHint(error, url);
    complain(`# ${error.code === "unreachable" ? noneAt(url) : error.message} This is what the options say.`);
    return environmentOf(told, apiKey ?? ANY_KEY, options.webhookSecret);
  }
}

/** Nobody there: the error of a verb, and how to have the lines nevertheless. */
function withHint(error: MockError, url: string): MockError {
  if (error.code !== "unreachable") return error;
  const message = `${noneAt(url)} Start one with: npx ploton-mock; or print what the options say with --defaults.`;
  return new MockError(error.status, error.code, message);
}

function noneAt(url: string): string {
  return `No ploton-mock answers at ${url}.`;
}
