// --data: tasks and undelivered events outlive a restart, and a file that cannot be read is never written over.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type PlotonMock, startPlotonMock } from "../../src/index.js";

const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";
const CRM =
  "Connect to user_123's CRM account. Pull all deals in the Negotiation stage. Return deal name, amount, close date, and associated contact email.";

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ploton-mock-"));
  data = join(folder, "state.json");
});
afterEach(() => rmSync(folder, { recursive: true }));

async function create(mock: PlotonMock, prompt: string): Promise<string> {
  const response = await fetch(`${mock.baseUrl}/tasks`, {
    method: "POST",
    headers: { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ prompt, user_id: "user_123", metadata: { ünï: "code" } }),
  });
  return ((await response.json()) as { id: string }).id;
}

test("a retrying event goes on after a restart, with its bytes, its schedule and the clock where it stood", async () => {
  const bodies: string[] = [];
  let status = 500;
  const webhook = (request: import("node:http").IncomingMessage, response: import("node:http").ServerResponse) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(status).end();
    });
  };
  const first = await startPlotonMock({ data, webhook });
  const id = await create(first, WEATHER);
  await first.clock.advance("10s");
  const before = await first.tasks.get(id);
  await first.close();

  status = 200;
  const second = await startPlotonMock({ data, webhook });
  expect(await second.clock.now()).toBe("2025-06-15T14:22:10Z");
  expect(await second.tasks.get(id)).toEqual(before);
  await second.clock.advance("1m");
  const [delivery] = await second.deliveries.list();
  expect(delivery).toMatchObject({
    state: "delivered",
    attempts: [{ at: "2025-06-15T14:22:03Z" }, { at: "2025-06-15T14:23:03Z" }],
  });
  expect(new Set(bodies).size).toBe(1);
  expect(bodies).toHaveLength(2);
  await second.close();
});

test("a running plan, how often a prompt came, and consents go on too", async () => {
  const first = await startPlotonMock({ data });
  const running = await create(first, WEATHER);
  const approved = await create(first, CRM);
  await first.clock.advance("1s");
  await first.clock.advance("2s");
  await first.close();
  const second = await startPlotonMock({ data });
  await second.clock.runUntilIdle();
  expect((await second.tasks.get(running)).status).toBe("complete");
  expect((await second.tasks.get(approved)).status).toBe("complete");
  const again = await create(second, WEATHER);
  expect(again).not.toBe(running);
  expect((await second.consents.list()).map(({ service }) => service)).toEqual(["crm"]);
  await second.close();
});

test.each([
  ["broken JSON", "{"],
  ["another program's file", '{"hello": 1}'],
  ["a file without its parts", '{"format": 1, "now": 0, "tasks": [1], "deliveries": [], "counts": [], "grants": []}'],
  [
    "an event of no task",
    '{"format": 1, "now": 0, "tasks": [], "deliveries": [{"taskId": "task_1"}], "counts": [], "grants": []}',
  ],
  ["a newer form", '{"format": 99, "tasks": [], "deliveries": [], "counts": [], "grants": []}'],
])("%s is refused with the reason, and left as it is", async (_, text) => {
  writeFileSync(data, text);
  await expect(startPlotonMock({ data })).rejects.toMatchObject({
    code: "bad_data",
    message: expect.stringContaining(data),
  });
  expect(readFileSync(data, "utf8")).toBe(text);
});
