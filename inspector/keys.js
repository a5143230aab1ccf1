// The keyboard: j and k walk the tasks from anywhere, r e f c act on the webhook that is looked at, ? tells of all this.

import { run } from "./act.js";
import { goTo, select } from "./address.js";
import { curlOf } from "./curl.js";
import { redeliver } from "./deliveries.js";
import { NARROW } from "./live.js";
import { openEdit } from "./panels/edit.js";
import { openHelp } from "./panels/help.js";
import { openSend } from "./panels/send.js";
import { copy, toast } from "./say.js";
import { state } from "./store.js";
import { go } from "./task-list.js";
import { VIEWS } from "./words.js";

const ACTIONS = {
  j: () => go(1),
  k: () => go(-1),
  n: () => openSend(),
  r: onDelivery((one) => one.sending || run(`redeliver ${one.id}`, () => redeliver(one.id))),
  e: onDelivery(openEdit),
  f: onDelivery(chooseFault),
  c: onDelivery((one) => copy(curlOf(one, one.attempts.at(-1)), "the command")),
  "?": openHelp,
  "/": toSearch,
  Escape: back,
  ...Object.fromEntries(Object.keys(VIEWS).map((view, i) => [String(i + 1), () => goTo(view)])),
};

export function startKeys() {
  addEventListener("keydown", (event) => {
    const action = ACTIONS[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog.over[open]"))
      return;
    if (isTyping(event.target) && event.key !== "Escape") return;
    event.preventDefault();
    action();
  });
}

/** Does something with the webhook that is looked at: the one that has the focus, is named in the address, or went wrong last. */
function onDelivery(work) {
  return () => {
    const all = state.task?.deliveries ?? [];
    const focused = document.activeElement?.closest?.("#task [data-delivery]")?.dataset.delivery;
    const one =
      all.find(({ id }) => id === focused) ??
      all.find(({ id }) => state.attempt?.startsWith(`${id}-`)) ??
      all.findLast(({ state: its }) => its !== "delivered") ??
      all.at(-1);
    if (one) work(one);
    else toast("No webhook is looked at.");
  };
}

function chooseFault({ id }) {
  const choice = document.getElementById(`next-${id}`);
  if (choice) choice.focus();
  else toast(`${id} has no next attempt that a fault could be chosen for.`);
}

/** What is typed next goes into the field, so it has the focus before the next key where it is there already. */
function toSearch() {
  const focus = () => document.getElementById("filter")?.focus();
  focus();
  goTo("tasks");
  requestAnimationFrame(focus);
}

/** From the task back to the list; on a narrow screen that is another view. */
export function back() {
  if (innerWidth < NARROW && state.selected !== undefined) select(undefined);
  requestAnimationFrame(() => document.getElementById("list").focus());
}

function isTyping(target) {
  return (
    target instanceof HTMLElement && target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")
  );
}
