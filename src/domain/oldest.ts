// Drops what a map has had for the longest, without passing all that was dropped before: a map keeps the places of what is deleted for
// a while, and an iterator made anew walks over each of them.

const walks = new WeakMap<object, Iterator<unknown>>();

/** Takes the oldest member out. */
export function dropOldest<K>(map: Map<K, unknown>): void {
  map.delete(oldestOf(map) as K);
}

/** The walk goes on where it was: what lies before that is gone, and what is set anew goes to the end. */
function oldestOf<K>(map: ReadonlyMap<K, unknown>): K | undefined {
  const next = (walks.get(map) as Iterator<K> | undefined)?.next();
  if (next && !next.done) return next.value;
  const anew = map.keys();
  walks.set(map, anew);
  return anew.next().value;
}
