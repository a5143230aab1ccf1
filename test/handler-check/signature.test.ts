// signBody and verifySignature (contract 4.1.3, 4.1.4): the documented example, and every header that could be sent.

import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signBody, verifySignature } from "../../src/contract/signature.js";

const SECRET = "whsec_test_secret";
const BODY =
  '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}';
const SIGNATURE = "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1";

test("the contract's 161 bytes have the contract's signature", () => {
  expect(Buffer.byteLength(BODY)).toBe(161);
  expect(signBody(BODY, SECRET)).toBe(SIGNATURE);
  expect(signBody(new TextEncoder().encode(BODY), SECRET)).toBe(SIGNATURE);
  expect(verifySignature(BODY, SIGNATURE, SECRET)).toBe(true);
  expect(verifySignature(Buffer.from(BODY), SIGNATURE, SECRET)).toBe(true);
});

test("the key is the whole secret as UTF-8", () => {
  const secret = "whsec_schlüssel";
  expect(signBody(BODY, secret)).toBe(createHmac("sha256", Buffer.from(secret, "utf8")).update(BODY).digest("hex"));
  expect(signBody(BODY, "schlüssel")).not.toBe(signBody(BODY, secret));
});

describe("a header that is not exactly the signature is refused, and never throws", () => {
  test.each<[string, string | string[] | null | undefined]>([
    ["missing", undefined],
    ["null", null],
    ["empty", ""],
    ["short", SIGNATURE.slice(0, 63)],
    ["long", `${SIGNATURE}0`],
    ["followed by a line break", `${SIGNATURE}\n`],
    ["after white space", ` ${SIGNATURE}`],
    ["upper-case", SIGNATURE.toUpperCase()],
    ["non-hex", "z".repeat(64)],
    ["non-ASCII", "é".repeat(64)],
    ["prefixed", `sha256=${SIGNATURE}`],
    ["base64", Buffer.from(SIGNATURE, "hex").toString("base64")],
    ["joined", `${SIGNATURE}, ${SIGNATURE}`],
    ["doubled", [SIGNATURE, SIGNATURE]],
    ["in an array", [SIGNATURE]],
    ["one bit off", `${SIGNATURE.slice(0, 63)}0`],
  ])("%s", (_what, header) => {
    expect(verifySignature(BODY, header, SECRET)).toBe(false);
  });

  test("whatever it is", () => {
    const header = fc.oneof(fc.string({ unit: "binary" }), fc.array(fc.string()), fc.constantFrom(undefined, null));
    fc.assert(fc.property(fc.uint8Array(), header, (body, value) => !verifySignature(body, value, SECRET)));
  });

  test("even a value of a type that no header has", () => {
    for (const header of [1, {}, Symbol("x"), Buffer.from(SIGNATURE)] as unknown as string[]) {
      expect(verifySignature(BODY, header, SECRET)).toBe(false);
    }
  });
});

test("what signBody signs, verifySignature accepts, and for no other body or secret", () => {
  const secret = fc.string({ minLength: 1, unit: "binary" }).filter((text) => !/\p{Surrogate}/u.test(text));
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), secret, secret, (body, otherBody, key, otherKey) => {
      const signature = signBody(body, key);
      expect(signature).toMatch(/^[0-9a-f]{64}$/);
      expect(verifySignature(body, signature, key)).toBe(true);
      expect(verifySignature(otherBody, signature, key)).toBe(Buffer.compare(body, otherBody) === 0);
      if (otherKey !== key && !isSameKey(key, otherKey)) expect(verifySignature(body, signature, otherKey)).toBe(false);
    }),
  );
});

/** HMAC pads a key with zero bytes, so keys that differ only in zeros at their ends are one key. */
function isSameKey(a: string, b: string): boolean {
  const trimmed = (key: string) => key.replace(/\0+$/, "");
  return trimmed(a) === trimmed(b);
}

test("a parsed body is refused with words that say what to pass", () => {
  for (const body of [{ event: "task.complete" }, null, undefined, 1] as unknown as string[]) {
    expect(() => signBody(body, SECRET)).toThrow(/pass the raw bytes, not the parsed body/);
    expect(() => verifySignature(body, SIGNATURE, SECRET)).toThrow(TypeError);
  }
});

test("an empty or missing secret is refused", () => {
  expect(() => signBody(BODY, "")).toThrow(/secret is empty/);
  expect(() => verifySignature(BODY, SIGNATURE, "")).toThrow(TypeError);
  expect(() => verifySignature(BODY, undefined, undefined as unknown as string)).toThrow(TypeError);
});
