// From what the mock says to what is read again.

import {
  loadAll,
  refreshAll,
  refreshClock,
  refreshConsents,
  refreshFaults,
  refreshFixtures,
  taskChanged,
} from "./data.js";
import { tell, toast } from "./say.js";
import { change, state } from "./store.js";
import { follow } from "./stream.js";

/** Below this width the list and the task are two views, and none changes by itself. */
export const NARROW = 900;
const FINISHED = ["complete", "failed", "cancelled"];

const ON = {
  request: () => change({ calls: state.calls + 1 }),
  task({ data: { task_id, status, move } }) {
    taskChanged(task_id);
    refreshClock();
    if (move === "resume" || move === "fail") refreshConsents();
    if (move === "create" && state.follow && innerWidth >= NARROW) select(task_id);
    if (task_id === state.selected && (status === "waiting" || FINISHED.includes(status)))
      tell(`${task_id} is ${status}`);
  },
  delivery({ data: { task_id, event, attempt } }) {
    taskChanged(task_id);
    refreshClock();
    if (attempt && task_id === state.selected)
      tell(`${event}: ${attempt.response?.status ?? attempt.outcome.replace("_", " ")}`);
  },
  fault: () => refreshFaults(),
  clock: () => refreshClock(),
  note({ data: { level, text } }) {
    refreshFixtures();
    if (level !== "info") toast(text, level === "error" ? "error" : "info");
  },
  reset() {
    change({ selected: undefined, task: undefined, found: "none", follow: true });
    refreshAll();
  },
  gap: () => refreshAll(),
};

let stream;

/** Begins to listen, and reads everything. */
export function begin() {
  stream = follow({
    onEvent: (type, event) => ON[type]?.(event),
    onState: (connection, retryInMs = 0) => change({ connection, retryInMs }),
    onRun: () => loadAll().catch(() => {}),
  });
}

/** Tries at once to reach the mock. */
export function retry() {
  change({ connection: "connecting" });
  stream.retry();
}

/** Shows a task; `undefined` shows none. */
export function select(id) {
  if (id === state.selected) return;
  change({ selected: id, found: id === undefined ? "none" : "loading", ...(id === undefined && { task: undefined }) });
  if (id !== undefined) taskChanged(id);
  remember(id);
}

/** The address names the task, so that it can be opened again and sent to a colleague. */
function remember(id) {
  const rest = new URLSearchParams(location.hash.slice(1));
  if (id === undefined) rest.delete("task");
  else rest.set("task", id);
  history.replaceState(null, "", `${location.pathname}${rest.size > 0 ? `#${rest}` : ""}`);
}
