// Builds dist/: the source and its libraries bundled into a few files, the rarely used ones apart, the fixtures compiled in.
// With --quick it leaves the type declarations out.

import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { writeFixtureSchema } from "./fixture-schema.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const shared = {
  absWorkingDir: root,
  bundle: true,
  inject: [join(root, "scripts/real-timers.js")],
  platform: "node",
  target: "node20",
  format: "esm",
  // CommonJS libraries in an ESM bundle still ask for Node's own modules by require.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);',
  },
};

/**
 * What libraries bring along and nothing here can reach: bodies in other charsets than Unicode's and
 * Latin-1 are refused before a table of letters is looked up, and zod speaks English alone.
 */
const LEFT_OUT = [
  { filter: /[\\/]iconv-lite[\\/]encodings[\\/]tables[\\/][^\\/]+\.json$/, contents: "[]", loader: "json" },
  {
    filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/,
    contents: 'export { default as en } from "./en.js";',
    loader: "js",
  },
];
const leaveOut = {
  name: "leave out",
  setup(build) {
    for (const { filter, contents, loader } of LEFT_OUT)
      build.onLoad({ filter }, ({ path }) => ({ contents, loader, resolveDir: dirname(path) }));
  },
};

// Built beside the old dist/ and put in its place at the end, so that what runs from it meanwhile stays whole.
const next = join(root, "dist", `next-${process.pid}`);
process.on("exit", () => rmSync(next, { recursive: true, force: true }));
await writeFixtureSchema();

/** The shipped scenarios, checked, as JSON: so that a start needs neither YAML nor the schema. */
async function shippedFixtures() {
  const outdir = join(next, "compile");
  const entryPoints = ["src/fixtures/compile.ts", "src/fixture-worker.ts"];
  await esbuild.build({ ...shared, entryPoints, entryNames: "[name]", outdir, packages: "bundle" });
  const { compileShipped } = await import(pathToFileURL(join(outdir, "compile.js")).href);
  const fixtures = await compileShipped(join(root, "fixtures"));
  rmSync(outdir, { recursive: true });
  return JSON.stringify(fixtures);
}

const compact = {
  plugins: [leaveOut],
  minifySyntax: true,
  minifyWhitespace: true,
  minifyIdentifiers: true,
  // Node prints the line that threw: not all of the bundle, please.
  lineLimit: 160,
  metafile: true,
  define: { PLOTON_MOCK_VERSION: JSON.stringify(version), PLOTON_MOCK_SHIPPED: await shippedFixtures() },
};
const { metafile } = await esbuild.build({
  ...shared,
  ...compact,
  entryPoints: {
    index: "src/index.ts",
    vitest: "src/vitest.ts",
    cli: "src/cli/main.ts",
    "fixture-worker": "src/fixture-worker.ts",
  },
  external: ["vitest"],
  outdir: next,
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});

// For who requires: Jest in CommonJS cannot load the other. One file, as what is not split starts whole.
await esbuild.build({
  ...shared,
  ...compact,
  entryPoints: { index: "src/index.ts" },
  outdir: join(next, "cjs"),
  format: "cjs",
  banner: { js: 'const __fileUrl = require("node:url").pathToFileURL(__filename).href;' },
  define: { ...compact.define, "import.meta.url": "__fileUrl" },
});
writeFileSync(join(next, "cjs/package.json"), '{ "type": "commonjs" }\n');

/** The licences of everything that went into the bundle. */
function writeLicences() {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
  );
  const texts = [...packages].sort().map((name) => {
    const folder = join(root, "node_modules", name);
    const { version: itsVersion, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const text = ["LICENSE", "LICENSE.md", "LICENCE", "license", "LICENSE.txt", "LICENSE-MIT"]
      .map((file) => read(join(folder, file)))
      .find(Boolean);
    return `${name} ${itsVersion} (${license})\n\n${text ?? "(no licence text in the package)"}\n`;
  });
  writeFileSync(
    join(root, "THIRD-PARTY-LICENSES.txt"),
    `ploton-mock's dist/ contains these packages.\n\n${texts.join(`\n${"-".repeat(80)}\n\n`)}`,
  );
}

function read(file) {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return undefined;
  }
}

writeLicences();
const isQuick = process.argv.includes("--quick");
if (!isQuick) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.types.json", "--outDir", join(next, "types")], {
    cwd: root,
    stdio: "inherit",
  });
  cpSync(join(next, "types"), join(next, "cjs/types"), { recursive: true });
  keepReachable(join(next, "types"), ["index.d.ts", "vitest.d.ts"]);
  keepReachable(join(next, "cjs/types"), ["index.d.ts"]);
}
swapIn();

/** Drops the declarations that a reader of `entries` never comes to. */
function keepReachable(folder, entries) {
  const reached = new Set();
  const follow = (file) => {
    if (reached.has(file) || !existsSync(file)) return;
    reached.add(file);
    for (const [, to] of readFileSync(file, "utf8").matchAll(/(?:from |import\(|import )"(\.[^"]+)"/g))
      follow(join(dirname(file), to.replace(/\.[jt]s$/, ".d.ts")));
  };
  for (const entry of entries) follow(join(folder, entry));
  for (const file of filesBelow(folder)) if (!reached.has(join(folder, file))) rmSync(join(folder, file));
}

/** Moves the new files over the old ones, then drops what is left of the old build. */
function swapIn() {
  const dist = join(root, "dist");
  const fresh = new Set(filesBelow(next));
  for (const file of fresh) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    renameSync(join(next, file), join(dist, file));
  }
  rmSync(next, { recursive: true, force: true });
  for (const file of filesBelow(dist)) {
    const isKept = isQuick ? /^(cjs\/)?types\b|^next-/ : /^next-/;
    const isOld = !fresh.has(file) && !isKept.test(file.replaceAll("\\", "/"));
    if (isOld) rmSync(join(dist, file), { force: true });
  }
}

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}
