// What is booked, in the order in which it comes, and what is on the wire now.

import { act } from "../act.js";
import { advanceTo } from "../clock-bar.js";
import { elapsed } from "../deliveries.js";
import { button, draw, h } from "../dom.js";
import { now, state } from "../store.js";
import { exact, length, short } from "../time.js";
import { openTask } from "./deliveries-view.js";
import { longList } from "./long-list.js";

export function dueView() {
  const head = h("div", { class: "view-head" });
  const list = longList({ label: "What is due, in order", height: 40, row, className: "due-rows" });
  return {
    node: h("section", { class: "view", "aria-label": "Due" }, head, list.node),
    draw() {
      const wire = [...state.sending].map(([id, its]) => ({ id, ...its }));
      draw(
        head,
        wire.length === 0 && state.pending.length === 0 ? h("p", { class: "empty" }, "Nothing is due.") : null,
        wire.map(({ id, taskId, event, attempt, since }) =>
          h(
            "p",
            { class: "sending-row", key: id },
            h("span", { class: "pulse", "aria-hidden": "true" }),
            h("strong", {}, `Sending ${event}, attempt ${attempt}`),
            button(taskId, () => openTask(taskId), { class: "bare" }),
            h("span", { class: "quiet elapsed", "data-since": since }, elapsed(since)),
          ),
        ),
      );
      list.update(state.pending);
    },
  };
}

function row({ at, label, taskId }) {
  const wait = at - now();
  const [before, after] = taskId === undefined ? [label, ""] : label.split(taskId, 2);
  return h(
    "div",
    { class: "row", key: `${at} ${label}` },
    h("time", { class: "when", title: exact(at) }, short(at, now())),
    h("span", { class: "quiet in" }, wait > 0 ? `in ${length(wait)}` : "now"),
    h(
      "span",
      { class: "what" },
      before,
      taskId === undefined ? null : button(taskId, () => openTask(taskId), { class: "bare" }),
      after ?? "",
    ),
    act("Advance to here", `advance ${at}`, () => advanceTo(at), { class: "button small", disabled: wait <= 0 }),
  );
}
