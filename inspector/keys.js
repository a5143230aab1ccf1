// The keyboard: j and k walk the tasks from anywhere, / goes to the filter, n sends a prompt, ? tells of all this.

import { NARROW, select } from "./live.js";
import { openHelp } from "./panels/help.js";
import { openSend } from "./panels/send.js";
import { change, state } from "./store.js";
import { go } from "./task-list.js";

const ACTIONS = {
  j: () => go(1),
  k: () => go(-1),
  n: openSend,
  "?": openHelp,
  "/": () => document.getElementById("filter").focus(),
  Escape: back,
};

export function startKeys() {
  addEventListener("keydown", (event) => {
    const action = ACTIONS[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (isTyping(event.target) && event.key !== "Escape") return;
    event.preventDefault();
    action();
  });
}

/** From the task back to the list; on a narrow screen that is another view. */
export function back() {
  if (innerWidth < NARROW && state.selected !== undefined) {
    change({ follow: false });
    select(undefined);
  }
  document.getElementById("list").focus();
}

function isTyping(target) {
  return (
    target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")
  );
}
