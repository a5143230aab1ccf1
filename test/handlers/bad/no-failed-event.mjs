// Takes data for a result, whatever the event is: 500 on task.failed.
// finds: event-failed
import { addEffect, serve } from "../correct.mjs";

serve({
  handle(event) {
    addEffect();
    if (event.event === "task.failed") event.data.error.details.toString();
  },
});
