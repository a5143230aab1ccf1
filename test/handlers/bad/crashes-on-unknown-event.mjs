// Has no branch for events that it does not know: 500.
// finds: unknown-event
import { addEffect, serve } from "../correct.mjs";

const branches = {
  "task.complete": addEffect,
  "task.failed": addEffect,
  "task.progress": addEffect,
  "task.waiting": addEffect,
};

serve({ handle: (event) => branches[event.event](event) });
