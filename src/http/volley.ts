// Webhook requests that are on the wire at once: all connections first, then the bytes, in order, without a pause.

import dns, { type LookupAddress } from "node:dns";
import net, { isIP, type LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import type { Outcome } from "../domain/delivery.js";
import type { Message, WireFault } from "../engine/webhook-faults.js";
import { type SenderOptions, sendOn } from "./post-webhook.js";

/** One request of a volley. */
export type Shot = { message: Message; wire: WireFault | null };

export type Volley = {
  /** Puts the requests on the wire in order, and gives what became of each. Never rejects. */
  fire(url: string, shots: readonly Shot[], timeoutMs: number): Promise<Outcome[]>;
  /** Does anybody take connections there? */
  isListening(url: string): Promise<boolean>;
};

/** How long a connection may take to be made before the request is left to make its own, in milliseconds. */
const CONNECT_MS = 2_000;

export function createVolley({ insecure }: Pick<SenderOptions, "insecure">): Volley {
  const abort = new AbortController().signal;
  const options = { insecure, lookup: rememberingLookup() };
  const one = async (url: string, { message, wire }: Shot, timeoutMs: number, socket?: Duplex) =>
    (await sendOn(socket, { url, message, timeoutMs, wire, abort }, options)).outcome;
  return {
    async fire(url, shots, timeoutMs) {
      if (shots.length === 1) return [await one(url, shots[0]!, timeoutMs)];
      const sockets = await Promise.all(shots.map(() => connect(new URL(url), options)));
      return Promise.all(shots.map((shot, i) => one(url, shot, timeoutMs, sockets[i])));
    },
    async isListening(url) {
      const socket = await connect(new URL(url), options);
      socket?.destroy();
      return socket !== undefined;
    },
  };
}

/** A connection that stands; undefined when there is none to be had. */
function connect(target: URL, { insecure, lookup }: SenderOptions): Promise<Duplex | undefined> {
  const isSecure = target.protocol === "https:";
  const host = target.hostname.replace(/^\[|\]$/g, "");
  const port = Number(target.port || (isSecure ? 443 : 80));
  const socket = isSecure
    ? tls.connect({
        host,
        port,
        lookup,
        timeout: CONNECT_MS,
        rejectUnauthorized: !insecure,
        ...(isIP(host) === 0 && { servername: host }),
      })
    : net.connect({ host, port, lookup, timeout: CONNECT_MS });
  socket.setNoDelay(true);
  return new Promise((resolve) => {
    const give = (made: boolean) => {
      if (!made) socket.destroy();
      resolve(made ? socket : undefined);
    };
    socket.once("timeout", () => socket.connecting && give(false));
    // Stays: until a request has taken the connection over, an error on it must not end the process.
    socket.on("error", () => give(false));
    socket.once(isSecure ? "secureConnect" : "connect", () => give(true));
  });
}

/** Looks a host up once: for thousands of requests it would take longer than they do. */
function rememberingLookup(): LookupFunction {
  const known = new Map<string, Promise<LookupAddress[]>>();
  return (hostname, options, callback) => {
    const key = `${hostname} ${options.family ?? 0}`;
    const found = known.get(key) ?? dns.promises.lookup(hostname, { ...options, all: true });
    known.set(key, found);
    found.then(
      (addresses) =>
        options.all ? callback(null, addresses) : callback(null, addresses[0]!.address, addresses[0]!.family),
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}
