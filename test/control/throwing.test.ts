// A listener that throws or rejects has answered 500, and its error stands on the attempt.

import { describe, expect, test } from "vitest";
import { connectPlotonMock, type Handler } from "../../src/index.js";
import { create, start } from "../support/mock.js";

const WEATHER = {
  prompt: "Look up the current weather in San Francisco and return temperature, conditions, and humidity",
};

const THROWS: [what: string, handler: Handler, error: RegExp][] = [
  [
    "throws",
    () => {
      throw new TypeError("no such order");
    },
    /^TypeError: no such order, at .*throwing\.test\.ts:\d+:\d+$/,
  ],
  [
    "rejects",
    async () => {
      throw new Error("ünreadable 😀");
    },
    /^Error: ünreadable 😀, at .*throwing\.test\.ts/,
  ],
  [
    "rejects after it has read the body",
    async (request) => {
      for await (const _ of request);
      throw new Error("late");
    },
    /^Error: late, at/,
  ],
  [
    "throws what is no error",
    () => {
      throw { code: 7 };
    },
    /^\{ code: 7 \}$/,
  ],
  [
    "throws a long text that ends in half a character",
    () => {
      throw `${"x".repeat(499)}😀`;
    },
    /^'?x{490,}/,
  ],
];

describe.each(THROWS)("a listener that %s", (_what, handler, error) => {
  test("is answered 500 in its place, and advance resolves", async () => {
    const mock = await start({ webhook: handler });
    const { id } = await create(mock, WEATHER);
    await mock.clock.advance("3s");
    const [delivery] = (await mock.tasks.get(id)).deliveries;
    expect(delivery).toMatchObject({ state: "scheduled", next_attempt_at: "2025-06-15T14:23:03Z" });
    expect(delivery!.attempts[0]).toMatchObject({ outcome: "answered", response: { status: 500 } });
    expect(delivery!.attempts[0]!.error).toMatch(error);
    expect(delivery!.attempts[0]!.diagnosis).toMatch(/^the listener threw: /);
    expect(await mock.story(id)).toContain("the listener threw: ");
  });
});

test("also one that is served for a mock of another process", async () => {
  const mock = await connectPlotonMock((await start()).url);
  await mock.webhook.serve(async () => Promise.reject(new Error("far away")));
  const { delivery } = await mock.trigger("task.complete");
  expect(delivery.attempts[0]!.error).toMatch(/^Error: far away/);
  await mock.close();
});
