// Takes a second event of a task for a repetition.
// finds: two-events-effect
// also: two-progress-effect
import { serve } from "../correct.mjs";

serve({ identity: (event) => event.task_id });
