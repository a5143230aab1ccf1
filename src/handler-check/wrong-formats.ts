// The forms in which handlers write a signature by mistake: from text to the digest it stands for.

import type { Clue } from "./clue.js";

/** One way to read a signature: its digest (or, when `partial`, the beginning of one) and what is wrong with the form. */
export type SignatureReading = { digest: Buffer; clues: readonly Clue[]; partial?: true };

const DIGEST_LENGTHS = new Set([16, 20, 28, 32, 48, 64]);
/** Fewer bytes than this prove nothing. */
const SHORTEST_PART = 4;
const PREFIX = /^(?:t=(\d+),\s*)?(?:(v\d+|sha-?\d+|hmac-sha-?\d+|hmac|signature|hex|base64)[=: ]|(0x))\s*/i;

const PLAIN = "Compare the header's value as it is: 64 lower-case hex characters, nothing before or after them.";

const CLUES = {
  whiteSpace: clue("white-space-around", "The signature has white space at its ends.", PLAIN),
  quoted: clue("quoted", "The signature has quotes around it.", PLAIN),
  pairs: clue(
    "hex-pairs",
    "The signature is hex in pairs with a character between them; Ploton's is 64 hex characters without.",
    "Take the dashes out of it, as .NET's BitConverter.ToString writes them, and put it into lower case.",
  ),
  upperCase: clue("upper-case", "The signature is in upper-case hex; Ploton's is lower-case.", PLAIN),
  base64: clue("base64", "The signature is base64; Ploton's is lower-case hex.", 'Use digest("hex") or its like.'),
  base64url: clue(
    "base64url",
    "The signature is base64url; Ploton's is lower-case hex.",
    'Use digest("hex") or its like.',
  ),
  base64OfHex: clue("base64-of-hex", "The signature is base64 of the hex text; Ploton's is the hex itself.", PLAIN),
  binary: clue(
    "binary",
    "The signature is the raw digest; Ploton's is lower-case hex.",
    'Use digest("hex") or its like.',
  ),
  truncated: clue("truncated", "The signature is cut off; Ploton's has 64 characters.", PLAIN),
  after: clue("characters-after", "The signature has further characters after it.", PLAIN),
} as const;

/** Every way to read `signature`, those with the fewest faults first. */
export function readSignature(signature: string): SignatureReading[] {
  const { text, clues } = unwrap(signature);
  const readings = [...readHex(text), ...readBase64(text), ...readBinary(signature)];
  return readings
    .map((reading) => ({ ...reading, clues: [...clues, ...reading.clues] }))
    .sort((a, b) => a.clues.length - b.clues.length);
}

/** The timestamp in a signature of the form `t=…,v1=…`. */
export function timestampIn(signature: string): string | undefined {
  return PREFIX.exec(signature.trim())?.[1];
}

function unwrap(signature: string): { text: string; clues: Clue[] } {
  const clues: Clue[] = [];
  let text = signature.trim();
  if (text !== signature) clues.push(CLUES.whiteSpace);
  const quoted = /^(["'])(.*)\1$/s.exec(text);
  if (quoted) {
    clues.push(CLUES.quoted);
    text = quoted[2]!;
  }
  const prefix = PREFIX.exec(text)?.[0];
  if (prefix !== undefined) {
    clues.push(clue("prefix", `The signature begins with "${prefix}"; Ploton's has no prefix.`, PLAIN));
    text = text.slice(prefix.length);
  }
  if (/^[0-9a-f]{2}(?:([-: ])[0-9a-f]{2})(?:\1[0-9a-f]{2})+$/i.test(text)) {
    clues.push(CLUES.pairs);
    text = text.replace(/[-: ]/g, "").toLowerCase();
  }
  return { text, clues };
}

function readHex(text: string): SignatureReading[] {
  const run = /^[0-9a-fA-F]+/.exec(text)?.[0] ?? "";
  const clues: Clue[] = run === run.toLowerCase() ? [] : [CLUES.upperCase];
  const digest = Buffer.from(run, "hex");
  const readings: SignatureReading[] = [];
  if (run === text && run.length % 2 === 0 && DIGEST_LENGTHS.has(digest.length)) readings.push({ digest, clues });
  if (run === text && digest.length < 32 && digest.length >= SHORTEST_PART)
    readings.push({ digest, clues: [...clues, CLUES.truncated], partial: true });
  if (text.length > 64 && run.length >= 64)
    readings.push({ digest: digest.subarray(0, 32), clues: [...clues, CLUES.after] });
  return readings;
}

function readBase64(text: string): SignatureReading[] {
  if (!/^[\w+/-]+={0,2}$/.test(text)) return [];
  const digest = Buffer.from(text, "base64");
  const hex = digest.toString("latin1");
  if (/^[0-9a-f]{64}$/.test(hex)) return [{ digest: Buffer.from(hex, "hex"), clues: [CLUES.base64OfHex] }];
  const isUrl = /[-_]/.test(text) || !/=$/.test(text);
  return DIGEST_LENGTHS.has(digest.length) ? [{ digest, clues: [isUrl ? CLUES.base64url : CLUES.base64] }] : [];
}

function readBinary(signature: string): SignatureReading[] {
  return signature.length === 32 ? [{ digest: Buffer.from(signature, "latin1"), clues: [CLUES.binary] }] : [];
}

function clue(mistake: string, message: string, mend: string): Clue {
  return { mistake, message, mend };
}

/** How a handler may expect the signature to be written: from the right hex to the form that it compares with. */
export const WRITTEN_FORMS: readonly (Clue & { write: (hex: string) => string })[] = [
  form("base64", "as base64", (hex) => Buffer.from(hex, "hex").toString("base64")),
  form("base64url", "as base64url", (hex) => Buffer.from(hex, "hex").toString("base64url")),
  form("prefix", "with sha256= before it", (hex) => `sha256=${hex}`),
  form("prefix", "with v1= before it", (hex) => `v1=${hex}`),
  form("prefix", "with sha256= before it, as base64", (hex) => `sha256=${Buffer.from(hex, "hex").toString("base64")}`),
  form("prefix", "with hmac-sha256= before it", (hex) => `hmac-sha256=${hex}`),
  form("prefix", "after Bearer", (hex) => `Bearer ${hex}`),
  form("prefix", "with 0x before it", (hex) => `0x${hex}`),
  form("upper-case", "in upper case", (hex) => hex.toUpperCase()),
  form("hex-pairs", "as AA-BB-…, in capitals", (hex) => hex.toUpperCase().match(/../g)!.join("-")),
  form("base64-of-hex", "as base64 of the hex text", (hex) => Buffer.from(hex).toString("base64")),
  form("quoted", "in quotes", (hex) => `"${hex}"`),
  form("truncated", "cut to 32 characters", (hex) => hex.slice(0, 32)),
];

function form(mistake: string, how: string, write: (hex: string) => string) {
  const message = `The handler expects the signature ${how}; Ploton's is 64 lower-case hex characters.`;
  return { mistake, message, mend: PLAIN, write };
}
