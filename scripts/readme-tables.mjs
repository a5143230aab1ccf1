// Writes README's reference tables from the source. --check: exits 1 when they are out of date.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import esbuild from "esbuild";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const readme = join(root, "README.md");

async function load(file) {
  const outfile = join(root, "dist", `table-${process.pid}-${file.replaceAll("/", "-")}.mjs`);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: [`src/${file}.ts`],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
  const { rmSync } = await import("node:fs");
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const { OPTIONS } = await load("options");
const { OPERATIONS } = await load("control/operations");
const { FAULT_KINDS, CHAOS } = await load("domain/fault-kinds");
const { formatDuration } = await load("domain/duration");

const flagOf = ({ alias, flag, value, list }) =>
  `\`${alias ? `-${alias}, ` : ""}--${flag}${value ? ` ${value}${list ? "…" : ""}` : ""}\``;
/** A fault's value when it is left out, as a spec would give it. */
const fallbackOf = ({ form, fallback }) => (form === "duration" ? formatDuration(fallback) : fallback);
const tables = {
  options: table(
    ["option", "default", "what it does", "environment"],
    OPTIONS.map((one) => [flagOf(one), one.fallback, one.help, `\`${one.env}\``]),
  ),
  routes: table(
    ["route", "what it does"],
    Object.values(OPERATIONS).map(({ method, path, summary }) => [`\`${method.toUpperCase()} ${path}\``, summary]),
  ),
  faults: table(
    ["on", "fault", "what happens"],
    [
      ...FAULT_KINDS.map(({ on, name, text, param }) => [
        on,
        `\`${name}\`${param ? ` (\`${param.name}=${fallbackOf(param)}\`)` : ""}`,
        text,
      ]),
      ["both", `\`${CHAOS} P\``, "each webhook attempt and each API call draws one of the above with probability P"],
    ],
  ),
};

const before = readFileSync(readme, "utf8");
const after = Object.entries(tables).reduce(
  (text, [name, content]) =>
    text.replace(
      new RegExp(`(<!-- ${name}: [^>]*-->\\n)[^]*?(<!-- /${name} -->)`),
      (_, open, close) => `${open}\n${content}\n\n${close}`,
    ),
  before,
);
if (!process.argv.includes("--check")) writeFileSync(readme, after);
else if (after !== before) {
  console.error("README.md is not what the source says: run `node scripts/readme-tables.mjs`.");
  process.exit(1);
}
