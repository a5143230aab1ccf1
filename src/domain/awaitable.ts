// What is there at once but for where something must be waited for: what goes on with it need not wait for nothing.

export type Awaitable<T> = T | Promise<T>;

/** `then` of the value: at once where it is there. */
export function andThen<T, R>(value: Awaitable<T>, then: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(then) : then(value);
}
