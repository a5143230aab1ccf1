// Real time for a clock under test: it passes only when the test says so, and no timer outlives a test.

import type { RealTime } from "../../src/engine/clock.js";

type Timer = { at: number; order: number; run: () => void };

export type FakeTime = RealTime & {
  /** Real milliseconds pass; timers run when due, each a moment late by `late`. Lets promises settle after each. */
  pass(ms: number, late?: number): Promise<void>;
  /** The wall's clock is set on, or the machine sleeps: the machine's own clock and its timers hear nothing of it. */
  jump(ms: number): void;
  /** Lets everything that is ready now happen. */
  settle(): Promise<void>;
  /** How long the armed timers have yet to wait. */
  waits(): number[];
};

export function fakeTime(wall = 0): FakeTime {
  let real = 0;
  let jumped = 0;
  let order = 0;
  let timers: Timer[] = [];
  const ready: (() => void)[] = [];

  /** A turn of Node's own loop empties the whole queue of promises. */
  const turn = () => new Promise<void>((resolve) => void setImmediate(resolve));

  async function settle(): Promise<void> {
    await turn();
    for (let run = ready.shift(); run; run = ready.shift()) {
      run();
      await turn();
    }
  }

  return {
    wall: () => wall + real + jumped,
    jump(ms) {
      jumped += ms;
    },
    monotonic: () => real,
    after(ms, run) {
      if (!(ms >= 0 && ms <= 2_147_483_647)) throw new RangeError(`a timer of ${ms} ms would fire at once`);
      const timer = { at: real + ms, order: order++, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    soon: (run) => void ready.push(run),
    settle,
    waits: () => timers.map(({ at }) => at - real),
    async pass(ms, late = 0) {
      const until = real + ms;
      await settle();
      for (;;) {
        const [next] = timers.filter(({ at }) => at + late <= until).sort((a, b) => a.at - b.at || a.order - b.order);
        if (!next) break;
        real = Math.max(real, next.at + late);
        timers = timers.filter((one) => one !== next);
        next.run();
        await settle();
      }
      real = until;
      await settle();
    },
  };
}
