// Writes vectors/signature/v1/ from the requests of `check`: one file each, by what a verifier should say.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fromSource } from "./from-source.mjs";

const FOLDER = new URL("../vectors/signature/v1/", import.meta.url);
const FOLDERS = { valid: "positive/", invalid: "negative/" };

const { signatureVectors } = await fromSource("src/handler-check/vectors.ts");

rmSync(FOLDER, { recursive: true, force: true });
for (const folder of Object.values(FOLDERS)) mkdirSync(new URL(folder, FOLDER), { recursive: true });
const vectors = signatureVectors();
for (const { name, ...vector } of vectors) {
  const file = new URL(`${FOLDERS[vector.expected]}${name}.json`, FOLDER);
  writeFileSync(file, `${JSON.stringify(vector, null, 2)}\n`);
}
console.log(`${vectors.length} vectors written`);
