// Fixtures: the problems of files first, then all there are in the order of the search.

import { at, remove } from "../api.js";
import { loadFixtures } from "../data.js";
import { button, h } from "../dom.js";
import { attempt, toast } from "../say.js";
import { state } from "../store.js";
import { openPanel } from "./panel.js";

const ORIGINS = { user: "yours", shipped: "shipped", program: "used by a program" };

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

function fixture({ name, description, origin, file, priority, tool, when }) {
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
      h("pre", { class: "code", tabindex: "0", dir: "auto" }, JSON.stringify(when, null, 2)),
      h("p", { class: "quiet", dir: "auto" }, file ?? "made in a program"),
    ),
    origin === "program"
      ? button("Restore", () => attempt(() => remove(at`/_mock/fixtures/${name}`).then(loadFixtures)), {
          class: "button small",
          "aria-label": `Stop using ${name}`,
        })
      : null,
  );
}
