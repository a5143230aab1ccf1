// Help: the keys, and how one searches.

import { h } from "../dom.js";
import { SEARCH } from "../words.js";
import { openPanel } from "./panel.js";

const KEYS = [
  ["j  k", "the next and the previous task; in the list also the arrows, Page Up and Down, Home, End"],
  ["Enter", "from the list to the task; from the search to the first that is found"],
  ["Esc", "back to the list; clears the search; closes a panel"],
  ["/", "the search"],
  ["n", "send a prompt"],
  ["r", "redeliver the webhook that is looked at"],
  ["e", "edit its body, sign it anew and send it"],
  ["f", "choose what its next attempt meets: a fault"],
  ["c", "copy its last attempt as curl"],
  ["1 – 4", "Tasks, Deliveries, Calls, Due"],
  ["?", "this help"],
];
const FOUND = [
  ["words", "from their beginning, in prompts, users, tools, metadata, results and answers"],
  ['"a phrase"', "anywhere in them"],
  ...Object.entries(SEARCH),
];

export function openHelp() {
  openPanel("Help", () => [
    section("Keys", KEYS, (key) => h("kbd", {}, key)),
    section("Search", FOUND, (key) => h("code", {}, key)),
    h(
      "p",
      { class: "quiet" },
      "All times are of the mock's clock, in UTC. All that is here can be done with the command line and the control API too: ",
      h("a", { href: "/_mock/openapi.json" }, "/_mock/openapi.json"),
    ),
  ]);
}

function section(title, rows, show) {
  return [
    h("h3", {}, title),
    h(
      "dl",
      { class: "keys" },
      rows.flatMap(([key, text]) => [h("dt", {}, show(key)), h("dd", {}, text)]),
    ),
  ];
}
