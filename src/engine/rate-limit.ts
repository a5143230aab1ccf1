// A fixed window of so many calls, on the account's clock (contract 2, 429; off unless asked for).

/** `calls` in each `windowMs` of virtual time. */
export type RateLimit = { calls: number; windowMs: number };

/** The window that is open: since when, and how many calls it has let in or turned away. */
export type RateWindow = { opened: number; used: number };

/** How long a call has to wait for the next window, in milliseconds; undefined: it is let in. `set` keeps the window as it is then. */
export function admit(
  { calls, windowMs }: RateLimit,
  window: RateWindow | undefined,
  now: number,
  set: (window: RateWindow) => void,
): number | undefined {
  const { opened, used } = window && now < window.opened + windowMs ? window : { opened: now, used: 0 };
  set({ opened, used: used + 1 });
  return used < calls ? undefined : opened + windowMs - now;
}
