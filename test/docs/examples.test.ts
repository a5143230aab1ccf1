// The examples beside what the package exports: each function has one, and the compiler takes them all.

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** Where what `index.ts` and `vitest.ts` export, and the handle, are declared. */
const DECLARED = [
  "src/index.ts",
  "src/vitest.ts",
  "src/contract/signature.ts",
  "src/domain/errors.ts",
  "src/control/core.ts",
  "src/control/ploton-mock.ts",
];
const code = (file: string) => readFileSync(join(ROOT, file), "utf8");

/** The text of the comment right above a declaration; empty when there is none. */
function commentAbove(declaration: string): string {
  const found = new RegExp(
    `/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*export (?:async function|function|const|class) ${declaration}\\b`,
  );
  return DECLARED.map((file) => found.exec(code(file))?.[1] ?? "").join("");
}

test.each(["index", "vitest"])("each value that %s.ts exports has an example", async (name) => {
  const exported = Object.keys((await import(`../../src/${name}.ts`)) as object);
  expect(exported.length).toBeGreaterThan(1);
  expect(exported.filter((one) => !/@example/.test(commentAbove(one)))).toEqual([]);
});

/** The code of each example, without the comment's stars. */
function examplesIn(file: string): string[] {
  return [...code(file).matchAll(/^[ \t]*\/\*\*[\s\S]*?\*\//gm)].flatMap(([comment]) =>
    comment
      .replace(/\s*\*\/$/, "")
      .replace(/^[ \t]*\* ?/gm, "")
      .split("@example")
      .slice(1)
      .map((example) => example.trim()),
  );
}

/** What a reader has at hand where an example stands. */
const AT_HAND = `
import { spawn } from "node:child_process";
import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect } from "vitest";
import { ANY_KEY, connectPlotonMock, type DeliveryRecord, type Handler, MockError, type PlotonMock, signBody, simulate, startPlotonMock, verifySignature } from "../../src/index.js";
import { it, test } from "../../src/vitest.js";
declare const mock: PlotonMock;
declare const app: Handler;
declare const id: string;
declare const delivery: DeliveryRecord;
declare const body: Buffer;
declare const signature: string;
declare const request: IncomingMessage;
declare const response: ServerResponse;
`;

test("every example compiles", async () => {
  const examples = DECLARED.flatMap(examplesIn);
  expect(examples.length).toBeGreaterThan(50);
  const folder = mkdtempSync(join(ROOT, "node_modules/examples-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const wrapped = examples.map((example) => `void (async () => {\n${example}\n});`);
  writeFileSync(join(folder, "examples.ts"), `${AT_HAND}${wrapped.join("\n")}\n`);
  const settings = {
    extends: "../../tsconfig.json",
    compilerOptions: { noUnusedLocals: false, noUnusedParameters: false, noUncheckedIndexedAccess: false },
    include: ["examples.ts"],
    exclude: [],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(settings));
  const tsc = join(ROOT, "node_modules/typescript/bin/tsc");
  const { stdout } = await promisify(execFile)(process.execPath, [tsc, "-p", folder, "--singleThreaded"]).catch(
    (error: { stdout: string }) => error,
  );
  expect(stdout).toBe("");
});
