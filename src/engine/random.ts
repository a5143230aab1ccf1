// The one owner of chance. Everything drawn is a function of the seed and the names of what it is drawn for.

import { createHmac, randomBytes } from "node:crypto";
import { ASSUMED } from "../contract/assumed.js";
import type { Draw } from "../domain/scenario.js";

export type Random = {
  /** A stream of numbers that depends on the seed and on `names` only, not on what was drawn before. */
  stream(...names: readonly (string | number)[]): Draw;
};

export function createRandom(seed: string): Random {
  return { stream: (...names) => sfc32(fourWords(seed, names)) };
}

/** What a letter of `ASSUMED.idForm` stands for. */
const LETTERS: Readonly<Record<string, string>> = {
  "0": "0123456789",
  a: "abcdefghijklmnopqrstuvwxyz",
  A: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
};

/** A task id of the documented form: digit, lower, UPPER, digit, lower, UPPER (contract 1.6). */
export function drawTaskId(draw: Draw): string {
  const { prefix, draws } = ASSUMED.idForm;
  let id = prefix;
  for (const kind of draws) id += pick(draw, LETTERS[kind]!);
  return id;
}

/** An unguessable-looking word of 22 letters and digits, for consent pages. */
export function drawToken(draw: Draw): string {
  const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return Array.from({ length: 22 }, () => pick(draw, letters)).join("");
}

/** Six letters and digits that tell one account's ids from another's, and nothing of its key. */
export function drawMark(draw: Draw): string {
  return drawToken(draw).slice(0, 6);
}

/** True chance, for what must not be guessed by whoever knows the seed; nothing that is shown or tested depends on it. */
export function drawSecret(): Buffer {
  return randomBytes(32);
}

/** A text that only the holder of the secret can make for `name`. */
export function sealOf(secret: Buffer, name: string): string {
  return createHmac("sha256", secret).update(name).digest("base64url");
}

function pick(draw: Draw, letters: string): string {
  return letters[Math.floor(draw() * letters.length)]!;
}

type Words = { a: number; b: number; c: number; d: number };

/** A 128-bit hash of names, as four words (cyrb128). Each goes in after its length, so that ("ab", "c") and ("a", "bc") are two. */
function fourWords(seed: string, names: readonly (string | number)[]): Words {
  let h1 = 1_779_033_703;
  let h2 = 3_144_134_277;
  let h3 = 1_013_904_242;
  let h4 = 2_773_480_762;
  for (let n = -1; n < names.length; n += 1) {
    const text = n < 0 ? seed : String(names[n]);
    const head = `${text.length}:`;
    const end = head.length + text.length;
    for (let i = 0; i < end; i += 1) {
      const code = i < head.length ? head.charCodeAt(i) : text.charCodeAt(i - head.length);
      h1 = h2 ^ Math.imul(h1 ^ code, 597_399_067);
      h2 = h3 ^ Math.imul(h2 ^ code, 2_869_860_233);
      h3 = h4 ^ Math.imul(h3 ^ code, 951_274_213);
      h4 = h1 ^ Math.imul(h4 ^ code, 2_716_044_179);
    }
  }
  h1 = Math.imul(h3 ^ (h1 >>> 18), 597_399_067);
  h2 = Math.imul(h4 ^ (h2 >>> 22), 2_869_860_233);
  h3 = Math.imul(h1 ^ (h3 >>> 17), 951_274_213);
  h4 = Math.imul(h2 ^ (h4 >>> 19), 2_716_044_179);
  h1 ^= h2 ^ h3 ^ h4;
  return { a: h1 | 0, b: h2 ^ h1, c: h3 ^ h1, d: h4 ^ h1 }; // signed: a number that needs no box
}

/** Small fast counter: a well-tested generator with 128 bits of state. */
function sfc32(state: Words): Draw {
  for (let i = 0; i < 12; i += 1) nextOf(state);
  return () => nextOf(state);
}

function nextOf(state: Words): number {
  const { b, c, d } = state;
  const t = (((state.a + b) | 0) + d) | 0;
  state.d = (d + 1) | 0;
  state.a = b ^ (b >>> 9);
  state.b = (c + (c << 3)) | 0;
  state.c = (((c << 21) | (c >>> 11)) + t) | 0;
  return (t >>> 0) / 4_294_967_296;
}
