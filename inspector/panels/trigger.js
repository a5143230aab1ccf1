// Make an event happen now: a task of its own that ends in it.

import { goTo, select } from "../address.js";
import { post } from "../api.js";
import { h } from "../dom.js";
import { toast } from "../say.js";
import { EVENTS } from "../words.js";
import { area, choice, field, filled, form, input, objectOf, openPanel } from "./panel.js";

export function openTrigger() {
  openPanel("Trigger an event", (close) =>
    form(
      async ({ event, prompt, user_id, set }) => {
        const { task, delivery } = await post(
          "/_mock/trigger",
          filled({ event, prompt, user_id, set: objectOf(set, "Values") }),
        );
        toast(
          `${delivery.event} of ${task.id} ${delivery.url === null ? "was recorded: no webhook URL is set" : "was sent"}.`,
        );
        close();
        goTo("tasks");
        select(task.id);
      },
      "Trigger",
      h("p", { class: "quiet" }, "Plays a task that ends in this event at once, whatever the clock."),
      field("Event", choice("event", EVENTS)),
      field("Prompt", area("prompt", { rows: "3" }), "Left empty: a shipped scenario that sends this event."),
      field("User id", input("user_id")),
      field(
        "Values",
        area("set", { rows: "2", placeholder: '{"temperature": "70°F", "contacts[0].email": "a@b.c"}' }),
        "A JSON object of paths in the event's data and what to put there.",
      ),
    ),
  );
}
