// The clock: what falls due runs in order, each at its own instant, in every mode; only real time is faked.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clock, type ClockMode, createClock, type RealTime } from "../../src/engine/clock.js";
import { type FakeTime, fakeTime } from "../support/fake-time.js";

const START = 1_750_000_000_000;
const DAY = 86_400_000;

type Setup = { clock: Clock; real: FakeTime; errors: string[] };

function setup(mode: ClockMode, speed = 1, own: Partial<RealTime> = {}): Setup {
  const real = { ...fakeTime(START), ...own };
  const errors: string[] = [];
  const onJobError = (label: string, error: unknown) => errors.push(`${label}: ${(error as Error).message}`);
  return { clock: createClock({ mode, speed, now: START, real, onJobError }), real, errors };
}

const label = (text: string) => () => text;

/** Work on the wire that a test ends by hand. */
function flight(): { job: () => Promise<void>; land: () => void; crash: (error: Error) => void } {
  let land = () => {};
  let crash: (error: Error) => void = () => {};
  const work = new Promise<void>((resolve, reject) => {
    land = resolve;
    crash = reject;
  });
  return { job: () => work, land: () => land(), crash: (error) => crash(error) };
}

/** Booked jobs as a property sees them: each may book further ones, throw, be cancelled, or be on the wire for a moment. */
type Plan = { after: number; books: Plan[]; throws: boolean; wire: boolean };
const plan: fc.Arbitrary<Plan> = fc.letrec<{ plan: Plan }>((tie) => ({
  plan: fc.record({
    after: fc.nat(50),
    books: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      fc.constant<Plan[]>([]),
      fc.array<Plan>(tie("plan"), { maxLength: 3 }),
    ),
    throws: fc.boolean(),
    wire: fc.boolean(),
  }),
})).plan;

type Ran = { at: number; now: number; order: number };

/** Books the plans, and whatever they book when they run; gives what was booked and what ran. */
function bookAll(clock: Clock, plans: readonly Plan[]): { ran: Ran[]; booked: () => number } {
  const ran: Ran[] = [];
  let booked = 0;
  const book = (one: Plan) => {
    const at = clock.now() + one.after;
    const order = booked++;
    clock.book(at, label(`job ${order}`), () => {
      ran.push({ at, now: clock.now(), order });
      for (const next of one.books) book(next);
      if (one.wire) return one.throws ? Promise.reject(new Error("async")) : Promise.resolve();
      if (one.throws) throw new Error("sync");
    });
  };
  for (const one of plans) book(one);
  return { ran, booked: () => booked };
}

function expectInOrder(ran: readonly Ran[]): void {
  for (const { at, now } of ran) expect(now).toBe(at);
  const sorted = [...ran].sort((a, b) => a.at - b.at || a.order - b.order);
  expect(ran).toEqual(sorted);
}

const plans = fc.array(plan, { maxLength: 15 });

describe("whatever is booked", () => {
  it("under a frozen clock runs when the clock is advanced to it: in order, at its own instant, never early, never lost", async () => {
    await fc.assert(
      fc.asyncProperty(plans, fc.array(fc.nat(60), { maxLength: 12 }), async (given, advances) => {
        const { clock } = setup("frozen");
        const { ran, booked } = bookAll(clock, given);
        expect(ran).toEqual([]);
        for (const by of advances) {
          const target = clock.now() + by;
          const before = ran.length;
          const played = await clock.advance(target);
          expect(clock.now()).toBe(target);
          expect(played).toHaveLength(ran.length - before);
          expect(played.map(({ at }) => at)).toEqual(ran.slice(before).map(({ at }) => at));
          for (const { at } of ran) expect(at).toBeLessThanOrEqual(target);
          for (const { at } of clock.pending()) expect(at).toBeGreaterThan(target);
          expectInOrder(ran);
        }
        await clock.runUntilIdle(10_000);
        expect(ran).toHaveLength(booked());
        expectInOrder(ran);
        expect(clock.pending()).toEqual([]);
      }),
    );
  });

  it("under an instant clock runs by itself, in order, each at its own instant", async () => {
    await fc.assert(
      fc.asyncProperty(plans, async (given) => {
        const { clock, real } = setup("instant");
        const { ran, booked } = bookAll(clock, given);
        expect(ran).toEqual([]);
        await real.settle();
        expect(ran).toHaveLength(booked());
        expectInOrder(ran);
        expect(clock.now()).toBe(Math.max(START, ...ran.map(({ at }) => at)));
      }),
    );
  });

  it("under a live clock runs as time passes, at any speed and however late timers fire: in order, each at its own instant, never early", async () => {
    const speeds = fc.constantFrom(0.01, 0.5, 1, 7, 60, 1_000_000);
    await fc.assert(
      fc.asyncProperty(
        plans,
        speeds,
        fc.array(fc.nat(40), { maxLength: 10 }),
        fc.nat(20),
        async (given, speed, passes, late) => {
          const { clock, real } = setup("live", speed);
          // A job on the wire lets time flow meanwhile, which is no matter of order: it is looked at below.
          const { ran, booked } = bookAll(clock, withoutWire(given));
          for (const ms of passes) {
            await real.pass(ms, late);
            expectInOrder(ran);
            for (const { at } of ran) expect(at).toBeLessThanOrEqual(clock.now());
          }
          await real.pass(60_000_000, late);
          expect(ran).toHaveLength(booked());
          expectInOrder(ran);
        },
      ),
    );
  });

  it("runs once and in order when modes and speed change and advances come in between", async () => {
    const change = fc.oneof(
      fc.record({ pass: fc.nat(50) }),
      fc.record({ advance: fc.nat(50) }),
      fc.record({ mode: fc.constantFrom<ClockMode>("live", "frozen", "instant"), speed: fc.constantFrom(0.5, 1, 10) }),
    );
    await fc.assert(
      fc.asyncProperty(plans, fc.array(change, { maxLength: 12 }), async (given, changes) => {
        const { clock, real } = setup("frozen");
        const { ran, booked } = bookAll(clock, withoutWire(given));
        let last = clock.now();
        for (const one of changes) {
          if ("pass" in one) await real.pass(one.pass);
          else if ("advance" in one) await clock.advance(clock.now() + one.advance);
          else clock.set(one);
          await real.settle();
          expect(clock.now()).toBeGreaterThanOrEqual(last);
          last = clock.now();
          expectInOrder(ran);
        }
        await clock.runUntilIdle(10_000);
        expect(ran).toHaveLength(booked());
        expectInOrder(ran);
      }),
    );
  });

  it("never runs once it was cancelled, and cancelling stops nothing else", async () => {
    const jobs = fc.array(fc.record({ at: fc.nat(30), cancel: fc.boolean(), byJob: fc.boolean() }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(jobs, async (given) => {
        const { clock } = setup("frozen");
        const ran: number[] = [];
        const bookings = given.map(({ at }, i) =>
          clock.book(START + 10 + at, label(String(i)), () => void ran.push(i)),
        );
        given.forEach(({ cancel, byJob }, i) => {
          if (!cancel) return;
          if (byJob) clock.book(START + 5, label("cancels"), () => clock.cancel(bookings[i]!));
          else clock.cancel(bookings[i]!);
        });
        await clock.advance(START + 100);
        expect([...ran].sort((a, b) => a - b)).toEqual(given.flatMap(({ cancel }, i) => (cancel ? [] : [i])));
      }),
    );
  });
});

function withoutWire(given: readonly Plan[]): Plan[] {
  return given.map((one) => ({ ...one, wire: false, books: withoutWire(one.books) }));
}

describe("an advance", () => {
  it("waits for each job on the wire, and time stands still meanwhile", async () => {
    const { clock, real } = setup("frozen");
    const first = flight();
    const seen: string[] = [];
    clock.book(START + 10, label("first"), first.job);
    clock.book(START + 20, label("second"), () => void seen.push("second"));
    const advance = clock.advance(START + 1_000).then(() => seen.push("advanced"));
    await real.pass(5_000);
    expect([clock.now(), seen]).toEqual([START + 10, []]);
    first.land();
    await advance;
    expect([clock.now(), seen]).toEqual([START + 1_000, ["second", "advanced"]]);
  });

  it.each(["frozen", "live", "instant"] as const)(
    "inside an advance is refused, and the first goes on (%s)",
    async (mode) => {
      const { clock, real } = setup(mode);
      const seen: unknown[] = [];
      const within = async () => {
        seen.push(await clock.advance(START + 5_000).catch((error: unknown) => error));
        seen.push(await clock.runUntilIdle(10).catch((error: unknown) => error));
      };
      clock.book(START + 10, label("advances"), within);
      clock.book(START + 20, label("later"), () => void seen.push("later"));
      const advance = clock.advance(START + 1_000);
      await real.settle();
      await advance;
      expect(seen).toEqual([
        expect.objectContaining({ status: 409, code: "clock_busy", message: expect.stringContaining("handler") }),
        expect.objectContaining({ status: 409, code: "clock_busy" }),
        "later",
      ]);
      expect(clock.isAdvancing()).toBe(false);
      await clock.advance(START + 2_000);
    },
  );

  it("beside an advance is refused", async () => {
    const { clock } = setup("frozen");
    const wire = flight();
    clock.book(START + 10, label("slow"), wire.job);
    const first = clock.advance(START + 10);
    await expect(clock.advance(START + 10)).rejects.toMatchObject({ status: 409, code: "clock_busy" });
    wire.land();
    await first;
  });

  it("goes past a job that throws and one that rejects, and tells of both", async () => {
    const { clock, errors } = setup("frozen");
    clock.book(START + 1, label("throws"), () => {
      throw new Error("now");
    });
    clock.book(START + 2, label("rejects"), () => Promise.reject(new Error("later")));
    let ran = false;
    clock.book(START + 3, label("well"), () => {
      ran = true;
    });
    expect(await clock.advance(START + 3)).toHaveLength(3);
    expect([ran, errors]).toEqual([true, ["throws: now", "rejects: later"]]);
  });

  it("to now plays what is due now", async () => {
    const { clock } = setup("frozen");
    let ran = 0;
    clock.book(START, label("due"), () => {
      ran += 1;
    });
    await clock.advance(START);
    expect(ran).toBe(1);
  });

  it("plays what is booked for a time that has passed at once, at the present", async () => {
    const { clock } = setup("frozen");
    const seen: number[] = [];
    await clock.advance(START + 100);
    clock.book(START + 50, label("past"), () => void seen.push(clock.now()));
    await clock.advance(START + 100);
    expect(seen).toEqual([START + 100]);
  });

  it("plays many thousands of jobs without growing the stack", async () => {
    const { clock } = setup("frozen", 1, { soon: setImmediate });
    let left = 20_000;
    const next = () => {
      left -= 1;
      if (left > 0) clock.book(clock.now(), label("next"), next);
    };
    clock.book(START, label("first"), next);
    await clock.advance(START);
    expect(left).toBe(0);
  });
});

describe("an advance that would go on and on", () => {
  /** Something that books itself again each second. */
  function endless(clock: Clock, name: string): void {
    const again = () => void clock.book(clock.now() + 1_000, label(name), again);
    clock.book(START, label(name), again);
  }

  it("ends at its limit, and says what keeps it going, without the ids", async () => {
    const { clock } = setup("frozen");
    endless(clock, "task_8xK2mP completes");
    endless(clock, "task_9vR3nQ completes");
    await expect(clock.advance(START + DAY, { limit: 20 })).rejects.toMatchObject({
      status: 409,
      code: "too_many_steps",
      message: expect.stringMatching(
        /^20 steps were played and 2 are still booked.* 20 × a task completes\. Call again/,
      ),
    });
    expect(clock.isAdvancing()).toBe(false);
    expect(clock.now()).toBe(START + 9_000);
  });

  it("ends with the client that asked for it, where time has come to", async () => {
    const gone = new AbortController();
    const { clock } = setup("frozen");
    endless(clock, "tick");
    clock.book(START + 5_000, label("the client leaves"), () => gone.abort());
    const played = await clock.advance(START + DAY, { signal: gone.signal });
    expect(played.at(-1)!.label).toBe("the client leaves");
    expect(clock.now()).toBe(START + 5_000);
  });

  it("lets everybody else have a turn on the way", async () => {
    let turns = 0;
    const { clock } = setup("frozen", 1, {
      soon: (run) => {
        turns += 1;
        setImmediate(run);
      },
    });
    endless(clock, "tick");
    await clock.advance(START + 999_000);
    expect(turns).toBe(10);
  });
});

describe("a run until idle", () => {
  it("stands at the last thing that was due", async () => {
    const { clock } = setup("frozen");
    clock.book(START + 3 * DAY, label("late"), () => {});
    await clock.runUntilIdle(10);
    expect(clock.now()).toBe(START + 3 * DAY);
  });

  it("plays up to its limit, then is refused, saying how many are still booked and which is next", async () => {
    const { clock } = setup("frozen");
    let ran = 0;
    const again = () => {
      ran += 1;
      clock.book(clock.now() + 1_000, label("again"), again);
    };
    clock.book(START, label("again"), again);
    clock.book(START + DAY, label("tomorrow"), () => {});
    await expect(clock.runUntilIdle(10)).rejects.toMatchObject({
      status: 409,
      code: "not_idle",
      message: expect.stringMatching(/10 steps were played and 2 are still booked; the next is again at /),
    });
    expect(ran).toBe(10);
  });

  it("of exactly its limit is not refused", async () => {
    const { clock } = setup("frozen");
    for (let i = 0; i < 10; i += 1) clock.book(START + i, label("one"), () => {});
    expect(await clock.runUntilIdle(10)).toHaveLength(10);
  });
});

describe("a live clock", () => {
  it("follows real time, times its speed", async () => {
    const { clock, real } = setup("live", 60);
    await real.pass(1_000);
    expect(clock.now()).toBe(START + 60_000);
    clock.set({ speed: 1 });
    await real.pass(1_000);
    expect(clock.now()).toBe(START + 61_000);
  });

  it("looks at the wall's clock every minute while it waits, and is not early", async () => {
    const { clock, real } = setup("live");
    const ran: number[] = [];
    clock.book(START + DAY, label("far"), () => void ran.push(clock.now()));
    expect(real.waits()).toEqual([60_000]);
    await real.pass(DAY - 1);
    expect(ran).toEqual([]);
    await real.pass(1);
    expect(ran).toEqual([START + DAY]);
  });

  it("waits as long as it takes when it is slow", async () => {
    const { clock, real } = setup("live", 0.001);
    let ran = false;
    clock.book(START + 60_000, label("far"), () => {
      ran = true;
    });
    expect(real.waits()).toEqual([60_000]);
    await real.pass(60_000_000 - 1);
    expect(ran).toBe(false);
    // A part of a virtual millisecond may be lost to rounding: late by one, never early.
    await real.pass(1_001);
    expect(ran).toBe(true);
  });

  it("follows the wall's clock when it jumps ahead (a laptop that slept), and plays what fell due meanwhile", async () => {
    const { clock, real } = setup("live");
    const ran: number[] = [];
    clock.book(START + 3_600_000, label("due"), () => void ran.push(clock.now()));
    await real.pass(10_000);
    real.jump(8 * 3_600_000);
    expect(clock.now()).toBe(START + 8 * 3_600_000 + 10_000);
    await real.pass(60_000);
    expect(ran).toEqual([START + 3_600_000]);
    expect(clock.now()).toBe(START + 8 * 3_600_000 + 70_000);
  });

  it("is on time after a machine has slept as soon as somebody calls, though its timer slept too", async () => {
    for (const call of ["catchUp", "book"] as const) {
      const { clock, real } = setup("live");
      const ran: number[] = [];
      clock.book(START + 50_000, label("due"), () => void ran.push(clock.now()));
      await real.pass(1_000);
      real.jump(45_000);
      if (call === "catchUp") clock.catchUp();
      else clock.book(START + 51_000, label("later"), () => void ran.push(clock.now()));
      await real.pass(4_000);
      expect(ran).toEqual([START + 50_000]);
    }
  });

  it("follows each of several jumps, a change of speed between them, and none that goes back", async () => {
    const { clock, real } = setup("live");
    real.jump(DAY);
    expect(clock.now()).toBe(START + DAY);
    clock.set({ speed: 2 });
    real.jump(DAY);
    expect(clock.now()).toBe(START + 3 * DAY);
    real.jump(-DAY);
    expect(clock.now()).toBe(START + 3 * DAY);
    await real.pass(1_000);
    expect(clock.now()).toBe(START + 3 * DAY + 2_000);
  });

  it("takes no notice of a wall's clock that is put right by a moment, nor when it does not flow", async () => {
    const { clock, real } = setup("live");
    real.jump(900);
    expect(clock.now()).toBe(START);
    clock.set({ mode: "frozen" });
    real.jump(DAY);
    expect(clock.now()).toBe(START);
    clock.set({ mode: "live" });
    expect(clock.now()).toBe(START);
  });

  it("is advanced by as little as nothing: the present is read once", async () => {
    const real = fakeTime(START);
    const restless = { ...real, monotonic: () => real.monotonic() + tick++ };
    let tick = 0;
    const clock = createClock({ mode: "live", now: START, real: restless, onJobError: () => expect.unreachable() });
    for (const ms of [0, 1, 2]) await clock.advanceBy(ms);
  });

  it("keeps one timer, for the next booking", () => {
    const { clock, real } = setup("live");
    clock.book(START + 500, label("b"), () => {});
    const a = clock.book(START + 100, label("a"), () => {});
    expect(real.waits()).toEqual([100]);
    clock.cancel(a);
    clock.book(START + 700, label("c"), () => {});
    expect(real.waits()).toEqual([500]);
  });

  it("plays what fell due when it is asked to catch up, before its timer fires", async () => {
    const { clock, real } = setup("live");
    const ran: number[] = [];
    clock.book(START + 10, label("due"), () => void ran.push(clock.now()));
    await real.pass(15, 1_000);
    expect(ran).toEqual([]);
    clock.catchUp();
    expect(ran).toEqual([START + 10]);
    await real.pass(2_000);
    expect(ran).toHaveLength(1);
  });

  it("jumps ahead on an advance, and goes on from there", async () => {
    const { clock, real } = setup("live");
    const ran: number[] = [];
    clock.book(START + DAY, label("tomorrow"), () => void ran.push(clock.now()));
    clock.book(START + DAY + 1_000, label("then"), () => void ran.push(clock.now()));
    await real.pass(250);
    await clock.advance(clock.now() + DAY);
    expect(ran).toEqual([START + DAY]);
    await real.pass(749);
    expect(ran).toHaveLength(1);
    await real.pass(1);
    expect(ran).toEqual([START + DAY, START + DAY + 1_000]);
  });

  it("runs no faster than the wall's while a handler is at work", async () => {
    const { clock, real } = setup("live", 3_600);
    const wire = flight();
    clock.book(START + 3_600, label("deliver"), wire.job);
    await real.pass(1);
    const before = clock.now();
    await real.pass(2_000);
    expect(clock.now() - before).toBe(2_000);
    wire.land();
    await real.settle();
    await real.pass(1_000);
    expect(clock.now() - before).toBe(2_000 + 3_600_000);
  });

  it("runs each job at its own instant, however late, also when one before it goes on the wire", async () => {
    const { clock, real } = setup("live", 1_000);
    const ran: number[] = [];
    const wire = flight();
    clock.book(START + 3_000, label("deliver"), wire.job);
    clock.book(START + 3_100, label("next"), () => void ran.push(clock.now()));
    await real.pass(5, 2);
    expect(ran).toEqual([START + 3_100]);
    wire.land();
  });

  it.each([
    ["an advance", (clock: Clock) => clock.advance(START + 1_000)],
    ["another speed", (clock: Clock) => clock.set({ speed: 2 })],
    ["another mode", (clock: Clock) => clock.set({ mode: "frozen" })],
  ])("gives what is overdue its own instant before %s", async (_, change) => {
    const { clock, real } = setup("live");
    const ran: number[] = [];
    clock.book(START + 10, label("due"), () => void ran.push(clock.now()));
    await real.pass(15, 1_000);
    await change(clock);
    expect(ran).toEqual([START + 10]);
  });

  it("stops when it is frozen, and plays nothing then", async () => {
    const { clock, real } = setup("live");
    let ran = false;
    clock.book(START + 1_000, label("soon"), () => {
      ran = true;
    });
    await real.pass(400);
    clock.set({ mode: "frozen" });
    await real.pass(10_000);
    expect([clock.now(), ran, real.waits()]).toEqual([START + 400, false, []]);
    clock.set({ mode: "live" });
    await real.pass(599);
    expect(ran).toBe(false);
    await real.pass(1);
    expect(ran).toBe(true);
  });

  it("leaves no timer once it is closed, and plays nothing more", async () => {
    const { clock, real } = setup("live");
    clock.book(START + 10, label("never"), () => expect.unreachable());
    clock.close("closed");
    expect(real.waits()).toEqual([]);
    clock.book(START + 20, label("never"), () => expect.unreachable());
    await real.pass(100);
    expect(real.waits()).toEqual([]);
  });

  it("arms its timer anew for the first on the wire and for the last, whose pace is another, and not for each between them", async () => {
    let armed = 0;
    const time = fakeTime(START);
    const after: RealTime["after"] = (ms, run) => {
      armed += 1;
      return time.after(ms, run);
    };
    const { clock } = setup("live", 1_000, { ...time, after });
    clock.book(START + DAY, label("far"), () => {});
    const work = Array.from({ length: 20 }, flight);
    armed = 0;
    const landed = work.map(({ job }, n) => clock.onTheWire(job(), label(`attempt ${n}`), false));
    expect(armed).toBe(1);
    for (const { land } of work) land();
    await Promise.all(landed);
    expect(armed).toBe(2);
  });
});

describe("an instant clock", () => {
  it("plays only when nothing is held", async () => {
    const { clock, real } = setup("instant");
    let ran = 0;
    const letGo = clock.hold(label("GET /v1/tasks"));
    const letGoToo = clock.hold(label("POST /v1/tasks"));
    clock.book(START + 10, label("due"), () => {
      ran += 1;
    });
    await real.settle();
    expect(clock.heldBy()?.label).toBe("GET /v1/tasks");
    letGo();
    letGo();
    await real.settle();
    expect([ran, clock.now(), clock.heldBy()?.label]).toEqual([0, START, "POST /v1/tasks"]);
    letGoToo();
    await real.settle();
    expect([ran, clock.now()]).toEqual([1, START + 10]);
  });

  it("stops in the middle when something is held, and goes on when it is let go", async () => {
    const { clock, real } = setup("instant");
    const wire = flight();
    const seen: string[] = [];
    clock.book(START + 10, label("deliver"), wire.job);
    clock.book(START + 20, label("next"), () => void seen.push("next"));
    await real.settle();
    const letGo = clock.hold(label("GET /v1/tasks"));
    wire.land();
    await real.settle();
    expect([clock.now(), seen]).toEqual([START + 10, []]);
    letGo();
    await real.settle();
    expect([clock.now(), seen]).toEqual([START + 20, ["next"]]);
  });

  it("stands still while something else is on the wire, also when that starts in the middle", async () => {
    const { clock, real } = setup("instant");
    const [own, other] = [flight(), flight()];
    const seen: string[] = [];
    clock.book(START + 10, label("deliver"), own.job);
    clock.book(START + 20, label("next"), () => void seen.push("next"));
    await real.settle();
    const outside = clock.onTheWire(other.job(), label("ordered"), true);
    own.land();
    await real.settle();
    expect([clock.now(), seen]).toEqual([START + 10, []]);
    other.land();
    await outside;
    await real.settle();
    expect(seen).toEqual(["next"]);
  });

  it("plays nothing by itself while an advance runs, and goes on after it", async () => {
    const { clock, real } = setup("frozen");
    const wire = flight();
    const seen: number[] = [];
    clock.book(START + 10, label("deliver"), wire.job);
    clock.book(START + 500, label("later"), () => void seen.push(clock.now()));
    const advance = clock.advance(START + 100);
    clock.set({ mode: "instant" });
    await real.settle();
    expect([clock.now(), seen]).toEqual([START + 10, []]);
    wire.land();
    await advance;
    expect([clock.now(), seen]).toEqual([START + 100, []]);
    await real.settle();
    expect(seen).toEqual([START + 500]);
  });

  it("is quiet only when it has played all it can", async () => {
    const { clock, real } = setup("instant");
    expect(clock.isQuiet()).toBe(true);
    clock.book(START + 10, label("due"), () => {});
    expect(clock.isQuiet()).toBe(false);
    await real.settle();
    expect(clock.isQuiet()).toBe(true);
  });
});

describe("time", () => {
  it("stands still under an advance while something that was sent before it is on the wire", async () => {
    const { clock, real } = setup("instant");
    const wire = flight();
    let ended = 0;
    const work = () =>
      wire.job().then(() => {
        ended = clock.now();
      });
    clock.book(START + 10, label("deliver"), work);
    await real.settle();
    const advance = clock.advance(START + DAY);
    await real.settle();
    expect(clock.now()).toBe(START + 10);
    wire.land();
    await advance;
    expect([ended, clock.now()]).toEqual([START + 10, START + DAY]);
  });
});

describe("a handler that advances the clock which waits for its answer", () => {
  const refused = (attempt: string) => ({
    status: 409,
    code: "clock_busy",
    message: expect.stringMatching(
      `^The handler is at work on ${attempt}, so .* was refused. .*webhook handler must not`,
    ),
  });

  it.each(["live", "frozen", "instant"] as const)(
    "is refused at once where somebody ordered the request (%s)",
    async (mode) => {
      const { clock, real } = setup(mode);
      const wire = flight();
      const ordered = clock.onTheWire(wire.job(), label("attempt 2"), true);
      await expect(clock.advance(START + DAY)).rejects.toMatchObject(refused("attempt 2"));
      await expect(clock.runUntilIdle(10)).rejects.toMatchObject(refused("attempt 2"));
      expect(clock.isAdvancing()).toBe(false);
      wire.land();
      await ordered;
      await real.settle();
      await clock.advance(START + DAY);
    },
  );

  it.each(["live", "instant"] as const)(
    "is refused soon where the request went out by itself, and time goes on (%s)",
    async (mode) => {
      const { clock, real } = setup(mode);
      const wire = flight();
      const seen: string[] = [];
      clock.book(START + 10, label("attempt 1"), wire.job);
      clock.book(START + 20_000, label("later"), () => void seen.push("later"));
      await real.pass(10);
      const advance = clock.advance(START + DAY).catch((error: unknown) => error);
      await real.pass(499);
      expect(clock.isAdvancing()).toBe(true);
      await real.pass(1);
      expect(await advance).toMatchObject(refused("attempt 1"));
      expect(seen).toEqual([]);
      wire.land();
      await real.pass(30_000);
      expect(seen).toEqual(["later"]);
    },
  );

  it("is not what a caller is taken for whose own advance brings the request about, however slow the handler", async () => {
    const { clock, real } = setup("live");
    const wire = flight();
    clock.book(START + 10, label("overdue"), wire.job);
    await real.pass(15, 1_000);
    const advance = clock.advance(START + DAY);
    await real.pass(5_000);
    wire.land();
    expect(await advance).toEqual([]);
    expect(clock.now()).toBe(START + DAY);
  });
});

describe("a clock that is stopped", () => {
  it.each(["reset", "closed"] as const)("refuses the advance that is under way, saying why (%s)", async (why) => {
    const { clock, real } = setup("frozen");
    const wire = flight();
    clock.book(START + 10, label("deliver"), wire.job);
    clock.book(START + 20, label("never"), () => expect.unreachable());
    const advance = clock.advance(START + DAY);
    await real.settle();
    clock.close(why);
    wire.land();
    await expect(advance).rejects.toMatchObject({
      status: 409,
      code: why,
      message: expect.stringContaining("during an advance to"),
    });
  });

  it("refuses a run until idle in the same way", async () => {
    const { clock, real } = setup("instant");
    const wire = flight();
    clock.book(START, label("deliver"), wire.job);
    const run = clock.runUntilIdle(10);
    await real.settle();
    clock.close("reset");
    wire.land();
    await expect(run).rejects.toMatchObject({ status: 409, code: "reset" });
  });
});

describe("the end of time", () => {
  const END = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

  it("is not gone beyond by an advance, and the refusal says so", async () => {
    const { clock } = setup("frozen");
    await clock.advance(END - 9_000);
    await expect(clock.advanceBy(10_000)).rejects.toMatchObject({
      status: 400,
      message:
        "The clock stands at 9999-12-31T23:59:50.999Z and cannot go on by 10s: the last instant is 9999-12-31T23:59:59.999Z. Start with an earlier --now.",
    });
    await clock.advanceBy(9_000);
    expect(clock.now()).toBe(END);
  });

  it("is where a live clock stops", async () => {
    const { clock, real } = setup("live");
    await clock.advance(END - 1_000);
    await real.pass(5_000);
    expect(clock.now()).toBe(END);
  });
});
