// What each piece of a prompt is to its result: the name of a field, of a list, of what is in one, or nothing. A small network says so:
// it learned from prompts whose answers are known (scripts/tagger/), and is told what the rules read. What it knows is read when it is asked first.

import { exp, log } from "./arithmetic.js";
import { canMultiply } from "./kernel.js";
import type { Piece } from "./keys.js";
import { networkOf, outputsOf } from "./network.js";
import { type Rows, type RuleReading, type Seen, seenIn } from "./seen.js";
import type { Tagged } from "./spans.js";
import { readWeights, type Weights } from "./weights.js";

/** `kinds`: how likely the prompt asks for fields, for something to be done (ack), for nothing (empty, none), for whatever there is (star). */
export type Tagging = Tagged & {
  kinds: Readonly<Record<string, number>>;
  /** Logarithm of how likely these tags are. */
  score: number;
  /** The same for other tags. */
  scoreOf: (tags: readonly string[]) => number;
};

/** Says what a prompt's pieces are, given what the rules took them for; nothing where it cannot. */
export type Tagger = (pieces: readonly Piece[], rules: RuleReading) => Tagging | undefined;

/** Prompts of more pieces are left to the rules: what the network does, and what finds where keys stand, grows with the square of their length. */
export const MOST_PIECES = 400;

let known: { tagger: Tagger | undefined } | undefined;

/** The tagger of the package's file; without it, or where it is damaged, the rules read alone. */
export const readTags: Tagger = (pieces, rules) => {
  known ??= { tagger: taggerFrom(readWeights) };
  return known.tagger?.(pieces, rules);
};

/** @forTests A tagger of these weights; none where there are none, or no WebAssembly. Those that cannot be used are told of in one line. */
export function taggerFrom(read: () => Weights | undefined): Tagger | undefined {
  try {
    const weights = canMultiply() ? read() : undefined;
    return weights && taggerOf(weights);
  } catch (error) {
    process.emitWarning(
      `ploton-mock reads prompts by rules alone, as its weights/tagger.bin cannot be used (${(error as Error).message}). Install it again.`,
    );
    return undefined;
  }
}

function taggerOf(weights: Weights): Tagger {
  const { header, words } = weights;
  const network = networkOf(weights, MOST_PIECES);
  const rows: Rows = { words: rowsOf(words, 1), tags: rowsOf(header.tags), suffixes: header.suffixes };
  const follows = header.follows.map((row) => row.map((hundredths) => hundredths / 100));
  const known = new Map<string, Tagging>();
  return (pieces, rules) => {
    if (pieces.length === 0 || pieces.length > MOST_PIECES) return undefined;
    const seen = seenIn(pieces, rules, rows);
    const key = keyOf(seen);
    const before = known.get(key);
    if (before) return before;
    const made = taggingOf(outputsOf(network, seen), header, { follows, tagAt: rows.tags });
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, made);
    return made;
  };
}

/** It sees digits as such: prompts that differ in an id alone are one. */
const MOST_KNOWN = 128;

function keyOf(seen: readonly Seen[]): string {
  return seen
    .map(({ words, suffix, shape, flags, ruleTag, ruleKind }) => {
      const marks = flags.reduce((all, flag) => all * 2 + Number(flag), 0);
      return `${words.join(".")},${suffix},${shape},${marks},${ruleTag},${ruleKind}`;
    })
    .join(" ");
}

function rowsOf(names: readonly string[], first = 0): Map<string, number> {
  return new Map(names.map((name, i) => [name, first + i]));
}

function taggingOf(outputs: ReturnType<typeof outputsOf>, header: Weights["header"], paths: Paths): Tagging {
  const tagged = outputs.tags.map(logSoftmaxed);
  const { path, score } = bestPath(tagged, paths);
  const begins = (at: number) => path[at]! % 2 === 1;
  const kinds = softmaxed(outputs.kinds);
  return {
    tags: path.map((tag) => header.tags[tag]!),
    edits: path.map((_, at) => (begins(at) ? header.edits[greatest(outputs.editsAt(at))]! : "")),
    types: path.map((_, at) => {
      if (!begins(at)) return UNTYPED;
      const types = softmaxed(outputs.typesAt(at));
      const best = greatest(types);
      return { type: header.types[best]!, sure: types[best]! };
    }),
    kinds: Object.fromEntries(header.kinds.map((kind, i) => [kind, kinds[i]!])),
    score,
    scoreOf: (tags) => scoreOf(tagged, tags, paths),
  };
}

const UNTYPED = { type: "", sure: 0 };

function greatest(values: Float64Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i += 1) if (values[i]! > values[best]!) best = i;
  return best;
}

function logSoftmaxed(values: Float64Array): Float64Array {
  const most = values[greatest(values)]!;
  let sum = 0;
  for (const value of values) sum += exp(value - most);
  const all = most + log(sum);
  return values.map((value) => value - all);
}

function softmaxed(values: Float64Array): Float64Array {
  return logSoftmaxed(values).map(exp);
}

// ---- The best tags ----

/**
 * `follows`: how much likelier than by itself a role is after another; roles are none yet, then those of tags, of which each has one that begins
 * a key and one that goes on with it.
 */
type Paths = { follows: readonly (readonly number[])[]; tagAt: ReadonlyMap<string, number> };

const beginning = (role: number) => 2 * role - 1;
const goingOn = (role: number) => 2 * role;

function scoreOf(tagged: readonly Float64Array[], tags: readonly string[], { follows, tagAt }: Paths): number {
  let [score, last] = [0, 0];
  for (const [i, each] of tagged.entries()) {
    const tag = tagAt.get(tags[i] ?? "O");
    if (tag === undefined) return -Infinity;
    score += each[tag]!;
    const role = (tag + 1) / 2;
    if (tag % 2 === 1) [score, last] = [score + follows[last]![role]!, role];
  }
  return score;
}

/** One way to stand after a piece: the last key is of a role, and the piece is of it or after it. */
type Step = { score: number; tag: number; before: Step | undefined };

/** The likeliest tags: what goes on has begun, and a key is likelier or not by the role of the key before it. */
function bestPath(tagged: readonly Float64Array[], { follows }: Paths): { path: number[]; score: number } {
  const roles = follows.length;
  const never: Step = { score: -Infinity, tag: 0, before: undefined };
  let after: Step[] = Array.from({ length: roles }, () => never);
  let within: Step[] = after;
  after[0] = { ...never, score: 0 };
  for (const each of tagged) {
    const best = after.map((step, role) => better(step, within[role]!));
    const next = (before: Step, tag: number, more = 0): Step => ({
      score: before.score + each[tag]! + more,
      tag,
      before,
    });
    const ends = within;
    after = best.map((before) => next(before, 0));
    within = best.map((_, role) => {
      if (role === 0) return never;
      let from = 0;
      for (let i = 1; i < roles; i += 1)
        if (best[i]!.score + follows[i]![role]! > best[from]!.score + follows[from]![role]!) from = i;
      return better(next(best[from]!, beginning(role), follows[from]![role]!), next(ends[role]!, goingOn(role)));
    });
  }
  let step: Step | undefined = [...after, ...within].reduce(better);
  const { score } = step;
  const path: number[] = [];
  for (; step?.before; step = step.before) path.push(step.tag);
  return { path: path.reverse(), score };
}

function better(one: Step, other: Step): Step {
  return other.score > one.score ? other : one;
}
