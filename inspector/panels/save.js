// A task that was played as a fixture that plays the same again: a file of the fixtures folder, or a download.

import { act } from "../act.js";
import { at, get, post } from "../api.js";
import { loadFixtures } from "../data.js";
import { button, h } from "../dom.js";
import { copy, saveFile, toast } from "../say.js";
import { openPanel } from "./panel.js";

export async function openSave(id) {
  const answer = await get(at`/_mock/tasks/${id}/fixture`).catch((error) => toast(error.message, "error"));
  if (!answer) return;
  const { yaml } = answer;
  const name = `${/^name: (\S+)$/m.exec(yaml)?.[1] ?? id}.yaml`;
  openPanel(
    `${id} as a fixture`,
    () => [
      h(
        "p",
        { class: "quiet" },
        "Once it is a file of the fixtures folder, the mock plays it again for the same prompt.",
      ),
      h("pre", { class: "code tall", tabindex: "0", "aria-label": "The fixture", role: "group", dir: "auto" }, yaml),
    ],
    () =>
      h(
        "p",
        { class: "buttons" },
        act("Write the file", `keep ${id}`, () => write(id, yaml, name), { class: "button primary" }),
        button("Download", () => saveFile(name, yaml), { class: "button" }),
        button("Copy", () => copy(yaml, "the fixture"), { class: "button" }),
      ),
  );
}

/** Where the mock reads no folder, the file is downloaded instead. */
async function write(id, yaml, name) {
  try {
    const { file } = await post(at`/_mock/tasks/${id}/fixture`);
    toast(`Written: ${file}`);
    await loadFixtures();
  } catch (error) {
    if (error.code !== "no_fixtures_folder") throw error;
    saveFile(name, yaml);
    toast(
      `This mock reads no fixtures folder, so ${name} was downloaded. Start it with --fixtures FOLDER to have it written there.`,
    );
  }
}
