// Answers 400 to a task id that does not look like one.
// finds: unknown-task
import { correct, serve } from "../correct.mjs";

serve({
  parse(body) {
    const event = correct.parse(body);
    if (!/^task_\w{6}$/.test(event.task_id)) throw new Error("bad task id");
    return event;
  },
});
