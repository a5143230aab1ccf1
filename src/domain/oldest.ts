// Drops what a map has had for the longest, without passing all that was dropped before: a map keeps the places of what is deleted for
// a while, and an iterator made anew walks over each of them.

const walks = new WeakMap<object, Iterator<unknown>>();

/** Takes the oldest member out, and gives its value; undefined when there is none. */
export function dropOldest<K, V>(map: Map<K, V>): V | undefined {
  const key = oldestOf(map);
  const value = map.get(key as K);
  map.delete(key as K);
  return value;
}

/** The walk goes on where it was: what lies before that is gone, and what is set anew goes to the end. */
function oldestOf<K>(map: ReadonlyMap<K, unknown>): K | undefined {
  const next = (walks.get(map) as Iterator<K> | undefined)?.next();
  if (next && !next.done) return next.value;
  const anew = map.keys();
  walks.set(map, anew);
  return anew.next().value;
}
