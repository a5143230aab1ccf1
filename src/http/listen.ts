// Listens on the chosen host: for localhost on both loopback addresses, IPv4 and, where there is one, IPv6.

import http from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { isMockAt } from "../control/transports.js";
import { urlOfHost } from "../domain/address.js";
import { MockError } from "../domain/errors.js";
import { realTime } from "../engine/clock.js";
import type { Listener } from "./ploton-api.js";

/** PEM texts, to serve https with. */
export type Certificate = { cert: Buffer; key: Buffer };

/** `stop`: no new request is taken; those that came before are still answered. `close` ends all connections. */
export type Listening = { port: number; stop(): void; close(): Promise<void> };

const TRIES = 20;

/** Port 0 takes any port that is free on every address. Throws `MockError` 500 `port_taken` with what to do. */
export async function listen(
  listener: Listener,
  host: string,
  port: number,
  certificate?: Certificate,
): Promise<Listening> {
  let stopped = false;
  const whileOpen: Listener = (request, response) => {
    if (stopped) request.socket.destroy();
    else listener(request, response);
  };
  const stop = () => {
    stopped = true;
  };
  const make = maker(whileOpen, certificate);
  for (let left = TRIES; ; left -= 1) {
    const servers = await tryAll(make, host === "localhost" ? ["127.0.0.1", "::1"] : [host], port);
    if (servers) return listening(servers, stop);
    if (port !== 0 || left === 0) throw await portTaken(host, port, certificate !== undefined);
  }
}

/** All addresses on one port, or undefined when it is taken on one of them. */
async function tryAll(
  make: () => http.Server,
  addresses: readonly string[],
  port: number,
): Promise<http.Server[] | undefined> {
  const servers: http.Server[] = [];
  for (const address of addresses) {
    const chosen = servers[0] ? portOf(servers[0]) : port;
    const server = await open(make(), address, chosen).catch((error: NodeJS.ErrnoException) => error);
    if (!(server instanceof Error)) servers.push(server);
    else if (servers.length > 0 && isMissingAddress(server)) continue;
    else {
      await Promise.all(servers.map(close));
      if (server.code === "EADDRINUSE") return undefined;
      throw cannotListen(server, address, port);
    }
  }
  return servers;
}

/** Makes servers, http or https. Throws `bad_option` for a certificate that is none, or not of its key. */
function maker(listener: Listener, certificate: Certificate | undefined): () => http.Server {
  // Left to itself, Node answers a missing Host and an unknown Expect with empty bodies of its own.
  const options = { requireHostHeader: false };
  return () => {
    const server = certificate === undefined ? http.createServer(options, listener) : secure(certificate);
    server.on("checkExpectation", listener);
    server.on("clientError", refuseGarbage);
    return server;
  };

  function secure(pair: Certificate): http.Server {
    try {
      return turningAwayPlain(https.createServer({ ...options, ...pair }, listener));
    } catch (error) {
      const why = (error as Error).message;
      throw new MockError(
        400,
        "bad_option",
        `--tls-cert and --tls-key: ${why}. Both are PEM files, the key that of the certificate.`,
      );
    }
  }
}

/** Connections to a server of https that have said nothing yet, which it does not know of itself; and how long they may, as Node has it. */
const SILENT = new WeakMap<http.Server, Set<Socket>>();
const SILENCE_MS = 120_000;

/** The first byte of every TLS connection: a handshake record. */
const HANDSHAKE = 0x16;

/** Who speaks plain HTTP to a server of https is told so, as nginx does, in place of a connection that is closed. */
function turningAwayPlain(server: https.Server): https.Server {
  const secure = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  const silent = new Set<Socket>();
  SILENT.set(server, silent);
  return server.on("connection", (socket: Socket) => {
    silent.add(socket);
    const callOff = realTime.after(SILENCE_MS, () => socket.destroy());
    socket.once("error", () => socket.destroy());
    socket.once("close", () => silent.delete(socket) && callOff());
    socket.once("readable", () => {
      silent.delete(socket);
      callOff();
      const bytes = socket.read() as Buffer | null;
      if (bytes === null) return void socket.destroy();
      if (bytes[0] !== HANDSHAKE) return answerRaw(socket.resume(), "400 Bad Request", SPEAKS_TLS);
      socket.unshift(bytes);
      for (const take of secure) take.call(server, socket);
    });
  });
}

const SPEAKS_TLS = "This port speaks https, and the request is plain http. Write https:// in its URL.";

function open(server: http.Server, address: string, port: number): Promise<http.Server> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host: address }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

/** What is no HTTP is answered in the error envelope too, where that is possible. */
function refuseGarbage(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) return void socket.destroy();
  const tooLarge = error.code === "HPE_HEADER_OVERFLOW";
  if (tooLarge) answerRaw(socket, "431 Request Header Fields Too Large", "The request's headers are too large.");
  else answerRaw(socket, "400 Bad Request", "The request is not valid HTTP.");
}

/** The error envelope to what never became a request. */
function answerRaw(socket: Duplex, status: string, message: string): void {
  const body = JSON.stringify({ error: { code: "invalid_request", message } });
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function isMissingAddress({ code }: NodeJS.ErrnoException): boolean {
  return code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT";
}

function listening(servers: readonly http.Server[], stop: () => void): Listening {
  return { port: portOf(servers[0]!), stop, close: async () => void (await Promise.all(servers.map(close))) };
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: http.Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    for (const socket of SILENT.get(server) ?? []) socket.destroy();
  });
}

async function portTaken(host: string, port: number, isSecure: boolean): Promise<MockError> {
  const by = (await isMockAt(urlOfHost(host, port, isSecure)))
    ? "taken: a ploton-mock already runs there. Use it, or choose"
    : "taken by another program. Choose";
  return new MockError(500, "port_taken", `Port ${port} is ${by} another with --port N, or --port 0 for any free one.`);
}

function cannotListen(error: NodeJS.ErrnoException, address: string, port: number): MockError {
  const why =
    error.code === "EACCES"
      ? `port ${port} needs more rights; choose one over 1023`
      : error.code === "ENOTFOUND" || error.code === "EADDRNOTAVAIL"
        ? "this machine has no such address"
        : error.message;
  return new MockError(500, "cannot_listen", `Cannot listen on ${address}: ${why}.`);
}
