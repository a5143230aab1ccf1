// A failure as something to paste: the command that plays it again, and a test that fails as long as the handler does.

import { ASSUMED } from "../contract/assumed.js";
import { shellWord } from "../domain/shell.js";
import type { Invariant } from "./judge.js";
import { INVARIANTS } from "./judge.js";
import type { Story } from "./story.js";
import { storyText } from "./tell.js";

/**
 * How the handler is reached from a command line; `probe`, `state` null: not read at all. `functions`: those that are functions of a
 * program, so that what is pasted can only name them.
 */
export type HandlerReach = {
  url: string;
  secret: string;
  /** The environment variable that holds the secret; what is pasted names it, so that no log holds the secret. */
  secretIn?: string | undefined;
  probe: string | null;
  state: string | null;
  skip: readonly Invariant[];
  functions: readonly ("webhook" | "effects" | "state")[];
};

/** What stands in a command for a function of a program: the caller puts in where it is served. */
const PUT_IN = { webhook: "URL_OF_THE_HANDLER", effects: "URL_OF_ITS_EFFECTS", state: "URL_OF_ITS_STATE/{task_id}" };

export function replayCommand(reach: HandlerReach, story: Story, seed: number | null): string {
  const word = (one: Word) => (typeof one === "string" ? shellWord(one) : `"$${one.variable}"`);
  return ["npx", ...argumentsOf(reach, storyText(story), seed)].map(word).join(" ");
}

/** A word of a command, or the variable that holds it. */
type Word = string | { variable: string };

function argumentsOf(reach: HandlerReach, story: string, seed: number | null): Word[] {
  const { secret, secretIn, skip, functions } = reach;
  const given = (name: keyof typeof PUT_IN, text: string | null) => (functions.includes(name) ? PUT_IN[name] : text);
  const [url, probe, state] = [
    given("webhook", reach.url)!,
    given("effects", reach.probe),
    given("state", reach.state),
  ] as const;
  return [
    "ploton-mock",
    "simulate",
    url,
    ...(secret === ASSUMED.defaultWebhookSecret
      ? []
      : ["--secret", secretIn === undefined ? secret : { variable: secretIn }]),
    ...(probe === null ? [] : ["--probe", probe]),
    ...(state === null ? [] : ["--state", state]),
    ...skip.flatMap((invariant) => ["--skip", invariant]),
    ...(seed === null ? [] : ["--seed", String(seed)]),
    "--story",
    story,
  ];
}

/** A Vitest file. Functions of the caller's stand in it by their names: he imports them. */
export function vitestFile(
  { url, secret, secretIn, probe, state, skip, functions }: HandlerReach,
  story: Story,
  invariant: Invariant,
): string {
  const options: Record<string, unknown> = {
    webhook: url,
    ...(secret !== ASSUMED.defaultWebhookSecret && secretIn === undefined && { secret }),
    ...(probe !== null && { effects: probe }),
    ...(state !== null && { state }),
    ...(skip.length > 0 && { skip }),
    story: { steps: story.steps },
    throws: true,
  };
  return [
    ...(secretIn === undefined ? [] : ['import { env } from "node:process";']),
    'import { simulate } from "ploton-mock";',
    'import { test } from "vitest";',
    "",
    `test(${JSON.stringify(`${invariant}: ${INVARIANTS[invariant]}`)}, async () => {`,
    "  await simulate({",
    ...functions.map((name) => `    ${name}, // your own function: import it`),
    ...(secretIn === undefined ? [] : [`    secret: env.${secretIn}!,`]),
    ...Object.entries(options)
      .filter(([name]) => !functions.some((one) => one === name))
      .map(([name, value]) => `    ${name}: ${JSON.stringify(value)},`),
    "  });",
    "}, 120_000);",
    "",
  ].join("\n");
}

/** A file for pytest; it runs the command that PLOTON_MOCK_COMMAND names. */
export function pytestFile(reach: HandlerReach, story: Story, invariant: Invariant): string {
  const [, ...args] = argumentsOf(reach, "", null);
  return [
    "import json",
    "import os",
    "import shlex",
    "import subprocess",
    "",
    `STORY = json.loads(${JSON.stringify(storyText(story))})`,
    "",
    "",
    `def test_${invariant}():`,
    `    """${invariant}: ${INVARIANTS[invariant]}"""`,
    '    command = shlex.split(os.environ.get("PLOTON_MOCK_COMMAND", "npx ploton-mock"))',
    `    arguments = [${args
      .slice(0, -1)
      .map((word) => (typeof word === "string" ? JSON.stringify(word) : `os.environ[${JSON.stringify(word.variable)}]`))
      .join(", ")}, json.dumps(STORY)]`,
    "    done = subprocess.run(command + arguments, capture_output=True, text=True)",
    "    assert done.returncode == 0, done.stdout + done.stderr",
    "",
  ].join("\n");
}
