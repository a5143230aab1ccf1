// A box of text as it was sent: raw or pretty, JSON in colours, a long one cut until all of it is asked for.

import { button, h } from "./dom.js";
import { coloured, spread } from "./json-text.js";
import { isOpen, keep, state, toggle } from "./store.js";

const MOST_TEXT = 20_000;
/** More pieces than this would be slow to draw; a longer text stays in one colour. */
const MOST_COLOURED = 6_000;

const prettied = new Map();

/** Formatted once for as long as the text of that name stays the same. */
function prettyOf(text, name) {
  const known = prettied.get(name);
  if (known?.text === text) return known.pretty;
  if (prettied.size > 200) prettied.clear();
  const pretty = spread(text);
  prettied.set(name, { text, pretty });
  return pretty;
}

/** `form`: "choice" lets a person choose between raw and pretty, "raw" and "pretty" are that alone. */
export function codeBox(text, name, label, form = "choice") {
  const isWhole = isOpen(`${name}-whole`);
  const looksJson = /^\s*[[{]/.test(text);
  const isPretty = looksJson && (form === "pretty" || (form === "choice" && state.pretty));
  const all = isPretty ? prettyOf(text, name) : text;
  const cut = !isWhole && all.length > MOST_TEXT;
  const shown = cut ? all.slice(0, MOST_TEXT) : all;
  return h(
    "div",
    { class: "body" },
    h(
      "pre",
      { class: "code", tabindex: "0", role: "group", "aria-label": label, dir: "ltr" },
      looksJson && shown.length <= MOST_COLOURED
        ? coloured(shown).map(([kind, piece]) => (kind === "" ? piece : h("span", { class: `j-${kind}` }, piece)))
        : shown,
    ),
    form === "choice" && looksJson
      ? h(
          "p",
          { class: "body-foot" },
          button("Raw", () => keep({ pretty: false }), { class: "bare", "aria-pressed": String(!state.pretty) }),
          button("Pretty", () => keep({ pretty: true }), { class: "bare", "aria-pressed": String(state.pretty) }),
        )
      : null,
    cut
      ? button(`Show all ${all.length.toLocaleString("en")} characters`, () => toggle(`${name}-whole`), {
          class: "bare",
        })
      : null,
  );
}

export function headerTable(headers) {
  return h(
    "dl",
    { class: "headers" },
    Object.entries(headers).flatMap(([name, value]) => [
      h("dt", {}, name),
      h("dd", {}, Array.isArray(value) ? value.join(", ") : value),
    ]),
  );
}
