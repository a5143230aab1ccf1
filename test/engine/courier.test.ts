// The courier by itself, on a clock and a `send` of the test's own: when attempts are made, and what is booked.

import { describe, expect, it } from "vitest";
import { signBody } from "../../src/contract/signature.js";
import { announcement } from "../../src/contract/webhooks.js";
import type { Outcome } from "../../src/domain/delivery.js";
import type { Entry, Task } from "../../src/domain/task.js";
import type { Send } from "../../src/engine/attempt.js";
import { type ClockMode, createClock } from "../../src/engine/clock.js";
import { createCourier } from "../../src/engine/courier.js";
import { createFaultBox } from "../../src/engine/faults/fault-box.js";
import { createRandom } from "../../src/engine/random.js";
import { type Change, createState, type Endpoint, happen } from "../../src/engine/state.js";
import { fakeTime } from "../support/fake-time.js";

const START = 1_750_000_000_000;
const SECOND = 1_000;
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

const ok: Outcome = { kind: "answered", status: 200, headers: {}, body: "", truncated: false };
const refused: Outcome = { kind: "unreachable", error: "nothing listens there" };
const timedOut: Outcome = { kind: "timed_out", error: "no answer" };

const TASK: Task = {
  id: "task_1aB2cD",
  number: 1,
  request: { prompt: "Do it", userId: null, mode: "live" },
  tool: "any",
  fixture: { name: "any", why: "" },
  occurrence: 0,
  plan: [],
  timeline: [{ move: "create", at: START, status: "running", by: "create" }],
};

/** `outcomes`: what the nth send gives, the last one for all later ones; or a send of the test's own. */
function setup(mode: ClockMode, speed: number, outcomes: Outcome[] | Send) {
  const real = fakeTime(START);
  const endpoint: Endpoint = { url: "http://x/", secret: "s", timeoutMs: 30 * SECOND, retry: [MINUTE, 11 * MINUTE] };
  const clock = createClock({
    mode,
    speed,
    now: START,
    real,
    onJobError: (_, error) => expect.unreachable(String(error)),
  });
  let sends = 0;
  const scripted: Send = async () => {
    sends += 1;
    const outcome = (outcomes as Outcome[])[Math.min(sends, (outcomes as Outcome[]).length) - 1]!;
    return { outcome, requestHeaders: {}, durationMs: 1 };
  };
  const state = createState({ mode, speed, now: START, wall: START }, endpoint);
  const commit = (change: Change) => happen(state, change);
  state.reader = { inferred: () => ({}), body: announcement, signature: signBody, read: commit };
  commit({ is: "born", task: TASK });
  const courier = createCourier({
    state,
    commit,
    keep: () => {},
    clock,
    faults: createFaultBox(state, commit, createRandom("1")),
    send: typeof outcomes === "function" ? outcomes : scripted,
    sign: signBody,
    diagnose: async () => null,
    monotonic: real.monotonic,
    onChange: () => {},
    onStrike: () => {},
    onSending: () => {},
  });
  const open = () => courier.open(TASK, "task.progress", entryAt(clock.now()));
  return { real, clock, courier, endpoint: state.endpoint, open, sends: () => sends };
}

function entryAt(at: number): Entry {
  return { move: "progress", at, by: "plan", status: "running", data: {} };
}

describe.each([1, 60, 3_600])("under a live clock at speed %d", (speed) => {
  it("each attempt is made at exactly its own instant, however late the timer fires", async () => {
    const { real, clock, open } = setup("live", speed, [refused]);
    let delivery!: ReturnType<typeof open>;
    clock.book(
      START + 5 * SECOND,
      () => "opens",
      () => {
        delivery = open();
      },
    );
    await real.pass(60 * MINUTE, 2);
    expect(delivery.attempts.map(({ at }) => at - START)).toEqual([5 * SECOND, 65 * SECOND, 725 * SECOND]);
  });
});

describe("a delivery", () => {
  it("is tried by its schedule, each wait from the end of the attempt before", async () => {
    const { clock, open } = setup("frozen", 1, [refused, timedOut, refused]);
    const delivery = open();
    await clock.runUntilIdle(10);
    expect(delivery.attempts.map(({ at, endedAt }) => [at - START, endedAt - START])).toEqual([
      [0, 0],
      [MINUTE, MINUTE + 30 * SECOND],
      [12 * MINUTE + 30 * SECOND, 12 * MINUTE + 30 * SECOND],
    ]);
  });

  it("leaves nothing booked once it is delivered, also by a redelivery beside the schedule", async () => {
    const { clock, courier, open } = setup("frozen", 1, [refused, ok]);
    const delivery = open();
    await clock.advance(START);
    expect(clock.pending()).toMatchObject([{ at: START + MINUTE }]);
    await courier.redeliver(delivery);
    expect(clock.pending()).toEqual([]);
  });

  it("leaves nothing booked when it was redelivered while the attempt before was on the wire", async () => {
    const answers: (() => void)[] = [];
    const send: Send = () =>
      new Promise((resolve) =>
        answers.push(() =>
          resolve({ outcome: answers.length === 1 ? refused : ok, requestHeaders: {}, durationMs: 1 }),
        ),
      );
    const { real, clock, courier, open } = setup("frozen", 1, send);
    const delivery = open();
    const advance = clock.advance(START);
    await real.settle();
    const again = courier.redeliver(delivery);
    await real.settle();
    expect(answers).toHaveLength(1);
    answers[0]!();
    await real.settle();
    expect(answers).toHaveLength(2);
    answers[1]!();
    await Promise.all([advance, again]);
    expect(delivery.attempts.map(({ number, outcome }) => [number, outcome.kind])).toEqual([
      [1, "unreachable"],
      [2, "answered"],
    ]);
    expect(clock.pending()).toEqual([]);
  });

  it("is not tried by its schedule after a 200, when that was answered to a redelivery which the attempt waited for", async () => {
    const answers: ((outcome: Outcome) => void)[] = [];
    const send: Send = () =>
      new Promise((resolve) => answers.push((outcome) => resolve({ outcome, requestHeaders: {}, durationMs: 1 })));
    const { real, clock, courier, open } = setup("live", 1, send);
    const delivery = open();
    await real.pass(1);
    const again = courier.redeliver(delivery);
    await real.settle();
    answers[0]!(refused);
    await real.settle();
    await real.pass(2 * MINUTE); // attempt 2 falls due, and waits for the redelivery
    answers[1]!(ok);
    await again;
    await real.pass(DAY);
    expect(answers).toHaveLength(2);
    expect(delivery.attempts.map(({ outcome }) => outcome.kind)).toEqual(["unreachable", "answered"]);
    expect(clock.pending()).toEqual([]);
  });

  it("is not tried before its time, when a redelivery failed which the attempt waited for", async () => {
    const answers: ((outcome: Outcome) => void)[] = [];
    const send: Send = () =>
      new Promise((resolve) => answers.push((outcome) => resolve({ outcome, requestHeaders: {}, durationMs: 1 })));
    const { real, courier, open } = setup("live", 1, send);
    const delivery = open();
    await real.pass(1);
    const again = courier.redeliver(delivery);
    await real.settle();
    answers[0]!(refused);
    await real.pass(2 * MINUTE);
    answers[1]!(refused);
    await again;
    const ended = delivery.attempts[1]!.endedAt;
    await real.pass(11 * MINUTE - 1);
    expect(answers).toHaveLength(2);
    await real.pass(1);
    expect(answers).toHaveLength(3);
    answers[2]!(ok);
    await real.settle();
    expect(delivery.attempts[2]!.at).toBe(ended + 11 * MINUTE);
  });

  it.each([
    ["live", 1],
    ["live", 60],
    ["frozen", 1],
    ["instant", 1],
  ] as const)(
    "that timed out ends exactly the timeout later, however late that was seen (%s, speed %d)",
    async (mode, speed) => {
      let real!: ReturnType<typeof setup>["real"];
      let sends = 0;
      const send: Send = async () => {
        sends += 1;
        if (sends === 1 && mode === "live") await new Promise<void>((resolve) => real.after(31 * SECOND, resolve));
        return { outcome: sends === 1 ? timedOut : ok, requestHeaders: {}, durationMs: 1 };
      };
      const it = setup(mode, speed, send);
      real = it.real;
      const delivery = it.open();
      if (mode === "frozen") await it.clock.runUntilIdle(10);
      else await real.pass(2 * MINUTE);
      expect(delivery.attempts.map(({ at }) => at - START)).toEqual([0, MINUTE + 30 * SECOND]);
      expect(delivery.attempts[0]!.endedAt - START).toBe(30 * SECOND);
    },
  );

  it("is not sent any more once the courier has stopped, also when it was waiting for the attempt before", async () => {
    const answers: (() => void)[] = [];
    const send: Send = () =>
      new Promise((resolve) => answers.push(() => resolve({ outcome: refused, requestHeaders: {}, durationMs: 1 })));
    const { real, clock, courier, open } = setup("frozen", 1, send);
    const delivery = open();
    const advance = clock.advance(START);
    await real.settle();
    const again = courier.redeliver(delivery);
    await real.settle();
    await courier.close(async () => {});
    answers[0]!();
    await Promise.all([advance, again]);
    expect([answers.length, delivery.attempts]).toEqual([1, []]);
  });

  it("takes the endpoint and the schedule of the moment it is tried", async () => {
    const { clock, endpoint, open } = setup("frozen", 1, [refused]);
    const delivery = open();
    await clock.advance(START);
    Object.assign(endpoint, { url: "http://y/", retry: [] });
    await clock.advance(START + MINUTE);
    expect(delivery.attempts.map(({ url }) => url)).toEqual(["http://x/", "http://y/"]);
    expect(clock.pending()).toEqual([]);
  });
});
