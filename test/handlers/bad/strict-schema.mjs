// Answers 400 to fields that it does not know.
// finds: extra-fields
import { correct, serve } from "../correct.mjs";

const FIELDS = ["event", "task_id", "timestamp", "data"];

serve({
  parse(body) {
    const event = correct.parse(body);
    if (Object.keys(event).some((name) => !FIELDS.includes(name))) throw new Error("unknown field");
    return event;
  },
});
