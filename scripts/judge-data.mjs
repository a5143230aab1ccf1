// What the judge of readings knows, learned from the corpora of prompts whose answers are known: node scripts/judge-data.mjs
// writes src/infer/judge-data.ts. --left-out FILE,… learns from all corpora but one at a time and says how it chooses in that one.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fromSource } from "./from-source.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "test/infer/corpus");
const { fieldsIn, judgeOf, keyFeatures, rowFeatures, scoreReading, singularOf, weighReadings, withBounds, wordsOfKey } =
  await fromSource(
    "src/infer/judge.ts",
    "src/infer/read.ts",
    "src/infer/nouns.ts",
    "src/infer/said.ts",
    "test/infer/score.ts",
  );

function promptOf(file, entry) {
  const { readings, evidence, mentions } = weighReadings(entry.prompt, true);
  return { file, entry, readings, evidence, mentions, wanted: namesIn(entry.expect) };
}

function isRight({ entry, mentions }, { schema }) {
  return scoreReading(entry, { schema: withBounds(schema, entry.prompt), mentions }).all;
}

function choice({ readings, evidence }, learned) {
  const [first] = readings;
  const judge = judgeOf(evidence, learned);
  if (judge.reasons(first).length === 0) return first;
  const fields = fieldsIn(first.schema);
  const scores = readings.map((reading) => judge.score(reading, fields));
  return readings[scores.indexOf(Math.max(...scores))];
}

/** The names of the fields that an entry expects, each with the others it may have. */
function namesIn({ fields, items }) {
  const inType = (type) =>
    typeof type !== "object"
      ? []
      : [...(type.any_of ?? []), type.array, type.map].filter(Boolean).flatMap(inType).concat(inFields(type.object));
  const inFields = (all) => Object.entries(all ?? {}).flatMap(([names, type]) => [names.split("|"), ...inType(type)]);
  return [...inFields(fields), ...inFields(items?.fields)];
}

function learn(some) {
  const lexicon = lexiconFrom(some);
  // A word's weight must not come from the prompt that the key is of: each file is weighed by the words of the others.
  const keys = [...new Set(some.map(({ file }) => file))].flatMap((file) => {
    const others = lexiconFrom(some.filter((prompt) => prompt.file !== file));
    return some.filter((prompt) => prompt.file === file).flatMap((prompt) => keyCases(prompt, others));
  });
  return { lexicon, keys: regress(keys), rows: regress(some.flatMap(rowCases)) };
}

const LEAST_SEEN = 3;
const LEAST_WEIGHT = 0.3;
const MOST_WEIGHT = 3;

/** How much more often a word stands in a key that is expected than elsewhere in a prompt; words seen seldom are left out. */
function lexiconFrom(some) {
  const inside = new Map();
  const outside = new Map();
  const count = (into, all) => {
    for (const word of new Set(all)) into.set(word, (into.get(word) ?? 0) + 1);
    return new Set(all).size;
  };
  let ins = 0;
  let outs = 0;
  for (const { entry, wanted } of some) {
    const used = new Set(wanted.flat().flatMap(wordsOfKey).map(singularOf));
    const told = entry.prompt
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean)
      .map(singularOf);
    ins += count(
      inside,
      wanted
        .map(([name]) => name)
        .filter((name) => name !== "*")
        .flatMap(wordsOfKey)
        .map(singularOf),
    );
    outs += count(
      outside,
      told.filter((word) => !used.has(word)),
    );
  }
  const lexicon = new Map();
  for (const word of [...new Set([...inside.keys(), ...outside.keys()])].sort()) {
    const [a, b] = [inside.get(word) ?? 0, outside.get(word) ?? 0];
    const weight = Math.log((a + 0.7) / (b + 0.7)) - Math.log(ins / outs) / 2;
    if (a + b >= LEAST_SEEN && Math.abs(weight) > LEAST_WEIGHT)
      lexicon.set(word, Math.round(10 * Math.max(-MOST_WEIGHT, Math.min(MOST_WEIGHT, weight))) / 10);
  }
  return lexicon;
}

/** Every key of every reading, and whether it is expected. */
function keyCases({ readings, evidence, wanted }, lexicon) {
  const names = new Set(wanted.flat());
  const keys = new Set(readings.filter(({ acknowledges }) => !acknowledges).flatMap(({ schema }) => fieldsIn(schema)));
  if (names.has("*")) return [];
  return [...keys].map((key) => ({ features: keyFeatures(key, evidence, { lexicon }), is: names.has(key) }));
}

/** Whether rows are expected, or one thing; what holds lists among other fields is neither. */
function rowCases({ entry: { expect }, evidence, wanted }) {
  const isOne = expect.items === undefined && !JSON.stringify(expect.fields ?? "array").includes('"array":{"object"');
  if (!expect.items?.fields && (!isOne || expect.fields === undefined)) return [];
  const features = { ...evidence.many, ...rowFeatures(wanted.map(([name]) => name)) };
  return [{ features, is: expect.items !== undefined }];
}

const ROUNDS = 800;
const STEP = 1;
const DECAY = 5e-4;

/** Logistic regression by plain gradient descent; weights to two places. */
function regress(cases) {
  const names = Object.keys(cases[0].features);
  const rows = cases.map(({ features, is }) => ({ values: names.map((name) => features[name]), is: Number(is) }));
  const weights = names.map(() => 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    const slope = names.map(() => 0);
    for (const { values, is } of rows) {
      const sum = values.reduce((total, value, i) => total + value * weights[i], 0);
      const off = 1 / (1 + Math.exp(-sum)) - is;
      for (let i = 0; i < values.length; i += 1) slope[i] += off * values[i];
    }
    for (let i = 0; i < weights.length; i += 1) weights[i] -= STEP * (slope[i] / rows.length + DECAY * weights[i]);
  }
  return Object.fromEntries(names.map((name, i) => [name, Math.round(100 * weights[i]) / 100]));
}

function moduleOf({ lexicon, keys, rows }) {
  const text = [...lexicon].map(([word, weight]) => `${word}=${Math.round(10 * weight)}`).join(" ");
  const record = (name, weights) => {
    const lines = Object.entries(weights).map(([sign, weight]) => `  ${sign}: ${weight},`);
    return `export const ${name}: Readonly<Record<string, number>> = {\n${lines.join("\n")}\n};\n`;
  };
  return [
    "// Written by scripts/judge-data.mjs from the corpora in test/infer/corpus: do not edit.\n",
    "/** Words of keys (over 0) and words that are none (under 0): tenths of the logarithm of how much more often. */",
    `export const LEXICON =\n  "${text}";\n`,
    "/** What each sign of a key weighs. */",
    record("KEY_WEIGHTS", keys),
    "/** What each sign weighs for a list of rows, against one thing. */",
    record("ROW_WEIGHTS", rows),
  ].join("\n");
}

const flag = process.argv.indexOf("--left-out");
const prompts = readdirSync(folder)
  .filter((name) => name.endsWith(".json"))
  .flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")).map((entry) => promptOf(file, entry)));

if (flag < 0) {
  writeFileSync(join(root, "src/infer/judge-data.ts"), moduleOf(learn(prompts)));
} else {
  for (const file of process.argv[flag + 1].split(",")) {
    const learned = learn(prompts.filter((prompt) => prompt.file !== file));
    const left = prompts.filter((prompt) => prompt.file === file);
    const first = left.filter((prompt) => isRight(prompt, prompt.readings[0]));
    const chosen = left.filter((prompt) => isRight(prompt, choice(prompt, learned)));
    const lost = first.filter((prompt) => !chosen.includes(prompt)).map(({ entry }) => entry.id);
    console.log(
      `${file.padEnd(14)} ${left.length} prompts: first ${first.length}, chosen ${chosen.length}, lost ${lost.join(" ")}`,
    );
  }
}
