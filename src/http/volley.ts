// Webhook requests that are on the wire at once: all connections first, then the bytes, in order, without a pause.

import dns, { type LookupAddress } from "node:dns";
import net, { isIP, type LookupFunction } from "node:net";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import type { Outcome } from "../domain/delivery.js";
import type { WireFault, WireMessage } from "../engine/faults/webhook-effects.js";
import { type SenderOptions, sendOn } from "./post-webhook.js";

/** One request of a volley. */
type Shot = { message: WireMessage; wire: WireFault | null };

export type Volley = {
  /** Puts the requests on the wire in order, and gives what became of each. Never rejects. */
  fire(url: string, shots: readonly Shot[], timeoutMs: number): Promise<Outcome[]>;
  /** Does anybody take connections there? */
  isListening(url: string): Promise<boolean>;
};

/** `within`: makes connections that need no network. */
export function createVolley({
  insecure,
  within,
}: Pick<SenderOptions, "insecure"> & { within?: () => Duplex }): Volley {
  const abort = new AbortController().signal;
  const options = { insecure, lookup: rememberingLookup() };
  const connect = (target: URL) => within?.() ?? open(target, options);
  const one = async (url: string, { message, wire }: Shot, timeoutMs: number, socket: Duplex) =>
    (await sendOn(socket, { url, message, timeoutMs, wire, abort }, options)).outcome;
  return {
    async fire(url, shots, timeoutMs) {
      const target = new URL(url);
      const sockets = shots.map(() => connect(target));
      if (shots.length > 1 && !within) await Promise.all(sockets.map(connected));
      return Promise.all(shots.map((shot, i) => one(url, shot, timeoutMs, sockets[i]!)));
    },
    async isListening(url) {
      if (within) return true;
      const socket = open(new URL(url), options);
      const isThere = await connected(socket);
      socket.destroy();
      return isThere;
    },
  };
}

/** A connection on its way. */
function open(target: URL, { insecure, lookup }: SenderOptions): net.Socket {
  const isSecure = target.protocol === "https:";
  const host = target.hostname.replace(/^\[|\]$/g, "");
  const port = Number(target.port || (isSecure ? 443 : 80));
  const name = isIP(host) === 0 ? { servername: host } : {};
  return isSecure
    ? tls.connect({ host, port, lookup, rejectUnauthorized: !insecure, ...name })
    : net.connect({ host, port, lookup });
}

/** Does it come to stand? One that does not is left to the request, which says why. */
function connected(socket: Duplex): Promise<boolean> {
  return new Promise((resolve) => {
    socket.once("error", () => resolve(false));
    socket.once(socket instanceof tls.TLSSocket ? "secureConnect" : "connect", () => resolve(true));
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
