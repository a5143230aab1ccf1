// Writes the tables of docs/reference/ from the source. --check: exits 1 when they are out of date.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromSource } from "./from-source.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function table(head, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

const { OPTIONS } = await fromSource("src/options.ts");
const { OPERATIONS } = await fromSource("src/control/operations.ts");
const { FAULT_KINDS, CHAOS } = await fromSource("src/domain/fault-kinds.ts");
const { formatDuration } = await fromSource("src/domain/duration.ts");

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

/** Which page each table stands on. */
const PAGES = { options: "command-line", routes: "control-api", faults: "faults" };

let isOld = false;
for (const [name, content] of Object.entries(tables)) {
  const page = join(root, "docs/reference", `${PAGES[name]}.md`);
  const before = readFileSync(page, "utf8");
  const place = new RegExp(`(<!-- ${name}: [^>]*-->\\n)[^]*?(<!-- /${name} -->)`);
  const after = before.replace(place, (_, open, close) => `${open}\n${content}\n\n${close}`);
  isOld ||= after !== before;
  if (!process.argv.includes("--check")) writeFileSync(page, after);
}
if (isOld && process.argv.includes("--check")) {
  console.error("docs/reference/ is not what the source says: run `node scripts/reference-tables.mjs`.");
  process.exit(1);
}
