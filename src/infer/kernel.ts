// Where the network's time goes: each row of one matrix times each row of another. Written in WebAssembly, four numbers at a time, which is
// as fast at its first call as at its hundredth, and by whose definition every machine comes to the same sums.

/** Numbers that the kernel works on. Places are counted in numbers. */
export type Kernel = {
  heap: Float32Array;
  /**
   * Multiplies `count` rows of `columns` numbers at `inputs` with `rows` rows at `weights`, and writes a row of `rows` sums for each at `sums`. Rows and
   * columns are multiples of four. Inputs go two by two: after an odd last one there is room for one more, and for its sums, which are of no use.
   */
  multiply: (inputs: number, weights: number, sums: number, count: number, rows: number, columns: number) => void;
};

export const FOUR = 4;
const BYTES = 4;
const PAGE = 65_536;

/** As much of `WebAssembly` as is used: Node's types know nothing of it. */
type Machine = {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
  ) => { exports: { memory: { buffer: ArrayBuffer }; multiply: (...words: number[]) => void } };
};

/** Not under `node --jitless`, where no other file of weights would help. */
export function canMultiply(): boolean {
  return (globalThis as { WebAssembly?: unknown }).WebAssembly !== undefined;
}

/** A kernel with room for so many numbers. Throws where there is no WebAssembly with vectors. */
export function kernelOf(size: number): Kernel {
  const pages = Math.ceil((size * BYTES) / PAGE);
  const { Module, Instance } = (globalThis as unknown as { WebAssembly: Machine }).WebAssembly;
  const { memory, multiply } = new Instance(new Module(Uint8Array.from(moduleOf(pages)))).exports;
  return {
    heap: new Float32Array(memory.buffer),
    multiply: (inputs, weights, sums, count, rows, columns) => {
      if (count > 0)
        multiply(inputs * BYTES, weights * BYTES, sums * BYTES, count + (count % 2), rows, columns * BYTES);
    },
  };
}

// ---- The module, as WebAssembly's binary format has it ----

type Code = readonly (number | Code)[];

/** LEB128. */
function unsigned(number: number): number[] {
  return number < 128 ? [number] : [(number & 127) | 128, ...unsigned(number >>> 7)];
}

function flat(code: Code): number[] {
  return (code as number[]).flat(Number.POSITIVE_INFINITY) as number[];
}

/** What has its length before it. */
function sized(code: Code): number[] {
  const bytes = flat(code);
  return [...unsigned(bytes.length), ...bytes];
}

function text(name: string): number[] {
  return sized([...name].map((letter) => letter.charCodeAt(0)));
}

const [I32, V128, FUNCTION] = [0x7f, 0x7b, 0x60] as const;
const [TYPES, FUNCTIONS, MEMORIES, EXPORTS, BODIES] = [1, 3, 5, 7, 10] as const;

function moduleOf(pages: number): number[] {
  const locals = [
    [5, I32],
    [11, V128],
  ];
  return flat([
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    [TYPES, sized([1, FUNCTION, sized(Array.from({ length: 6 }, () => I32)), 0])],
    [FUNCTIONS, sized([1, 0])],
    [MEMORIES, sized([1, 0, unsigned(pages)])],
    [EXPORTS, sized([2, text("memory"), 2, 0, text("multiply"), 0, 0])],
    [BODIES, sized([1, sized([locals.length, locals, BODY, 0x0b])])],
  ]);
}

const [INPUT, WEIGHTS, SUMS, COUNT, ROWS, LENGTH] = [0, 1, 2, 3, 4, 5] as const;
/** Of what is multiplied: where the numbers of the input are, of the first of four rows, and how many rows and bytes are left. */
const [X, W, ROWS_LEFT, LEFT] = [6, 7, 8, 9] as const;
/** How far a row of sums is from the next, in bytes. */
const STRIDE = 10;
/** Four sums of the one input, four of the other. */
const SUM = [11, 12, 13, 14, 15, 16, 17, 18] as const;
/** Numbers of the one input, of the other, and of a row: each is loaded once for all that it is multiplied with. */
const [ONE, OTHER, ROW] = [19, 20, 21] as const;

const get = (local: number): Code => [0x20, local];
const set = (local: number, value: Code): Code => [value, 0x21, local];
const constant = (number: number): Code => [0x41, number];
const plus = (a: Code, b: Code): Code => [a, b, 0x6a];
const minus = (a: Code, b: Code): Code => [a, b, 0x6b];
const times = (a: Code, b: Code): Code => [a, b, 0x6c];
const advance = (local: number, by: Code): Code => set(local, plus(get(local), by));
/** Again as long as what is counted down is not nothing. */
const countingDown = (local: number, by: number, body: Code): Code => [
  [0x03, 0x40],
  body,
  set(local, minus(get(local), constant(by))),
  [get(local), 0x0d, 0, 0x0b],
];
const four = (at: Code): Code => [at, 0xfd, 0x00, 2, 0];
const noughts: Code = [0xfd, 0x0c, Array.from({ length: 16 }, () => 0)];
const productOf = (a: Code, b: Code): Code => [a, b, 0xfd, 0xe6, 1];
const sumOf = (a: Code, b: Code): Code => [a, b, 0xfd, 0xe4, 1];
const lane = (local: number, i: number): Code => [get(local), 0xfd, 0x1f, i];
const lanes = (local: number): Code => [
  [lane(local, 0), lane(local, 1), 0x92],
  [lane(local, 2), lane(local, 3), 0x92],
  0x92,
];
const rowAt = (row: number): Code => (row === 0 ? get(W) : plus(get(W), times(get(LENGTH), constant(row))));
const keep = (at: Code, sum: number, row: number): Code => [at, lanes(sum), 0x38, 2, row * BYTES];

/** For each two inputs, for each four rows, for each four columns. */
const BODY: Code = [
  set(STRIDE, times(get(ROWS), constant(BYTES))),
  countingDown(COUNT, 2, [
    set(W, get(WEIGHTS)),
    set(ROWS_LEFT, get(ROWS)),
    countingDown(ROWS_LEFT, FOUR, [
      SUM.map((sum) => set(sum, noughts)),
      set(X, get(INPUT)),
      set(LEFT, get(LENGTH)),
      countingDown(LEFT, FOUR * BYTES, [
        set(ONE, four(get(X))),
        set(OTHER, four(plus(get(X), get(LENGTH)))),
        SUM.slice(0, FOUR).map((sum, row) => [
          set(ROW, four(rowAt(row))),
          set(sum, sumOf(get(sum), productOf(get(ONE), get(ROW)))),
          set(sum + FOUR, sumOf(get(sum + FOUR), productOf(get(OTHER), get(ROW)))),
        ]),
        advance(X, constant(FOUR * BYTES)),
        advance(W, constant(FOUR * BYTES)),
      ]),
      SUM.slice(0, FOUR).map((sum, row) => keep(get(SUMS), sum, row)),
      SUM.slice(FOUR).map((sum, row) => keep(plus(get(SUMS), get(STRIDE)), sum, row)),
      advance(SUMS, constant(FOUR * BYTES)),
      advance(W, times(get(LENGTH), constant(FOUR - 1))),
    ]),
    advance(INPUT, times(get(LENGTH), constant(2))),
    advance(SUMS, get(STRIDE)),
  ]),
];
