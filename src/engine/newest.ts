// What has a number, to be listed from the newest without a copy of it all.

export function createNewest<T extends { number: number }>() {
  /** What has each number from `first` on; undefined where it is gone. */
  let all: (T | undefined)[] = [];
  let first = 1;
  let gone = 0;

  /** Lets go of the places before the oldest that there is, once they are the greater part. */
  function trim(): void {
    if (gone < 1_024 || gone < all.length / 2) return;
    while (all[gone] === undefined && gone < all.length) gone += 1;
    all = all.slice(gone);
    first += gone;
    gone = 0;
  }

  return {
    add(one: T): void {
      if (all.length === 0) first = one.number;
      for (; one.number < first; first -= 1) all.unshift(undefined);
      while (all.length <= one.number - first) all.push(undefined);
      all[one.number - first] = one;
      gone = Math.min(gone, one.number - first);
    },
    remove({ number }: T): void {
      const place = number - first;
      if (place < 0 || place >= all.length) return;
      all[place] = undefined;
      while (gone < all.length && all[gone] === undefined) gone += 1;
      trim();
    },
    /** The newest first. */
    *[Symbol.iterator](): Generator<T> {
      for (let number = first + all.length - 1; number >= first + gone; number -= 1) {
        const one = all[number - first];
        if (one) yield one;
      }
    },
  };
}
