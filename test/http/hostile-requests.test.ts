// Requests that no client library sends: each is answered in the envelope, and the mock is there afterwards.

import http from "node:http";
import net from "node:net";
import { describe, expect, it } from "vitest";
import { api, KEY, start } from "../support/mock.js";
import { head, type RawAnswer, rawCall } from "../support/raw-call.js";

function expectEnvelope(answer: RawAnswer, status: number, code: string) {
  expect(answer.whole.split("\r\n")[0]).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(JSON.parse(answer.body)).toEqual({ error: { code, message: expect.any(String) } });
  expect(answer.headers["content-type"]).toMatch(/^application\/json/);
}

const MIB = 1_048_576;
const bodyOf = (bytes: number) => `{"prompt":"Do it","pad":"${"x".repeat(bytes - 27)}"}`;

describe("a large body", () => {
  it("of exactly 1 MiB is read", async () => {
    const mock = await start();
    const body = bodyOf(MIB);
    expect(Buffer.byteLength(body)).toBe(MIB);
    expect((await rawCall(mock.url, [head("POST /v1/tasks HTTP/1.1", { "Content-Length": MIB }), body])).status).toBe(
      200,
    );
  });

  it("of one byte more is 413", async () => {
    const mock = await start();
    const body = bodyOf(MIB + 1);
    const answer = await rawCall(mock.url, [head("POST /v1/tasks HTTP/1.1", { "Content-Length": body.length }), body]);
    expectEnvelope(answer, 413, "invalid_request");
  });

  it.each([2, 10])("of %d MiB gets its answer when a client sends all of it before it listens", async (mib) => {
    const mock = await start();
    const body = bodyOf(mib * MIB);
    const answer = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const request = http.request(`${mock.url}/v1/tasks`, {
        method: "POST",
        headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json", "Content-Length": body.length },
      });
      request.on("error", reject);
      request.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk) => (text += chunk));
        response.on("end", () => resolve({ status: response.statusCode!, text }));
      });
      request.end(body);
    });
    expect(answer).toEqual({ status: 413, text: expect.stringContaining('"invalid_request"') });
    expect(await mock.tasks.list()).toEqual([]);
  });

  it("of 2 MiB in chunks, without a length, gets its answer, and the connection serves on", async () => {
    const mock = await start();
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const post = (chunks: string[]) =>
      new Promise<number>((resolve, reject) => {
        const request = http.request(`${mock.url}/v1/tasks`, {
          method: "POST",
          agent,
          headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json" },
        });
        request.on("error", reject);
        request.on("response", (response) => response.resume().on("end", () => resolve(response.statusCode!)));
        for (const chunk of chunks) request.write(chunk);
        request.end();
      });
    expect(await post(Array.from({ length: 32 }, () => "x".repeat(65_536)))).toBe(413);
    expect(await post(['{"prompt":', '"Do it"}'])).toBe(200);
    agent.destroy();
  });

  it.each([
    ["a route that is not there", "POST /v1/nothing HTTP/1.1", 404, "not_found"],
    ["a cancel, which reads none", "POST /v1/tasks/task_none00/cancel HTTP/1.1", 404, "task_not_found"],
    ["a GET", "GET /v1/tasks/task_none00 HTTP/1.1", 404, "task_not_found"],
  ])("to %s is let go of, and the answer arrives", async (_, line, status, code) => {
    const mock = await start();
    const answer = await rawCall(mock.url, [head(line, { "Content-Length": 2 * MIB }), Buffer.alloc(2 * MIB, 120)]);
    expectEnvelope(answer, status, code);
  });
});

describe("a target in another form", () => {
  it("counts by its path in a proxy's absolute form", async () => {
    const mock = await start();
    for (const target of ["http://localhost/v1/tasks", "HTTPS://127.0.0.1:443/v1/tasks?limit=1"]) {
      const answer = await rawCall(mock.url, [head(`GET ${target} HTTP/1.1`)]);
      expect([answer.status, answer.body]).toEqual([200, '{"data":[],"has_more":false}']);
    }
    expectEnvelope(await rawCall(mock.url, [head("GET http://localhost/v1 HTTP/1.1")]), 404, "not_found");
  });
});

describe("what is not HTTP", () => {
  it.each<[string, string | Buffer]>([
    ["a word", "hello\r\n\r\n"],
    ["a TLS hello", Buffer.from("16030100a5010000a10303", "hex")],
    ["HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a header without a colon", "GET /v1/tasks HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"],
    ["a negative length", "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n"],
    ["two lengths", "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"],
    [
      "a length beside chunks",
      "POST /v1/tasks HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n",
    ],
    ["a space in the target", "GET /v1/tasks x y HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a made-up method", "FETCH /v1/tasks HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a NUL in a header", "GET /v1/tasks HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n"],
  ])("is refused in the envelope: %s", async (_, bytes) => {
    const mock = await start();
    expectEnvelope(await rawCall(mock.url, [bytes]), 400, "invalid_request");
  });

  it("in the middle of a chunked body is refused, and makes no task", async () => {
    const mock = await start();
    const answer = await rawCall(mock.url, [
      head("POST /v1/tasks HTTP/1.1", { "Transfer-Encoding": "chunked" }),
      'a\r\n{"prompt":\r\nzz\r\n',
    ]);
    expectEnvelope(answer, 400, "invalid_request");
    expect(await mock.tasks.list()).toEqual([]);
  });

  it("because its headers are too many is 431", async () => {
    const mock = await start();
    expectEnvelope(
      await rawCall(mock.url, [head("GET /v1/tasks HTTP/1.1", { "X-Flood": "x".repeat(40_000) })]),
      431,
      "invalid_request",
    );
    expectEnvelope(
      await rawCall(mock.url, [head(`GET /v1/tasks/${"x".repeat(40_000)} HTTP/1.1`)]),
      431,
      "invalid_request",
    );
  });
});

describe("a request that asks for more than HTTP's usual", () => {
  it("is answered when it has no Host", async () => {
    const mock = await start();
    for (const version of ["1.0", "1.1"]) {
      const answer = await rawCall(mock.url, [`GET /v1/tasks HTTP/${version}\r\nAuthorization: Bearer ${KEY}\r\n\r\n`]);
      expect([answer.status, answer.body]).toEqual([200, '{"data":[],"has_more":false}']);
    }
  });

  it("is told to go on when it expects 100-continue", async () => {
    const mock = await start();
    const status = await new Promise<number>((resolve, reject) => {
      const request = http.request(`${mock.url}/v1/tasks`, {
        method: "POST",
        headers: { Authorization: `Bearer ${KEY}`, "Content-Type": "application/json", Expect: "100-continue" },
      });
      request.on("error", reject);
      request.on("continue", () => request.end('{"prompt":"Do it"}'));
      request.on("response", (response) => resolve(response.resume().statusCode!));
      request.flushHeaders();
    });
    expect(status).toBe(200);
  });

  it("is answered as plain HTTP when it offers an upgrade", async () => {
    const mock = await start();
    const answer = await rawCall(mock.url, [
      head("GET /v1/tasks HTTP/1.1", { Connection: "Upgrade", Upgrade: "websocket" }),
    ]);
    expect(answer.status).toBe(200);
  });

  it("gets no strange answer when it expects something unknown", async () => {
    const mock = await start();
    const answer = await rawCall(mock.url, [head("GET /v1/tasks HTTP/1.1", { Expect: "a-pony" })]);
    expect([answer.status, answer.body]).toEqual([200, '{"data":[],"has_more":false}']);
  });

  it("is answered one by one when several come at once on a connection", async () => {
    const mock = await start();
    const { port } = new URL(mock.url);
    const text = await new Promise<string>((resolve, reject) => {
      let all = "";
      const socket = net.connect(Number(port), "127.0.0.1", () =>
        socket.write(
          head("GET /v1/tasks HTTP/1.1") +
            head("GET /v1/tasks/task_none00 HTTP/1.1") +
            head("GET /v1/nothing HTTP/1.1", { Connection: "close" }),
        ),
      );
      socket.on("data", (chunk) => (all += chunk));
      socket.on("close", () => resolve(all));
      socket.on("error", reject);
    });
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 404"]);
  });
});

describe("a client that goes away", () => {
  it("half way through its body makes no task and leaves the mock as it was", async () => {
    const mock = await start();
    const { port } = new URL(mock.url);
    await new Promise<void>((resolve) => {
      const socket = net.connect(Number(port), "127.0.0.1", () => {
        socket.write(`${head("POST /v1/tasks HTTP/1.1", { "Content-Length": 100 })}{"prompt":`, () =>
          socket.resetAndDestroy(),
        );
      });
      socket.on("close", () => resolve());
      socket.on("error", () => {});
    });
    await api(mock).get("/v1/tasks").expect(200, { data: [], has_more: false });
  });
});
