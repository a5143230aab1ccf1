// A soak under chaos: whatever is drawn, nothing crashes, no event is lost or sent after its fifth attempt, and the seed tells the story.
// It waits for no real time; the limit is for a hang. `node bench/chaos-soak.mjs` plays thousands.

import { expect, test } from "vitest";
import { soak } from "../../bench/chaos-soak.mjs";
import { startPlotonMock } from "../../src/index.js";

test("some hundred tasks twice: the same story for the same seed, every kind of fault in it; another seed tells another", async () => {
  const first = await soak(startPlotonMock, { tasks: 400, seed: 7 });
  const again = await soak(startPlotonMock, { tasks: 400, seed: 7 });
  const other = await soak(startPlotonMock, { tasks: 100, seed: 8 });
  expect(again).toEqual(first);
  expect(other.hash).not.toBe(first.hash);
  expect(first.tasks).toBeGreaterThanOrEqual(400);
  expect(first.deliveries).toBe(3 * first.tasks);
  expect(Object.keys(first.strikes).sort()).toEqual(
    [
      "bad-signature",
      "delay",
      "drop",
      "duplicate",
      "lost-ack",
      "malformed-signature",
      "missing-signature",
      "reorder",
      "reset",
      "slow",
      "status",
      "tampered-body",
      "timeout",
      "truncate",
      "wrong-secret",
    ].sort(),
  );
}, 600_000);
