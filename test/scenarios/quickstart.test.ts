// The quickstart, end to end, byte for byte: over HTTP, with a real handler, under a frozen clock.

import type { IncomingMessage, ServerResponse } from "node:http";
import { afterEach, expect, test } from "vitest";
import { type PlotonMock, startPlotonMock } from "../../src/index.js";

const PROMPT = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
const BODY =
  '{"event":"task.complete","task_id":"task_8xK2mP","timestamp":"2025-06-15T14:22:03Z","data":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}';

type Received = { body: string; headers: IncomingMessage["headers"] };

let mock: PlotonMock | undefined;
afterEach(() => mock?.close());

function handler(received: Received[], answer: (n: number) => number = () => 200) {
  return (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({ body: Buffer.concat(chunks).toString("utf8"), headers: request.headers });
      response.writeHead(answer(received.length)).end();
    });
  };
}

function create(to: PlotonMock, body: object): Promise<Response> {
  return fetch(`${to.baseUrl}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${to.apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

test("create, wait three seconds, get, webhook and signature are the quickstart's, byte for byte", async () => {
  const received: Received[] = [];
  mock = await startPlotonMock({ webhook: handler(received) });
  const created = await create(mock, { prompt: PROMPT });
  expect(created.status).toBe(200);
  expect(await created.text()).toBe(
    '{"id":"task_8xK2mP","status":"running","tool":"weather","created_at":"2025-06-15T14:22:00Z"}',
  );
  await mock.clock.advance("3s");
  const read = await fetch(`${mock.baseUrl}/tasks/task_8xK2mP`, {
    headers: { Authorization: `Bearer ${mock.apiKey}` },
  });
  expect(await read.text()).toBe(
    '{"id":"task_8xK2mP","status":"complete","tool":"weather","created_at":"2025-06-15T14:22:00Z","completed_at":"2025-06-15T14:22:03Z","result":{"temperature":"62°F","conditions":"Partly cloudy","humidity":"73%"}}',
  );
  expect(received.map(({ body }) => body)).toEqual([BODY]);
  expect(received[0]!.headers["x-ploton-signature"]).toBe(
    "b1d83446c7d0245dff8b470d99bfc7610bac753a0c3417621390fee4bfe442c1",
  );
});

test("five attempts over a day are one advance, each with the same bytes and signature", async () => {
  const received: Received[] = [];
  mock = await startPlotonMock({ webhook: handler(received, (n) => (n < 5 ? 500 : 200)) });
  await create(mock, { prompt: PROMPT });
  await mock.clock.advance("3s");
  await mock.clock.advance("24h");
  const [delivery] = await mock.deliveries.list();
  expect(delivery!.state).toBe("delivered");
  expect(delivery!.attempts.map(({ at }) => at)).toEqual([
    "2025-06-15T14:22:03Z",
    "2025-06-15T14:23:03Z",
    "2025-06-15T14:34:03Z",
    "2025-06-15T16:34:03Z",
    "2025-06-16T14:22:03Z",
  ]);
  expect(new Set(received.map(({ body }) => body))).toEqual(new Set([BODY]));
  expect(new Set(received.map(({ headers }) => headers["x-ploton-signature"])).size).toBe(1);
});
