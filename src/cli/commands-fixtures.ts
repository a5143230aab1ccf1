// The commands for the author of scenarios.

import type { Command } from "./command.js";
import { JSON_FLAG, options, RUNNING_MOCK } from "./flags.js";

export const FIXTURE_COMMANDS: readonly Command[] = [
  {
    name: "init",
    summary: "Write a commented example scenario and config; nothing is overwritten",
    words: [{ name: "DIR" }],
    flags: [],
    examples: [["ploton-mock init", "into the working folder"]],
    load: async () => (await import("./init.js")).init,
  },
  {
    name: "validate",
    summary: "Check fixtures: every problem with its file, line and column",
    words: [{ name: "PATH", many: true }],
    flags: [JSON_FLAG, ...options("fixtures", "retry")],
    examples: [["ploton-mock validate", "ploton-fixtures/, or what the config file names"]],
    notes: "Ends with 1 when there is a problem.",
    load: async () => (await import("./validate.js")).validate,
  },
  {
    name: "explain",
    summary: "Tell which fixture answers a prompt, with what plan, and why the others do not",
    words: [{ name: "PROMPT", required: true }],
    flags: [
      { flag: "user-id", value: "ID", help: "the request's user_id" },
      {
        flag: "metadata",
        value: "KEY=VALUE",
        list: true,
        single: true,
        help: "of the request's metadata",
      },
      { flag: "mode", value: "MODE", help: "the request's mode: live, or test" },
      { flag: "sub-agent", value: "NAME", help: "the request's sub_agent" },
      { flag: "all", help: "list all of the others, not only the nearest" },
      JSON_FLAG,
      ...options("fixtures", "builtin-fixtures", "unmatched"),
    ],
    examples: [['ploton-mock explain "Pull all open deals"', "with the fixtures that start would use"]],
    load: async () => (await import("./explain.js")).explain,
  },
  {
    name: "save",
    summary: "Print a fixture that plays a task of the running mock again",
    words: [{ name: "TASK", required: true }],
    flags: RUNNING_MOCK,
    examples: [["ploton-mock save task_8xK2mP > ploton-fixtures/weather.yaml", "moves by hand included"]],
    load: async () => (await import("./save.js")).save,
  },
  {
    name: "import",
    summary: "Print a fixture that gives a real answer or webhook body again",
    words: [{ name: "FILE" }],
    flags: [{ flag: "prompt", value: "P", help: "the prompt of the task, which the answer does not hold" }],
    examples: [["ploton-mock import answer.json --prompt 'Pull all deals'", "without a file, from standard input"]],
    load: async () => (await import("./save.js")).importAnswer,
  },
];
