// Reset, asked for twice.

import { post } from "../api.js";
import { h } from "../dom.js";
import { toast } from "../say.js";
import { form, openPanel } from "./panel.js";

export function openReset() {
  openPanel(
    "Reset",
    (close) =>
      form(
        async () => {
          await post("/_mock/reset");
          toast("Everything is as it was at the start.");
          close();
        },
        "Reset",
        h(
          "p",
          {},
          "The account becomes as it was at the start: tasks, deliveries, faults, used fixtures, consents, clock and counters. The webhook URL stays.",
        ),
      ),
    undefined,
    "over",
  );
}
