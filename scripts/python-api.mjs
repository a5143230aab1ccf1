// Writes python/src/ploton_mock/api.py from the OpenAPI document: the version, every operation's route, every record as a TypedDict.
// --check: exits 1 when it is out of date.

import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { apiDescription } from "./from-source.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FILE = join(root, "python/src/ploton_mock/api.py");
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

/** `[operation, method, path]` of all there are. */
function routesOf({ paths }) {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId }]) => [operationId, method.toUpperCase(), path]),
  );
}

const SCALARS = { string: "str", integer: "int", number: "float", boolean: "bool", null: "None" };
const KEYWORDS = new Set(
  "False None True and as class def del elif else except for from global if import in is".split(" "),
);
const classes = [];

const literal = (values) => `Literal[${values.map((value) => JSON.stringify(value)).join(", ")}]`;

function union(types) {
  const all = [...new Set(types)];
  if (all.length === 1) return all[0];
  const rest = all.filter((type) => type !== "None");
  const joined = rest.length === 1 ? rest[0] : `Union[${rest.join(", ")}]`;
  return rest.length < all.length ? `Optional[${joined}]` : joined;
}

/** A schema as a Python type; an object with fields becomes a class of the name that its place gives it. */
function typeOf(schema, name) {
  if (schema.$ref) return `"${schema.$ref.split("/").at(-1)}"`;
  if (schema.enum) return literal(schema.enum);
  if (typeof schema.const === "string") return literal([schema.const]);
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return union(either.map((one) => typeOf(one, nameOfBranch(one, name))));
  if (Array.isArray(schema.type)) return union(schema.type.map((type) => typeOf({ ...schema, type }, name)));
  if (schema.type === "array") return `List[${typeOf(schema.items ?? {}, name)}]`;
  if (schema.type === "object") {
    if (!schema.properties) return `Dict[str, ${typeOf(schema.additionalProperties || {}, name)}]`;
    addClass(name, schema);
    return `"${name}"`;
  }
  return SCALARS[schema.type] ?? "Any";
}

/** Objects that differ by their `type` are classes of their own: TaskMockEvent. */
function nameOfBranch({ properties }, name) {
  const kind = properties?.type?.const;
  return kind ? `${kind[0].toUpperCase()}${kind.slice(1)}${name}` : name;
}

function addClass(name, { properties, required = [] }) {
  const fields = Object.entries(properties).map(([field, schema]) => {
    const part = field.replace(/(?:^|_|\W)(\w)/g, (_, letter) => letter.toUpperCase());
    return { field, type: typeOf(schema, `${name}${part}`), must: required.includes(field), doc: schema.description };
  });
  const must = fields.filter((one) => one.must);
  const may = fields.filter((one) => !one.must);
  if (must.length === 0 || may.length === 0) return classes.push(classText(name, fields, "TypedDict", may.length > 0));
  classes.push(classText(`_${name}`, must, "TypedDict", false), classText(name, may, `_${name}`, true));
}

function classText(name, fields, base, partial) {
  if (fields.some(({ field }) => KEYWORDS.has(field) || !/^[a-z_]\w*$/i.test(field))) {
    if (base !== "TypedDict")
      throw new Error(`${name} has fields that a class cannot have, and others that may be left out`);
    const items = fields.map(({ field, type }) => `    ${JSON.stringify(field)}: ${type},`);
    return [`${name} = TypedDict("${name}", {`, ...items, `}, total=${partial ? "False" : "True"})`].join("\n");
  }
  const head = `class ${name}(${base}${partial ? ", total=False" : ""}):`;
  const lines = fields.map(({ field, type, doc }) => `    ${field}: ${type}${doc ? `  # ${doc}` : ""}`);
  return [head, ...(lines.length > 0 ? lines : ["    pass"])].join("\n");
}

/** What other schemas point to, beginning with `names`. */
function reached(schemas, names) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    for (const [, other] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/(\w+)"/g)) visit(other);
  };
  names.forEach(visit);
  return found;
}

function moduleText(document) {
  const { schemas } = document.components;
  const answers = JSON.stringify(
    Object.values(document.paths).flatMap((methods) => Object.values(methods).map(({ responses }) => responses)),
  );
  const names = [...answers.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  const all = reached(schemas, names);
  for (const name of Object.keys(schemas).filter((one) => all.has(one))) {
    const type = typeOf(schemas[name], name);
    if (type !== `"${name}"`) classes.push(`${name} = ${type}`);
  }
  const routes = routesOf(document).map(
    ([operation, method, path]) =>
      `    ${JSON.stringify(operation)}: (${JSON.stringify(method)}, ${JSON.stringify(path)}),`,
  );
  return [
    '"""The control API: its version, its routes, its records. Written by scripts/python-api.mjs from the OpenAPI document."""',
    "",
    "from typing import Any, Dict, List, Literal, Optional, Tuple, TypedDict, Union",
    "",
    `VERSION = ${JSON.stringify(version)}`,
    "",
    "ROUTES: Dict[str, Tuple[str, str]] = {",
    ...routes,
    "}",
    "",
    "",
    classes.join("\n\n\n"),
    "",
  ].join("\n");
}

const after = moduleText(await apiDescription(version));
let before = "";
try {
  before = readFileSync(FILE, "utf8");
} catch {
  // It is written for the first time.
}
if (process.argv.includes("--check")) {
  if (before !== after) {
    console.error("python/src/ploton_mock/api.py is behind the OpenAPI document: run `node scripts/python-api.mjs`");
    process.exitCode = 1;
  }
} else if (before !== after) {
  writeFileSync(FILE, after);
  console.log("python/src/ploton_mock/api.py renewed");
}
