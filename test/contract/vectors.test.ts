// The published vectors of the signature, against signBody and verifySignature (contract 4.1.3, 4.1.4).

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { signatureVectors } from "../../src/handler-check/vectors.js";
import { signBody, verifySignature } from "../../src/index.js";

type Vector = { body_base64: string; secret: string; header: string | null; expected: string; reason: string };

const FOLDER = new URL("../../vectors/signature/v1/", import.meta.url);

function vectorsIn(kind: string): [string, Vector][] {
  const folder = new URL(`${kind}/`, FOLDER);
  return readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), "utf8")) as Vector]);
}

describe.each([
  ["positive", "valid"],
  ["negative", "invalid"],
])("a %s vector", (kind, expected) => {
  test.each(vectorsIn(kind))("%s", (_name, vector) => {
    const body = Buffer.from(vector.body_base64, "base64");
    expect(vector.expected).toBe(expected);
    expect(vector.reason).not.toBe("");
    expect(verifySignature(body, vector.header, vector.secret)).toBe(expected === "valid");
    expect(signBody(body, vector.secret) === vector.header).toBe(expected === "valid");
  });
});

test("the files are the requests that check sends: node scripts/vectors.mjs writes them", () => {
  const files = ["positive", "negative"].flatMap(vectorsIn).map(([file, vector]) => ({ file, ...vector }));
  const wanted = signatureVectors().map(({ name, ...vector }) => ({ file: `${name}.json`, ...vector }));
  const byFile = (one: { file: string }, other: { file: string }) => one.file.localeCompare(other.file);
  expect(files.sort(byFile)).toEqual(wanted.sort(byFile));
});

test("the vectors travel with the package", () => {
  const { files } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    files: string[];
  };
  expect(files).toContain("vectors");
});
