// Builds dist/: the source and its libraries bundled into few files, what a start needs in one, the rest apart, the fixtures compiled in; the inspector's files.
// With --quick it leaves the type declarations out.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";
import { rolldown } from "rolldown";
import { writeFixtureSchema } from "./fixture-schema.mjs";
import { buildInspector } from "./inspector.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** What the mock says that something is, and what express looks for in a request. */
const MIME_TYPES =
  /^(?:application\/(?:json|javascript|octet-stream|x-www-form-urlencoded)|text\/(?:plain|html|css|javascript)|image\/svg\+xml)$/;
const mimeTypes = Object.entries(JSON.parse(readFileSync(join(root, "node_modules/mime-db/db.json"), "utf8"))).filter(
  ([name]) => MIME_TYPES.test(name),
);

/**
 * What libraries bring along and nothing here can reach: zod speaks English alone; bodies, forms and queries are read without express. No
 * proxy is trusted, so no address of one is read; what express tells its own developers and users of its old ways is told to nobody.
 */
const LEFT_OUT = [
  {
    file: /[\\/]node_modules[\\/]proxy-addr[\\/]index\.js$/,
    code: "module.exports = { compile: () => () => false };",
    moduleType: "js",
  },
  {
    file: /[\\/]node_modules[\\/]debug[\\/]src[\\/]index\.js$/,
    code: "module.exports = () => () => {};",
    moduleType: "js",
  },
  {
    file: /[\\/]node_modules[\\/]depd[\\/]index\.js$/,
    code: "module.exports = () => Object.assign(() => {}, { function: (old) => old, property: () => {} });",
    moduleType: "js",
  },
  {
    file: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/,
    code: 'export { default as en } from "./en.js";',
    moduleType: "js",
  },
  {
    file: /[\\/]node_modules[\\/](?:qs[\\/]lib|body-parser)[\\/]index\.js$/,
    code: "module.exports = {};",
    moduleType: "js",
  },
  { file: /[\\/]mime-db[\\/]db\.json$/, code: JSON.stringify(Object.fromEntries(mimeTypes)), moduleType: "json" },
];
const leaveOut = { name: "leave out", load: (id) => LEFT_OUT.find(({ file }) => file.test(id)) };

/** Node prints the line that threw: not all of the bundle, please. */
const minify = {
  name: "minify",
  async renderChunk(source, _chunk, { format: given }) {
    const format = given === "es" ? "esm" : "cjs";
    const { code } = await esbuild.transform(source, { minify: true, lineLimit: 160, target: "node20", format });
    return { code, map: null };
  },
};

/** What the bundle takes for the global timers. */
const TIMERS = join(root, "scripts/real-timers.js");
const timers = [...Object.keys(await import(pathToFileURL(TIMERS).href))].map((name) => [name, [TIMERS, name]]);
/** Taken when the bundle is loaded, not when a library that is loaded later first asks for one. */
const timersFirst = {
  name: "timers first",
  transform: {
    filter: { id: /[\\/]src[\\/]index\.ts$/ },
    handler: (code) => ({ code: `import ${JSON.stringify(TIMERS)};${code}`, map: null }),
  },
};

// Built beside the old dist/ and put in its place at the end, so that what runs from it meanwhile stays whole.
const next = join(root, "dist", `next-${process.pid}`);
process.on("exit", () => rmSync(next, { recursive: true, force: true }));
const isQuick = process.argv.includes("--quick");
/** The declarations are made beside the bundles; several threads would each check much of the same. */
const typesMade = isQuick ? undefined : declareTypes();
await Promise.all([writeFixtureSchema(), buildInspector(next)]);

/** The shipped scenarios, checked, as JSON: so that a start needs neither YAML nor the schema. */
async function shippedFixtures() {
  const outdir = join(next, "compile");
  await esbuild.build({
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    format: "esm",
    // CommonJS libraries in an ESM bundle still ask for Node's own modules by require.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
    entryPoints: ["src/fixtures/compile.ts", "src/fixture-worker.ts"],
    entryNames: "[name]",
    outdir,
  });
  const { compileShipped } = await import(pathToFileURL(join(outdir, "compile.js")).href);
  const fixtures = await compileShipped(join(root, "fixtures"));
  rmSync(outdir, { recursive: true });
  return JSON.stringify(fixtures);
}

const define = { PLOTON_MOCK_VERSION: JSON.stringify(version), PLOTON_MOCK_SHIPPED: await shippedFixtures() };

/**
 * What is there from the start is loaded as one file, what of it only the command line needs as another: each file costs a start half a
 * millisecond, fifty of them a tenth of a second of two cores. What is imported within functions comes apart, as it is asked for. Not main.ts: who imports of a file waits for its top-level await.
 */
const GROUPS = [
  {
    name: "core",
    test: /[\\/]src[\\/](?:index|control[\\/]events|domain[\\/]shell|fixtures[\\/]fixture)\.ts$|[\\/]real-timers\.js$/,
    priority: 3,
  },
  { name: "handler-check", test: /[\\/]src[\\/]handler-check[\\/](?!report)/, priority: 2 },
  { name: "command-line", test: /[\\/]src[\\/]cli[\\/]run\.ts$/, priority: 1 },
];

/** Bundles these, with the libraries, into `dir`; gives the files that went in. */
async function bundle(input, dir, format) {
  const build = await rolldown({
    cwd: root,
    input,
    external: ["vitest"],
    platform: "node",
    transform: { target: "node20", define, inject: Object.fromEntries(timers) },
    plugins: [leaveOut, timersFirst, minify],
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await build.write({
    dir,
    format,
    minify: false,
    entryFileNames: "[name].js",
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: { groups: GROUPS },
  });
  await build.close();
  return output.flatMap(({ moduleIds = [] }) => moduleIds);
}

const index = "src/index.ts";
const bundled = await bundle(
  { index, vitest: "src/vitest.ts", cli: "src/cli/main.ts", "fixture-worker": "src/fixture-worker.ts" },
  next,
  "es",
);
// For who requires: Jest in CommonJS cannot load the other.
await bundle({ index }, join(next, "cjs"), "cjs");
writeFileSync(join(next, "cjs/package.json"), '{ "type": "commonjs" }\n');

/** The licences of everything that went into the bundle. */
function writeLicences() {
  const packages = new Set(
    bundled.flatMap((file) => /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1] ?? []),
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
if (typesMade) {
  await typesMade;
  cpSync(join(next, "types"), join(next, "cjs/types"), { recursive: true });
  keepReachable(join(next, "types"), ["index.d.ts", "vitest.d.ts"]);
  keepReachable(join(next, "cjs/types"), ["index.d.ts"]);
}
swapIn();

async function declareTypes() {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const words = [tsc, "-p", "tsconfig.types.json", "--outDir", join(next, "types"), "--singleThreaded"];
  const compiler = spawn(process.execPath, words, { cwd: root, stdio: "inherit" });
  process.on("exit", () => compiler.kill());
  const [status] = await once(compiler, "exit");
  if (status !== 0) process.exit(1);
}

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
