// The list of tasks: a filter, and of thousands of lines only those that can be seen.

import { button, draw, h } from "./dom.js";
import { select } from "./live.js";
import { openSend } from "./panels/send.js";
import { copy } from "./say.js";
import { change, now, shown, state, subscribe } from "./store.js";
import { exact, short } from "./time.js";

const ROW = 56;
const BEYOND = 6;
const ALWAYS = ["all", "running", "waiting", "complete", "failed"];
const NAMES = {
  all: "All",
  pending: "Pending",
  running: "Running",
  waiting: "Waiting",
  complete: "Complete",
  failed: "Failed",
  cancelled: "Cancelled",
};
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
    draw(empty, emptiness());
    list.hidden = ids.length === 0;
    drawRows();
  };
  subscribe(drawIt);
  drawIt();
}

function filter(counts) {
  const statuses = Object.keys(NAMES).filter(
    (name) => ALWAYS.includes(name) || counts[name] > 0 || state.status === name,
  );
  return [
    h("input", {
      id: "filter",
      type: "search",
      placeholder: "Filter by id, prompt, user, tool, fixture",
      "aria-label": "Filter tasks",
      oninput: (event) => change({ text: event.target.value }),
    }),
    h(
      "div",
      { class: "chips", role: "group", "aria-label": "Status" },
      statuses.map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "chip",
            key: name,
            "aria-pressed": String(state.status === name),
            onclick: () => change({ status: name }),
          },
          NAMES[name],
          " ",
          h("span", { class: "number" }, counts[name] ?? 0),
        ),
      ),
    ),
    h(
      "label",
      { class: "follow" },
      h("input", { type: "checkbox", checked: state.follow, onchange: (event) => setFollow(event.target) }),
      "Show the newest as it comes",
    ),
  ];
}

function setFollow(box) {
  change({ follow: box.checked });
  if (box.checked && state.order.length > 0) select(state.order[0]);
}

/** What stands in place of lines. */
function emptiness() {
  if (!state.loaded) return state.connection === "lost" ? null : h("p", { class: "empty" }, "Reading the tasks …");
  if (ids.length > 0) return null;
  if (state.order.length > 0)
    return h("p", { class: "empty" }, "No task passes the filter. ", button("Show all", showAll));
  const curl = firstCurl();
  return h(
    "div",
    { class: "empty" },
    h("h2", {}, "No task yet"),
    h("p", {}, "Point your app's PLOTON_BASE_URL here, or send a first prompt:"),
    h("pre", { class: "code", tabindex: "0" }, curl),
    h(
      "p",
      { class: "buttons" },
      button("Copy", () => copy(curl, "the command")),
      button("Send a prompt", openSend, { class: "button primary" }),
    ),
  );
}

function showAll() {
  document.getElementById("filter").value = "";
  change({ text: "", status: "all" });
}

function firstCurl() {
  const { PLOTON_BASE_URL: url = `${location.origin}/v1`, PLOTON_API_KEY: key = "pk_test_mock" } =
    state.environment ?? {};
  const body =
    '{"prompt":"Look up the current weather in San Francisco and return temperature, conditions, and humidity"}';
  return `curl ${url}/tasks -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' -d '${body}'`;
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
      user_id === null ? null : h("span", { class: "user", dir: "auto" }, ` ${user_id}`),
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
