// Whatever a handler does, it is an outcome on the record: 200 is success, all else a failure that is retried (contract 4.1.4 to 4.1.8).

import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { Worker } from "node:worker_threads";
import { describe, expect, it, onTestFinished } from "vitest";
import type { PlotonMock, StartOptions } from "../../src/index.js";
import { create, startWithPlan } from "../support/mock.js";
import { afterRequest, answering, deadUrl, rawReceiver, recorder, serve } from "../support/receiver.js";

/** One event sent to `webhook`, and what became of it. */
async function deliver(webhook: NonNullable<StartOptions["webhook"]>, options: StartOptions = {}) {
  const mock = await startWithPlan([{ after: "3s", complete: { a: 1 } }], { retry: "1m", ...options, webhook });
  await create(mock);
  await mock.clock.advance("3s");
  return { mock, ...(await theDelivery(mock)) };
}

async function theDelivery(mock: PlotonMock) {
  const [delivery] = await mock.deliveries.list();
  return { delivery: delivery!, attempt: delivery!.attempts[0]! };
}

/** A handler in a thread of its own. `answer` waits, with this thread stopped, until its answer is in the socket. */
async function workerHandler(): Promise<{ url: string; whenAsked: Promise<unknown>; answer: () => void }> {
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const code = `
    const { parentPort, workerData } = require("node:worker_threads");
    const server = require("node:http").createServer((request, response) => {
      request.resume().on("end", () => {
        parentPort.postMessage("asked");
        Atomics.wait(workerData, 0, 0);
        response.end("ok", () => { Atomics.store(workerData, 1, 1); Atomics.notify(workerData, 1); });
      });
    });
    server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;
  const worker = new Worker(code, { eval: true, workerData: shared });
  onTestFinished(async () => void (await worker.terminate()));
  const [port] = (await once(worker, "message")) as [number];
  return {
    url: `http://127.0.0.1:${port}/webhook`,
    whenAsked: once(worker, "message"),
    answer() {
      Atomics.store(shared, 0, 1);
      Atomics.notify(shared, 0);
      Atomics.wait(shared, 1, 0);
    },
  };
}

const answer = (line: string, headers = "Content-Length: 0") => `HTTP/1.1 ${line}\r\n${headers}\r\n\r\n`;

describe("an answer", () => {
  it("of 200 is success, whatever its headers and body", async () => {
    const { url } = await answering(`${answer("200 OK", "Content-Length: 5\r\nX-A: b")}<p>é`);
    const { delivery, attempt } = await deliver(url);
    expect(delivery).toMatchObject({ state: "delivered", next_attempt_at: null });
    expect(attempt).toMatchObject({
      number: 1,
      at: "2025-06-15T14:22:03Z",
      fault: null,
      outcome: "answered",
      error: null,
    });
    expect(attempt.response).toMatchObject({ status: 200, body: "<p>é", truncated: false, headers: { "x-a": "b" } });
  });

  it.each([
    "201 Created",
    "202 Accepted",
    "204 No Content",
    "206 Partial Content",
    "300 Multiple Choices",
    "304 Not Modified",
    "400 Bad Request",
    "401 Unauthorized",
    "404 Not Found",
    "410 Gone",
    "429 Too Many Requests",
    "500 Internal Server Error",
    "503 Service Unavailable",
    "599 Whatever",
    "999 Odd",
  ])("of %s is a failure and is retried", async (line) => {
    const { url } = await answering(answer(line));
    const { delivery, attempt } = await deliver(url);
    expect(attempt).toMatchObject({ outcome: "answered", response: { status: Number(line.slice(0, 3)) } });
    expect(delivery).toMatchObject({ state: "scheduled", next_attempt_at: "2025-06-15T14:23:03Z" });
  });

  it.each(["301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"])(
    "of %s is a failure, and its Location is not followed",
    async (line) => {
      const { listener, received } = recorder();
      const elsewhere = await serve(http.createServer(listener));
      const { url } = await answering(answer(line, `Location: ${elsewhere}\r\nContent-Length: 0`));
      const { delivery } = await deliver(url);
      expect(delivery.state).toBe("scheduled");
      expect(received).toEqual([]);
    },
  );

  it("after 1xx answers is the last one", async () => {
    const { url } = await answering(
      `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${answer("200 OK")}`,
    );
    expect((await deliver(url)).delivery.state).toBe("delivered");
  });

  it("of 101 is a failure", async () => {
    const { url } = await answering(
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
      false,
    );
    const { delivery, attempt } = await deliver(url);
    expect(attempt).toMatchObject({ outcome: "answered", response: { status: 101 } });
    expect(delivery.state).toBe("scheduled");
  });

  it("of HTTP/1.0 without a length counts", async () => {
    const { url } = await answering("HTTP/1.0 200 OK\r\n\r\ndone");
    const { delivery, attempt } = await deliver(url);
    expect([delivery.state, attempt.response!.body]).toEqual(["delivered", "done"]);
  });

  it("that comes before the body was read counts", async () => {
    const url = await rawReceiver((socket) => socket.write(answer("401 Unauthorized")));
    expect((await deliver(url)).attempt).toMatchObject({ outcome: "answered", response: { status: 401 } });
  });

  it("in many small pieces counts", async () => {
    const text = `${answer("200 OK", "Content-Length: 2")}ok`;
    const url = await rawReceiver((socket) => {
      socket.setNoDelay(true);
      afterRequest(socket, () => {
        const next = (i: number): void =>
          void (i < text.length && socket.write(text[i]!, () => setImmediate(next, i + 1)));
        next(0);
      });
    });
    const { delivery, attempt } = await deliver(url);
    expect([delivery.state, attempt.response!.body]).toEqual(["delivered", "ok"]);
  });
});

describe("a handler that does not answer in time", () => {
  it.each<[string, string]>([
    ["anything", ""],
    ["half a status line", "HTTP/1.1 2"],
    ["a status line alone", "HTTP/1.1 200 OK\r\n"],
    ["half its headers", "HTTP/1.1 200 OK\r\nContent-Type: text/pl"],
    ["more than a 100", "HTTP/1.1 100 Continue\r\n\r\n"],
  ])("with %s has timed out, exactly the timeout later in virtual time", async (_, bytes) => {
    const { url } = await answering(bytes, false);
    const { mock, delivery, attempt } = await deliver(url, { webhookTimeout: "50ms" });
    expect(attempt).toMatchObject({
      at: "2025-06-15T14:22:03Z",
      outcome: "timed_out",
      response: null,
      duration_ms: 50,
    });
    expect(attempt.error).toBeTruthy();
    expect(delivery.next_attempt_at).toBe("2025-06-15T14:23:03.050Z");
    expect(await mock.clock.now()).toBe("2025-06-15T14:22:03Z");
  });

  it("that came while this process was stopped has come, however long that was", async () => {
    const { url, whenAsked, answer } = await workerHandler();
    const mock = await startWithPlan([{ complete: {} }], { webhook: url, webhookTimeout: "300ms", retry: "1m" });
    await create(mock);
    const advance = mock.clock.advance("0s");
    await whenAsked;
    answer();
    for (const until = performance.now() + 400; performance.now() < until; ); // the stall: nothing else gets a turn
    await advance;
    expect((await theDelivery(mock)).attempt).toMatchObject({ outcome: "answered", response: { status: 200 } });
  });

  it("is tried again from the end of each timeout on", async () => {
    const { url } = await answering("", false);
    const mock = await startWithPlan([{ after: "3s", complete: {} }], {
      webhook: url,
      webhookTimeout: "50ms",
      retry: "1m,11m",
    });
    await create(mock);
    await mock.clock.advance("1h");
    const { delivery } = await theDelivery(mock);
    expect(delivery.attempts.map(({ at }) => at)).toEqual([
      "2025-06-15T14:22:03Z",
      "2025-06-15T14:23:03.050Z",
      "2025-06-15T14:34:03.100Z",
    ]);
    expect(delivery.state).toBe("exhausted");
  });

  it("but drips a line of headers now and then has timed out all the same", async () => {
    const url = await rawReceiver((socket) => {
      afterRequest(socket, () => {
        socket.write("HTTP/1.1 200 OK\r\n");
        const drip = (): void => void (socket.writable && socket.write("X-A: b\r\n", () => setImmediate(drip)));
        drip();
      });
    });
    expect((await deliver(url, { webhookTimeout: "50ms" })).delivery.state).toBe("scheduled");
  });
});

describe("a handler that cannot be reached", () => {
  const failures: [string, () => Promise<string>][] = [
    ["nothing listens", deadUrl],
    ["its name is not known", async () => "http://no-such-host.invalid/webhook"],
    ["it closes the connection at once", () => rawReceiver((socket) => socket.destroy())],
    ["it resets the connection at once", () => rawReceiver((socket) => socket.resetAndDestroy())],
    ["it closes after the request", () => rawReceiver((socket) => afterRequest(socket, () => socket.end()))],
    [
      "it resets after the request",
      () => rawReceiver((socket) => afterRequest(socket, () => socket.resetAndDestroy())),
    ],
    ["it closes within the status line", async () => (await answering("HTTP/1.1 20")).url],
    ["it closes within the headers", async () => (await answering("HTTP/1.1 200 OK\r\nX-A: b\r\n")).url],
    ["it answers garbage", async () => (await answering("hello\r\n\r\n")).url],
    [
      "it answers binary garbage",
      async () => (await answering(Buffer.from(Array.from({ length: 5_000 }, (_, i) => i % 256)))).url,
    ],
    ["it answers a status that is no number", async () => (await answering("HTTP/1.1 abc OK\r\n\r\n")).url],
    [
      "it floods headers",
      async () => (await answering(`HTTP/1.1 200 OK\r\n${"X-Flood: x\r\n".repeat(20_000)}\r\n`)).url,
    ],
    [
      "it floods one header",
      async () => (await answering(`HTTP/1.1 200 OK\r\nX-Flood: ${"x".repeat(1_000_000)}\r\n\r\n`)).url,
    ],
    [
      "it floods 1xx answers, then closes",
      async () => (await answering("HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000))).url,
    ],
    ["it speaks TLS where none is spoken", async () => (await answering(Buffer.from("15030100020228", "hex"))).url],
  ];

  it.each(failures)("because %s is unreachable, and is tried again", async (why, make) => {
    const { delivery, attempt } = await deliver(await make());
    expect(attempt).toMatchObject({
      outcome: why === "nothing listens" ? "refused" : "unreachable",
      response: null,
      error: expect.stringMatching(/./),
    });
    expect(attempt.error).not.toMatch(/\n|node:/);
    expect(delivery).toMatchObject({ state: "scheduled", next_attempt_at: "2025-06-15T14:23:03Z" });
  });

  it("because it speaks http where https was asked is unreachable", async () => {
    const url = await serve(http.createServer());
    expect((await deliver(url.replace("http:", "https:"))).attempt.outcome).toBe("unreachable");
  });
});

describe("the body of an answer", () => {
  it("over 64 KiB is kept up to there; the status stands", async () => {
    const { url } = await answering(`${answer("200 OK", `Content-Length: ${5_000_000}`)}${"x".repeat(5_000_000)}`);
    const { delivery, attempt } = await deliver(url);
    expect(delivery.state).toBe("delivered");
    expect(attempt.response).toMatchObject({ truncated: true, body: "x".repeat(65_536) });
  });

  it("of exactly 64 KiB is kept whole", async () => {
    const { url } = await answering(`${answer("200 OK", "Content-Length: 65536")}${"x".repeat(65_536)}`);
    expect((await deliver(url)).attempt.response).toMatchObject({ truncated: false, body: "x".repeat(65_536) });
  });

  it.each([
    [
      "never stops flooding",
      (write: (bytes: string, then?: () => void) => void) => {
        const flood = (): void => write("x".repeat(65_536), flood);
        write(answer("200 OK", "X-A: b"), flood);
      },
    ],
    ["never ends", (write: (bytes: string) => void) => write(`${answer("200 OK", "Content-Length: 100")}abc`)],
    [
      "is chunked and never ends",
      (write: (bytes: string) => void) => write(`${answer("200 OK", "Transfer-Encoding: chunked")}3\r\nabc\r\n`),
    ],
  ])("that %s takes nothing from the status", async (_, go) => {
    const url = await rawReceiver((socket) =>
      afterRequest(socket, () =>
        go((bytes: string, then?: () => void) => void (socket.writable && socket.write(bytes, then))),
      ),
    );
    const { delivery, attempt } = await deliver(url);
    expect(delivery.state).toBe("delivered");
    expect(attempt.response).toMatchObject({ status: 200, truncated: true });
  });

  it.each([
    ["closed", "end"],
    ["reset", "resetAndDestroy"],
  ] as const)("that is cut off by a connection %s takes nothing from the status", async (_, how) => {
    const url = await rawReceiver((socket) =>
      afterRequest(socket, () =>
        socket.write(`${answer("200 OK", "Content-Length: 100")}abc`, () => setImmediate(() => socket[how]())),
      ),
    );
    expect((await deliver(url)).delivery.state).toBe("delivered");
  });

  it("that is no valid chunked coding takes nothing from the status", async () => {
    const { url } = await answering(`${answer("200 OK", "Transfer-Encoding: chunked")}zz\r\n`);
    expect((await deliver(url)).delivery.state).toBe("delivered");
  });
});

describe("a handler that keeps connections alive for a moment only", () => {
  it("gets 200 deliveries in a row, and none looks failed", async () => {
    const { listener, received } = recorder();
    const server = http.createServer({ keepAliveTimeout: 1 }, listener);
    const mock = await startWithPlan(
      Array.from({ length: 200 }, () => ({ after: "1s", progress: "on" })),
      { webhook: await serve(server), retry: "none" },
    );
    await create(mock);
    await mock.clock.advance("200s");
    const deliveries = await mock.deliveries.list({ limit: 1_000 });
    expect(deliveries.filter(({ state }) => state === "delivered")).toHaveLength(200);
    expect(received).toHaveLength(200);
  });
});

describe("many deliveries at once", () => {
  it("each arrive once, without a warning from Node", async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on("warning", warned);
    onTestFinished(() => void process.off("warning", warned));
    const { listener, received } = recorder();
    const mock = await startWithPlan([{ after: "1s", complete: {} }], {
      webhook: listener,
      clock: "live",
      speed: 1_000,
      retry: "none",
    });
    const ids = await Promise.all(Array.from({ length: 60 }, (_, i) => create(mock, { prompt: `Do ${i}` })));
    await mock.clock.set({ mode: "frozen" });
    await mock.clock.runUntilIdle();
    for (const { id } of ids)
      await expect.poll(async () => (await mock.deliveries.list({ task_id: id }))[0]?.state).toBe("delivered");
    expect(received.map(({ body }) => JSON.parse(body).task_id).sort()).toEqual(ids.map(({ id }) => id).sort());
    expect(warnings).toEqual([]);
  });
});

describe("a handler on https", () => {
  const pem = (name: string) => readFileSync(new URL(`../support/localhost-${name}.pem`, import.meta.url));
  const secure = async () => {
    const { listener, received } = recorder();
    const url = await serve(https.createServer({ key: pem("key"), cert: pem("cert") }, listener));
    return { url: url.replace("http:", "https:"), received };
  };

  it("with a certificate of its own making is unreachable, and the error says which option helps", async () => {
    const { url, received } = await secure();
    const { attempt } = await deliver(url);
    expect(attempt).toMatchObject({ outcome: "unreachable", error: expect.stringContaining("--webhook-insecure") });
    expect(received).toEqual([]);
  });

  it("is reached with webhookInsecure", async () => {
    const { url, received } = await secure();
    const { delivery } = await deliver(url, { webhookInsecure: true });
    expect(delivery.state).toBe("delivered");
    expect(received).toHaveLength(1);
  });
});
