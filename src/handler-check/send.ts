// Sends one request on a connection of its own and says what came back. Never throws because of what the other side does.

import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connectionWords } from "../domain/connection.js";

/** A request: `headers` as a flat list of names and values, so that a header can come twice. */
export type Outgoing = {
  url: URL;
  method: "GET" | "POST";
  headers: readonly string[];
  body?: Buffer;
  timeoutMs: number;
  now: () => number;
  /** Take any certificate. */
  insecure?: boolean;
};

/** What came back. `ms` up to the headers. `body`: its first 64 KiB. `broken`: connected, but no HTTP answer came. */
export type Answer =
  | { kind: "answered"; status: number; headers: IncomingMessage["headers"]; body: string; ms: number }
  | { kind: "timed-out"; ms: number }
  | { kind: "broken"; error: string; ms: number }
  | { kind: "unreachable"; error: string };

const MOST_BODY = 64 * 1024;
/** How long a body is read on after its headers, in milliseconds: those alone are the answer (contract 4.1.6). */
const BODY_MS = 1_000;

/** The headers of a webhook (contract 4.1.2), `signatures` being none, one or more values of X-Ploton-Signature. */
export function webhookHeaders(url: URL, body: Buffer, signatures: readonly string[]): string[] {
  return [
    ...["Host", url.host],
    ...["Content-Type", "application/json"],
    ...signatures.flatMap((signature) => ["X-Ploton-Signature", signature]),
    ...["User-Agent", "Ploton-Webhooks/1.0"],
    ...["Content-Length", String(body.length)],
    ...["Connection", "close"],
  ];
}

/** One HTTP exchange, at most `timeoutMs` long. */
export function send({ url, method, headers, body, timeoutMs, now, insecure = false }: Outgoing): Promise<Answer> {
  const start = now();
  const limit = AbortSignal.timeout(timeoutMs);
  const [request, ready] = url.protocol === "https:" ? [httpsRequest, "secureConnect"] : [httpRequest, "connect"];
  return new Promise((resolve) => {
    let connected = false;
    let answered = false;
    const outgoing = request(url, {
      method,
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
    outgoing.end(body);
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
  EPIPE: "the connection was closed before the whole request was read",
};

function reasonOf(error: NodeJS.ErrnoException, url: URL): string {
  const words = connectionWords(error.code, url, "--insecure");
  if (words !== undefined) return words;
  return REASONS[error.code ?? ""] ?? (error.message || error.code || "the connection failed");
}
