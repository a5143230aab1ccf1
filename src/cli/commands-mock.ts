// The commands that run a mock, or say where one is.

import type { Command } from "./command.js";
import { ALL_OPTIONS, JSON_FLAG, options, reworded } from "./flags.js";
import { start } from "./start.js";

export const MOCK_COMMANDS: readonly Command[] = [
  {
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
    load: async () => start,
  },
  {
    name: "exec",
    summary: "Run a command, such as a test suite, with a mock of its own",
    rest: "CMD...",
    flags: [
      {
        flag: "seeds",
        value: "A..B",
        help: "run CMD once for each seed, under another chaos each time, until one fails",
      },
      ...reworded(
        ALL_OPTIONS.filter(({ flag }) => flag !== "open"),
        { port: { fallback: "any free port", help: "where to listen" }, log: { fallback: "silent" } },
      ),
    ],
    examples: [
      ["ploton-mock exec --seeds 1..20 -- pytest", "under twenty different chaoses"],
      ["ploton-mock exec -- pytest", "any language: the mock is in the environment"],
      [
        "ploton-mock exec --clock instant -- go test ./...",
        "nothing takes time: retries of a day are over in milliseconds",
      ],
    ],
    notes:
      "Starts on a free port and sets PLOTON_BASE_URL, PLOTON_API_KEY, PLOTON_WEBHOOK_SECRET and PLOTON_MOCK_URL for CMD; signals go through to " +
      "it. Ends with the status of CMD, 128 and the signal's number when a signal ended it, 127 when there is no such command. The options are " +
      "those of start, with the same defaults: time is live unless --clock says otherwise. Only a flag sets the port and the public URL, or turns " +
      'on a log, which goes to standard error. With --seeds the chaos is --fault "chaos 0.2" unless faults are given; it strikes the default ' +
      "account, and the first seed that fails is named with the command that repeats it.",
    load: async () => (await import("./exec.js")).exec,
  },
  {
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
    load: async () => (await import("./env.js")).env,
  },
  {
    name: "completion",
    summary: "Print the script that completes commands and options in bash or zsh",
    flags: [],
    examples: [
      ["ploton-mock completion >> ~/.bashrc", "for bash"],
      ["SHELL=zsh ploton-mock completion >> ~/.zshrc", "for zsh"],
    ],
    load: async () => (await import("./help.js")).printCompletionScript,
  },
];
