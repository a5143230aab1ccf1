// What the bundle's libraries take for the global timers: those that were there when it was loaded, whatever a test fakes later.

const { process, setTimeout, clearTimeout, setInterval, clearInterval, setImmediate, clearImmediate, queueMicrotask } =
  globalThis;
const nextTick = process.nextTick.bind(process);

export {
  clearImmediate,
  clearInterval,
  clearTimeout,
  nextTick as "process.nextTick",
  queueMicrotask,
  setImmediate,
  setInterval,
  setTimeout,
};
