// The list of tasks: a filter, and of thousands of lines only those that can be seen.

import { draw, h } from "./dom.js";
import { select } from "./live.js";
import { change, now, shown, state, subscribe } from "./store.js";
import { emptiness, filter } from "./task-filter.js";
import { exact, short } from "./time.js";

const ROW = 56;
const BEYOND = 6;
const DELIVERY = {
  delivered: ["✓", "delivered"],
  scheduled: ["↻", "to be tried"],
  exhausted: ["✕", "given up"],
  undeliverable: ["–", "no webhook URL"],
};

let list;
let ids = [];

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
  list.addEventListener("scroll", drawRows, { passive: true });
  new ResizeObserver(drawRows).observe(list);
  const head = h("div", { class: "filter" });
  const empty = h("div", { class: "empty-place" });
  place.append(head, empty, list);
  const drawIt = () => {
    const all = shown();
    ids = all.ids;
    draw(head, ...filter(all.counts));
    draw(empty, emptiness(ids.length));
    list.hidden = ids.length === 0;
    drawRows();
  };
  subscribe(drawIt);
  drawIt();
}

function drawRows() {
  const first = Math.max(0, Math.floor(list.scrollTop / ROW) - BEYOND);
  const last = Math.min(ids.length, Math.ceil((list.scrollTop + list.clientHeight) / ROW) + BEYOND);
  const rows = ids.slice(first, last).map((id, place) => row(state.briefs.get(id), first + place));
  draw(list, h("div", { class: "rows", role: "presentation", style: { height: `${ids.length * ROW}px` } }, rows));
  const active = document.getElementById(`row-${state.selected}`);
  if (active) list.setAttribute("aria-activedescendant", active.id);
  else list.removeAttribute("aria-activedescendant");
}

function row(brief, place) {
  const { id, status, prompt, user_id, created_at, delivery_state } = brief;
  const at = Date.parse(created_at);
  const [mark, says] = DELIVERY[delivery_state] ?? ["", ""];
  return h(
    "div",
    {
      key: id,
      id: `row-${id}`,
      class: "row",
      role: "option",
      "data-id": id,
      "aria-selected": String(id === state.selected),
      "aria-setsize": ids.length,
      "aria-posinset": place + 1,
      style: { transform: `translateY(${place * ROW}px)` },
    },
    h("span", { class: `dot ${status}`, "aria-hidden": "true" }),
    h("span", { class: "prompt", dir: "auto" }, prompt),
    h("time", { class: "when", title: exact(at) }, short(at, now())),
    h(
      "span",
      { class: "about" },
      h("span", { class: `status ${status}` }, status),
      " ",
      h("code", {}, id),
      " ",
      user_id === null ? null : h("span", { class: "user", dir: "auto" }, user_id),
    ),
    mark === ""
      ? null
      : h(
          "span",
          { class: `mark ${delivery_state}`, title: `Webhooks: ${says}` },
          h("span", { "aria-hidden": "true" }, mark),
          h("span", { class: "hidden" }, `webhooks ${says}`),
        ),
  );
}

function onClick(event) {
  const row = event.target.closest?.(".row");
  if (row) choose(row.dataset.id);
}

function choose(id) {
  change({ follow: false });
  select(id);
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
  if (ids.length === 0) return;
  const from = ids.indexOf(state.selected);
  const to = from === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, from + by));
  choose(ids[to]);
  const top = to * ROW;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (top + ROW > list.scrollTop + list.clientHeight) list.scrollTop = top + ROW - list.clientHeight;
  drawRows();
}
