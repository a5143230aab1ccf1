// How the fuzzer calls: as a client with little patience, which leaves when it has none left.

import http from "node:http";
import net from "node:net";

/** How long the client waits, in milliseconds: some calls are meant to take longer than anybody waits. */
const PATIENCE_MS = 1_500;

const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });

/** A call with a JSON body; status 0 when no answer came in time, or the connection broke. */
export function call(
  url: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: string }> {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers: Record<string, string | number> = { Authorization: "Bearer pk_test_mock" };
  if (text !== undefined)
    Object.assign(headers, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text) });
  return new Promise((resolve) => {
    const nothing = () => resolve({ status: 0, body: "" });
    const request = http.request(`${url}${path}`, { method, headers, agent, timeout: PATIENCE_MS }, (response) => {
      const status = response.statusCode!;
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status, body: Buffer.concat(chunks).toString("utf8") }));
      response.on("error", () => resolve({ status, body: "" }));
      // A stream has begun, which is all there is to see.
      if (response.headers["content-type"]?.startsWith("text/event-stream")) {
        request.destroy();
        resolve({ status, body: "" });
      }
    });
    request.on("timeout", () => request.destroy());
    request.on("error", nothing);
    request.on("close", nothing);
    request.end(text);
  });
}

/** Bytes on a socket of their own; `cut`: the client leaves at once. Gives the first status, 0 for none. */
export function raw(url: string, text: string, cut: boolean): Promise<number> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(new URL(url).port), "127.0.0.1");
    let answer = "";
    const end = () => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0));
    };
    socket.setTimeout(100, end);
    socket.on("data", (more: Buffer) => {
      answer += more.toString("latin1");
      if (answer.length > 100_000) end();
    });
    socket.on("error", end);
    socket.on("close", end);
    socket.write(Buffer.from(text, "latin1"), () => {
      if (cut) end();
      else socket.end();
    });
  });
}
