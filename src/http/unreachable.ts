// Why a handler could not be reached, in words, with the system's own code.

import type { Outcome } from "../domain/delivery.js";

const SELF_SIGNED = "its certificate cannot be verified; --webhook-insecure accepts it";

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was reset before an answer",
  EPIPE: "the connection was closed while the body was sent",
  ENOTFOUND: "the host is not known",
  EAI_AGAIN: "the host could not be looked up",
  DEPTH_ZERO_SELF_SIGNED_CERT: SELF_SIGNED,
  SELF_SIGNED_CERT_IN_CHAIN: SELF_SIGNED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: SELF_SIGNED,
};

/** An error of a request as the outcome "refused", where nothing listens, or "unreachable": "nothing listens there: localhost:3000 (ECONNREFUSED)". */
export function unreachable(error: NodeJS.ErrnoException, target: URL): Outcome {
  const code = error.code ?? firstCode(error);
  const words = (code === undefined ? undefined : WORDS[code]) ?? (error.message || "the connection failed");
  const kind = code === "ECONNREFUSED" ? "refused" : "unreachable";
  return { kind, error: `${words}: ${target.host}${code === undefined ? "" : ` (${code})`}` };
}

/** A connection tried on both loopback addresses fails with the errors of both. */
function firstCode(error: Error): string | undefined {
  const [first] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  return first?.code;
}
