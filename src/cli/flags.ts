// The flags that commands share: the mock's options as the command line has them, where a running mock is, and JSON.

import { OPTIONS } from "../options.js";
import type { Flag } from "./command.js";
import { CONFIG_FLAG } from "./settings.js";

export const JSON_FLAG: Flag = { flag: "json", help: "print JSON, for programs" };

/** The headings under which help lists the mock's options. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  "Where it is reached:": [
    "port",
    "host",
    "api-key",
    "rate-limit",
    "control-token",
    "allowed-host",
    "allowed-origin",
    "public-url",
  ],
  "Webhooks:": ["webhook-url", "webhook-secret", "webhook-timeout", "webhook-insecure", "retry"],
  "Scenarios:": ["fixtures", "builtin-fixtures", "watch", "unmatched", "consent", "fault", "seed"],
  "Time:": ["clock", "speed", "now"],
  "Running it:": ["log", "open", "data", "config"],
};

/** All options of the mock, and the config file that may hold them. */
export const ALL_OPTIONS: readonly Flag[] = [...OPTIONS, CONFIG_FLAG].map((flag) => ({
  ...flag,
  group: Object.keys(GROUPS).find((title) => GROUPS[title]!.includes(flag.flag)),
}));

/** Some of them; the config file is always among them. */
export function options(...names: string[]): Flag[] {
  return ALL_OPTIONS.filter(({ flag }) => names.includes(flag) || flag === CONFIG_FLAG.flag).map(
    ({ group: _, ...flag }) => flag,
  );
}

export const DEFAULT_URL = "http://localhost:7568";

/** Flags with other words for this command: help that fits, a default of its own. */
export function reworded(flags: readonly Flag[], words: Readonly<Record<string, Partial<Flag>>>): Flag[] {
  return flags.map((flag) => ({ ...flag, ...words[flag.flag] }));
}

/** How a command finds the running mock, and the account of it that it acts on. */
export const RUNNING_MOCK: readonly Flag[] = [
  {
    flag: "url",
    value: "URL",
    env: "PLOTON_MOCK_URL",
    fallback: DEFAULT_URL,
    help: "where the mock runs; else PLOTON_MOCK_URL, else the port in PLOTON_MOCK_PORT or the config file",
  },
  {
    flag: "api-key",
    value: "KEY",
    fallback: "the default account",
    help: "act on the account of this key; else PLOTON_API_KEY, where PLOTON_MOCK_URL is used",
  },
  {
    flag: "control-token",
    value: "TOKEN",
    env: "PLOTON_MOCK_CONTROL_TOKEN",
    fallback: "none",
    help: "what the mock's --control-token asks for; else PLOTON_MOCK_CONTROL_TOKEN",
  },
  JSON_FLAG,
];
