// A failure as something to paste: the command that plays it again, and a test that fails as long as the handler does.

import { ASSUMED } from "../contract/assumed.js";
import { shellWord } from "../domain/shell.js";
import type { Invariant } from "./judge.js";
import { INVARIANTS } from "./judge.js";
import type { Story } from "./story.js";
import { storyText } from "./tell.js";

/** How the handler is reached from a command line; null where only a program can read it. */
export type HandlerReach = {
  url: string;
  secret: string;
  probe: string | null;
  state: string | null;
  skip: readonly Invariant[];
};

export function replayCommand(reach: HandlerReach, story: Story, seed: number | null): string {
  return ["npx", ...argumentsOf(reach, storyText(story), seed)].map(shellWord).join(" ");
}

function argumentsOf({ url, secret, probe, state, skip }: HandlerReach, story: string, seed: number | null): string[] {
  return [
    "ploton-mock",
    "simulate",
    url,
    ...(secret === ASSUMED.defaultWebhookSecret ? [] : ["--secret", secret]),
    ...(probe === null ? [] : ["--probe", probe]),
    ...(state === null ? [] : ["--state", state]),
    ...skip.flatMap((invariant) => ["--skip", invariant]),
    ...(seed === null ? [] : ["--seed", String(seed)]),
    "--story",
    story,
  ];
}

/** A Vitest file. What was read by functions of the caller's is left to him. */
export function vitestFile(
  { url, secret, probe, state, skip }: HandlerReach,
  story: Story,
  invariant: Invariant,
): string {
  const options: Record<string, unknown> = {
    webhook: url,
    ...(secret !== ASSUMED.defaultWebhookSecret && { secret }),
    ...(probe !== null && { effects: probe }),
    ...(state !== null && { state }),
    ...(skip.length > 0 && { skip }),
    story: { steps: story.steps },
    throws: true,
  };
  return [
    'import { simulate } from "ploton-mock";',
    'import { test } from "vitest";',
    "",
    `test(${JSON.stringify(`${invariant}: ${INVARIANTS[invariant]}`)}, async () => {`,
    "  await simulate({",
    ...Object.entries(options).map(([name, value]) => `    ${name}: ${JSON.stringify(value)},`),
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
      .map((word) => JSON.stringify(word))
      .join(", ")}, json.dumps(STORY)]`,
    "    done = subprocess.run(command + arguments, capture_output=True, text=True)",
    "    assert done.returncode == 0, done.stdout + done.stderr",
    "",
  ].join("\n");
}
