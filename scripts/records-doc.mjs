// What the control API's types say of their fields, for whoever does not read them in an editor: docs/reference/records.md, and
// src/control/field-texts.ts, from which the API description has it. --check: exits 1 when they are out of date.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiDescription } from "./from-source.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const PAGE = "docs/reference/records.md";
const TEXTS = "src/control/field-texts.ts";
const SOURCES = ["src/control/types.ts", "src/domain/task.ts", "src/fixtures/explain.ts", "src/fixtures/fixture.ts"];

/** Types whose name is not the schema's, with or without "Record" at its end. */
const OTHER_NAMES = { TimelineEntry: "EntryRecord", FixtureStep: "StepFile", Explanation: "Explanation" };

/** `{ Name: { text, fields: { "request.prompt": { text, example } } } }` of the types of a file, by their comments. */
function typesIn(source) {
  const types = {};
  let type;
  let way = [];
  let comment = [];
  let open = false;
  for (const raw of source.split("\n")) {
    const line = raw.trim();
    if (line.startsWith("/**")) [comment, open] = [[], true];
    if (open) {
      comment.push(line.replace(/^\/\*\*|\*\/$|^\*(?!\/)/g, "").trim());
      open = !line.endsWith("*/");
      continue;
    }
    const said = () => {
      const [text, example] = comment
        .join(" ")
        .trim()
        .split(/\s*@example /);
      comment = [];
      return { text: text.trim(), example };
    };
    const begun = /^(?:export )?type (\w+)(?:<.*>)? =/.exec(line);
    const field = /^"?([\w$]+)"?\??:(.*)$/.exec(line);
    if (begun) {
      type = { ...said(), fields: {} };
      types[begun[1]] = type;
      way = [];
    } else if (type && field && !/^(?:\||\?)/.test(line)) {
      const path = [...way, field[1]];
      type.fields[path.join(".")] = { ...said(), type: field[2] };
      if (field[2].trim().endsWith("{") || field[2].trim() === "") way = path;
    } else if (/^\}(?:\[\])?(?: \| null)?;$/.test(line)) way = way.slice(0, -1);
    if (line !== "" && !field && !begun) comment = [];
    if (raw === "};") type = undefined;
  }
  return types;
}

const anchor = (name) => `[${name}](#${name.toLowerCase()})`;
const code = (value) => `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;

/** A schema's type in words. */
function typeText(schema) {
  if (schema.$ref) return anchor(schema.$ref.split("/").at(-1));
  if (schema.enum) return schema.enum.map((one) => code(JSON.stringify(one))).join(" or ");
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map(typeText))].join(" or ");
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeText({ type })).join(" or ");
  if (schema.type === "array") return `list of ${typeText(schema.items ?? {})}`;
  if (schema.format === "date-time") return "time";
  return (
    { integer: "whole number", string: "text", boolean: "true or false" }[schema.type] ?? schema.type ?? "any JSON"
  );
}

/** `[path, schema, isRequired]` of every field of an object, those of objects in it too. */
function fieldsOf(schema, way = []) {
  return [schema, schema.items, ...[schema.anyOf, schema.oneOf].flat()].flatMap((one) =>
    Object.entries(one?.properties ?? {}).flatMap(([name, field]) => [
      [[...way, name].join("."), field, (one.required ?? []).includes(name)],
      ...fieldsOf(field, [...way, name]),
    ]),
  );
}

const types = Object.assign({}, ...SOURCES.map((file) => typesIn(readFileSync(join(root, file), "utf8"))));
const typeOf = (name) => types[OTHER_NAMES[name] ?? `${name}Record`] ?? types[name];

/** What a type says of one of its fields; of a field of a field, where that is of another type, what that one says. */
function saidOf(type, path) {
  if (type.fields[path]) return type.fields[path];
  const parts = path.split(".");
  for (let at = parts.length - 1; at > 0; at -= 1) {
    const names = type.fields[parts.slice(0, at).join(".")]?.type.match(/\b[A-Z]\w+/g) ?? [];
    for (const name of names) {
      const said = types[name] && saidOf(types[name], parts.slice(at).join("."));
      if (said) return said;
    }
  }
}

/** Said elsewhere: what `/v1` answers is the contract's, and the environment has four names and no more. */
const ELSEWHERE = new Set(["Error", "CreatedTask", "Task", "CreateTask", "Environment", "MockEvent"]);

const { components } = await apiDescription();
const records = Object.entries(components.schemas).filter(([name]) => !ELSEWHERE.has(name));

/** A field without a text, or without an example, which one that holds fields need not have. */
function lackOf(type, path) {
  const said = saidOf(type, path);
  if (!said?.text) return "has no text above it";
  const isWhole = Object.keys(type.fields).some((other) => other.startsWith(`${path}.`));
  return said.example || isWhole ? undefined : "has no @example";
}

const asked = [
  ...records.flatMap(([name, schema]) => fieldsOf(schema).map(([path]) => [name, typeOf(name), path])),
  ...Object.entries(typesIn(readFileSync(join(root, SOURCES[0]), "utf8"))).flatMap(([name, type]) =>
    Object.keys(type.fields).map((path) => [name, type, path]),
  ),
];
const faults = asked.flatMap(([name, type, path]) => {
  const lack = lackOf(type ?? { fields: {} }, path);
  return lack ? [`${name}.${path} ${lack}`] : [];
});
if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}

const cell = (text) => text.replaceAll("|", "\\|");

function section([name, schema]) {
  const type = typeOf(name);
  const rows = fieldsOf(schema).map(([path, field, required]) => {
    const { text: said, example } = saidOf(type, path);
    return `| ${code(path)}${required ? "" : "?"} | ${cell(typeText(field))} | ${cell(said)}${example ? ` ${cell(code(example))}` : ""} |`;
  });
  const table =
    rows.length === 0 ? [] : ["", "| field | type | what it says, and an example |", "|---|---|---|", ...rows];
  return [`## ${name}`, "", type.text, ...table, ""].join("\n");
}

const isEvent = ([name]) => name.endsWith("Event");
const eventRows = Object.entries(types.EventData.fields).map(
  ([type, { text }]) => `| \`${type}\` | ${anchor(`${type[0].toUpperCase()}${type.slice(1)}Event`)} | ${text} |`,
);

const page = `# Records

What the [control API](control-api.md) answers, [the programmatic API](../programmatic-api.md) gives and the event stream tells, field by field. A
field with ? may be absent. Times are ISO 8601 in UTC; lengths of time are texts such as \`"30s"\`. In TypeScript each is a type of its name
(${code("TaskRecord")}; a name without "Record" has it at its end: ${code("DeliveryRecord")}), in Python a \`TypedDict\` of \`ploton_mock.api\`.

<!-- written by \`node scripts/records-doc.mjs\` from src/control/types.ts and the schemas -->

${records
  .filter((one) => !isEvent(one))
  .map(section)
  .join("\n")}
# Events of the stream

\`GET /_mock/events\` sends each as \`id\`, \`event\` (its type) and \`data\`, which is JSON:
\`{"id": 17, "type": "task", "at": "2025-06-15T14:22:03Z", "data": {…}}\`. \`id\` counts up and is never used twice; \`at\` is virtual time. An event
\`gap\` without data says that some are gone, to a reader that comes back after too long.

| \`type\` | \`data\` | when |
|---|---|---|
${eventRows.join("\n")}

${records.filter(isEvent).map(section).join("\n")}`.trimEnd();

const texts = Object.fromEntries(
  records.map(([name, schema]) => [
    name,
    Object.fromEntries(fieldsOf(schema).map(([path]) => [path, saidOf(typeOf(name), path).text])),
  ]),
);
const module = `// What the types say of their fields, by the name of the schema. Written by scripts/records-doc.mjs; not to be edited.

export const FIELD_TEXTS: Readonly<Record<string, Readonly<Record<string, string>>>> = ${JSON.stringify(texts, null, 2)};
`;

/** As the project's formatter leaves it. */
async function formatted(text) {
  const { execFileSync } = await import("node:child_process");
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  return execFileSync(process.execPath, [biome, "format", `--stdin-file-path=${TEXTS}`], {
    input: text,
    cwd: root,
    encoding: "utf8",
  });
}

let isOld = false;
for (const [file, after] of Object.entries({ [PAGE]: `${page}\n`, [TEXTS]: await formatted(module) })) {
  let before = "";
  try {
    before = readFileSync(join(root, file), "utf8");
  } catch {
    // It is written for the first time.
  }
  isOld ||= before !== after;
  if (!process.argv.includes("--check") && before !== after) writeFileSync(join(root, file), after);
}
if (isOld && process.argv.includes("--check")) {
  console.error("The records' pages are not what the types say: run `node scripts/records-doc.mjs`.");
  process.exit(1);
}
