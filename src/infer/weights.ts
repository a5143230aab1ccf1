// The file of the network that tags a prompt's words, `weights/tagger.bin`: written by scripts/tagger/train.py, read with the first
// prompt. It has its sizes in it, so that another network of the same kind is another file and nothing else.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";

/** What the network is called and how large it is, as the file says it. `layers`: how far each looks to both sides; 0: at all. */
type Header = {
  format: number;
  width: number;
  word: number;
  suffix: number;
  suffixes: number;
  shape: number;
  ruleTag: number;
  ruleKind: number;
  heads: number;
  layers: number[];
  tags: string[];
  edits: string[];
  types: string[];
  kinds: string[];
  /** How much likelier than by itself a role is after another: hundredths of a logarithm, a row for each role before. */
  follows: number[][];
};

/** `values`: numbers of one byte, row after row; `scales`: what those of each row are times, as eighths of a power of two. */
export type Weights = { header: Header; words: string[]; values: Uint8Array; scales: Uint8Array };

const FORMAT = 1;
const FILE = join("weights", "tagger.bin");

/** What is in the package's file; nothing where there is none, as in a bundle that somebody else made of this code. */
export function readWeights(): Weights | undefined {
  const file = weightsFile();
  return file === undefined ? undefined : weightsIn(readFileSync(file));
}

function weightsFile(): string | undefined {
  try {
    return fileFrom(dirname(fileURLToPath(import.meta.url)));
  } catch {
    return undefined; // A bundler may leave a module without an address.
  }
}

/** Found upwards: from the sources, from dist/ and from the folders in it. */
function fileFrom(folder: string): string | undefined {
  const file = join(folder, FILE);
  if (existsSync(file)) return file;
  return dirname(folder) === folder ? undefined : fileFrom(dirname(folder));
}

/** @forTests Four parts, each with its length before it, packed, and with a checksum. Throws where one is not whole. */
export function weightsIn(file: Buffer): Weights {
  let at = 0;
  const part = (): Buffer => {
    const from = at + 4;
    at = from + file.readUInt32LE(at);
    return inflateSync(file.subarray(from, at));
  };
  const header = JSON.parse(part().toString("utf8")) as Header;
  if (header.format !== FORMAT) throw new Error(`it is of format ${header.format}, and ${FORMAT} is read`);
  return { header, words: part().toString("utf8").split(" "), values: part(), scales: part() };
}
