// The correct handler without any mistake: what the bad ones are measured against.
import { serve } from "./correct.mjs";

serve({});
