// Prompts whose answers are known, as the tagger learns from them: the pieces of each, the tags that its author's answer gives them,
// and those that the first reading gives. node scripts/tagger/prepare.mjs OUT.json [FILE.json …]; without files those of
// prompts/ and of test/infer/corpus.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromSource } from "../from-source.mjs";

const { align, piecesOf, rulesOf, tagsOf, weighReadings } = await fromSource(
  "src/infer/align.ts",
  "src/infer/choose.ts",
  "src/infer/read.ts",
);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The files of prompts in the repository. */
function promptFiles() {
  return ["test/infer/corpus", "scripts/tagger/prompts"].flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((file) => file.endsWith(".json"))
      .sort()
      .map((file) => join(root, folder, file)),
  );
}

/** The keys that an author expects, as `linesOf` in align.ts gives those of a schema. `type`: as the author wrote it. */
function expectedLines({ items, fields = {} }) {
  const all = (of, depth) => Object.entries(of).flatMap(([keys, type]) => lineOf(keys, type, depth));
  const list = !items
    ? []
    : items.fields
      ? [{ keys: items.key, role: "L", depth: 0 }, ...all(items.fields, 1)]
      : [{ keys: items.key, role: "S", depth: 0, type: items.of }];
  return [...list, ...all(fields, 0)];

  function lineOf(keys, type, depth) {
    const line = (role, of) => ({ keys, role, depth, type: of, choices: choicesIn(of) });
    if (keys === "*" || typeof type !== "object") return [line("F", type)];
    if (type.object) return [line("O"), ...all(type.object, depth + 1)];
    const held = type.array ?? type.map;
    if (held === undefined) return [line("F", type)];
    if (held.object) return [line(type.array ? "L" : "M"), ...all(held.object, depth + 1)];
    return [line(type.array ? "S" : "M", held)];
  }
}

function choicesIn(type) {
  if (type === null || typeof type !== "object") return undefined;
  return type.enum ?? (type.any_of ?? [type.array]).map(choicesIn).find(Boolean);
}

const PLAIN = { email: "string", url: "string", phone: "string", currency: "string", any: "open" };

/** An author's type, as one of those that the tagger tells apart. */
function typeOf(type) {
  if (type === undefined) return "";
  if (typeof type === "string") return PLAIN[type] ?? type;
  if (type.enum) return "enum";
  const all = [...new Set((type.any_of ?? []).map(typeOf))];
  if (all.length === 1) return all[0];
  if (all.length > 0 && all.every((each) => each === "date" || each === "datetime")) return "when";
  if (all.includes("number") || all.includes("integer")) return "number";
  return all.includes("boolean") ? "boolean" : "open";
}

const NAMING = /(?:^|\|)(?:name|title)(?:\||$)/;

/** The tags that an author's answer gives to a prompt. `whole`: every field of it stands in the prompt. */
function expectedTags(pieces, expect) {
  const lines = expectedLines(expect);
  const places = align(pieces, lines);
  const tags = tagsOf(pieces, lines, places);
  const edits = pieces.map(() => "");
  const types = pieces.map(() => "");
  const naming = new Set();
  let whole = true;
  for (const [i, line] of lines.entries()) {
    const place = places[i];
    const holder = lines.slice(0, i).findLastIndex(({ role, depth }) => depth === line.depth - 1 && /[LO]/.test(role));
    if (place) {
      edits[place.from] = place.edit;
      types[place.from] = line.role === "L" || line.role === "O" ? "" : typeOf(line.type);
    } else if (
      line.role === "F" &&
      holder >= 0 &&
      lines[holder].role === "L" &&
      places[holder] &&
      NAMING.test(line.keys)
    )
      naming.add(holder);
    else if (line.keys !== "*" && !/[LO]/.test(line.role))
      whole &&=
        line.depth > 0 &&
        lines.some((other, k) => k !== i && other.keys === line.keys && other.depth === line.depth && places[k]);
  }
  for (const i of naming) edits[places[i].from] = "+name";
  const kind = expect.ack
    ? "ack"
    : expect.empty_or_ack
      ? "empty"
      : lines.some(({ keys }) => keys === "*")
        ? "star"
        : lines.length === 0
          ? "none"
          : "fields";
  return { tags, edits, types, kind, whole };
}

function prepared(file, { id, prompt, expect }) {
  const pieces = piecesOf(prompt);
  return {
    file,
    id,
    pieces: pieces.map(({ text }) => text),
    at: pieces.map(({ at, end }) => [at, end]),
    ...expectedTags(pieces, expect),
    first: rulesOf(weighReadings(prompt).readings[0], pieces),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [out, ...given] = process.argv.slice(2);
  const files = given.length > 0 ? given : promptFiles();
  const rows = files.flatMap((file) =>
    JSON.parse(readFileSync(file, "utf8")).map((entry) => prepared(basename(file, ".json"), entry)),
  );
  writeFileSync(out, JSON.stringify(rows));
  console.log(
    `${rows.length} prompts, ${rows.filter(({ whole }) => whole).length} of them with every field in their words`,
  );
}
