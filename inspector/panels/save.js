// A task that was played as a fixture that plays the same again.

import { at, get } from "../api.js";
import { button, h } from "../dom.js";
import { copy, toast } from "../say.js";
import { openPanel } from "./panel.js";

export async function openSave(id) {
  const answer = await get(at`/_mock/tasks/${id}/fixture`).catch((error) => toast(error.message, "error"));
  if (!answer) return;
  openPanel(`${id} as a fixture`, () => [
    h(
      "p",
      { class: "quiet" },
      "Save it as a file in ploton-fixtures/ and the mock plays it again for the same prompt.",
    ),
    h(
      "pre",
      { class: "code tall", tabindex: "0", "aria-label": "The fixture", role: "group", dir: "auto" },
      answer.yaml,
    ),
    h(
      "p",
      { class: "buttons" },
      button("Copy", () => copy(answer.yaml, "the fixture"), { class: "button primary" }),
    ),
    h("p", { class: "quiet" }, "Or: ", h("code", {}, `ploton-mock save ${id} > ploton-fixtures/${id}.yaml`)),
  ]);
}
