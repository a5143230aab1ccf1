// The outside that `check` is given by its caller: the real clock, and how requests are sent.

import { setTimeout } from "node:timers/promises";
import { exchange, type Request } from "../../src/http/post-webhook.js";

export const clock = {
  now: () => performance.now() + performance.timeOrigin,
  wait: async (ms: number): Promise<void> => {
    await setTimeout(ms, undefined, { ref: false });
  },
  exchange: (request: Request) => exchange(request, { insecure: false }),
};
