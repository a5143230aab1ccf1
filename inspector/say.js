// Words to the person at the page: short messages that go away, the quiet ones for screen readers, and the clipboard.

import { h } from "./dom.js";

const SHOWN_MS = 6_000;

/** A message; `kind` "error", "warning" or "info". It stays until closed unless it is only information. */
export function toast(text, kind = "info") {
  const close = () => box.remove();
  const box = h(
    "div",
    { class: `toast ${kind}`, role: kind === "error" ? "alert" : false },
    h("p", { dir: "auto" }, text),
    h("button", { type: "button", class: "bare", "aria-label": "Close message", onclick: close }, "×"),
  );
  const toasts = document.getElementById("toasts");
  while (toasts.childElementCount >= 3) toasts.firstElementChild.remove();
  toasts.append(box);
  if (kind === "info") setTimeout(close, SHOWN_MS);
}

/** For screen readers only. */
export function tell(text) {
  document.getElementById("said").textContent = text;
}

/** Runs something a person asked for; what goes wrong is shown. True when it went well. */
export async function attempt(work) {
  try {
    await work();
    return true;
  } catch (error) {
    toast(error instanceof Error ? error.message : String(error), "error");
    return false;
  }
}

/** Copies text; where the browser does not allow that, it is selected for the person to copy. */
export async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h("textarea", { class: "hidden", "aria-hidden": "true", value: text });
    (document.querySelector("dialog[open]") ?? document.body).append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) return toast(`The browser does not let the page copy ${what}.`, "error");
  }
  toast(`Copied ${what}.`);
}

/** Gives text to the person as a file. */
export function saveFile(name, text) {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = h("a", { href: url, download: name, class: "hidden" });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
