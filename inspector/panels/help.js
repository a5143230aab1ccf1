// Help: the keys, and what the marks mean.

import { h } from "../dom.js";
import { openPanel } from "./panel.js";

const KEYS = [
  ["j  k", "the next and the previous task; in the list also the arrows, Page Up and Down, Home, End"],
  ["Enter", "from the list to the task"],
  ["Esc", "back to the list; closes a panel"],
  ["/", "the filter"],
  ["n", "send a prompt"],
  ["?", "this help"],
];
const MARKS = [
  ["✓", "all webhooks of the task were answered with 200"],
  ["↻", "one is to be tried, or tried again"],
  ["✕", "one was given up after its last attempt"],
  ["–", "one was recorded only: there is no webhook URL"],
];

export function openHelp() {
  openPanel("Help", () => [
    h("h3", {}, "Keys"),
    h(
      "dl",
      { class: "keys" },
      KEYS.flatMap(([key, text]) => [h("dt", {}, h("kbd", {}, key)), h("dd", {}, text)]),
    ),
    h("h3", {}, "Marks in the list"),
    h(
      "dl",
      { class: "keys" },
      MARKS.flatMap(([mark, text]) => [h("dt", {}, mark), h("dd", {}, text)]),
    ),
    h(
      "p",
      { class: "quiet" },
      "All times are of the mock's clock, in UTC. All that is here can be done with the command line and the control API too: ",
      h("a", { href: "/_mock/openapi.json" }, "/_mock/openapi.json"),
    ),
  ]);
}
