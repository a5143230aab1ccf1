// ploton-mock/vitest: each test has a mock of its own to move.

import { spawn } from "node:child_process";
import { test as base, describe, expect } from "vitest";
import type { PlotonMock } from "../../src/index.js";
import { test } from "../../src/vitest.js";

const body = JSON.stringify({
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
});

const ids = new Set<string>();
describe.concurrent("tests side by side are each alone, and each has ids of its own", () => {
  for (const name of ["one", "two", "three"]) {
    test(name, async ({ ploton }) => {
      const heard: string[] = [];
      await ploton.webhook.serve((request, response) => {
        heard.push(String(request.headers["x-ploton-signature"]));
        response.end();
      });
      const headers = { Authorization: `Bearer ${ploton.apiKey}`, "Content-Type": "application/json" };
      const created = await fetch(`${ploton.baseUrl}/tasks`, { method: "POST", headers, body });
      const task = (await created.json()) as { id: string };
      expect(task).toMatchObject({ created_at: "2025-06-15T14:22:00Z" });
      expect(ids).not.toContain(task.id);
      ids.add(task.id);
      await ploton.clock.advance("3s");
      expect(heard).toHaveLength(1);
      expect(await ploton.tasks.list()).toHaveLength(1);
    });
  }
});

async function idOf({ apiKey, baseUrl }: PlotonMock): Promise<string> {
  const headers = { Authorization: `Bearer ${apiKey}`, "Content-Type": "application/json" };
  return ((await (await fetch(`${baseUrl}/tasks`, { method: "POST", headers, body })).json()) as { id: string }).id;
}

describe("the seed is the test's name", () => {
  test("so that every run gives the same id", async ({ ploton }) => {
    expect(await idOf(ploton)).toBe("task_2yD9xT");
  });

  describe("a describe says otherwise for its tests", () => {
    test.override({ plotonAccount: { seed: 1, clock: "instant", retry: "none" } });
    test("and of the mock's own seed there are the documented ids", async ({ ploton }) => {
      expect(await idOf(ploton)).toBe("task_8xK2mP");
      expect(await ploton.clock.get()).toMatchObject({ mode: "instant" });
      expect(await ploton.webhook.get()).toMatchObject({ retry: [] });
    });
  });
});

base(
  "a failed test prints the stories of its tasks; a wait ends before its test does, and says what is missing",
  async () => {
    const { output, status } = await runVitest("test/store/failing");
    expect(status).toBe(1);
    expect(output).toMatch(/What happened on the mock:\s+task_\w+ {2}complete {2}weather/);
    expect(output).toMatch(/task\.complete 1\/5 \(dlv_\w+\), \d+ bytes to http:\S+ → 500 in [\d.]+ ms/);
    expect(output).toMatch(/Not within 3s: task_\w+ is running; complete is due at/);
    expect(output).not.toContain("Test timed out");
  },
  120_000,
);

function runVitest(folder: string): Promise<{ status: number | null; output: string }> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", `${folder}/vitest.config.ts`];
  const child = spawn(process.execPath, args, { env: { ...process.env, NO_COLOR: "1" } });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => (output += text));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, output })));
}
