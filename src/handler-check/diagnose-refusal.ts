// What a 401 tells: a signature in the handler's answer is diagnosed; without one, only what is known is said.

import { signBody } from "../contract/signature.js";
import { type Diagnosis, diagnoseAny } from "./diagnose.js";
import { firstDifference } from "./hexdump.js";
import { masked } from "./wrong-keys.js";

/** A request that the handler refused, and what it answered. `logs`: further text of the handler's. */
export type Refusal = {
  body: Buffer;
  secret: string;
  responseBody: string;
  responseHeaders: Readonly<Record<string, string | readonly string[] | undefined>>;
  otherSecrets?: readonly string[];
  logs?: string;
};

/** Runs of characters that could be a digest: hex, or base64 of 16 to 64 bytes. */
const TOKEN = /(?:sha\d+=|v\d=)?(?:[0-9a-fA-F]{32,128}|[A-Za-z0-9+/_-]{22,86}={0,2})(?![A-Za-z0-9+/_-])/g;
const UNTOLD_HEADERS = new Set(["etag", "date", "set-cookie", "content-security-policy", "location", "server"]);
const MOST_TOKENS = 20;
const MOST_TEXT = 16 * 1024;

const ASK_FOR_IT =
  "To have the mistake named, give ploton-mock diagnose the signature that the handler computed (from its log, not from its answer), or let ploton-mock check ask.";

/** What is to be said where a handler's answer holds the signature that it computed. */
export const HANDS_OUT =
  "And the answer holds the signature that the handler computed: in production that hands whoever forges a request the right one. Take it out.";

/**
 * Why a handler may have answered 401 to a correctly signed request, for the log; a sentence or two. A mistake is named
 * only when a signature in the answer proves it; else the likely causes are given as such. Null for an empty secret.
 */
export function diagnoseRefusal(refusal: Refusal): string | null {
  if (refusal.secret === "") return null;
  const tokens = signaturesIn(refusal);
  const found = diagnoseAnswer(refusal);
  if (found) return `${found.message} ${found.mend} ${HANDS_OUT}`;
  const seen = tokens.length > 0 ? `The answer holds ${short(tokens[0]!)}, which no known mistake explains. ` : "";
  return seen + likelyCauses(refusal.body, refusal.secret, tokens.length > 0);
}

/** The mistake that a signature in the answer proves; undefined when there is none. */
export function diagnoseAnswer(refusal: Refusal): Diagnosis | undefined {
  return diagnoseAny({ ...refusal, signatures: signaturesIn(refusal) });
}

/** What looks like a signature in the answer, without the right one (a handler may say what it received). */
function signaturesIn({ body, secret, responseBody, responseHeaders, logs }: Refusal): string[] {
  const right = signBody(body, secret);
  const headers = Object.entries(responseHeaders)
    .filter(([name]) => !UNTOLD_HEADERS.has(name.toLowerCase()))
    .flatMap(([, value]) => value ?? []);
  const texts = [responseBody, ...headers, logs ?? ""].map((text) => text.slice(0, MOST_TEXT));
  const tokens = texts.flatMap((text) => text.match(TOKEN) ?? []);
  return [...new Set(tokens)].filter((token) => token !== right).slice(0, MOST_TOKENS);
}

function likelyCauses(body: Buffer, secret: string, computed: boolean): string {
  const same = `Check that the handler has this secret, the whole of it: ${masked(secret)}.`;
  const ask = computed ? "" : ` ${ASK_FOR_IT}`;
  const at = whereReserialisedDiffers(body);
  if (at === undefined)
    return `Likely causes: another secret, or a body that was changed before it was signed. ${same}${ask}`;
  if (at >= 0) {
    return (
      `JSON.stringify(JSON.parse(body)) differs from this body at byte ${at}: a handler that signs the parsed body fails ` +
      `here, one that signs the raw bytes does not. Otherwise: ${same}${ask}`
    );
  }
  return (
    `This body is compact JSON, which JSON.stringify(JSON.parse(body)) gives back unchanged: so in JavaScript the likely ` +
    `cause is another secret; in other languages also a parsed body that was written again. ${same}${ask}`
  );
}

/** The byte where a re-serialised body differs; -1 when it is the same; undefined when the body is no JSON. */
function whereReserialisedDiffers(body: Buffer): number | undefined {
  try {
    const again = Buffer.from(JSON.stringify(JSON.parse(body.toString("utf8"))));
    return firstDifference(body, again) ?? -1;
  } catch {
    return undefined;
  }
}

function short(token: string): string {
  return token.length > 24 ? `${token.slice(0, 16)}…` : token;
}
