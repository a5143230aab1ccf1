// Each example's own verifier against the published vectors, by the test that lies beside it.

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { signatureVectors } from "../../src/handler-check/vectors.js";
import { isInstalled, ROOT } from "./start-handler.js";

const run = promisify(execFile);
const HANDLERS = join(ROOT, "examples/handlers");
const COUNT = signatureVectors().length;

/** `file` is the test; `command` what its first lines say, `says` what it prints when all is well. */
type Example = { folder: string; file: string; command: string; needs: [string, ...string[]]; says: RegExp };

const NODE = { file: "vectors.test.mjs", command: "node --test", needs: ["node", "-v"] as [string, string] };
const EXAMPLES: readonly Example[] = [
  ...["node-http", "express", "fastify"].map((folder) => ({ folder, ...NODE, says: new RegExp(`pass ${COUNT}\\b`) })),
  {
    folder: "python",
    file: "vectors_test.py",
    command: "python3 -m unittest vectors_test",
    needs: ["python3", "-V"],
    says: /OK/,
  },
  {
    folder: "php",
    file: "vectors_test.php",
    command: "php vectors_test.php",
    needs: ["php", "-v"],
    says: new RegExp(`${COUNT} vectors, 0 wrong`),
  },
  {
    folder: "ruby",
    file: "vectors_test.rb",
    command: "ruby vectors_test.rb",
    needs: ["ruby", "-e", 'require "webrick"; require "minitest"'],
    says: new RegExp(`${COUNT} runs, ${COUNT} assertions, 0 failures`),
  },
  {
    folder: "go",
    file: "vectors_test.go",
    command: "go test handler.go vectors_test.go",
    needs: ["go", "version"],
    says: /^ok/,
  },
];

describe.each(EXAMPLES)("the verifier in $folder", ({ folder, file, command, needs, says }) => {
  const isMissing = !isInstalled(...needs);

  test.skipIf(isMissing && !process.env.CI)(
    "says of each vector what it should",
    async () => {
      expect(isMissing, `${needs[0]} is not installed`).toBe(false);
      const [program, ...args] = command.split(" ") as [string, ...string[]];
      // Node's own test runner writes for a parent that it thinks is one when it sees its variable.
      const { NODE_TEST_CONTEXT: _, ...env } = process.env;
      const { stdout, stderr } = await run(program, args, {
        cwd: join(HANDLERS, folder),
        env: { ...env, GO111MODULE: "off", PYTHONDONTWRITEBYTECODE: "1" },
      });
      expect(stdout + stderr).toMatch(says);
    },
    120_000,
  );

  test("is named, with its command, where a reader looks", () => {
    expect(existsSync(join(HANDLERS, folder, file))).toBe(true);
    expect(readFileSync(join(HANDLERS, folder, file), "utf8")).toContain(`Run: ${command}`);
    const page = readFileSync(join(ROOT, "docs/verifying-the-signature.md"), "utf8");
    expect(page).toContain(`../examples/handlers/${folder}/${file}`);
  });
});
