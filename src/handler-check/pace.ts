// How many cases are on their way at once: one after the other while the handler is quick, side by side when it takes its time.

/** A case that takes longer than this does not hold up the next: with a handler that was slow at once, and with any other. */
const PATIENCE_MS = { slow: 300, quick: 1_500 };
const MOST = 16;
const AT_FIRST = 4;
/** Answers that take longer than this are slow. */
const SLOW_MS = 2_000;
/** After so many slow answers the handler is said to be slow. */
const SLOW_ANSWERS = 2;

export type Pace = {
  /** What an answer took while only that was asked, or with others on their way. */
  answered(ms: number): void;
  /** Plays all, in order, as many at once as the handler can bear. */
  play<T>(items: readonly T[], one: (item: T) => Promise<void>): Promise<void>;
};

/** `wait`: the caller's clock. `onSlow`: told once, with what an answer takes in milliseconds. */
export function createPace({
  wait,
  timeoutMs,
  onSlow,
}: {
  wait: (ms: number) => Promise<void>;
  timeoutMs: number;
  onSlow: (ms: number) => void;
}): Pace {
  let first: number | undefined;
  let limit = AT_FIRST;
  let slow = 0;
  const onWay = new Set<Promise<void>>();
  return {
    answered(ms) {
      // A handler that takes one at a time needs twice as long for two: it must not time out because of us.
      if (first === undefined) limit = Math.max(1, Math.min(AT_FIRST, Math.floor(timeoutMs / ms) - 1));
      else if (onWay.size > 1)
        limit = ms > 2 * Math.max(first, 100) ? Math.max(1, limit - 1) : Math.min(MOST, limit + 1);
      first ??= ms;
      if (ms < SLOW_MS) return;
      slow += 1;
      if (slow === SLOW_ANSWERS) onSlow(ms);
    },
    async play(items, one) {
      for (const item of items) {
        while (onWay.size >= limit) await Promise.race(onWay);
        const work = one(item).finally(() => onWay.delete(work));
        onWay.add(work);
        await Promise.race([
          Promise.all(onWay),
          wait((first ?? 0) > PATIENCE_MS.quick ? PATIENCE_MS.slow : PATIENCE_MS.quick),
        ]);
      }
      await Promise.all(onWay);
    },
  };
}
