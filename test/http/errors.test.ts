// The error table row by row, and the order in which a request with several faults meets it (contract 2).

import { describe, expect, it } from "vitest";
import { api, create, KEY, start } from "../support/mock.js";
import { head, rawCall } from "../support/raw-call.js";

type Expected = { status: number; code: string; says?: string | RegExp };

/** The whole answer is the envelope and nothing else. */
function expectError(answer: { status: number; text?: string; body: unknown }, { status, code, says = "" }: Expected) {
  const body = typeof answer.body === "string" ? JSON.parse(answer.body) : answer.body;
  expect(body).toEqual({
    error: { code, message: says instanceof RegExp ? expect.stringMatching(says) : expect.stringContaining(says) },
  });
  expect(Object.keys(body.error)).toEqual(["code", "message"]);
  expect(answer.status).toBe(status);
  expect(JSON.stringify(body)).not.toMatch(/\bat .*:\d+:\d+|node_modules|<html/i);
}

describe("a body that is not valid JSON", () => {
  it.each<[string, string | Buffer]>([
    ["nothing", ""],
    ["white space", "  \n"],
    ["cut short", '{"prompt":"Do it"'],
    ["single quotes", "{'prompt':'Do it'}"],
    ["a trailing comma", '{"prompt":"Do it",}'],
    ["a byte order mark", Buffer.from('\ufeff{"prompt":"Do it"}')],
    ["UTF-16", Buffer.from('{"prompt":"Do it"}', "utf16le")],
    ["invalid UTF-8 in a string", Buffer.from([...Buffer.from('{"prompt":"'), 0xc3, 0x28, ...Buffer.from('"}')])],
    ["an overlong UTF-8 form", Buffer.from([...Buffer.from('{"prompt":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
    [
      "a surrogate written as UTF-8",
      Buffer.from([...Buffer.from('{"prompt":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
    ],
    ["a control character in a string", '{"prompt":"a\u0000b"}'],
    ["NaN", '{"prompt":NaN}'],
    ["two values", '{"prompt":"a"}{"prompt":"b"}'],
    ["500,000 brackets", "[".repeat(500_000)],
    ["200,000 opened objects", '{"a":'.repeat(200_000)],
    ["form data", "prompt=Do+it"],
  ])("is refused: %s", async (_, body) => {
    const mock = await start();
    const answer = await rawCall(mock.url, [
      head("POST /v1/tasks HTTP/1.1", { "Content-Length": Buffer.byteLength(body) }),
      body,
    ]);
    expectError(answer, { status: 400, code: "invalid_request", says: "body" });
  });

  it("says that a byte order mark is what is wrong", async () => {
    const mock = await start();
    const body = Buffer.from('\ufeff{"prompt":"Do it"}');
    const answer = await rawCall(mock.url, [
      head("POST /v1/tasks HTTP/1.1", { "Content-Length": Buffer.byteLength(body) }),
      body,
    ]);
    expectError(answer, { status: 400, code: "invalid_request", says: "byte order mark" });
  });

  it.each([
    "[]",
    "null",
    "true",
    "7",
    '"Do it"',
    '[{"prompt":"Do it"}]',
    `${"[".repeat(250_000)}${"]".repeat(250_000)}`,
  ])("is refused when it is no object: %.20s", async (body) => {
    const mock = await start();
    const answer = await api(mock).post("/v1/tasks").set("Content-Type", "application/json").send(body);
    expectError(answer, { status: 400, code: "invalid_request", says: "JSON object" });
  });

  it("is answered even when the connection ends before the body does", async () => {
    const mock = await start();
    const answer = await rawCall(mock.url, [head("POST /v1/tasks HTTP/1.1", { "Content-Length": 500 }), '{"prompt":'], {
      end: true,
    });
    expectError(answer, { status: 400, code: "invalid_request" });
    expect(await mock.tasks.list()).toEqual([]);
  });
});

describe("the content type", () => {
  const post = async (type: string | undefined) => {
    const mock = await start();
    const body = '{"prompt":"Do it"}';
    const headers: Record<string, string | number> = { "Content-Length": body.length };
    if (type !== undefined) headers["Content-Type"] = type;
    const text = head("POST /v1/tasks HTTP/1.1", headers);
    return rawCall(mock.url, [type === undefined ? text.replace(/Content-Type: .*\r\n/, "") : text, body]);
  };

  it.each([
    undefined,
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/jsonp",
    "application/json-patch+json",
    "text/json",
    "multipart/form-data; boundary=x",
    "application/json; charset=latin1",
    "application/json; charset=utf-16",
    "json",
  ])("%s is refused as a body that is not JSON", async (type) => {
    expectError(await post(type), { status: 400, code: "invalid_request", says: "Content-Type: application/json" });
  });

  it.each([
    "application/json",
    "application/json; charset=utf-8",
    "application/json;charset=UTF-8",
    'application/json; charset="utf-8"',
    "APPLICATION/JSON",
    "application/json ; version=1",
  ])("%s is taken", async (type) => {
    expect((await post(type)).status).toBe(200);
  });
});

describe("a field that is missing or wrong", () => {
  it.each<[string, unknown]>([
    ["prompt", {}],
    ["prompt", { prompt: null }],
    ["prompt", { prompt: 7 }],
    ["prompt", { prompt: ["Do it"] }],
    ["prompt", { prompt: "" }],
    ["prompt", { prompt: " \t\n\u00a0 " }],
    ["prompt", { Prompt: "names are case-sensitive" }],
    ["prompt", JSON.parse('{"__proto__":{"prompt":"inherited"}}')],
    ["user_id", { prompt: "Do it", user_id: 7 }],
    ["user_id", { prompt: "Do it", user_id: {} }],
    ["metadata", { prompt: "Do it", metadata: null }],
    ["metadata", { prompt: "Do it", metadata: [] }],
    ["metadata", { prompt: "Do it", metadata: "a=b" }],
    ["metadata", { prompt: "Do it", metadata: JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`) }],
    ["mode", { prompt: "Do it", mode: "Test" }],
    ["mode", { prompt: "Do it", mode: null }],
    ["sub_agent", { prompt: "Do it", sub_agent: 1 }],
    ["user_id", { prompt: "a".repeat(10_001), user_id: 7 }],
  ])("%s is named", async (field, body) => {
    const mock = await start();
    const answer = await api(mock).post("/v1/tasks").set("Content-Type", "application/json").send(JSON.stringify(body));
    expectError(answer, { status: 400, code: "invalid_request", says: new RegExp(`^${field} `) });
    expect(await mock.tasks.list()).toEqual([]);
  });
});

describe("the key", () => {
  it("missing is missing_api_key", async () => {
    const mock = await start();
    const answer = await rawCall(mock.url, ["GET /v1/tasks HTTP/1.1\r\nHost: x\r\n\r\n"]);
    expectError(answer, { status: 401, code: "missing_api_key" });
  });

  it.each([
    "",
    "Bearer",
    "Bearer ",
    "pk_test_mock",
    "Basic cGtfdGVzdDo=",
    "Bearer sk_test_abc",
    "Bearer pk_test_",
    "Bearer pk_prod_abc",
    "Bearer PK_TEST_abc",
    "Bearer pk_test_a b",
    "Bearer pk_test_a, Bearer pk_test_b",
    "Token pk_test_mock",
  ])("%j is invalid_api_key", async (authorization) => {
    const mock = await start();
    const answer = await rawCall(mock.url, [
      `GET /v1/tasks HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`,
    ]);
    expectError(answer, { status: 401, code: "invalid_api_key", says: /key.*not valid.*correct key.*revoked/ });
  });

  it.each([
    "Bearer pk_test_1",
    "Bearer pk_live_abc",
    "bearer pk_test_mock",
    "BEARER pk_test_mock",
    "Bearer  pk_test_mock",
    "Bearer pk_live_ünïcode",
  ])("%s works on every route", async (authorization) => {
    const mock = await start();
    const { id } = await create(mock);
    for (const line of [`GET /v1/tasks`, `GET /v1/tasks/${id}`, `DELETE /v1/tasks/${id}`]) {
      const answer = await rawCall(mock.url, [
        Buffer.from(`${line} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\n\r\n`, "latin1"),
      ]);
      expect(answer.status).toBe(200);
    }
  });

  it("must be one of those in apiKey when that is set", async () => {
    const mock = await start({ apiKey: ["pk_test_a", "pk_live_b"] });
    for (const key of ["pk_test_a", "pk_live_b"]) await api(mock, key).get("/v1/tasks").expect(200);
    for (const key of ["pk_test_mock", "pk_test_aa", "pk_live_a"]) {
      expectError(await api(mock, key).get("/v1/tasks"), { status: 401, code: "invalid_api_key" });
    }
    expect(mock.apiKey).toBe("pk_test_a");
  });
});

describe("a resource that is not there", () => {
  it.each([
    ["get", "/v1/tasks/task_none00"],
    ["delete", "/v1/tasks/task_none00"],
    ["post", "/v1/tasks/task_none00/cancel"],
    ["get", "/v1/tasks/__proto__"],
    ["get", "/v1/tasks/constructor"],
    ["get", "/v1/tasks/%zz"],
    ["get", "/v1/tasks/%"],
    ["get", "/v1/tasks/%ff%fe"],
    ["get", "/v1/tasks/a%2Fb"],
    ["get", "/v1/tasks/%00"],
    ["get", "/v1/tasks/cancel"],
    ["get", `/v1/tasks/${"x".repeat(10_000)}`],
    ["get", `/v1/tasks/${"%F0%9F%98%80".repeat(500)}`],
    ["delete", "/v1/tasks/%3Cscript%3E"],
  ] as const)("%s %.60s is task_not_found, in a short answer", async (method, path) => {
    const mock = await start();
    const answer = await rawCall(mock.url, [head(`${method.toUpperCase()} ${path} HTTP/1.1`)]);
    expectError(answer, { status: 404, code: "task_not_found" });
    expect(answer.body.length).toBeLessThan(500);
  });

  it("includes a task of another account", async () => {
    const mock = await start();
    const { id } = await create(mock);
    const other = await mock.account();
    expectError(await api(mock, other.apiKey).get(`/v1/tasks/${id}`), { status: 404, code: "task_not_found" });
  });
});

describe("an unknown route", () => {
  it.each([
    ["GET", "/v1"],
    ["GET", "/v1/"],
    ["POST", "/v1/task"],
    ["GET", "/v1/tasks/"],
    ["POST", "/v1/tasks/"],
    ["GET", "/v1//tasks"],
    ["GET", "/v1/tasks//cancel"],
    ["POST", "/v1/tasks/task_8xK2mP/cancel/"],
    ["POST", "/v1/tasks/task_8xK2mP/resume"],
    ["GET", "/v1/Tasks"],
    ["GET", "/v1/subagents"],
    ["GET", "/v1/v1/tasks"],
    ["GET", "/v1/_mock/health"],
    ["GET", "/v1/tasks/a/b/c"],
    ["GET", "/v1/%74asks"],
    ["GET", "/V1/tasks"],
    ["GET", "/v2/tasks"],
    ["GET", "/tasks"],
    ["GET", "//v1/tasks"],
    ["GET", "/v1x/tasks"],
    ["OPTIONS", "*"],
  ])("%s %s is not_found", async (method, path) => {
    const mock = await start();
    const answer = await rawCall(mock.url, [head(`${method} ${path} HTTP/1.1`)]);
    expectError(answer, { status: 404, code: "not_found", says: method });
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
  });
});

describe("another method", () => {
  it.each([
    ["PUT", "/v1/tasks", "GET, POST"],
    ["PATCH", "/v1/tasks", "GET, POST"],
    ["DELETE", "/v1/tasks", "GET, POST"],
    ["OPTIONS", "/v1/tasks", "GET, POST"],
    ["QUERY", "/v1/tasks?limit=1", "GET, POST"],
    ["POST", "/v1/tasks/task_8xK2mP", "GET, DELETE"],
    ["PATCH", "/v1/tasks/task_8xK2mP", "GET, DELETE"],
    ["GET", "/v1/tasks/task_8xK2mP/cancel", "POST"],
    ["DELETE", "/v1/tasks/task_8xK2mP/cancel", "POST"],
    ["PROPFIND", "/v1/tasks/task_8xK2mP/cancel", "POST"],
  ])("%s %s is method_not_allowed, with Allow", async (method, path, allow) => {
    const mock = await start();
    const answer = await rawCall(mock.url, [head(`${method} ${path} HTTP/1.1`)]);
    expectError(answer, { status: 405, code: "method_not_allowed", says: method });
    expect(answer.headers.allow).toBe(allow);
  });

  it("HEAD too where there is no GET, without a body", async () => {
    const mock = await start();
    const answer = await api(mock).head("/v1/tasks/task_8xK2mP/cancel");
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe("POST");
    expect(answer.text).toBeFalsy();
  });
});

describe("the rate limit", () => {
  it("gives 429 with Retry-After in whole seconds of virtual time, and opens again then", async () => {
    const mock = await start({ rateLimit: "2/10s" });
    await api(mock).get("/v1/tasks").expect(200);
    await mock.clock.advance("3500ms");
    await api(mock).get("/v1/tasks").expect(200);
    const refused = await api(mock).get("/v1/tasks");
    expectError(refused, { status: 429, code: "rate_limit_exceeded", says: "7s" });
    expect(refused.headers["retry-after"]).toBe("7");
    await mock.clock.advance("6499ms");
    const still = await api(mock).get("/v1/tasks");
    expect([still.status, still.headers["retry-after"]]).toEqual([429, "1"]);
    await mock.clock.advance("1ms");
    await api(mock).get("/v1/tasks").expect(200);
  });

  it("counts calls that are let in and refused later, and none that are refused before it", async () => {
    const mock = await start({ rateLimit: "3/1m" });
    await api(mock, "nonsense").get("/v1/tasks").expect(401);
    await api(mock).put("/v1/tasks").expect(405);
    await api(mock).get("/v1/nothing").expect(404);
    await api(mock).get("/v1/tasks/task_none00").expect(404);
    await api(mock).post("/v1/tasks").send({}).expect(400);
    await api(mock).get("/v1/tasks").expect(200);
    await api(mock).get("/v1/tasks").expect(429);
  });

  it("is each account's own", async () => {
    const mock = await start({ rateLimit: "1/1m" });
    const other = await mock.account();
    await api(mock).get("/v1/tasks").expect(200);
    await api(mock).get("/v1/tasks").expect(429);
    await api(mock, other.apiKey).get("/v1/tasks").expect(200);
  });
});

describe("the order of checks", () => {
  const broken = "{";
  const long = `{"prompt":"${"a".repeat(1_100_000)}"}`;
  const send = (url: string, line: string, key: string | null, body: string) =>
    rawCall(url, [
      `${line} HTTP/1.1\r\nHost: x\r\n${key === null ? "" : `Authorization: ${key}\r\n`}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`,
      body,
    ]);

  it.each([
    ["an unknown route comes before a missing key", "POST /v1/nothing", null, broken, 404, "not_found"],
    ["a wrong method comes before a wrong key", "PUT /v1/tasks", "Bearer x", broken, 405, "method_not_allowed"],
    [
      "a missing key comes before the rate limit and a broken body",
      "POST /v1/tasks",
      null,
      broken,
      401,
      "missing_api_key",
    ],
    [
      "a wrong key comes before the rate limit and a huge body",
      "POST /v1/tasks",
      "Bearer x",
      long,
      401,
      "invalid_api_key",
    ],
    ["a wrong key comes before an unknown task", "GET /v1/tasks/task_none00", "Bearer x", "", 401, "invalid_api_key"],
    [
      "the rate limit comes before a broken body",
      "POST /v1/tasks",
      `Bearer ${KEY}`,
      broken,
      429,
      "rate_limit_exceeded",
    ],
    ["the rate limit comes before a huge body", "POST /v1/tasks", `Bearer ${KEY}`, long, 429, "rate_limit_exceeded"],
    [
      "the rate limit comes before an unknown task",
      "GET /v1/tasks/task_none00",
      `Bearer ${KEY}`,
      "",
      429,
      "rate_limit_exceeded",
    ],
    [
      "the rate limit comes before a bad query",
      "GET /v1/tasks?limit=0",
      `Bearer ${KEY}`,
      "",
      429,
      "rate_limit_exceeded",
    ],
  ])("%s", async (_, line, key, body, status, code) => {
    const mock = await start({ rateLimit: "1/1m" });
    await api(mock).get("/v1/tasks").expect(200);
    expectError(await send(mock.url, line, key, body), { status, code });
  });

  it("a body over the limit comes before what is in it", async () => {
    const mock = await start();
    expectError(await send(mock.url, "POST /v1/tasks", `Bearer ${KEY}`, "x".repeat(1_048_577)), {
      status: 413,
      code: "invalid_request",
    });
  });

  it("an unknown task comes before a finished one's 409, and a broken cancel body is of no interest", async () => {
    const mock = await start();
    const { id } = await create(mock);
    expect((await send(mock.url, `POST /v1/tasks/${id}/cancel`, `Bearer ${KEY}`, broken)).status).toBe(200);
    expectError(await send(mock.url, `POST /v1/tasks/${id}/cancel`, `Bearer ${KEY}`, broken), {
      status: 409,
      code: "task_already_finished",
    });
  });
});
