// The network that tags a prompt's words: embeddings, gated convolutions, attention, and one row of outputs for each piece. Sums, products,
// quotients and roots in a fixed order and nothing else, so that it says the same on every machine.

import { exp, powerOfTwo } from "./arithmetic.js";
import { FOUR, type Kernel, kernelOf } from "./kernel.js";
import { FLAGS, type Seen, SHAPES } from "./seen.js";
import type { Weights } from "./weights.js";

/** Rows of numbers; each is the byte times its row's scale. */
type Table = { columns: number; values: Int8Array; scales: Float64Array };

/** Rows of bytes, from `at` on in the kernel's heap, filled up with zeros to rows and columns by four; each is times its row's scale. */
type Matrix = { rows: number; columns: number; at: number; scales: Float64Array; bias: Float64Array };
type Norm = { weight: Float64Array; bias: Float64Array };
type Layer =
  | { does: "convolve"; reach: number; norm: Norm; matrix: Matrix }
  | { does: "attend"; norm: Norm; seen: Matrix; out: Matrix; distance: Table };

export type Network = {
  words: Table;
  suffixes: Table;
  shapes: Table;
  ruleTags: Table;
  ruleKinds: Table;
  entry: Matrix;
  layers: Layer[];
  norm: Norm;
  tags: Matrix;
  edits: Matrix;
  types: Matrix;
  kinds: Matrix;
  width: number;
  heads: number;
  kernel: Kernel;
  /** Where in the kernel's heap inputs are put, what they are multiplied with where that is no matrix, and the sums. */
  places: Places;
};
type Places = { inputs: number; others: number; sums: number };

/** For prompts of at most `most` pieces, in the order in which train.py writes it. Throws where the file holds more or less. */
export function networkOf({ header, words, values, scales }: Weights, most: number): Network {
  const { width, heads, word, suffix, suffixes, shape, ruleTag, ruleKind, layers, tags, edits, types, kinds } = header;
  // At most two bytes in five are a matrix's filling.
  const inputs = filled(values.length * 1.5);
  const others = inputs + filled(most) * Math.max(3 * width, filled(most));
  const sums = others + filled(most) * width;
  const kernel = kernelOf(sums + filled(most) * Math.max(3 * width, filled(most)));
  const { table, matrix, norm, end } = readerOf(values, scales, kernel.heap);
  const network: Network = {
    words: table(words.length + 1, word),
    suffixes: table(suffixes, suffix),
    shapes: table(SHAPES, shape),
    ruleTags: table(tags.length, ruleTag),
    ruleKinds: table(2, ruleKind),
    entry: matrix(width, word + suffix + shape + FLAGS + ruleTag + ruleKind),
    layers: layers.map((reach): Layer => {
      const before = norm(width);
      if (reach > 0) return { does: "convolve", reach, norm: before, matrix: matrix(2 * width, 3 * width) };
      const [seen, out] = [matrix(3 * width, width), matrix(width, width)];
      return { does: "attend", norm: before, seen, out, distance: table(2 * FARTHEST + 1, heads) };
    }),
    norm: norm(width),
    tags: matrix(tags.length, width),
    edits: matrix(edits.length, width),
    types: matrix(types.length, width),
    kinds: matrix(kinds.length, 2 * width),
    width,
    heads,
    kernel,
    places: { inputs, others, sums },
  };
  end();
  return network;
}

/** Reads tables and matrices off the numbers, one after another. */
function readerOf(all: Uint8Array, codes: Uint8Array, heap: Float32Array) {
  let at = 0;
  let row = 0;
  let next = 0;
  const table = (rows: number, columns: number): Table => {
    const values = new Int8Array(all.buffer, all.byteOffset + at, rows * columns);
    const scales = Float64Array.from(
      codes.subarray(row, row + rows),
      (code) => EIGHTHS[code & 7]! * powerOfTwo((code >> 3) - 24),
    );
    at += rows * columns;
    row += rows;
    if (at > all.length || row > codes.length) throw new Error("it holds fewer numbers than its network has");
    return { columns, values, scales };
  };
  const vector = (length: number): Float64Array => {
    const { values, scales } = table(1, length);
    return Float64Array.from(values, (value) => value * scales[0]!);
  };
  return {
    table,
    matrix: (rows: number, columns: number): Matrix => {
      const { values, scales } = table(rows, columns);
      const matrix = { rows, columns, at: next, scales, bias: vector(rows) };
      fill(heap, next, values, columns);
      next += filled(rows) * filled(columns);
      return matrix;
    },
    norm: (length: number): Norm => ({ weight: vector(length), bias: vector(length) }),
    end: () => {
      if (at !== all.length || row !== codes.length) throw new Error("it holds more numbers than its network has");
    },
  };
}

/** The powers of two from 0 to 7 eighths: as `**` gives them may differ by machine. */
const EIGHTHS = [
  1,
  1.0905077326652577,
  1.189207115002721,
  1.2968395546510096,
  Math.SQRT2,
  1.5422108254079407,
  1.681792830507429,
  1.8340080864093424,
];

// ---- What the kernel is asked ----

function filled(count: number): number {
  return Math.ceil(count / FOUR) * FOUR;
}

/** Puts rows into the heap, each filled up with zeros. */
function fill(heap: Float32Array, at: number, rows: Int8Array | Float64Array, columns: number): void {
  if (columns % FOUR === 0) {
    heap.set(rows, at);
    return;
  }
  for (let from = 0, to = at; from < rows.length; from += columns, to += filled(columns)) {
    heap.set(rows.subarray(from, from + columns), to);
    heap.fill(0, to + columns, to + filled(columns));
  }
}

/** A row of results for each of `count` rows of inputs. */
function multiply(net: Network, matrix: Matrix, inputs: Float64Array, count: number): Float64Array {
  const { kernel, places } = net;
  const { rows, columns, at, scales, bias } = matrix;
  const row = filled(rows);
  fill(kernel.heap, places.inputs, inputs, columns);
  kernel.multiply(places.inputs, at, places.sums, count, row, filled(columns));
  const results = new Float64Array(count * rows);
  for (let i = 0, to = 0; i < count; i += 1)
    for (let k = 0, from = places.sums + i * row; k < rows; k += 1, from += 1, to += 1)
      results[to] = kernel.heap[from]! * scales[k]! + bias[k]!;
  return results;
}

/** Each row of one with each of the other, both of so many columns; its rows are filled up. */
function products(
  { kernel, places }: Network,
  some: Float64Array,
  others: Float64Array,
  columns: number,
): Float32Array {
  const [count, rows, all] = [some.length / columns, filled(others.length / columns), filled(columns)];
  fill(kernel.heap, places.inputs, some, columns);
  kernel.heap.fill(0, places.others, places.others + rows * all);
  fill(kernel.heap, places.others, others, columns);
  kernel.multiply(places.inputs, places.others, places.sums, count, rows, all);
  return kernel.heap.subarray(places.sums, places.sums + count * rows);
}

// ---- The layers ----

/** Rows of outputs: of tags for each piece, of edits and types for the pieces asked for, of kinds for all of them together. */
export type Outputs = {
  tags: Float64Array[];
  kinds: Float64Array;
  editsAt: (at: number) => Float64Array;
  typesAt: (at: number) => Float64Array;
};

export function outputsOf(net: Network, seen: readonly Seen[]): Outputs {
  const { width } = net;
  const count = seen.length;
  const state = multiply(net, net.entry, enteredOf(net, seen), count);
  for (const layer of net.layers) {
    const before = normed(state, layer.norm, width);
    const change =
      layer.does === "convolve" ? convolved(net, layer, before, count) : attended(net, layer, before, count);
    for (let i = 0; i < state.length; i += 1) state[i]! += change[i]!;
  }
  const inner = normed(state, net.norm, width);
  const tags = multiply(net, net.tags, inner, count);
  const at = (matrix: Matrix) => (piece: number) =>
    multiply(net, matrix, inner.subarray(piece * width, (piece + 1) * width), 1);
  return {
    tags: seen.map((_, i) => tags.subarray(i * net.tags.rows, (i + 1) * net.tags.rows)),
    kinds: multiply(net, net.kinds, summaryOf(inner, count, width), 1),
    editsAt: at(net.edits),
    typesAt: at(net.types),
  };
}

function enteredOf(net: Network, pieces: readonly Seen[]): Float64Array {
  const inputs = new Float64Array(pieces.length * net.entry.columns);
  let at = 0;
  const add = ({ columns, values, scales }: Table, row: number, share = 1) => {
    for (let i = 0; i < columns; i += 1) inputs[at + i]! += values[row * columns + i]! * scales[row]! * share;
  };
  for (const { words, suffix, shape, flags, ruleTag, ruleKind } of pieces) {
    for (const row of words) add(net.words, row, 1 / words.length);
    at += net.words.columns;
    add(net.suffixes, suffix);
    at += net.suffixes.columns;
    add(net.shapes, shape);
    at += net.shapes.columns;
    for (const flag of flags) inputs[at++] = Number(flag);
    add(net.ruleTags, ruleTag);
    at += net.ruleTags.columns;
    add(net.ruleKinds, ruleKind);
    at += net.ruleKinds.columns;
  }
  return inputs;
}

/** Each row with mean 0 and deviation 1, then weighed. */
function normed(state: Float64Array, { weight, bias }: Norm, width: number): Float64Array {
  const result = new Float64Array(state.length);
  for (let from = 0; from < state.length; from += width) {
    let sum = 0;
    let squares = 0;
    for (let i = 0; i < width; i += 1) sum += state[from + i]!;
    const mean = sum / width;
    for (let i = 0; i < width; i += 1) {
      const off = state[from + i]! - mean;
      squares += off * off;
    }
    const each = 1 / Math.sqrt(squares / width + 1e-5);
    for (let i = 0; i < width; i += 1) result[from + i] = (state[from + i]! - mean) * each * weight[i]! + bias[i]!;
  }
  return result;
}

/** What a piece takes from those `reach` before and after it: half of it says how much of the other half. */
function convolved(
  net: Network,
  { reach, matrix }: Layer & { does: "convolve" },
  state: Float64Array,
  count: number,
): Float64Array {
  const { width } = net;
  const around = new Float64Array(count * 3 * width);
  for (let at = 0; at < count; at += 1)
    for (let side = 0; side < 3; side += 1) {
      const from = at + (side - 1) * reach;
      if (from >= 0 && from < count)
        around.set(state.subarray(from * width, (from + 1) * width), (at * 3 + side) * width);
    }
  const change = new Float64Array(count * width);
  const results = multiply(net, matrix, around, count);
  for (let at = 0, from = 0; at < change.length; from += width)
    for (let i = 0; i < width; i += 1, at += 1, from += 1)
      change[at] = results[from]! / (1 + exp(-results[from + width]!));
  return change;
}

/** What a piece takes from all pieces, by what they are and how far from it. */
function attended(
  net: Network,
  { seen, out, distance }: Layer & { does: "attend" },
  state: Float64Array,
  count: number,
): Float64Array {
  const { width, heads } = net;
  const size = width / heads;
  const all = multiply(net, seen, state, count);
  const taken = new Float64Array(count * width);
  const far = Array.from({ length: 2 * count - 1 }, (_, i) => FARTHEST + stepsTo(i - count + 1));
  for (let head = 0; head < heads; head += 1) {
    const bias = Float64Array.from(far, (row) => distance.values[row * heads + head]! * distance.scales[row]!);
    const part = (from: number) => columnsOf(all, 3 * width, from * width + head * size, size);
    const shares = sharesOf(products(net, part(0), part(1), size), count, bias, 1 / Math.sqrt(size));
    const sums = products(net, shares, turned(part(2), size), count);
    for (let at = 0, row = filled(size); at < count; at += 1)
      taken.set(sums.subarray(at * row, at * row + size), at * width + head * size);
  }
  return multiply(net, out, taken, count);
}

/** These columns of all rows. */
function columnsOf(all: Float64Array, width: number, from: number, size: number): Float64Array {
  const count = all.length / width;
  const result = new Float64Array(count * size);
  for (let at = 0; at < count; at += 1)
    result.set(all.subarray(at * width + from, at * width + from + size), at * size);
  return result;
}

/** Columns of so many rows as rows. */
function turned(rows: Float64Array, size: number): Float64Array {
  const count = rows.length / size;
  const result = new Float64Array(rows.length);
  for (let at = 0; at < count; at += 1) for (let i = 0; i < size; i += 1) result[i * count + at] = rows[at * size + i]!;
  return result;
}

/** How much each piece takes from each, as shares of 1. `bias`: by distance, from the farthest before. */
function sharesOf(sums: Float32Array, count: number, bias: Float64Array, each: number): Float64Array {
  const row = filled(count);
  const shares = new Float64Array(count * count);
  for (let at = 0; at < count; at += 1) {
    const from = at * count;
    let most = -Infinity;
    for (let i = 0; i < count; i += 1) {
      const value = sums[at * row + i]! * each + bias[count - 1 - at + i]!;
      shares[from + i] = value;
      if (value > most) most = value;
    }
    let all = 0;
    for (let i = from; i < from + count; i += 1) {
      const value = exp(shares[i]! - most);
      shares[i] = value;
      all += value;
    }
    const share = 1 / all;
    for (let i = from; i < from + count; i += 1) shares[i]! *= share;
  }
  return shares;
}

const FARTHEST = 16;
const TOLD_APART = 8;

/** Near pieces are told apart one by one, those farther away by how many times: as many more steps as doublings of eight and it hold it. */
function stepsTo(distance: number): number {
  const far = Math.abs(distance);
  let steps = far;
  if (far >= TOLD_APART) {
    steps = TOLD_APART;
    for (let reach = 2 * TOLD_APART; far + TOLD_APART > reach && steps < FARTHEST; reach *= 2) steps += 1;
  }
  return distance < 0 ? -steps : steps;
}

/** Of all pieces together: the greatest of each number, and the mean. */
function summaryOf(inner: Float64Array, count: number, width: number): Float64Array {
  const summary = new Float64Array(2 * width).fill(-Infinity, 0, width);
  for (let i = 0; i < inner.length; i += 1) {
    const column = i % width;
    summary[column] = Math.max(summary[column]!, inner[i]!);
    summary[width + column]! += inner[i]! / count;
  }
  return summary;
}
