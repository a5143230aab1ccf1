// Writes the tables of docs/contract.md from the ledger; with --check it only says whether they are up to date.

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromSource } from "./from-source.mjs";

const PAGE = fileURLToPath(new URL("../docs/contract.md", import.meta.url));
const BEGIN = /<!-- ledger: [^\n]* -->\n/;
const END = "<!-- /ledger -->";

const HEADINGS = ["row", "behaviour", "mark", "source", "option"];

function cellsOf({ id, text, mark, source, option }) {
  return [id, text, mark, source, option ? `\`${option}\`` : ""];
}

/** One section with its table, columns filled up with blanks as the formatter wants them. */
function table({ title, behaviours }) {
  const rows = [HEADINGS, ...behaviours.map(cellsOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((cells) => cells[column].length)));
  const line = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(" | ")} |`;
  const [head, ...body] = rows.map(line);
  const rule = line(widths.map((width) => "-".repeat(width)));
  return [`## ${title}`, "", head, rule, ...body, ""].join("\n");
}

/** The page with the tables between its two markers written anew. */
function renew(page, sections) {
  const begin = BEGIN.exec(page);
  const end = page.indexOf(END);
  if (!begin || end < begin.index) throw new Error("docs/contract.md has lost its ledger markers; restore them first");
  const head = page.slice(0, begin.index + begin[0].length);
  return `${head}\n${sections.map(table).join("\n")}\n${page.slice(end)}`;
}

const before = readFileSync(PAGE, "utf8");
const after = renew(before, (await fromSource("src/contract/ledger.ts")).LEDGER_SECTIONS);
if (process.argv.includes("--check")) {
  if (before !== after) {
    console.error("docs/contract.md is behind the ledger: run `node scripts/contract-doc.mjs`");
    process.exitCode = 1;
  }
} else if (before !== after) {
  writeFileSync(PAGE, after);
  console.log("docs/contract.md renewed");
}
