// The receiving end of webhooks: a plain handler that records, and raw sockets that answer whatever bytes a test wants.

import type http from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";
import { onTestFinished } from "vitest";

export type Received = { method: string; path: string; body: string; bytes: Buffer; headers: IncomingHttpHeaders };

export type Recorder = { listener: (request: IncomingMessage, response: ServerResponse) => void; received: Received[] };

/** A listener that records each request and answers with the status that `answer` gives for the nth one (from 1), and this text. */
export function recorder(answer: (n: number, received: Received) => number = () => 200, text = ""): Recorder {
  const received: Received[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const bytes = Buffer.concat(chunks);
      const one = {
        method: request.method!,
        path: request.url!,
        body: bytes.toString("utf8"),
        bytes,
        headers: request.headers,
      };
      received.push(one);
      response.writeHead(answer(received.length, one)).end(text);
    });
  };
  return { listener, received };
}

/** The events in `received`, by name, in order of arrival. */
export function eventsOf(received: readonly Received[]): string[] {
  return received.map(({ body }) => (JSON.parse(body) as { event: string }).event);
}

/** Serves a node:http server on a free port of loopback; closed after the test. */
export async function serve(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
}

/** A TCP server that calls `meet` with each connection; all of them are destroyed after the test. */
export async function rawReceiver(meet: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    meet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
}

/** Calls back once the whole request (by its Content-Length) has arrived on the socket. */
export function afterRequest(socket: Socket, then: (request: Buffer) => void): void {
  let bytes = Buffer.alloc(0);
  let done = false;
  socket.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    const split = bytes.indexOf("\r\n\r\n");
    const length = Number(/content-length: (\d+)/i.exec(bytes.toString("latin1"))?.[1] ?? 0);
    if (done || split === -1 || bytes.length < split + 4 + length) return;
    done = true;
    then(bytes);
  });
}

/** A raw receiver that answers each whole request with these bytes, and keeps the requests. */
export async function answering(answer: string | Buffer, end = true): Promise<{ url: string; requests: Buffer[] }> {
  const requests: Buffer[] = [];
  const url = await rawReceiver((socket) =>
    afterRequest(socket, (request) => {
      requests.push(request);
      if (end) socket.end(answer);
      else socket.write(answer);
    }),
  );
  return { url, requests };
}

/** The URL of a port where nothing listens. */
export async function deadUrl(): Promise<string> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/webhook`;
}
