// The signature doctor: every mistake it knows, made here by other code, is named; nothing is named without proof.

import { createHash, createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { diagnose } from "../../src/handler-check/diagnose.js";

const SECRET = "whsec_c2VjcmV0IGtleSE";
const BODY = Buffer.from(
  '{"event":"task.complete", "task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temp":"62°F","big":12345678901234567890,"url":"https://a.b/<c>","price":1.0}}\n',
);
const TEXT = BODY.toString();
const COMPACT = JSON.stringify(JSON.parse(TEXT));

const hmac = (body: string | Buffer, key: string | Buffer = SECRET, algorithm = "sha256") =>
  createHmac(algorithm, key).update(body);
const hex = (body: string | Buffer, key: string | Buffer = SECRET, algorithm = "sha256") =>
  hmac(body, key, algorithm).digest("hex");

/** What Python 3 prints for json.dumps(json.loads(TEXT)): taken from Python. */
const PYTHON =
  '{"event": "task.complete", "task_id": "task_8xK2mP", "timestamp": "2025-06-15T14:22:03Z", "data": {"temp": "62\\u00b0F", "big": 12345678901234567890, "url": "https://a.b/<c>", "price": 1.0}}';

/** System.Text.Json's JsonSerializer.Serialize of a JsonElement, and Gson's toJson of a JsonObject: by their documentation. */
const DOTNET = TEXT.trim().replace(", ", ",").replace("°", "\\u00B0").replace("<c>", "\\u003Cc\\u003E");
const GSON = TEXT.trim().replace(", ", ",").replace("<c>", "\\u003cc\\u003e");

describe("one mistake", () => {
  test.each<[mistake: string, signature: string]>([
    ["reserialised-json", hex(COMPACT)],
    ["reserialised-json-spaced", hex(PYTHON)],
    ["reserialised-json-spaced", hex(PYTHON.replace("\\u00b0", "°"))],
    ["reserialised-json-dotnet", hex(DOTNET)],
    ["reserialised-json-html", hex(GSON)],
    ["pretty-printed", hex(JSON.stringify(JSON.parse(TEXT), null, 2))],
    ["pretty-printed", hex(JSON.stringify(JSON.parse(TEXT), null, "\t"))],
    ["trimmed", hex(TEXT.trim())],
    ["newline-added", hex(`${TEXT}\n`)],
    ["charset", hex(BODY.toString("latin1"))],
    ["charset", hex(Buffer.from(TEXT, "latin1"))],
    ["charset", hex(Buffer.from(TEXT, "utf16le"))],
    ["charset", hex(`\ufeff${TEXT}`)],
    ["empty-body", hex("")],
    ["empty-body", hex("{}")],
    ["buffer-as-json", hex(JSON.stringify(BODY))],
    ["object-as-text", hex("[object Object]")],
    ["only-data", hex(JSON.stringify(JSON.parse(TEXT).data))],
    ["quoted-body", hex(JSON.stringify(TEXT))],
    ["body-as-base64", hex(BODY.toString("base64"))],
    ["timestamp-signed", hex(`2025-06-15T14:22:03Z.${TEXT}`)],
    ["whsec-stripped", hex(BODY, SECRET.slice(6))],
    ["whsec-stripped-base64", hex(BODY, Buffer.from(SECRET.slice(6), "base64"))],
    ["secret-white-space", hex(BODY, `${SECRET}\n`)],
    ["secret-quoted", hex(BODY, `"${SECRET}"`)],
    ["secret-unset", hex(BODY, "")],
    ["secret-unset", hex(BODY, "undefined")],
    ["another-secret", hex(BODY, "whsec_test_secret")],
    ["another-secret", hex(BODY, "whsec_of_last_year")],
    ["api-key-as-secret", hex(BODY, "pk_test_mock")],
    ["hmac-sha1", hex(BODY, SECRET, "sha1")],
    ["hmac-sha512", hex(BODY, SECRET, "sha512")],
    ["hmac-md5", hex(BODY, SECRET, "md5")],
    ["no-key", createHash("sha256").update(BODY).digest("hex")],
    ["no-key", createHash("md5").update(BODY).digest("hex")],
    ["key-before-body", createHash("sha256").update(SECRET).update(BODY).digest("hex")],
    ["key-and-body-swapped", hex(SECRET, BODY)],
    ["upper-case", hex(BODY).toUpperCase()],
    ["base64", hmac(BODY).digest("base64")],
    ["base64url", hmac(BODY).digest("base64url")],
    ["base64-of-hex", Buffer.from(hex(BODY)).toString("base64")],
    ["binary", hmac(BODY).digest().toString("latin1")],
    ["prefix", `sha256=${hex(BODY)}`],
    ["prefix", `v1=${hex(BODY)}`],
    ["prefix", `t=1750000000,v1=${hex(BODY)}`],
    ["prefix", `0x${hex(BODY)}`],
    ["quoted", `"${hex(BODY)}"`],
    ["hex-pairs", hex(BODY).toUpperCase().match(/../g)!.join("-")],
    ["hex-pairs", hex(BODY).match(/../g)!.join(":")],
    ["white-space-around", `${hex(BODY)}\n`],
    ["truncated", hex(BODY).slice(0, 32)],
    ["truncated", hex(BODY).slice(0, 62)],
    ["characters-after", `${hex(BODY)}, ${hex(BODY)}`],
  ])("%s: %s", (mistake, signature) => {
    const found = diagnose({
      body: BODY,
      secret: SECRET,
      signature,
      otherSecrets: ["whsec_of_last_year", "pk_test_mock"],
    });
    expect(found?.mistake).toBe(mistake);
    expect(found?.message).toMatch(/\.$/);
    expect(found?.mend).toMatch(/\.$/);
  });
});

test.each([
  ["ASCII, as Java and .NET encode an emoji", "??"],
  ["ASCII, as Python encodes it with errors=replace", "?"],
])("an emoji that became a question mark: %s", (_who, marks) => {
  const body = Buffer.from('{"event":"task.complete","data":{"sky":"\u{1f326}"}}');
  const signature = hex(body.toString().replace("\u{1f326}", marks));
  expect(diagnose({ body, secret: SECRET, signature })?.mistake).toBe("charset");
});

describe("two mistakes", () => {
  test.each<[mistake: string, signature: string]>([
    ["reserialised-json+base64", hmac(COMPACT).digest("base64")],
    ["whsec-stripped+prefix", `sha256=${hex(BODY, SECRET.slice(6))}`],
    ["reserialised-json+whsec-stripped", hex(COMPACT, SECRET.slice(6))],
    ["whsec-stripped+hmac-sha1", hex(BODY, SECRET.slice(6), "sha1")],
    ["timestamp-signed+prefix", `t=1750000000,v1=${hex(`1750000000.${TEXT}`)}`],
  ])("%s", (mistake, signature) => {
    expect(diagnose({ body: BODY, secret: SECRET, signature })?.mistake).toBe(mistake);
  });
});

test("a body that was signed in other bytes is shown where it differs", () => {
  const { detail } = diagnose({ body: BODY, secret: SECRET, signature: hex(COMPACT) })!;
  expect(detail?.split("\n")).toEqual([
    `the bytes differ from byte 25 on (sent ${BODY.length} bytes, signed ${Buffer.byteLength(COMPACT)})`,
    'sent   000011  6d 70 6c 65 74 65 22 2c 20 22 74 61 73 6b 5f 69  |mplete", "task_i|',
    'signed 000011  6d 70 6c 65 74 65 22 2c 22 74 61 73 6b 5f 69 64  |mplete","task_id|',
    expect.stringMatching(/^ +\^\^$/),
  ]);
});

test("of compact JSON with a line break, trimming and parsing make the same bytes: both are named", () => {
  const found = diagnose({ body: Buffer.from(`${COMPACT}\n`), secret: SECRET, signature: hex(COMPACT) })!;
  expect(found.mistake).toBe("trimmed");
  expect(found.message).toMatch(/trimmed, or parsed and written again/);
});

test("a secret is never printed whole", () => {
  const other = "whsec_very_secret_indeed";
  const found = diagnose({ body: BODY, secret: SECRET, signature: hex(BODY, other), otherSecrets: [other] });
  expect(JSON.stringify(found)).not.toContain(other);
  expect(JSON.stringify(found)).not.toContain(SECRET);
});

describe("nothing is named", () => {
  test("for the right signature", () => {
    expect(diagnose({ body: BODY, secret: SECRET, signature: hex(BODY) })).toBeUndefined();
  });

  test("for a signature that no known mistake explains", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (digest) => {
        const signature = Buffer.from(digest).toString("hex");
        return diagnose({ body: BODY, secret: SECRET, signature }) === undefined;
      }),
      { numRuns: 25 },
    );
  });

  test("and nothing is thrown, whatever the body and the signature", () => {
    const text = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(fc.uint8Array(), text, (body, signature) => {
        diagnose({ body: Buffer.from(body), secret: SECRET, signature });
      }),
    );
    const deep = Buffer.from("[".repeat(100_000) + "]".repeat(100_000));
    expect(diagnose({ body: deep, secret: SECRET, signature: "0".repeat(64) })).toBeUndefined();
  });
});

test("a mistake made on any JSON is found", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      const body = Buffer.from(` ${json}`);
      const signature = hex(JSON.stringify(JSON.parse(json)));
      const found = diagnose({ body, secret: SECRET, signature });
      expect(found, json).toBeDefined();
    }),
    { numRuns: 50 },
  );
});
