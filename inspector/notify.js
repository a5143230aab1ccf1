// Notifications of failures, for those who ask for them.

import { toast } from "./say.js";
import { keep, state } from "./store.js";

const MOST_OFTEN_MS = 5_000;
let last = Number.NEGATIVE_INFINITY;

/** Says it where the page is not looked at. */
export function notifyOf(text) {
  if (!state.notify || !document.hidden || performance.now() - last < MOST_OFTEN_MS) return;
  last = performance.now();
  new Notification("ploton-mock", { body: text, icon: "/inspector/icon.svg", tag: "ploton-mock" });
}

/** Turns them on, once the browser allows it, or off. */
export async function askToNotify() {
  if (state.notify) return keep({ notify: false });
  const answer = "Notification" in window ? await Notification.requestPermission() : "denied";
  if (answer === "granted") keep({ notify: true });
  else toast("The browser does not let this page notify you; its settings for this address say so.", "error");
}
