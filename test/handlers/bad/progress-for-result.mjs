// Takes the data of task.progress for a result: 500.
// finds: event-progress
// also: out-of-order two-events-effect two-progress-effect
import { addEffect, serve } from "../correct.mjs";

serve({
  handle(event) {
    addEffect();
    if (event.event === "task.progress") event.data.contacts.forEach(addEffect);
  },
});
