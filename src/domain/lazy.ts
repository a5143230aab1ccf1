// A value that is made when it is first looked at, for what most records are never asked. Records have it as a value, not behind a
// getter: to the machine they stay alike, and the compiler tells who looks.

export class Lazy<T> {
  private make: (() => T) | undefined;
  private value: T | undefined;
  private made: ((value: T) => void) | undefined;

  /** `make` is called once; what it gives must not depend on when that is. */
  constructor(make: () => T) {
    this.make = make;
    this.value = undefined;
    this.made = undefined;
  }

  get isMade(): boolean {
    return this.make === undefined;
  }

  get(): T {
    if (this.make === undefined) return this.value as T;
    const { made } = this;
    const value = this.make();
    this.set(value);
    made?.(value);
    return value;
  }

  /** What it is from now on, without a call of `make`; nobody hears of it. */
  set(value: T): void {
    this.value = value;
    this.make = undefined;
    this.made = undefined;
  }

  /** Calls `made` once it is made; never where it is already, or is set. */
  whenMade(made: (value: T) => void): void {
    if (!this.isMade) this.made = made;
  }

  /** As JSON it is as if it had always been there. */
  toJSON(): T {
    return this.get();
  }
}

/** A value that is there, or will be when it is looked at. */
export type MaybeLazy<T> = T | Lazy<T>;

/** Looks at it. */
export function seen<T>(value: MaybeLazy<T>): T {
  return value instanceof Lazy ? value.get() : value;
}

/** False while nobody has looked at it. */
export function isMade(value: unknown): boolean {
  return !(value instanceof Lazy) || value.isMade;
}

/** The same as a function: `make` is called when it first is. */
export function madeOnce<T>(make: () => T): () => T {
  const lazy = new Lazy(make);
  return () => lazy.get();
}
