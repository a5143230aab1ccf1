// The handler's isSigned against the published vectors. Run: node --test
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { after, test } from "node:test";

process.env.PLOTON_WEBHOOK_SECRET ??= "whsec_test_secret";
process.env.PORT = "0";
const { isSigned, server } = await import("./handler.mjs");
after(() => server.close());

const folder = new URL("../../../vectors/signature/v1/", import.meta.url);
for (const file of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".json"))) {
  const vector = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  test(`${file}: ${vector.reason}`, () => {
    const body = Buffer.from(vector.body_base64, "base64");
    const header = vector.header ?? undefined; // as in request.headers
    assert.equal(isSigned(body, header, vector.secret), vector.expected === "valid");
  });
}
