// The calls to /v1 as they came, also those that were refused: what an app really sent, and what it got.

import { showCall } from "../address.js";
import { codeBox, headerTable } from "../code-box.js";
import { curlOfCall } from "../curl.js";
import { button, draw, h } from "../dom.js";
import { copy } from "../say.js";
import { now, state } from "../store.js";
import { exact, length, short } from "../time.js";
import { openTask } from "./deliveries-view.js";
import { longList } from "./long-list.js";

export function callsView() {
  const empty = h("div", {});
  const list = longList({ label: "Calls to /v1, newest first", height: 40, row, className: "call-rows" });
  const detail = h("div", { class: "call-detail" });
  return {
    node: h(
      "section",
      { class: "view two", "aria-label": "Calls" },
      h("div", { class: "call-list" }, empty, list.node),
      detail,
    ),
    draw() {
      draw(
        empty,
        state.calls.length === 0
          ? h("p", { class: "empty" }, state.callsRead ? "No call yet." : "Reading the calls …")
          : null,
      );
      list.update(state.calls);
      const chosen =
        state.calls.find(({ id }) => id === state.call) ??
        (state.created?.id === state.call ? state.created : undefined);
      draw(detail, chosen ? callDetail(chosen) : h("p", { class: "empty" }, "Choose a call. Keys are masked."));
    },
  };
}

const statusWord = (status) => (status === null ? "no answer" : String(status));

function row({ id, at, method, path, status, isGood, taskId, tookMs, fault }) {
  return h(
    "div",
    { class: id === state.call ? "row is-chosen" : "row", key: id },
    h(
      "button",
      {
        type: "button",
        class: "call",
        "aria-current": id === state.call ? "true" : undefined,
        onclick: () => showCall(id),
      },
      h("span", { class: `answer ${isGood ? "good" : "bad"}` }, statusWord(status)),
      h("span", { class: "what" }, h("strong", {}, method), " ", h("code", { dir: "auto" }, path)),
      fault ? h("span", { class: "tag fault" }, fault) : null,
      h("span", { class: "quiet task-id" }, taskId ?? ""),
      h("span", { class: "quiet took" }, length(tookMs)),
      h("time", { class: "quiet when", title: exact(at) }, short(at, now())),
    ),
  );
}

function callDetail(call) {
  const { id, at, method, path, status, isGood, key, headers, body, answer, taskId, fault, tookMs } = call;
  const environment = { origin: location.origin, key: state.environment?.PLOTON_API_KEY ?? "pk_test_mock" };
  return h(
    "article",
    { class: "detail", key: id, "aria-label": `${method} ${path}` },
    h(
      "h2",
      {},
      h("span", { class: `answer ${isGood ? "good" : "bad"}` }, statusWord(status)),
      " ",
      h("code", { dir: "auto" }, `${method} ${path}`),
    ),
    h(
      "p",
      { class: "facts" },
      h("span", { class: "fact" }, exact(at)),
      h("span", { class: "fact" }, h("span", { class: "quiet" }, "took "), length(tookMs)),
      h("span", { class: "fact", dir: "auto" }, h("span", { class: "quiet" }, "key "), key ?? "none"),
      taskId ? button(taskId, () => openTask(taskId), { class: "bare" }) : null,
      fault ? h("span", { class: "tag fault" }, fault) : null,
    ),
    h(
      "p",
      { class: "buttons" },
      button("Copy as curl", () => copy(curlOfCall(call, environment), "the command"), { class: "button small" }),
    ),
    h("h3", {}, "Answer"),
    answer === "" ? h("p", { class: "quiet" }, "No body.") : codeBox(answer, `${id}-answer`, "The answer's body"),
    h("h3", {}, "Call"),
    body === "" ? h("p", { class: "quiet" }, "No body.") : codeBox(body, `${id}-body`, "The call's body"),
    headerTable(headers),
  );
}
