// Takes a second progress of a task for a repetition.
// finds: two-progress-effect
import { serve } from "../correct.mjs";

serve({ identity: (event) => `${event.task_id} ${event.event} ${event.timestamp}` });
