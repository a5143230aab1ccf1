// The list of tasks: each with its worst delivery, and of thousands only the lines that can be seen.

import { select } from "./address.js";
import { draw, h } from "./dom.js";
import { followNewest } from "./live.js";
import { change, now, state, subscribe } from "./store.js";
import { drawSearch, emptiness } from "./task-filter.js";
import { exact, length, short } from "./time.js";
import { answerWord, stateWord } from "./words.js";

const BEYOND = 6;
const rowHeight = () => (state.compact ? 26 : 42);

let list;
let ids = [];

/** The ids that pass search and chip, newest first; and how many there are of each chip. */
function shown() {
  const { hits, order, briefs, chip } = state;
  const counts = { all: 0 };
  const passed = [];
  for (const id of order) {
    if (hits && !hits.has(id)) continue;
    const { status, states } = briefs.get(id);
    counts.all += 1;
    counts[status] = (counts[status] ?? 0) + 1;
    for (const its of states) counts[`webhook-${its}`] = (counts[`webhook-${its}`] ?? 0) + 1;
    if (chip === "all" || chip === status || (chip.startsWith("webhook-") && states.includes(chip.slice(8))))
      passed.push(id);
  }
  return { ids: passed, counts };
}

export function startTaskList(place) {
  list = h("div", {
    id: "list",
    class: "list",
    role: "listbox",
    tabindex: "0",
    "aria-label": "Tasks, newest first",
    onkeydown: onKey,
    onclick: onClick,
  });
  list.addEventListener("scroll", onScroll, { passive: true });
  new ResizeObserver(drawRows).observe(list);
  const head = h("div", { class: "filter" });
  const empty = h("div", { class: "empty-place" });
  const pill = h("div", { class: "pill-place" });
  place.append(head, empty, pill, list);
  const drawIt = () => {
    const all = shown();
    stayWhereLooked(all.ids);
    ids = all.ids;
    drawSearch(head, all.counts);
    draw(empty, emptiness(ids.length));
    draw(pill, newOnes());
    list.hidden = ids.length === 0;
    list.classList.toggle("compact", state.compact);
    drawRows();
    followNewest(ids);
  };
  subscribe(drawIt);
  drawIt();
}

/** What comes on top of a list that is scrolled down, or under the pointer, must not move what is looked at. */
function stayWhereLooked(next) {
  if (ids.length === 0 || list.scrollTop === 0 || next.length <= ids.length) {
    if (list.scrollTop === 0 && state.fresh > 0) state.fresh = 0;
    return;
  }
  const before = next.indexOf(ids[0]);
  if (before <= 0) return;
  state.fresh += before;
  list.firstElementChild.style.setProperty("height", `${next.length * rowHeight()}px`);
  list.scrollTop += before * rowHeight();
}

function newOnes() {
  if (state.fresh === 0) return null;
  const up = () => {
    list.scrollTop = 0;
    change({ fresh: 0 });
  };
  return h("button", { type: "button", class: "pill", onclick: up }, `↑ ${state.fresh} new`);
}

function onScroll() {
  if (list.scrollTop === 0 && state.fresh > 0) change({ fresh: 0 });
  drawRows();
}

function drawRows() {
  const height = rowHeight();
  const first = Math.max(0, Math.floor(list.scrollTop / height) - BEYOND);
  const last = Math.min(ids.length, Math.ceil((list.scrollTop + list.clientHeight) / height) + BEYOND);
  const rows = ids.slice(first, last).map((id, place) => row(state.briefs.get(id), first + place, height));
  draw(list, h("div", { class: "rows", role: "presentation", style: { height: `${ids.length * height}px` } }, rows));
  const active = document.getElementById(`row-${state.selected}`);
  if (active) list.setAttribute("aria-activedescendant", active.id);
  else list.removeAttribute("aria-activedescendant");
}

function row({ id, status, prompt, userId, createdAt, worst }, place, height) {
  return h(
    "div",
    {
      key: id,
      id: `row-${id}`,
      class: "row",
      role: "option",
      "data-task": id,
      "aria-selected": String(id === state.selected),
      "aria-setsize": ids.length,
      "aria-posinset": place + 1,
      style: { transform: `translateY(${place * height}px)` },
    },
    h("span", { class: `dot ${status}`, "aria-hidden": "true" }),
    h("span", { class: "prompt", dir: "auto" }, prompt),
    h("time", { class: "when", title: exact(createdAt) }, short(createdAt, now())),
    worst ? webhookMark(worst) : h("span", { class: "mark" }),
    h(
      "span",
      { class: "about" },
      h("span", { class: `status ${status}${status === "complete" && worst ? " hidden" : ""}` }, status),
      worst ? webhookText(worst) : null,
      h(
        "span",
        { class: "who" },
        h("code", {}, id),
        userId === null ? null : h("span", { class: "user", dir: "auto" }, userId),
      ),
    ),
  );
}

/** One shape for the worst delivery, red whenever its last answer failed. */
function webhookMark(worst) {
  const last = worst.attempts.at(-1);
  const kind = worst.shown === "sending" ? "sending" : last && !last.isGood ? "bad" : worst.shown;
  return h("span", {
    class: `mark ${kind} ${worst.shown}`,
    title: `Webhook: ${stateWord(worst)}`,
    "aria-hidden": "true",
  });
}

/** task.complete 401 · 2/5 · next in 58 s */
function webhookText(worst) {
  const { event, attempts, attemptsMade, allowed, nextAt, shown } = worst;
  const last = attempts.at(-1);
  const wait = nextAt === null ? 0 : nextAt - now();
  const answer = last
    ? h("span", { class: last.isGood ? "" : "bad" }, answerWord(last))
    : shown === "undeliverable"
      ? "no URL"
      : "";
  const rest = [
    attemptsMade > 0 && (!last?.isGood || attemptsMade > 1) ? `${attemptsMade}/${allowed}` : "",
    shown === "sending" ? "sending" : "",
    shown === "exhausted" ? "failed" : "",
    nextAt !== null && shown !== "sending"
      ? `next ${wait > 0 ? `in ${length(Math.ceil(wait / 1_000) * 1_000)}` : "now"}`
      : "",
  ].filter(Boolean);
  return h("span", { class: "webhook" }, event, " ", answer, rest.length > 0 ? ` · ${rest.join(" · ")}` : "");
}

function onClick(event) {
  const row = event.target.closest?.(".row");
  if (row) select(row.dataset.task);
}

const MOVES = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1, PageDown: 10, PageUp: -10, Home: -1e9, End: 1e9 };

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") document.getElementById("task").focus();
  if (!(event.key in MOVES)) return;
  event.preventDefault();
  event.stopPropagation();
  go(MOVES[event.key]);
}

/** Selects the task `by` lines further down. */
export function go(by) {
  // What has just come may not be drawn yet.
  ids = shown().ids;
  if (ids.length === 0) return;
  const height = rowHeight();
  const from = ids.indexOf(state.selected);
  const to = from === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, from + by));
  select(ids[to]);
  const top = to * height;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + height > list.scrollTop + list.clientHeight) list.scrollTop = top + height - list.clientHeight;
  drawRows();
}

/** From the search into what it found. */
export function enterList(isFirst) {
  // What was just found may not be drawn yet.
  ids = shown().ids;
  if (ids.length === 0) return;
  if (isFirst || !ids.includes(state.selected)) select(ids[0]);
  list.focus();
}
