import { test } from "ploton-mock/vitest";
import { expect } from "vitest";
import { createWeather } from "./weather.js";

test("the report is there when Ploton has finished", async ({ ploton }) => {
  const weather = createWeather(ploton);
  await ploton.webhook.serve(weather.app);
  const task = await weather.ask("San Francisco");
  expect(weather.reports).toEqual({});
  await ploton.clock.advance("3s"); // resolves when the handler has answered
  expect(weather.reports[task]).toMatchObject({ temperature: "62°F", conditions: "Partly cloudy" });
});

test("a report survives an app that is down for two hours", async ({ ploton }) => {
  const weather = createWeather(ploton);
  await ploton.webhook.serve(weather.app);
  await ploton.faults.add("webhook drop times=3");
  const task = await weather.ask("San Francisco");
  await ploton.clock.advance("24h");
  expect(weather.reports[task]).toMatchObject({ temperature: "62°F" });
  const [delivery] = await ploton.deliveries.list();
  expect(delivery?.attempts.map(({ at }) => at)).toEqual([
    "2025-06-15T14:22:03Z",
    "2025-06-15T14:23:03Z",
    "2025-06-15T14:34:03Z",
    "2025-06-15T16:34:03Z",
  ]);
});

test("an event whose answer got lost comes again, and counts once", async ({ ploton }) => {
  const weather = createWeather(ploton);
  await ploton.webhook.serve(weather.app);
  await ploton.faults.add("webhook lost-ack attempt=1");
  await weather.ask("San Francisco");
  await ploton.clock.advance("1h");
  const [delivery] = await ploton.deliveries.list({ state: "delivered" });
  expect(delivery?.attempts).toHaveLength(2);
  expect(weather.handled.size).toBe(1);
});

test("a result of my own", async ({ ploton }) => {
  const weather = createWeather(ploton);
  await ploton.webhook.serve(weather.app);
  await ploton.fixtures.use({
    name: "storm",
    when: { prompt: { contains: "weather" } },
    plan: [{ after: "1s", complete: { temperature: "40°F", conditions: "Storm" } }],
  });
  const task = await weather.ask("Reykjavik");
  await ploton.clock.runUntilIdle();
  expect(weather.reports[task]).toEqual({ temperature: "40°F", conditions: "Storm" });
});
