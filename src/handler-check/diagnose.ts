// The signature doctor: tries every known mistake until one gives the very signature that the handler has.

import { createHmac } from "node:crypto";
import { isJsonObject } from "../domain/json.js";
import type { Clue } from "./clue.js";
import { hexdumpDifference } from "./hexdump.js";
import { wrongBodies } from "./wrong-bodies.js";
import { readSignature, type SignatureReading, timestampIn } from "./wrong-formats.js";
import { WRONG_ALGORITHMS, wrongKeys } from "./wrong-keys.js";

/** What `diagnose` looks at: the bytes that were sent, the secret they were signed with, the handler's signature. */
export type Complaint = {
  body: Buffer;
  secret: string;
  signature: string;
  otherSecrets?: readonly string[];
};

type Complaints = Omit<Complaint, "signature"> & { signatures: readonly string[] };

/** The mistake (two are joined by "+"), one sentence on it, the mend, and the bytes where they differ. */
export type Diagnosis = Clue & { detail?: string };

/** One way to a digest: the mistakes on the way, the body that was signed, the digest's length in bytes. */
type Suspect = { clues: readonly Clue[]; signed?: Buffer; length: number; digest: () => Buffer };

/** Pairs of mistakes are tried on bodies up to this many bytes. */
const PAIRS_UP_TO = 32 * 1024;

/**
 * Names the mistake that makes `signature` of `body`. Each diagnosis is proven: the mistake was made, and gave the same
 * signature. Undefined when the signature is right (`verifySignature` tells), or when no known mistake explains it.
 */
export function diagnose({ signature, ...rest }: Complaint): Diagnosis | undefined {
  return diagnoseAny({ ...rest, signatures: [signature] });
}

/** The same for several signatures of one body, at the cost of one: the simplest mistake that explains any of them. */
export function diagnoseAny({ body, secret, signatures, otherSecrets = [] }: Complaints): Diagnosis | undefined {
  const readings = signatures.flatMap(readSignature);
  if (readings.length === 0) return undefined;
  for (const suspect of suspects(body, secret, otherSecrets, timestampsFor(body, signatures))) {
    const reading = matching(readings, suspect);
    if (reading) return describe([...suspect.clues, ...reading.clues], body, suspect.signed);
  }
  return undefined;
}

/** From no mistake to two, so that the first that matches is the simplest. */
function* suspects(
  body: Buffer,
  secret: string,
  otherSecrets: readonly string[],
  timestamps: readonly string[],
): Generator<Suspect> {
  const key = Buffer.from(secret);
  const bodies = wrongBodies(body, timestamps);
  const keys = wrongKeys(secret, otherSecrets);
  yield suspect([], key, body);
  for (const wrong of bodies) yield suspect([wrong], key, wrong.bytes, wrong.bytes);
  for (const wrong of keys) yield suspect([wrong], wrong.key, body);
  yield* otherAlgorithms([], key, body);
  if (body.length > PAIRS_UP_TO) return;
  for (const wrongBody of bodies) {
    for (const wrongKey of keys) yield suspect([wrongBody, wrongKey], wrongKey.key, wrongBody.bytes, wrongBody.bytes);
    yield* otherAlgorithms([wrongBody], key, wrongBody.bytes, wrongBody.bytes);
  }
  for (const wrong of keys) yield* otherAlgorithms([wrong], wrong.key, body);
}

function* otherAlgorithms(clues: readonly Clue[], key: Buffer, body: Buffer, signed?: Buffer): Generator<Suspect> {
  for (const { length, digest, ...clue } of WRONG_ALGORITHMS) {
    yield { clues: [...clues, clue], signed, length, digest: () => digest(key, body) };
  }
}

function suspect(clues: readonly Clue[], key: Buffer, body: Buffer, signed?: Buffer): Suspect {
  return { clues, signed, length: 32, digest: () => createHmac("sha256", key).update(body).digest() };
}

/** The reading that this suspect explains. None for a suspect without any mistake in a reading without any. */
function matching(
  readings: readonly SignatureReading[],
  { clues, length, digest }: Suspect,
): SignatureReading | undefined {
  const possible = readings.filter(
    (reading) =>
      clues.length + reading.clues.length > 0 && (reading.partial ? length === 32 : reading.digest.length === length),
  );
  if (possible.length === 0) return undefined;
  const made = digest();
  return possible.find((reading) => made.subarray(0, reading.digest.length).equals(reading.digest));
}

function describe(clues: readonly Clue[], body: Buffer, signed: Buffer | undefined): Diagnosis {
  return {
    mistake: clues.map(({ mistake }) => mistake).join("+"),
    message: clues.map(({ message }) => message).join(" "),
    mend: [...new Set(clues.map(({ mend }) => mend))].join(" "),
    ...(signed && { detail: hexdumpDifference(body, signed) }),
  };
}

/** What a handler may have put before the body: the timestamp in a signature, the one in the body. */
function timestampsFor(body: Buffer, signatures: readonly string[]): string[] {
  const stamps = [...signatures.map(timestampIn), timestampOf(body)];
  return stamps.filter((stamp) => stamp !== undefined);
}

function timestampOf(body: Buffer): string | undefined {
  try {
    const value: unknown = JSON.parse(body.toString("utf8"));
    return isJsonObject(value) && typeof value.timestamp === "string" ? value.timestamp : undefined;
  } catch {
    return undefined;
  }
}
