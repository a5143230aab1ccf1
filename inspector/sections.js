// The parts of a task that are read rather than done: its timeline with what is planned, why its fixture answered, the request.

import { codeBox } from "./code-box.js";
import { h } from "./dom.js";
import { shownJson } from "./json-text.js";
import { isOpen, now, toggle } from "./store.js";
import { exact, length, millis, short } from "./time.js";
import { BY, isFinished, MOVES, PLANNED } from "./words.js";

const MOST_ENTRIES = 300;
/** What happened, then what is planned, as one list. */
export function timeline(task) {
  const start = Date.parse(task.timeline[0].at);
  const done = task.timeline.reduce((step, entry) => (entry.step === null ? step : entry.step + 1), 0);
  const isOver = isFinished(task.status);
  return h(
    "section",
    { class: "timeline", "aria-labelledby": "timeline-head", key: "timeline" },
    h("h3", { id: "timeline-head" }, "Timeline"),
    h(
      "ol",
      {},
      task.timeline.slice(0, MOST_ENTRIES).map((entry, place) => happened(task, entry, place, start)),
      isOver
        ? null
        : task.plan
            .slice(done, done + MOST_ENTRIES)
            .map((step, place) =>
              planned(step, done + place, place === 0 && task.status !== "waiting" ? task.next : null),
            ),
    ),
  );
}

function happened(task, entry, place, start) {
  const at = Date.parse(entry.at);
  const name = `${task.id}-entry-${place}`;
  const label = [
    h("span", { class: `dot ${entry.status}`, "aria-hidden": "true" }),
    h("span", { class: "move" }, MOVES[entry.move] ?? entry.move),
    h("span", { class: "quiet gist", dir: "auto" }, gist(entry)),
    h(
      "time",
      { class: "when", title: exact(at) },
      h("span", { class: "quiet" }, at === start ? "" : `+${length(at - start)} `),
      short(at, now()),
    ),
  ];
  return item({ name, id: `entry-${place}` }, label, entry.data, `Data of ${entry.move}`);
}

/** A line of the timeline, with its data below it once it is opened. */
function item({ name, ...attributes }, label, data, what) {
  const isShown = isOpen(name);
  const hasData = data !== null && data !== undefined;
  const opener = { type: "button", class: "entry", "aria-expanded": String(isShown), onclick: () => toggle(name) };
  return h(
    "li",
    { key: name, ...attributes },
    hasData ? h("button", opener, label) : h("div", { class: "entry" }, label),
    isShown ? codeBox(shownJson(data), name, what, "pretty") : null,
  );
}

/** An entry in a few words. */
function gist({ move, by, status, data }) {
  const what = { create: status, progress: data?.message, wait: data?.service ?? data?.reason, fail: data?.code }[move];
  return [typeof what === "string" ? what : "", BY[by] ?? ""].filter(Boolean).join(", ");
}

function planned(step, place, next) {
  const name = `plan-${place}`;
  const label = [
    h("span", { class: "dot due", "aria-hidden": "true" }),
    h("span", { class: "move" }, PLANNED[step.move] ?? step.move),
    h("span", { class: "quiet" }, "planned"),
    h(
      "time",
      { class: "when" },
      next
        ? h("span", {}, short(Date.parse(next.at), now()))
        : h("span", { class: "quiet" }, millis(step.after) === 0 ? "at once" : `after ${length(millis(step.after))}`),
    ),
  ];
  return item({ name, class: "planned" }, label, step.data, `Data of the planned ${step.move}`);
}

export function why({ fixture }) {
  return h(
    "section",
    { "aria-labelledby": "why-head", key: "why" },
    h("h3", { id: "why-head" }, "Why this fixture"),
    h("p", { dir: "auto" }, h("strong", {}, fixture.name), ` ${fixture.why}`),
    fixture.invented ? h("p", {}, "Its result is invented from the prompt.") : null,
    h("p", { class: "quiet", dir: "auto" }, fixture.file ?? "made in a program"),
  );
}

/** The request as it was made, its prompt included. */
export function request({ id, request: { prompt, user_id, mode, metadata, sub_agent } }) {
  const text = JSON.stringify({ prompt, user_id, mode, ...(sub_agent && { sub_agent }), metadata });
  return h(
    "section",
    { "aria-labelledby": "request-head", key: "request" },
    h("h3", { id: "request-head" }, "Request"),
    codeBox(text, `${id}-request`, "The request", "pretty"),
  );
}
