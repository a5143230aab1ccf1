// The selected task: what was asked, where it stands, what can be done to it, and all that happened.

import { at, post } from "./api.js";
import { axis } from "./axis.js";
import { deliveries } from "./deliveries.js";
import { button, draw, h } from "./dom.js";
import { back } from "./keys.js";
import { openMove } from "./panels/move.js";
import { openSave } from "./panels/save.js";
import { attempt, copy } from "./say.js";
import { request, timeline, why } from "./sections.js";
import { state, toggle } from "./store.js";
import { exact } from "./time.js";

const FINISHED = ["complete", "failed", "cancelled"];
const LONG_PROMPT = 400;
/** The first half of a character that was cut through. */
const HALF = /[\ud800-\udbff]$/;

export function drawTask(place) {
  const { found, task, selected } = state;
  if (found === "none")
    return draw(place, state.order.length > 0 ? h("p", { class: "empty" }, "Choose a task.") : null);
  if (found === "gone")
    return draw(
      place,
      h(
        "div",
        { class: "empty" },
        h(
          "p",
          {},
          "There is no task ",
          h("code", {}, selected),
          " here any more: the mock was reset, or keeps only newer ones.",
        ),
        button("To the list", back),
      ),
    );
  if (!task || task.id !== selected)
    return draw(place, h("p", { class: "empty" }, "Reading ", h("code", {}, selected), " …"));
  draw(
    place,
    h(
      "div",
      { class: "task", key: task.id },
      head(task),
      task.status === "waiting" ? waiting(task) : null,
      axis(task),
      h(
        "div",
        { class: "columns" },
        h("div", { class: "column" }, timeline(task), why(task), request(task)),
        h("div", { class: "column" }, deliveries(task)),
      ),
    ),
  );
}

function head(task) {
  const { id, status, tool, sub_agent, created_at, request: asked } = task;
  const isLong = asked.prompt.length > LONG_PROMPT;
  const isWhole = state.open.has(`${id}-prompt`);
  return h(
    "header",
    { class: "task-head" },
    h(
      "div",
      { class: "task-title" },
      button("‹ Tasks", back, { class: "button quiet back" }),
      h("h2", {}, h("code", {}, id)),
      h("span", { class: `tag ${status}` }, status),
      asked.mode === "test" ? h("span", { class: "tag" }, "test mode") : null,
      h(
        "span",
        { class: "actions" },
        button("Copy id", () => copy(id, "the id"), { class: "button small" }),
        FINISHED.includes(status) ? null : button("Move by hand", () => openMove(task), { class: "button small" }),
        FINISHED.includes(status)
          ? null
          : button("Cancel", () => attempt(() => post(at`/_mock/tasks/${id}/cancel`)), { class: "button small" }),
        button("Save as fixture", () => openSave(id), { class: "button small" }),
      ),
    ),
    h(
      "p",
      { class: "task-prompt", dir: "auto" },
      isLong && !isWhole ? `${asked.prompt.slice(0, LONG_PROMPT).replace(HALF, "")}…` : asked.prompt,
    ),
    isLong
      ? button(
          isWhole ? "Show less" : `Show all ${asked.prompt.length.toLocaleString("en")} characters`,
          () => toggle(`${id}-prompt`),
          { class: "bare" },
        )
      : null,
    h(
      "p",
      { class: "facts" },
      fact("user", asked.user_id ?? "none"),
      fact(sub_agent === undefined ? "tool" : "sub-agent", sub_agent ?? tool),
      fact("created", exact(Date.parse(created_at))),
      fact("fixture", task.fixture.name),
    ),
  );
}

function fact(name, value) {
  return h("span", { class: "fact" }, h("span", { class: "quiet" }, `${name} `), h("span", { dir: "auto" }, value));
}

/** What the task waits for, to be answered here. */
export function waiting(task) {
  const entry = task.timeline.at(-1);
  const { reason, service, input_request } = task.waiting;
  const answer = (decision) => attempt(() => post(at`/_mock/tasks/${task.id}/answer`, { decision }));
  const [first] = [...(entry.deadlines ?? [])].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  return h(
    "section",
    { class: "ask", "aria-label": "What the task waits for", key: "waiting" },
    h(
      "p",
      { dir: "auto" },
      h("strong", {}, service === undefined ? "Waits for input. " : `Waits for consent to ${service}. `),
      String(reason ?? ""),
    ),
    input_request === undefined ? null : h("pre", { class: "code", tabindex: "0" }, JSON.stringify(input_request)),
    h(
      "p",
      { class: "buttons" },
      input_request === undefined ? button("Approve", () => answer("approve"), { class: "button primary" }) : null,
      button(service === undefined && input_request !== undefined ? "Decline" : "Deny", () => answer("deny")),
      entry.page
        ? h(
            "a",
            { class: "button", href: entry.page, target: "_blank", rel: "noreferrer" },
            input_request === undefined ? "Open the user's page" : "Answer on the user's page",
          )
        : null,
      first
        ? h(
            "span",
            { class: "quiet" },
            `${first.move === "resume" ? "approved by itself" : "fails by itself"} at ${exact(Date.parse(first.at))}`,
          )
        : null,
    ),
  );
}
