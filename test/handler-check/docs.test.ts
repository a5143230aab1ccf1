// "Verifying the signature": each handler on the page is, byte for byte, the program that the tests run.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { signBody } from "../../src/contract/signature.js";
import { ROOT } from "./start-handler.js";

const PAGE = readFileSync(join(ROOT, "docs/verifying-the-signature.md"), "utf8");
const FOLDER = "examples/handlers";
const FILES = readdirSync(join(ROOT, FOLDER)).flatMap((language) =>
  readdirSync(join(ROOT, FOLDER, language))
    .filter((file) => file.startsWith("handler."))
    .map((file) => `${FOLDER}/${language}/${file}`),
);

/** The text of the fenced block that follows the link to `file`. */
function shownFor(file: string): string | undefined {
  const after = PAGE.split(`](../${file})\n\n`)[1];
  return /^```\w+\n([\s\S]*?)```\n/.exec(after ?? "")?.[1];
}

test("there is a handler in each of seven languages and frameworks", () => {
  expect(FILES).toHaveLength(7);
});

test.each(FILES)("the page shows %s as it is", (file) => {
  expect(shownFor(file)).toBe(readFileSync(join(ROOT, file), "utf8"));
});

test("the example on the page has the signature on the page", () => {
  const body = /```json\n(.*)\n```/.exec(PAGE)![1]!;
  expect(Buffer.byteLength(body)).toBe(161);
  expect(PAGE).toContain(`is \`${signBody(body, "whsec_test_secret")}\``);
});
