// What has a number, to be listed from the newest without a copy of it all.

/** So many places of what is gone are always let be. */
const FEW = 1_024;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createNewest<T>() {
  /** The numbers that there are or were, the lowest first, and what has each of them; undefined where it is gone. */
  const numbers: number[] = [];
  const all: (T | undefined)[] = [];
  let gone = 0;

  /** Lets go of the places of what is gone, once they are the greater part: one that stays holds those after it no longer. In place: a copy would be garbage soon. */
  function trim(): void {
    if (gone < FEW || gone < all.length / 2) return;
    let to = 0;
    for (let place = 0; place < all.length; place += 1) {
      if (all[place] === undefined) continue;
      all[to] = all[place];
      numbers[to] = numbers[place]!;
      to += 1;
    }
    numbers.length = to;
    all.length = to;
    gone = 0;
  }

  return {
    add(number: number, one: T): void {
      const place = placeIn(numbers, number);
      if (place === all.length) {
        numbers.push(number);
        all.push(one);
        return;
      }
      if (numbers[place] !== number) {
        numbers.splice(place, 0, number);
        all.splice(place, 0, undefined);
        gone += 1;
      }
      if (all[place] === undefined) gone -= 1;
      all[place] = one;
    },
    remove(number: number): void {
      const place = placeIn(numbers, number);
      if (numbers[place] !== number || all[place] === undefined) return;
      all[place] = undefined;
      gone += 1;
      trim();
    },
    at(number: number): T | undefined {
      const place = placeIn(numbers, number);
      return numbers[place] === number ? all[place] : undefined;
    },
    /** How many places it takes. */
    get places(): number {
      return all.length;
    },
    /** The newest first, each with its number, of those that there are now. */
    *[Symbol.iterator](): Generator<[number, T]> {
      let last = Number.POSITIVE_INFINITY;
      for (let place = all.length - 1; place >= 0; place -= 1) {
        if (numbers[place] === undefined || numbers[place]! >= last) place = placeIn(numbers, last) - 1; // some have moved meanwhile
        const [number, one] = [numbers[place], all[place]];
        if (number !== undefined) last = number;
        if (number !== undefined && one !== undefined) yield [number, one];
      }
    },
    /** The oldest first, of those that there are at this moment. */
    oldestFirst(): [number, T][] {
      return [...this].reverse();
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
