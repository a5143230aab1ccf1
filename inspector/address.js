// What is looked at stands in the address, so that Back and Forward work and a link opens the same: view, search, task, attempt.

import { loadTask, loadView, search, taskChanged } from "./data.js";
import { change, setOpen, state } from "./store.js";

/** Names in the address, and the parts of the state that they hold; what is as it was from the start is left out. */
const PARTS = { view: "view", chip: "chip", q: "text", task: "selected", attempt: "attempt", call: "call" };
const FROM_START = { view: "tasks", chip: "all", text: "" };

function read() {
  const rest = new URLSearchParams(location.hash.slice(1));
  return Object.fromEntries(
    Object.entries(PARTS).map(([name, part]) => [part, rest.get(name) ?? FROM_START[part] ?? undefined]),
  );
}

/** Writes the state into the address; `isStep`: Back leads to what was before. */
function write(isStep) {
  const rest = new URLSearchParams(location.hash.slice(1));
  for (const [name, part] of Object.entries(PARTS)) {
    if (state[part] === undefined || state[part] === FROM_START[part]) rest.delete(name);
    else rest.set(name, state[part]);
  }
  const url = `${location.pathname}${rest.size > 0 ? `#${rest}` : ""}`;
  if (url === `${location.pathname}${location.hash}`) return;
  history[isStep ? "pushState" : "replaceState"](null, "", url);
}

/** Takes the state from the address, at the start and when a person goes back, forward, or to a link. */
function take(isStart = false) {
  const before = { ...state };
  const next = read();
  const isNamed = next.selected !== undefined || next.text !== "" || next.view !== "tasks";
  change({ ...next, ...(isNamed && { follow: false }) });
  if (next.attempt) setOpen(next.attempt);
  if (next.selected !== before.selected) show(next.selected, !isStart);
  if (isStart) return;
  if (next.text !== before.text) search();
  if (next.view !== before.view) loadView().catch(() => {});
}

export function startAddress() {
  take(true);
  addEventListener("popstate", () => take());
  addEventListener("hashchange", () => take());
}

/** What a person asks for is read at once; what goes by itself, with all that does. */
function show(id, byHand) {
  change({
    selected: id,
    found: id === undefined ? "none" : "loading",
    created: undefined,
    ...(id === undefined && { task: undefined }),
  });
  if (id === undefined) return;
  if (byHand) loadTask();
  else taskChanged(id);
}

/** Shows a task; `undefined` shows none. `byHand`: a person chose it, so Back leads to what was before and nothing is followed any more. */
export function select(id, byHand = true) {
  if (byHand) change({ follow: false });
  if (id === state.selected) return;
  change({ attempt: undefined });
  show(id, byHand);
  write(byHand);
}

/** Goes to one of the views. */
export function goTo(view) {
  if (view === state.view) return;
  change({ view, menu: false });
  write(true);
  loadView().catch(() => {});
}

/** Searches; each search that is stayed with is a step. */
export function searchFor(text, isStep = false) {
  change({ text, follow: state.follow && text === "" });
  write(isStep);
}

export function filterBy(chip) {
  change({ chip });
  write(true);
}

/** Shows one attempt of a task, opened. `name` is that of its delivery and place. */
export async function showAttempt(taskId, name) {
  change({ view: "tasks", follow: false });
  if (taskId !== state.selected) {
    show(taskId, false);
    await loadTask();
  }
  change({ attempt: name });
  setOpen(name);
  write(true);
  requestAnimationFrame(() => requestAnimationFrame(() => goToNode(name)));
}

/** An attempt that is opened or closed where it stands names itself in the address, without a step. */
export function markAttempt(name) {
  change({ attempt: name });
  write(false);
}

export function showCall(id) {
  change({ call: id });
  write(true);
}

/** Brings a part of the page into view. */
export function goToNode(id) {
  document.getElementById(id)?.scrollIntoView({ block: "center" });
}
