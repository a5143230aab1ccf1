// Reads a URL, and says what came back of that or of a webhook request. Never throws because of what the other side does.

import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { type Header, webhookHeaders } from "../contract/webhooks.js";
import { connectionWords } from "../domain/connection.js";
import type { Outcome } from "../domain/delivery.js";

/** A GET: `headers` as a flat list of names and values. */
export type Outgoing = {
  url: URL;
  headers: readonly string[];
  timeoutMs: number;
  now: () => number;
  /** Take any certificate. */
  insecure?: boolean;
};

/** What came back. `ms` up to the headers. `body`: its first 64 KiB. `broken`: connected, but no HTTP answer came. `cut`: the time for the whole check was over. */
export type Answer =
  | { kind: "answered"; status: number; headers: IncomingMessage["headers"]; body: string; ms: number }
  | { kind: "timed-out"; ms: number }
  | { kind: "cut"; ms: number }
  | { kind: "broken"; error: string; ms: number }
  | { kind: "unreachable"; error: string };

const MOST_BODY = 64 * 1024;
/** How long a body is read on after its headers, in milliseconds: those alone are the answer (contract 4.1.6). */
const BODY_MS = 1_000;

/** Sends a webhook request as Ploton does: the outside that `check` stands on, the same that deliveries go through. Never rejects. */
export type Exchange = (request: {
  url: URL;
  headers: readonly Header[];
  body: Buffer;
  timeoutMs: number;
}) => Promise<{ outcome: Outcome; isConnected: boolean; answerMs: number }>;

/** What became of a webhook request, as an answer. */
function answerOf({ outcome, isConnected, answerMs: ms }: Awaited<ReturnType<Exchange>>): Answer {
  if (outcome.kind === "timed_out") return { kind: "timed-out", ms };
  if (outcome.kind === "answered") {
    const { status, headers, body } = outcome;
    return { kind: "answered", status, headers, body, ms };
  }
  return isConnected ? { kind: "broken", error: outcome.error, ms } : { kind: "unreachable", error: outcome.error };
}

/** A webhook request: `signatures`: none, one or more values of its header; `extra`: headers in place of or beside Ploton's. */
export type Webhook = {
  url: URL;
  body: Buffer;
  signatures: readonly string[];
  extra?: readonly Header[];
  timeoutMs: number;
};

/** One webhook request with the headers that Ploton sends (contract 4.1.2). */
export async function sendWebhook(
  { url, body, signatures, extra = [], timeoutMs }: Webhook,
  exchange: Exchange,
): Promise<Answer> {
  const names = new Set(extra.map(([name]) => name));
  const headers = [...webhookHeaders(url.host, body, signatures).filter(([name]) => !names.has(name)), ...extra];
  return answerOf(await exchange({ url, headers, body, timeoutMs }));
}

/** One HTTP exchange, at most `timeoutMs` long. */
export function send({ url, headers, timeoutMs, now, insecure = false }: Outgoing): Promise<Answer> {
  const start = now();
  const limit = AbortSignal.timeout(timeoutMs);
  const [request, ready] = url.protocol === "https:" ? [httpsRequest, "secureConnect"] : [httpRequest, "connect"];
  return new Promise((resolve) => {
    let connected = false;
    let answered = false;
    const outgoing = request(url, {
      headers: [...headers],
      agent: false,
      signal: limit,
      rejectUnauthorized: !insecure,
    });
    outgoing.on("socket", (socket) =>
      socket.once(ready, () => {
        connected = true;
      }),
    );
    outgoing.on("error", (error: NodeJS.ErrnoException) => {
      if (answered) return;
      if (limit.aborted) return resolve({ kind: "timed-out", ms: now() - start });
      const text = reasonOf(error, url);
      resolve(connected ? { kind: "broken", error: text, ms: now() - start } : { kind: "unreachable", error: text });
    });
    outgoing.on("response", (answer) => {
      const ms = now() - start;
      answered = true;
      void readBody(answer).then((text) =>
        resolve({ kind: "answered", status: answer.statusCode ?? 0, headers: answer.headers, body: text, ms }),
      );
    });
    outgoing.end();
  });
}

/** The body as text; what there is of it when it breaks off, is too long, or does not end. */
function readBody(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  AbortSignal.timeout(BODY_MS).addEventListener("abort", () => answer.destroy());
  return new Promise((resolve) => {
    const finish = () => resolve(Buffer.concat(chunks).subarray(0, MOST_BODY).toString("utf8"));
    answer.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= MOST_BODY) answer.destroy();
    });
    answer.on("end", finish).on("error", finish).on("close", finish);
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused: nobody listens there",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name could not be looked up",
  ECONNRESET: "the connection was closed without an answer",
};

function reasonOf(error: NodeJS.ErrnoException, url: URL): string {
  const words = connectionWords(error.code, url, "--insecure");
  if (words !== undefined) return words;
  return REASONS[error.code ?? ""] ?? (error.message || error.code || "the connection failed");
}
