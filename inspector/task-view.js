// The selected task: what was asked, where it stands, what came of it, what can be done to it, and all that happened.

import { act } from "./act.js";
import { goTo, showCall } from "./address.js";
import { at, post } from "./api.js";
import { axis } from "./axis.js";
import { codeBox } from "./code-box.js";
import { deliveries } from "./deliveries.js";
import { button, draw, h } from "./dom.js";
import { back } from "./keys.js";
import { openMove } from "./panels/move.js";
import { openSave } from "./panels/save.js";
import { openSend } from "./panels/send.js";
import { openShare } from "./panels/share.js";
import { copy } from "./say.js";
import { request, timeline, why } from "./sections.js";
import { isOpen, state, toggle } from "./store.js";
import { exact, length } from "./time.js";
import { isFinished } from "./words.js";

const LONG_PROMPT = 400;
/** The first half of a character that was cut through. */
const HALF = /[\ud800-\udbff]$/;

export function drawTask(place) {
  const { found, task, selected, connection } = state;
  if (found === "none" || connection === "locked")
    return draw(place, state.order.length > 0 ? h("p", { class: "empty" }, "Choose a task.") : null);
  if (found === "gone") return draw(place, gone(selected));
  if (!task || task.id !== selected)
    return draw(place, h("p", { class: "empty" }, "Reading ", h("code", {}, selected), " …"));
  draw(
    place,
    h(
      "div",
      { class: "task", key: task.id },
      head(task),
      task.status === "waiting" ? waiting(task) : null,
      outcome(task),
      axis(task),
      h(
        "div",
        { class: "columns" },
        h("div", { class: "column main" }, deliveries(task)),
        h("div", { class: "column" }, timeline(task), why(task)),
        h("div", { class: "column" }, request(task)),
      ),
    ),
  );
}

function gone(id) {
  return h(
    "div",
    { class: "empty" },
    h(
      "p",
      {},
      "There is no task ",
      h("code", {}, id),
      " here any more: the mock was reset or started anew, or keeps only newer ones.",
    ),
    button("To the list", back),
  );
}

function head(task) {
  const { id, status, request: asked } = task;
  const isLong = asked.prompt.length > LONG_PROMPT;
  const isWhole = isOpen(`${id}-prompt`);
  const isOver = isFinished(status);
  return h(
    "header",
    { class: "task-head" },
    h(
      "div",
      { class: "task-title" },
      button("‹ Tasks", back, { class: "button quiet back" }),
      h("h2", {}, h("code", {}, id)),
      button("Copy id", () => copy(id, "the id"), { class: "bare copy-id" }),
      h("span", { class: `tag ${status}` }, status),
      asked.mode === "test" ? h("span", { class: "tag" }, "test mode") : null,
      h(
        "span",
        { class: "actions" },
        button("Send again", () => openSend(asked), {
          class: "button small",
          title: "The same prompt, user and metadata, to be changed before it is sent",
        }),
        isOver ? null : button("Move by hand", () => openMove(task), { class: "button small" }),
        isOver
          ? null
          : act("Cancel", `cancel ${id}`, () => post(at`/_mock/tasks/${id}/cancel`), { class: "button small" }),
        button("Share", () => openShare(id), {
          class: "button small",
          title: "The story as text, JSON, HAR or Markdown; a test from this",
        }),
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
    facts(task),
  );
}

function facts({ tool, sub_agent, created_at, request: asked, fixture }) {
  return h(
    "p",
    { class: "facts" },
    fact("user", asked.user_id ?? "none"),
    fact(sub_agent === undefined ? "tool" : "sub-agent", sub_agent ?? tool),
    fact("fixture", fixture.name),
    h(
      "span",
      { class: "fact" },
      h("span", { class: "quiet" }, "created "),
      exact(Date.parse(created_at)),
      createdBy(state.created),
    ),
  );
}

/** The call that made it, as a way to it. */
function createdBy(call) {
  if (!call) return null;
  const see = () => {
    goTo("calls");
    showCall(call.id);
  };
  return [
    h("span", { class: "quiet" }, " by "),
    button(`${call.method} ${call.path} · ${call.status ?? "no answer"} · ${length(call.tookMs)}`, see, {
      class: "bare",
    }),
  ];
}

function fact(name, value) {
  return h("span", { class: "fact" }, h("span", { class: "quiet" }, `${name} `), h("span", { dir: "auto" }, value));
}

/** What came of it: the result, or the error, as it was sent. */
function outcome({ id, status, result, error, deliveries: all }) {
  const value = status === "complete" ? result : status === "failed" ? error : undefined;
  if (value === undefined) return null;
  const word = status === "complete" ? "Result" : "Error";
  return h(
    "section",
    { class: `outcome ${status}`, "aria-labelledby": "outcome-head", key: "outcome" },
    h("h3", { id: "outcome-head" }, word),
    codeBox(
      sentData(all, status) ?? JSON.stringify(value),
      `${id}-outcome`,
      `The task's ${word.toLowerCase()}`,
      "pretty",
    ),
  );
}

/** The data of the event that told of the result, digit for digit. */
function sentData(all, status) {
  if (status !== "complete") return undefined;
  const body = all.findLast(({ event }) => event === "task.complete")?.body;
  const from = body?.indexOf('"data":') ?? -1;
  return from === -1 ? undefined : body.slice(from + 7, -1);
}

/** What the task waits for, to be answered here. */
function waiting(task) {
  const entry = task.timeline.at(-1);
  const { reason, service, input_request } = task.waiting;
  const answer = (decision) => () => post(at`/_mock/tasks/${task.id}/answer`, { decision });
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
      input_request === undefined
        ? act("Approve", `answer ${task.id}`, answer("approve"), { class: "button primary" })
        : null,
      act(
        service === undefined && input_request !== undefined ? "Decline" : "Deny",
        `answer ${task.id}`,
        answer("deny"),
      ),
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
