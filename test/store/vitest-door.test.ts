// ploton-mock/vitest: each test has a mock of its own to move.

import { describe, expect } from "vitest";
import { test } from "../../src/vitest.js";

const body = JSON.stringify({
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
});

describe.concurrent("tests side by side see the same id, because each is alone", () => {
  for (const name of ["one", "two", "three"]) {
    test(name, async ({ ploton }) => {
      const heard: string[] = [];
      await ploton.webhook.serve((request, response) => {
        heard.push(String(request.headers["x-ploton-signature"]));
        response.end();
      });
      const headers = { Authorization: `Bearer ${ploton.apiKey}`, "Content-Type": "application/json" };
      const created = await fetch(`${ploton.baseUrl}/tasks`, { method: "POST", headers, body });
      expect(await created.json()).toMatchObject({ id: "task_8xK2mP", created_at: "2025-06-15T14:22:00Z" });
      await ploton.clock.advance("3s");
      expect(heard).toHaveLength(1);
      expect(await ploton.tasks.list()).toHaveLength(1);
    });
  }
});
