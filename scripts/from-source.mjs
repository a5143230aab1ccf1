// What modules of the source export, as scripts can use it: tables, schemas and texts are written from the source and not from a build.

import { rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
let count = 0;

/** What these files export together; paths below the project's folder. */
export async function fromSource(...files) {
  count += 1;
  const outfile = join(root, "dist", `from-source-${process.pid}-${count}.mjs`);
  await esbuild.build({
    absWorkingDir: root,
    stdin: { contents: files.map((file) => `export * from "./${file}";`).join("\n"), resolveDir: root, loader: "ts" },
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    // Libraries that are CommonJS ask for Node's own modules with `require`.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

/** The description of the API, whole, under `version`. */
export async function apiDescription(version = "0.0.0") {
  const { openApi, OPERATIONS } = await fromSource("src/control/openapi.ts", "src/control/operations.ts");
  return openApi(OPERATIONS, version, "http://localhost:7568");
}
