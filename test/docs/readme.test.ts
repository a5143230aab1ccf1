// README is held to the code: its tables are generated, its scenario is valid, its first test runs.

import { execFileSync } from "node:child_process";
import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, test } from "vitest";
import { readFixture } from "../../src/fixtures/read.js";
import { startPlotonMock } from "../../src/index.js";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

function block(language: string): string {
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readme)![1]!;
}

test("its reference tables are what the source says", () => {
  const script = new URL("../../scripts/readme-tables.mjs", import.meta.url);
  expect(() => execFileSync(process.execPath, [script.pathname, "--check"], { stdio: "pipe" })).not.toThrow();
});

test("its scenario is a valid fixture", async () => {
  expect((await readFixture(block("yaml"), "README.md")).problems).toEqual([]);
});

test("its first test runs as it stands", async () => {
  const db: { weather?: unknown } = {};
  const app = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const body = Buffer.concat(chunks);
      const right = createHmac("sha256", "whsec_test_secret").update(body).digest();
      const given = Buffer.from(String(request.headers["x-ploton-signature"]), "hex");
      if (!timingSafeEqual(right, given)) return response.writeHead(401).end();
      db.weather = (JSON.parse(body.toString("utf8")) as { data: unknown }).data;
      response.end();
    });
  };
  const env: Record<string, string> = {};
  const lookUpWeather = async () => {
    const answer = await fetch(`${env.PLOTON_BASE_URL}/tasks`, {
      method: "POST",
      headers: { Authorization: "Bearer pk_test_readme", "Content-Type": "application/json" },
      body: JSON.stringify({
        prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
      }),
    });
    return answer.json();
  };
  const program = block("js").replace(/^import .*$/m, "");
  expect(program).toContain('await mock.clock.advance("3s")');
  const names = ["startPlotonMock", "app", "process", "lookUpWeather", "expect", "db"];
  const AsyncFunction = (async () => {}).constructor as new (
    ...parts: string[]
  ) => (...given: unknown[]) => Promise<void>;
  await new AsyncFunction(...names, program)(startPlotonMock, app, { env }, lookUpWeather, expect, db);
  expect(db.weather).toEqual({ temperature: "62°F", conditions: "Partly cloudy", humidity: "73%" });
});
