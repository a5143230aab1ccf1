// Reads a request's body up to a limit, and drops the rest politely so that the caller still gets its answer.

import type { IncomingMessage } from "node:http";
import { MockError } from "../domain/errors.js";

/** Past this many bytes a caller is cut off rather than listened to. */
const PATIENCE_BYTES = 64 * 1_048_576;

/**
 * Calls `then` once: with the whole body; "too large" once all of a body over `limit` bytes has been let go; "gone" when the caller
 * went away.
 */
export function readBody(request: IncomingMessage, limit: number, then: (body: Buffer | "too large" | "gone") => void) {
  const chunks: Buffer[] = [];
  let size = 0;
  let isOver = false;
  const end = (body: Buffer | "too large" | "gone") => {
    if (isOver) return;
    isOver = true;
    then(body);
  };
  request.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else if (size > PATIENCE_BYTES) end("too large");
  });
  request.on("end", () =>
    end(size <= limit ? (chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)) : "too large"),
  );
  const gone = () => end("gone");
  request.on("error", gone);
  request.on("close", gone);
}

/** The whole body, or that the caller went away. Throws `MockError` 413 for one over `limit` bytes. */
export async function wholeBody(request: IncomingMessage, limit: number): Promise<Buffer | "gone"> {
  const body = await new Promise<Buffer | "too large" | "gone">((resolve) => readBody(request, limit, resolve));
  if (body === "too large") throw new MockError(413, "invalid_request", `The body is larger than ${limit} bytes.`);
  return body;
}
