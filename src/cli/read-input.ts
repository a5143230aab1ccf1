// A file, or standard input where none is named.

import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { MockError } from "../domain/errors.js";
import { complain } from "./output.js";

/** The bytes of `file`; without one, or with "-", of standard input. Throws `MockError` `bad_usage`. */
export async function readInput(file: string | undefined): Promise<Buffer> {
  if (file !== undefined && file !== "-") {
    return readFile(file).catch((error: NodeJS.ErrnoException) => {
      const why =
        error.code === "ENOENT" ? "it does not exist" : error.code === "EISDIR" ? "it is a folder" : error.message;
      throw new MockError(400, "bad_usage", `${file} cannot be read: ${why}.`);
    });
  }
  if (process.stdin.isTTY) complain("Reading from the keyboard; Ctrl-D ends it.");
  return buffer(process.stdin);
}
