// The dock: a panel at the side that does not cover what one watches, with a title and a way out; its width is a person's choice.
// On a narrow screen, and for what must be decided first, it is a dialog over all.

import { draw, h } from "../dom.js";
import { isOffline, keep, state, subscribe } from "../store.js";

/** Below this width there is no room beside the rest. */
const NARROW = 900;
const WIDTHS = [320, 1_000];
const STEP = 24;

/**
 * Opens a panel in place of the one that is open. `build(close)` gives its nodes once; `follow(close)`, where there is one, gives
 * the nodes below them again after each change of the store. `kind`: "dock", or "over" for a dialog over all.
 */
export function openPanel(title, build, follow, kind = "dock") {
  const opener = document.activeElement;
  document.querySelector("dialog[open]")?.close();
  const close = () => dialog.close();
  const live = h("div", { class: "panel-live" });
  const isOver = kind === "over" || innerWidth < NARROW;
  const dialog = frame(title, [build(close), live], close, isOver ? `panel over ${kind}` : "panel", isOver);
  const drawIt = () => {
    if (follow) draw(live, follow(close));
    for (const button of dialog.querySelectorAll("button.send")) button.disabled = isOffline() || button.busy === true;
  };
  const stop = subscribe(drawIt);
  drawIt();
  dialog.addEventListener("close", () => {
    stop();
    dialog.remove();
    // Another may stand in its place by now: closing is told of only later.
    document.body.classList.toggle("has-dock", document.getElementById("dock").childElementCount > 0);
    if (!isOver && !document.querySelector("dialog[open]") && opener instanceof HTMLElement && opener.isConnected)
      opener.focus();
  });
  show(dialog, isOver);
  dialog.querySelector("[autofocus]")?.focus();
}

/** Title, way out, and what is in it; a dialog over all also closes where one clicks beside it. */
function frame(title, nodes, close, className, isOver) {
  const dialog = h(
    "dialog",
    {
      class: className,
      "aria-labelledby": "panel-title",
      onclick: (event) => isOver && event.target === dialog && close(),
      onkeydown: (event) => {
        if (event.key !== "Escape" || isOver) return;
        event.stopPropagation();
        close();
      },
    },
    h(
      "div",
      { class: "panel-inner" },
      h(
        "header",
        {},
        h("h2", { id: "panel-title" }, title),
        h("button", { type: "button", class: "bare close", "aria-label": "Close", onclick: close }, "×"),
      ),
      ...nodes,
    ),
    isOver ? null : handle(),
  );
  return dialog;
}

function show(dialog, isOver) {
  if (isOver) {
    document.body.append(dialog);
    dialog.showModal();
    return;
  }
  document.getElementById("dock").append(dialog);
  document.body.classList.add("has-dock");
  document.body.style.setProperty("--dock", `${state.dockWidth}px`);
  dialog.show();
}

/** The edge that is drawn to make the dock wider. */
function handle() {
  const set = (width) => {
    const to = Math.round(Math.min(WIDTHS[1], innerWidth * 0.7, Math.max(WIDTHS[0], width)));
    keep({ dockWidth: to });
    document.body.style.setProperty("--dock", `${to}px`);
    edge.setAttribute("aria-valuenow", to);
  };
  const edge = h("div", {
    class: "edge",
    role: "separator",
    tabindex: "0",
    "aria-orientation": "vertical",
    "aria-label": "Width of the panel",
    "aria-valuemin": WIDTHS[0],
    "aria-valuemax": WIDTHS[1],
    "aria-valuenow": state.dockWidth,
    onkeydown: (event) => {
      const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      set(state.dockWidth + by);
    },
    onpointerdown: (event) => {
      event.preventDefault();
      edge.setPointerCapture(event.pointerId);
      edge.onpointermove = ({ clientX }) => set(innerWidth - clientX);
      edge.onpointerup = () => {
        edge.onpointermove = null;
      };
    },
  });
  return edge;
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
  const send = h("button", { class: "button primary send" }, label);
  const onsubmit = async (event) => {
    event.preventDefault();
    if (send.disabled) return;
    problem.textContent = "";
    send.busy = true;
    send.disabled = true;
    try {
      await submit(Object.fromEntries(new FormData(event.target)));
    } catch (error) {
      problem.textContent = error.message;
    }
    send.busy = false;
    send.disabled = isOffline();
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
    { name, class: "select", ...props },
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
