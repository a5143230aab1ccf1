// Reads from the mock into the store, gently: many changes at once make one call.

import { ApiError, at, get } from "./api.js";
import { change, state, takeBriefs } from "./store.js";

const PAGE = 1_000;
/** More changed tasks than this are read as a whole list. */
const MOST_IDS = 100;
const changed = new Set();

/** Does `work` a moment after it is asked for, once for all who ask meanwhile, never twice at a time. */
export function gently(ms, work) {
  let timer;
  let running = false;
  let again = false;
  async function run() {
    timer = undefined;
    running = true;
    await work().catch(() => {});
    running = false;
    if (again) ask();
    again = false;
  }
  function ask() {
    if (running) again = true;
    else if (timer === undefined) timer = setTimeout(run, ms);
  }
  return ask;
}

/** Everything, from the start. */
export async function loadAll() {
  await Promise.all([loadBriefs(), loadClock(), loadFaults(), loadConsents(), loadFixtures(), loadSettings()]);
  const isGone = state.selected !== undefined && !state.briefs.has(state.selected);
  change({ loaded: true, ...(isGone && state.follow && { selected: undefined, task: undefined, found: "none" }) });
  await loadTask();
}

async function loadBriefs() {
  changed.clear();
  const all = [];
  for (let more = true; more; ) {
    const page = await get(`/_mock/tasks-in-brief?limit=${PAGE}&offset=${all.length}`);
    all.push(...page.data);
    more = page.has_more && page.data.length > 0;
  }
  takeBriefs(all, true);
}

const readChanged = gently(80, async () => {
  if (changed.size > MOST_IDS) return reload();
  const ids = [...changed];
  changed.clear();
  if (ids.length > 0)
    takeBriefs((await get(`/_mock/tasks-in-brief?limit=${PAGE}&ids=${ids.map(encodeURIComponent)}`)).data);
});
const reload = gently(1_000, loadBriefs);

/** A task has moved, or one of its deliveries. */
export function taskChanged(id) {
  changed.add(id);
  readChanged();
  if (id === state.selected) refreshTask();
}

/** The selected task, whole. */
export async function loadTask() {
  const id = state.selected;
  if (id === undefined) return;
  try {
    const task = await get(at`/_mock/tasks/${id}`);
    if (id === state.selected) change({ task, found: "there" });
  } catch (error) {
    if (id === state.selected && error instanceof ApiError && error.status === 404)
      change({ task: undefined, found: "gone" });
  }
}

export async function loadClock() {
  change({ clock: await get("/_mock/clock"), clockReadAt: performance.now() });
}

export async function loadFaults() {
  change({ faults: (await get("/_mock/faults?limit=1000")).data });
}

export async function loadConsents() {
  change({ consents: (await get("/_mock/consents?limit=1000")).data });
}

export async function loadFixtures() {
  const { data, problems } = await get("/_mock/fixtures?limit=1000");
  change({ fixtures: data, problems });
}

export async function loadSettings() {
  const [webhook, environment] = await Promise.all([get("/_mock/webhook"), get("/_mock/environment")]);
  change({ webhook, environment });
}

export const refreshTask = gently(40, loadTask);
export const refreshClock = gently(120, loadClock);
export const refreshFaults = gently(200, loadFaults);
export const refreshConsents = gently(200, loadConsents);
export const refreshFixtures = gently(200, loadFixtures);
export const refreshAll = gently(50, loadAll);
