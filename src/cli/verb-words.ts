// What the control API says of its fields and routes, said of the flags and commands that a shell has in their place.

import { MockError } from "../index.js";
import type { Command } from "./command.js";

/** A field whose flag or word has another name. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  by: "DURATION",
  event: "EVENT",
  task_id: "--task",
  spec: "SPEC",
};

const ROUTES: readonly (readonly [RegExp, string])[] = [
  [/\bGET \/_mock\/(tasks|deliveries)\b/g, "ploton-mock $1"],
  [/\bGET \/_mock\/faults\b/g, "ploton-mock fault --list"],
  [/\bPOST \/_mock\/reset\b/g, "ploton-mock reset"],
  [/Give --webhook-url, or PUT \/_mock\/webhook \{.*?\}/g, "Start the mock with --webhook-url URL"],
  [/send it in the header \S+$/g, "give --control-token TOKEN."],
  [/The token in the header \S+ is/g, "The --control-token is"],
];

/** The same error in words of the command line. */
export function inWordsOf(command: Command, error: unknown): unknown {
  if (!(error instanceof MockError) || !command.flags.some(({ flag }) => flag === "url")) return error;
  const { status, code, details } = error;
  const routed = ROUTES.reduce((text, [route, words]) => text.replace(route, words), error.message);
  const message = routed.replace(
    /(^|\. )([a-z_]+) (?=must |is required)/g,
    (_, before: string, field: string) => `${before}${nameOf(field, command)} `,
  );
  return new MockError(status, code, message, details);
}

function nameOf(field: string, { flags }: Command): string {
  const flag = field.replaceAll("_", "-");
  return flags.some((one) => one.flag === flag) ? `--${flag}` : (OTHER_NAMES[field] ?? field);
}
