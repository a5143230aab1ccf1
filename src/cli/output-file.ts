// A file that a command will write in the end: what stands in its way is said before anything is begun.

import { accessSync, constants, statSync } from "node:fs";
import { dirname } from "node:path";
import { badUsage } from "./command.js";

/** Throws `bad_usage`, naming the flag, when the file cannot be written. It is not touched. */
export function refuseUnwritable(flag: string, file: string): void {
  const why = whyUnwritable(file);
  if (why !== undefined) throw badUsage(`--${flag} ${file} cannot be written: ${why}.`);
}

function whyUnwritable(file: string): string | undefined {
  const folder = dirname(file);
  const [there, around] = [file, folder].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (there?.isDirectory()) return "it is a folder, and a file is wanted";
  if (around === undefined) return `there is no folder ${folder}. Make it first`;
  if (!around.isDirectory()) return `${folder} is a file, not a folder`;
  try {
    accessSync(there === undefined ? folder : file, constants.W_OK);
    return undefined;
  } catch {
    return `it is not allowed in ${folder}`;
  }
}
