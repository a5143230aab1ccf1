// One bound for each quantity: the same value is taken, or refused with the same words, by option, control API and program.

import { expect, test } from "vitest";
import { readLength } from "../../src/domain/bounds.js";
import { formatDuration } from "../../src/domain/duration.js";
import { fromFile, fromKeys, readOptions } from "../../src/options.js";
import { start } from "../support/mock.js";

type Door = (value: unknown) => unknown;

/** What a door says of a value: "taken", or its complaint without the name of the field. */
async function said(door: Door, value: unknown): Promise<string> {
  try {
    await door(value);
    return "taken";
  } catch (error) {
    return /must .*$/.exec((error as Error).message)?.[0] ?? String(error);
  }
}

const option = (key: string): Door[] => [
  (value) => readOptions([fromKeys({ [key]: value })]),
  (value) => readOptions([fromFile({ [key]: value }, "ploton-mock.config.yaml")]),
];

const QUANTITIES: [string, unknown[], string, string[]][] = [
  ["webhookTimeout", ["1ms", "24h", "0s", "0", "25h", "30d", "99999d", "soon", ""], "webhook_timeout", ["timeout"]],
  ["speed", [1, 0.5, 1_000_000, 0, -1, 1_000_001], "speed", []],
  ["retry", ["1m", [], ["1m", "2m"], "none", "99999d", "soon"], "retry", ["retry"]],
  ["seed", ["a", 7, ""], "seed", []],
  ["webhookSecret", ["whsec_x", "", " "], "webhook_secret", ["secret"]],
  ["now", ["2025-06-15T14:22:00Z", "2025-06-31T00:00:00Z", "yesterday"], "now", []],
];

test.each(QUANTITIES)("%s", async (key, values, field, webhookField) => {
  const mock = await start();
  const doors: Door[] = [
    ...option(key),
    (value) => mock.account({ [field]: value } as object),
    ...webhookField.map(
      (name): Door =>
        (value) =>
          mock.webhook.set({ [name]: value }),
    ),
    ...(key === "speed" ? [((value) => mock.clock.set({ speed: value as number })) as Door] : []),
  ];
  for (const value of values) {
    const answers = new Set<string>();
    for (const door of doors) answers.add(outcome(await said(door, value)));
    expect([...answers], JSON.stringify(value)).toHaveLength(1);
  }
});

/** Two doors may find other words for what has no right form at all; for what is out of bounds they may not. */
function outcome(answer: string): string {
  return answer === "taken" ? answer : answer.replace(/^must not be empty.*$/, "must be text");
}

test("what passes in real time is never longer than a timer can wait", async () => {
  const mock = await start();
  await expect(mock.webhook.set({ timeout: "30d" })).rejects.toThrow('timeout must be at most 24h, not "30d".');
  await expect(mock.webhook.set({ timeout: "0s" })).rejects.toThrow('timeout must be at least 1ms, not "0s".');
  await expect(mock.waitFor("task_1", "finished", { timeout: "30d" })).rejects.toThrow("timeout must be at most 24h");
  for (const spec of ["api latency by=30d", "webhook slow by=30d"])
    await expect(mock.faults.add(spec)).rejects.toThrow('by must be at most 24h, not "30d".');
  await mock.faults.add("webhook delay by=30d");
});

test("a length is taken from the least to the most, both included", () => {
  for (const ms of [5, 6, 60_000]) expect(readLength(formatDuration(ms), { least: 5, most: 60_000 })).toBe(ms);
  for (const ms of [4, 60_001]) expect(() => readLength(formatDuration(ms), { least: 5, most: 60_000 })).toThrow();
});
