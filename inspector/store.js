// What the page knows, and who wants to hear when that changes.

/** `task` is the selected task whole; `found` says how looking for it went: "none", "loading", "there" or "gone". */
export const state = {
  connection: "connecting",
  retryInMs: 0,
  loaded: false,
  briefs: new Map(),
  order: [],
  status: "all",
  text: "",
  follow: true,
  selected: undefined,
  task: undefined,
  found: "none",
  open: new Set(),
  clock: undefined,
  clockReadAt: 0,
  busy: undefined,
  calls: 0,
  faults: [],
  consents: [],
  fixtures: [],
  problems: [],
  webhook: undefined,
  environment: undefined,
};

const listeners = new Set();
let asked = false;

/** Calls `listener` after each change, at most once a frame. Returns a function that ends it. */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Changes the state and has everything drawn again that shows it. */
export function change(part) {
  Object.assign(state, part);
  if (asked) return;
  asked = true;
  const tell = () => {
    asked = false;
    for (const listener of listeners) listener();
  };
  if (document.hidden) setTimeout(tell, 200);
  else requestAnimationFrame(tell);
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

/** Opens or closes something that can be, by name. */
export function toggle(name) {
  const open = new Set(state.open);
  if (!open.delete(name)) open.add(name);
  change({ open });
}

/** The tasks that pass the filter, newest first; and how many there are of each status. */
export function shown() {
  const words = state.text.toLowerCase().split(/\s+/).filter(Boolean);
  const counts = { all: 0 };
  const ids = [];
  for (const id of state.order) {
    const brief = state.briefs.get(id);
    if (words.length > 0 && !words.every((word) => brief.search.includes(word))) continue;
    counts.all += 1;
    counts[brief.status] = (counts[brief.status] ?? 0) + 1;
    if (state.status === "all" || state.status === brief.status) ids.push(id);
  }
  return { ids, counts };
}

/** Takes these tasks in brief in; `whole` when they are all there are. */
export function takeBriefs(list, whole = false) {
  const briefs = whole ? new Map() : state.briefs;
  for (const brief of list) {
    const { id, prompt, user_id, tool, fixture } = brief;
    briefs.set(id, { ...brief, search: [id, prompt, user_id, tool, fixture].join(" ").toLowerCase() });
  }
  const order = [...briefs.values()].sort((a, b) => b.number - a.number).map(({ id }) => id);
  change({ briefs, order });
}
