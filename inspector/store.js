// What the page knows, all of it, and who wants to hear when that changes.

/** Choices that outlive the page. */
const KEPT = ["compact", "pretty", "notify", "dockWidth"];
const STORED = "ploton-mock-choices";

/**
 * `task` is the selected task whole; `found` says how looking for it went: "none", "loading", "there" or "gone". `open` holds
 * what a person opened or closed, by name. `hits` are the tasks that the search finds, undefined while nothing is searched for,
 * and `sought` the text that found them: not yet what is in the field, while that is looked for.
 * `fresh` counts the tasks that came above what is looked at. `sending` has what is on the wire, by delivery.
 */
export const state = {
  connection: "connecting",
  retryInMs: 0,
  notice: undefined,
  loaded: false,
  view: "tasks",
  briefs: new Map(),
  order: [],
  chip: "all",
  text: "",
  hits: undefined,
  sought: "",
  searchProblem: "",
  suggest: undefined,
  follow: true,
  fresh: 0,
  selected: undefined,
  task: undefined,
  created: undefined,
  found: "none",
  attempt: undefined,
  open: new Map(),
  sending: new Map(),
  clock: undefined,
  clockReadAt: 0,
  busy: undefined,
  working: new Set(),
  calls: [],
  callsRead: false,
  call: undefined,
  deliveries: undefined,
  deliveryChip: "all",
  chosen: new Set(),
  pending: [],
  waits: [],
  faults: [],
  kinds: undefined,
  consents: [],
  fixtures: [],
  problems: [],
  webhook: undefined,
  environment: undefined,
  accounts: [],
  menu: false,
  axisWidth: 600,
  compact: false,
  pretty: false,
  notify: false,
  dockWidth: 440,
  ...kept(),
};

function kept() {
  try {
    const all = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    return Object.fromEntries(KEPT.filter((name) => name in all).map((name) => [name, all[name]]));
  } catch {
    return {};
  }
}

/** Changes a choice, here and for the next time. */
export function keep(part) {
  change(part);
  try {
    localStorage.setItem(STORED, JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, state[name]]))));
  } catch {
    // Then it holds until the page is left.
  }
}

const listeners = new Set();
let frame = false;
let timer;
let tookMs = 1;

/** How long what happens by itself may wait to be drawn: so that drawing takes a small part of the time, however much happens. */
const SHARE = 20;
const QUIET_MS = [50, 1_000];

/** Calls `listener` after each change, at most once a frame. Returns a function that ends it. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function tell() {
  frame = false;
  clearTimeout(timer);
  timer = undefined;
  const began = performance.now();
  for (const listener of listeners) listener();
  tookMs = tookMs * 0.7 + (performance.now() - began) * 0.3;
}

/** Changes the state and has everything drawn again that shows it: what a person does is seen at once. */
export function change(part) {
  Object.assign(state, part);
  if (frame) return;
  frame = true;
  if (document.hidden) setTimeout(tell, 200);
  else requestAnimationFrame(tell);
}

/** The same for what happens by itself: many in a row are drawn as one. */
export function note(part) {
  Object.assign(state, part);
  if (frame || timer !== undefined) return;
  timer = setTimeout(() => change({}), quietMs());
}

/** The least time between two drawings, or two readings, of what happens by itself. */
export function quietMs() {
  return Math.min(QUIET_MS[1], Math.max(QUIET_MS[0], tookMs * SHARE));
}

/** The mock's time now: what was read last, gone on at its speed when the clock is live. */
export function now() {
  const { clock, clockReadAt } = state;
  if (!clock) return 0;
  const read = Date.parse(clock.now);
  return clock.mode === "live" && state.connection === "live"
    ? read + (performance.now() - clockReadAt) * clock.speed
    : read;
}

export const isOffline = () => state.connection !== "live";

/** True when something is open that can be: as a person left it, else as it is from the start. */
export function isOpen(name, fromStart = false) {
  return state.open.get(name) ?? fromStart;
}

/** Opens or closes something, by name. */
export function toggle(name, fromStart = false) {
  setOpen(name, !isOpen(name, fromStart));
}

export function setOpen(name, yes = true) {
  change({ open: new Map(state.open).set(name, yes) });
}

/** Runs `work` only when one of the things it depends on is another than the last time. */
export function whenChanged(depends, work) {
  let before;
  return (...given) => {
    const its = [...depends(), ...given];
    if (before && its.length === before.length && its.every((one, i) => one === before[i])) return;
    before = its;
    work(...given);
  };
}
