// Builds dist/: the source and its libraries bundled into a few files, the rarely used ones apart, the fixtures compiled in.
// With --quick it leaves the type declarations out.

import { execFileSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  // CommonJS libraries in an ESM bundle still ask for Node's own modules by require.
  banner: { js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);' },
};

rmSync(join(root, "dist"), { recursive: true, force: true });

/** The shipped scenarios, checked, as JSON: so that a start needs neither YAML nor the schema. */
async function shippedFixtures() {
  const outfile = join(root, "dist", "compile.mjs");
  await esbuild.build({ ...shared, entryPoints: ["src/fixtures/compile.ts"], outfile });
  const { compileShipped } = await import(pathToFileURL(outfile).href);
  const fixtures = await compileShipped(join(root, "fixtures"));
  rmSync(outfile);
  return JSON.stringify(fixtures);
}

const { metafile } = await esbuild.build({
  ...shared,
  entryPoints: { index: "src/index.ts", cli: "src/cli/main.ts" },
  outdir: "dist",
  splitting: true,
  minifySyntax: true,
  minifyWhitespace: true,
  chunkNames: "chunks/[name]-[hash]",
  metafile: true,
  define: { PLOTON_MOCK_VERSION: JSON.stringify(version), PLOTON_MOCK_SHIPPED: await shippedFixtures() },
});

/** The licences of everything that went into the bundle. */
function writeLicences() {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
  );
  const texts = [...packages].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version: itsVersion, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = ["LICENSE", "LICENSE.md", "LICENCE", "license", "LICENSE.txt", "LICENSE-MIT"].map((file) => read(join(folder, file))).find(Boolean);
    return `${name} ${itsVersion} (${license})\n\n${text ?? "(no licence text in the package)"}\n`;
  });
  writeFileSync(join(root, "THIRD-PARTY-LICENSES.txt"), `ploton-mock's dist/ contains these packages.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`);
}

function read(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

writeLicences();
if (!process.argv.includes("--quick")) {
  execFileSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.types.json"], { cwd: root, stdio: "inherit" });
}
