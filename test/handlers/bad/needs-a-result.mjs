// Reads a field of a result that may be empty: 500.
// finds: empty-result
import { addEffect, serve } from "../correct.mjs";

serve({
  handle(event) {
    addEffect();
    if (event.event === "task.complete") Object.values(event.data)[0].toString();
  },
});
