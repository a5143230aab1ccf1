// Why a handler could not be reached, in words, with the system's own code.

import { isLoopback } from "../domain/address.js";
import { connectionWords } from "../domain/connection.js";
import type { Outcome } from "../domain/delivery.js";

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ECONNRESET: "the connection was reset before an answer",
  EPIPE: "the connection was closed while the body was sent",
  ENOTFOUND: "the host is not known",
  EAI_AGAIN: "the host could not be looked up",
};

/**
 * An error of a request as the outcome "refused", where nothing listens, or "unreachable": "nothing listens there: localhost:3000 (ECONNREFUSED)". `proxy`: a variable that
 * names a proxy, which webhooks do not take.
 */
export function unreachable(error: NodeJS.ErrnoException, target: URL, proxy?: string): Outcome {
  const code = error.code ?? firstCode(error);
  const words =
    connectionWords(code, target, "--webhook-insecure") ??
    (code === undefined ? undefined : WORDS[code]) ??
    (error.message || "the connection failed");
  const ignored =
    proxy === undefined || isLoopback(target.hostname)
      ? ""
      : `; webhooks go straight there, not by the proxy of ${proxy}`;
  const kind = code === "ECONNREFUSED" ? "refused" : "unreachable";
  return { kind, error: `${words}: ${target.host}${code === undefined ? "" : ` (${code})`}${ignored}` };
}

/** A connection tried on both loopback addresses fails with the errors of both. */
function firstCode(error: Error): string | undefined {
  const [first] = error instanceof AggregateError ? (error.errors as NodeJS.ErrnoException[]) : [];
  return first?.code;
}
