// The time axis: a task's entries on one line, each delivery's attempts on a line of its own, all by the mock's clock.

import { scaleFor, spaced } from "./axis-scale.js";
import { showAttempt } from "./deliveries.js";
import { h } from "./dom.js";
import { now } from "./store.js";
import { exact, length, millis } from "./time.js";

const MOST_LINES = 24;
const MOST_MARKS = 150;
const GAP = 0.022;
const FINISHED = ["complete", "failed", "cancelled"];

/** The axis of a task's record. */
export function axis(task) {
  const start = Date.parse(task.timeline[0].at);
  const lines = [taskLine(task, start), ...task.deliveries.slice(0, MOST_LINES).map(deliveryLine)];
  const last = Math.max(...lines.flatMap(({ marks }) => marks.map(({ at }) => at)));
  const isOver = FINISHED.includes(task.status) && lines.every(({ marks }) => marks.every(({ due }) => !due));
  const present = isOver ? last : Math.max(start, now());
  const end = Math.max(last, present);
  const scale = scaleFor(start, end + (end - start) * 0.04);
  const more = task.deliveries.length - MOST_LINES;
  return h(
    "section",
    { class: "axis", "aria-label": "Time axis", key: "axis" },
    h(
      "div",
      { class: "axis-head" },
      h("h3", {}, "Time"),
      h(
        "span",
        { class: "quiet" },
        scale.isEven ? "from the task's start" : "from the task's start, longer times drawn closer",
      ),
    ),
    h(
      "div",
      { class: "axis-body", onmouseover: hint, onfocusin: hint, onmouseout: unhint, onfocusout: unhint },
      h(
        "div",
        { class: "ticks", "aria-hidden": "true" },
        scale.ticks.map(({ ms, place }) =>
          h("span", { class: "tick", style: { "--at": `${place * 100}%` } }, ms === 0 ? "0" : length(ms)),
        ),
      ),
      isOver
        ? null
        : h(
            "div",
            { class: "present", "aria-hidden": "true" },
            h("span", { style: { "--at": `${scale.place(present) * 100}%` } }),
          ),
      lines.map((line) => drawLine(line, scale, start)),
      h("div", { class: "hint", hidden: true, "aria-hidden": "true" }),
    ),
    more > 0 ? h("p", { class: "quiet" }, `and ${more} more deliveries, in the list below`) : null,
  );
}

/** What happened, and what the plan has yet to play as far as it does not depend on the user. */
function taskLine({ timeline, plan, next, status }, start) {
  const marks = timeline.slice(0, MOST_MARKS).map((entry, place) => ({
    at: Date.parse(entry.at),
    kind: entry.status,
    label: entry.move === "create" ? `created, ${entry.status}` : says(entry),
    go: `entry-${place}`,
  }));
  const done = timeline.reduce((step, entry) => (entry.step === null ? step : entry.step + 1), 0);
  if (next) {
    let at = Date.parse(next.at);
    marks.push({ at, kind: "due", due: true, label: `${next.move} is due` });
    for (const step of status === "running" ? plan.slice(done + 1) : []) {
      if (plan[done]?.move === "wait") break;
      at += millis(step.after);
      marks.push({ at, kind: "due", due: true, label: `${step.move} is planned` });
      if (step.move === "wait") break;
    }
  }
  return { name: "task", marks, spans: spansOf(timeline, start) };
}

function says({ move, status, by }) {
  return `${move}${move === status ? "" : `, ${status}`}${by === "plan" ? "" : `, by ${by}`}`;
}

/** Stretches of one status. */
function spansOf(timeline) {
  return timeline.slice(0, MOST_MARKS).flatMap((entry, place) => {
    const next = timeline[place + 1];
    return next ? [{ from: Date.parse(entry.at), to: Date.parse(next.at), kind: entry.status }] : [];
  });
}

function deliveryLine({ id, event, state, attempts, next_attempt_at }) {
  const marks = attempts.slice(0, MOST_MARKS).map((attempt, place) => ({
    at: Date.parse(attempt.at),
    kind: attempt.response?.status === 200 ? "good" : "bad",
    label: `${event}, attempt ${attempt.number}: ${attempt.response?.status ?? attempt.outcome.replace("_", " ")}${attempt.fault ? `, fault ${attempt.fault}` : ""}`,
    go: `${id}-${place}`,
    act: () => showAttempt(id, place),
  }));
  if (next_attempt_at)
    marks.push({
      at: Date.parse(next_attempt_at),
      kind: "due",
      due: true,
      label: `${event}, attempt ${(attempts.at(-1)?.number ?? 0) + 1} is due`,
    });
  const ends = marks.map(({ at }) => at);
  return {
    name: event,
    id,
    state,
    marks,
    spans: ends.length > 1 ? [{ from: Math.min(...ends), to: Math.max(...ends), kind: "retry" }] : [],
  };
}

function drawLine({ name, id, marks, spans }, scale, start) {
  const places = spaced(
    marks.map(({ at }) => scale.place(at)),
    GAP,
  );
  return h(
    "div",
    { class: "line", role: "group", "aria-label": id ? `${name}, ${id}` : "The task", key: id ?? "task" },
    h("span", { class: "name" }, name),
    h(
      "span",
      { class: "track" },
      spans.map(({ from, to, kind }) =>
        h("span", {
          class: `span ${kind}`,
          style: { "--from": `${scale.place(from) * 100}%`, "--to": `${scale.place(to) * 100}%` },
        }),
      ),
      marks.map((mark, i) => drawMark(mark, places[i], start)),
    ),
  );
}

function drawMark({ at, kind, label, act, go }, place, start) {
  const text = `${label} · ${exact(at)} · ${at === start ? "the start" : `${length(at - start)} after the start`}`;
  const press = () => {
    act?.();
    document.getElementById(go)?.scrollIntoView({ block: "center" });
  };
  return h("button", {
    type: "button",
    class: `point ${kind}`,
    "aria-label": text,
    "data-hint": text,
    style: { "--at": `${place * 100}%` },
    onclick: press,
  });
}

function hint(event) {
  const mark = event.target.closest?.(".point");
  if (!mark) return;
  const body = mark.closest(".axis-body");
  const box = body.querySelector(".hint");
  box.textContent = mark.dataset.hint;
  box.hidden = false;
  const [inner, outer] = [mark.getBoundingClientRect(), body.getBoundingClientRect()];
  const left = Math.min(
    Math.max(0, inner.left - outer.left + inner.width / 2 - box.offsetWidth / 2),
    outer.width - box.offsetWidth,
  );
  box.style.setProperty("left", `${left}px`);
  box.style.setProperty("top", `${inner.bottom - outer.top + 4}px`);
}

function unhint(event) {
  const box = event.target.closest?.(".axis-body")?.querySelector(".hint");
  if (box) box.hidden = true;
}
