// Values that programs do not expect, by type: long, deep, many, out of range, and names that mean something to JavaScript.

import fc from "fast-check";

const names = fc.constantFrom(
  "__proto__",
  "constructor",
  "toString",
  "",
  "\0",
  "\ud800",
  "a.b",
  "$generate",
  "$ref",
  "x".repeat(2_000),
);

export const texts: fc.Arbitrary<string> = fc.oneof(
  names,
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom(
    "{{",
    "{{prompt}}",
    "{{match.x}}",
    `{{${" ".repeat(60_000)}`,
    "{{".repeat(20_000),
    "../../etc/passwd",
    "task_8xK2mP",
    "task.complete",
    "webhook drop",
    "webhook lost-ack event=task.complete",
    "chaos 1",
    "1h",
    "3650d",
    "99999999999999999999d",
    "2025-06-15T14:22:00Z",
    "http://[::1",
    "http://127.0.0.1:9/",
    "^(\\w+\\s?)*$",
    "(a+)+$",
    "((a{99}){99}){99}",
    "[",
    "a".repeat(34).concat("!"),
    " ".repeat(9_800),
    "Return ".repeat(1_400),
    "name, ".repeat(1_600),
    "'\"`".repeat(3_000),
    "({[".repeat(3_000),
    "- a:\n".repeat(2_000),
    "\u202e\u0000\ufeff",
  ),
  fc
    .constantFrom("1", "a", " ", ",", '"', "\\", "\n", "é", "😀")
    .chain((unit) => fc.constantFrom(100, 10_000, 100_000, 400_000).map((count) => unit.repeat(count))),
);

const numbers: fc.Arbitrary<number> = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, -1, 1, 1e308, -1e308, 2 ** 53, 1e21, 0.1, 5e-324),
);

const leaves = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null));

/** An object or list of many, or of one inside the other. */
const large: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(1_000, 20_000).map((count) => Array.from({ length: count }, (_, n) => n)),
  fc
    .constantFrom(1_000, 20_000)
    .map((count) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n]))),
  fc.constantFrom(50, 127, 128, 200, 3_000).map((depth) => nest(depth, (inner) => ({ a: inner }))),
  fc.constantFrom(50, 128, 3_000).map((depth) => nest(depth, (inner) => [inner])),
);

function nest(depth: number, around: (inner: unknown) => unknown): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level += 1) value = around(value);
  return value;
}

export const values: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: leaves },
  { weight: 2, arbitrary: fc.array(leaves, { maxLength: 5 }) },
  { weight: 2, arbitrary: fc.dictionary(names, leaves, { maxKeys: 5 }) },
  { weight: 1, arbitrary: large },
);

/** JSON Schemas, most of them hostile: sizes, references in circles, expressions, what nothing fits. */
export const schemas: fc.Arbitrary<unknown> = fc.letrec<{ schema: unknown }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom<unknown[]>(
      true,
      false,
      {},
      { type: "string", format: "date-time" },
      { type: "string", format: "email" },
      { type: "integer", minimum: 1e300, maximum: -1e300 },
      { type: "string", minLength: 9_999 },
      { type: "string", pattern: "^(a+)+$" },
      { type: "string", pattern: "^((a{99}){99}){9}$" },
      { type: "string", pattern: "(?=.*[a-z])(?=.*\\d).{200,}" },
      { type: "number", multipleOf: 1e-300 },
      { enum: Array.from({ length: 5_000 }, (_, n) => n) },
      { const: "x".repeat(50_000) },
      { $ref: "#" },
      { $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } } },
      { type: "object", minProperties: 900 },
      { type: "object", patternProperties: { "^(a|aa)+$": { type: "integer" } }, minProperties: 50 },
      { type: "array", uniqueItems: true, minItems: 900, items: { type: "boolean" } },
    ),
    fc.record({ type: fc.constant("array"), minItems: fc.constantFrom(0, 1, 40, 1_000, 1e9), items: tie("schema") }),
    fc.record({ type: fc.constant("object"), properties: fc.dictionary(names, tie("schema"), { maxKeys: 4 }) }),
    fc.record({ allOf: fc.array(tie("schema"), { maxLength: 3 }) }),
    fc.record({ anyOf: fc.array(tie("schema"), { maxLength: 3 }) }),
    fc.record({ not: tie("schema") }),
    fc.record({ type: values, items: values, properties: values }),
  ),
})).schema;
