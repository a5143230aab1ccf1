// A panel: a dialog at the side, with a title and a way out; what it shows may follow the store.

import { draw, h } from "../dom.js";
import { subscribe } from "../store.js";

/**
 * Opens a panel. `build(close)` gives its nodes once; `follow(close)`, where there is one, gives the nodes below them again after
 * each change of the store.
 */
export function openPanel(title, build, follow) {
  if (document.querySelector("dialog[open]")) return;
  const close = () => dialog.close();
  const live = h("div", { class: "panel-live" });
  const dialog = h(
    "dialog",
    { class: "panel", "aria-labelledby": "panel-title", onclick: (event) => event.target === dialog && close() },
    h(
      "div",
      { class: "panel-inner" },
      h(
        "header",
        {},
        h("h2", { id: "panel-title" }, title),
        h("button", { type: "button", class: "bare close", "aria-label": "Close", onclick: close }, "×"),
      ),
      build(close),
      live,
    ),
  );
  const drawIt = () => draw(live, follow?.(close));
  const stop = follow ? subscribe(drawIt) : () => {};
  drawIt();
  dialog.addEventListener("close", () => {
    stop();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}

let count = 0;

/** A control with its label above and a word of help below. */
export function field(label, control, help) {
  count += 1;
  control.id ||= `field-${count}`;
  if (help) control.setAttribute("aria-describedby", `${control.id}-help`);
  return h(
    "div",
    { class: "field" },
    h("label", { for: control.id }, label),
    control,
    help ? h("p", { class: "help quiet", id: `${control.id}-help` }, help) : null,
  );
}

/** A form; `submit(values)` gets its fields as text, and what it throws stands above the buttons. Ctrl+Enter sends it. */
export function form(submit, label, ...fields) {
  const problem = h("p", { class: "problem", role: "alert" });
  const send = h("button", { class: "button primary" }, label);
  const onsubmit = async (event) => {
    event.preventDefault();
    problem.textContent = "";
    send.disabled = true;
    try {
      await submit(Object.fromEntries(new FormData(event.target)));
    } catch (error) {
      problem.textContent = error.message;
    }
    send.disabled = false;
  };
  const onkeydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) whole.requestSubmit();
  };
  const whole = h("form", { class: "form", onsubmit, onkeydown }, fields, problem, h("p", { class: "buttons" }, send));
  return whole;
}

export function input(name, props = {}) {
  return h("input", { name, autocomplete: "off", spellcheck: "false", ...props });
}

export function area(name, props = {}) {
  return h("textarea", { name, rows: "4", spellcheck: "false", dir: "auto", ...props });
}

/** A choice; `options` are texts, or pairs of a value and its label. */
export function choice(name, options, props = {}) {
  const pairs = options.map((option) => (Array.isArray(option) ? option : [option, option]));
  return h(
    "select",
    { name, ...props },
    pairs.map(([value, label]) => h("option", { value }, label)),
  );
}

/** The object that a field's text is; undefined for an empty one. Throws a sentence that names the field. */
export function objectOf(text, name) {
  if (text.trim() === "") return undefined;
  let value;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(`${name} is not valid JSON: ${error.message}`);
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new Error(`${name} must be a JSON object, such as {"source": "nightly-job"}.`);
}

/** Only the fields that were filled in. */
export function filled(values) {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== ""));
}
