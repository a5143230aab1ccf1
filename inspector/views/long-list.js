// A list of any length of which only the lines that can be seen are in the page.

import { draw, h } from "../dom.js";

const BEYOND = 5;

/** `row(item, place)` gives a line's node, `height` pixels high. `update(items)` shows these. Lines are found by Tab, in order. */
export function longList({ label, height, row, className = "" }) {
  let items = [];
  const node = h("div", { class: `long ${className}`, role: "list", "aria-label": label, tabindex: "0" });
  const drawIt = () => {
    const first = Math.max(0, Math.floor(node.scrollTop / height) - BEYOND);
    const last = Math.min(items.length, Math.ceil((node.scrollTop + node.clientHeight) / height) + BEYOND);
    draw(
      node,
      h(
        "div",
        { class: "rows", role: "presentation", style: { height: `${items.length * height}px` } },
        items.slice(first, last).map((item, i) => {
          const line = row(item, first + i);
          line.setAttribute("role", "listitem");
          line.setAttribute("aria-setsize", items.length);
          line.setAttribute("aria-posinset", first + i + 1);
          line.style.setProperty("transform", `translateY(${(first + i) * height}px)`);
          return line;
        }),
      ),
    );
  };
  node.addEventListener("scroll", drawIt, { passive: true });
  new ResizeObserver(drawIt).observe(node);
  return {
    node,
    update(next) {
      items = next;
      node.hidden = items.length === 0;
      drawIt();
    },
  };
}
