// From what the mock tells as it happens to what is read again.

import { select } from "./address.js";
import {
  deliveryChanged,
  loadAll,
  refreshAll,
  refreshCalls,
  refreshClock,
  refreshConsents,
  refreshDue,
  refreshFaults,
  refreshFixtures,
  takeSending,
  taskChanged,
} from "./data.js";
import { notifyOf } from "./notify.js";
import { tell, toast } from "./say.js";
import { change, note, state } from "./store.js";
import { follow } from "./stream.js";
import { answerWord, count, isFinished } from "./words.js";

/** Below this width the list and the task are two views, and none changes by itself. */
export const NARROW = 900;

const ON = {
  request: () => refreshCalls(),
  task({ data: { task_id, status, move } }) {
    taskChanged(task_id);
    refreshClock();
    refreshDue();
    if (move === "wait" || move === "resume" || move === "fail") refreshConsents();
    if (task_id === state.selected && (status === "waiting" || isFinished(status))) tell(`${task_id} is ${status}`);
    if (status === "failed") notifyOf(`${task_id} failed`);
  },
  sending({ data: { delivery_id, task_id, event, attempt } }) {
    takeSending(delivery_id, { taskId: task_id, event, attempt, since: performance.now() });
    taskChanged(task_id);
    deliveryChanged(delivery_id);
  },
  delivery({ data: { delivery_id, task_id, event, attempt, state: its } }) {
    if (attempt) takeSending(delivery_id, undefined);
    taskChanged(task_id);
    deliveryChanged(delivery_id);
    refreshClock();
    refreshDue();
    if (!attempt) return;
    const status = attempt.status ?? attempt.response?.status ?? null;
    if (task_id === state.selected) tell(`${event}: ${answerWord({ ...attempt, status })}`);
    if (its === "exhausted") notifyOf(`${event} of ${task_id} failed after its last attempt`);
  },
  fault: () => refreshFaults(),
  clock: () => refreshClock(),
  note({ data: { level, text } }) {
    refreshFixtures();
    if (level !== "info") toast(text, level === "error" ? "error" : "warning");
  },
  reset() {
    change({ selected: undefined, task: undefined, found: "none", follow: true, sending: new Map(), calls: [] });
    refreshAll();
  },
  gap: () => refreshAll(),
};

let stream;

/** Begins to listen, and reads everything. */
export function begin() {
  stream = follow({
    onEvents(events) {
      for (const [type, event] of events) ON[type]?.(event);
    },
    onState: (connection, retryInMs = 0) => change({ connection, retryInMs }),
    onRun: (isNew) => startAnew(isNew).catch(() => {}),
  });
}

/** Another run of the mock answers: what the one before had and this one has not is said to be gone. */
async function startAnew(isNew) {
  const before = isNew ? [...state.briefs.keys()] : [];
  if (isNew) note({ calls: [], sending: new Map() });
  await loadAll();
  const gone = before.filter((id) => !state.briefs.has(id)).length;
  if (gone > 0)
    change({
      notice: `The mock was started anew, and ${count(gone, "task")} of its run before ${gone === 1 ? "is" : "are"} gone. Start it with --data FILE to keep them.`,
    });
}

/** Tries at once to reach the mock. */
export function retry() {
  change({ connection: "connecting" });
  stream.retry();
}

const FOLLOW_MS = 400;
let followedAt = Number.NEGATIVE_INFINITY;

/** The newest task that the list shows, for as long as nobody has chosen one; not faster than one can look. */
export function followNewest(ids) {
  if (!state.follow || !state.loaded || innerWidth < NARROW || ids.length === 0 || ids[0] === state.selected) return;
  if (performance.now() - followedAt < FOLLOW_MS) return void setTimeout(() => note({}), FOLLOW_MS);
  followedAt = performance.now();
  select(ids[0], false);
}
