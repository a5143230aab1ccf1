// Does nothing for a task that it did not create itself: an event that overtakes the create call's answer is lost.
// finds: probe-moves
import { serve } from "../correct.mjs";

const tasks = new Map();

serve({
  handle: (event) => tasks.get(event.task_id)?.finish(event),
});
