// The inspector: its parts, put together.

import { startAddress } from "./address.js";
import { startClockBar } from "./clock-bar.js";
import { startKeys } from "./keys.js";
import { begin } from "./live.js";
import { change, note, now, state, subscribe, whenChanged } from "./store.js";
import { startTaskList } from "./task-list.js";
import { drawTask } from "./task-view.js";
import { drawBanner, drawTop } from "./top.js";
import { callsView } from "./views/calls-view.js";
import { deliveriesView } from "./views/deliveries-view.js";
import { dueView } from "./views/due-view.js";

const VIEWS = { deliveries: deliveriesView(), calls: callsView(), due: dueView() };
const taskPlace = document.getElementById("task");
const main = document.getElementById("main");
for (const { node } of Object.values(VIEWS)) main.append(node);

startAddress();
startClockBar(document.getElementById("clock"));
startTaskList(document.getElementById("tasks"));
startKeys();

/** Which of the two a narrow screen shows, and whether there is anything yet. */
function shown() {
  if (state.view !== "tasks") return state.view;
  if (state.selected !== undefined) return "task";
  return state.loaded && state.order.length === 0 ? "empty" : "list";
}

/** What the task's part of the page depends on; it is the largest, and most of what happens is about other tasks. */
const drawTaskWhenChanged = whenChanged(
  () => [
    state.task,
    state.found,
    state.selected,
    state.created,
    state.attempt,
    state.open,
    state.faults,
    state.sending,
    state.working,
    state.connection,
    state.pretty,
    state.axisWidth,
    state.order.length === 0,
    isMoving() ? Math.floor(now() / 1_000) : state.clock?.now,
  ],
  () => drawTask(taskPlace),
);

function drawAll() {
  document.body.dataset.connection = state.connection;
  document.body.dataset.view = shown();
  drawTop();
  drawBanner();
  if (state.view === "tasks") drawTaskWhenChanged();
  for (const [name, { node, draw }] of Object.entries(VIEWS)) {
    node.hidden = name !== state.view;
    if (name === state.view) draw();
  }
}

/** A live clock moves what is due, without anything happening. */
function isMoving() {
  return (
    state.clock?.mode === "live" &&
    state.connection === "live" &&
    (state.clock.pending.length > 0 || state.sending.size > 0)
  );
}

setInterval(() => {
  if (isMoving() && !document.hidden) note({});
}, 1_000);

/** How wide the axis is says which marks would cover each other. */
function measure() {
  const width = taskPlace.querySelector(".ticks")?.clientWidth;
  if (width && width !== state.axisWidth) change({ axisWidth: width });
}

subscribe(drawAll);
subscribe(measure);
new ResizeObserver(measure).observe(taskPlace);
drawAll();
begin();
