// What goes over the wire to a handler, byte for byte (contract 4.1.2, 4.1.3, 4.1.14, 4.2).

import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { StepFile } from "../../src/fixtures/fixture.js";
import { create, start, startWithPlan } from "../support/mock.js";
import { answering, recorder } from "../support/receiver.js";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
const SECRET = "whsec_test_secret";

async function bytesOfOneWebhook(query = "") {
  const { url, requests } = await answering(OK);
  const mock = await startWithPlan([{ after: "1s", complete: { temperature: "62°F 😀 \u2028" } }], {
    webhook: url + query,
  });
  const { id } = await create(mock, { prompt: "Do it", metadata: { never: "sent" } });
  await mock.clock.advance("1s");
  const text = requests[0]!.toString("utf8");
  const [top, body] = text.split("\r\n\r\n") as [string, string];
  const [line, ...headers] = top.split("\r\n");
  return { id, url, line, headers, body };
}

describe("the request to a handler", () => {
  it("has exactly the documented headers and what HTTP needs", async () => {
    const { url, line, headers, body } = await bytesOfOneWebhook();
    expect(line).toBe("POST /webhook HTTP/1.1");
    const signature = createHmac("sha256", SECRET).update(Buffer.from(body, "utf8")).digest("hex");
    expect([...headers].sort()).toEqual(
      [
        "Connection: close",
        `Content-Length: ${Buffer.byteLength(body)}`,
        "Content-Type: application/json",
        `Host: ${new URL(url).host}`,
        "User-Agent: Ploton-Webhooks/1.0",
        `X-Ploton-Signature: ${signature}`,
      ].sort(),
    );
  });

  it("has a compact body with its keys in order, and non-ASCII characters as they are", async () => {
    const { id, body } = await bytesOfOneWebhook();
    expect(body).toBe(
      `{"event":"task.complete","task_id":"${id}","timestamp":"2025-06-15T14:22:01Z","data":{"temperature":"62°F 😀 \u2028"}}`,
    );
  });

  it("keeps the query of the handler's URL", async () => {
    expect((await bytesOfOneWebhook("?tenant=a%20b&x")).line).toBe("POST /webhook?tenant=a%20b&x HTTP/1.1");
  });

  it("is the same, to the byte, at each attempt of an event", async () => {
    const { url, requests } = await answering("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
    const mock = await startWithPlan([{ complete: { a: 1 } }], { webhook: url });
    await create(mock);
    await mock.clock.advance("30h");
    expect(requests).toHaveLength(5);
    expect(new Set(requests.map((bytes) => bytes.toString("latin1"))).size).toBe(1);
    const [delivery] = await mock.deliveries.list();
    expect(requests[0]!.toString("utf8")).toContain(`\r\n\r\n${delivery!.body}`);
    expect(requests[0]!.toString("utf8")).toContain(delivery!.signature);
  });

  it("is signed with the whole secret that was given, as UTF-8", async () => {
    const { listener, received } = recorder();
    const secret = "whsec_schlüssel 😀";
    const mock = await startWithPlan([{ complete: {} }], { webhook: listener, webhookSecret: secret });
    await create(mock);
    await mock.clock.advance("0");
    const expected = createHmac("sha256", Buffer.from(secret, "utf8")).update(received[0]!.bytes).digest("hex");
    expect(received[0]!.headers["x-ploton-signature"]).toBe(expected);
  });

  it("with a large result is whole and signed over every byte", async () => {
    const { listener, received } = recorder();
    const big = "é".repeat(700_000);
    const mock = await startWithPlan([{ complete: { big } }], { webhook: listener });
    await create(mock);
    await mock.clock.advance("0");
    expect(JSON.parse(received[0]!.body).data).toEqual({ big });
    const expected = createHmac("sha256", SECRET).update(received[0]!.bytes).digest("hex");
    expect(received[0]!.headers["x-ploton-signature"]).toBe(expected);
  });
});

describe("the payload", () => {
  const error = { code: "x", message: "No.", recoverable: false };
  it.each<[string, StepFile, unknown]>([
    ["task.complete", { complete: { b: 1, a: 2 } }, { b: 1, a: 2 }],
    ["task.complete", { complete: {} }, {}],
    ["task.complete", { complete: [1, 2] }, { items: [1, 2] }],
    ["task.failed", { fail: error }, { error }],
    ["task.progress", { progress: "half way" }, { message: "half way" }],
    ["task.progress", { progress: { message: "half way", rows: 5 } }, { message: "half way", rows: 5 }],
    [
      "task.waiting",
      { wait: { reason: "Which?", input_request: "a or b" } },
      { reason: "Which?", input_request: "a or b" },
    ],
  ])("of %s is exactly event, task_id, timestamp, data", async (event, step, data) => {
    const { listener, received } = recorder();
    const mock = await startWithPlan([{ after: "1s", ...step }], { webhook: listener, consent: "ask" });
    const { id } = await create(mock);
    await mock.clock.advance("1s");
    expect(received.map(({ body }) => body)).toEqual([
      JSON.stringify({ event, task_id: id, timestamp: "2025-06-15T14:22:01Z", data }),
    ]);
  });

  it("of task.waiting for a service names the reason, the service, and the page of this mock", async () => {
    const { listener, received } = recorder();
    const mock = await startWithPlan([{ wait: { reason: "Please.", service: "crm" } }], { webhook: listener });
    await create(mock);
    await mock.clock.advance("0");
    const { data } = JSON.parse(received[0]!.body);
    expect(Object.keys(data)).toEqual(["reason", "service", "auth_url"]);
    expect(data.auth_url.startsWith(`${mock.url}/_mock/consent/`)).toBe(true);
    expect((await fetch(data.auth_url)).status).toBe(200);
  });

  it("of a retried event still tells the time of the event, not of the attempt", async () => {
    const { listener, received } = recorder((n) => (n === 1 ? 500 : 200));
    const mock = await start({ webhook: listener });
    await create(mock);
    await mock.clock.advance("1h");
    expect(received.map(({ body }) => JSON.parse(body).timestamp)).toEqual([
      "2025-06-15T14:22:03Z",
      "2025-06-15T14:22:03Z",
    ]);
  });
});
