// A fixed window of so many calls, on the account's clock (contract 2, 429; off unless asked for).

/** `calls` in each `windowMs` of virtual time. */
export type RateLimit = { calls: number; windowMs: number };

/** `admit` counts a call: undefined lets it in, a number is how many milliseconds until the next window. */
export function createRateLimit(limit: RateLimit | null, now: () => number): { admit(): number | undefined } {
  let opened = Number.NEGATIVE_INFINITY;
  let used = 0;
  return {
    admit() {
      if (limit === null) return undefined;
      if (now() >= opened + limit.windowMs) {
        opened = now();
        used = 0;
      }
      used += 1;
      return used <= limit.calls ? undefined : opened + limit.windowMs - now();
    },
  };
}
