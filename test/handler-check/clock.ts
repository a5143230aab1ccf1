// The real clock that `check` is given by its caller.

import { setTimeout } from "node:timers/promises";

export const clock = {
  now: () => performance.now() + performance.timeOrigin,
  wait: async (ms: number): Promise<void> => {
    await setTimeout(ms);
  },
};
