// The webhook signature: made and checked over the raw bytes (contract 4.1.3, 4.1.4).

import { createHmac, timingSafeEqual } from "node:crypto";

const HEX_SHA256 = /^[0-9a-f]{64}$/;

/**
 * The value of `X-Ploton-Signature` for a body: HMAC-SHA256 keyed with the whole secret as UTF-8, lower-case hex
 * (contract 4.1.3). A string body stands for its UTF-8 bytes. Throws TypeError on an empty secret or a body that is no bytes.
 * @example const headers = { "X-Ploton-Signature": signBody(body, "whsec_test_secret") };
 */
export function signBody(rawBody: string | Uint8Array, secret: string): string {
  return mac(rawBody, secret).toString("hex");
}

/**
 * True when `header` is the signature of these very bytes. Constant time, and never throws because of the header:
 * a missing, doubled (array), short, long, upper-case or non-hex one is false. Throws TypeError as `signBody` does.
 * @example
 * const isPloton = verifySignature(body, request.headers["x-ploton-signature"], "whsec_test_secret");
 * if (!isPloton) response.writeHead(401).end();
 */
export function verifySignature(
  rawBody: string | Uint8Array,
  header: string | string[] | undefined | null,
  secret: string,
): boolean {
  const expected = mac(rawBody, secret);
  if (typeof header !== "string" || !HEX_SHA256.test(header)) return false;
  return timingSafeEqual(Buffer.from(header, "hex"), expected);
}

function mac(rawBody: string | Uint8Array, secret: string): Buffer {
  if (typeof secret !== "string" || secret === "") {
    throw new TypeError("The webhook secret is empty. Pass PLOTON_WEBHOOK_SECRET (whsec_…), the whole of it.");
  }
  if (typeof rawBody !== "string" && !(rawBody instanceof Uint8Array)) {
    throw new TypeError(
      `The body is ${nameOf(rawBody)}: pass the raw bytes, not the parsed body. ` +
        "Read the request's body as a Buffer or string before any JSON parser sees it.",
    );
  }
  return createHmac("sha256", secret).update(rawBody).digest();
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}
