// Take it with you: the story of a task as text, JSON, HAR or Markdown, and a test that sends its webhooks again.

import { at, getText } from "../api.js";
import { button, draw, h } from "../dom.js";
import { copy, saveFile } from "../say.js";
import { state } from "../store.js";
import { harOf } from "../take/har.js";
import { markdownOf } from "../take/markdown.js";
import { RUNNERS } from "../take/tests.js";
import { choice, field, openPanel } from "./panel.js";

const linesOf = async (id) => (await getText(at`/_mock/tasks/${id}/story`)).trimEnd().split("\n");

/** By name: the file to save it as, a word on it, and its text. */
const FORMS = {
  "Story, text": { file: (id) => `${id}.txt`, of: async ({ id }) => (await linesOf(id)).join("\n") },
  "Story, JSON": {
    file: (id) => `${id}.json`,
    of: async ({ id }) =>
      JSON.stringify(JSON.parse(await getText(at`/_mock/tasks/${id}/story`, "application/json")), null, 2),
  },
  Markdown: { file: (id) => `${id}.md`, of: async (task) => markdownOf(task, await linesOf(task.id)) },
  HAR: { file: (id) => `${id}.har`, of: async (task) => harOf(task, state.created, location.origin) },
  ...Object.fromEntries(
    Object.entries(RUNNERS).map(([name, { file, run, of }]) => [
      `Test: ${name}`,
      { file, about: (id) => `Your handler must be up: ${run(file(id))}`, of: async (task) => of(task) },
    ]),
  ),
};

export function openShare(id) {
  const place = h("div", { class: "form" });
  const form = choice("form", Object.keys(FORMS), { onchange: () => show(), autofocus: true });
  async function show() {
    const { file, about, of } = FORMS[form.value];
    const { task } = state;
    if (task?.id !== id) return;
    const text = await of(task).catch((error) => error.message);
    const name = file(id);
    draw(
      place,
      h(
        "p",
        { class: "buttons" },
        button("Copy", () => copy(text, name), { class: "button primary" }),
        button("Download", () => saveFile(name, text), { class: "button" }),
        h("span", { class: "quiet" }, about?.(id) ?? name),
      ),
      h("pre", { class: "code tall", tabindex: "0", role: "group", "aria-label": form.value, dir: "ltr" }, text),
    );
  }
  openPanel(`Share ${id}`, () => [field("As", form), place]);
  show();
}
