// The receiving end of faults: raw sockets that keep every byte, how each connection ended, and in what order all of it came.

import net, { type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { until } from "../control/gate.js";
import { rawReceiver } from "../support/receiver.js";

/** One connection as it was seen. `end`: closed in order, reset, or still open. `chunks`: in how many pieces the bytes came. */
export type Seen = { bytes: Buffer; chunks: number; end: "open" | "closed" | "reset"; answered: boolean };

/** What a request's bytes say: its headers by name and in order, its body, and whether all of it is there. */
export type Message = { line: string; names: string[]; headers: Record<string, string>; body: string; whole: boolean };

/** `quiet` resolves once every connection has ended. */
export type Wire = { url: string; seen: Seen[]; story: string[]; messages(): Message[]; quiet(): Promise<void> };

/**
 * A raw receiver. `answer` gives the status for the nth whole request (from 1), or a promise of it; "handler N" goes into
 * `story` when a request is there, "answered N" when it has been answered.
 */
export async function openWire(answer: (n: number) => number | Promise<number> = () => 200): Promise<Wire> {
  const seen: Seen[] = [];
  const story: string[] = [];
  let count = 0;

  async function reply(socket: Socket, one: Seen): Promise<void> {
    count += 1;
    const n = count;
    story.push(`handler ${n}`);
    const status = await answer(n);
    one.answered = true;
    story.push(`answered ${n}`);
    socket.end(`HTTP/1.1 ${status} Status\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  }

  const url = await rawReceiver((socket) => {
    const one: Seen = { bytes: Buffer.alloc(0), chunks: 0, end: "open", answered: false };
    seen.push(one);
    let done = false;
    socket.on("data", (chunk: Buffer) => {
      one.bytes = Buffer.concat([one.bytes, chunk]);
      one.chunks += 1;
      if (done || !messageOf(one.bytes).whole) return;
      done = true;
      void reply(socket, one);
    });
    socket.on("end", () => {
      one.end = "closed";
    });
    socket.on("error", () => {
      one.end = "reset";
    });
  });
  return {
    url,
    seen,
    story,
    messages: () => seen.map(({ bytes }) => messageOf(bytes)),
    quiet: () => until(() => seen.every(({ end }) => end !== "open")),
  };
}

function messageOf(bytes: Buffer): Message {
  const split = bytes.indexOf("\r\n\r\n");
  const [line = "", ...lines] = bytes.toString("utf8", 0, split === -1 ? bytes.length : split).split("\r\n");
  const pairs = lines.map((one) => [one.slice(0, one.indexOf(":")), one.slice(one.indexOf(":") + 2)] as const);
  const headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
  const body = split === -1 ? Buffer.alloc(0) : bytes.subarray(split + 4);
  return {
    line,
    names: pairs.map(([name]) => name),
    headers,
    body: body.toString("utf8"),
    whole: split !== -1 && body.length >= Number(headers["content-length"] ?? 0),
  };
}

export type RawClient = {
  socket: Socket;
  /** Everything that has come back so far. */
  text(): string;
  /** Resolves with how the connection ended. */
  ended: Promise<"closed" | "reset">;
  /** Resolves once `count` bytes or more are there. */
  answered: Promise<void>;
};

/** Sends a request to the mock over a bare socket. `onAnswer` hears of the first byte that comes back. */
export function rawClient(
  mock: { url: string; apiKey: string },
  requestLine: string,
  body?: object,
  onAnswer = () => {},
): RawClient {
  const text = body === undefined ? "" : JSON.stringify(body);
  const socket = net.connect(Number(new URL(mock.url).port), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  let got = "";
  const answered = new Promise<void>((resolve) => {
    socket.on("data", (chunk) => {
      if (got === "") onAnswer();
      got += chunk.toString("utf8");
      if (messageOf(Buffer.from(got)).whole) resolve();
    });
  });
  const ended = new Promise<"closed" | "reset">((resolve) => {
    socket.on("error", () => resolve("reset"));
    socket.on("close", () => resolve("closed"));
  });
  socket.write(
    `${requestLine} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${mock.apiKey}\r\n${text && `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n`}\r\n${text}`,
  );
  return { socket, text: () => got, ended, answered };
}
