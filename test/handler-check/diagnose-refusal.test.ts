// What a 401 tells: proven when the answer holds a signature, otherwise said as a guess.

import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import { signBody } from "../../src/contract/signature.js";
import { diagnoseRefusal, type Refusal } from "../../src/handler-check/diagnose-refusal.js";

const SECRET = "whsec_test_secret";
const COMPACT = Buffer.from('{"event":"task.complete","data":{"temperature":"62°F"}}');
const SPACED = Buffer.from('{"event": "task.complete", "data": {"price": 1.0}}');
const STRIPPED = createHmac("sha256", "test_secret").update(COMPACT).digest();

function refusal(over: Partial<Refusal>): string | null {
  return diagnoseRefusal({ body: COMPACT, secret: SECRET, responseBody: "", responseHeaders: {}, ...over });
}

describe("a signature in the answer is diagnosed", () => {
  const hex = STRIPPED.toString("hex");
  const base64 = STRIPPED.toString("base64");

  test.each<[string, Partial<Refusal>]>([
    ["in a JSON body", { responseBody: `{"error":"bad signature","expected":"${hex}"}` }],
    ["in a sentence, after the right one", { responseBody: `got ${signBody(COMPACT, SECRET)}, expected ${hex}.` }],
    ["as base64", { responseBody: `expected ${base64}` }],
    ["with a prefix", { responseBody: `expected sha256=${hex}` }],
    ["in a header", { responseHeaders: { "x-expected": hex } }],
    ["in one of several headers", { responseHeaders: { "x-note": ["nothing", hex], "content-length": "12" } }],
    ["in the log", { logs: `2025-06-15 WARN computed ${hex}\n` }],
  ])("%s", (_where, over) => {
    expect(refusal(over)).toMatch(
      /^The key that was used is the secret without whsec_\. .*Use the whole secret.*hands whoever forges/,
    );
  });
});

describe("without one, nothing is claimed", () => {
  test("on compact JSON: re-serialising in JavaScript is ruled out, and that is said", () => {
    const text = refusal({ responseBody: "invalid signature" });
    expect(text).toMatch(/gives back unchanged: so in JavaScript the likely cause is another secret/);
    expect(text).toMatch(/whsec_te… \(17 characters\)/);
    expect(text).not.toContain(SECRET);
    expect(text).toMatch(/from its log, not from its answer/);
  });

  test("on JSON that does not survive re-serialising: that is the first thing to look at", () => {
    expect(refusal({ body: SPACED })).toMatch(/differs from this body at byte 9: a handler that signs the parsed body/);
  });

  test("on a body that is no JSON", () => {
    expect(refusal({ body: Buffer.from("nonsense") })).toMatch(/^Likely causes: another secret/);
  });

  test("a signature that nothing explains is mentioned, not interpreted", () => {
    expect(refusal({ responseBody: "0123456789abcdef".repeat(4) })).toMatch(
      /^The answer holds 0123456789abcdef…, which no known mistake explains\./,
    );
  });

  test("what only looks like a signature is not mistaken for a mistake", () => {
    const text = refusal({
      responseBody: "id=3f2b8c1d9e4a4b6f8c7d6e5f4a3b2c1d",
      responseHeaders: { etag: 'W/"2-nOO9QiTIwXgNtWtBJezz8kv3SLc"', "set-cookie": ["sid=abcdefabcdefabcdefabcdef"] },
    });
    expect(text).toMatch(/which no known mistake explains|likely cause/);
  });

  test("without a secret there is nothing to say", () => {
    expect(refusal({ secret: "" })).toBeNull();
  });
});
