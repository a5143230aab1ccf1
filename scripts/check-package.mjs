// Is the packed package what its package.json says, for whoever imports or requires it? Asks publint and are-the-types-wrong, which
// are fetched for it: forty megabytes that nothing else needs.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const MOST_BYTES = 6_000_000;
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), "ploton-mock-package-"));

try {
  const packed = execFileSync("npm", ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
  });
  const [{ filename, unpackedSize }] = JSON.parse(packed);
  if (unpackedSize > MOST_BYTES) throw new Error(`The package unpacks to ${unpackedSize} bytes, over ${MOST_BYTES}.`);
  const tarball = join(folder, filename);
  ask("publint@0.3.25", [tarball, "--strict"]);
  // ploton-mock/vitest is an ES module alone, as Vitest is.
  ask("@arethetypeswrong/cli@0.18.5", [tarball, "--profile", "node16", "--ignore-rules", "cjs-resolves-to-esm"]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function ask(tool, words) {
  execFileSync("npx", ["--yes", tool, ...words], { cwd: folder, stdio: "inherit" });
}
