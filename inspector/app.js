// The inspector: its parts, put together.

import { startClockBar } from "./clock-bar.js";
import { loadTask } from "./data.js";
import { startKeys } from "./keys.js";
import { begin, NARROW, select } from "./live.js";
import { change, state, subscribe } from "./store.js";
import { startTaskList } from "./task-list.js";
import { drawTask } from "./task-view.js";
import { drawBanner, drawTop } from "./top.js";

const named = new URLSearchParams(location.hash.slice(1)).get("task");
if (named) {
  change({ follow: false });
  select(named);
}

drawTop();
startClockBar(document.getElementById("clock"));
startTaskList(document.getElementById("tasks"));
startKeys();

/** The newest task, until a person chooses one. */
function followNewest() {
  if (state.follow && state.loaded && state.selected === undefined && state.order.length > 0 && innerWidth >= NARROW)
    select(state.order[0]);
}

/** Which of the two a narrow screen shows, and whether there is anything yet. */
function view() {
  if (state.selected !== undefined) return "task";
  return state.loaded && state.order.length === 0 ? "empty" : "list";
}

function drawAll() {
  document.body.dataset.connection = state.connection;
  document.body.dataset.view = view();
  drawTop();
  drawBanner();
  drawTask(document.getElementById("task"));
  followNewest();
}

/** A live clock moves the axis of a task that is not over, without anything happening. */
setInterval(() => {
  const { clock, task } = state;
  if (clock?.mode === "live" && task?.next && !document.hidden) change({});
}, 1_000);

subscribe(drawAll);
drawAll();
begin();
addEventListener("hashchange", () => {
  const id = new URLSearchParams(location.hash.slice(1)).get("task") ?? undefined;
  if (id === state.selected) return;
  change({ follow: false });
  select(id);
  loadTask();
});
