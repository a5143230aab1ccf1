// Fake timers stop the app's time, not the mock's: it took the machine's own timers when it was loaded.

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type PlotonMock, startPlotonMock } from "../../src/index.js";
import { recorder } from "../support/receiver.js";

const WEATHER = "Look up the current weather in San Francisco and return temperature, conditions, and humidity";

async function ask(mock: PlotonMock): Promise<string> {
  const headers = { Authorization: `Bearer ${mock.apiKey}`, "Content-Type": "application/json" };
  const answer = await fetch(`${mock.baseUrl}/tasks`, {
    method: "POST",
    headers,
    body: JSON.stringify({ prompt: WEATHER }),
  });
  return ((await answer.json()) as { id: string }).id;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("under vi.useFakeTimers() as it is", () => {
  test("an instant clock goes, and a wait is fulfilled", async () => {
    const { listener, received } = recorder((n) => (n < 3 ? 500 : 200));
    await using mock = await startPlotonMock({ clock: "instant", webhook: listener });
    const task = await mock.waitFor(await ask(mock));
    expect(task.deliveries[0]).toMatchObject({ state: "delivered" });
    expect(received).toHaveLength(3);
  });

  test("a frozen one goes when it is told to", async () => {
    const { listener, received } = recorder();
    await using mock = await startPlotonMock({ webhook: listener });
    await ask(mock);
    await mock.clock.advance("3s");
    expect(received).toHaveLength(1);
  });

  test("a live one goes with the machine's time, and a wait ends", async () => {
    await using mock = await startPlotonMock({ clock: "live", speed: 1_000 });
    expect(await mock.waitFor(await ask(mock))).toMatchObject({ status: "complete" });
    await mock.clock.set({ speed: 0.001 });
    await expect(mock.waitFor(await ask(mock), "settled", { timeout: "1ms" })).rejects.toMatchObject({
      code: "timeout",
    });
  });

  test("a webhook that is not answered times out", async () => {
    await using mock = await startPlotonMock({ webhook: () => {}, webhookTimeout: "20ms", retry: "none" });
    const { delivery } = await mock.trigger("task.complete");
    expect(delivery).toMatchObject({ state: "exhausted", attempts: [{ outcome: "timed_out" }] });
  });

  test("latency passes, and a page that express serves comes", async () => {
    await using mock = await startPlotonMock({ fault: "api latency by=5ms" });
    await ask(mock);
    expect((await fetch(`${mock.url}/_mock/health`)).status).toBe(200);
  });
});
