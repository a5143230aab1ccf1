// Where a delivery stands and when its next attempt is due, read off its attempts (contract 4.1.5 to 4.1.8).

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ASSUMED } from "../../src/contract/assumed.js";
import {
  type Attempt,
  type Delivery,
  deliveryState,
  isSuccess,
  nextAttemptAt,
  type Outcome,
} from "../../src/domain/delivery.js";

const answered = (status: number): Outcome => ({ kind: "answered", status, headers: {}, body: "", truncated: false });

function delivery(
  outcomes: Outcome[],
  schedule: readonly number[] = ASSUMED.retryWaits,
  url: string | null = "http://x/",
): Delivery {
  const attempts = outcomes.map(
    (outcome, i): Attempt => ({
      number: i + 1,
      at: 1_000 * (i + 1),
      endedAt: 1_000 * (i + 1) + 10,
      durationMs: 10,
      url: "http://x/",
      fault: null,
      outcome,
      requestHeaders: {},
      diagnosis: null,
    }),
  );
  return {
    id: "d",
    number: 1,
    taskId: "t",
    event: "task.complete",
    firstAt: 500,
    body: Buffer.alloc(0),
    signature: "",
    url,
    schedule,
    attempts,
  };
}

describe("success", () => {
  it("is 200 and nothing else", () => {
    for (let status = 100; status < 600; status += 1) expect(isSuccess(answered(status))).toBe(status === 200);
    expect(isSuccess({ kind: "timed_out", error: "" })).toBe(false);
    expect(isSuccess({ kind: "unreachable", error: "" })).toBe(false);
  });
});

describe("the waits of the retry schedule", () => {
  it("are four, grow, and sum to exactly 24 hours", () => {
    expect(ASSUMED.retryWaits).toHaveLength(4);
    expect(ASSUMED.retryWaits.reduce((sum, wait) => sum + wait, 0)).toBe(86_400_000);
    expect([...ASSUMED.retryWaits].sort((a, b) => a - b)).toEqual(ASSUMED.retryWaits);
  });
});

describe("a delivery", () => {
  it.each<[string, Delivery, string, number | null]>([
    ["not tried yet", delivery([]), "scheduled", 500],
    ["that failed once", delivery([answered(500)]), "scheduled", 61_010],
    ["that failed four times", delivery([1, 2, 3, 4].map(() => answered(500))), "scheduled", 78_484_010],
    ["that failed five times", delivery([1, 2, 3, 4, 5].map(() => answered(500))), "exhausted", null],
    ["that got 200 at last", delivery([answered(500), answered(200)]), "delivered", null],
    ["that got 200 and then failed a redelivery", delivery([answered(200), answered(500)]), "delivered", null],
    ["without retries, not tried", delivery([], []), "scheduled", 500],
    ["without retries, that failed", delivery([answered(500)], []), "exhausted", null],
    ["with no URL", delivery([], ASSUMED.retryWaits, null), "undeliverable", null],
    ["delivered, though the URL has gone since", delivery([answered(200)], [], null), "delivered", null],
  ])("%s is as it should be", (_, given, state, next) => {
    expect(deliveryState(given)).toBe(state);
    expect(nextAttemptAt(given)).toBe(next);
  });

  it("has a next attempt exactly when it is scheduled", () => {
    const outcomes = fc.array(
      fc.constantFrom(answered(200), answered(500), { kind: "timed_out", error: "" } as Outcome),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(outcomes, fc.array(fc.nat(), { maxLength: 5 }), fc.boolean(), (tried, schedule, hasUrl) => {
        const given = delivery(tried, schedule, hasUrl ? "http://x/" : null);
        expect(nextAttemptAt(given) !== null).toBe(deliveryState(given) === "scheduled");
      }),
    );
  });
});
