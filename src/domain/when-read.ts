// A member of a record that is made when it is first looked at, for what most records are never asked: in copies and as JSON it is
// as if it had always been there.

/** What is still to be made of an object, by name: how, and who hears of it. */
const UNMADE = Symbol("what is still to be made");
type Unmade = { make: () => unknown; made?: (value: unknown) => void };
type Holder = { [UNMADE]?: Record<PropertyKey, Unmade | undefined> };

/** The same two functions for all members of a name: objects that are made alike stay so for the machine. */
const descriptors = new Map<PropertyKey, PropertyDescriptor>();

function descriptorOf(name: PropertyKey): PropertyDescriptor {
  const known = descriptors.get(name);
  if (known) return known;
  const descriptor: PropertyDescriptor = {
    get(this: Holder) {
      const { make } = this[UNMADE]![name]!;
      const value = make();
      const { made } = this[UNMADE]![name] ?? {};
      settle(this, name, value);
      made?.(value);
      return value;
    },
    set(this: Holder, value: unknown) {
      settle(this, name, value);
    },
    enumerable: true,
    configurable: true,
  };
  descriptors.set(name, descriptor);
  return descriptor;
}

function settle(object: Holder, name: PropertyKey, value: unknown): void {
  object[UNMADE]![name] = undefined;
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

/** Makes `object[name]` by `make` when it is first read; from then on, and once it is set, it is a member as any other. */
export function makeWhenRead<T extends object, K extends keyof T>(object: T, name: K, make: () => T[K]): T {
  const holder: Holder = object;
  if (holder[UNMADE]) holder[UNMADE][name] = { make };
  else Object.defineProperty(holder, UNMADE, { value: { [name]: { make } } });
  return Object.defineProperty(object, name, descriptorOf(name));
}

/** Calls `made` once it is made; never where it is there already, or is set. */
export function whenMade<T extends object, K extends keyof T>(object: T, name: K, made: (value: T[K]) => void): void {
  const unmade = (object as Holder)[UNMADE]?.[name];
  if (unmade) unmade.made = made as (value: unknown) => void;
}

/** False while nobody has looked at it. */
export function isMade<T extends object>(object: T, name: keyof T): boolean {
  return (object as Holder)[UNMADE]?.[name] === undefined;
}
