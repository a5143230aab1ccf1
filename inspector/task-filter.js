// Above the list of tasks: the filter by text and status, and what stands in the list's place while it is empty.

import { button, h } from "./dom.js";
import { select } from "./live.js";
import { openSend } from "./panels/send.js";
import { copy } from "./say.js";
import { change, state } from "./store.js";

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
/** The filter; `counts` are the tasks that pass its text, by status. */
export function filter(counts) {
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

/** What stands in place of lines, of which there are `lines`. */
export function emptiness(lines) {
  if (!state.loaded) return state.connection === "lost" ? null : h("p", { class: "empty" }, "Reading the tasks …");
  if (lines > 0) return null;
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
