// The clock's list: due instant first, then the order of booking; cancelled ones are as if they had never been.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Booking, createTimerQueue } from "../../src/engine/timer-queue.js";

const work = { label: () => "a job", job: () => {} };

describe("the timer queue", () => {
  it("gives what was booked by instant, then by order of booking, whatever is cancelled or taken in between", () => {
    const action = fc.oneof(
      { weight: 4, arbitrary: fc.record({ add: fc.integer({ min: 0, max: 20 }) }) },
      { weight: 3, arbitrary: fc.record({ cancel: fc.nat() }) },
      { weight: 1, arbitrary: fc.constant({ take: true }) },
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 400 }), (actions) => {
        const queue = createTimerQueue();
        const made: Booking[] = [];
        let model: Booking[] = [];
        const sorted = () => [...model].sort((a, b) => a.at - b.at || made.indexOf(a) - made.indexOf(b));
        for (const one of actions) {
          if ("add" in one) {
            const booking = queue.add(one.add, work, 0);
            made.push(booking);
            model.push(booking);
          } else if ("cancel" in one && made.length > 0) {
            const booking = made[one.cancel % made.length]!;
            queue.cancel(booking);
            model = model.filter((other) => other !== booking);
          } else if ("take" in one) {
            const expected = sorted()[0];
            expect(queue.peek()).toBe(expected);
            expect(queue.take()).toBe(expected);
            model = model.filter((other) => other !== expected);
          }
          expect(queue.size()).toBe(model.length);
        }
        expect(queue.list()).toEqual(sorted());
        for (const expected of sorted()) expect(queue.take()).toBe(expected);
        expect(queue.take()).toBeUndefined();
      }),
    );
  });

  it("is empty after clear, and a booking cancelled later takes nothing from what is booked anew", () => {
    const queue = createTimerQueue();
    const old = queue.add(1, work, 0);
    queue.clear();
    queue.add(2, work, 0);
    queue.cancel(old);
    expect(queue.size()).toBe(1);
  });
});
