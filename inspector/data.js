// The one boundary to the mock's records: reads them, gently, and gives the rest of the page the few shapes it draws.

import { ApiError, at, get } from "./api.js";
import { change, note, quietMs, state } from "./store.js";

const PAGE = 1_000;
/** More changed tasks than this are read as a whole list. */
const MOST_IDS = 300;
const MOST_CALLS = 500;

/** Does `work` a moment after it is asked for, once for all who ask meanwhile, never twice at a time, less often when it is costly. */
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
    else if (timer === undefined) timer = setTimeout(run, Math.max(ms, quietMs()));
  }
  return ask;
}

/** One attempt. `sent.body` null: the delivery's own. */
function attemptOf(record, place) {
  const { number, at, fault, status, outcome, response, request, error, duration_ms, diagnosis, url, by, edited } =
    record;
  return {
    number,
    place,
    at: Date.parse(at),
    status,
    outcome,
    isGood: status === 200,
    error,
    fault,
    byHand: by === "hand",
    isEdited: edited === true,
    url,
    sent: { headers: request.headers, body: request.body ?? null },
    answer: response,
    tookMs: duration_ms,
    diagnosis,
  };
}

/** One delivery. `shown` is its state in words.js: sending while a request is on the wire. */
function deliveryOf(record) {
  const sending = state.sending.get(record.id);
  const attempts = record.attempts.map(attemptOf);
  return {
    id: record.id,
    taskId: record.task_id,
    event: record.event,
    url: record.url,
    state: record.state,
    shown: sending ? "sending" : record.state,
    sending,
    nextAt: record.next_attempt_at ? Date.parse(record.next_attempt_at) : null,
    made: attempts.findLast(({ isEdited }) => !isEdited)?.number ?? 0,
    allowed: record.attempts_allowed,
    body: record.body,
    signature: record.signature,
    attempts,
  };
}

/** A delivery in a line. */
function briefOf(record) {
  const sending = state.sending.get(record.id);
  return {
    id: record.id,
    taskId: record.task_id,
    event: record.event,
    state: record.state,
    shown: sending ? "sending" : record.state,
    nextAt: record.next_attempt_at ? Date.parse(record.next_attempt_at) : null,
    attemptsMade: record.attempts_made,
    allowed: record.attempts_allowed,
    attempts: record.attempts.map(({ at, ok, by, ...rest }, place) => ({
      ...rest,
      place,
      at: Date.parse(at),
      isGood: ok,
      byHand: by === "hand",
    })),
  };
}

/** A task in a line. */
function taskBriefOf({ created_at, user_id, delivery_states, worst, ...rest }) {
  return {
    ...rest,
    userId: user_id,
    createdAt: Date.parse(created_at),
    states: delivery_states ?? [],
    worst: worst ? briefOf(worst) : null,
  };
}

/** Everything, from the start. */
export async function loadAll() {
  const wire = loadSending();
  await Promise.all([
    wire.then(loadBriefs),
    loadClock(),
    loadFaults(),
    loadKinds(),
    loadConsents(),
    loadFixtures(),
    loadSettings(),
    loadAccounts(),
  ]);
  const isGone = state.selected !== undefined && !state.briefs.has(state.selected);
  change({ loaded: true, ...(isGone && state.follow && { selected: undefined, task: undefined, found: "none" }) });
  await Promise.all([loadTask(), search(), loadView()]);
}

/** What the view that is open shows beside the tasks. */
export async function loadView() {
  if (state.view === "deliveries") await loadDeliveries();
  if (state.view === "calls") await loadCalls();
  if (state.view === "due") await loadDue();
}

const changed = new Set();

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
  if (ids.length === 0) return;
  const list = ids.map(encodeURIComponent).join();
  takeBriefs((await get(`/_mock/tasks-in-brief?limit=${PAGE}&ids=${list}`)).data);
  const q = state.text;
  if (q.trim() !== "") takeHits(q, (await get(`/_mock/search?${new URLSearchParams({ q, ids })}`)).ids, ids);
});
const reload = gently(1_000, () => loadBriefs().then(search));

/** Takes these tasks in brief in; `whole` when they are all there are. New ones are the newest. */
function takeBriefs(list, whole = false) {
  const briefs = whole ? new Map() : state.briefs;
  const added = [];
  for (const record of list) {
    if (!briefs.has(record.id)) added.push(record.id);
    briefs.set(record.id, taskBriefOf(record));
  }
  if (whole) return note({ briefs, order: newestFirst(briefs, [...briefs.keys()]) });
  const order = added.length === 0 ? state.order : newestFirst(briefs, added).concat(state.order);
  note({ briefs, order });
}

function newestFirst(briefs, ids) {
  return ids.sort((a, b) => briefs.get(b).number - briefs.get(a).number);
}

/** A task has moved, or one of its deliveries. */
export function taskChanged(id) {
  changed.add(id);
  readChanged();
  if (id === state.selected) refreshTask();
}

/** Asks the mock which tasks the search finds. */
export async function search() {
  const q = state.text;
  if (q.trim() === "") return change({ hits: undefined, sought: q, searchProblem: "" });
  try {
    const { ids } = await get(`/_mock/search?${new URLSearchParams({ q })}`);
    if (q === state.text) change({ hits: new Set(ids), sought: q, searchProblem: "" });
  } catch (error) {
    if (q === state.text && error instanceof ApiError && error.status === 400)
      change({ hits: new Set(), sought: q, searchProblem: error.message });
  }
}

/** Of `asked`, these are found by `q`. While another search is under way, that one finds them. */
function takeHits(q, ids, asked) {
  if (q !== state.sought || q !== state.text) return;
  const hits = new Set(state.hits);
  for (const id of asked) hits.delete(id);
  for (const id of ids) hits.add(id);
  note({ hits });
}

/** A delivery whole: within a task's record large bodies are cut. */
function whole(delivery) {
  const isCut = delivery.truncated || delivery.attempts.some(({ request }) => request.truncated);
  return isCut ? get(at`/_mock/deliveries/${delivery.id}`) : delivery;
}

/** The selected task, whole. */
export async function loadTask() {
  const id = state.selected;
  if (id === undefined) return;
  try {
    const record = await get(at`/_mock/tasks/${id}`);
    if (id !== state.selected) return;
    const isNew = state.task?.id !== id;
    const deliveries = await Promise.all(record.deliveries.map(whole));
    if (id !== state.selected) return;
    change({ task: { ...record, deliveries: deliveries.map(deliveryOf) }, found: "there" });
    if (isNew) await loadCreated(id);
  } catch (error) {
    if (id === state.selected && error instanceof ApiError && error.status === 404)
      change({ task: undefined, found: "gone" });
  }
}

/** The call that made the task, as long as the journal has it. */
async function loadCreated(id) {
  change({ created: undefined });
  const { data } = await get(`/_mock/requests?${new URLSearchParams({ task_id: id, limit: "1" })}`);
  const made = data.find(({ method, path }) => method === "POST" && path.startsWith("/v1/tasks"));
  if (id === state.selected && made) change({ created: callOf(made) });
}

function callOf({ at, response_body: answer, task_id: taskId, duration_ms: tookMs, ...call }) {
  return { ...call, at: Date.parse(at), answer, taskId, tookMs, isGood: call.status !== null && call.status < 400 };
}

/** The newest calls, or, where some are there, those that came after them. */
async function loadCalls() {
  const last = state.calls[0]?.id;
  const query =
    last === undefined ? { limit: "200", order: "newest" } : { after: last, limit: "1000", order: "newest" };
  const { data } = await get(`/_mock/requests?${new URLSearchParams(query)}`);
  if (last !== state.calls[0]?.id) return;
  note({ calls: [...data.map(callOf), ...state.calls].slice(0, MOST_CALLS), callsRead: true });
}

async function loadDeliveries() {
  const all = [];
  for (let more = true; more; ) {
    const page = await get(`/_mock/deliveries-in-brief?limit=${PAGE}&offset=${all.length}`);
    all.push(...page.data);
    more = page.has_more && page.data.length > 0;
  }
  note({ deliveries: new Map(all.map((one) => [one.id, briefOf(one)])) });
}

const changedDeliveries = new Set();
const readDeliveries = gently(100, async () => {
  const ids = [...changedDeliveries];
  changedDeliveries.clear();
  if (state.view !== "deliveries" || ids.length === 0 || !state.deliveries) return;
  if (ids.length > MOST_IDS) return loadDeliveries();
  const { data } = await get(`/_mock/deliveries-in-brief?limit=${PAGE}&ids=${ids.map(encodeURIComponent).join()}`);
  const fresh = data.filter(({ id }) => !state.deliveries.has(id)).reverse();
  const deliveries = new Map([...fresh.map((one) => [one.id, briefOf(one)]), ...state.deliveries]);
  for (const one of data) deliveries.set(one.id, briefOf(one));
  note({ deliveries });
});

/** A delivery has moved. */
export function deliveryChanged(id) {
  if (state.view !== "deliveries") return;
  changedDeliveries.add(id);
  readDeliveries();
}

/** What is on the wire, from now on told by events. `sinceMs` counts real time, by this page's clock. */
async function loadSending() {
  const sending = new Map();
  const { data } = await get("/_mock/deliveries?sending=true&limit=1000").catch(() => ({ data: [] }));
  for (const { id, task_id, event, sending: its } of data)
    if (its) sending.set(id, { taskId: task_id, event, attempt: its.attempt, since: performance.now() - its.for_ms });
  note({ sending });
}

/** Takes up that a request is on the wire, or no more. */
export function takeSending(id, its) {
  const sending = new Map(state.sending);
  if (its) sending.set(id, its);
  else if (!sending.delete(id)) return;
  note({ sending });
  if (state.task?.deliveries.some((one) => one.id === id)) refreshTask();
}

/** The clock and the next that is due. */
export async function loadClock() {
  change({ clock: await get("/_mock/clock?pending=1"), clockReadAt: performance.now() });
}

/** What is booked, each with the task and the delivery that it is about. */
async function loadDue() {
  const { pending } = await get("/_mock/clock");
  note({
    pending: pending.map(({ at, label }) => ({
      at: Date.parse(at),
      label,
      taskId: /\btask_\w+/.exec(label)?.[0],
      deliveryId: /\bdlv_\w+/.exec(label)?.[0],
    })),
  });
}

export async function loadFaults() {
  note({ faults: (await get("/_mock/faults?limit=1000")).data });
}

/** The kinds of faults there are, read once. */
export async function loadKinds() {
  if (!state.kinds) change({ kinds: await get("/_mock/fault-kinds") });
  return state.kinds;
}

export async function loadConsents() {
  const [{ data: consents }, { data: waits }] = await Promise.all([
    get("/_mock/consents?limit=1000"),
    get("/_mock/tasks?status=waiting&limit=100"),
  ]);
  note({ consents, waits });
}

export async function loadFixtures() {
  const { data, problems } = await get("/_mock/fixtures?limit=1000");
  note({ fixtures: data, problems });
}

export async function loadSettings() {
  const [webhook, environment] = await Promise.all([get("/_mock/webhook"), get("/_mock/environment")]);
  change({ webhook, environment });
}

async function loadAccounts() {
  note({ accounts: (await get("/_mock/accounts?limit=1000")).data.map(({ api_key }) => api_key) });
}

const refreshTask = gently(40, loadTask);
export const refreshClock = gently(120, loadClock);
export const refreshDue = gently(200, async () => state.view === "due" && loadDue());
export const refreshCalls = gently(150, async () => state.view === "calls" && loadCalls());
export const refreshFaults = gently(200, loadFaults);
export const refreshConsents = gently(200, loadConsents);
export const refreshFixtures = gently(200, loadFixtures);
export const refreshAll = gently(50, loadAll);
export const searchSoon = gently(120, search);
