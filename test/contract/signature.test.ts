// Signing and verifying over raw bytes (contract 4.1.3, 4.1.4).

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { signBody, verifySignature } from "../../src/index.js";

const bytes = fc.uint8Array({ maxLength: 300 });
const secret = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });

const WEATHER =
  '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}';
const SIGNATURE = "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1";

describe("a signature", () => {
  it("of the documented payload is the documented one", () => {
    expect(Buffer.byteLength(WEATHER)).toBe(161);
    expect(signBody(WEATHER, "whsec_test_secret")).toBe(SIGNATURE);
    expect(verifySignature(Buffer.from(WEATHER), SIGNATURE, "whsec_test_secret")).toBe(true);
  });

  it("is HMAC-SHA256 in lower-case hex, over any bytes with any secret, and verifies", () => {
    fc.assert(
      fc.property(bytes, secret, (body, key) => {
        const signature = signBody(body, key);
        expect(signature).toBe(createHmac("sha256", Buffer.from(key, "utf8")).update(body).digest("hex"));
        expect(signature).toMatch(/^[0-9a-f]{64}$/);
        expect(verifySignature(body, signature, key)).toBe(true);
        expect(verifySignature(Buffer.from(body), signature, key)).toBe(true);
      }),
    );
  });

  it("of a text is that of its UTF-8 bytes", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), secret, (text, key) => {
        expect(signBody(text, key)).toBe(signBody(Buffer.from(text, "utf8"), key));
      }),
    );
  });

  it("fits no other bytes", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), secret, (body, place, flip, key) => {
        const other = Uint8Array.from([...body, 0]);
        other[place % other.length]! ^= flip;
        expect(verifySignature(other, signBody(body, key), key)).toBe(false);
      }),
    );
  });

  it("fits no other secret", () => {
    fc.assert(
      fc.property(bytes, secret, secret, (body, key, other) => {
        fc.pre(Buffer.from(key, "utf8").compare(Buffer.from(other, "utf8")) !== 0);
        // HMAC fills a short key with zero bytes, so a secret that only ends in such is the same key.
        fc.pre(!/\0$/.test(key) && !/\0$/.test(other));
        expect(verifySignature(body, signBody(body, key), other)).toBe(false);
      }),
    );
  });

  it("is not that header, whatever else the header is, and no header makes it throw", () => {
    const header = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 60, maxLength: 68 }),
      fc.array(fc.string()),
      fc.constantFrom(undefined, null, "", "null"),
      fc.anything() as fc.Arbitrary<never>,
    );
    fc.assert(
      fc.property(bytes, header, (body, given) => {
        fc.pre(given !== signBody(body, "s"));
        expect(verifySignature(body, given, "s")).toBe(false);
      }),
    );
  });

  it.each<[string, (s: string) => string | string[]]>([
    ["upper case", (s) => s.toUpperCase()],
    ["a prefix", (s) => `sha256=${s}`],
    ["a space before", (s) => ` ${s}`],
    ["a line break after", (s) => `${s}\n`],
    ["a digit short", (s) => s.slice(1)],
    ["a digit more", (s) => `${s}0`],
    ["doubled, as Node joins headers", (s) => `${s}, ${s}`],
    ["doubled, as a list", (s) => [s, s]],
    ["alone in a list", (s) => [s]],
    ["base64", (s) => Buffer.from(s, "hex").toString("base64")],
    ["its first half right", (s) => s.slice(0, 32) + "0".repeat(32)],
    ["full-width digits", (s) => s.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))],
  ])("with %s is refused", (_, change) => {
    expect(verifySignature(WEATHER, change(SIGNATURE), "whsec_test_secret")).toBe(false);
  });

  it.each<[string, unknown, unknown]>([
    ["an empty secret", WEATHER, ""],
    ["no secret", WEATHER, undefined],
    ["a parsed body", { event: "x" }, "s"],
    ["no body", undefined, "s"],
    ["null", null, "s"],
  ])("of %s is a TypeError that says what to do", (_, body, key) => {
    expect(() => signBody(body as string, key as string)).toThrow(TypeError);
    expect(() => verifySignature(body as string, SIGNATURE, key as string)).toThrow(/PLOTON_WEBHOOK_SECRET|raw bytes/);
  });
});
