import { describe, expect } from "vitest";
import type { PlotonMock } from "../../../src/index.js";
import { test } from "../../../src/vitest.js";

const body = JSON.stringify({
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
});

async function ask({ baseUrl, apiKey }: PlotonMock): Promise<string> {
  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
  return ((await (await fetch(`${baseUrl}/tasks`, { method: "POST", headers, body })).json()) as { id: string }).id;
}

test("an expectation fails", async ({ ploton }) => {
  await ploton.webhook.serve((_request, response) => void response.writeHead(500).end());
  await ask(ploton);
  await ploton.clock.advance("3s");
  expect((await ploton.deliveries.list())[0]!.state).toBe("delivered");
});

describe("under a live clock", () => {
  test.override({ plotonAccount: { clock: "live", speed: 0.01 } });
  test("a wait is too short", { timeout: 4_000 }, async ({ ploton }) => {
    await ploton.waitFor(await ask(ploton));
  });
});
