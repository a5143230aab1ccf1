// Connections within this process: an HTTP server takes them as it takes the network's, and they cost a third of the time.

import { createServer, type Server } from "node:http";
import { Duplex } from "node:stream";
import { realTime } from "../engine/clock.js";
import type { Listener } from "./ploton-api.js";

/** `connect` gives the client's end of a new connection. `close` ends all of them; a connection that is made after that is refused. */
export type Within = { connect(): Duplex; close(): void };

export function serveWithin(listener: Listener): Within {
  const server: Server = createServer({ requireHostHeader: false }, listener);
  const open = new Set<Duplex>();
  let closed = false;
  return {
    connect() {
      const { client, served } = makePair();
      if (closed) realTime.soon(() => client.destroy(lost("ECONNREFUSED")));
      else {
        open.add(served);
        served.once("close", () => open.delete(served));
        server.emit("connection", served);
      }
      return client;
    },
    close() {
      closed = true;
      for (const one of open) one.destroy();
    },
  };
}

/** Two ends: what is written to one can be read from the other, a turn of the event loop later, as from a socket. */
function makePair(): { client: Duplex; served: Duplex } {
  const client = Object.assign(
    makeEnd(() => served),
    {
      /** As a socket has it. */
      resetAndDestroy() {
        served.destroy(lost("ECONNRESET"));
        client.destroy();
      },
    },
  );
  const served: Duplex = Object.assign(
    makeEnd(() => client),
    // What apps ask of a request's socket.
    {
      remoteAddress: "127.0.0.1",
      remoteFamily: "IPv4",
      setTimeout: () => served,
      setNoDelay: () => served,
      setKeepAlive: () => served,
    },
  );
  return { client, served };
}

function makeEnd(other: () => Duplex): Duplex {
  /** In turns of their own: what a handler does with one request is over, microtasks and all, before the next arrives. */
  const give = (bytes: Buffer | null) =>
    realTime.soon(() => {
      if (!other().destroyed) other().push(bytes);
    });
  return new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      give(chunk);
      done();
    },
    writev(chunks, done) {
      give(Buffer.concat(chunks.map(({ chunk }) => chunk as Buffer)));
      done();
    },
    final(done) {
      give(null);
      done();
    },
    destroy(error, done) {
      realTime.soon(() => {
        const peer = other();
        if (!peer.destroyed) peer.destroy();
      });
      done(error);
    },
  });
}

function lost(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
