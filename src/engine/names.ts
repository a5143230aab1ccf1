// Names that are looked up, tens of thousands of them, which come and go: a map that goes on changing lays its table out anew again and
// again, megabytes each time. Each name has a handle, a small whole number: what belongs to it stands beside it under that.

const FEWEST = 16;
/** Of the places of a table so many parts are taken at most. */
const FULL = 0.6;
const NONE = -1;

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a factory: its parts are the functions in it, which share its state.
export function createNames() {
  const names: string[] = [];
  const free: number[] = [];
  /** The handle at each place; a name's place is the first free one from its hash on. */
  let table = new Int32Array(2 * FEWEST).fill(NONE);
  /** By handle: the name's hash, and the handles of those that came just before and after it. */
  let hashes = new Int32Array(FEWEST);
  let before = new Int32Array(FEWEST);
  let after = new Int32Array(FEWEST);
  let oldest = NONE;
  let newest = NONE;
  let size = 0;

  function placeOf(name: string, hash: number): number {
    const mask = table.length - 1;
    for (let place = hash & mask; ; place = (place + 1) & mask) {
      const handle = table[place]!;
      if (handle === NONE || (hashes[handle] === hash && names[handle] === name)) return place;
    }
  }

  function grow(): void {
    const handles = table.filter((handle) => handle !== NONE);
    table = new Int32Array(2 * table.length).fill(NONE);
    const mask = table.length - 1;
    for (const handle of handles) {
      let place = hashes[handle]! & mask;
      while (table[place] !== NONE) place = (place + 1) & mask;
      table[place] = handle;
    }
  }

  function makeRoom(handle: number): void {
    if (handle < hashes.length) return;
    hashes = longer(hashes);
    before = longer(before);
    after = longer(after);
  }

  /** Frees a place; those that stand behind it since it was taken move up. */
  function empty(place: number): void {
    const mask = table.length - 1;
    let free = place;
    for (let next = (place + 1) & mask; table[next] !== NONE; next = (next + 1) & mask) {
      const home = hashes[table[next]!]! & mask;
      if (((next - home) & mask) < ((next - free) & mask)) continue;
      table[free] = table[next]!;
      free = next;
    }
    table[free] = NONE;
  }

  function link(handle: number): void {
    before[handle] = newest;
    after[handle] = NONE;
    if (newest === NONE) oldest = handle;
    else after[newest] = handle;
    newest = handle;
  }

  function unlink(handle: number): void {
    const [one, other] = [before[handle]!, after[handle]!];
    if (one === NONE) oldest = other;
    else after[one] = other;
    if (other === NONE) newest = one;
    else before[other] = one;
  }

  return {
    /** The handle of a name that is there; undefined of any other. */
    find(name: string): number | undefined {
      const handle = table[placeOf(name, hashOf(name))]!;
      return handle === NONE ? undefined : handle;
    },
    /** The handle of a name, which is the newest now if it was not there. */
    add(name: string): number {
      const hash = hashOf(name);
      const place = placeOf(name, hash);
      const known = table[place]!;
      if (known !== NONE) return known;
      const handle = free.pop() ?? names.length;
      names[handle] = name;
      makeRoom(handle);
      hashes[handle] = hash;
      table[place] = handle;
      link(handle);
      size += 1;
      if (size > table.length * FULL) grow();
      return handle;
    },
    /** Makes it the newest. */
    renew(handle: number): void {
      if (handle === newest) return;
      unlink(handle);
      link(handle);
    },
    remove(handle: number): void {
      const mask = table.length - 1;
      let place = hashes[handle]! & mask;
      while (table[place] !== handle) place = (place + 1) & mask;
      empty(place);
      unlink(handle);
      names[handle] = "";
      free.push(handle);
      size -= 1;
    },
    nameOf: (handle: number): string => names[handle]!,
    get oldest(): number | undefined {
      return oldest === NONE ? undefined : oldest;
    },
    get size(): number {
      return size;
    },
    /** The handles, the oldest first. Nothing may come or go meanwhile. */
    *[Symbol.iterator](): Generator<number> {
      for (let handle = oldest; handle !== NONE; handle = after[handle]!) yield handle;
    },
  };
}

/** FNV-1a, of its characters. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5 | 0;
  for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}

function longer(some: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const made = new Int32Array(2 * some.length);
  made.set(some);
  return made;
}
