// Who may talk to the mock: one rule for every route, applied at the door before anything looks at the path (decision 40).

import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import type { PlotonError } from "../domain/errors.js";
import type { Options } from "../options.js";

export type GuardOptions = Pick<Options, "host" | "publicUrl" | "allowedHost" | "allowedOrigin">;

export type Guard = {
  /** What a request is refused with, if anything: 400 two Hosts, 403 `mock_host_refused`, 403 `mock_origin_refused`. */
  refusal(request: IncomingMessage): PlotonError | undefined;
  /** The Origin of a request from a page that --allowed-origin names. */
  allowedOrigin(request: IncomingMessage): string | undefined;
};

/** Names with a dot that are of this machine wherever they are known at all. */
const OWN_NAMES = ["host.docker.internal", "host.testcontainers.internal"];
/** What is below this is loopback in every browser. */
const OWN_DOMAIN = ".localhost";
/** What a browser may say of where a request comes from; it says "cross-site" of a foreign page. */
const NEAR_SITES: readonly (string | undefined)[] = [undefined, "same-origin", "same-site", "none"];

export function createGuard({ host, publicUrl, allowedHost, allowedOrigin }: GuardOptions): Guard {
  const told = publicUrl === null ? undefined : new URL(publicUrl);
  const names = new Set([...OWN_NAMES, host.toLowerCase(), ...allowedHost, ...(told ? [told.hostname] : [])]);
  const domains = [OWN_DOMAIN, ...allowedHost.filter((name) => name.startsWith("."))];
  const guests = new Set(allowedOrigin);
  const origins = new Set([...guests, ...(told ? [told.origin] : [])]);

  function isOurs(name: string): boolean {
    if (isIP(name) !== 0 || !name.includes(".")) return true;
    const plain = name.replace(/\.$/, "");
    return plain === "localhost" || names.has(plain) || domains.some((domain) => plain.endsWith(domain));
  }

  /** The one that was found to be ours last: most come again and again. */
  let known: string | undefined;

  function refuseName(given: string | undefined): PlotonError | undefined {
    // No browser leaves the Host out; a program of HTTP/1.0 may.
    if (given === undefined || given === known) return undefined;
    const name = nameIn(given);
    if (name === undefined || !isOurs(name)) return hostRefused(given, name);
    known = given;
    return undefined;
  }

  function refuseHost(request: IncomingMessage): PlotonError | undefined {
    if (hasTwoHosts(request))
      return { status: 400, code: "invalid_request", message: "Send one Host header, not two." };
    return refuseName(request.headers.host) ?? refuseName(authorityOf(request.url!));
  }

  /** A program sends neither header. A browser tells the page's origin, or at least that it is of another site. */
  function refuseOrigin({ headers, socket }: IncomingMessage): PlotonError | undefined {
    const { origin, host: named = "" } = headers;
    if (origin !== undefined) {
      const own = `${(socket as TLSSocket).encrypted ? "https" : "http"}://${named.toLowerCase()}`;
      if (origin === own || origins.has(origin)) return undefined;
      return originRefused(origin);
    }
    if (NEAR_SITES.includes(headers["sec-fetch-site"] as string | undefined)) return undefined;
    // A link, an image or a frame says only by its Referer of which page it is.
    const page = originOf(headers.referer);
    return page !== undefined && origins.has(page) ? undefined : originRefused(page);
  }

  return {
    refusal: (request) => refuseHost(request) ?? refuseOrigin(request),
    allowedOrigin: ({ headers: { origin } }) => (origin !== undefined && guests.has(origin) ? origin : undefined),
  };
}

/** Node keeps the first of two and drops the other without a word. */
function hasTwoHosts({ rawHeaders }: IncomingMessage): boolean {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2)
    if (rawHeaders[at]!.length === 4 && rawHeaders[at]!.toLowerCase() === "host") count += 1;
  return count > 1;
}

/** The host that a target in absolute form names, which outranks the header (RFC 9112, 3.2.2). */
function authorityOf(target: string): string | undefined {
  return target.startsWith("/") ? undefined : /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(target)?.[1];
}

/** The name or address in a Host, in lower case; undefined when it has not a Host's form. */
function nameIn(host: string): string | undefined {
  const [, bracketed, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d*)?$/i.exec(host) ?? [];
  if (bracketed !== undefined) return isIP(bracketed) === 6 ? bracketed.toLowerCase() : undefined;
  return plain?.toLowerCase();
}

function originOf(referer: string | undefined): string | undefined {
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : undefined;
}

const SHOWN = 100;
const quote = (text: string) => JSON.stringify(text.slice(0, SHOWN));

function hostRefused(given: string, name = "NAME"): PlotonError {
  const value = name.length > SHOWN ? "NAME" : name.replace(/\.$/, "");
  const message = `ploton-mock does not answer for the host ${quote(given)}. If that name is yours, start it with --allowed-host ${value}.`;
  return { status: 403, code: "mock_host_refused", message };
}

function originRefused(origin: string | undefined): PlotonError {
  const isNamed = origin !== undefined && /^[a-z][a-z0-9+.-]*:\/\/[^\s"']{1,100}$/i.test(origin);
  const whose = origin === undefined ? "another site" : quote(origin);
  const message = `ploton-mock refuses what a page of ${whose} asks for. If that page is yours, start it with --allowed-origin ${isNamed ? origin : "ORIGIN"}; if you follow a link, type the address instead.`;
  return { status: 403, code: "mock_origin_refused", message };
}
