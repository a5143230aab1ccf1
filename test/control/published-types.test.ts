// The types that a user's compiler reads: a package that is bundled is not there to be looked up.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { isOlder, ROOT } from "../support/built.js";

test("what the published types lead to is in the package, or Node's own", async () => {
  const folder = isOlder("dist/types/index.d.ts", "src") ? await declaredAnew() : join(ROOT, "dist/types");
  const read = new Set<string>();
  const outside: string[] = [];
  const follow = (file: string): void => {
    if (read.has(file)) return;
    read.add(file);
    for (const [, target] of readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport\()\s*"([^"]+)"/g)) {
      if (target!.startsWith(".")) follow(resolve(dirname(file), target!).replace(/\.(?:js|ts)$/, ".d.ts"));
      else if (!target!.startsWith("node:")) outside.push(`${target} in ${file.slice(folder.length + 1)}`);
    }
  };
  follow(join(folder, "index.d.ts"));
  expect(read.size).toBeGreaterThan(10);
  expect(outside).toEqual([]);
});

/** As the build declares them, where there is none of this source. */
async function declaredAnew(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "ploton-mock-types-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const words = ["-p", join(ROOT, "tsconfig.types.json"), "--outDir", folder, "--singleThreaded"];
  await promisify(execFile)(process.execPath, [join(ROOT, "node_modules/typescript/bin/tsc"), ...words]);
  return folder;
}
