// What the control API asks of a caller beyond who it is (test/http/guard.test.ts): JSON, and the --control-token.

import { request } from "node:http";
import { expect, test } from "vitest";
import { start } from "../support/mock.js";
import { head, rawCall } from "../support/raw-call.js";

type Asked = { method?: string; path?: string; headers?: Record<string, string>; body?: string };
type Answered = { status: number; code: string | null; message: string; headers: Record<string, unknown> };

/** A request with exactly these headers, sent as a browser or another program would send it. */
function ask(
  mock: { url: string },
  { method = "GET", path = "/_mock/tasks", headers = {}, body }: Asked,
): Promise<Answered> {
  const { port } = new URL(mock.url);
  return new Promise((resolve, reject) => {
    const call = request(
      { host: "127.0.0.1", port, method, path, headers: { Host: `localhost:${port}`, ...headers } },
      (response) => {
        let text = "";
        response.on("data", (chunk) => {
          text += chunk;
        });
        response.on("end", () => {
          const { code = null, message = "" } =
            (JSON.parse(text) as { error?: { code: string; message: string } }).error ?? {};
          resolve({ status: response.statusCode!, code, message, headers: response.headers });
        });
      },
    );
    call.on("error", reject);
    call.end(body);
  });
}

const JSON_BODY = { headers: { "Content-Type": "application/json" }, body: "{}" };
const RESET = { method: "POST", path: "/_mock/reset" };

const PAGES: [what: string, asked: Asked, status: number][] = [
  [
    "a page of another site",
    { ...RESET, ...JSON_BODY, headers: { ...JSON_BODY.headers, Origin: "https://evil.example" } },
    403,
  ],
  [
    "a page of another port of this machine",
    { ...RESET, ...JSON_BODY, headers: { ...JSON_BODY.headers, Origin: "http://localhost:3000" } },
    403,
  ],
  [
    "a sandboxed frame or a file (origin null)",
    { ...RESET, ...JSON_BODY, headers: { ...JSON_BODY.headers, Origin: "null" } },
    403,
  ],
  [
    "the same host over https",
    {
      ...RESET,
      ...JSON_BODY,
      headers: { ...JSON_BODY.headers, Origin: "https://localhost:7568", Host: "localhost:7568" },
    },
    403,
  ],
  ["a read by a foreign page", { headers: { Origin: "https://evil.example" } }, 403],
  [
    "a preflight",
    {
      method: "OPTIONS",
      path: "/_mock/reset",
      headers: { Origin: "https://evil.example", "Access-Control-Request-Method": "POST" },
    },
    403,
  ],
  [
    "a cross-site request that hides its origin",
    { ...RESET, ...JSON_BODY, headers: { ...JSON_BODY.headers, "Sec-Fetch-Site": "cross-site" } },
    403,
  ],
  [
    "a no-cors fetch with JSON as text",
    { ...RESET, headers: { "Content-Type": "text/plain;charset=UTF-8" }, body: "{}" },
    415,
  ],
  ["a form post", { ...RESET, headers: { "Content-Type": "application/x-www-form-urlencoded" }, body: "a=b" }, 415],
  [
    "a form with a file",
    { ...RESET, headers: { "Content-Type": "multipart/form-data; boundary=x" }, body: "--x--" },
    415,
  ],
  ["a body that says nothing of itself", { ...RESET, headers: { "Content-Length": "2" }, body: "{}" }, 415],
  ["a body that only looks like JSON", { ...RESET, headers: { "Content-Type": "application/jsonp" }, body: "{}" }, 415],
  [
    "JSON in a second place",
    { ...RESET, headers: { "Content-Type": "text/plain; a=application/json" }, body: "{}" },
    415,
  ],
  [
    "a form post by another method",
    { method: "PUT", path: "/_mock/webhook", headers: { "Content-Type": "text/plain" }, body: "{}" },
    415,
  ],
  [
    "a form on the wrong side of the consent pages",
    {
      ...RESET,
      path: "/_mock/consent/../reset",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: "a=b",
    },
    404,
  ],
  [
    "the mock's own page",
    {
      ...RESET,
      ...JSON_BODY,
      headers: {
        ...JSON_BODY.headers,
        Origin: "http://localhost:7568",
        Host: "localhost:7568",
        "Sec-Fetch-Site": "same-origin",
      },
    },
    200,
  ],
  ["a program", { ...RESET, ...JSON_BODY }, 200],
  [
    "a program, with a charset",
    { ...RESET, headers: { "Content-Type": "Application/JSON ; charset=utf-8" }, body: "{}" },
    200,
  ],
  ["a program with nothing to say", { ...RESET }, 200],
];

test.each(PAGES)("%s", async (_what, asked, status) => {
  const mock = await start();
  await mock.faults.add("api latency by=1ms");
  const answer = await ask(mock, asked);
  expect(answer.status).toBe(status);
  expect(await mock.faults.list(), "a refused request has no effect").toHaveLength(status === 200 ? 0 : 1);
});

test("there is no CORS header anywhere, on no route, refused or not", async () => {
  const mock = await start();
  const origin = `http://localhost:${new URL(mock.url).port}`;
  const json = { "Content-Type": "application/json", Authorization: "Bearer pk_test_mock" };
  for (const path of [
    "/_mock/health",
    "/_mock/tasks",
    "/_mock/openapi.json",
    "/_mock/nothing",
    "/v1/tasks",
    "/v1/nothing",
  ])
    for (const from of [origin, "https://evil.example", "null"])
      for (const method of ["GET", "OPTIONS", "POST"]) {
        const { headers } = await ask(mock, {
          method,
          path,
          headers: { ...json, Origin: from, "Access-Control-Request-Method": "POST" },
          body: method === "POST" ? "{}" : undefined,
        });
        expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
      }
});

test("what is refused is refused in the envelope", async () => {
  const mock = await start();
  const { whole } = await rawCall(mock.url, [
    head("POST /_mock/reset HTTP/1.1", { "Content-Type": "text/plain", "Content-Length": 2 }),
    "{}",
  ]);
  expect(whole).toContain(
    '{"error":{"code":"unsupported_media_type","message":"Send Content-Type: application/json, not \\"text/plain\\"."}}',
  );
});

const WITHOUT: [what: string, asked: Asked, status: number][] = [
  ["nothing", {}, 401],
  ["another token", { headers: { "X-Ploton-Mock-Token": "wrong" } }, 401],
  ["a part of it", { headers: { "X-Ploton-Mock-Token": "open" } }, 401],
  ["nothing, in capitals", { path: "/_MOCK/tasks" }, 404],
  ["nothing, and a slash at the end", { path: "/_mock/tasks/" }, 401],
  ["nothing, for events", { path: "/_mock/events" }, 401],
  ["nothing, for the description", { path: "/_mock/openapi.json" }, 401],
  ["nothing, in a query", { path: "/_mock/tasks?token=open-sesame" }, 401],
  ["nothing, to change something", { ...RESET, ...JSON_BODY }, 401],
  ["the token", { headers: { "x-ploton-mock-token": "open-sesame" } }, 200],
];

test.each(WITHOUT)("with --control-token, a caller with %s", async (_what, asked, status) => {
  const mock = await start({ controlToken: "open-sesame" });
  expect((await ask(mock, asked)).status).toBe(status);
});

test("a wrong control token is told from a missing one", async () => {
  const mock = await start({ controlToken: "open-sesame" });
  expect(await ask(mock, {})).toMatchObject({ status: 401, code: "missing_control_token" });
  expect(await ask(mock, { headers: { "X-Ploton-Mock-Token": "wrong" } })).toMatchObject({
    status: 401,
    code: "wrong_control_token",
    message: "The token in the header x-ploton-mock-token is not the one that this mock was started with.",
  });
});

test("the emulated API asks for no control token", async () => {
  const mock = await start({ controlToken: "open-sesame" });
  expect((await ask(mock, { path: "/v1/tasks", headers: { Authorization: "Bearer pk_test_mock" } })).status).toBe(200);
});
