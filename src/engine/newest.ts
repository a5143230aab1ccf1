// What has a number, to be listed from the newest without a copy of it all.

/** So many places of what is gone are always let be. */
const FEW = 1_024;

export function createNewest<T extends { number: number }>() {
  /** The numbers that there are or were, the lowest first, and what has each of them; undefined where it is gone. */
  let numbers: number[] = [];
  let all: (T | undefined)[] = [];
  let gone = 0;

  /** Lets go of the places of what is gone, once they are the greater part: one that stays holds those after it no longer. */
  function trim(): void {
    if (gone < FEW || gone < all.length / 2) return;
    numbers = numbers.filter((_, place) => all[place] !== undefined);
    all = all.filter((one) => one !== undefined);
    gone = 0;
  }

  return {
    add(one: T): void {
      const place = placeIn(numbers, one.number);
      if (place === all.length) {
        numbers.push(one.number);
        all.push(one);
        return;
      }
      if (numbers[place] !== one.number) {
        numbers.splice(place, 0, one.number);
        all.splice(place, 0, undefined);
        gone += 1;
      }
      if (all[place] === undefined) gone -= 1;
      all[place] = one;
    },
    remove({ number }: T): void {
      const place = placeIn(numbers, number);
      if (numbers[place] !== number || all[place] === undefined) return;
      all[place] = undefined;
      gone += 1;
      trim();
    },
    /** How many places it takes. */
    get places(): number {
      return all.length;
    },
    /** The newest first, of those that there are now. */
    *[Symbol.iterator](): Generator<T> {
      const those = all;
      for (let place = those.length - 1; place >= 0; place -= 1) {
        const one = those[place];
        if (one) yield one;
      }
    },
  };
}

/** Where a number is among those in order, or would be. */
function placeIn(numbers: readonly number[], number: number): number {
  let [low, high] = [0, numbers.length];
  if (high === 0 || numbers[high - 1]! < number) return high; // nearly always: the newest
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
