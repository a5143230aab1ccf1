// A call to the mock over a bare socket: bytes out, the whole answer in, read as HTTP by hand.

import net from "node:net";

export type RawAnswer = { status: number; headers: Record<string, string>; body: string; whole: string };

/** How a raw call is made: `end` closes the sending side after the last byte, `until` reads on to this text. */
export type RawCall = { end?: boolean; until?: string };

/** Sends the parts one after the other, and gives what comes back until one whole answer is in or the connection closes. */
export function rawCall(
  url: string,
  parts: (string | Buffer)[],
  { end = false, until }: RawCall = {},
): Promise<RawAnswer> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(port), "127.0.0.1");
    let bytes = Buffer.alloc(0);
    const finish = () => {
      socket.destroy();
      resolve(parseAnswer(bytes));
    };
    socket.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (until === undefined ? isWhole(bytes) : bytes.includes(until)) finish();
    });
    socket.on("close", finish);
    socket.on("error", (error) => (bytes.length > 0 ? finish() : reject(error)));
    socket.on("connect", () => {
      for (const part of parts) socket.write(part);
      if (end) socket.end();
    });
  });
}

/** The head of a request: request line and headers with a key, the host and JSON's content type. */
export function head(requestLine: string, headers: Record<string, string | number> = {}): string {
  const all = {
    Host: "localhost",
    Authorization: "Bearer pk_test_mock",
    "Content-Type": "application/json",
    ...headers,
  };
  return `${requestLine}\r\n${Object.entries(all)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("")}\r\n`;
}

function isWhole(bytes: Buffer): boolean {
  const split = bytes.indexOf("\r\n\r\n");
  if (split === -1) return false;
  if (/content-type: text\/event-stream/i.test(bytes.toString("latin1", 0, split))) return true;
  const length = /content-length: (\d+)/i.exec(bytes.toString("latin1", 0, split))?.[1];
  return length !== undefined && bytes.length >= split + 4 + Number(length);
}

function parseAnswer(bytes: Buffer): RawAnswer {
  const whole = bytes.toString("utf8");
  const [top = "", ...rest] = whole.split("\r\n\r\n");
  const [line = "", ...lines] = top.split("\r\n");
  const headers = Object.fromEntries(
    lines.map((one) => [one.slice(0, one.indexOf(":")).toLowerCase(), one.slice(one.indexOf(":") + 1).trim()]),
  );
  return { status: Number(line.split(" ")[1] ?? Number.NaN), headers, body: rest.join("\r\n\r\n"), whole };
}
