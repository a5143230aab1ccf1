// A member of a record that is made when it is first looked at, for what most records are never asked: in copies and as JSON it is
// as if it had always been there.

/** Makes `object[name]` by `make` when it is first read; from then on, and once it is set, it is a member as any other. */
export function makeWhenRead<T extends object, K extends keyof T>(object: T, name: K, make: () => T[K]): T {
  const settle = (value: T[K]) =>
    void Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
  return Object.defineProperty(object, name, {
    get() {
      const value = make();
      settle(value);
      return value;
    },
    set: settle,
    enumerable: true,
    configurable: true,
  });
}

/** False while nobody has looked at it. */
export function isMade<T extends object>(object: T, name: keyof T): boolean {
  return Object.getOwnPropertyDescriptor(object, name)?.get === undefined;
}
