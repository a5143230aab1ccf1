// Whatever is sent to `/v1`, the answer is a task or the envelope with a row of the error table: never a 500, never anything else.

import fc from "fast-check";
import { expect, it } from "vitest";
import { KEY, start } from "../support/mock.js";
import { head, type RawAnswer, rawCall } from "../support/raw-call.js";

const TABLE: Record<number, string[]> = {
  400: ["invalid_request"],
  401: ["missing_api_key", "invalid_api_key"],
  404: ["task_not_found", "not_found"],
  405: ["method_not_allowed"],
  409: ["task_already_finished"],
  413: ["invalid_request"],
  422: ["prompt_too_long"],
  431: ["invalid_request"],
};

function expectFromTheTable(answer: RawAnswer): void {
  expect(answer.headers["content-type"]).toMatch(/^application\/json/);
  const body = JSON.parse(answer.body);
  if (answer.status === 200) return;
  expect(Object.keys(body)).toEqual(["error"]);
  expect(Object.keys(body.error)).toEqual(["code", "message"]);
  expect(TABLE[answer.status]).toContain(body.error.code);
  expect(answer.body).not.toMatch(/\bat .*:\d+:\d+|<html/i);
}

const post = (url: string, body: Buffer) =>
  rawCall(url, [head("POST /v1/tasks HTTP/1.1", { "Content-Length": body.length }), body]);

it("any JSON value as a body", async () => {
  const { url } = await start();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue({ noUnicodeString: false }), async (value) => {
      expectFromTheTable(await post(url, Buffer.from(JSON.stringify(value))));
    }),
    { numRuns: 200 },
  );
});

it("fields of the right names and any values", async () => {
  const { url } = await start();
  const wild = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: "binary" }),
    fc.constantFrom("live", "test", "__proto__", "{{user_id}}", "{{"),
  );
  const fields = fc.record(
    {
      prompt: fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), wild),
      user_id: wild,
      metadata: wild,
      mode: wild,
      sub_agent: wild,
    },
    { requiredKeys: ["prompt"] },
  );
  await fc.assert(
    fc.asyncProperty(fields, async (value) => {
      const answer = await post(url, Buffer.from(JSON.stringify(value)));
      expectFromTheTable(answer);
      if (answer.status !== 200) return;
      const task = JSON.parse(answer.body);
      const shown = "sub_agent" in value ? "sub_agent" : "tool";
      expect(Object.keys(task)).toEqual([
        "id",
        "status",
        shown,
        "created_at",
        ...("metadata" in value ? ["metadata"] : []),
      ]);
      expect(task.metadata).toEqual(JSON.parse(JSON.stringify(value)).metadata);
    }),
    { numRuns: 300 },
  );
});

it("any bytes as a body", async () => {
  const { url } = await start();
  const nearlyJson = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })).map(([place, byte]) => {
    const bytes = Buffer.from('{"prompt":"Do it 😀","metadata":{"a":[1,2]}}');
    bytes[place % bytes.length] = byte;
    return bytes;
  });
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array().map((bytes) => Buffer.from(bytes)),
        nearlyJson,
      ),
      async (body) => {
        expectFromTheTable(await post(url, body));
      },
    ),
    { numRuns: 300 },
  );
});

it("any path and query", async () => {
  const { url } = await start();
  const part = fc.oneof(
    fc.constantFrom(
      "tasks",
      "cancel",
      "..",
      ".",
      "",
      "%",
      "%2e%2e",
      "%2F",
      "task_8xK2mP",
      "?",
      "limit=1",
      "&",
      "=",
      "status=running",
      "offset=0",
    ),
    fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)) }),
  );
  const method = fc.constantFrom("GET", "POST", "DELETE", "PUT", "PATCH", "OPTIONS");
  await fc.assert(
    fc.asyncProperty(
      method,
      fc.array(part, { maxLength: 5 }),
      fc.constantFrom("/", "?", "&"),
      async (verb, parts, join) => {
        expectFromTheTable(
          await rawCall(url, [head(`${verb} /v1/${parts.join(join)} HTTP/1.1`, { "Content-Length": 0 })]),
        );
      },
    ),
    { numRuns: 400 },
  );
});

it("any Authorization header", async () => {
  const { url } = await start();
  const value = fc.oneof(
    fc.string({
      unit: fc
        .integer({ min: 0x20, max: 0xff })
        .filter((code) => code !== 0x7f)
        .map((code) => String.fromCharCode(code)),
    }),
    fc.string({ unit: fc.constantFrom(" ", "B", "earer", "pk_test_", "pk_live_", "x", ",") }),
  );
  await fc.assert(
    fc.asyncProperty(value, async (authorization) => {
      const answer = await rawCall(url, [
        Buffer.from(`GET /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`, "latin1"),
      ]);
      expectFromTheTable(answer);
      const wellFormed =
        /^[ \t]*bearer +pk_(test|live)_[^\s]+[ \t]*$/i.test(authorization) && /pk_(test|live)_/.test(authorization);
      expect(answer.status === 200).toBe(wellFormed);
    }),
    { numRuns: 300 },
  );
  expect(
    (await rawCall(url, [`GET /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${KEY}\r\n\r\n`])).status,
  ).toBe(200);
});
