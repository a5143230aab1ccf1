// Operations that messages name, in the words of each skin.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMANDS } from "../../src/cli/commands.js";
import { saidInCode } from "../../src/control/in-code.js";
import { OPERATIONS, type OperationName } from "../../src/control/operations.js";
import { MockError } from "../../src/domain/errors.js";

const SRC = new URL("../../src/", import.meta.url).pathname;
const PYTHON = readFileSync(new URL("../../python/src/ploton_mock/connection.py", import.meta.url), "utf8");

/** Every `operation: "…"` that stands in a message. */
const NAMED = [
  ...new Set(
    readdirSync(SRC, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [...readFileSync(join(SRC, file), "utf8").matchAll(/operation: "(\w+)", text/g)])
      .map(([, name]) => name as OperationName),
  ),
];

/** What that skin cannot do stands as HTTP has it. */
const NOT_IN_A_SHELL: OperationName[] = ["setWebhook"];
const NOT_IN_A_PROGRAM: OperationName[] = ["saveTask"];

test("messages name operations that there are", () => {
  expect(NAMED.length).toBeGreaterThan(5);
  expect(NAMED.filter((name) => !Object.hasOwn(OPERATIONS, name))).toEqual([]);
});

test.each(NAMED)("%s has a word in a program, in Python and in a shell", (operation) => {
  const error = new MockError(404, "not_found", [{ operation, text: "HTTP" }]);
  const said = saidInCode(error, "getTask", new Error()) as MockError;
  expect(said.message === "HTTP").toBe(NOT_IN_A_PROGRAM.includes(operation));
  expect(PYTHON).toMatch(new RegExp(`"${operation}": ["']\\w`));
  const verbs = COMMANDS.filter(({ operations = {} }) => Object.hasOwn(operations, operation));
  expect(verbs).toHaveLength(NOT_IN_A_SHELL.includes(operation) ? 0 : 1);
});

test("what a call takes without a name is called by the call", () => {
  const error = new MockError(400, "invalid_request", [{ field: "by", text: "by" }, " must be a duration."]);
  const said = saidInCode(error, "advanceClock", new Error()) as MockError;
  expect(said.message).toBe("What clock.advance() is given must be a duration.");
});

test("what was given whole is called so", () => {
  const error = new MockError(400, "invalid_request", [{ field: "", text: "The body" }, " must not be empty."]);
  expect((saidInCode(error, "getTask", new Error()) as MockError).message).toBe("What was given must not be empty.");
});
