// The config file: ploton-mock.config.{yaml,yml,json} in the working folder, or the one that --config names.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { MockError } from "../domain/errors.js";
import { isJsonObject } from "../domain/json.js";

const NAMES = ["yaml", "yml", "json"].map((ending) => `ploton-mock.config.${ending}`);

export type ConfigFile = { file: string; content: Record<string, unknown> };

/** The config file's content; undefined when there is none. Throws `MockError` `bad_option` with file, line and column. */
export async function readConfigFile(named?: string): Promise<ConfigFile | undefined> {
  const file = named ?? findConfigFile();
  if (file === undefined) return undefined;
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw bad(
      `The config file ${file} cannot be read: ${error.code === "ENOENT" ? "it does not exist" : error.message}.`,
    );
  });
  return { file, content: await contentOf(text, file) };
}

function findConfigFile(): string | undefined {
  const there = NAMES.filter((name) => existsSync(name));
  if (there.length > 1) throw bad(`There are ${there.join(" and ")}; keep one of them, or name one with --config.`);
  return there[0];
}

async function contentOf(text: string, file: string): Promise<Record<string, unknown>> {
  if (isBlank(text)) return {};
  const [{ readSource }, { formatProblem }] = await Promise.all([
    import("../fixtures/source.js"),
    import("../fixtures/problem.js"),
  ]);
  const { value, problems } = readSource(text, file);
  if (problems.length > 0) throw bad(problems.map(formatProblem).join("\n"));
  if (isJsonObject(value)) return value;
  throw bad(`${file}:1:1  A config file holds options, such as "port: 7569", one a line.`);
}

/** Nothing but comments is a config file that sets nothing. */
function isBlank(text: string): boolean {
  return text.split("\n").every((line) => /^\s*(#.*)?$/.test(line));
}

function bad(message: string): MockError {
  return new MockError(400, "bad_option", message);
}
