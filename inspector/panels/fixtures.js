// Fixtures: the problems of files first, then all there are in the order of the search.

import { act } from "../act.js";
import { at, remove } from "../api.js";
import { codeBox } from "../code-box.js";
import { loadFixtures } from "../data.js";
import { h } from "../dom.js";
import { toast } from "../say.js";
import { state } from "../store.js";
import { ORIGINS } from "../words.js";
import { openPanel } from "./panel.js";

export function openFixtures() {
  loadFixtures().catch(() => toast("The mock does not answer.", "error"));
  openPanel(
    "Fixtures",
    () =>
      h(
        "p",
        { class: "quiet" },
        "Which requests are answered how, in the order of the search. Files are read again as they are saved.",
      ),
    () => [problems(), all()],
  );
}

function problems() {
  if (state.problems.length === 0) return null;
  return h(
    "section",
    { key: "problems" },
    h("h3", {}, "Problems"),
    h(
      "ul",
      { class: "things" },
      state.problems.map(({ file, line, column, path, message }) =>
        h(
          "li",
          {},
          h(
            "span",
            { class: "grow" },
            h("code", { dir: "auto" }, `${file}:${line}:${column}`),
            " ",
            h("strong", { dir: "auto" }, path),
            h("span", { dir: "auto" }, ` ${message}`),
          ),
        ),
      ),
    ),
    h("p", { class: "quiet" }, "The last good version of each file stays in use."),
  );
}

function all() {
  return h(
    "section",
    { key: "all" },
    h("h3", {}, "In use ", h("span", { class: "number" }, state.fixtures.length)),
    h("ul", { class: "things" }, state.fixtures.map(fixture)),
  );
}

function fixture({ name, description, origin, file, priority, tool, when, plans = [] }) {
  return h(
    "li",
    { key: `${origin} ${name}` },
    h(
      "details",
      { class: "grow" },
      h(
        "summary",
        { dir: "auto" },
        h("strong", {}, name),
        h(
          "span",
          { class: "quiet" },
          ` ${ORIGINS[origin]}${priority === 0 ? "" : `, priority ${priority}`}${tool ? `, ${tool}` : ""}`,
        ),
      ),
      description === "" ? null : h("p", { dir: "auto" }, description),
      h("h4", {}, "When"),
      Object.keys(when).length === 0
        ? h("p", { class: "quiet" }, "Every request.")
        : codeBox(JSON.stringify(when), `${name}-when`, `When ${name} answers`, "pretty"),
      plans.map((plan, i) => [
        h("h4", {}, plans.length === 1 ? "Plan" : `Plan ${i + 1}`),
        codeBox(JSON.stringify(plan), `${name}-plan-${i}`, `The plan of ${name}`, "pretty"),
      ]),
      h("p", { class: "quiet", dir: "auto" }, file ?? "made in a program"),
    ),
    origin === "program"
      ? act("Restore", `restore ${name}`, () => remove(at`/_mock/fixtures/${name}`).then(loadFixtures), {
          class: "button small",
          "aria-label": `Stop using ${name}`,
        })
      : null,
  );
}
