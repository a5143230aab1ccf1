// Who may talk to the mock: one rule for every route, over raw sockets, whatever the path is written like.

import { describe, expect, test } from "vitest";
import type { StartOptions } from "../../src/index.js";
import { create, start } from "../support/mock.js";
import { head, type RawAnswer, rawCall } from "../support/raw-call.js";
import { type AnyRoute, everyRoute } from "../support/routes.js";

const ROUTES = await everyRoute("task_none00");
/** A read of each room: the emulated API, the control API, the pages, the event stream. */
const ROOMS = ["/v1/tasks", "/_mock/tasks", "/", "/_mock/events"];

type Headers = Record<string, string | number>;

/** The request with these headers beside a key and JSON's type; the event stream is left once it has begun. */
function ask(url: string, { method, path }: AnyRoute, headers: Headers): Promise<RawAnswer> {
  return rawCall(url, [head(`${method} ${path} HTTP/1.1`, { Connection: "close", ...headers })]);
}

const codeOf = ({ body }: RawAnswer) => (JSON.parse(body) as { error: { code: string } }).error.code;
const messageOf = ({ body }: RawAnswer) => (JSON.parse(body) as { error: { message: string } }).error.message;

test("the routes are read off the routers: the emulated API, the control API, the pages, the stream", () => {
  const all = ROUTES.map(({ method, path }) => `${method} ${path}`);
  expect(all.length).toBeGreaterThan(60);
  expect(all).toEqual(
    expect.arrayContaining([
      "POST /v1/tasks",
      "GET /_mock/tasks",
      "GET /_mock/events",
      "GET /_mock/openapi.json",
      "GET /",
      "GET /inspector/app.js",
      "POST /_mock/consent/task_none00",
      "POST /_mock/reset",
    ]),
  );
});

describe("a page of another name for this machine (DNS rebinding)", () => {
  test("is refused on every route, without effect", async () => {
    const mock = await start();
    await mock.faults.add("api latency by=1ms times=9");
    for (const route of ROUTES) {
      const answer = await ask(mock.url, route, { Host: "evil.example", Origin: "http://evil.example" });
      expect([route, answer.status, codeOf(answer)]).toEqual([route, 403, "mock_host_refused"]);
      expect(answer.headers["cross-origin-resource-policy"]).toBe("same-origin");
    }
    expect(await mock.tasks.list()).toEqual([]);
    expect(await mock.faults.list()).toHaveLength(1);
    expect(await mock.requests.list()).toEqual([]);
  });
});

const FOREIGN: [what: string, headers: Headers][] = [
  ["a page of another site", { Origin: "https://evil.example", "Sec-Fetch-Site": "cross-site" }],
  ["a page of another port", { Origin: "http://localhost:3000", "Sec-Fetch-Site": "same-site" }],
  ["a sandboxed frame or a file (Origin: null)", { Origin: "null" }],
  ["an image, a script, a frame or a link, without an Origin", { "Sec-Fetch-Site": "cross-site" }],
  ["a site in a word that no browser knows yet", { "Sec-Fetch-Site": "cross-galaxy" }],
  ["two sites", { "Sec-Fetch-Site": "cross-site\r\nSec-Fetch-Site: none" }],
  ["an empty Origin", { Origin: "" }],
  ["this host over https, without --public-url", { Host: "localhost:7568", Origin: "https://localhost:7568" }],
];

describe("a foreign page", () => {
  test.each(FOREIGN)("is refused on every route, without effect: %s", async (_, headers) => {
    const mock = await start();
    await mock.faults.add("api latency by=1ms times=9");
    for (const route of ROUTES) {
      const answer = await ask(mock.url, route, headers);
      expect([route, answer.status, codeOf(answer)]).toEqual([route, 403, "mock_origin_refused"]);
      expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    }
    expect(await mock.tasks.list()).toEqual([]);
    expect(await mock.faults.list()).toHaveLength(1);
  });
});

describe("a Host", () => {
  test.each([
    "localhost",
    "localhost:7568",
    "LOCALHOST:1",
    "localhost.",
    "app.localhost:1",
    "127.0.0.1:7568",
    "127.9.9.9",
    "192.168.1.5:7568",
    "0.0.0.0:7568",
    "[::1]:7568",
    "[::1]",
    "[2001:db8::1]:7568",
    "ploton-mock:7568",
    "ploton_mock",
    "host.docker.internal:7568",
    "host.testcontainers.internal",
  ])("is answered in every room: %s", async (Host) => {
    const mock = await start();
    for (const path of ROOMS)
      expect([path, (await ask(mock.url, { method: "GET", path }, { Host })).status]).toEqual([path, 200]);
  });

  test.each([
    "evil.example",
    "evil.example:7568",
    "evil.example.",
    "localhost.evil.example",
    "127.0.0.1.evil.example",
    "127.evil",
    "127.1",
    "ai.",
    "xn--localhost-.example",
    "docker.internal",
    "evil.host.docker.internal",
    "localhost@evil.example",
    "evil.example#localhost",
    "evil.example\\localhost",
    "localhost evil.example",
    "localhost:7568:1",
    "localhost:port",
    "localhost, evil.example",
    "[::1",
    "::1",
    "[::1]evil.example",
    "[evil.example]",
    "[::1%25lo]",
    "",
  ])("is refused in every room: %j", async (Host) => {
    const mock = await start();
    for (const path of ROOMS) {
      const answer = await ask(mock.url, { method: "GET", path }, { Host });
      expect([path, answer.status, codeOf(answer)]).toEqual([path, 403, "mock_host_refused"]);
    }
  });

  test("twice is 400, in either order", async () => {
    const mock = await start();
    for (const path of ROOMS)
      for (const hosts of [
        "localhost\r\nHost: evil.example",
        "evil.example\r\nhOST: localhost",
        "localhost\r\nHost: localhost",
      ])
        expect((await ask(mock.url, { method: "GET", path }, { Host: hosts })).status).toBe(400);
  });

  test("left out, as only a program does, is answered", async () => {
    const mock = await start();
    const { status } = await rawCall(mock.url, ["GET /_mock/tasks HTTP/1.0\r\n\r\n"], { end: true });
    expect(status).toBe(200);
  });

  test("of a target in absolute form counts like the header", async () => {
    const mock = await start();
    for (const path of ROOMS)
      for (const [target, status] of [
        [`http://localhost${path}`, 200],
        [`http://evil.example${path}`, 403],
        [`HTTP://evil.example${path}`, 403],
        [`http://localhost@evil.example${path}`, 403],
        [`http://[::1${path}`, 403],
      ] as const)
        expect([target, (await ask(mock.url, { method: "GET", path: target }, {})).status]).toEqual([target, status]);
  });

  test("that is refused is told with the option and the value to type, and in the log once", async () => {
    const mock = await start();
    for (let n = 0; n < 3; n += 1) {
      const answer = await ask(mock.url, { method: "GET", path: "/v1/tasks" }, { Host: "mock.example:80" });
      expect(messageOf(answer)).toContain('for the host "mock.example:80"');
      expect(messageOf(answer)).toMatch(/--allowed-host mock\.example\.$/);
    }
    const { whole } = await rawCall(mock.url, [head("GET /_mock/events?last_event_id=0 HTTP/1.1")], {
      until: "allowed-host",
    });
    expect(whole.match(/--allowed-host mock\.example/g)).toHaveLength(1);
  });
});

const OPTIONS: [option: StartOptions, headers: Headers, status: number][] = [
  [{ allowedHost: "mock.example.com" }, { Host: "mock.example.com:80" }, 200],
  [{ allowedHost: "Mock.Example.com" }, { Host: "MOCK.example.COM." }, 200],
  [{ allowedHost: "mock.example.com" }, { Host: "a.mock.example.com" }, 403],
  [{ allowedHost: ["a.example", "b.example"] }, { Host: "b.example" }, 200],
  [{ allowedHost: "a.example,b.example" }, { Host: "b.example" }, 200],
  [{ allowedHost: ".example.com" }, { Host: "a.b.example.com" }, 200],
  [{ allowedHost: ".example.com" }, { Host: "example.com" }, 403],
  [{ allowedHost: ".example.com" }, { Host: "evilexample.com" }, 403],
  [{ allowedHost: "a.example" }, { Host: "a.example", Origin: "http://a.example" }, 200],
  [{ allowedHost: "a.example" }, { Host: "a.example", Origin: "http://b.example" }, 403],
  [{ allowedOrigin: "http://localhost:3000" }, { Origin: "http://localhost:3000", "Sec-Fetch-Site": "same-site" }, 200],
  [{ allowedOrigin: "https://app.example/" }, { Origin: "https://app.example", "Sec-Fetch-Site": "cross-site" }, 200],
  [{ allowedOrigin: "https://app.example" }, { Origin: "http://app.example" }, 403],
  [{ allowedOrigin: "https://app.example" }, { Origin: "https://app.example:8443" }, 403],
  [{ allowedOrigin: "https://app.example" }, { Origin: "null" }, 403],
  [{ allowedOrigin: "https://app.example" }, { Origin: "https://app.example", Host: "evil.example" }, 403],
  [{ allowedOrigin: "https://app.example" }, { Referer: "https://app.example/x", "Sec-Fetch-Site": "cross-site" }, 200],
  [{ allowedOrigin: "https://app.example" }, { Referer: "https://evil.example/", "Sec-Fetch-Site": "cross-site" }, 403],
  [
    { publicUrl: "https://x-7568.app.github.dev" },
    { Host: "x-7568.app.github.dev", Origin: "https://x-7568.app.github.dev" },
    200,
  ],
  [
    { publicUrl: "https://x-7568.app.github.dev" },
    { Host: "localhost:7568", Origin: "https://x-7568.app.github.dev" },
    200,
  ],
  [{ publicUrl: "https://x-7568.app.github.dev" }, { Host: "y-7568.app.github.dev" }, 403],
  [{ publicUrl: "https://x-7568.app.github.dev" }, { Origin: "https://y-7568.app.github.dev" }, 403],
];

describe("options", () => {
  test.each(OPTIONS)("%j and %j: %i in every room", async (options, headers, status) => {
    const mock = await start(options);
    for (const path of ROOMS)
      expect([path, (await ask(mock.url, { method: "GET", path }, headers)).status]).toEqual([path, status]);
  });

  test("the name of --host is answered for", async () => {
    const mock = await start({ host: "127.0.0.1" });
    expect((await ask(mock.url, { method: "GET", path: "/_mock/tasks" }, { Host: "127.0.0.1:1" })).status).toBe(200);
  });

  test("a page of --allowed-origin may send its preflight and read its answer; nobody else may", async () => {
    const Origin = "http://localhost:3000";
    const mock = await start({ allowedOrigin: Origin });
    const asks = {
      "Access-Control-Request-Method": "POST",
      "Access-Control-Request-Headers": "authorization,content-type",
    };
    const preflight = await ask(mock.url, { method: "OPTIONS", path: "/v1/tasks" }, { Origin, ...asks });
    expect(preflight).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": Origin,
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "authorization,content-type",
        vary: "Origin",
      },
    });
    const answer = await ask(mock.url, { method: "GET", path: "/v1/tasks" }, { Origin });
    expect(answer).toMatchObject({ status: 200, headers: { "access-control-allow-origin": Origin } });
    const other = await ask(
      mock.url,
      { method: "OPTIONS", path: "/v1/tasks" },
      { Origin: "http://localhost:3001", ...asks },
    );
    expect([other.status, other.headers["access-control-allow-origin"]]).toEqual([403, undefined]);
    expect(
      (await ask(mock.url, { method: "GET", path: "/v1/tasks" }, {})).headers["access-control-allow-origin"],
    ).toBeUndefined();
  });

  test.each([
    [{ allowedHost: "http://mock.example" }, /allowedHost must be a name without scheme or port/],
    [{ allowedHost: "mock.example:80" }, /allowedHost must be a name/],
    [{ allowedHost: "*" }, /allowedHost must be a name/],
    [{ allowedHost: "." }, /allowedHost must be a name/],
    [{ allowedOrigin: "localhost:3000" }, /allowedOrigin must be the origin of a page/],
    [{ allowedOrigin: "http://localhost:3000/app" }, /allowedOrigin must be the origin/],
    [{ allowedOrigin: "null" }, /allowedOrigin must be the origin/],
    [{ allowedOrigin: "*" }, /allowedOrigin must be the origin/],
    [{ publicUrl: "mock.example" }, /publicUrl must be a URL without a path/],
    [{ publicUrl: "https://mock.example/v1" }, /publicUrl must be a URL without a path/],
    [{ publicUrl: "ftp://mock.example" }, /publicUrl must be a URL/],
  ])("%j is refused with what is allowed", async (options, message) => {
    await expect(start(options)).rejects.toThrow(message);
  });

  test("--public-url is what others are told: the environment, auth_url, the description", async () => {
    const mock = await start({ publicUrl: "https://mock.example", consent: "ask" });
    const told = async (path: string) => (await (await fetch(`${mock.url}${path}`)).json()) as Record<string, never>;
    expect(await told("/_mock/environment")).toMatchObject({
      PLOTON_BASE_URL: "https://mock.example/v1",
      PLOTON_MOCK_URL: "https://mock.example",
    });
    expect(await told("/_mock/openapi.json")).toMatchObject({ servers: [{ url: "https://mock.example" }] });
    await mock.fixtures.use({
      name: "asks",
      when: { prompt: "Ask" },
      tool: "crm",
      plan: [{ wait: { reason: "Why not", service: "crm" } }],
    });
    const { id } = await create(mock, { prompt: "Ask" });
    await mock.clock.advance("1s");
    expect(JSON.parse((await mock.deliveries.list({ task_id: id }))[0]!.body).data.auth_url).toMatch(
      /^https:\/\/mock\.example\/_mock\/consent\//,
    );
  });
});

/** Ways to write a path that have led past a guard which read it otherwise than the router did. */
const SPELLINGS = [
  "/%5fmock/tasks",
  "/_%6dock/tasks",
  "/_mock%2ftasks",
  "/%2f_mock/tasks",
  "//_mock/tasks",
  "/./_mock/tasks",
  "/v1/../_mock/tasks",
  "/v1/..%2f_mock/tasks",
  "/v1/%2e%2e/_mock/tasks",
  "/inspector/../_mock/tasks",
  "/inspector/..%2f_mock/tasks",
  "/_mock/consent/../tasks",
  "/_mock/consent/..%2ftasks",
  "/_mock/../_mock/tasks",
  "/_MOCK/tasks",
  "/_mock/Tasks",
  "/_mock/tasks/",
  "/_mock//tasks",
  "/_mock/tasks;x",
  "/_mock/tasks%00",
  "/_mock/tasks#x",
  "/_mock/tasks?x",
  "/_mock\\tasks",
  "\\_mock\\tasks",
  "http://localhost/_mock/tasks",
  "http://localhost//_mock/tasks",
  "http://localhost/v1/../_mock/tasks",
  "/_mock/tasks HTTP/1.1\r\nX-Smuggled: /v1",
];

describe("however the path is written", () => {
  test.each(SPELLINGS)("the control API is not reached without its token, nor by a foreign page: %s", async (path) => {
    const mock = await start({ controlToken: "open-sesame-4711" });
    const { id } = await create(mock, { prompt: "Only the token shows this" });
    for (const headers of [{}, { "X-Ploton-Mock-Token": "open-sesame" }] as Headers[]) {
      const answer = await ask(mock.url, { method: "GET", path }, headers);
      expect([400, 401, 404]).toContain(answer.status);
      expect(answer.whole).not.toContain(id);
    }
    for (const headers of [{ Host: "evil.example" }, { Origin: "http://evil.example" }] as Headers[])
      expect(
        (await ask(mock.url, { method: "POST", path: path.replace("tasks", "reset") }, headers)).status,
      ).toBeGreaterThanOrEqual(400);
    expect((await mock.tasks.list()).map((task) => task.id)).toEqual([id]);
  });

  test.each([
    "/inspector/../package.json",
    "/inspector/..%2fpackage.json",
    "/inspector/%2e%2e/package.json",
    "/inspector/%2e%2e%2fpackage.json",
    "/inspector/..%5cpackage.json",
    "/inspector/..\\package.json",
    "/inspector/....//package.json",
    "/inspector/%252e%252e/package.json",
    "/inspector//etc/passwd",
    "/inspector/%00/etc/passwd",
    "/inspector/app.js%00.html",
    "http://localhost/inspector/../package.json",
    "/../package.json",
    "/_mock/../package.json",
  ])("no file but the inspector's is served: %s", async (path) => {
    const mock = await start();
    const answer = await ask(mock.url, { method: "GET", path }, {});
    expect([400, 404]).toContain(answer.status);
    expect(answer.whole).not.toMatch(/devDependencies|root:/);
  });

  test.each([
    ["a program's", {}, 200],
    ["a foreign page's", { Origin: "https://evil.example" }, 403],
    ["a rebound name's", { Host: "evil.example", Origin: "http://evil.example" }, 403],
  ] as [string, Headers, number][])(
    "an upgrade to a WebSocket is a plain request, and refused as one: %s",
    async (_, headers, status) => {
      const mock = await start();
      for (const path of ROOMS) {
        const upgrade = {
          Connection: "Upgrade",
          Upgrade: "websocket",
          "Sec-WebSocket-Key": "eA==",
          "Sec-WebSocket-Version": 13,
        };
        expect([path, (await ask(mock.url, { method: "GET", path }, { ...upgrade, ...headers })).status]).toEqual([
          path,
          status,
        ]);
      }
    },
  );
});

test("all that is ours says that no other origin may load it; /v1 answers as Ploton does, and a page cannot send it a key", async () => {
  const mock = await start();
  for (const route of ROUTES) {
    const { headers } = await ask(mock.url, route, {});
    const expected = route.path.startsWith("/v1/") ? undefined : "same-origin";
    expect([route, headers["cross-origin-resource-policy"]]).toEqual([route, expected]);
  }
});
