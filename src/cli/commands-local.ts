// The commands that need no running mock. Each is loaded when it is run.

import { OPTIONS } from "../options.js";
import type { Command, Flag } from "./command.js";
import { CONFIG_FLAG } from "./settings.js";

const ALL_OPTIONS: readonly Flag[] = [...OPTIONS, CONFIG_FLAG];

/** Some of the mock's options, and the config file that may hold them. */
function options(...names: string[]): Flag[] {
  return ALL_OPTIONS.filter(({ flag }) => names.includes(flag) || flag === CONFIG_FLAG.flag);
}

export const JSON_FLAG: Flag = { flag: "json", help: "print JSON" };

export const LOCAL_COMMANDS: readonly Command[] = [
  {
    name: "start",
    summary: "Starts the mock; what runs when no command is named",
    flags: ALL_OPTIONS,
    examples: [
      ["ploton-mock -w http://localhost:3000/webhook", "send webhooks to your handler"],
      ["ploton-mock --clock frozen", "time moves only by `ploton-mock advance 3s`"],
      ['ploton-mock --fault "webhook lost-ack attempt=1"', "have the first answer of the handler get lost"],
    ],
    notes:
      "A flag goes before its environment variable, that before the config file. Every option may stand in the config file, by its name here.",
    load: async () => (await import("./start.js")).start,
  },
  {
    name: "sign",
    summary: "Prints the signature of a body",
    words: [{ name: "FILE" }],
    flags: options("webhook-secret"),
    examples: [
      ["ploton-mock sign body.json --webhook-secret whsec_test_secret", "of a file"],
      ["printf '%s' \"$body\" | ploton-mock sign", "of standard input, byte for byte"],
    ],
    load: async () => (await import("./sign.js")).sign,
  },
  {
    name: "env",
    summary: "Prints the environment that your app wants, as `export` lines for a shell",
    flags: [
      ...options("port", "host", "api-key", "webhook-secret"),
      { flag: "url", value: "URL", help: "ask the mock that runs there" },
      JSON_FLAG,
    ],
    examples: [['eval "$(ploton-mock env)"', "set it in this shell"]],
    load: async () => (await import("./env.js")).env,
  },
];
