// Runs the programs under examples/ the way a user does: as processes of their own, against the built package.

import { execFile, execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
export const PLOTON_MOCK = join(ROOT, "bin/ploton-mock.js");

export type Ran = { status: number; output: string };

/** This environment without what the test runner put there. */
export function cleanEnvironment(): Record<string, string | undefined> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|TEST$|NODE_ENV$|NODE_OPTIONS$|PLOTON_)/.test(name),
  );
  return {
    ...Object.fromEntries(own),
    NO_COLOR: "1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYTEST_ADDOPTS: "-p no:cacheprovider",
  };
}

/** Runs a command to its end; gives its status and all that it printed. */
export function run(words: readonly string[], cwd: string, env: Record<string, string> = {}): Promise<Ran> {
  const [program, ...args] = words as [string, ...string[]];
  return new Promise((resolve) => {
    execFile(program, args, { cwd, env: { ...cleanEnvironment(), ...env }, maxBuffer: 1 << 24 }, (error, out, err) => {
      const status = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ status, output: `${out}${err}${error && typeof error.code !== "number" ? error.message : ""}` });
    });
  });
}

/** A command line as in the docs, with the programs of this repository in place of what npx would find. */
export function here(command: string): string[] {
  const [first, second, ...rest] = command.split(" ");
  if (first !== "npx") return command.split(" ");
  if (second === "ploton-mock") return [process.execPath, PLOTON_MOCK, ...rest];
  return [process.execPath, join(ROOT, `node_modules/${second}/${second}.mjs`), ...rest];
}

/** True when this machine has the program. */
export function isInstalled([program, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A folder of a user's own: the example, with its dependencies and the packed package installed by npm. */
export async function installed(folder: string): Promise<{ path: string; remove: () => void; installing: Ran }> {
  const path = mkdtempSync(join(tmpdir(), "ploton-example-"));
  cpSync(join(ROOT, "examples", folder), path, { recursive: true });
  const packed = await run(["npm", "pack", "--ignore-scripts", "--json", "--pack-destination", path], ROOT);
  const [{ filename }] = JSON.parse(packed.output.slice(packed.output.indexOf("[")));
  useTarball(join(path, "package.json"), `./${filename}`);
  const installing = await run(["npm", "install", "--no-audit", "--no-fund"], path);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }), installing };
}

/** What a registry has as "latest" comes from this repository. */
function useTarball(file: string, tarball: string): void {
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace('"ploton-mock": "latest"', `"ploton-mock": "file:${tarball}"`));
}
