// The calls to /v1 as they came, also those that were refused: what an app really sent, and what it got.

import { get } from "../api.js";
import { gently } from "../data.js";
import { bodyBox } from "../deliveries.js";
import { button, h } from "../dom.js";
import { select } from "../live.js";
import { change, now, state } from "../store.js";
import { exact, length, short } from "../time.js";
import { openPanel } from "./panel.js";

const SHOWN = 200;
let seen = -1;
let calls = [];

/** The newest calls; the list of the control API begins with the oldest. */
const read = gently(100, async () => {
  let all = [];
  for (let more = true; more; ) {
    const page = await get(`/_mock/requests?limit=1000&offset=${all.length}`);
    all = all.concat(page.data);
    more = page.has_more && page.data.length > 0;
  }
  calls = all.slice(-SHOWN).reverse();
  change({});
});

export function openCalls() {
  seen = -1;
  openPanel(
    "Calls",
    () => h("p", { class: "quiet" }, `The last ${SHOWN} calls to /v1, newest first; keys are masked.`),
    (close) => {
      if (seen !== state.calls) read();
      seen = state.calls;
      return calls.length === 0
        ? h("p", { class: "quiet" }, "None yet.")
        : h(
            "ul",
            { class: "things calls" },
            calls.map((one) => call(one, close)),
          );
    },
  );
}

function call({ id, at, method, path, status, key, headers, body, response_body, task_id, fault, duration_ms }, close) {
  const when = Date.parse(at);
  return h(
    "li",
    { key: id },
    h(
      "details",
      { class: "grow" },
      h(
        "summary",
        {},
        h("strong", { class: status !== null && status < 400 ? "" : "answer bad" }, status ?? "no answer"),
        " ",
        h("code", { dir: "auto" }, `${method} ${path}`),
        fault ? h("span", { class: "tag fault" }, fault) : null,
        h("time", { class: "quiet", title: exact(when) }, ` ${short(when, now())}`),
      ),
      h(
        "p",
        { class: "quiet", dir: "auto" },
        `${key ?? "no key"} · ${length(duration_ms)} · ${headers["user-agent"] ?? ""}`,
      ),
      body === "" ? null : bodyBox(body, `${id}-body`, "The call's body"),
      response_body === "" ? null : bodyBox(response_body, `${id}-answer`, "The answer's body"),
      task_id ? button(task_id, () => show(task_id, close), { class: "bare" }) : null,
    ),
  );
}

function show(id, close) {
  close();
  change({ follow: false });
  select(id);
}
